//! OAuth 2 and OpenID Connect messages: requests go out as plain values, responses come in as plain values.
//!
//! A builder gives an [`HttpRequest`]; whoever does the I/O sends it and hands the [`HttpResponse`] to the processor
//! that belongs to it. Nothing here opens a connection or knows what time it is.

pub mod challenge;
pub mod client_auth;
pub mod discovery;
pub mod error;
pub mod finding;
pub mod http;
pub mod jwks;
pub mod mask;
pub mod metadata;
pub mod token;
pub mod url;

mod body;
mod curl;
mod issuer;

pub use challenge::Challenge;
pub use client_auth::ClientAuthentication;
pub use discovery::{Discovered, Discovery};
pub use error::OauthError;
pub use finding::{Finding, Severity};
pub use http::{HttpRequest, HttpResponse};
pub use issuer::{IssuerMatch, difference_hint};
pub use metadata::Metadata;
pub use token::{TokenRequest, TokenResponse};
