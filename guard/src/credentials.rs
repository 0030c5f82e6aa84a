//! Where a request carries its access token ([RFC 6750 §2]), and what is wrong with how it does.
//!
//! [RFC 6750 §2]: https://www.rfc-editor.org/rfc/rfc6750#section-2

use http::header::AUTHORIZATION;
use http::{HeaderMap, Uri};

use crate::answer::Refusal;

/// The one token of a request, or why there is none to look at.
pub(crate) fn token_of(uri: &Uri, headers: &HeaderMap) -> Result<String, Refusal> {
    let in_header = in_header(headers);
    if let Err(refusal) = &in_header
        && refusal.error.is_some()
    {
        return in_header;
    }
    let query = uri.query().unwrap_or_default().as_bytes();
    let in_query = form_urlencoded::parse(query)
        .filter(|(name, _)| name == "access_token")
        .count();
    match (in_header.is_ok(), in_query) {
        (_, 0) => in_header,
        (false, 1) => Err(Refusal::unauthenticated(
            "token.place",
            "an access token was sent in the URL, where none is taken",
        )),
        _ => Err(Refusal::malformed("more than one access token was sent")),
    }
}

fn in_header(headers: &HeaderMap) -> Result<String, Refusal> {
    let values: Vec<String> = headers
        .get_all(AUTHORIZATION)
        .iter()
        // A byte that is no text is read as the letter of that number; none of either kind is in a token.
        .map(|value| {
            value
                .as_bytes()
                .iter()
                .map(|byte| char::from(*byte))
                .collect()
        })
        .collect();
    // Several of one name are one list (RFC 9110 §5.3).
    let value = values.join(", ");
    if value.is_empty() {
        return Err(Refusal::unauthenticated(
            "token.missing",
            "no access token was sent",
        ));
    }
    let end = value.find(' ').unwrap_or(value.len());
    let (scheme, rest) = value.split_at(end);
    if scheme.is_empty() || !scheme.chars().all(is_token_character) {
        return Err(Refusal::malformed("the Authorization header has no scheme"));
    }
    if !scheme.eq_ignore_ascii_case("Bearer") {
        // Somebody else's scheme is no malformed token but none at all.
        return Err(Refusal::unauthenticated(
            "header.scheme",
            "the Authorization header has another scheme than Bearer",
        ));
    }
    let token = rest.trim_start_matches(' ');
    match is_b64token(token) {
        true => Ok(token.to_owned()),
        false => Err(Refusal::malformed(
            "the Authorization header has something else than one token after its scheme",
        )),
    }
}

/// A character of a scheme ([RFC 9110 §5.6.2](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2)).
fn is_token_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(character)
}

/// What a bearer token is made of ([RFC 6750 §2.1](https://www.rfc-editor.org/rfc/rfc6750#section-2.1)).
fn is_b64token(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    let is_part =
        |character: char| character.is_ascii_alphanumeric() || "-._~+/".contains(character);
    !body.is_empty() && body.chars().all(is_part)
}
