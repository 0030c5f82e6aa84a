//! A user's name and password as a request has them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The value of an `Authorization` header with a user's name and password (RFC 7617).
pub(crate) fn basic(user: &str, password: &str) -> String {
    let pair = format!("{user}:{password}");
    format!("Basic {}", STANDARD.encode(pair))
}
