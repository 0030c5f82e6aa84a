//! The ways of client authentication by their registered names, and which of them fits client and server.

use std::fmt;

use claimscope_core::jwk::Jwk;
use claimscope_core::secret::Secret;

use crate::code::finding;
use crate::{Finding, Metadata};

/// How a client authenticates, by the names of [`token_endpoint_auth_methods_supported`].
///
/// [`token_endpoint_auth_methods_supported`]: https://www.iana.org/assignments/oauth-parameters/oauth-parameters.xhtml#token-endpoint-auth-method
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AuthenticationMethod {
    /// `client_secret_basic`: the secret in the `Authorization` header.
    Basic,
    /// `client_secret_post`: the secret in the form.
    Post,
    /// `client_secret_jwt`: a JWT signed with the secret.
    SecretJwt,
    /// `private_key_jwt`: a JWT signed with the client's own key.
    PrivateKeyJwt,
    /// `tls_client_auth`: a client certificate of an authority that the server trusts.
    TlsClientAuth,
    /// `self_signed_tls_client_auth`: a client certificate that is registered itself.
    SelfSignedTlsClientAuth,
    /// `none`: a public client.
    None,
}

impl AuthenticationMethod {
    /// Every method.
    pub const ALL: [Self; 7] = [
        Self::Basic,
        Self::Post,
        Self::SecretJwt,
        Self::PrivateKeyJwt,
        Self::TlsClientAuth,
        Self::SelfSignedTlsClientAuth,
        Self::None,
    ];

    /// The registered name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Basic => "client_secret_basic",
            Self::Post => "client_secret_post",
            Self::SecretJwt => "client_secret_jwt",
            Self::PrivateKeyJwt => "private_key_jwt",
            Self::TlsClientAuth => "tls_client_auth",
            Self::SelfSignedTlsClientAuth => "self_signed_tls_client_auth",
            Self::None => "none",
        }
    }

    /// The method of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }

    /// Whether it rests on a shared secret.
    pub const fn needs_secret(self) -> bool {
        matches!(self, Self::Basic | Self::Post | Self::SecretJwt)
    }

    /// Whether it rests on the certificate of the TLS connection.
    pub const fn needs_certificate(self) -> bool {
        matches!(self, Self::TlsClientAuth | Self::SelfSignedTlsClientAuth)
    }
}

impl fmt::Display for AuthenticationMethod {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// What a client has to authenticate with.
#[derive(Clone, Debug, Default)]
pub struct ClientCredentials {
    /// `client_secret`.
    pub secret: Option<Secret>,
    /// The private key whose public half is registered.
    pub key: Option<Jwk>,
    /// Whether TLS connections show a client certificate.
    pub has_certificate: bool,
}

/// A method, and what is worth saying of the choice.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ChosenMethod {
    /// The method.
    pub method: AuthenticationMethod,
    /// Where the server does not offer it.
    pub finding: Option<Finding>,
}

impl ClientCredentials {
    /// The method that a person wants, or else the first that the metadata offers of those for which something is in hand:
    /// a key before a certificate before a secret. Where none is offered the choice is told of, and never made silently.
    /// `endpoint` is named as in the metadata, such as `introspection_endpoint`.
    pub fn choose(
        &self,
        metadata: Option<&Metadata>,
        endpoint: &str,
        wanted: Option<AuthenticationMethod>,
    ) -> ChosenMethod {
        let possible = self.possible();
        let Some(metadata) = metadata else {
            let method = wanted.or_else(|| possible.first().copied());
            return ChosenMethod {
                method: method.unwrap_or(AuthenticationMethod::None),
                finding: None,
            };
        };
        let offered = metadata.auth_methods(endpoint);
        let offers = |method: &AuthenticationMethod| offered.contains(&method.name());
        let chosen = wanted.or_else(|| possible.iter().copied().find(offers));
        let method = chosen.or_else(|| possible.first().copied());
        let method = method.unwrap_or(AuthenticationMethod::None);
        ChosenMethod {
            method,
            finding: (!offers(&method)).then(|| not_offered(&offered, endpoint, method)),
        }
    }

    /// The methods for which something is in hand, the best first.
    fn possible(&self) -> Vec<AuthenticationMethod> {
        use AuthenticationMethod as Method;
        let has_secret = self
            .secret
            .as_ref()
            .is_some_and(|secret| !secret.is_empty());
        let mut possible = Vec::new();
        if self.key.is_some() {
            possible.push(Method::PrivateKeyJwt);
        }
        if self.has_certificate {
            possible.extend([Method::TlsClientAuth, Method::SelfSignedTlsClientAuth]);
        }
        if has_secret {
            possible.extend([Method::Basic, Method::Post, Method::SecretJwt]);
        }
        if possible.is_empty() {
            possible.push(Method::None);
        }
        possible
    }
}

fn not_offered(offered: &[&str], endpoint: &str, method: AuthenticationMethod) -> Finding {
    const SPEC: &str = "RFC 8414 §2";
    let offered = crate::error::shown(&offered.join(", "));
    let message = format!(
        "the client authenticates by {method}, and for the {endpoint} the metadata offers {offered}"
    );
    // Many servers take public clients and do not say so.
    if method == AuthenticationMethod::None {
        return Finding::note(finding::CLIENT_METHOD, message, SPEC)
            .hint("servers often take public clients without listing none; otherwise give the client's secret or key");
    }
    Finding::warning(finding::CLIENT_METHOD, message, SPEC)
        .hint("give the client what one of the offered methods needs, or register it for this one")
}
