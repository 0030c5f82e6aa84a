//! Signed JWTs of others: DPoP proofs and assertions, of which nothing is believed before the signature holds.

use claimscope_core::base64url;
use claimscope_core::crypto::KeySet;
use claimscope_core::json::{Object, Value, parse_strict};
use claimscope_core::verify_jws;

/// The longest JWT that is taken, in bytes.
pub(crate) const MAX_JWT_BYTES: usize = 51_200;

/// Header and claims as they stand, unproved: for finding out which key would prove them.
pub(crate) fn peek(token: &str) -> Option<(Object, Object)> {
    if token.len() > MAX_JWT_BYTES {
        return None;
    }
    let mut parts = token.split('.').map(|part| {
        let bytes = base64url::decode(part).ok()?;
        object(&bytes)
    });
    Some((parts.next()??, parts.next()??))
}

/// The claims of a JWT that one of `keys` signed.
///
/// # Errors
/// Why the signature proves nothing.
pub(crate) fn verified(token: &str, keys: &KeySet) -> Result<Object, String> {
    if token.len() > MAX_JWT_BYTES {
        return Err("it is too long".to_owned());
    }
    let verified = verify_jws(token, keys).map_err(|rejection| rejection.to_string())?;
    object(verified.payload()).ok_or_else(|| "its payload is no JSON object".to_owned())
}

fn object(bytes: &[u8]) -> Option<Object> {
    match parse_strict(bytes) {
        Ok(Value::Object(object)) => Some(object),
        Ok(_) | Err(_) => None,
    }
}

/// Whether a claim is `wanted`, or a list with it.
pub(crate) fn names(claim: Option<&Value>, wanted: &str) -> bool {
    match claim {
        Some(Value::String(value)) => value == wanted,
        Some(Value::Array(values)) => values.iter().any(|value| value.as_str() == Some(wanted)),
        _ => false,
    }
}

/// A NumericDate, fractions cut off.
pub(crate) fn seconds(claims: &Object, name: &str) -> Option<i64> {
    let (seconds, _) = claims.get(name)?.as_number()?.integer_part()?;
    Some(seconds)
}
