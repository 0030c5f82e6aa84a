//! JSON Web Tokens ([RFC 7519]): what to expect of one, and making one.
//!
//! [RFC 7519]: https://www.rfc-editor.org/rfc/rfc7519

mod expectations;
mod kind;
mod policy;
mod profile;
#[cfg(feature = "kinds")]
mod proven_request;
mod scopes;
mod sign;
mod token_hash;

#[cfg(feature = "kinds")]
pub use expectations::ExpectedBinding;
pub use expectations::{Algorithms, Expectations, Expected};
#[cfg(feature = "kinds")]
pub(crate) use kind::LOGOUT_EVENT;
pub use kind::TokenKind;
pub use policy::{Policy, PolicyMisuse};
pub use profile::Profile;
#[cfg(feature = "kinds")]
pub use proven_request::ProvenRequest;
pub use scopes::Scopes;
pub use sign::{sign, signing_input};
pub use token_hash::TokenHash;
