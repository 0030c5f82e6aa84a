//! The request that a DPoP proof must be for ([RFC 9449 §4.3]).
//!
//! [RFC 9449 §4.3]: https://www.rfc-editor.org/rfc/rfc9449#section-4.3

use sha2::{Digest, Sha256};

use crate::base64url;
use crate::url::Url;

/// A request with which a DPoP proof is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvenRequest {
    pub(crate) method: String,
    pub(crate) url: Url,
    pub(crate) token_hash: Option<String>,
}

impl ProvenRequest {
    /// A request by this method to this URL, without an access token.
    pub fn new(method: impl Into<String>, url: Url) -> Self {
        Self {
            method: method.into(),
            url,
            token_hash: None,
        }
    }

    /// The same with this access token, of which its hash alone is kept.
    #[must_use]
    pub fn with_token(mut self, access_token: &str) -> Self {
        self.token_hash = Some(base64url::encode(Sha256::digest(access_token)));
        self
    }
}
