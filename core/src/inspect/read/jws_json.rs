//! The flattened and the general JSON form of a JWS ([RFC 7515 §7.2]), with payloads that are not encoded ([RFC 7797]).
//!
//! [RFC 7515 §7.2]: https://www.rfc-editor.org/rfc/rfc7515#section-7.2
//! [RFC 7797]: https://www.rfc-editor.org/rfc/rfc7797

use super::super::{FoundToken, Member, PastedAs, Reading};
use super::tokens::{found, of_tokens};
use crate::base64url;
use crate::json::{self, Object, Value};
use crate::registry;

/// So many signatures are listed.
const MAX_SIGNATURES: usize = 16;

/// The compact form of each signature; nothing where it is no JWS in JSON form.
pub(super) fn read(object: &Object) -> Option<Reading> {
    let several = object.get("signatures").and_then(Value::as_array);
    let signatures: Vec<&Object> = match several {
        Some(signatures) => signatures.iter().filter_map(Value::as_object).collect(),
        None => vec![object],
    };
    let is_signed = |one: &&Object| one.get_str("signature").is_some();
    let header = |one: &Object| Some(one.get("header")?.as_object()?.get("alg").is_some());
    let is_headed =
        |one: &&Object| one.get_str("protected").is_some() || header(one).unwrap_or_default();
    if !signatures
        .iter()
        .any(|one| is_signed(one) && is_headed(one))
    {
        return None;
    }
    let mut reading = Reading::of(PastedAs::JwsJson);
    let payload = object.get_str("payload");
    let mut tokens: Vec<FoundToken> = Vec::new();
    for (index, signature) in signatures.iter().take(MAX_SIGNATURES).enumerate() {
        let number = index + 1;
        let name = several.map(|_| format!("signature {number}"));
        let prefix = name
            .as_deref()
            .map_or(String::new(), |name| format!("{name}: "));
        let (token, note) = compact(signature, payload);
        if let Some(note) = note {
            let mut member =
                Member::plain(&format!("{prefix}payload"), payload.unwrap_or_default());
            member.note = Some(note.to_owned());
            reading.members.push(member);
        }
        reading.members.extend(unprotected(signature, &prefix));
        tokens.push(found(name.as_deref(), &token));
    }
    if several.is_some() && object.get("signature").is_some() {
        let mut member = Member::plain("signature", "");
        member.note = Some("beside signatures it must not be there".to_owned());
        reading.members.push(member);
    }
    let mut reading = of_tokens(reading, tokens);
    if several.is_none() {
        reading.tokens.clear();
    } else if signatures.len() > 1 {
        reading.described = format!("a token in JSON form with {} signatures", signatures.len());
    }
    Some(reading)
}

/// One signature in compact form, and what is odd about its payload. What is not encoded, or detached, is left out there
/// ([RFC 7797 §5.2]).
///
/// [RFC 7797 §5.2]: https://www.rfc-editor.org/rfc/rfc7797#section-5.2
fn compact(signature: &Object, payload: Option<&str>) -> (String, Option<&'static str>) {
    let text = |name| signature.get_str(name).unwrap_or_default();
    let (protected, value) = (text("protected"), text("signature"));
    let (payload, note) = match payload {
        None => (
            "",
            Some("detached: it is sent apart, and without it nothing can be verified"),
        ),
        Some(_) if is_unencoded(protected) => (
            "",
            Some("not encoded (b64 is false), as no JWT may have it"),
        ),
        Some(payload) => (payload, None),
    };
    (format!("{protected}.{payload}.{value}"), note)
}

fn is_unencoded(protected: &str) -> bool {
    let header = base64url::decode(protected).ok();
    let header = header.and_then(|bytes| json::parse_strict(&bytes).ok());
    let header = header.as_ref().and_then(Value::as_object);
    header.is_some_and(|header| header.get("b64") == Some(&Value::Bool(false)))
}

/// The header that no signature covers: anyone can change it.
fn unprotected(signature: &Object, prefix: &str) -> Vec<Member> {
    let header = signature.get("header").and_then(Value::as_object);
    let members = header.into_iter().flat_map(Object::iter);
    members
        .map(|(name, value)| {
            let mut member = Member::of_json(name, value, registry::header);
            member.name = format!("{prefix}{}", member.name);
            member.note =
                Some("not protected by the signature: anyone can have written it".to_owned());
            member
        })
        .collect()
}
