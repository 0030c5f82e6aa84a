//! JSON Web Tokens ([RFC 7519]): what to expect of one, and making one.
//!
//! [RFC 7519]: https://www.rfc-editor.org/rfc/rfc7519

mod policy;
mod sign;

pub use policy::{Algorithms, Expected, Misuse, Policy, PolicyBuilder, Profile};
pub use sign::{sign, signing_input};
