//! A URL with variables: what is filled into its query is one value and no more.

use super::variables::{Texts, VariableFault, fill};

/// What a query may have as it is, beside letters and digits, without being taken for a separator or a space.
const PLAIN: &[u8] = b"-._~:/@,!$*()";
/// A variable that stands for whole parameters has these, too.
const BETWEEN: &[u8] = b"=&%+;?";

impl Texts<'_> {
    /// The URL with its variables filled in. Those of the query's names and values are percent-encoded; one that stands where a
    /// whole parameter would, such as `?{{filter}}`, may be several.
    pub(super) fn filled_url(&self, text: &str, most: usize) -> Result<String, VariableFault> {
        let whole = self.filled(text, most)?;
        let (text, fragment) = text.split_at(text.find('#').unwrap_or(text.len()));
        let (Self::Filled(..), Some((before, query))) = (self, text.split_once('?')) else {
            return Ok(whole);
        };
        let mut filled = self.filled(before, most)?;
        let mut between = '?';
        for pair in query.split('&') {
            filled.push(between);
            between = '&';
            let also = if pair.contains('=') { &[] } else { BETWEEN };
            filled.push_str(&fill(pair, most, |name| {
                let value = self.filled(&format!("{{{{{name}}}}}"), most)?;
                Ok(encoded(&value, also))
            })?);
        }
        Ok(filled + &self.filled(fragment, most)?)
    }
}

fn encoded(value: &str, also: &[u8]) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte.is_ascii_alphanumeric() || PLAIN.contains(&byte) || also.contains(&byte) {
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
    fn what_is_filled_into_a_query_is_percent_encoded() {
        let values = [
            ("api", "https://h/a?v=1"),
            ("name", "Jürgen & co"),
            ("filter", "a=1&b=2 3"),
            ("plus", "1+1=2%"),
        ];
        let values: BTreeMap<String, String> = values
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        let texts = Texts::Filled("dev", &values);
        for (text, filled) in [
            ("{{api}}/b", "https://h/a?v=1/b"),
            ("https://h/{{name}}", "https://h/Jürgen & co"),
            (
                "https://h?q={{name}}&x=a%20b",
                "https://h?q=J%C3%BCrgen%20%26%20co&x=a%20b",
            ),
            (
                "https://h?{{filter}}&y={{ plus }}#f",
                "https://h?a=1&b=2%203&y=1%2B1%3D2%25#f",
            ),
            ("https://h?", "https://h?"),
            ("https://h", "https://h"),
        ] {
            let got = texts
                .filled_url(text, 1 << 10)
                .map_err(|fault| fault.reason);
            assert_eq!(got.as_deref(), Ok(filled), "{text}");
        }
        assert!(texts.filled_url("https://h?q={{none}}", 1 << 10).is_err());
        let written = Texts::Written(None);
        let kept = written.filled_url("https://h?q={{name}}", 1 << 10);
        assert!(kept.is_ok_and(|kept| kept == "https://h?q={{name}}"));
    }
}
