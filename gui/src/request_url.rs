//! The query in the URL and the query in its table: whichever is edited, the other follows.

use crate::request::{RequestForm, RowForm};
use crate::request_curl::begins_curl;
use crate::sensitive::Sensitive;

/// What separates name and value in a line of the query's text.
pub(crate) const QUERY_SEPARATOR: char = '=';

impl RequestForm {
    /// Replaces the URL; the rows that are on follow its query, and those that are off stay where they are.
    pub fn set_url(&mut self, url: String) {
        self.is_url_incomplete = false;
        let typed = pairs(parts(&url).1);
        let mut typed = typed.map(|(name, value)| (decoded(name), decoded(value)));
        let mut rows = Vec::new();
        for row in self.query.read(QUERY_SEPARATOR) {
            if !is_in_url(&row) {
                rows.push(row);
            } else if let Some((name, value)) = typed.next() {
                let is_same = row.name == name;
                let new = if is_same { row } else { RowForm::default() };
                rows.push(RowForm {
                    name,
                    value: Sensitive::from(value),
                    ..new
                });
            }
        }
        rows.extend(typed.map(|(name, value)| RowForm::new(name, value)));
        self.query.rows = rows;
        self.query.text = None;
        self.url = url;
    }

    /// Puts the rows of the query that are on into the URL. What did not change keeps the spelling that it has there.
    /// Without a URL there is nothing to put them into, and a command stays as it is typed.
    pub fn query_to_url(&mut self) {
        let (before, query, fragment) = parts(&self.url);
        if before.is_empty() || begins_curl(&self.url) {
            return;
        }
        let mut spelt: Vec<(&str, (String, String))> = query
            .split('&')
            .zip(pairs(query).map(|(name, value)| (decoded(name), decoded(value))))
            .collect();
        let rows = self.query.read(QUERY_SEPARATOR);
        let in_url = rows
            .iter()
            .filter(|row| is_in_url(row) && !row.is_empty())
            .map(|row| {
                let wanted = (row.name.as_str(), row.value.expose());
                let at = spelt
                    .iter()
                    .position(|(_, (name, value))| (name.as_str(), value.as_str()) == wanted);
                match at {
                    Some(at) => spelt.remove(at).0.to_owned(),
                    None => format!("{}={}", encoded(wanted.0), encoded(wanted.1)),
                }
            });
        let query = in_url.collect::<Vec<_>>().join("&");
        let mark = if query.is_empty() { "" } else { "?" };
        self.url = format!("{before}{mark}{query}{fragment}");
    }
}

/// A secret that a file has elsewhere is added when the request is sent, and never shown in the URL.
pub(crate) fn is_in_url(row: &RowForm) -> bool {
    row.is_on && row.place.is_none()
}

/// The URL with further parameters at the end of its query.
pub(crate) fn with_pairs(url: &str, pairs: &[(&str, &str)]) -> String {
    let (before, query, fragment) = parts(url);
    let encoded = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    let own = (!query.is_empty()).then(|| query.to_owned());
    let all: Vec<String> = own.into_iter().chain(encoded).collect();
    match all.is_empty() {
        true => url.to_owned(),
        false => format!("{before}?{}{fragment}", all.join("&")),
    }
}

/// A URL before its query, the query, and the fragment with its `#`. A command has none of them.
pub(crate) fn parts(url: &str) -> (&str, &str, &str) {
    if begins_curl(url) {
        return (url, "", "");
    }
    let (url, fragment) = url.split_at(url.find('#').unwrap_or(url.len()));
    let (before, query) = url.split_once('?').unwrap_or((url, ""));
    (before, query, fragment)
}

fn pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    let pairs = query.split('&').filter(|_| !query.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// `+` is a space, as forms have it. What is no UTF-8 stays as it is written.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        let hex = behind
            .get(..2)
            .and_then(|hex| std::str::from_utf8(hex).ok());
        let escaped = hex.filter(|hex| hex.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let escaped = escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (first, escaped) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &behind[2..];
            }
            (b'+', _) => {
                bytes.push(b' ');
                rest = behind;
            }
            (byte, _) => {
                bytes.push(*byte);
                rest = behind;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// Percent-encoded, but for what a query may have as it is and no server takes for a separator. `{{name}}` stays: a variable is
/// filled in later.
fn encoded(text: &str) -> String {
    const PLAIN: &[u8] = b"-._~:/@,!$*()";
    let mut encoded = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        let variable = rest.find("{{").and_then(|start| {
            let end = start + rest[start..].find("}}")? + 2;
            Some((start, end))
        });
        let (start, end) = variable.unwrap_or((rest.len(), rest.len()));
        for byte in rest[..start].bytes() {
            match byte.is_ascii_alphanumeric() || PLAIN.contains(&byte) {
                true => encoded.push(char::from(byte)),
                false => encoded.push_str(&format!("%{byte:02X}")),
            }
        }
        encoded.push_str(&rest[start..end]);
        rest = &rest[end..];
        if rest.is_empty() {
            return encoded;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(request: &RequestForm) -> Vec<(&str, &str)> {
        let rows = request.query.rows.iter();
        rows.map(|row| (row.name.as_str(), row.value.expose()))
            .collect()
    }

    #[test]
    fn the_table_follows_the_url() {
        let mut request = RequestForm::to("https://h/a?top=10&q=a%20b+c&flag#end");
        assert_eq!(
            rows(&request),
            [("top", "10"), ("q", "a b c"), ("flag", "")]
        );
        request.query.rows[1].is_on = false;
        request.query_to_url();
        assert_eq!(request.url, "https://h/a?top=10&flag#end");
        request.set_url("https://h/a?top=20".to_owned());
        assert_eq!(rows(&request), [("top", "20"), ("q", "a b c")]);
        request.query.rows[1].is_on = true;
        request.query_to_url();
        assert_eq!(request.url, "https://h/a?top=20&q=a%20b%20c");
        request.set_url("https://h/a".to_owned());
        assert_eq!(rows(&request), []);
    }

    #[test]
    fn the_url_follows_the_table_and_keeps_the_spelling_of_what_did_not_change() {
        let mut request = RequestForm::to("https://h/?x=a+b&y=%7e1&z=1&z=2#f");
        request.query.rows[2].value = Sensitive::from("ü&=");
        request.query_to_url();
        assert_eq!(request.url, "https://h/?x=a+b&y=%7e1&z=%C3%BC%26%3D&z=2#f");
        let again = RequestForm::to(request.url.clone());
        assert_eq!(again.query.rows, request.query.rows);
        request.query.rows.clear();
        request.query_to_url();
        assert_eq!(request.url, "https://h/#f");
    }

    #[test]
    fn a_variable_stays_a_variable() {
        let mut request = RequestForm::to("{{api}}/orders");
        request
            .query
            .rows
            .push(RowForm::new("of", "a b {{realm}} c"));
        request.query_to_url();
        assert_eq!(request.url, "{{api}}/orders?of=a%20b%20{{realm}}%20c");
    }

    #[test]
    fn a_secret_that_a_file_has_elsewhere_never_stands_in_the_url() {
        let mut request = RequestForm::to("https://h/?a=1");
        let place = claimscope_client::workspace::SecretPlace::Ask;
        request.query.rows.push(RowForm {
            place: Some(place),
            ..RowForm::new("key", "hunter2")
        });
        request.query_to_url();
        assert_eq!(request.url, "https://h/?a=1");
        request.set_url("https://h/?a=2".to_owned());
        assert_eq!(rows(&request), [("a", "2"), ("key", "hunter2")]);
    }

    #[test]
    fn what_is_no_escape_stays() {
        for text in ["100%", "%zz", "%", "%C3", "a%2"] {
            assert_eq!(decoded(text), text);
        }
    }
}
