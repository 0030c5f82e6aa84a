//! Every code of the protocol that is no reason of a refusal, with what is documented of it; a table a family.

pub mod authorization;
pub mod declined;
pub mod finding;
pub mod guard;
pub mod keys;
pub mod resource;
pub mod server;
#[cfg(feature = "diagnose")]
mod standard;
#[cfg(feature = "diagnose")]
pub mod vendor;

use claimscope_core::code::CodeEntry;
#[cfg(feature = "diagnose")]
use serde::Serialize;

/// What somebody else's code means.
#[cfg(feature = "diagnose")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Meaning {
    /// Whose it is, such as "Microsoft Entra" or "an API, by RFC 6750".
    pub vendor: &'static str,
    /// What it means, one sentence.
    pub meaning: &'static str,
    /// What to do about it, lower case, no full stop.
    pub remedy: &'static str,
    /// The reason that Claimscope gives for it, such as `token.audience`, where it refuses a call to an API.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// Where the vendor, or else the rule behind it, is documented.
    pub source: &'static str,
}

/// Every code of this room.
pub fn entries() -> impl Iterator<Item = CodeEntry> {
    let tables = [
        authorization::ENTRIES,
        declined::ENTRIES,
        server::ENTRIES,
        keys::ENTRIES,
        finding::ENTRIES,
        resource::ENTRIES,
        guard::ENTRIES,
    ];
    let entries = tables.into_iter().flatten().copied();
    #[cfg(feature = "diagnose")]
    let entries = entries.chain(
        crate::diagnose::Cause::ALL
            .iter()
            .map(|cause| cause.entry()),
    );
    #[cfg(feature = "probe")]
    let entries = entries.chain(crate::probe::ProbeCase::ALL.iter().map(|case| case.entry()));
    entries
}
