//! Where a verifier's keys come from.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::KeySet;
use claimscope_core::jwk::{Jwk, JwkSet};
use claimscope_core::misuse;
use claimscope_core::report::{CheckId, KeySource};
use claimscope_core::said;
use claimscope_core::secret::Secret;
use claimscope_core::unmasked_parts;
use claimscope_oauth::keys::{KeysError, LookUp, RemoteKeys};
use serde::Serialize;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::refusal::unreadable_key;
use crate::problem::{Problem, options};

/// Keys in hand or to be fetched, shared by the verifiers that use them.
#[wasm_bindgen]
pub struct Keys {
    pub(crate) source: Rc<RefCell<Source>>,
}

pub(crate) enum Source {
    /// No keys, for tokens of issuers that are not expected.
    None,
    /// Given once.
    Fixed(Arc<KeySet>),
    /// Fetched by JavaScript, as core says.
    Remote(Box<RemoteKeys>),
    /// What a DPoP proof brings along, which proves nothing of whose it is.
    OfProof(KeyOfProof),
}

/// The key of the proof that was looked at last.
#[derive(Default)]
pub(crate) struct KeyOfProof {
    set: Option<Arc<KeySet>>,
    /// How many proofs there were.
    pub(crate) count: u32,
}

impl KeyOfProof {
    /// The key in this proof's header, where one is there.
    pub(crate) fn take(&mut self, proof: &str) -> Arc<KeySet> {
        let (header, _) = unmasked_parts(proof);
        let jwk = header.and_then(|header| Jwk::from_json(header.get("jwk")?).ok());
        let set = Arc::new(match jwk {
            Some(jwk) => KeySet::from_key(jwk, KeySource::Embedded),
            None => KeySet::from_jwks(JwkSet::default(), KeySource::Embedded),
        });
        self.count = self.count.wrapping_add(1);
        self.set = Some(Arc::clone(&set));
        set
    }
}

/// What a search for a token's keys comes to.
pub(crate) enum Lookup {
    /// None are wanted: the token is refused by what it says.
    None,
    /// Use these. The number changes whenever the keys do.
    Use {
        set: Arc<KeySet>,
        generation: u32,
        refresh: bool,
    },
    /// JavaScript is to fetch, or to wait for the fetch under way, and to come again.
    Fetch,
    /// There are none to be had now.
    Fail(KeysError),
}

impl Source {
    /// The keys for a token that asks for this one.
    pub(crate) fn look_up(
        &mut self,
        kid: Option<&str>,
        algorithm: Option<Algorithm>,
        now_ms: f64,
    ) -> Lookup {
        self.found(|remote| remote.look_up(kid, algorithm, now_ms as i64))
    }

    /// The keys for a token that was verified before.
    pub(crate) fn current(&mut self, now_ms: f64) -> Lookup {
        self.found(|remote| remote.current(now_ms as i64))
    }

    fn found(&mut self, ask: impl FnOnce(&mut RemoteKeys) -> LookUp) -> Lookup {
        let remote = match self {
            // A proof's is asked for by the proof.
            Self::None | Self::OfProof(_) => return Lookup::None,
            Self::Fixed(set) => {
                return Lookup::Use {
                    set: Arc::clone(set),
                    generation: 0,
                    refresh: false,
                };
            }
            Self::Remote(remote) => remote,
        };
        match ask(remote) {
            LookUp::Use { keys: set, refresh } => Lookup::Use {
                set,
                generation: remote.generation() as u32,
                refresh,
            },
            LookUp::Fail(error) => Lookup::Fail(error),
            _ => Lookup::Fetch,
        }
    }

    /// What to do about a token that failed this check with the keys `tried`: nothing, verify it with others that have come
    /// meanwhile (`false`), or fetch first (`true`).
    pub(crate) fn look_up_again(
        &mut self,
        token: &str,
        failed: CheckId,
        tried: &Arc<KeySet>,
        now_ms: f64,
    ) -> Option<bool> {
        let Self::Remote(remote) = self else {
            return None;
        };
        match remote.look_up_again(token, failed, tried, now_ms as i64) {
            LookUp::Use { keys, .. } => (!Arc::ptr_eq(&keys, tried)).then_some(false),
            LookUp::Fail(_) => None,
            _ => Some(true),
        }
    }

    /// The keys in hand.
    pub(crate) fn set(&self) -> Option<Arc<KeySet>> {
        match self {
            Self::None => None,
            Self::Fixed(set) => Some(Arc::clone(set)),
            Self::Remote(remote) => remote.keys().cloned(),
            Self::OfProof(own) => own.set.clone(),
        }
    }
}

/// What JavaScript needs to compute with a key.
#[derive(Serialize)]
struct KeyForHost<'a> {
    jwk: claimscope_core::json::Object,
    key: KeyDescription<'a>,
}

#[derive(Serialize)]
struct KeyDescription<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thumbprint: Option<&'a str>,
    source: KeySource,
}

#[wasm_bindgen]
impl Keys {
    /// No keys at all.
    pub fn none() -> Keys {
        Self::of(Source::None)
    }

    /// Of each DPoP proof the key in its own header.
    pub fn of_proof() -> Keys {
        Self::of(Source::OfProof(KeyOfProof::default()))
    }

    /// A set of keys as JSON or PEM. `issuer` binds them to one issuer.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, or no key of it can be used.
    pub fn jwks(bytes: &[u8], issuer: Option<String>) -> Result<Keys, JsValue> {
        let set = JwkSet::parse(bytes).map_err(|error| unreadable_key(&error))?;
        Self::usable(match issuer {
            Some(issuer) => KeySet::from_issuer(set, &issuer),
            None => KeySet::from_jwks(set, KeySource::Jwks),
        })
    }

    /// One key as JSON or PEM, or a set.
    ///
    /// # Errors
    ///
    /// As [`Keys::jwks`].
    pub fn given(bytes: &[u8]) -> Result<Keys, JsValue> {
        Self::usable(KeySet::parse(bytes).map_err(|error| unreadable_key(&error))?)
    }

    /// A shared secret.
    ///
    /// # Errors
    ///
    /// Where it is empty.
    pub fn secret(bytes: &[u8]) -> Result<Keys, JsValue> {
        if bytes.is_empty() {
            return Err(options("the secret is empty"));
        }
        let jwk = Jwk::from_secret(Secret::new(bytes));
        Self::usable(KeySet::from_key(jwk, KeySource::Secret))
    }

    /// The key at this place of the set, for the host to compute with: its JWK, and what reports say of it. A shared
    /// secret is among it: it is the caller's own.
    pub fn for_host(&self, index: usize) -> Option<String> {
        let set = self.source.borrow().set()?;
        let key = set.keys().get(index)?;
        let described = KeyForHost {
            jwk: match key.jwk().public() {
                Some(public) => public.to_json(),
                None => key.jwk().to_json_with_private(),
            },
            key: KeyDescription {
                kid: key.jwk().kid.as_deref(),
                thumbprint: key.thumbprint(),
                source: key.source(),
            },
        };
        serde_json::to_string(&described).ok()
    }
}

impl Keys {
    /// Keys in hand, of which at least one can verify something.
    fn usable(set: KeySet) -> Result<Self, JsValue> {
        if !set.keys().is_empty() {
            return Ok(Self::of(Source::Fixed(Arc::new(set))));
        }
        let unusable = set.skipped().first();
        let message = unusable.map_or_else(
            || said!("the key set has no keys"),
            |key| said!("no key of the set can be used: {}", key.reason),
        );
        Err(Problem::new(misuse::KEY.as_str(), message).into())
    }

    pub(crate) fn of(source: Source) -> Self {
        Self {
            source: Rc::new(RefCell::new(source)),
        }
    }
}
