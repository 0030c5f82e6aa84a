//! Masks credentials in URLs, headers, forms and JSON, so that an exchange can be shown and kept.
//!
//! Masking goes by name: what RFCs and common products call a credential is masked, wherever it stands. Of other text
//! what looks like a token is masked too, and other bytes are not shown at all. What a server repeats has no name:
//! [`SentCredentials`] masks the values themselves.

mod challenge;
mod decode;
mod digits;
mod escape;
mod numbers;
mod reading;
mod sent;
mod text;
mod utf16;

pub use sent::SentCredentials;

use claimscope_core::json::{self, Object, Value};
use claimscope_core::secret::is_secret_member;
pub use claimscope_core::secret::{MASK, is_secret_header, is_secret_parameter};
use claimscope_core::secret::{masked_header, masked_sentence};

/// A header's value, masked where the name asks for it; the scheme of `Authorization` stays.
pub fn header(name: &str, value: &str) -> String {
    if name.eq_ignore_ascii_case("location") {
        return url(value);
    }
    if !is_secret_header(name) {
        return without_jwt(value);
    }
    masked_header(value)
}

/// What stands before the query of a URL, with a JWT in it masked, and the user and password.
fn place(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else {
        return without_jwt(text);
    };
    let end = rest.find(['/', '\\']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    match authority.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}://{MASK}@{host}{}", without_jwt(path)),
        None => without_jwt(text),
    }
}

/// A URL with its user and password masked, and the values of telling query and fragment parameters masked.
pub fn url(text: &str) -> String {
    let (before_fragment, fragment) = match text.split_once('#') {
        Some((before, fragment)) => (before, Some(fragment)),
        None => (text, None),
    };
    let mut masked = match before_fragment.split_once('?') {
        Some((path, query)) => format!("{}?{}", place(path), form(query)),
        None => place(before_fragment),
    };
    if let Some(fragment) = fragment {
        masked.push('#');
        masked.push_str(&form(fragment));
    }
    masked
}

/// A form body with the values of telling parameters masked.
pub fn form(text: &str) -> String {
    let pair = |pair: &str| match pair.split_once('=') {
        Some((name, value)) => {
            let decoded = form_urlencoded::parse(name.as_bytes())
                .next()
                .map(|(name, _)| name.into_owned())
                .unwrap_or_default();
            if is_secret_parameter(&decoded) && !value.is_empty() {
                format!("{name}={MASK}")
            } else {
                format!("{name}={}", without_jwt(value))
            }
        }
        None => without_jwt(pair),
    };
    text.split('&').map(pair).collect::<Vec<_>>().join("&")
}

/// A JSON value with the values of telling members masked, at any depth.
pub fn json(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let mut masked = Object::new();
            for (name, member) in object.iter() {
                let value = match member {
                    Value::Null | Value::Bool(_) => member.clone(),
                    _ if is_secret_member(object, name) => Value::from(MASK),
                    other => json(other),
                };
                masked.set(name, value);
            }
            Value::Object(masked)
        }
        Value::Array(elements) => Value::Array(elements.iter().map(json).collect()),
        Value::String(text) => Value::String(without_jwt(text)),
        other => other.clone(),
    }
}

/// A body with its credentials masked: forms and JSON by their names; plain text and web pages without what may be a
/// credential; of anything else only the length.
pub fn body(content_type: Option<&str>, bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return String::new();
    }
    if let Some(value @ (Value::Object(_) | Value::Array(_))) = json::parse(bytes).value {
        return json(&value).to_pretty();
    }
    let content_type = content_type.unwrap_or_default().to_ascii_lowercase();
    match std::str::from_utf8(bytes) {
        Ok(text) if content_type.starts_with("application/x-www-form-urlencoded") => form(text),
        Ok(text) if content_type.starts_with("text/") => text::text(text),
        _ => format!("[{} bytes]", bytes.len()),
    }
}

/// The text with everything that looks like a JWT masked: `eyJ` and at least one dot in one run of its alphabet.
pub fn without_jwt(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("eyJ") {
        let run = &rest[start..];
        let length = run
            .find(|character: char| {
                !character.is_ascii_alphanumeric() && !matches!(character, '-' | '_' | '.')
            })
            .unwrap_or(run.len());
        masked.push_str(&rest[..start]);
        masked.push_str(if run[..length].contains('.') {
            MASK
        } else {
            &run[..length]
        });
        rest = &run[length..];
    }
    masked.push_str(rest);
    masked
}

/// Words of somebody else's, such as an error's or a log's, with everything in them masked that may be a credential.
pub fn words(text: &str) -> String {
    masked_sentence(&without_jwt(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_by_name_everywhere() {
        assert_eq!(header("authorization", "Bearer abc"), "Bearer •••");
        assert_eq!(header("Authorization", "abc def"), "•••");
        assert_eq!(header("Accept", "*/*"), "*/*");
        assert_eq!(header("X-Vault-Token", "hvs.x"), "•••");
        assert_eq!(header("DPoP-Nonce", "n"), "n");
        assert_eq!(
            url("https://h/cb?state=1&code=abc#access_token=x"),
            "https://h/cb?state=1&code=•••#access_token=•••"
        );
        assert_eq!(
            form("grant_type=password&passwor%64=x&client_secret="),
            "grant_type=password&passwor%64=•••&client_secret="
        );
        assert_eq!(
            url("https://h/a?subscription-key=x&X-Api-Key=y&monkey=z"),
            "https://h/a?subscription-key=•••&X-Api-Key=•••&monkey=z"
        );
    }

    #[test]
    fn masks_json_at_any_depth() {
        let masked = |text: &str| {
            let value = json::parse(text.as_bytes()).value.unwrap();
            json(&value).to_string()
        };
        assert_eq!(
            masked(r#"{"a":[{"access_token":"x","n":1}],"scope":"s","code":"c"}"#),
            r#"{"a":[{"access_token":"•••","n":1}],"scope":"s","code":"c"}"#
        );
        assert_eq!(
            masked(r#"{"keys":[{"kty":"RSA","n":"x","d":"y"}]}"#),
            r#"{"keys":[{"kty":"RSA","n":"x","d":"•••"}]}"#
        );
    }

    #[test]
    fn masks_whatever_value_a_telling_member_has() {
        let shown = body(
            None,
            br#"{"password":12345678,"client_secret":["x"],"token":{"a":"b"},"secret":null}"#,
        );
        let value = json::parse(shown.as_bytes()).value.unwrap();
        assert_eq!(
            value.to_string(),
            r#"{"password":"•••","client_secret":"•••","token":"•••","secret":null}"#
        );
    }

    #[test]
    fn masks_text_by_what_it_holds_whatever_its_type_says() {
        let form = body(Some("text/plain"), b"access_token=opaque&n=1");
        assert_eq!(form, "access_token=•••&n=1");
        let broken = body(Some("text/html"), b"{\"access_token\":\"opaque\" ");
        assert_eq!(broken, "{\"access_token\":\"•••\" ");
    }

    #[test]
    fn masks_jwts_without_a_name() {
        assert_eq!(without_jwt("see eyJhbGci.eyJz.sig, ok"), "see •••, ok");
        assert_eq!(without_jwt("eyJonly"), "eyJonly");
        assert_eq!(body(Some("text/plain"), b"eyJh.eyJ.x"), "•••");
        assert_eq!(body(None, b"anything"), "[8 bytes]");
    }
}
