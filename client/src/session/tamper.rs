//! A token changed after it was signed.

use claimscope_core::{base64url, json};

/// The token changed after signing: another `client_id` or `sub` under the old signature; where it is no signed JWT,
/// one character of it.
pub(super) fn tampered(token: &str) -> String {
    with_other_claims(token).unwrap_or_else(|| {
        let middle = token.len() / 2;
        let change = |(at, byte): (usize, u8)| match byte {
            byte if at != middle => char::from(byte),
            b'A' => 'B',
            _ => 'A',
        };
        token.bytes().enumerate().map(change).collect()
    })
}

/// The token with another `client_id` (or `sub`), under its old signature; `None` where it is no signed JWT.
fn with_other_claims(token: &str) -> Option<String> {
    let mut parts = token.split('.');
    let (header, payload, signature) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let payload = base64url::decode(payload).ok()?;
    let json::Value::Object(mut claims) = json::parse_strict(&payload).ok()? else {
        return None;
    };
    let name = match claims.get("client_id") {
        Some(_) => "client_id",
        None => "sub",
    };
    claims.set(name, "someone-else");
    let claims = base64url::encode(claims.to_string());
    Some(format!("{header}.{claims}.{signature}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tampering_changes_the_claims_and_nothing_else() {
        let payload = base64url::encode(r#"{"client_id":"client","scope":["api1"]}"#);
        let changed = tampered(&format!("eyJhIjoxfQ.{payload}.c2ln"));
        let parts: Vec<&str> = changed.split('.').collect();
        assert_eq!((parts[0], parts[2]), ("eyJhIjoxfQ", "c2ln"));
        assert_eq!(
            base64url::decode(parts[1]).unwrap(),
            br#"{"client_id":"someone-else","scope":["api1"]}"#
        );
    }

    #[test]
    fn tampering_changes_an_opaque_token_too() {
        assert_eq!(tampered("opaque"), "opaAue");
    }
}
