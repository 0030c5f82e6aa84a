//! Names what was pasted and reads it: documents first, then whatever has a token in it.

mod address;
mod cookie;
mod encoded;
mod json;
mod jwe_json;
#[cfg(feature = "kinds")]
mod jws_json;
mod key;
mod kubernetes;
mod log;
mod member;
mod message;
#[cfg(feature = "kinds")]
mod sd_jwt;
mod strip;
mod tokens;

pub(super) use key::tell_of_validity;

use super::find::{self, dots, is_opaque_byte, looks_like_jwt};
use super::{Member, PastedAs, Reading, RemovedKind};
use crate::json::show;
use crate::vendors::{amazon, okta};

/// How deep documents are looked for in documents: a body in a response, a session in a cookie.
const MAX_DEPTH: usize = 3;

pub(super) fn read(text: &str) -> Reading {
    if text.len() > find::SEARCHED_BYTES {
        return find::find(text).into();
    }
    let mut removed = Vec::new();
    let bare = strip::strip(text, &mut removed);
    let mut reading = document(&bare, 0).unwrap_or_else(|| plain(text, &bare, &removed));
    // White space and quotation marks around a document do no harm.
    if reading.pasted_as.is_token() {
        removed.append(&mut reading.removed);
        reading.removed = removed;
        let mut seen = Vec::new();
        reading.removed.retain(|kind| {
            let is_new = !seen.contains(kind);
            seen.push(*kind);
            is_new
        });
    } else {
        use RemovedKind::{Base64, InvisibleCharacters};
        removed.retain(|kind| matches!(kind, Base64 | InvisibleCharacters));
        reading.removed.splice(..0, removed);
    }
    reading.start = place(text, reading.token.as_deref());
    if let Some(token) = &reading.token
        && reading.tokens.is_empty()
        && matches!(reading.pasted_as, PastedAs::Text | PastedAs::LogLine)
    {
        reading.tokens = tokens::in_text(text, token);
    }
    if reading.tokens.len() == 1 && reading.tokens.iter().all(|token| token.name.is_none()) {
        reading.tokens.clear();
    }
    reading
}

/// Where the token stands in the text, if it does in one piece.
fn place(text: &str, token: Option<&str>) -> Option<usize> {
    token
        .filter(|token| !token.is_empty())
        .and_then(|token| text.find(token))
}

/// What is no document: a token, what has one in it, or neither.
fn plain(text: &str, bare: &str, removed: &[RemovedKind]) -> Reading {
    let value = find::bare(bare);
    let is_one = looks_like_jwt(value) && value.bytes().all(find::is_token_byte);
    if value.len() < bare.len() && bare.ends_with(value) && is_one {
        // `TOKEN=eyJ…`
        return Reading {
            token: Some(value.to_owned()),
            ..Reading::of(PastedAs::Text)
        };
    }
    if log::is_log(bare) {
        return log::read(text);
    }
    if log::is_code(bare) {
        return log::prose();
    }
    let found = find::find(if removed.is_empty() { text } else { bare });
    if found.token.contains(char::is_whitespace) && log::is_prose(bare) {
        return log::prose();
    }
    let mut reading = Reading::from(found);
    if reading.pasted_as == PastedAs::Token && !removed.is_empty() {
        reading.pasted_as = PastedAs::Trimmed;
    }
    if reading.pasted_as == PastedAs::Wrapped {
        reading.removed.push(RemovedKind::LineBreaks);
    }
    reading.described = reading.pasted_as.text().to_owned();
    reading
}

/// What a text is that is more than a token; nothing where it is not known.
fn document(text: &str, depth: usize) -> Option<Reading> {
    if depth > MAX_DEPTH {
        return None;
    }
    if text.starts_with(['{', '[']) {
        return Some(json::read(text));
    }
    if text.starts_with('<') {
        return Some(markup(text));
    }
    #[cfg(feature = "kinds")]
    if let Some(reading) = sd_jwt::read(text) {
        return Some(reading);
    }
    key::read(text)
        .or_else(|| key::bare(text))
        .or_else(|| message::read(text, depth))
        .or_else(|| kubernetes::in_yaml(text))
        .or_else(|| header(text))
        .or_else(|| address::url(text))
        .or_else(|| address::form(text))
        .or_else(|| cookie::pairs(text, PastedAs::Cookie))
}

fn markup(text: &str) -> Reading {
    let start = text[..text.floor_char_boundary(512)].to_ascii_lowercase();
    let is_page = start.starts_with("<!doctype html") || start.contains("<html");
    let mut reading = Reading::of(if is_page {
        PastedAs::Html
    } else {
        PastedAs::Xml
    });
    let told: &[&str] = match is_page {
        true => &["title"],
        false if start.contains("saml") => {
            let kinds = [
                ("Response>", "a SAML response"),
                ("AuthnRequest>", "a SAML request"),
                ("EntityDescriptor>", "SAML metadata"),
                ("", "a SAML assertion"),
            ];
            let kind = kinds.iter().find(|(end, _)| text.trim_end().ends_with(end));
            reading.described = kind.map_or_else(String::new, |(_, kind)| (*kind).to_owned());
            &["Issuer", "Audience", "StatusMessage"]
        }
        false => &[],
    };
    let posted = if is_page { inputs(text) } else { Vec::new() };
    if posted
        .iter()
        .any(|(name, _)| ["code", "error", "id_token"].contains(&name.as_str()))
    {
        reading.described = "a page that posts the answer of an authorization endpoint".to_owned();
        let posted = posted.iter();
        let posted = posted.map(|(name, value)| Member::parameter(name, value));
        reading.members.extend(posted);
    }
    for name in told {
        let value = element(text, name);
        reading
            .members
            .extend(value.map(|value| Member::plain(name, value)));
    }
    reading
}

/// Names and values of a page's input fields.
fn inputs(text: &str) -> Vec<(String, String)> {
    let tags = text.split('<').filter_map(|piece| piece.split_once('>'));
    let tags = tags.filter_map(|(tag, _)| tag.get(..6).map(|start| (start, tag)));
    let tags = tags.filter(|(start, _)| start.eq_ignore_ascii_case("input "));
    let value = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}="))?;
        let quote = rest.chars().next().filter(|quote| "\"'".contains(*quote))?;
        Some(rest[1..].split(quote).next()?.replace("&amp;", "&"))
    };
    tags.filter_map(|(_, tag)| Some((value(tag, "name")?, value(tag, "value")?)))
        .take(member::SHOWN_MEMBERS)
        .collect()
}

/// The text of the first such element, whatever its prefix.
fn element<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.split('<').find_map(|piece| {
        let (tag, inner) = piece.split_once('>')?;
        let tag = tag.split_whitespace().next()?;
        (tag.rsplit(':').next()? == name).then(|| inner.trim())
    })
}

/// One header line that has to do with tokens, or the value of `Authorization` without its name.
fn header(text: &str) -> Option<Reading> {
    if let Some((name, value)) = text.split_once(':') {
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "authorization" | "proxy-authorization" => {
                return authorization(value).or_else(|| other_scheme(value));
            }
            "cookie" => return cookie::pairs(value, PastedAs::Cookie),
            "set-cookie" => return cookie::pairs(value, PastedAs::SetCookie),
            "www-authenticate" => return Some(challenge(value)),
            "dpop-nonce" if !value.contains('\n') => return Some(nonce(value)),
            _ => {}
        }
    }
    let is_other = text.starts_with("SSWS ") || text.starts_with("AWS4-HMAC-SHA256 ");
    authorization(text).or_else(|| other_scheme(text).filter(|_| is_other))
}

/// A nonce that proofs of DPoP are to carry, which has the look of a token at some servers.
fn nonce(value: &str) -> Reading {
    let mut reading = Reading::of(PastedAs::Text);
    reading.described = "a nonce for DPoP proofs, which is no token".to_owned();
    reading.members.push(Member::plain("DPoP-Nonce", value));
    reading
}

fn challenge(value: &str) -> Reading {
    let mut reading = Reading::of(PastedAs::Challenge);
    reading
        .members
        .push(Member::plain("WWW-Authenticate", value));
    reading
}

/// `SSWS …`, `AWS4-HMAC-SHA256 …` and whatever else is no scheme of OAuth.
fn other_scheme(value: &str) -> Option<Reading> {
    let (scheme, rest) = value.split_once(' ')?;
    if ["bearer", "dpop", "token"].contains(&scheme.to_ascii_lowercase().as_str()) {
        return None;
    }
    let mut reading = Reading::of(PastedAs::AuthorizationHeader);
    let what = match scheme {
        scheme if scheme == okta::TOKEN_SCHEME.0 => okta::TOKEN_SCHEME.1,
        scheme if scheme == amazon::SIGNATURE_SCHEME.0 => amazon::SIGNATURE_SCHEME.1,
        "Negotiate" | "NTLM" => "with a Windows login",
        "Digest" => "with a password's digest",
        _ => "",
    };
    reading.described = match what {
        "" => format!(
            "an Authorization header with the scheme {}",
            show::text(scheme)
        ),
        what => format!("an Authorization header {what}"),
    };
    reading.members.push(Member::credential(scheme));
    reading.token = (scheme == okta::TOKEN_SCHEME.0).then(|| rest.trim().to_owned());
    Some(reading)
}

/// The value of `Authorization`. A doubled scheme is taken off, as are quotation marks and line breaks.
fn authorization(value: &str) -> Option<Reading> {
    if let Some(rest) = scheme(value, &["Basic"]) {
        let mut reading = Reading::of(PastedAs::AuthorizationHeader);
        reading.described = "an Authorization header with a user name and a password".to_owned();
        reading.members.push(Member::credential("Basic"));
        return (!rest.contains(' ')).then_some(reading);
    }
    let mut rest = scheme(value, &["Bearer", "DPoP", "Token"])?;
    if rest.contains("=\"") {
        return Some(challenge(value));
    }
    let mut removed = Vec::new();
    while let Some(again) = scheme(rest, &["Bearer", "DPoP"]) {
        rest = again;
        removed.push(RemovedKind::RepeatedScheme);
    }
    removed.truncate(1);
    let mut token = strip::strip(rest, &mut removed);
    if token.contains(char::is_whitespace) {
        let joined: String = token.split_whitespace().collect();
        if !looks_like_jwt(&joined) || dots(&joined) != 2 {
            return None;
        }
        removed.push(RemovedKind::LineBreaks);
        token = joined;
    }
    (!token.is_empty() && token.bytes().all(is_opaque_byte)).then(|| Reading {
        token: Some(token),
        removed,
        ..Reading::of(PastedAs::AuthorizationHeader)
    })
}

/// What follows one of the schemes.
fn scheme<'a>(value: &'a str, names: &[&str]) -> Option<&'a str> {
    let (first, rest) = value.split_once([' ', '\t', '\n'])?;
    let first = first.strip_suffix(':').unwrap_or(first);
    names
        .iter()
        .any(|name| first.eq_ignore_ascii_case(name))
        .then(|| rest.trim())
}

#[cfg(test)]
mod tests;
