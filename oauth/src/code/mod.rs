//! Every code of the protocol that is no reason of a refusal, with what is documented of it; a table a family.

pub mod declined;
pub mod finding;
pub mod keys;
pub mod server;
#[cfg(feature = "diagnose")]
pub mod vendor;

use claimscope_core::code::Entry;

/// Every code of this room.
pub fn entries() -> impl Iterator<Item = Entry> {
    let tables = [
        declined::ENTRIES,
        server::ENTRIES,
        keys::ENTRIES,
        finding::ENTRIES,
    ];
    let entries = tables.into_iter().flatten().copied();
    #[cfg(feature = "diagnose")]
    let entries = entries.chain(
        crate::diagnose::Cause::ALL
            .iter()
            .map(|cause| cause.entry()),
    );
    entries
}
