//! A JWS as JSON: each of its signatures.

use std::collections::HashSet;

use super::{NamedToken, Written, WrittenError, counted};
use crate::base64url;
use crate::checks::shorten;
use crate::inspect::{PastedAs, inspect};
use crate::json::{self, Object, Value};
use crate::jws::MAX_SHOWN_TOKEN_BYTES;
use crate::time::Timestamp;

/// Each signature of a JWS as JSON in compact form ([RFC 7515 §7.2]); of a longer text than any token that is taken apart, nothing.
///
/// [RFC 7515 §7.2]: https://www.rfc-editor.org/rfc/rfc7515#section-7.2
pub(super) fn read(text: &str) -> Result<Option<Written>, WrittenError> {
    if text.len() > MAX_SHOWN_TOKEN_BYTES {
        return Ok(None);
    }
    let Ok(Value::Object(object)) = json::parse_strict(text.as_bytes()) else {
        return Ok(None);
    };
    let inspection = inspect(text, Timestamp::default());
    if inspection.pasted_as != PastedAs::JwsJson {
        return Ok(None);
    }
    let tokens = match inspection.tokens.is_empty() {
        true => vec![NamedToken {
            name: String::new(),
            token: inspection.token,
        }],
        false => (inspection.tokens.into_iter())
            .map(|found| NamedToken {
                name: found.name.unwrap_or_default(),
                token: found.token,
            })
            .collect(),
    };
    if let Some(why) = nothing_to_verify(&object, &tokens) {
        return Err(WrittenError::JwsJson(format!(
            "this JWS in JSON form cannot be verified: {why}"
        )));
    }
    let (all, looked_at) = (signatures(&object).len(), tokens.len());
    let which = match looked_at < all {
        false => "one of which must hold".to_owned(),
        true => format!(
            "the first {looked_at} of which are looked at, and one of these must hold: of the others nothing is known"
        ),
    };
    let fact = format!(
        "a JWS in JSON form with {}, {which}; what a header says that is not protected is not used",
        counted(all, "signature")
    );
    Ok(Some(Written {
        tokens,
        fact,
        typ: None,
        sd_jwt: None,
    }))
}

/// Each signature with its headers; the object itself where it is flattened.
fn signatures(object: &Object) -> Vec<&Object> {
    let several = object.get("signatures").and_then(Value::as_array);
    match several {
        Some(several) => several.iter().filter_map(Value::as_object).collect(),
        None => vec![object],
    }
}

/// Why its form leaves nothing to verify.
fn nothing_to_verify(object: &Object, tokens: &[NamedToken]) -> Option<String> {
    let is_unencoded = |one: &NamedToken| {
        let header = inspect(&one.token, Timestamp::default()).report.header;
        header.is_some_and(|header| header.get("b64") == Some(&Value::Bool(false)))
    };
    if object.get_str("payload").is_none() {
        return Some("its payload is detached, that is sent apart".to_owned());
    }
    if object.get("signatures").is_some() && object.get("signature").is_some() {
        return Some("signature must not stand beside signatures".to_owned());
    }
    if let Some(why) = malformed(object) {
        return Some(why.to_owned());
    }
    let mut looked_at = signatures(object).into_iter().take(tokens.len());
    if let Some(why) = looked_at.find_map(misplaced) {
        return Some(why);
    }
    (tokens.iter().any(is_unencoded))
        .then(|| "its payload is not encoded (b64 is false), as no JWT may have it".to_owned())
}

/// What is not of the type that it must be of ([RFC 7515 §7.2.1](https://www.rfc-editor.org/rfc/rfc7515#section-7.2.1)).
fn malformed(object: &Object) -> Option<&'static str> {
    let several = object.get("signatures").and_then(Value::as_array);
    if several.is_some_and(|several| several.iter().any(|one| one.as_object().is_none())) {
        return Some("something in signatures is no object");
    }
    let of_signatures = signatures(object).into_iter();
    let mut headers = of_signatures.filter_map(|signature| signature.get("header"));
    (headers.any(|header| header.as_object().is_none())).then_some("a header is no object")
}

/// What must be protected, where it is there ([RFC 7515 §4.1.11], [RFC 7797 §3]).
///
/// [RFC 7515 §4.1.11]: https://www.rfc-editor.org/rfc/rfc7515#section-4.1.11
/// [RFC 7797 §3]: https://www.rfc-editor.org/rfc/rfc7797#section-3
const PROTECTED: [&str; 2] = ["crit", "b64"];

/// Which parameter stands in a header where it must not: unprotected, or in both ([RFC 7515 §7.2.1]).
///
/// [RFC 7515 §7.2.1]: https://www.rfc-editor.org/rfc/rfc7515#section-7.2.1
fn misplaced(signature: &Object) -> Option<String> {
    let unprotected = signature.get("header")?.as_object()?;
    if let Some(name) = PROTECTED
        .into_iter()
        .find(|name| unprotected.get(name).is_some())
    {
        return Some(format!(
            "{name} stands in a header that is not protected, and must be protected"
        ));
    }
    let protected = base64url::decode(signature.get_str("protected")?).ok()?;
    let protected = json::parse_strict(&protected).ok()?;
    let protected = protected.as_object()?;
    let protected: HashSet<&str> = protected.iter().map(|(name, _)| name).collect();
    let mut names = unprotected.iter().map(|(name, _)| name);
    let twice = names.find(|name| protected.contains(name))?;
    Some(format!(
        "{} stands in the protected and in the unprotected header, and may be in one of them alone",
        shorten(twice)
    ))
}
