//! Signing, and new keys.

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::{SigningKey, may_sign};
use claimscope_core::json::{self, Object, Value};
use claimscope_core::jwk::{Jwk, generate_secret};
use claimscope_core::jwt;
use claimscope_core::secret::Secret;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::entropy;
use super::refusal::{unreadable_key, unusable_key};
use crate::problem::options;

/// A private key or shared secret that signs with one algorithm.
#[wasm_bindgen]
pub struct Signer {
    jwk: Jwk,
    algorithm: Algorithm,
}

#[wasm_bindgen]
impl Signer {
    /// A key as JSON or PEM.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, or there is no such algorithm.
    pub fn key(bytes: &[u8], algorithm: &str) -> Result<Signer, JsValue> {
        let jwk = Jwk::parse(bytes).map_err(|error| unreadable_key(&error))?;
        Self::new(jwk, algorithm)
    }

    /// A shared secret.
    ///
    /// # Errors
    ///
    /// Where there is no such algorithm.
    pub fn secret(bytes: &[u8], algorithm: &str) -> Result<Signer, JsValue> {
        Self::new(Jwk::from_secret(Secret::new(bytes)), algorithm)
    }

    /// What is to be signed: header and claims, JSON objects, in compact form.
    ///
    /// # Errors
    ///
    /// Where one is no JSON object, or the key may not sign with the algorithm.
    pub fn signing_input(&self, header: &str, claims: &str) -> Result<String, JsValue> {
        may_sign(&self.jwk, self.algorithm).map_err(|error| unusable_key(&error))?;
        let header = object("the header", header)?;
        Ok(jwt::signing_input(
            &header,
            &object("the claims", claims)?,
            self.algorithm,
        ))
    }

    /// Signs here.
    ///
    /// # Errors
    ///
    /// Where the key cannot sign with the algorithm, here or at all.
    pub fn sign(&self, signing_input: &str) -> Result<Vec<u8>, JsValue> {
        SigningKey::new(&self.jwk, self.algorithm)
            .and_then(|key| key.sign(signing_input.as_bytes(), &mut entropy))
            .map_err(|error| unusable_key(&error))
    }

    /// The key with its private members, for the host to sign with.
    pub fn for_host(&self) -> String {
        self.jwk.to_json_with_private().to_string()
    }
}

impl Signer {
    fn new(jwk: Jwk, algorithm: &str) -> Result<Self, JsValue> {
        let algorithm = named(algorithm)?;
        Ok(Self { jwk, algorithm })
    }
}

/// A new shared secret as a JWK; `None` for an algorithm whose keys the host makes.
///
/// # Errors
///
/// Where there is no such algorithm.
#[wasm_bindgen]
pub fn generate_key(algorithm: &str) -> Result<Option<String>, JsValue> {
    let algorithm = named(algorithm)?;
    let secret = algorithm
        .is_symmetric()
        .then(|| generate_secret(algorithm, &mut entropy))
        .transpose()
        .map_err(|error| unusable_key(&error.into()))?;
    Ok(secret.map(|jwk| jwk.to_json_with_private().to_string()))
}

/// A private key that the host made, with `alg`, `use` and `kid` as [`generate_key`] gives them.
///
/// # Errors
///
/// Where it cannot be read.
#[wasm_bindgen]
pub fn name_key(jwk: &str, algorithm: &str) -> Result<String, JsValue> {
    let mut jwk = Jwk::parse(jwk.as_bytes()).map_err(|error| unreadable_key(&error))?;
    jwk.alg = Some(named(algorithm)?.name().to_owned());
    jwk.key_use = Some("sig".to_owned());
    jwk.key_ops = None;
    jwk.kid = jwk.thumbprint();
    Ok(jwk.to_json_with_private().to_string())
}

/// The public half of a private key.
///
/// # Errors
///
/// Where it cannot be read.
#[wasm_bindgen]
pub fn public_key(jwk: &[u8]) -> Result<Option<String>, JsValue> {
    let jwk = Jwk::parse(jwk).map_err(|error| unreadable_key(&error))?;
    Ok(jwk.public().map(|public| public.to_json().to_string()))
}

fn named(algorithm: &str) -> Result<Algorithm, JsValue> {
    // Those that not every build computes are verified alone.
    Algorithm::from_name(algorithm)
        .filter(|algorithm| algorithm.is_everywhere())
        .ok_or_else(|| options(format!("there is no algorithm {algorithm:?} to sign with")))
}

fn object(what: &str, text: &str) -> Result<Object, JsValue> {
    match json::parse_strict(text.as_bytes()) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(other) => Err(options(format!(
            "{what}: {} where an object should be",
            other.type_text()
        ))),
        Err(fault) => Err(options(format!("{what}: {fault}"))),
    }
}
