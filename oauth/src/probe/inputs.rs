//! What a probe is made from.

use std::collections::BTreeMap;

use claimscope_core::jwk::Jwk;
use claimscope_core::secret::Secret;

use super::ProbeCase;
use crate::HttpRequest;

/// What there is to probe with: the more, the more cases can be judged.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ProbeInputs {
    /// The request that the API takes with the token, without any credential.
    pub request: HttpRequest,
    /// The token that the API takes.
    pub token: Secret,
    /// The scheme by which it is sent: `Bearer`, or `DPoP` with a proof for each request.
    pub scheme: &'static str,
    /// The public key that the token's signature holds with, where it is known.
    pub public_key: Option<Jwk>,
    /// A private key, or a shared secret, that the API trusts: for tokens that hold and say something else.
    pub signing_key: Option<Jwk>,
    /// Tokens from elsewhere for single cases, such as an ID token; they go before what would be signed here.
    pub tokens: BTreeMap<ProbeCase, Secret>,
    /// Scopes that the address demands, as far as a person said so; those that the token was asked for with need not be.
    pub scopes: Vec<String>,
    /// Methods that must be refused without a token too, OPTIONS and TRACE apart, which are left out; each is sent, and does what it does
    /// where it is not refused.
    pub methods: Vec<String>,
    /// Under which address fetches are seen, without a slash at its end; `None` where nothing listens.
    pub listener: Option<String>,
    /// Whether a person said that the API reaches that address; otherwise it is known of an API on this machine alone.
    pub is_listener_named: bool,
}

impl ProbeInputs {
    /// A request and the bearer token with which the API takes it.
    pub fn new(request: HttpRequest, token: Secret) -> Self {
        Self {
            request,
            token,
            scheme: "Bearer",
            public_key: None,
            signing_key: None,
            tokens: BTreeMap::new(),
            scopes: Vec::new(),
            methods: Vec::new(),
            listener: None,
            is_listener_named: false,
        }
    }

    /// Adds a token from elsewhere for one case.
    #[must_use]
    pub fn token_for(mut self, case: ProbeCase, token: Secret) -> Self {
        self.tokens.insert(case, token);
        self
    }
}
