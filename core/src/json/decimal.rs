//! The integer part of a JSON number, exactly, and without the tables that reading a float takes.

/// The integer part of a valid number and whether something follows it; held at the ends of the range, `None` from
/// 10^309 on, where floats are infinite.
pub(super) fn integer_part(text: &str) -> Option<(i64, bool)> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, whole(exponent.bytes())),
        None => (text, 0),
    };
    let (whole_digits, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    let digits = || {
        whole_digits
            .bytes()
            .chain(fraction.bytes())
            .filter(is_digit)
    };
    // Where the point stands among the digits.
    let count = whole_digits.bytes().filter(is_digit).count() as i64;
    let point = count.saturating_add(exponent);
    let Some(first) = digits().position(|digit| digit != b'0') else {
        return Some((0, false));
    };
    if point.saturating_sub(first as i64) > 309 {
        return None;
    }
    let point = usize::try_from(point).unwrap_or(0);
    let sign = mantissa.bytes().take_while(|byte| *byte == b'-');
    let zeros = std::iter::repeat_n(b'0', point.saturating_sub(digits().count()));
    let integer = whole(sign.chain(digits().take(point)).chain(zeros));
    Some((integer, digits().skip(point).any(|digit| digit != b'0')))
}

/// A whole number with or without a sign, held at the ends of the range.
fn whole(text: impl Iterator<Item = u8>) -> i64 {
    let (mut integer, mut sign) = (0_i64, 1);
    for byte in text {
        match byte {
            b'-' => sign = -1,
            b'0'..=b'9' => {
                let digit = sign * i64::from(byte - b'0');
                integer = integer.saturating_mul(10).saturating_add(digit);
            }
            _ => {}
        }
    }
    integer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_at_the_point_wherever_it_stands() {
        for (text, expected) in [
            ("0", Some((0, false))),
            ("-0", Some((0, false))),
            ("-0.5", Some((0, true))),
            ("1700000000.5", Some((1_700_000_000, true))),
            ("-1700000000.50", Some((-1_700_000_000, true))),
            ("1700000000.000", Some((1_700_000_000, false))),
            ("1.7e9", Some((1_700_000_000, false))),
            ("1.7000000005E+9", Some((1_700_000_000, true))),
            ("17000000005e-1", Some((1_700_000_000, true))),
            ("1e-400", Some((0, true))),
            ("0e99999999999999999999", Some((0, false))),
            ("9223372036854775808", Some((i64::MAX, false))),
            ("-1e300", Some((i64::MIN, false))),
            ("1e309", None),
            ("-0.0001e313", None),
            ("1e99999999999999999999", None),
            ("1e-99999999999999999999", Some((0, true))),
        ] {
            assert_eq!(integer_part(text), expected, "{text}");
        }
    }
}
