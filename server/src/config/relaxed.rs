//! JSON as .NET's configuration reader takes it: with a byte order mark, comments and trailing commas.

use claimscope_core::json::{self, JsonFaultKind, Value};

/// Reads `bytes`; the error says what is wrong, with line and column.
pub(super) fn parse(bytes: &[u8]) -> Result<Value, String> {
    let text = standard_json(bytes);
    let parsed = json::parse(&text);
    match (parsed.value, parsed.faults.into_iter().next()) {
        (Some(value), None) => Ok(value),
        (_, Some(fault)) => {
            let (line, column) = fault.line_and_column(&text);
            Err(match fault.kind {
                JsonFaultKind::DuplicateMember(name) => {
                    format!("line {line}: the name `{name}` appears twice")
                }
                JsonFaultKind::Syntax { found, wanted } => {
                    format!("line {line}, column {column}: {found} where {wanted} should be")
                }
                JsonFaultKind::TooDeep => format!("line {line}: it nests too deep"),
                _ => format!(
                    "line {line}, column {column}: the text is not valid UTF-8; save the file as UTF-8"
                ),
            })
        }
        (None, None) => Err("there is no JSON in it".to_owned()),
    }
}

/// The same text as plain JSON: what the relaxed form adds is replaced by blanks, so that positions stay true.
fn standard_json(bytes: &[u8]) -> Vec<u8> {
    let mut text = bytes.to_vec();
    if text.starts_with("\u{feff}".as_bytes()) {
        text[..3].fill(b' ');
    }
    let mut comma = None;
    let mut previous = b',';
    let mut at = 0;
    while at < text.len() {
        let end = match (text[at], text.get(at + 1)) {
            (b'"', _) => string_end(&text, at),
            (b'/', Some(b'/')) => blank(&mut text, at, b"\n"),
            (b'/', Some(b'*')) => blank(&mut text, at, b"*/"),
            _ => at + 1,
        };
        let byte = text[at];
        at = end;
        if matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
            continue;
        }
        match (byte, comma.take()) {
            (b',', _) if !matches!(previous, b',' | b'[' | b'{') => comma = Some(end - 1),
            (b']' | b'}', Some(comma)) => text[comma] = b' ',
            _ => {}
        }
        previous = byte;
    }
    text
}

/// One past the closing quote of the string that starts at `start`.
fn string_end(text: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < text.len() {
        match text[at] {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    text.len()
}

/// Blanks a comment that runs to `terminator`, keeping line breaks; gives one past its end.
fn blank(text: &mut [u8], start: usize, terminator: &[u8]) -> usize {
    let body = start + 2;
    let length = text[body..]
        .windows(terminator.len())
        .position(|window| window == terminator)
        .map_or(text.len() - body, |found| found + terminator.len());
    let end = body + length;
    for byte in &mut text[start..end] {
        if !matches!(byte, b'\r' | b'\n') {
            *byte = b' ';
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn takes_byte_order_mark_comments_and_trailing_commas() {
        let text = "\u{feff}{ // a \"comment\"\n \"a\": [1, 2, /* , */ ],\n \"b\": \"//, no \\\" comment\", }\n";
        let value = parse(text.as_bytes()).unwrap();
        assert_eq!(value.to_string(), r#"{"a":[1,2],"b":"//, no \" comment"}"#);
    }

    #[test]
    fn says_where_it_breaks() {
        for text in [
            "{\n  \"a\": }",
            "{\"a\": \"",
            "{/*",
            "",
            "{,}",
            "[1,,]",
            "\"\\",
        ] {
            assert!(parse(text.as_bytes()).is_err(), "{text}");
        }
        let error = parse(b"{\"a\": 1,\n\"a\": 2}").unwrap_err();
        assert_eq!(error, "line 2: the name `a` appears twice");
    }
}
