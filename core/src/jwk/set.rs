//! Sets of keys, in every shape that servers and people have them; one odd key does not cost the others.

#[cfg(feature = "pem")]
use super::pem;
use super::{Jwk, JwkError};
use crate::alg::KeyType;
use crate::json::{self, Object, Value};

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
    /// Reads `{"keys": […]}`, a bare array, a single JWK, a map of `kid` to PEM as Firebase has it, or PEM blocks.
    /// A byte order mark is passed over.
    ///
    /// # Errors
    ///
    /// Where the text is too large, has too many keys, is not strict JSON, or is something else altogether.
    pub fn parse(bytes: &[u8]) -> Result<Self, JwkError> {
        if bytes.len() > MAX_JWKS_BYTES {
            return Err(JwkError::TooLarge { bytes: bytes.len() });
        }
        match pem_text(bytes) {
            Some(text) => Self::from_pem(text),
            None => {
                if let Some(form) = foreign_form(bytes) {
                    return Err(JwkError::ForeignForm(form));
                }
                let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
                Self::from_json(&json::parse_strict(bytes).map_err(JwkError::Json)?)
            }
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
            Value::Array(keys) => Self::collect(keys),
            Value::Object(object) => match object.get("keys") {
                Some(Value::Array(keys)) => Self::collect(keys),
                Some(other) => Err(JwkError::Member {
                    name: "keys",
                    problem: format!("is {}, where an array should be", other.type_text()),
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
        let is_pem = |value: &Value| {
            value
                .as_str()
                .is_some_and(|text| text.contains("-----BEGIN "))
        };
        if object.is_empty() || !object.iter().all(|(_, value)| is_pem(value)) {
            return Err(JwkError::NotKeys { found: "an object" });
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
    fn from_pem(_: &str) -> Result<Self, JwkError> {
        Err(JwkError::NoPem)
    }

    #[cfg(feature = "pem")]
    fn from_pem(text: &str) -> Result<Self, JwkError> {
        let mut set = Self::default();
        for (index, block) in pem::blocks(text).enumerate() {
            within_bound(index + 1)?;
            set.push(index, block.and_then(|block| block.key()), |_| {});
        }
        Ok(set)
    }

    fn collect(keys: &[Value]) -> Result<Self, JwkError> {
        within_bound(keys.len())?;
        let mut set = Self::default();
        for (index, value) in keys.iter().enumerate() {
            set.push(index, Jwk::from_json(value), |skipped| {
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
    [KeyType::Ec, KeyType::Oct, KeyType::Okp, KeyType::Rsa]
        .into_iter()
        .find(|key_type| key_type.name() == name)
}

/// Forms that keys often have and that are neither PEM nor JSON, with the way to one of these.
fn foreign_form(bytes: &[u8]) -> Option<&'static str> {
    // A SEQUENCE with a length of two bytes or of one: every key and certificate in DER begins so.
    if matches!(bytes, [0x30, 0x81..=0x82, ..])
        || matches!(bytes, [0x30, length, rest @ ..] if rest.len() == usize::from(*length))
    {
        return Some(
            "a key or certificate in DER; write it as PEM, for a public key with `openssl pkey -pubin -inform DER`",
        );
    }
    let is_ssh = bytes.starts_with(b"ssh-") || bytes.starts_with(b"ecdsa-sha2-");
    is_ssh.then_some("an SSH key; write it as PEM with `ssh-keygen -e -m pkcs8 -f FILE`")
}

/// The text, where it is PEM itself; JSON may hold PEM, but does not begin like it.
pub(super) fn pem_text(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes)
        .ok()?
        .trim_start_matches('\u{feff}');
    let is_json = text.trim_start().starts_with(['{', '[', '"']);
    (!is_json && text.contains("-----BEGIN ")).then_some(text)
}
