//! What the state machine keeps.

use std::sync::Arc;

use super::clock::Clock;
use super::error::KeysError;
use super::event::KeysEvent;
use super::settings::KeysSettings;
use super::source::Source;
use super::unknown::{UnknownKids, Wanted};
use crate::Discovery;
use claimscope_core::crypto::KeySet;

/// The keys behind one `jwks_uri` or of one issuer. See the [module](super) for what it promises.
#[derive(Debug)]
pub struct RemoteKeys {
    pub(super) source: Source,
    pub(super) settings: KeysSettings,
    pub(super) clock: Clock,
    pub(super) held: Option<Held>,
    pub(super) generation: u64,
    pub(super) flight: Option<Flight>,
    pub(super) last_ticket: u32,
    /// When a fetch last began.
    pub(super) attempted_at: Option<i64>,
    pub(super) failure: Option<FailedFetch>,
    pub(super) unknown: UnknownKids,
    /// What tokens ask for that the fetch under way, or about to be, may bring.
    pub(super) asked: Vec<Wanted>,
    pub(super) events: Vec<KeysEvent>,
}

/// A good set of keys, with what is known of its age.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) keys: Arc<KeySet>,
    /// Two sets with the same fingerprint have the same keys.
    pub(super) fingerprint: [u8; 32],
    pub(super) body: Vec<u8>,
    /// Where it came from, which is where its ETag means something.
    pub(super) url: String,
    pub(super) etag: Option<String>,
    /// Whether it may be written down.
    pub(super) storable: bool,
    /// When the request was sent that brought or confirmed it.
    pub(super) fetched_at: i64,
    pub(super) fresh_ms: i64,
}

/// The last fetch failed.
#[derive(Debug)]
pub(super) struct FailedFetch {
    pub(super) error: KeysError,
    pub(super) at: i64,
    /// How many have failed since one went well.
    pub(super) count: u32,
    pub(super) retry_at: i64,
    pub(super) stale_told: bool,
}

/// A fetch under way.
#[derive(Debug)]
pub(super) struct Flight {
    pub(super) ticket: u32,
    pub(super) started: i64,
    pub(super) stage: FetchStage,
}

#[derive(Debug)]
pub(super) enum FetchStage {
    /// Asking for the issuer's metadata.
    Discovering(Discovery),
    /// Asking for the set.
    Set { url: String, etag: Option<String> },
}
