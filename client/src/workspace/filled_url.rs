//! A URL with variables: what is filled into its path or its query is one value and no more.

use super::variables::{Texts, VariableFault, fill};

/// What a query may have as it is, beside letters and digits, without being taken for a separator or a space.
const PLAIN: &[u8] = b"-._~:/@,!$*()";
/// The same of a segment of a path.
const OF_SEGMENTS: &[u8] = b"-._~:@!$&'()*+,;=";
/// A variable that stands for whole parameters has these, too.
const BETWEEN: &[u8] = b"=&%+;?";

impl Texts<'_> {
    /// The URL with its variables filled in. Those of the path and of the query's names and values are percent-encoded; one that
    /// stands where a whole parameter would, such as `?{{filter}}`, may be several. What stands before the path, such as
    /// `{{api}}`, may be an address with a path of its own.
    pub(super) fn filled_url(&self, text: &str, most: usize) -> Result<String, VariableFault> {
        let whole = self.filled(text, most)?;
        let (text, fragment) = text.split_at(text.find('#').unwrap_or(text.len()));
        if matches!(self, Self::Written) {
            return Ok(whole);
        }
        let (before, query) = match text.split_once('?') {
            Some((before, query)) => (before, Some(query)),
            None => (text, None),
        };
        let (base, path) = before.split_at(path_start(before));
        let mut filled = self.filled(base, most)?;
        for (place, part) in path.split('/').enumerate() {
            let segment = self.filled_encoded(part, most, OF_SEGMENTS)?;
            if part.contains("{{") && is_dots(&segment) {
                return Err(leads_elsewhere(part, &segment));
            }
            filled.push_str(if place > 0 { "/" } else { "" });
            filled.push_str(&segment);
        }
        let mut between = '?';
        for pair in query.into_iter().flat_map(|query| query.split('&')) {
            filled.push(between);
            between = '&';
            let also = if pair.contains('=') { &[] } else { BETWEEN };
            filled.push_str(&self.filled_encoded(pair, most, &[PLAIN, also].concat())?);
        }
        Ok(filled + &self.filled(fragment, most)?)
    }

    /// The text, in which all but letters, digits and these bytes of a variable's value are percent-encoded.
    fn filled_encoded(
        &self,
        text: &str,
        most: usize,
        plain: &[u8],
    ) -> Result<String, VariableFault> {
        fill(text, most, |name| {
            let value = self.filled(&format!("{{{{{name}}}}}"), most)?;
            Ok(encoded(&value, plain))
        })
    }
}

/// Whether a segment, percent-encoded once or twice, is one of those that lead to another path ([RFC 3986 §5.2.4]).
///
/// [RFC 3986 §5.2.4]: https://www.rfc-editor.org/rfc/rfc3986#section-5.2.4
fn is_dots(segment: &str) -> bool {
    let plain = segment.to_ascii_lowercase().replace("%25", "%");
    [".", ".."].contains(&&*plain.replace("%2e", "."))
}

fn leads_elsewhere(part: &str, segment: &str) -> VariableFault {
    VariableFault {
        reason: format!(
            "with its variables filled in, {part} is {segment}, which leads to another path than the one written"
        ),
        hint: "a value that fills a segment of a path can be neither . nor ..; write another path where that is meant"
            .to_owned(),
    }
}

/// Where the path begins: at the first `/` behind what stands for scheme and host.
fn path_start(text: &str) -> usize {
    let first = text.find('/').unwrap_or(text.len());
    let has_scheme = text[..first].ends_with(':') && text[first..].starts_with("//");
    let authority = if has_scheme { first + 2 } else { 0 };
    let path = text[authority..].find('/');
    path.map_or(text.len(), |at| authority + at)
}

/// A value as one segment of a path; variables in it stay, and what is percent-encoded already.
pub(crate) fn segment(value: &str) -> String {
    let mut segment = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(start) = rest.find(['{', '%']) {
        let (before, after) = rest.split_at(start);
        segment.push_str(&encoded(before, OF_SEGMENTS));
        let kept = kept(after).unwrap_or_default();
        let (kept, after) = after.split_at(kept);
        segment.push_str(kept);
        rest = after;
        if kept.is_empty() {
            let (odd, after) = rest.split_at(1);
            segment.push_str(&encoded(odd, OF_SEGMENTS));
            rest = after;
        }
    }
    segment + &encoded(rest, OF_SEGMENTS)
}

/// How long the variable, or the percent-encoded byte, is with which the text begins.
fn kept(text: &str) -> Option<usize> {
    if text.starts_with("{{") {
        return text.find("}}").map(|end| end + 2);
    }
    let digits = text.strip_prefix('%')?.as_bytes().get(..2)?;
    digits.iter().all(u8::is_ascii_hexdigit).then_some(3)
}

fn encoded(value: &str, plain: &[u8]) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte.is_ascii_alphanumeric() || plain.contains(&byte) {
            true => encoded.push(char::from(byte)),
            false => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_segment_keeps_its_variables_and_what_is_encoded() {
        for (value, written) in [
            ("a/b?c#d", "a%2Fb%3Fc%23d"),
            ("{{id}}-50%", "{{id}}-50%25"),
            ("a%2Fb {x}%zz", "a%2Fb%20%7Bx%7D%25zz"),
            ("ü{{", "%C3%BC%7B%7B"),
        ] {
            assert_eq!(segment(value), written, "{value}");
        }
    }

    #[test]
    fn what_is_filled_into_a_path_or_a_query_is_percent_encoded() {
        let values = [
            ("api", "https://h/a?v=1"),
            ("name", "Jürgen & co"),
            ("filter", "a=1&b=2 3"),
            ("plus", "1+1=2%"),
            ("path", "a/b?#%"),
            ("host", "h/own"),
            ("dot", "."),
            ("dots", ".."),
            ("encoded", "%2E%2e"),
        ];
        let values: BTreeMap<String, String> = values
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        let texts = Texts::Filled("dev", &values);
        for (text, filled) in [
            ("{{api}}/b", "https://h/a?v=1/b"),
            ("https://h/{{name}}", "https://h/J%C3%BCrgen%20&%20co"),
            ("{{api}}/{{path}}/c", "https://h/a?v=1/a%2Fb%3F%23%25/c"),
            (
                "https://{{host}}/x/{{path}}",
                "https://h/own/x/a%2Fb%3F%23%25",
            ),
            ("{{host}}{{host}}", "h/ownh/own"),
            (
                "https://h?q={{name}}&x=a%20b",
                "https://h?q=J%C3%BCrgen%20%26%20co&x=a%20b",
            ),
            (
                "https://h?{{filter}}&y={{ plus }}#f",
                "https://h?a=1&b=2%203&y=1%2B1%3D2%25#f",
            ),
            (
                "{{host}}/go/{{host}}/to/https://y/{{host}}",
                "h/own/go/h%2Fown/to/https://y/h%2Fown",
            ),
            ("https://h/v{{ dot }}/{{dots}}.x", "https://h/v./...x"),
            ("https://h/a/../b", "https://h/a/../b"),
            ("https://h?", "https://h?"),
            ("https://h", "https://h"),
        ] {
            let got = texts
                .filled_url(text, 1 << 10)
                .map_err(|fault| fault.reason);
            assert_eq!(got.as_deref(), Ok(filled), "{text}");
        }
        assert!(texts.filled_url("https://h?q={{none}}", 1 << 10).is_err());
        for text in [
            "https://h/users/{{dots}}/secret",
            "{{api}}/users/{{ dot }}",
            "https://h/users/%2e{{dot}}?a=b",
            "https://h/{{dot}}{{dot}}",
            "https://h/{{encoded}}/secret",
        ] {
            let fault = texts
                .filled_url(text, 1 << 10)
                .map_err(|fault| fault.reason);
            let reason = fault.expect_err(text);
            assert!(reason.contains("leads to another path"), "{reason}");
        }
        let written = Texts::Written;
        let kept = written.filled_url("https://h?q={{name}}", 1 << 10);
        assert!(kept.is_ok_and(|kept| kept == "https://h?q={{name}}"));
    }
}
