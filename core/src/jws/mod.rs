//! The compact form ([RFC 7515 §7.1]): decoding that is total and notes every fault with its place.
//!
//! [RFC 7515 §7.1]: https://www.rfc-editor.org/rfc/rfc7515#section-7.1

mod decode;

pub(crate) use decode::{Content, Decoded, decode, decode_to_show};
pub use decode::{MAX_SHOWN_TOKEN_BYTES, MAX_TOKEN_BYTES};
