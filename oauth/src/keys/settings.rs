//! How long keys serve, how often they are asked for, and how much is remembered.

/// How a [`RemoteKeys`](super::RemoteKeys) behaves. The defaults suit a server that verifies tokens all day.
///
/// ```
/// let mut settings = claimscope_oauth::keys::KeysSettings::default();
/// settings.stale_seconds = 0; // no token is verified with keys that could not be renewed in time
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeysSettings {
    /// How long keys are fresh where the endpoint does not say: 600.
    pub fresh_seconds: u32,
    /// How long keys are fresh at least, whatever the endpoint says: 60. `no-store` and `no-cache` mean this.
    pub min_fresh_seconds: u32,
    /// How long keys are fresh at most, whatever the endpoint says: 24 hours.
    pub max_fresh_seconds: u32,
    /// How long keys that are no longer fresh go on serving while the endpoint fails: 4 hours.
    pub stale_seconds: u32,
    /// How long a `kid` that is not in the set, or a token that its key does not verify, causes no further fetch after
    /// one: 30.
    pub cooldown_seconds: u32,
    /// The wait after the first failure, doubled at each further one: 1. Up to half of it is left to chance, so that
    /// many clients do not come back at once.
    pub backoff_seconds: u32,
    /// The longest wait between two attempts: 300. A `Retry-After` is followed up to here.
    pub max_backoff_seconds: u32,
    /// How many `kid`s and tokens that a fetch has not helped are remembered: 100.
    pub unknown_kids: u32,
    /// How long such a one causes no fetch: 300.
    pub unknown_kid_seconds: u32,
    /// After how long a fetch that was never reported back counts as lost: 30. It is the host that ends requests; this
    /// only keeps a host that forgot one from waiting for ever.
    pub lost_after_seconds: u32,
}

impl Default for KeysSettings {
    fn default() -> Self {
        Self {
            fresh_seconds: 600,
            min_fresh_seconds: 60,
            max_fresh_seconds: 24 * 3_600,
            stale_seconds: 4 * 3_600,
            cooldown_seconds: 30,
            backoff_seconds: 1,
            max_backoff_seconds: 300,
            unknown_kids: 100,
            unknown_kid_seconds: 300,
            lost_after_seconds: 30,
        }
    }
}

/// The clock of this module counts milliseconds.
pub(super) fn milliseconds(seconds: u32) -> i64 {
    i64::from(seconds) * 1_000
}
