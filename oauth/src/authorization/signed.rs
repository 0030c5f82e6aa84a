//! Signed authorization requests ([RFC 9101]): the parameters go as one JWT of the client's, which nobody on the way can change.
//!
//! [RFC 9101]: https://www.rfc-editor.org/rfc/rfc9101

use claimscope_core::base64url;
use claimscope_core::crypto::SigningKey;
use claimscope_core::entropy::Entropy;
use claimscope_core::json::{Object, Value};
use claimscope_core::jwk::Jwk;
use claimscope_core::jwt::sign;
use claimscope_core::misuse;
use claimscope_core::time::Timestamp;

use super::PendingAuthorization;
use crate::{AuthorizationDetails, Metadata, OauthError};

const SPEC: &str = "RFC 9101 §4";

/// How long a signed request holds, in seconds: until the browser has opened it.
const LIFETIME_SECONDS: i64 = 300;

impl PendingAuthorization {
    /// The parameters of this login as a request object of the client's, for the issuer of this metadata: `client_id` and
    /// `request`, which take the place of [`PendingAuthorization::parameters`].
    ///
    /// # Errors
    ///
    /// [`OauthError::Misuse`] where the key cannot sign, or with none of the algorithms that the server takes.
    pub fn signed_parameters(
        &self,
        key: &Jwk,
        metadata: &Metadata,
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Vec<(String, String)>, OauthError> {
        let unfit = |message: String| {
            OauthError::misuse(misuse::KEY, message, SPEC)
                .with_hint("give the private key whose public half is registered")
        };
        let listed = metadata
            .raw
            .get("request_object_signing_alg_values_supported");
        let listed = listed.and_then(Value::as_array);
        let mut algorithms = key.algorithms().filter(|algorithm| {
            let is_it = |name: &Value| name.as_str() == Some(algorithm.name());
            listed.is_none_or(|names| names.iter().any(is_it))
        });
        let algorithm = algorithms.next().filter(|_| key.is_private());
        let algorithm = algorithm.ok_or_else(|| {
            unfit(
                "the client's key is public, or fits none of the algorithms that the server takes"
                    .to_owned(),
            )
        })?;
        let signing = SigningKey::new(key, algorithm)
            .map_err(|error| unfit(format!("the client's key cannot be used: {error}")))?;
        let mut jti = [0; 16];
        entropy
            .fill(&mut jti)
            .map_err(|error| OauthError::misuse(misuse::NO_ENTROPY, error.to_string(), SPEC))?;
        let mut header = Object::new()
            .with("alg", algorithm.name())
            .with("typ", "oauth-authz-req+jwt");
        if let Some(kid) = &key.kid {
            header.set("kid", kid.as_str());
        }
        let client_id = self.request.client_id.as_str();
        let mut claims = Object::new()
            .with("iss", client_id)
            .with("aud", metadata.issuer.as_str())
            .with("jti", base64url::encode(jti))
            .with("iat", now.unix_seconds())
            .with("nbf", now.unix_seconds())
            .with("exp", now.plus_seconds(LIFETIME_SECONDS).unix_seconds());
        let details = self.request.authorization_details.as_ref();
        for (name, value) in self.parameters() {
            let value = match (name.as_str(), claims.get(&name)) {
                // JSON by itself, and not as the text of it (RFC 9101 §4).
                (AuthorizationDetails::NAME, _) => {
                    details.map_or(Value::from(value), AuthorizationDetails::to_value)
                }
                // A number as OpenID Connect has it, and every API that the token is for.
                ("max_age", _) => value.parse::<i64>().map_or(Value::from(value), Value::from),
                ("resource", Some(Value::String(first))) => {
                    Value::Array(vec![Value::from(first.as_str()), Value::from(value)])
                }
                ("resource", Some(Value::Array(several))) => {
                    let mut several = several.clone();
                    several.push(Value::from(value));
                    Value::Array(several)
                }
                _ => Value::from(value),
            };
            claims.set(name, value);
        }
        let object = sign(&header, &claims, &signing, entropy)
            .map_err(|error| unfit(format!("the client's key cannot sign: {error}")))?;
        Ok(vec![
            ("client_id".to_owned(), client_id.to_owned()),
            ("request".to_owned(), object),
        ])
    }
}
