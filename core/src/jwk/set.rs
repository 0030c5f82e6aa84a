//! Sets of keys, in every shape that servers and people have them; one odd key does not cost the others.

#[cfg(feature = "pem")]
use super::document::document_key;
#[cfg(feature = "pem")]
use super::text;
use super::{Jwk, JwkError};
use crate::alg::KeyType;
use crate::json::{self, Object, Value};
use crate::report::KeySource;

/// The longest set that is read, in bytes.
pub const MAX_JWKS_BYTES: usize = 1024 * 1024;

/// The most keys that a set may have.
pub const MAX_JWKS_KEYS: usize = 1000;

/// A set of keys ([RFC 7517 §5](https://www.rfc-editor.org/rfc/rfc7517#section-5)).
#[derive(Clone, Debug, Default)]
pub struct JwkSet {
    /// The keys that can be used, in order.
    pub keys: Vec<Jwk>,
    /// The keys that cannot, as the RFC asks to pass over them.
    pub skipped: Vec<SkippedKey>,
}

/// What a text with keys is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// JSON of one key.
    Key,
    /// JSON of a set.
    Set,
    /// PEM and other forms that are no JSON.
    Text,
}

/// A key of a set that was passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SkippedKey {
    /// Its place in the set, from 0.
    pub index: usize,
    /// Its `kid`, where it has one.
    pub kid: Option<String>,
    /// Its `kty`, where Claimscope knows it.
    pub key_type: Option<KeyType>,
    /// Why.
    pub reason: JwkError,
}

impl JwkSet {
    /// Reads `{"keys": […]}`, a single JWK, a map of `kid` to PEM as Firebase has it, the key in what an
    /// admin page answers, or keys as PEM, DER, bare base64 and lines of OpenSSH. A byte order mark is passed over.
    ///
    /// # Errors
    ///
    /// Where the text is too large, has too many keys, is not strict JSON, or is something else altogether.
    pub fn parse(bytes: &[u8]) -> Result<Self, JwkError> {
        Ok(Self::read(bytes)?.0)
    }

    /// What a person gives as keys: the one key or a set, in any form of [`JwkSet::parse`].
    pub(crate) fn given(bytes: &[u8]) -> Result<(Self, KeySource), JwkError> {
        let (set, shape) = Self::read(bytes)?;
        if shape == Shape::Set {
            return Ok((set, KeySource::Jwks));
        }
        let one = Self {
            keys: vec![set.one_key(shape)?],
            skipped: Vec::new(),
        };
        Ok((one, KeySource::Key))
    }

    /// The set in a text, and what the text is.
    pub(super) fn read(bytes: &[u8]) -> Result<(Self, Shape), JwkError> {
        if bytes.len() > MAX_JWKS_BYTES {
            return Err(JwkError::TooLarge { bytes: bytes.len() });
        }
        let without_mark = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        if !is_json(bytes) {
            return Ok((Self::from_text(bytes)?, Shape::Text));
        }
        let value = json::parse_strict(without_mark).map_err(JwkError::Json)?;
        let shape = match value.as_object() {
            Some(object) if object.get("keys").is_none() && is_key(object) => Shape::Key,
            _ => Shape::Set,
        };
        Ok((Self::from_json(&value)?, shape))
    }

    /// The one key that a person means.
    pub(super) fn one_key(
        mut self,
        #[cfg_attr(not(feature = "pem"), allow(unused))] shape: Shape,
    ) -> Result<Jwk, JwkError> {
        #[cfg(feature = "pem")]
        if shape == Shape::Text && !self.keys.is_empty() {
            // What follows a block that cannot be read is another's key.
            return match self.skipped.first() {
                Some(first) if first.index == 0 => Err(self.skipped.swap_remove(0).reason),
                _ => Ok(text::chosen(self.keys)),
            };
        }
        match (self.keys.len(), self.skipped.is_empty()) {
            (1, true) => Ok(self.keys.swap_remove(0)),
            (0, false) => Err(self.skipped.swap_remove(0).reason),
            (count, _) => Err(JwkError::NotOneKey {
                count: count + self.skipped.len(),
            }),
        }
    }

    /// The set without what no published set may hold: with a private key or a shared secret everyone can sign.
    pub fn without_private_keys(self) -> Self {
        let Self { keys, mut skipped } = self;
        let (private, keys): (Vec<_>, Vec<_>) = keys
            .into_iter()
            .enumerate()
            .partition(|(_, key)| key.is_private());
        skipped.extend(private.into_iter().map(|(index, key)| SkippedKey {
            index,
            key_type: Some(key.key_type()),
            kid: key.kid,
            reason: JwkError::Published,
        }));
        Self {
            keys: keys.into_iter().map(|(_, key)| key).collect(),
            skipped,
        }
    }

    /// Reads a set out of JSON, in the shapes of [`JwkSet::parse`].
    ///
    /// # Errors
    ///
    /// As [`JwkSet::parse`].
    pub fn from_json(value: &Value) -> Result<Self, JwkError> {
        match value {
            Value::Array(_) => Err(JwkError::ForeignForm(
                "an array, and a JWK set is an object with the keys in its member \"keys\" (RFC 7517 §5)",
            )),
            Value::Object(object) => match object.get("keys") {
                Some(Value::Array(keys)) => Self::collect(keys),
                Some(other) => Err(JwkError::Member {
                    name: "keys",
                    problem: said!("is {}, where an array should be", other.type_text()),
                }),
                None if object.get("kty").is_some() => Self::collect(std::slice::from_ref(value)),
                None => Self::from_other_object(object),
            },
            other => Err(JwkError::NotKeys {
                found: other.type_text(),
            }),
        }
    }

    fn from_other_object(object: &Object) -> Result<Self, JwkError> {
        if let Some(jwks_uri) = object.get_str("jwks_uri") {
            let jwks_uri = jwks_uri.to_owned();
            return Err(JwkError::DiscoveryDocument { jwks_uri });
        }
        if let Some(key) = document_key(object) {
            let mut set = Self::default();
            set.push(0, key, |_| {});
            return Ok(set);
        }
        let is_pem = |value: &Value| {
            value
                .as_str()
                .is_some_and(|text| text.contains("-----BEGIN "))
        };
        if object.is_empty() || !object.iter().all(|(_, value)| is_pem(value)) {
            return Err(other_object(object).map_or(
                JwkError::NotKeys { found: "an object" },
                JwkError::ForeignForm,
            ));
        }
        Self::from_named_pem(object)
    }

    /// A map of `kid` to PEM.
    #[cfg(feature = "pem")]
    fn from_named_pem(object: &Object) -> Result<Self, JwkError> {
        within_bound(object.len())?;
        let mut set = Self::default();
        for (index, (kid, value)) in object.iter().enumerate() {
            let key = Jwk::from_pem(value.as_str().unwrap_or_default()).map(|jwk| Jwk {
                kid: Some(kid.to_owned()),
                ..jwk
            });
            set.push(index, key, |skipped| skipped.kid = Some(kid.to_owned()));
        }
        Ok(set)
    }

    #[cfg(not(feature = "pem"))]
    fn from_named_pem(_: &Object) -> Result<Self, JwkError> {
        Err(JwkError::NoPem)
    }

    #[cfg(not(feature = "pem"))]
    fn from_text(bytes: &[u8]) -> Result<Self, JwkError> {
        let begin = b"-----BEGIN ";
        let is_pem = bytes.windows(begin.len()).any(|part| part == begin);
        Err(if is_pem {
            JwkError::NoPem
        } else {
            JwkError::NotKeys { found: "a text" }
        })
    }

    #[cfg(feature = "pem")]
    fn from_text(bytes: &[u8]) -> Result<Self, JwkError> {
        let mut set = Self::default();
        for (index, key) in text::keys(bytes)?.enumerate() {
            within_bound(index + 1)?;
            set.push(index, key, |_| {});
        }
        Ok(set)
    }

    fn collect(keys: &[Value]) -> Result<Self, JwkError> {
        within_bound(keys.len())?;
        let mut set = Self::default();
        for (index, value) in keys.iter().enumerate() {
            let key = value.as_object().and_then(document_key);
            let key = key.unwrap_or_else(|| Jwk::from_json(value));
            set.push(index, key, |skipped| {
                let text = |name| value.as_object().and_then(|key| key.get_str(name));
                skipped.kid = text("kid").map(str::to_owned);
                skipped.key_type = text("kty").and_then(key_type);
            });
        }
        Ok(set)
    }

    fn push(
        &mut self,
        index: usize,
        key: Result<Jwk, JwkError>,
        describe: impl FnOnce(&mut SkippedKey),
    ) {
        match key {
            Ok(key) => self.keys.push(key),
            Err(reason) => {
                let mut skipped = SkippedKey {
                    index,
                    kid: None,
                    key_type: None,
                    reason,
                };
                describe(&mut skipped);
                self.skipped.push(skipped);
            }
        }
    }

    /// The set as JSON, without private members and without shared secrets.
    pub fn to_json(&self) -> Object {
        let public = self.keys.iter().filter_map(Jwk::public);
        let keys: Vec<Object> = public.map(|key| key.to_json()).collect();
        Object::new().with("keys", keys)
    }
}

fn within_bound(count: usize) -> Result<(), JwkError> {
    if count > MAX_JWKS_KEYS {
        Err(JwkError::TooManyKeys { count })
    } else {
        Ok(())
    }
}

fn key_type(name: &str) -> Option<KeyType> {
    const ALL: &[KeyType] = &[
        KeyType::Ec,
        KeyType::Oct,
        KeyType::Okp,
        KeyType::Rsa,
        #[cfg(feature = "more-algorithms")]
        KeyType::Akp,
    ];
    ALL.iter().copied().find(|key_type| key_type.name() == name)
}

fn is_key(object: &Object) -> bool {
    object.get("kty").is_some() || document_key(object).is_some()
}

/// What an object is that holds no keys, where that is known.
#[cfg(feature = "pem")]
fn other_object(object: &Object) -> Option<&'static str> {
    let has = |name| object.get(name).is_some();
    if object.is_empty() {
        Some(
            "an empty object, and a JWK set has \"keys\"; an issuer that publishes none may sign with HS256, whose key is the client secret",
        )
    } else if has("issuer") && (has("token_endpoint") || has("authorization_endpoint")) {
        Some("a discovery document that names no jwks_uri, so that its issuer publishes no keys")
    } else if has("access_token") || has("id_token") {
        Some("a token response, not the keys to verify its tokens with")
    } else if has("error") {
        Some("an error answer, not keys; look at the address that it came from")
    } else {
        None
    }
}

#[cfg(not(feature = "pem"))]
fn document_key(_: &Object) -> Option<Result<Jwk, JwkError>> {
    None
}

#[cfg(not(feature = "pem"))]
fn other_object(_: &Object) -> Option<&'static str> {
    None
}

/// Whether the text begins as the JSON of a key or a set does.
fn is_json(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    matches!(text.trim_ascii_start(), [b'{' | b'[', ..])
}
