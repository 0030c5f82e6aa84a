//! The compact form ([RFC 7515 §7.1]): decoding that is total and notes every fault with its place.
//!
//! [RFC 7515 §7.1]: https://www.rfc-editor.org/rfc/rfc7515#section-7.1

mod decode;

pub use decode::MAX_TOKEN_BYTES;
pub(crate) use decode::{Content, Decoded, decode};
