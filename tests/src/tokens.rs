//! Keys and tokens for tests: signed for real, whatever stands in them.

use anyhow::{Context, Result};
use claimscope_core::alg::Algorithm;
use claimscope_core::base64url;
use claimscope_core::crypto::SigningKey;
use claimscope_core::jwk::{Jwk, generate};
use serde_json::{Value, json};

use crate::entropy;

/// A key that signs.
pub struct TestSigner {
    /// The key, private half and all.
    pub key: Jwk,
    /// What it signs with.
    pub algorithm: Algorithm,
}

impl TestSigner {
    /// A new key, named by its thumbprint.
    ///
    /// # Errors
    /// Where there is no randomness.
    pub fn new(algorithm: Algorithm) -> Result<Self> {
        let key = generate(algorithm, &mut entropy)?;
        Ok(Self { key, algorithm })
    }

    /// The same by another name.
    #[must_use]
    pub fn named(mut self, kid: &str) -> Self {
        self.key.kid = Some(kid.to_owned());
        self
    }

    /// The secret itself, for HMAC.
    pub fn of_secret(secret: &str) -> Self {
        Self {
            key: Jwk::from_secret(claimscope_core::secret::Secret::from(secret)),
            algorithm: Algorithm::HS256,
        }
    }

    /// The public half as a JWK, with some members changed; `null` takes one away.
    ///
    /// # Errors
    /// Where the key has no public half.
    pub fn public(&self, changes: Value) -> Result<Value> {
        let public = self.key.public().context("a key pair has a public half")?;
        let jwk = serde_json::from_str(&public.to_json().to_string())?;
        Ok(changed(jwk, &changes))
    }

    /// The whole key as a JWK, private half and all.
    ///
    /// # Errors
    /// Never in truth: a JWK is JSON.
    pub fn private(&self) -> Result<Value> {
        let jwk = self.key.to_json_with_private().to_string();
        Ok(serde_json::from_str(&jwk)?)
    }

    /// The usual header, with some members changed.
    pub fn header(&self, changes: Value) -> Value {
        let header = json!({ "alg": self.algorithm.name(), "kid": self.key.kid, "typ": "JWT" });
        let header = match &self.key.kid {
            Some(_) => header,
            None => changed(header, &json!({ "kid": null })),
        };
        changed(header, &changes)
    }

    /// These very texts, signed.
    ///
    /// # Errors
    /// Where the key cannot sign.
    pub fn sign(&self, header: &str, payload: &str) -> Result<String> {
        self.sign_bytes(header.as_bytes(), payload.as_bytes())
    }

    /// These very bytes, signed, whether they are text or not.
    ///
    /// # Errors
    /// Where the key cannot sign.
    pub fn sign_bytes(&self, header: &[u8], payload: &[u8]) -> Result<String> {
        let key = SigningKey::new(&self.key, self.algorithm)?;
        let [header, payload] = [header, payload].map(base64url::encode);
        let input = format!("{header}.{payload}");
        let signature = key.sign(input.as_bytes(), &mut entropy)?;
        Ok(format!("{input}.{}", base64url::encode(signature)))
    }

    /// A token with the usual header.
    ///
    /// # Errors
    /// As [`TestSigner::sign`].
    pub fn token(&self, claims: &Value) -> Result<String> {
        self.sign(&self.header(json!({})).to_string(), &claims.to_string())
    }
}

/// An object with some members changed; `null` takes one away.
pub fn changed(mut object: Value, changes: &Value) -> Value {
    if let (Some(all), Some(changes)) = (object.as_object_mut(), changes.as_object()) {
        for (name, value) in changes {
            match value {
                Value::Null => all.remove(name),
                value => all.insert(name.clone(), value.clone()),
            };
        }
    }
    object
}
