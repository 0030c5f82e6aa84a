//! Form-encoded parameters: bodies of requests, redirects and other addresses.

use super::super::find::looks_like_jwt;
use super::super::{Member, PastedAs, Reading};
use super::encoded::percent_decoded;
use super::member::SHOWN_MEMBERS;
use super::tokens::{self, of_tokens};
use crate::registry;
use crate::url::Url;
use crate::vendors::entra;

type Pairs = Vec<(String, String)>;

/// An address; of a redirect, or of an authorization request, its parameters are told.
pub(super) fn url(text: &str) -> Option<Reading> {
    let is_one_line = !text.contains(char::is_whitespace);
    let is_relative = text.starts_with(['/', '?', '#']);
    let is_absolute = text.contains("://") && Url::parse(text).is_ok() || is_custom(text);
    if !is_one_line || !(is_relative || is_absolute) {
        return None;
    }
    let (before, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (address, query) = before.split_once('?').unwrap_or((before, ""));
    let mut pairs = parsed(query);
    pairs.extend(parsed(fragment));
    let has = |name: &str| pairs.iter().any(|(known, _)| known == name);
    let answers = ["code", "error", "access_token", "id_token", "response"];
    let kind = if has("client_id") && has("response_type") {
        PastedAs::AuthorizationRequest
    } else if answers.iter().any(|name| has(name)) {
        PastedAs::RedirectAddress
    } else if is_relative {
        return None;
    } else {
        PastedAs::Url
    };
    let mut reading = of_pairs(kind, &pairs);
    reading.described = kind.text().to_owned();
    let code = pairs.iter().find(|(name, _)| name == "code");
    if let Some(code) = code.and_then(|(_, code)| entra::code_of_page(address, code)) {
        reading.pasted_as = PastedAs::Url;
        reading.described = format!("an address about the error {code}");
        reading.members = vec![Member::plain("error", &code)];
    } else if let Some(saml) = saml(&pairs) {
        reading.pasted_as = PastedAs::Url;
        reading.described = format!("an address with {saml}");
    } else if kind == PastedAs::RedirectAddress && has("error") {
        reading.described = "a redirect back to a client, with an error".to_owned();
    }
    for pair in query.split('&').chain(fragment.split('&')) {
        if let Some(("code", code)) = pair.split_once('=')
            && let Some(member) = reading
                .members
                .iter_mut()
                .find(|member| member.name == "code")
        {
            encoded_code(member, code);
        }
    }
    if !address.is_empty() {
        reading.members.insert(0, Member::plain("address", address));
    }
    Some(reading)
}

/// A code that the address has percent-encoded is another once it is decoded. Its start is no secret: Google's are `4/`.
fn encoded_code(member: &mut Member, code: &str) {
    let Some(at) = code.find('%').filter(|_| member.note.is_none()) else {
        return;
    };
    let start = code.get(..at + 3).filter(|_| at <= 2).unwrap_or_default();
    let decoded = percent_decoded(start, true).unwrap_or_default();
    member.value = format!("{decoded}{}", member.value);
    member.note = Some(format!(
        "percent-encoded in the address: decoded once it is the code, which the token request encodes once, as code={start}•••"
    ));
}

/// An address of an app of its own, such as `com.example.app:/callback?code=…`.
fn is_custom(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(":/") else {
        return false;
    };
    let is_scheme = |byte: u8| byte.is_ascii_alphanumeric() || b"+.-".contains(&byte);
    !scheme.is_empty() && scheme.bytes().all(is_scheme) && rest.contains(['?', '#'])
}

/// `name=value&…` with at least one name that OAuth knows.
pub(super) fn form(text: &str) -> Option<Reading> {
    // A placeholder such as `<assertion>` may stand in a request that was written down.
    let is_request = text.contains("grant_type=");
    let is_form = |byte: u8| {
        byte.is_ascii_graphic()
            && !b"\"\\;".contains(&byte)
            && (is_request || !b"<>{}".contains(&byte))
    };
    if !text.contains('=') || !text.bytes().all(is_form) || looks_like_jwt(text) {
        return None;
    }
    let pairs = parsed(text);
    let has = |name: &str| pairs.iter().any(|(known, _)| known == name);
    // `TOKEN=…` is an assignment in a shell.
    let is_shell = |name: &str| !name.bytes().any(|byte| byte.is_ascii_lowercase());
    let is_known = |(name, value): &(String, String)| {
        let is_name = registry::parameter(name).is_some() || tokens::is_token_name(name);
        let is_name = is_name || name.starts_with("SAML");
        is_name && !value.is_empty() && !is_shell(name)
    };
    if !pairs.iter().any(is_known) {
        return None;
    }
    let kind = if has("grant_type") {
        PastedAs::TokenRequest
    } else {
        PastedAs::Form
    };
    let mut reading = of_pairs(kind, &pairs);
    if let Some(saml) = saml(&pairs) {
        reading.described = format!("a form-encoded body with {saml}");
    }
    if kind == PastedAs::Form && (has("code") || has("error")) && has("state") {
        reading.described = "the form-encoded answer of an authorization endpoint".to_owned();
    }
    Some(reading)
}

/// Which message of SAML the parameters hold.
fn saml(pairs: &Pairs) -> Option<&'static str> {
    pairs.iter().find_map(|(name, _)| match name.as_str() {
        "SAMLResponse" => Some("a SAML response"),
        "SAMLRequest" => Some("a SAML request"),
        _ => None,
    })
}

fn of_pairs(kind: PastedAs, pairs: &Pairs) -> Reading {
    let mut reading = Reading::of(kind);
    let named = || {
        pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    };
    reading.members = named()
        .take(SHOWN_MEMBERS)
        .map(|(name, value)| Member::parameter(name, value))
        .collect();
    of_tokens(reading, tokens::in_pairs(named()))
}

fn parsed(text: &str) -> Pairs {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let decoded =
                |text: &str| percent_decoded(text, true).unwrap_or_else(|| text.to_owned());
            (decoded(name), decoded(value))
        })
        .collect()
}
