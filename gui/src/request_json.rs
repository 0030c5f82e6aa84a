//! The JSON of a body while it is written: where it is wrong, and formatted.

use claimscope_core::json::parse_strict;

/// What is wrong with a text that is to be JSON: line and column from 1, and the reason. `None` of one that is JSON, of an
/// empty one, and of one with variables, which are filled in later.
pub(crate) fn fault(text: &str) -> Option<(usize, usize, String)> {
    if text.trim().is_empty() || text.contains("{{") {
        return None;
    }
    json_fault(text)
}

/// The same of any text.
pub(crate) fn json_fault(text: &str) -> Option<(usize, usize, String)> {
    let error = serde_json::from_str::<serde::de::IgnoredAny>(text).err()?;
    let reason = error.to_string();
    let reason = reason.split(" at line ").next().unwrap_or_default();
    let line = text
        .lines()
        .nth(error.line().saturating_sub(1))
        .unwrap_or_default();
    let before = line.as_bytes().get(..error.column().saturating_sub(1));
    let column = before.map_or(0, |before| String::from_utf8_lossy(before).chars().count()) + 1;
    Some((error.line().max(1), column, reason.to_owned()))
}

/// The text with two spaces of indentation; numbers and the order of members stay. `None` where it is no JSON, or has a
/// member twice.
pub(crate) fn formatted(text: &str) -> Option<String> {
    let value = parse_strict(text.as_bytes()).ok()?;
    Some(value.to_pretty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_has_its_place() {
        let (line, column, reason) = fault("{\n  \"ä\": x\n}").unwrap();
        assert_eq!((line, column), (2, 8), "{reason}");
        assert!(!reason.contains("line"), "{reason}");
        for fine in ["", "{}", "{\"a\": {{n}}}"] {
            assert_eq!(fault(fine), None, "{fine}");
        }
    }

    #[test]
    fn formatting_changes_no_value() {
        let text = r#"{"b":1e400,"a":[12345678901234567890,"x"]}"#;
        let expected =
            "{\n  \"b\": 1e400,\n  \"a\": [\n    12345678901234567890,\n    \"x\"\n  ]\n}";
        assert_eq!(formatted(text).as_deref(), Some(expected));
        assert_eq!(formatted("{"), None);
    }
}
