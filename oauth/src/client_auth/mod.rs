//! How a client proves who it is to an authorization server ([RFC 6749 §2.3]).
//!
//! [RFC 6749 §2.3]: https://www.rfc-editor.org/rfc/rfc6749#section-2.3

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use claimscope_core::secret::Secret;

mod assertion;
mod method;

pub use assertion::ClientAssertion;
pub use method::{AuthenticationMethod, ChosenMethod, ClientCredentials};

/// `client_assertion_type` of a JWT ([RFC 7523 §2.2](https://www.rfc-editor.org/rfc/rfc7523#section-2.2)).
const JWT_BEARER: &[u8] = b"urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A client with what it authenticates one request with.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ClientAuthentication {
    /// `client_secret_basic`: the `Authorization` header, which every server must understand.
    Basic {
        /// `client_id`.
        client_id: String,
        /// `client_secret`.
        client_secret: Secret,
    },
    /// `client_secret_post`: `client_id` and `client_secret` in the form.
    Post {
        /// `client_id`.
        client_id: String,
        /// `client_secret`.
        client_secret: Secret,
    },
    /// `private_key_jwt` or `client_secret_jwt`: a JWT that a server takes once. Made by [`ClientAssertion`].
    Assertion {
        /// Which of the two.
        method: AuthenticationMethod,
        /// `client_id`.
        client_id: String,
        /// `client_assertion`.
        assertion: Secret,
    },
    /// `tls_client_auth` or `self_signed_tls_client_auth`: the certificate is shown by the TLS connection.
    Certificate {
        /// Which of the two.
        method: AuthenticationMethod,
        /// `client_id`.
        client_id: String,
    },
    /// `none`: a public client, which only says who it is.
    None {
        /// `client_id`.
        client_id: String,
    },
}

impl ClientAuthentication {
    /// `client_secret_basic`.
    pub fn basic(client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Self {
        Self::Basic {
            client_id: client_id.into(),
            client_secret: client_secret.into(),
        }
    }

    /// `client_secret_post`.
    pub fn post(client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Self {
        Self::Post {
            client_id: client_id.into(),
            client_secret: client_secret.into(),
        }
    }

    /// `tls_client_auth` or `self_signed_tls_client_auth`.
    pub fn certificate(method: AuthenticationMethod, client_id: impl Into<String>) -> Self {
        Self::Certificate {
            method,
            client_id: client_id.into(),
        }
    }

    /// `none`.
    pub fn none(client_id: impl Into<String>) -> Self {
        Self::None {
            client_id: client_id.into(),
        }
    }

    /// `client_id`.
    pub fn client_id(&self) -> &str {
        match self {
            Self::Basic { client_id, .. }
            | Self::Post { client_id, .. }
            | Self::Assertion { client_id, .. }
            | Self::Certificate { client_id, .. }
            | Self::None { client_id } => client_id,
        }
    }

    /// `client_secret`, where the method sends it.
    pub(super) fn client_secret(&self) -> Option<&Secret> {
        match self {
            Self::Basic { client_secret, .. } | Self::Post { client_secret, .. } => {
                Some(client_secret)
            }
            Self::Assertion { .. } | Self::Certificate { .. } | Self::None { .. } => None,
        }
    }

    /// The method.
    pub fn method(&self) -> AuthenticationMethod {
        match self {
            Self::Basic { .. } => AuthenticationMethod::Basic,
            Self::Post { .. } => AuthenticationMethod::Post,
            Self::Assertion { method, .. } | Self::Certificate { method, .. } => *method,
            Self::None { .. } => AuthenticationMethod::None,
        }
    }

    /// The `Authorization` header's value, for the methods that have one.
    ///
    /// Name and secret are form-encoded first, as [RFC 6749 §2.3.1] asks: without it a secret with `:`, `%` or `+`
    /// comes out as another one at the server.
    ///
    /// [RFC 6749 §2.3.1]: https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
    pub fn authorization(&self) -> Option<Secret> {
        let Self::Basic {
            client_id,
            client_secret,
        } = self
        else {
            return None;
        };
        let mut pair = String::new();
        pair.extend(form_urlencoded::byte_serialize(client_id.as_bytes()));
        pair.push(':');
        pair.extend(form_urlencoded::byte_serialize(client_secret.expose()));
        Some(Secret::from(format!(
            "Basic {}",
            BASE64_STANDARD.encode(&pair)
        )))
    }

    /// The form parameters of the methods that have any.
    pub fn parameters(&self) -> Vec<(&'static str, &[u8])> {
        match self {
            Self::Basic { .. } => Vec::new(),
            Self::Post {
                client_id,
                client_secret,
            } => vec![
                ("client_id", client_id.as_bytes()),
                ("client_secret", client_secret.expose()),
            ],
            Self::Assertion {
                client_id,
                assertion,
                ..
            } => vec![
                ("client_id", client_id.as_bytes()),
                ("client_assertion_type", JWT_BEARER),
                ("client_assertion", assertion.expose()),
            ],
            // An assertion as grant needs no client beside it (RFC 7523 §2.1).
            Self::None { client_id } if client_id.is_empty() => Vec::new(),
            Self::Certificate { client_id, .. } | Self::None { client_id } => {
                vec![("client_id", client_id.as_bytes())]
            }
        }
    }
}

#[cfg(test)]
mod tests;
