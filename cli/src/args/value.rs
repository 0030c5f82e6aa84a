//! How the values of options are read: what says nothing, or cannot be meant, is refused before anything is done.

use claimscope_client::session::AuthenticationMethod;
use claimscope_core::SecretEncoding;
use claimscope_core::alg::Algorithm;
use claimscope_core::jwt::Profile;

/// A text that says something. An empty one is mostly a variable that was never set.
pub(crate) fn text(value: &str) -> Result<String, String> {
    if value.trim().is_empty() {
        return Err("an empty value says nothing; is a variable unset?".to_owned());
    }
    if value.trim() != value || value.chars().any(char::is_control) {
        return Err(
            "there is white space at its start or end, or a control character in it".to_owned(),
        );
    }
    Ok(value.to_owned())
}

/// A method of HTTP ([RFC 9110 §5.6.2](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2)).
pub(crate) fn method(value: &str) -> Result<String, String> {
    match claimscope_oauth::is_method(value) {
        true => Ok(value.to_owned()),
        false => Err("it is no method of HTTP".to_owned()),
    }
}

/// A text of one line or several that says something.
pub(crate) fn lines(value: &str) -> Result<String, String> {
    match value.trim() {
        "" => Err("an empty value says nothing; is a variable unset?".to_owned()),
        text => Ok(text.to_owned()),
    }
}

/// A way of client authentication by its registered name.
pub(crate) fn client_auth(name: &str) -> Result<AuthenticationMethod, String> {
    AuthenticationMethod::from_name(name).ok_or_else(|| {
        let names = AuthenticationMethod::ALL.map(AuthenticationMethod::name);
        format!("it is none of {}", names.join(", "))
    })
}

/// An API's name as [RFC 8707 §2](https://www.rfc-editor.org/rfc/rfc8707#section-2) has it: an absolute URI without a
/// fragment.
pub(crate) fn resource(value: &str) -> Result<String, String> {
    let value = text(value)?;
    let scheme = value.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || "+-.".contains(character));
    let has_rest = value.len() > scheme.len() + 1;
    if !is_scheme || !has_rest || value.contains(char::is_whitespace) {
        return Err(
            "it must be an absolute URI, such as https://api.example (RFC 8707)".to_owned(),
        );
    }
    if value.contains('#') {
        return Err("it must have no fragment, the part from # on (RFC 8707)".to_owned());
    }
    Ok(value)
}

/// The name of an algorithm; its case counts, as in `alg`.
pub(crate) fn algorithm(name: &str) -> Result<Algorithm, String> {
    Algorithm::from_name(name).ok_or_else(|| {
        let names: Vec<_> = claimscope_core::alg::ROWS
            .iter()
            .map(|row| row.name)
            .collect();
        format!("the algorithms are {}", names.join(", "))
    })
}

/// The name of a way to write a secret down.
pub(crate) fn secret_encoding(name: &str) -> Result<SecretEncoding, String> {
    SecretEncoding::from_name(name)
        .ok_or_else(|| "one of text, base64, base64url and hex".to_owned())
}

/// The name of a profile.
pub(crate) fn profile(name: &str) -> Result<Profile, String> {
    Profile::from_name(name).ok_or_else(|| {
        let names: Vec<_> = Profile::ALL.iter().map(|profile| profile.name()).collect();
        format!("the profiles are {}", names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_is_an_absolute_uri() {
        for uri in ["https://api.example/v1?x=1", "urn:api1", "api://orders"] {
            assert!(resource(uri).is_ok(), "{uri}");
        }
        for odd in [
            "",
            "foo",
            "/v1",
            "1a:b",
            "https:",
            "https://a b",
            "https://a#b",
        ] {
            assert!(resource(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn a_text_that_says_nothing_is_refused() {
        assert_eq!(text("api1 api2"), Ok("api1 api2".to_owned()));
        for odd in ["", " ", "\t", "\u{a0}", "api1 ", "\napi1", "a\u{0}b"] {
            assert!(text(odd).is_err(), "{odd:?}");
        }
    }
}
