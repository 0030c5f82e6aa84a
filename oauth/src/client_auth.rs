//! How a client proves who it is at the token endpoint ([RFC 6749 §2.3]).
//!
//! [RFC 6749 §2.3]: https://www.rfc-editor.org/rfc/rfc6749#section-2.3

use super::Metadata;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use claimscope_core::secret::Secret;

/// A client and its way of authenticating.
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

    /// `none`.
    pub fn none(client_id: impl Into<String>) -> Self {
        Self::None {
            client_id: client_id.into(),
        }
    }

    /// What the metadata allows: `client_secret_basic` unless only `client_secret_post` is named, `none` without a secret.
    pub fn choose(
        metadata: Option<&Metadata>,
        client_id: impl Into<String>,
        client_secret: Option<Secret>,
    ) -> Self {
        let client_id = client_id.into();
        let Some(client_secret) = client_secret.filter(|secret| !secret.is_empty()) else {
            return Self::None { client_id };
        };
        // An empty list means client_secret_basic (RFC 8414 §2).
        let methods = metadata.map_or(&[][..], |metadata| {
            &metadata.token_endpoint_auth_methods_supported
        });
        let names = |wanted: &str| methods.iter().any(|method| method == wanted);
        if names("client_secret_post") && !names("client_secret_basic") {
            Self::post(client_id, client_secret)
        } else {
            Self::basic(client_id, client_secret)
        }
    }

    /// `client_id`.
    pub fn client_id(&self) -> &str {
        match self {
            Self::Basic { client_id, .. }
            | Self::Post { client_id, .. }
            | Self::None { client_id } => client_id,
        }
    }

    /// `client_secret`, where the method has one.
    pub(super) fn client_secret(&self) -> Option<&Secret> {
        match self {
            Self::Basic { client_secret, .. } | Self::Post { client_secret, .. } => {
                Some(client_secret)
            }
            Self::None { .. } => None,
        }
    }

    /// The registered name: `client_secret_basic`, `client_secret_post` or `none`.
    pub fn method(&self) -> &'static str {
        match self {
            Self::Basic { .. } => "client_secret_basic",
            Self::Post { .. } => "client_secret_post",
            Self::None { .. } => "none",
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
            Self::None { client_id } => vec![("client_id", client_id.as_bytes())],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(client_id: &str, secret: &str) -> String {
        let authentication = ClientAuthentication::basic(client_id, secret);
        let value = authentication.authorization().unwrap();
        value.expose_str().unwrap().to_owned()
    }

    #[test]
    fn basic_is_the_rfcs_example() {
        // RFC 6749 §2.3.1
        assert_eq!(
            header("s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw"),
            "Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3"
        );
    }

    #[test]
    fn basic_form_encodes_before_base64() {
        // a%3Ab:p%25%2B+%C3%BC%2F%3F
        assert_eq!(
            header("a:b", "p%+ ü/?"),
            format!(
                "Basic {}",
                BASE64_STANDARD.encode("a%3Ab:p%25%2B+%C3%BC%2F%3F")
            )
        );
    }

    #[test]
    fn secrets_do_not_print() {
        let text = format!("{:?}", ClientAuthentication::post("client", "hunter2"));
        assert!(!text.contains("hunter2"), "{text}");
    }
}
