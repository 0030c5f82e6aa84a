//! Sends what `claimscope-core` describes: HTTP with the person's own TLS, proxy and time-out choices, and a log of it.
//!
//! What this crate does not do: it follows no redirect, fetches nothing because a token says so, repeats no request,
//! keeps no file but what a [`SealedStore`] was made for and the connections of a [workspace], and decides nothing about tokens. Every request that leaves this machine goes through
//! [`HttpClient::send`] and stands in the [`ExchangeLog`].
#![forbid(unsafe_code)]

mod basic;
mod body_text;
mod certificate_facts;
mod client;
mod client_certificate;
mod clock;
pub mod code;
mod coding;
mod cookies;
mod curl_request;
mod entropy;
mod error;
pub mod export;
mod fingerprint;
pub mod import;
mod log;
mod multipart;
mod own_path;
mod phases;
mod pkcs12;
mod proxy;
mod redirected;
mod report_export;
pub mod session;
mod session_error;
mod settings;
mod status;
mod store;
mod tls;
mod transfer;
mod transport;
pub mod workspace;

pub use body_text::BodyText;
pub use certificate_facts::{CertificateFacts, certificate_chain, client_certificate_thumbprint};
pub use client::HttpClient;
pub use client_certificate::{ClientCertificate, ClientCertificateError};
pub use cookies::{CookieJar, KeptCookie};
pub use curl_request::{
    CurlBody, CurlNetwork, CurlPart, CurlRequest, CurlScript, CurlStep, is_form_text,
};
pub use entropy::entropy;
pub use error::{ClientError, TransportError};
pub use fingerprint::{Fingerprint, HostCertificate};
pub use log::{Exchange, ExchangeLog, ExchangeState};
pub use own_path::{own_path, path_within};
pub use phases::Phases;
pub use proxy::{is_proxy_url, unusable_proxy_variable};
pub use redirected::{Redirected, redirected};
pub use report_export::{diagnosis_markdown, report_json, report_markdown, unsigned};
pub use session_error::SessionError;
pub use settings::Settings;
pub use status::status_text;
pub use store::{KeychainSecret, RowLock, RowName, SealedStore, StoreError};
pub use transfer::Transfer;
