//! Parses, inspects, verifies and explains JWTs, and speaks OAuth 2 and OpenID Connect without I/O.
//!
//! What this crate does not do: it reads no clock, no randomness, no file, no socket and no environment. `now` and
//! entropy come in as arguments; requests go out as plain values and responses come in as plain values.
#![forbid(unsafe_code)]

pub mod alg;
pub mod base64url;
pub mod crypto;
pub mod entropy;
pub mod json;
pub mod jwk;
pub mod report;
pub mod secret;
pub mod time;
