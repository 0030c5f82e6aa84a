//! How an answer came: its phases, and its size on the wire.

use claimscope_oauth::HttpResponse;

use crate::Phases;

/// How an answer came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transfer {
    /// How long each phase took.
    pub phases: Phases,
    /// The length of the body as it was sent, in bytes: before its codings were undone.
    pub wire_bytes: usize,
    /// Why codings that the answer names were not undone, so that the body is as it came.
    pub undecoded: Option<String>,
}

/// An answer, and how it came.
pub(crate) struct Received {
    pub(crate) response: HttpResponse,
    pub(crate) transfer: Transfer,
}
