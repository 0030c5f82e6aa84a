//! Parses, inspects, verifies and explains JWTs, and speaks OAuth 2 and OpenID Connect without I/O.
//!
//! What this crate does not do: it reads no clock, no randomness, no file, no socket and no environment. `now` and
//! entropy come in as arguments; requests go out as plain values and responses come in as plain values.
#![forbid(unsafe_code)]

pub mod alg;
pub mod base64url;
mod checks;
pub mod crypto;
pub mod diagnose;
pub mod entropy;
mod inspect;
pub mod json;
pub mod jwk;
mod jws;
pub mod jwt;
pub mod oauth;
pub mod registry;
pub mod report;
pub mod secret;
pub mod time;
mod verify;

pub use inspect::{Inspection, PastedAs, inspect};
pub use jws::MAX_TOKEN_BYTES;
pub use jwt::{Policy, Profile};
pub use report::{Report, Verdict};
pub use secret::Secret;
pub use time::Timestamp;
pub use verify::{Rejection, Verified, VerifiedJws, explain, verify, verify_jws};
