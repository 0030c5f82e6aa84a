//! Which keys serve now, and whether the endpoint is to be asked.

use std::sync::Arc;

use super::clock::Clock;
use super::error::KeysError;
use super::event::{KeysEvent, MAX_EVENTS, UnknownKid};
use super::settings::{KeysSettings, milliseconds};
use super::source::Source;
use super::state::{FailedFetch, Held, RemoteKeys};
use super::unknown::{UnknownKids, Wanted};
use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::{KeySet, Selected};
use claimscope_core::report::CheckId;

/// What a look-up asks the host to do.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum LookUp {
    /// Verify with these keys.
    Use {
        /// The keys.
        keys: Arc<KeySet>,
        /// Whether to [`start`](RemoteKeys::start) a fetch as well, without waiting for it.
        refresh: bool,
    },
    /// Wait for the fetch that is under way, then look up again.
    Wait,
    /// [`start`](RemoteKeys::start) a fetch, wait for it, then look up again.
    Fetch,
    /// There are no keys, and the endpoint is left alone for now.
    Fail(KeysError),
}

/// How good the keys in hand are.
enum Standing {
    Fresh { renew: bool },
    Stale,
    Gone,
}

impl RemoteKeys {
    /// The keys at `jwks_uri`. They are bound to no issuer: any token that such a key signed is taken for what it says.
    ///
    /// # Errors
    ///
    /// `misuse.jwks_uri` where it is no URL, `misuse.https` where it is `http` to another machine.
    pub fn from_jwks_uri(jwks_uri: &str, settings: KeysSettings) -> Result<Self, KeysError> {
        Ok(Self::new(Source::jwks_uri(jwks_uri, None)?, settings))
    }

    /// The keys at `jwks_uri`, which vouch for the tokens of `issuer` alone ([RFC 8725 §3.8]).
    ///
    /// [RFC 8725 §3.8]: https://www.rfc-editor.org/rfc/rfc8725#section-3.8
    ///
    /// # Errors
    ///
    /// As [`RemoteKeys::from_jwks_uri`].
    pub fn from_jwks_uri_of(
        jwks_uri: &str,
        issuer: &str,
        settings: KeysSettings,
    ) -> Result<Self, KeysError> {
        let source = Source::jwks_uri(jwks_uri, Some(issuer))?;
        Ok(Self::new(source, settings))
    }

    /// The keys of `issuer`, found by discovery and bound to it. Its metadata must name this very issuer.
    ///
    /// # Errors
    ///
    /// `misuse.issuer` where it is no URL or has a query or fragment, `misuse.https` where it is `http` to another
    /// machine.
    pub fn from_issuer(issuer: &str, settings: KeysSettings) -> Result<Self, KeysError> {
        Ok(Self::new(Source::issuer(issuer)?, settings))
    }

    fn new(source: Source, settings: KeysSettings) -> Self {
        Self {
            source,
            settings,
            clock: Clock::default(),
            held: None,
            generation: 0,
            flight: None,
            last_ticket: 0,
            attempted_at: None,
            failure: None,
            unknown: UnknownKids::default(),
            asked: Vec::new(),
            events: Vec::new(),
        }
    }

    /// What to do for a token that names this `kid` and algorithm. Give `None` for an algorithm that Claimscope does
    /// not know or the policy does not allow: such a token is refused anyway, and causes no fetch by its `kid`.
    ///
    /// Keys that lack the `kid` are given all the same where a fetch would not help, so that verification says so.
    pub fn look_up(
        &mut self,
        kid: Option<&str>,
        algorithm: Option<Algorithm>,
        now_ms: i64,
    ) -> LookUp {
        let found = self.current(now_ms);
        let Some(algorithm) = algorithm else {
            return found;
        };
        let wanted = match &found {
            LookUp::Use { keys, .. } if has(keys, kid, algorithm) => return found,
            LookUp::Fail(_) => return found,
            _ => Wanted::new(kid, algorithm),
        };
        if !matches!(found, LookUp::Use { .. }) {
            self.ask(wanted);
            return found;
        }
        let (outcome, instead) = self.look_further(wanted, found);
        self.tell(KeysEvent::UnknownKid { outcome });
        instead
    }

    /// What to do for a token whose first failed check is `failed`, with the keys `tried` that a look-up gave for it. The
    /// issuer may have put another key under the same name, so that the set is fetched once more where that could help, as
    /// rarely as for unknown names: tokens that are forged at random cost one fetch in each cooldown, the same token not
    /// a second within a time.
    ///
    /// Verify again where [`LookUp::Use`] gives other keys than `tried`; where it gives the same, what was found stands. It
    /// stands too where the look-up fails.
    pub fn look_up_again(
        &mut self,
        token: &str,
        failed: CheckId,
        tried: &Arc<KeySet>,
        now_ms: i64,
    ) -> LookUp {
        let found = self.current(now_ms);
        if !may_be_mended(failed) {
            return found;
        }
        let wanted = Wanted::to_verify(token);
        match &found {
            LookUp::Use { keys, .. } if Arc::ptr_eq(keys, tried) => {}
            LookUp::Use { .. } | LookUp::Fail(_) => return found,
            LookUp::Wait | LookUp::Fetch => {
                self.ask(wanted);
                return found;
            }
        }
        let (outcome, instead) = self.look_further(wanted, found);
        self.tell(KeysEvent::NotVerified { outcome });
        instead
    }

    /// Whether to fetch the set for what the one in hand has not, and what to do in place of using `found`.
    fn look_further(&mut self, wanted: Wanted, found: LookUp) -> (UnknownKid, LookUp) {
        let time = self.clock.time();
        let cooled_at = self.attempted_at.map_or(i64::MIN, |at| {
            at.saturating_add(milliseconds(self.settings.cooldown_seconds))
        });
        let (outcome, instead) = if self.unknown.contains(wanted, time) {
            (UnknownKid::Remembered, found)
        } else if self.is_under_way() {
            (UnknownKid::Fetch, LookUp::Wait)
        } else if !self.may_fetch() {
            (UnknownKid::BackingOff, found)
        } else if time < cooled_at {
            (UnknownKid::Cooldown, found)
        } else {
            (UnknownKid::Fetch, LookUp::Fetch)
        };
        if outcome == UnknownKid::Fetch {
            self.ask(wanted);
        }
        (outcome, instead)
    }

    /// As [`RemoteKeys::look_up`], whatever key the token asks for: enough for a token that was verified before.
    pub fn current(&mut self, now_ms: i64) -> LookUp {
        self.read_clock(now_ms);
        let under_way = self.is_under_way();
        let time = self.clock.time();
        let standing = self.standing();
        let refresh = |due: bool, this: &Self| due && !under_way && this.may_fetch();
        match (standing, &self.held) {
            (Standing::Fresh { renew }, Some(held)) => LookUp::Use {
                keys: Arc::clone(&held.keys),
                refresh: refresh(renew, self),
            },
            (Standing::Stale, Some(held)) if self.was_asked_for_a_newer(held) => {
                let keys = Arc::clone(&held.keys);
                let age_seconds = time.saturating_sub(held.fetched_at) / 1_000;
                let untold =
                    |failure: &mut FailedFetch| !std::mem::replace(&mut failure.stale_told, true);
                if self.failure.as_mut().is_some_and(untold) {
                    self.tell(KeysEvent::ServedStale { age_seconds });
                }
                LookUp::Use {
                    keys,
                    refresh: refresh(true, self),
                }
            }
            _ if under_way => LookUp::Wait,
            _ => match &self.failure {
                Some(failure) if time < failure.retry_at => LookUp::Fail(KeysError {
                    retry_at_ms: Some(self.clock.on_host(failure.retry_at)),
                    ..failure.error.clone()
                }),
                _ => LookUp::Fetch,
            },
        }
    }

    /// Whether an attempt failed since the set is no longer fresh, or so lately that the endpoint is left alone.
    fn was_asked_for_a_newer(&self, held: &Held) -> bool {
        self.failure.as_ref().is_some_and(|failure| {
            failure.at >= held.fetched_at.saturating_add(held.fresh_ms)
                || self.clock.time() < failure.retry_at
        })
    }

    fn standing(&self) -> Standing {
        let Some(held) = &self.held else {
            return Standing::Gone;
        };
        let age = self.clock.time().saturating_sub(held.fetched_at);
        let stale_ms = milliseconds(self.settings.stale_seconds);
        if age < held.fresh_ms {
            // The last fifth is for renewing the keys before anybody has to wait for them.
            Standing::Fresh {
                renew: age >= held.fresh_ms / 5 * 4,
            }
        } else if age < held.fresh_ms.saturating_add(stale_ms) {
            Standing::Stale
        } else {
            Standing::Gone
        }
    }

    /// The keys in hand, however old; `None` before the first good fetch.
    pub fn keys(&self) -> Option<&Arc<KeySet>> {
        self.held.as_ref().map(|held| &held.keys)
    }

    /// A number that changes exactly when the set of keys does. What was verified under another is to be verified anew.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The issuer that the keys are bound to, as it was given.
    pub fn issuer(&self) -> Option<&str> {
        self.source.bound_to()
    }

    /// What has happened since this was last called. The first hundred events are kept.
    pub fn take_events(&mut self) -> Vec<KeysEvent> {
        std::mem::take(&mut self.events)
    }

    pub(super) fn tell(&mut self, event: KeysEvent) {
        if self.events.len() < MAX_EVENTS {
            self.events.push(event);
        }
    }

    /// Whether the last failure lies long enough back.
    pub(super) fn may_fetch(&self) -> bool {
        let time = self.clock.time();
        self.failure
            .as_ref()
            .is_none_or(|failure| failure.retry_at <= time)
    }

    /// Reads the host's clock. After a jump back the age of the keys is not known, so they count as too old.
    pub(super) fn read_clock(&mut self, now_ms: i64) {
        let Some(jump) = self.clock.read(now_ms) else {
            return;
        };
        let time = self.clock.time();
        let too_old = milliseconds(self.settings.stale_seconds);
        if let Some(held) = &mut self.held {
            held.fetched_at = time.saturating_sub(held.fresh_ms.saturating_add(too_old));
        }
        self.tell(KeysEvent::ClockJumped {
            back_seconds: jump / 1_000,
        });
    }

    fn ask(&mut self, wanted: Wanted) {
        if self.asked.len() < self.settings.unknown_kids as usize && !self.asked.contains(&wanted) {
            self.asked.push(wanted);
        }
    }
}

/// Whether a token that fails this check might pass it with another key of the same name.
fn may_be_mended(failed: CheckId) -> bool {
    matches!(
        failed,
        CheckId::SignatureValue | CheckId::KeyType | CheckId::KeyUse
    )
}

/// Whether the set has what the token names, usable or not: if not, a newer set may.
fn has(keys: &KeySet, kid: Option<&str>, algorithm: Algorithm) -> bool {
    match kid {
        Some(_) => {
            let mut readable = keys.keys().iter().map(|key| key.jwk().kid.as_deref());
            let mut skipped = keys.skipped().iter().map(|key| key.kid.as_deref());
            readable.any(|name| name == kid) || skipped.any(|name| name == kid)
        }
        None => !matches!(keys.select(None, algorithm), Selected::None),
    }
}
