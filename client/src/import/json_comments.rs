//! Comments in the JSON of a body, which Postman and Bruno take out when they send it.

use super::draft::Draft;
use super::request::DraftBody;

impl Draft {
    /// A body of JSON as its program sends it.
    pub(super) fn json_with_comments(&mut self, line: usize, text: String) -> DraftBody {
        let bare = without_comments(&text);
        if bare != text {
            let said = "comments in the JSON of the body are left out: they are not sent";
            self.not_understood(line, said);
        }
        DraftBody::Json(bare)
    }
}

/// The text without `//` up to the end of a line and without `/* … */`, where they stand in no string. Lines that have nothing
/// else go with them.
fn without_comments(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['"', '/']) {
        let (before, from) = rest.split_at(at);
        bare.push_str(before);
        let length = string_length(from).or_else(|| comment_length(from));
        let (part, behind) = from.split_at(length.unwrap_or(1));
        rest = behind;
        if from.starts_with('"') || length.is_none() {
            bare.push_str(part);
            continue;
        }
        bare.truncate(bare.trim_end_matches([' ', '\t']).len());
        let begins_line = bare.is_empty() || bare.ends_with('\n');
        let is_line_over = rest.trim_start_matches([' ', '\t', '\r']);
        if let Some(next) = is_line_over.strip_prefix('\n').filter(|_| begins_line) {
            rest = next;
        }
    }
    bare + rest
}

/// How long the string is with which the text begins; up to the end of the text where it has none.
fn string_length(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('"')?;
    let mut is_escaped = false;
    let end = inner.find(|letter| {
        let is_end = letter == '"' && !is_escaped;
        is_escaped = letter == '\\' && !is_escaped;
        is_end
    });
    Some(end.map_or(text.len(), |end| end + 2))
}

/// The same of a comment.
fn comment_length(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find(['\r', '\n']).unwrap_or(text.len()));
    }
    let inner = text.strip_prefix("/*")?;
    Some(inner.find("*/").map_or(text.len(), |end| end + 4))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_strings_stay() {
        for (text, bare) in [
            ("{\"a\": 1} // one", "{\"a\": 1}"),
            (
                "{\n  // all of it\n  \"a\": {{n}}, // a\n  /* b\n c */\n  \"b\": /* x */ 2\n}",
                "{\n  \"a\": {{n}},\n  \"b\": 2\n}",
            ),
            (
                "{\"url\": \"https://h//x\", \"q\": \"\\\" // no\"}",
                "{\"url\": \"https://h//x\", \"q\": \"\\\" // no\"}",
            ),
            ("// a\r\n{}\r\n", "{}\r\n"),
            ("{\"a\": 1 / 2}", "{\"a\": 1 / 2}"),
            ("\"open // x", "\"open // x"),
            ("/* open", ""),
        ] {
            assert_eq!(without_comments(text), bare, "{text}");
        }
    }
}
