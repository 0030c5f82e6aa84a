//! The key binding: what the holder of an SD-JWT signed for one verifier ([RFC 9901 §4.3]).
//!
//! [RFC 9901 §4.3]: https://www.rfc-editor.org/rfc/rfc9901#section-4.3

use std::fmt;

use crate::crypto::KeySet;
use crate::json::{Object, Value};
use crate::jwk::Jwk;
use crate::jws::{Content, decode};
use crate::jwt::TokenKind;
use crate::report::KeySource;
use crate::verify::verify_jws;

/// A key binding, and what speaks against it. Whether its `nonce` and `aud` are a verifier's own, and its `iat` is recent, is for
/// that verifier to say.
#[derive(Clone, PartialEq)]
pub struct KeyBinding {
    /// The JWT.
    pub jwt: String,
    /// Its claims; empty where they cannot be read.
    pub claims: Object,
    /// What is wrong, a sentence each without a full stop; empty where the holder's key signed just this presentation.
    pub faults: Vec<String>,
}

impl fmt::Debug for KeyBinding {
    /// Everything but the JWT.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("KeyBinding")
            .field("claims", &self.claims)
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

impl KeyBinding {
    /// Reads a key binding for a presentation of this hash, whose claims name the holder's key.
    pub(super) fn read(jwt: &str, sd_hash: &str, issuer_claims: &Object) -> Self {
        let decoded = decode(jwt, Content::Claims, false);
        let header = decoded.header.unwrap_or_default();
        let claims = decoded.claims.unwrap_or_default();
        let mut faults = Vec::new();
        if !matches!(
            TokenKind::of_type(&header),
            Some((TokenKind::KeyBinding, _))
        ) {
            faults.push("its typ is not kb+jwt, so that another JWT may pass for it".to_owned());
        }
        match claims.get_str("sd_hash") {
            Some(hash) if hash == sd_hash => {}
            Some(_) => faults.push("it was signed over other disclosures than these".to_owned()),
            None => faults.push("it has no sd_hash, so that it binds no disclosures".to_owned()),
        }
        let missing = ["iat", "aud", "nonce"];
        for name in missing
            .into_iter()
            .filter(|name| claims.get(name).is_none())
        {
            faults.push(format!("it has no {name}"));
        }
        faults.extend(signature_fault(jwt, issuer_claims));
        Self {
            jwt: jwt.to_owned(),
            claims,
            faults,
        }
    }
}

/// Why the key that the issuer named in `cnf` did not sign it, or cannot be asked.
fn signature_fault(jwt: &str, issuer_claims: &Object) -> Option<String> {
    let confirmation = issuer_claims.get("cnf").and_then(Value::as_object);
    let Some(key) = confirmation.and_then(|cnf| cnf.get("jwk")) else {
        return Some(
            "the issuer names no key of the holder in cnf.jwk, so that nothing tells who signed it"
                .to_owned(),
        );
    };
    let key = match Jwk::from_json(key) {
        Ok(key) if key.public().is_some() => key,
        Ok(_) => {
            return Some("cnf.jwk is a shared secret, which everyone can sign with".to_owned());
        }
        Err(error) => return Some(format!("the key in cnf.jwk cannot be read: {error}")),
    };
    let keys = KeySet::from_key(key, KeySource::Key);
    let refused = verify_jws(jwt, &keys).err()?;
    Some(format!(
        "the holder's key did not sign it: {}",
        refused.check().message
    ))
}
