//! Client assertions: a JWT by which a client authenticates ([RFC 7523 §2.2]), signed with its key or its secret.
//!
//! [RFC 7523 §2.2]: https://www.rfc-editor.org/rfc/rfc7523#section-2.2

use claimscope_core::alg::Algorithm;
use claimscope_core::base64url;
use claimscope_core::crypto::SigningKey;
use claimscope_core::entropy::Entropy;
use claimscope_core::json::Object;
use claimscope_core::jwk::Jwk;
use claimscope_core::jwt::sign;
use claimscope_core::misuse;
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;

use super::{AuthenticationMethod, ClientAuthentication};
use crate::vendors::identity_server;
use crate::{Metadata, OauthError};

const SPEC: &str = "RFC 7523 §3";

/// A client assertion, before it is signed.
#[derive(Clone, Debug)]
pub struct ClientAssertion {
    /// `client_id`, which is `iss` and `sub`.
    pub client_id: String,
    /// `aud`, see [`ClientAssertion::audience_of`].
    pub audience: String,
    /// How long it holds, in seconds; most servers take a few minutes at most.
    pub lifetime_seconds: u32,
    /// The algorithm; `None` takes the first that key and metadata both have.
    pub algorithm: Option<Algorithm>,
    /// `kid` of the header; `None` takes the key's own.
    pub kid: Option<String>,
}

impl ClientAssertion {
    /// For how long an assertion holds where nobody says otherwise, in seconds.
    pub const LIFETIME_SECONDS: u32 = 60;

    /// An assertion of this client for this authorization server.
    pub fn new(client_id: impl Into<String>, audience: impl Into<String>) -> Self {
        Self {
            client_id: client_id.into(),
            audience: audience.into(),
            lifetime_seconds: Self::LIFETIME_SECONDS,
            algorithm: None,
            kid: None,
        }
    }

    /// The `aud` that the server of this metadata takes: its issuer, so that no other server can use the assertion
    /// ([RFC 7523 §3]); at IdentityServer4, which takes nothing else, its token endpoint.
    ///
    /// [RFC 7523 §3]: https://www.rfc-editor.org/rfc/rfc7523#section-3
    pub fn audience_of(metadata: &Metadata) -> String {
        identity_server::assertion_audience(metadata).unwrap_or_else(|| metadata.issuer.clone())
    }

    /// Signs it with the client's private key, for `private_key_jwt`. A server takes it once: sign anew for each request.
    /// `taken` are the algorithms that the server takes, see [`Metadata::auth_signing_algorithms`]; `None` means any.
    ///
    /// # Errors
    ///
    /// [`OauthError::Misuse`] where the key cannot sign, or not with the algorithm.
    pub fn sign_with_key(
        &self,
        key: &Jwk,
        taken: Option<&[&str]>,
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<ClientAuthentication, OauthError> {
        if !key.is_private() {
            let message = "the client's key is a public one, which cannot sign";
            return Err(OauthError::misuse(misuse::KEY, message, SPEC)
                .with_hint("give the private key whose public half is registered"));
        }
        self.sign(
            AuthenticationMethod::PrivateKeyJwt,
            key,
            taken,
            now,
            entropy,
        )
    }

    /// Signs it with the client's secret, for `client_secret_jwt`; `taken` as there.
    ///
    /// # Errors
    ///
    /// [`OauthError::Misuse`] where the secret cannot sign.
    pub fn sign_with_secret(
        &self,
        secret: &Secret,
        taken: Option<&[&str]>,
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<ClientAuthentication, OauthError> {
        let key = Jwk::from_secret(secret.clone());
        self.sign(AuthenticationMethod::SecretJwt, &key, taken, now, entropy)
    }

    fn sign(
        &self,
        method: AuthenticationMethod,
        key: &Jwk,
        taken: Option<&[&str]>,
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<ClientAuthentication, OauthError> {
        let bad_key = |message: String| OauthError::misuse(misuse::KEY, message, SPEC);
        let algorithm = self.algorithm.or_else(|| algorithm(key, taken));
        let algorithm = algorithm.ok_or_else(|| {
            bad_key("the client's key fits none of the algorithms that the server takes".to_owned())
                .with_hint("compare it with the auth_signing_alg_values_supported of the endpoint in the server's metadata")
        })?;
        let signing = SigningKey::new(key, algorithm)
            .map_err(|error| bad_key(format!("the client's key cannot be used: {error}")))?;
        let mut jti = [0; 16];
        entropy
            .fill(&mut jti)
            .map_err(|error| OauthError::misuse(misuse::NO_ENTROPY, error.to_string(), SPEC))?;
        let mut header = Object::new().with("alg", algorithm.name());
        if let Some(kid) = self.kid.as_deref().or(key.kid.as_deref()) {
            header.set("kid", kid);
        }
        let expires = now.plus_seconds(i64::from(self.lifetime_seconds));
        let claims = Object::new()
            .with("iss", self.client_id.as_str())
            .with("sub", self.client_id.as_str())
            .with("aud", self.audience.as_str())
            .with("jti", base64url::encode(jti))
            .with("iat", now.unix_seconds())
            .with("exp", expires.unix_seconds());
        let assertion = sign(&header, &claims, &signing, entropy)
            .map_err(|error| bad_key(format!("the client's key cannot sign: {error}")))?;
        Ok(ClientAuthentication::Assertion {
            method,
            client_id: self.client_id.clone(),
            assertion: assertion.into(),
        })
    }
}

/// The first algorithm that the key may sign with and the server takes.
fn algorithm(key: &Jwk, taken: Option<&[&str]>) -> Option<Algorithm> {
    key.algorithms()
        .find(|algorithm| taken.is_none_or(|taken| taken.contains(&algorithm.name())))
}
