//! Standard base64 as .NET's `Convert.FromBase64String` takes it: white space is skipped, padding is required.

/// Decodes `text`; `None` where .NET would throw a `FormatException`.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let symbols: Vec<u8> = text
        .bytes()
        .filter(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
        .collect();
    if !symbols.len().is_multiple_of(4) {
        return None;
    }
    let padding = symbols.iter().rev().take_while(|&&byte| byte == b'=');
    let data = &symbols[..symbols.len() - padding.count().min(2)];
    let mut bytes = Vec::with_capacity(data.len() / 4 * 3 + 2);
    for group in data.chunks(4) {
        let bits = group.iter().try_fold(0_u32, |bits, &symbol| {
            Some(bits << 6 | u32::from(value(symbol)?))
        })?;
        let missing = 4 - group.len();
        let [_, bytes_of_group @ ..] = (bits << (6 * missing)).to_be_bytes();
        bytes.extend_from_slice(&bytes_of_group[..3 - missing]);
    }
    Some(bytes)
}

fn value(symbol: u8) -> Option<u8> {
    Some(match symbol {
        b'A'..=b'Z' => symbol - b'A',
        b'a'..=b'z' => symbol - b'a' + 26,
        b'0'..=b'9' => symbol - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn decodes_as_dot_net_does() {
        for (text, bytes) in [
            ("", Some(&b""[..])),
            ("YQ==", Some(b"a")),
            ("YWI=", Some(b"ab")),
            (" YW\r\nJj ", Some(b"abc")),
            ("YQ", None),
            ("YQ=", None),
            ("Y===", None),
            ("YQ==YQ==", None),
            ("YW-_", None),
            ("\u{e4}bcd", None),
        ] {
            assert_eq!(decode(text).as_deref(), bytes, "{text}");
        }
    }
}
