//! JSON Web Tokens ([RFC 7519]): what to expect of one, and making one.
//!
//! [RFC 7519]: https://www.rfc-editor.org/rfc/rfc7519

mod expectations;
mod kind;
mod policy;
mod profile;
mod scopes;
mod sign;
mod token_hash;

pub use expectations::{Algorithms, Expectations, Expected};
pub use kind::TokenKind;
pub use policy::{Policy, PolicyMisuse};
pub use profile::Profile;
pub use scopes::Scopes;
pub use sign::{sign, signing_input};
pub use token_hash::TokenHash;
