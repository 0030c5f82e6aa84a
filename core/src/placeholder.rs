//! What stands where a value belongs and none was filled in.

/// What programs and examples write where no value was filled in.
const STAND_INS: &[&str] = &[
    "undefined",
    "null",
    "none",
    "nil",
    "nan",
    "[object object]",
    "[object promise]",
    "token",
    "access_token",
    "jwt",
    "api_key",
];

/// What stands around the name of a variable.
const BRACKETS: &[(&str, &str)] = &[
    ("{{", "}}"),
    ("${", "}"),
    ("#{", "}"),
    ("$(", ")"),
    ("%", "%"),
    ("$", ""),
    ("<", ">"),
    ("{", "}"),
    ("[", "]"),
    ("your", ""),
];

/// How long the name of a variable may be.
const NAME_BYTES: usize = 40;

/// Whether a value stands in brackets as a whole: `<token>`, `{{token}}`, `${TOKEN}`, `[token]`. In a form or an address, where a
/// value has no brackets of its own, that is enough.
pub fn is_enclosed(value: &str) -> bool {
    let is_within = |open: &str, close: char| value.starts_with(open) && value.ends_with(close);
    is_within("<", '>') || is_within("{", '}') || is_within("$", '}') || is_within("[", ']')
}

/// Whether a text that should be a token is a variable or an example that was never filled in, by what stands in the brackets
/// too.
pub fn is_unfilled(text: &str) -> bool {
    let small = text.trim_matches(['"', '\'']).trim().to_ascii_lowercase();
    let is_name = |inner: &str| {
        inner.len() <= NAME_BYTES
            && inner.bytes().any(|byte| byte.is_ascii_alphabetic())
            && inner
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_-.:/ ".contains(&byte))
    };
    let is_telling = |inner: &str| {
        ["token", "key", "jwt", "bearer", "secret"]
            .iter()
            .any(|word| inner.contains(word))
    };
    STAND_INS.contains(&small.as_str())
        || BRACKETS.iter().any(|(open, close)| {
            let inner = small
                .strip_prefix(open)
                .and_then(|rest| rest.strip_suffix(close));
            let is_sure = open.len() == 2 || matches!(*open, "%" | "$");
            inner.is_some_and(|inner| is_name(inner.trim()) && (is_sure || is_telling(inner)))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_without_a_value_are_no_tokens() {
        for text in [
            "null",
            "Undefined",
            "[object Object]",
            "{{access_token}}",
            "{{ vault:json-web-token }}",
            "${TOKEN}",
            "$ACCESS_TOKEN",
            "$(cat token)",
            "%TOKEN%",
            "<your token>",
            "{token}",
            "YOUR_API_KEY",
            "'null'",
        ] {
            assert!(is_unfilled(text), "{text}");
        }
        for text in [
            "opq-1",
            "<eyJhbGciOiJub25lIn0.e30.>",
            "nullified1",
            "yours",
            "{}",
        ] {
            assert!(!is_unfilled(text), "{text}");
        }
    }
}
