//! The key binding: what the holder of an SD-JWT signed for one verifier ([RFC 9901 §4.3]).
//!
//! [RFC 9901 §4.3]: https://www.rfc-editor.org/rfc/rfc9901#section-4.3

use std::fmt;

use crate::checks::shorten;
use crate::crypto::KeySet;
use crate::json::{Object, Value};
use crate::jwk::Jwk;
use crate::jws::{Content, decode};
use crate::jwt::{Expectations, ExpectedBinding, PolicyMisuse, Profile, TokenKind};
use crate::report::{CheckId, KeySource, Status};
use crate::time::Timestamp;
use crate::verify::{explain, verify_jws};

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
    /// What speaks against its `exp`, `nbf` and `iat`, by the rules of every JWT: a sentence each without a full stop. How old it
    /// may be is the verifier's choice ([RFC 9901 §7.3]).
    ///
    /// # Errors
    ///
    /// A leeway that no policy takes.
    ///
    /// [RFC 9901 §7.3]: https://www.rfc-editor.org/rfc/rfc9901#section-7.3
    pub fn faults_of_time(
        &self,
        leeway_seconds: u32,
        max_age_seconds: u64,
        now: Timestamp,
    ) -> Result<Vec<String>, PolicyMisuse> {
        let policy = Expectations::of(Profile::Jwt)
            .algorithms_of_keys()
            .waive_issuer()
            .waive_audience()
            .allow_missing_expiry()
            .leeway_seconds(leeway_seconds)
            .max_age_seconds(max_age_seconds)
            .policy()?;
        let report = explain(&self.jwt, None, Some(&policy), now);
        let of_time = [
            CheckId::ClaimExp,
            CheckId::ClaimNbf,
            CheckId::ClaimIat,
            CheckId::ClaimAge,
        ];
        let checks = of_time.into_iter().filter_map(|id| report.check(id));
        let failed = checks.filter(|check| check.status == Status::Fail);
        Ok(failed.map(|check| check.message.clone()).collect())
    }

    /// What speaks against it where it must be for this audience and have this nonce: a sentence each without a full stop. Where it has
    /// none, or what is no text, that is among its faults.
    pub fn faults_of_request(&self, expected: &ExpectedBinding) -> Vec<String> {
        let members = [("aud", &expected.audience), ("nonce", &expected.nonce)];
        let wrong = members.into_iter().filter_map(|(name, expected)| {
            let found = self.claims.get_str(name)?;
            (found != expected).then(|| {
                format!(
                    "its {name} is {}, and not {}",
                    shorten(found),
                    shorten(expected)
                )
            })
        });
        wrong.collect()
    }

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
        for name in ["aud", "nonce"] {
            let is_text = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
            if claims.get(name).is_some_and(|value| !is_text(value)) {
                faults.push(format!("its {name} is not one text that says something"));
            }
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
