//! The keys that an issuer publishes, kept at hand as a state machine: events in, fetches out.
//!
//! [`RemoteKeys`] decides when keys are fetched and which keys serve meanwhile; the host fetches, and says what time it
//! is. A look-up asks for one of four things:
//!
//! - [`LookUp::Use`]: these keys. Where `refresh` is set, a fetch beside it keeps the keys fresh.
//! - [`LookUp::Fetch`]: [`RemoteKeys::start`] gives the request; look up again once it is through, whatever came of it.
//! - [`LookUp::Wait`]: a fetch is under way; look up again once it is through.
//! - [`LookUp::Fail`]: no keys, and no attempt before the time in the error.
//!
//! A host that can wait has [`settle`] do this; it brings what [`KeysHost`] names.
//!
//! What it promises, whatever the endpoint and the tokens do:
//!
//! - One fetch at a time. After a failure the endpoint is left alone for a while, twice as long after each further one.
//! - Keys are fresh for as long as `Cache-Control` says, within bounds, and are renewed ahead of the end where they are
//!   in use. Once they are no longer fresh, the endpoint is asked before they are used; if that fails they go on serving
//!   for a bounded time, and no longer. `must-revalidate` asks for nothing more than that.
//! - A failure never replaces keys. A redirect, a web page, an empty or too large answer and a set without any usable
//!   key are failures; so an issuer that empties its set takes its keys back when the bound is reached, not before.
//! - A key that has a private part or is a shared secret is passed over: everyone could sign with it.
//! - A token whose `kid` is not in the set causes one fetch, unless there was one just now, and never a second for the
//!   same `kid` within a time. Tokens that choose names at random cost one fetch in each cooldown.
//! - A token that the key of its `kid` does not verify causes one too, under the same limits
//!   ([`RemoteKeys::look_up_again`]): the issuer may have put another key under the same name.
//! - The host's clock may jump. Forward, keys age by the jump. Back by more than 10 s, nobody knows their age: they are
//!   fetched before they are used again. No wait ever grows longer by a jump.
//!
//! # Example
//!
//! ```
//! use claimscope_core::alg::Algorithm;
//! use claimscope_core::entropy::NoEntropy;
//! use claimscope_oauth::keys::{KeysSettings, LookUp, Next, RemoteKeys};
//! use claimscope_oauth::HttpResponse;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut entropy = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|_| NoEntropy);
//! let mut now_ms = 1_700_000_000_000;
//! let mut remote = RemoteKeys::from_jwks_uri("https://sts.example/jwks", KeysSettings::default())?;
//!
//! // Nothing is in hand yet: the host is to fetch.
//! let (kid, alg) = (Some("k1"), Some(Algorithm::EdDSA));
//! assert!(matches!(remote.look_up(kid, alg, now_ms), LookUp::Fetch));
//! let fetch = remote.start(now_ms).expect("nothing is under way");
//! assert_eq!(fetch.request.url, "https://sts.example/jwks");
//! let set = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"k1",
//!     "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
//! let answer = HttpResponse::new(200, set).header("Cache-Control", "max-age=900");
//! assert!(matches!(remote.accept(fetch.ticket, &answer, now_ms, &mut entropy), Next::Done));
//! assert!(matches!(remote.look_up(kid, alg, now_ms), LookUp::Use { refresh: false, .. }));
//!
//! // An hour later the endpoint is down: the keys go on serving, and it is left alone for a second.
//! now_ms += 3_600_000;
//! assert!(matches!(remote.look_up(kid, alg, now_ms), LookUp::Fetch));
//! let fetch = remote.start(now_ms).expect("nothing is under way");
//! remote.accept(fetch.ticket, &HttpResponse::new(503, ""), now_ms, &mut entropy);
//! assert!(matches!(remote.look_up(kid, alg, now_ms), LookUp::Use { refresh: false, .. }));
//! assert!(remote.start(now_ms).is_none());
//! # Ok(())
//! # }
//! ```

mod clock;
mod error;
mod event;
mod fetch;
mod freshness;
mod host;
mod remote;
mod settings;
mod snapshot;
mod source;
mod state;
mod unknown;

pub use error::{FetchFailure, KeysError};
pub use event::{KeysEvent, UnknownKid};
pub use fetch::{Fetch, Next};
pub use host::{KeysHost, fetch, settle};
pub use remote::LookUp;
pub use settings::KeysSettings;
pub use state::RemoteKeys;

#[cfg(test)]
mod tests;
