//! Parses, inspects, verifies, explains and signs JWTs, and reads the keys for it, without I/O.
//!
//! What this crate does not do: it reads no clock, no randomness, no file, no socket and no environment. `now` and
//! entropy come in as arguments. It knows nothing of OAuth's messages, which `claimscope-oauth` has.
//!
//! # Example: verifying a token, and asking why it fails
//!
//! ```
//! use claimscope_core::alg::Algorithm;
//! use claimscope_core::crypto::SigningKey;
//! use claimscope_core::entropy::NoEntropy;
//! use claimscope_core::json::Object;
//! use claimscope_core::jwk::{JwkSet, generate};
//! use claimscope_core::crypto::KeySet;
//! use claimscope_core::report::CheckId;
//! use claimscope_core::{explain, jwt, verify};
//! use claimscope_core::jwt::{Expectations, Profile};
//! use claimscope_core::time::Timestamp;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // An issuer signs a token; the host supplies the randomness.
//! let mut entropy = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|_| NoEntropy);
//! let private = generate(Algorithm::ES256, &mut entropy)?;
//! let claims = Object::new()
//!     .with("iss", "https://localhost:5001")
//!     .with("aud", "api1")
//!     .with("exp", 1_700_000_000);
//! let key = SigningKey::new(&private, Algorithm::ES256)?;
//! let token = jwt::sign(&Object::new(), &claims, &key, &mut entropy)?;
//!
//! // An API has the issuer's published keys, and says what it expects.
//! let published = private.public().ok_or("a key pair has a public half")?.to_json();
//! let jwks = JwkSet::parse(format!(r#"{{"keys":[{published}]}}"#).as_bytes())?;
//! let keys = KeySet::from_issuer(jwks, "https://localhost:5001");
//! let policy = Expectations::of(Profile::Jwt)
//!     .issuer("https://localhost:5001")
//!     .audience("api1")
//!     .algorithms([Algorithm::ES256])
//!     .policy()?;
//!
//! let in_time = Timestamp::from_unix_seconds(1_699_999_999);
//! assert_eq!(verify(&token, &keys, &policy, in_time)?.claims().get_str("aud"), Some("api1"));
//!
//! let too_late = Timestamp::from_unix_seconds(1_700_003_600);
//! let rejection = verify(&token, &keys, &policy, too_late).unwrap_err();
//! assert_eq!(rejection.code(), "claim.exp");
//!
//! // The same checks, all of them, with what was expected, what was found and what to do.
//! let report = explain(&token, Some(&keys), Some(&policy), too_late);
//! let check = report.check(CheckId::ClaimExp).ok_or("every check is told of")?;
//! assert_eq!(check.message, "expired 1 h ago");
//! assert_eq!(check.hint.as_deref(), Some("request a new token"));
//! # Ok(())
//! # }
//! ```
#![forbid(unsafe_code)]

/// A text as [`format!`] makes it, in builds of the calling crate that have words; elsewhere an empty one, and nothing of its
/// making is compiled.
#[doc(hidden)]
#[macro_export]
macro_rules! said {
    ($($text:tt)*) => {
        if cfg!(feature = "words") { ::std::format!($($text)*) } else { ::std::string::String::new() }
    };
}

pub mod alg;
pub mod base64url;
mod checks;
pub mod code;
pub mod crypto;
mod difference;
mod documented;
pub mod entropy;
mod inspect;
pub mod json;
#[cfg(feature = "jwe")]
pub mod jwe;
pub mod jwk;
mod jws;
pub mod jwt;
pub mod misuse;
pub mod order;
pub mod placeholder;
#[cfg(feature = "registry")]
pub mod registry;
pub mod report;
#[cfg(feature = "kinds")]
pub mod sd_jwt;
pub mod secret;
mod secret_encoding;
#[cfg(feature = "summary")]
pub mod summary;
pub mod time;
pub mod url;
pub mod vendors;
mod verified_cache;
mod verify;
#[cfg(feature = "kinds")]
pub mod written;

pub use difference::difference_hint;
pub use documented::codes;
pub use inspect::{
    CurlCommand, FoundToken, Inspection, Member, PastedAs, Removed, RemovedKind,
    document_given_as_token, inspect,
};
pub use jws::{MAX_SHOWN_TOKEN_BYTES, MAX_TOKEN_BYTES, unmasked_parts};
pub use secret_encoding::SecretEncoding;
pub use verified_cache::{TokenDigest, VerifiedCache};
pub use verify::split;
#[cfg(feature = "kinds")]
pub use verify::{DetachedJws, verify_detached_jws};
pub use verify::{
    Rejection, Verified, VerifiedJws, explain, refused_by_schema, verify, verify_jws,
};
