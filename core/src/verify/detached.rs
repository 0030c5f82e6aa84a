//! A JWS whose payload is sent apart, encoded or not ([RFC 7515 §F], [RFC 7797]).
//!
//! [RFC 7515 §F]: https://www.rfc-editor.org/rfc/rfc7515#appendix-F
//! [RFC 7797]: https://www.rfc-editor.org/rfc/rfc7797

use super::{Proof, Rejection, VerifiedJws, check_signature, context, passed, proof, run_strict};
use crate::base64url;
use crate::checks::{BEFORE_KEYS, KEY, Rule, outcome};
use crate::crypto::KeySet;
use crate::json::{Object, Value};
use crate::jws::{Content, decode};
use crate::report::{Check, CheckId, Status};
use crate::time::Timestamp;

/// Verifies the signature of a compact JWS whose payload is sent apart, as in `header..signature`. Where the header says
/// `"b64": false`, and lists that as critical, the payload was signed as it is. No claim is checked, and no JWT is made so.
///
/// # Errors
///
/// The first check that it does not pass; a payload inside it fails `format.parts`.
pub fn verify_detached_jws(
    text: &str,
    payload: &[u8],
    keys: &KeySet,
) -> Result<VerifiedJws, Rejection> {
    let decoded = decode(text, Content::Any, false);
    let now = Timestamp::default();
    let cx = context(&decoded, text, Some(keys), None, now, None);
    let is_raw = decoded.header.as_ref().is_some_and(is_unencoded);
    // Of all extensions this one is known here, and it was looked at just now.
    let rules = BEFORE_KEYS.iter();
    rules
        .filter(|rule| !(is_raw && rule.id == CheckId::HeaderCrit))
        .try_for_each(|rule: &Rule| passed(rule, outcome(rule, &cx)))?;
    if !decoded.payload.is_empty() {
        return Err(not_detached());
    }
    run_strict(&cx, KEY)?;
    let header = text.split('.').next().unwrap_or_default();
    let input = match is_raw {
        true => [header.as_bytes(), b".", payload].concat(),
        false => format!("{header}.{}", base64url::encode(payload)).into_bytes(),
    };
    let verified = match (cx.key(), cx.algorithm) {
        (Some(key), Some(algorithm)) => key.verify(algorithm, &input, &decoded.signature).ok(),
        _ => None,
    };
    let cx = context(
        &decoded,
        text,
        Some(keys),
        None,
        now,
        verified.or(Some(false)),
    );
    let signature = check_signature(&cx)?;
    let Proof { key, algorithm, .. } = proof(&cx, signature)?;
    let header = decoded.header.unwrap_or_default();
    Ok(VerifiedJws {
        header,
        payload: payload.to_vec(),
        key,
        algorithm,
    })
}

/// Whether the header says that the payload is not encoded, and that whoever does not know this must refuse the text
/// ([RFC 7797 §6](https://www.rfc-editor.org/rfc/rfc7797#section-6)).
fn is_unencoded(header: &Object) -> bool {
    let critical = header.get("crit").and_then(Value::as_array);
    let is_only =
        critical.is_some_and(|names| matches!(names, [Value::String(name)] if name == "b64"));
    is_only && header.get("b64") == Some(&Value::Bool(false))
}

fn not_detached() -> Rejection {
    Rejection {
        check: Box::new(Check {
            id: CheckId::FormatParts,
            status: Status::Fail,
            expected: Some("header..signature, with nothing between".to_owned()),
            actual: Some("a payload".to_owned()),
            message: "the payload is not detached: it stands in the text too".to_owned(),
            spec: "RFC 7515 §F",
            hint: Some("verify it as it is, or take its payload out".to_owned()),
        }),
    }
}
