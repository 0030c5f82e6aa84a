//! NumericDates ([RFC 7519 §2](https://www.rfc-editor.org/rfc/rfc7519#section-2)), read in one way everywhere.

use super::{Object, Value};
use crate::time::Timestamp;

impl Value {
    /// The first whole second at which this NumericDate is reached or past, so that `now >= exp` and `now < nbf` are
    /// exact for a whole `now`; `None` where the value is not a finite number.
    pub fn as_numeric_date(&self) -> Option<Timestamp> {
        let number = self.as_number()?;
        // Dates beyond the range are held at its ends, which is right for them.
        let (seconds, has_fraction) = number.integer_part()?;
        let up = has_fraction && !number.is_negative();
        Some(Timestamp::from_unix_seconds(seconds).plus_seconds(i64::from(up)))
    }
}

impl Object {
    /// The member `name` as [a NumericDate](Value::as_numeric_date); `None` where it is absent or no such date.
    pub fn numeric_date(&self, name: &str) -> Option<Timestamp> {
        self.get(name)?.as_numeric_date()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    #[test]
    fn a_fraction_of_a_second_is_rounded_up() {
        let object = json::parse_strict(
            br#"{"a":7,"b":7.5,"c":7.0,"d":-7.5,"e":75e-1,"f":"7","g":1e400,"h":null}"#,
        );
        let Ok(Value::Object(dates)) = object else {
            panic!("an object");
        };
        let seconds = |name| dates.numeric_date(name).map(Timestamp::unix_seconds);
        assert_eq!(seconds("a"), Some(7));
        assert_eq!(seconds("b"), Some(8));
        assert_eq!(seconds("c"), Some(7));
        assert_eq!(seconds("d"), Some(-7));
        assert_eq!(seconds("e"), Some(8));
        for name in ["f", "g", "h", "absent"] {
            assert_eq!(seconds(name), None, "{name}");
        }
    }
}
