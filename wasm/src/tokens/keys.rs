//! Where a verifier's keys come from.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::KeySet;
use claimscope_core::jwk::{Jwk, JwkSet};
use claimscope_core::report::{CheckId, KeySource};
use claimscope_core::secret::Secret;
use claimscope_oauth::keys::{KeysError, LookUp, RemoteKeys};
use serde::Serialize;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::refusal::unreadable_key;
use crate::problem::options;

/// Keys in hand or to be fetched, shared by the verifiers that use them.
#[wasm_bindgen]
pub struct Keys {
    pub(crate) source: Rc<RefCell<Source>>,
}

pub(crate) enum Source {
    /// Given once.
    Fixed(Arc<KeySet>),
    /// Fetched by JavaScript, as core says.
    Remote(Box<RemoteKeys>),
}

/// What a search for a token's keys comes to.
pub(crate) enum Lookup {
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
            Self::Fixed(set) => Some(Arc::clone(set)),
            Self::Remote(remote) => remote.keys().cloned(),
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
    /// A set of keys as JSON or PEM. `issuer` binds them to one issuer.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub fn jwks(bytes: &[u8], issuer: Option<String>) -> Result<Keys, JsValue> {
        let set = JwkSet::parse(bytes).map_err(|error| unreadable_key(&error))?;
        Ok(Self::fixed(match issuer {
            Some(issuer) => KeySet::from_issuer(set, &issuer),
            None => KeySet::from_jwks(set, KeySource::Jwks),
        }))
    }

    /// One key as JSON or PEM, or a set.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub fn given(bytes: &[u8]) -> Result<Keys, JsValue> {
        let set = KeySet::parse(bytes).map_err(|error| unreadable_key(&error))?;
        Ok(Self::fixed(set))
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
        Ok(Self::fixed(KeySet::from_key(jwk, KeySource::Secret)))
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
    fn fixed(set: KeySet) -> Self {
        Self {
            source: Rc::new(RefCell::new(Source::Fixed(Arc::new(set)))),
        }
    }
}
