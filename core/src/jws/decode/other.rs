//! Text without the two dots of a signed token: an encrypted token, an opaque one, or a broken one.

use super::{Decoded, FaultWords, JWE_PARTS, charset_fault, json_fault, part_bytes, plural};
use crate::base64url;
use crate::json::{self, ParsedJson, Value};
use crate::report::{CheckId, Format};
#[cfg(feature = "registry")]
use crate::vendors::prefixes::known;

/// Says which of them `token` is, and what can be read of it.
pub(super) fn decode(decoded: &mut Decoded, token: &str) {
    let mut part_count = 0;
    let mut start = 0;
    // One part more than any token has is enough to know.
    for piece in token.split('.').take(JWE_PARTS.len() + 1) {
        if let Some(end) = decoded.ends.get_mut(part_count) {
            *end = start + piece.len();
        }
        start += piece.len() + 1;
        part_count += 1;
    }
    let header = base64url::decode_for_display(&token.as_bytes()[..decoded.ends[0]])
        .map(|bytes| json::parse(&bytes));
    match header {
        Some(ParsedJson {
            value: Some(Value::Object(header)),
            faults,
        }) => {
            decoded.header = Some(header);
            if part_count == JWE_PARTS.len() {
                jwe(decoded, token, &faults);
            } else {
                neither(decoded, token, part_count);
            }
        }
        _ => neither(decoded, token, part_count),
    }
}

fn jwe(decoded: &mut Decoded, token: &str, header_faults: &[json::JsonFault]) {
    decoded.format = Format::Jwe;
    decoded.part_count = JWE_PARTS.len();
    for index in 0..decoded.part_count {
        part_bytes(decoded, token, index, false);
    }
    for fault in header_faults {
        json_fault(decoded, fault, JWE_PARTS[0]);
    }
}

/// What opaque tokens are made of: RFC 6750's `b64token`, and the marks that some servers set between.
fn is_opaque_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~+/=!|".contains(&byte)
}

fn neither(decoded: &mut Decoded, token: &str, part_count: usize) {
    let looks_like_jwt = decoded.header.is_some() || token.starts_with("eyJ");
    let is_opaque = !looks_like_jwt && !token.is_empty() && token.bytes().all(is_opaque_byte);
    let bad = token
        .bytes()
        .position(|byte| !(byte.is_ascii_alphanumeric() || b"_-.=".contains(&byte)));
    if let Some(offset) = bad.filter(|_| looks_like_jwt) {
        charset_fault(decoded, token, offset);
    }
    decoded.format = if is_opaque {
        Format::Opaque
    } else if looks_like_jwt {
        Format::Malformed
    } else {
        Format::Other
    };
    decoded.add(CheckId::FormatParts, || {
        wrong_count(token, part_count, looks_like_jwt, is_opaque)
    });
}

/// What the text is instead of a token of three or five parts.
fn wrong_count(
    token: &str,
    part_count: usize,
    looks_like_jwt: bool,
    is_opaque: bool,
) -> FaultWords {
    let count = if token.is_empty() {
        "nothing".to_owned()
    } else if part_count > 5 {
        "more than 5 parts".to_owned()
    } else {
        plural(part_count, "part")
    };
    let (message, hint) = if token.is_empty() {
        (
            "there is nothing here".to_owned(),
            "paste a token, or the text that holds one",
        )
    } else if looks_like_jwt {
        (
            format!("{count} where a signed token has 3: header.payload.signature"),
            "it is cut off or joined with something else; copy the whole token again",
        )
    } else if let Some((name, advice)) = known(token).filter(|_| is_opaque) {
        (format!("{count}: {name}, not a JWT"), advice)
    } else if is_opaque {
        (
            format!("{count}: not a JWT; an opaque token means something to its issuer alone"),
            "ask the issuer's introspection endpoint (RFC 7662), or ask for JWT access tokens",
        )
    } else {
        (
            "no token can be seen in this text".to_owned(),
            "paste a token, or the text that holds one",
        )
    };
    FaultWords {
        message,
        actual: Some(count),
        hint: Some(hint),
    }
}

/// Without the registry no vendor's tokens are known.
#[cfg(not(feature = "registry"))]
fn known(_: &str) -> Option<(&'static str, &'static str)> {
    None
}
