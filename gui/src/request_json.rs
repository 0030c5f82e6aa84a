//! The JSON of a body while it is written: where it is wrong, and formatted.

use claimscope_core::json::parse_strict;

/// What a text is that is to be JSON.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct JsonState {
    /// What is wrong with it: line and column from 1, and the reason. Nothing of an empty one, nor behind a variable that stands for
    /// more than the text of a string: what it is filled in with is not known here.
    pub(crate) fault: Option<(usize, usize, String)>,
    /// Whether it can be formatted.
    pub(crate) can_be_formatted: bool,
}

impl JsonState {
    /// Reads all of it: once for each edit.
    pub(crate) fn of(text: &str) -> Self {
        let is_known = |place: &(usize, usize, String)| {
            let at = offset(text, place.0, place.1);
            first_variable(text).is_none_or(|variable| at < variable)
        };
        let fault = json_fault(text).filter(|_| !text.trim().is_empty());
        Self {
            fault: fault.filter(is_known),
            can_be_formatted: parse_strict(text.as_bytes()).is_ok(),
        }
    }
}

/// Where the first variable stands outside every string.
fn first_variable(text: &str) -> Option<usize> {
    let mut is_in_string = false;
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_in_string => is_escaped = true,
            b'"' => is_in_string = !is_in_string,
            b'{' if !is_in_string && text[at..].starts_with("{{") => return Some(at),
            _ => {}
        }
    }
    None
}

/// The byte at this line and column, both from 1; the end of the text where it has no such place.
pub(crate) fn offset(text: &str, line: usize, column: usize) -> usize {
    let lines = text.split_inclusive('\n').take(line.saturating_sub(1));
    let line: usize = lines.map(str::len).sum();
    let in_line = text[line..].char_indices().nth(column.saturating_sub(1));
    in_line.map_or(text.len(), |(at, _)| line + at)
}

/// Line and column from 1 at which a text is no JSON, and the reason.
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
        let fault = |text: &str| JsonState::of(text).fault;
        let text = "{\n  \"ä\": x\n}";
        let (line, column, reason) = fault(text).unwrap();
        assert_eq!((line, column), (2, 8), "{reason}");
        assert_eq!(&text[offset(text, line, column)..], "x\n}");
        assert!(!reason.contains("line"), "{reason}");
        for fine in ["", "{}", "{\"a\": {{n}}}", "{\"a\": {{n}}, oops}"] {
            assert_eq!(fault(fine), None, "{fine}");
        }
        for odd in [
            "{\"a\": oops, \"b\": {{n}}}",
            "{\"a\": \"\\\"{{n}}\", oops}",
        ] {
            assert!(fault(odd).is_some(), "{odd}");
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
