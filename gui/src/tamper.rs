//! Changes a token's claims and keeps its signature, to show that the signature notices.

use claimscope_core::{base64url, json};

/// The token with another `client_id` (or `sub`), under its old signature; `None` where it is no signed JWT.
pub(crate) fn tampered(token: &str) -> Option<String> {
    let mut parts = token.split('.');
    let (header, payload, signature) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let json::Value::Object(mut claims) =
        json::parse_strict(&base64url::decode(payload).ok()?).ok()?
    else {
        return None;
    };
    let name = if claims.get("client_id").is_some() {
        "client_id"
    } else {
        "sub"
    };
    claims.set(name, "someone-else");
    let text = serde_json::to_string(&claims).ok()?;
    Some(format!("{header}.{}.{signature}", base64url::encode(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_the_claims_and_nothing_else() {
        let payload = base64url::encode(r#"{"client_id":"client","scope":["api1"]}"#);
        let changed = tampered(&format!("eyJhIjoxfQ.{payload}.c2ln")).unwrap();
        let parts: Vec<&str> = changed.split('.').collect();
        assert_eq!((parts[0], parts[2]), ("eyJhIjoxfQ", "c2ln"));
        assert_eq!(
            base64url::decode(parts[1]).unwrap(),
            br#"{"client_id":"someone-else","scope":["api1"]}"#
        );
    }

    #[test]
    fn leaves_what_is_no_jwt_alone() {
        assert_eq!(tampered("opaque"), None);
        assert_eq!(tampered("a.b.c.d.e"), None);
    }
}
