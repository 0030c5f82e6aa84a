//! What is sent for a case, and what is served beside it.

use claimscope_core::jwk::Jwk;
use claimscope_core::secret::Secret;

use super::ProbeCase;
use crate::HttpRequest;

/// One request of a case.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ProbeRequest {
    /// Which case it belongs to.
    pub case: ProbeCase,
    /// What tells it from the other requests of the case; empty where it is the only one.
    pub what: String,
    /// The request, without a proof of possession.
    pub request: HttpRequest,
    /// The proof that it needs, and for which token.
    pub proof: Option<(ProofKey, Secret)>,
}

/// The key of a proof of possession.
#[derive(Clone, Debug)]
pub enum ProofKey {
    /// The one that the token is bound to.
    Own,
    /// Another one.
    Other(Box<Jwk>),
}

/// A case with what is to be sent for it.
pub(super) struct Planned {
    pub(super) case: ProbeCase,
    /// Why it cannot be tried.
    pub(super) unfit: Option<String>,
    pub(super) requests: Vec<ProbeRequest>,
    /// Whether its tokens are signed here with the key that the API trusts.
    pub(super) is_signed: bool,
    /// Whether its token came from elsewhere, and its claims cannot be read.
    pub(super) is_unread: bool,
}

/// A document that the listener serves.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServedDocument {
    /// Its path behind the listener's address, such as `/jku`.
    pub path: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// The document.
    pub body: String,
}

impl ProbeRequest {
    pub(super) fn new(case: ProbeCase, request: HttpRequest) -> Self {
        Self {
            case,
            what: String::new(),
            request,
            proof: None,
        }
    }

    pub(super) fn what(self, what: impl Into<String>) -> Self {
        let what = what.into();
        Self { what, ..self }
    }
}
