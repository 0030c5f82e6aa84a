//! Encrypted tokens: what the host is to compute for one, and what that came to.

use claimscope_core::jwe::{
    self, AllowedEncryption, DecryptError, Decrypted, EncryptedToken, code,
};
use claimscope_core::misuse;
use claimscope_core::secret::Secret;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::problem::{Problem, options};
use crate::value::{object, texts};

/// A private key, a shared key or a password.
#[wasm_bindgen]
pub struct OpeningKey {
    key: jwe::DecryptionKey,
}

#[wasm_bindgen]
impl OpeningKey {
    /// A key as JSON or PEM.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, or is a public one.
    pub fn given(bytes: &[u8]) -> Result<OpeningKey, JsValue> {
        match jwe::DecryptionKey::parse(bytes) {
            Ok(key) => Ok(Self { key }),
            Err(error) => Err(Problem::new(misuse::KEY.as_str(), error).into()),
        }
    }

    /// A shared key or a password.
    ///
    /// # Errors
    ///
    /// Where it is empty.
    pub fn secret(bytes: &[u8]) -> Result<OpeningKey, JsValue> {
        match bytes.is_empty() {
            true => Err(options("the secret is empty")),
            false => Ok(Self {
                key: jwe::DecryptionKey::from_secret(Secret::new(bytes)),
            }),
        }
    }
}

/// One token on its way to being opened.
#[wasm_bindgen]
pub struct Decryption {
    state: State,
}

enum State {
    Waiting(Box<EncryptedToken>),
    Opened(Decrypted),
    Refused,
}

#[wasm_bindgen]
impl Decryption {
    /// Checks a token and the key for it, as far as that goes without computing. `allowed` is JSON.
    ///
    /// # Errors
    ///
    /// `jwe.*`, and `misuse.options` where what is allowed cannot be read.
    #[wasm_bindgen(constructor)]
    pub fn new(
        token: &str,
        key: &OpeningKey,
        allowed: Option<String>,
    ) -> Result<Decryption, JsValue> {
        let allowed =
            allowed.map_or_else(|| Ok(AllowedEncryption::default()), |json| read(&json))?;
        let token = EncryptedToken::new(token, &key.key, &allowed);
        let token = token.map_err(|error| refused(&error))?;
        let state = State::Waiting(Box::new(token));
        Ok(Self { state })
    }

    /// What the host is to compute, as JSON.
    pub fn for_host(&self) -> String {
        self.waiting()
            .map_or_else(String::new, |token| token.for_host().to_string())
    }

    /// The private key for it, as JSON.
    pub fn private_key_for_host(&self) -> String {
        self.waiting().map_or_else(String::new, |token| {
            token.private_key_for_host().to_string()
        })
    }

    /// The key that follows from the number that ECDH agreed on.
    ///
    /// # Errors
    ///
    /// Where there can be none.
    pub fn agreed(&self, shared: &[u8]) -> Result<Vec<u8>, JsValue> {
        let token = self.waiting().ok_or(DecryptError::Opening);
        let key = token.and_then(|token| token.agreed(shared));
        key.map(|key| key.expose().to_vec())
            .map_err(|error| refused(&error))
    }

    /// Whether this HMAC is that of the token.
    pub fn has_tag(&self, hmac: &[u8]) -> bool {
        self.waiting().is_some_and(|token| token.has_tag(hmac))
    }

    /// Takes what the host decrypted.
    ///
    /// # Errors
    ///
    /// `jwe.*`, where it is not compressed as it should be, or is too large.
    pub fn open(&mut self, plaintext: &[u8]) -> Result<(), JsValue> {
        if let State::Waiting(token) = std::mem::replace(&mut self.state, State::Refused) {
            let opened = token.opened(Secret::new(plaintext));
            self.state = State::Opened(opened.map_err(|error| refused(&error))?);
        }
        Ok(())
    }

    /// The header as JSON.
    pub fn header(&self) -> String {
        self.opened()
            .map_or_else(String::new, |opened| opened.header().to_string())
    }

    /// What was encrypted.
    pub fn plaintext(&self) -> Vec<u8> {
        self.opened()
            .map_or_else(Vec::new, |opened| opened.plaintext().expose().to_vec())
    }

    /// The token that was encrypted, where it was one.
    pub fn nested(&self) -> Option<String> {
        self.opened()?.nested().map(str::to_owned)
    }
}

/// Why the host could not go on, as JSON.
#[wasm_bindgen]
impl Decryption {
    /// What it computed does not fit the token.
    pub fn not_opened(&self) -> String {
        problem(&DecryptError::Opening)
    }

    /// It does not take the key.
    pub fn unusable_key(&self) -> String {
        let token = self.waiting();
        problem(&token.map_or(DecryptError::Opening, EncryptedToken::untaken_key))
    }

    /// It has no such algorithm.
    pub fn not_computed(&self, is_content: bool) -> String {
        let token = self.waiting();
        problem(&token.map_or(DecryptError::Opening, |token| {
            token.not_computed(is_content)
        }))
    }
}

impl Decryption {
    fn waiting(&self) -> Option<&EncryptedToken> {
        match &self.state {
            State::Waiting(token) => Some(token),
            State::Opened(_) | State::Refused => None,
        }
    }

    fn opened(&self) -> Option<&Decrypted> {
        match &self.state {
            State::Opened(opened) => Some(opened),
            State::Waiting(_) | State::Refused => None,
        }
    }
}

/// That what was encrypted is no signed token, as JSON.
#[wasm_bindgen]
pub fn unsigned() -> String {
    let entry = code::ENTRIES
        .iter()
        .find(|entry| entry.code == code::UNSIGNED);
    let mut problem = Problem::new(
        code::UNSIGNED.as_str(),
        "the encrypted token holds no signed one, so that nothing proves who made it",
    );
    problem.hint = entry.map(|entry| entry.remedy);
    problem.to_json()
}

/// What a token may be encrypted with.
fn read(json: &str) -> Result<AllowedEncryption, JsValue> {
    let mut allowed = AllowedEncryption::default();
    for (name, value) in object("the options are", json)?.iter() {
        let names = texts(name, value)?;
        let read = match name {
            "algorithms" => allowed.algorithms(names),
            _ => allowed.encryptions(names),
        };
        allowed = read.map_err(options)?;
    }
    Ok(allowed)
}

fn refused(error: &DecryptError) -> JsValue {
    problem(error).into()
}

fn problem(error: &DecryptError) -> String {
    let mut problem = Problem::new(error.code().as_str(), error);
    problem.hint = Some(error.hint());
    problem.to_json()
}
