//! The request that a DPoP proof must be for ([RFC 9449 §4.3]).
//!
//! [RFC 9449 §4.3]: https://www.rfc-editor.org/rfc/rfc9449#section-4.3

use sha2::{Digest, Sha256};

use crate::base64url;
use crate::json::{self, Object, Value};
use crate::url::Url;

/// A request with which a DPoP proof is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvenRequest {
    pub(crate) method: String,
    pub(crate) url: Url,
    pub(crate) token_hash: Option<String>,
    /// What `cnf` of the access token names; `Some(None)` where it is a JWT that names none.
    pub(crate) bound_to: Option<Option<String>>,
}

impl ProvenRequest {
    /// A request by this method to this URL, without an access token.
    pub fn new(method: impl Into<String>, url: Url) -> Self {
        Self {
            method: method.into(),
            url,
            token_hash: None,
            bound_to: None,
        }
    }

    /// The same with this access token, of which its hash and the key that it names alone are kept. The token itself is not
    /// verified here, so that no key is trusted for its sake; one that is no JWT says nothing of its key.
    #[must_use]
    pub fn with_token(mut self, access_token: &str) -> Self {
        self.bound_to = claims(access_token).map(|claims| {
            let cnf = claims.get("cnf").and_then(Value::as_object);
            Some(cnf?.get_str("jkt")?.to_owned())
        });
        self.token_hash = Some(base64url::encode(Sha256::digest(access_token)));
        self
    }
}

/// The claims of a signed token, as it has them.
fn claims(token: &str) -> Option<Object> {
    let mut parts = token.split('.');
    let (_, payload) = (parts.next()?, parts.next()?);
    let payload = base64url::decode(payload)
        .ok()
        .filter(|_| parts.count() == 1)?;
    match json::parse_strict(&payload) {
        Ok(Value::Object(claims)) => Some(claims),
        _ => None,
    }
}
