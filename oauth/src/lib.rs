//! The protocol: OAuth 2 and OpenID Connect messages, discovery, published keys, challenges, diagnosis and the probe, without
//! I/O.
//!
//! A builder gives an [`HttpRequest`]; whoever does the I/O sends it and hands the [`HttpResponse`] to the processor
//! that belongs to it. Nothing here opens a connection or knows what time it is: `now` and entropy come in as arguments.
//! What a token is, and whether it holds, is `claimscope-core`'s to say.
#![forbid(unsafe_code)]

mod authorization;
mod authorization_details;
pub mod challenge;
mod client_auth;
pub mod code;
mod device;
#[cfg(feature = "diagnose")]
pub mod diagnose;
mod discovery;
mod error;
mod finding;
mod http;
pub mod jwks;
pub mod keys;
pub mod mask;
mod metadata;
#[cfg(feature = "pages")]
mod pages;
#[cfg(feature = "probe")]
pub mod probe;
pub mod protected_resource;
#[cfg(feature = "diagnose")]
mod recorded;
mod registration;
mod token;
mod words;

mod assertion;
mod body;
mod curl;
mod discovered;
mod dpop;
mod end_session;
mod endpoint;
mod instead;
mod introspection;
mod issuer;
mod members;
mod revocation;
mod shown;
mod token_form;
mod userinfo;
mod vendors;

pub use authorization::{AuthorizationCode, AuthorizationRequest, PendingAuthorization};
pub use authorization_details::AuthorizationDetails;
pub use client_auth::{
    AuthenticationMethod, ChosenMethod, ClientAssertion, ClientAuthentication, ClientCredentials,
};
pub use device::{DeviceAuthorization, DeviceAuthorizationRequest, DevicePolling, Polled};
pub use discovered::Discovered;
pub use discovery::Discovery;
pub use dpop::{DpopKey, dpop_nonce, wants_dpop_nonce};
pub use end_session::EndSessionRequest;
pub use error::{Broken, Declined, Misuse, OauthError};
pub use finding::{Finding, Severity};
pub use http::{HttpRequest, HttpResponse, is_method, is_safe_method};
pub use introspection::{Introspected, Introspection, IntrospectionRequest};
pub use issuer::IssuerMatch;
pub use metadata::Metadata;
#[cfg(feature = "pages")]
pub use pages::{PageSection, page_sections, spec_link};
#[cfg(feature = "diagnose")]
pub use recorded::{Look, Recorded};
pub use registration::{RegisteredClient, RegistrationRequest};
pub use revocation::RevocationRequest;
pub use token::{TokenGrant, TokenRequest, TokenResponse, TypedToken};
pub use userinfo::{Userinfo, accept_userinfo, require_same_subject, userinfo_request};
pub use vendors::ApiNaming;
pub use words::ServerWords;
