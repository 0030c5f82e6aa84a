//! The key that tokens are signed with.

use std::fmt;

use claimscope_core::alg::Algorithm;
use claimscope_core::base64url;
use claimscope_core::crypto::{KeyError, SigningKey};
use claimscope_core::json::Object;
use claimscope_core::jwk::{self, Jwk};

use crate::random::{entropy, unique_id};

/// An RSA key, ready to sign with RS256, with its name and its public half.
pub struct SigningMaterial {
    kid: String,
    pub(crate) jwk: Jwk,
    signing_key: SigningKey,
}

impl SigningMaterial {
    /// A new RSA key of 2048 bits with a random `kid`, kept in memory.
    ///
    /// # Errors
    /// The new key does not sign, which only a broken build shows.
    pub fn generate() -> Result<Self, KeyError> {
        let mut jwk = jwk::generate(Algorithm::RS256, &mut entropy)?;
        jwk.kid = Some(unique_id());
        Self::from_jwk(jwk)
    }

    /// A private RSA key that there is already; its thumbprint is the `kid` where it has none.
    ///
    /// # Errors
    /// The key is not RSA, is weak, has no private part, or is not for RS256.
    pub fn from_jwk(mut jwk: Jwk) -> Result<Self, KeyError> {
        let signing_key = SigningKey::new(&jwk, Algorithm::RS256)?;
        let kid = jwk.kid.take().or_else(|| jwk.thumbprint());
        let kid = kid.unwrap_or_else(unique_id);
        jwk.kid = Some(kid.clone());
        Ok(Self {
            kid,
            jwk,
            signing_key,
        })
    }

    /// The key's name.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The key as the key set shows it, members in IdentityServer4's order.
    pub fn public_jwk(&self) -> Object {
        let public = self.jwk.to_json();
        let number = |name: &str| public.get_str(name).unwrap_or_default().to_owned();
        Object::new()
            .with("kty", "RSA")
            .with("use", "sig")
            .with("kid", self.kid.as_str())
            .with("e", number("e"))
            .with("n", number("n"))
            .with("alg", "RS256")
    }

    /// The public half, for whoever verifies.
    pub fn public(&self) -> Option<Jwk> {
        self.jwk.public()
    }

    /// Signs header and claims as they stand, in compact form.
    ///
    /// # Errors
    /// The key's numbers turn out to be unusable.
    pub fn sign(&self, header: &Object, claims: &Object) -> Result<String, KeyError> {
        let signing_input = signing_input(header, claims);
        let signature = self
            .signing_key
            .sign(signing_input.as_bytes(), &mut entropy)?;
        Ok(format!("{signing_input}.{}", base64url::encode(signature)))
    }
}

impl fmt::Debug for SigningMaterial {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SigningMaterial({})", self.kid)
    }
}

/// Header and claims, encoded ([RFC 7515 §5.1](https://www.rfc-editor.org/rfc/rfc7515#section-5.1)).
pub(crate) fn signing_input(header: &Object, claims: &Object) -> String {
    let encode = |part: &Object| base64url::encode(part.to_string());
    format!("{}.{}", encode(header), encode(claims))
}
