//! The key that tokens are signed with: in memory, or in a file of IdentityServer4's developer shapes.

use std::fmt;
use std::io::Write;
use std::path::Path;

use claimscope_core::alg::Algorithm;
use claimscope_core::base64url;
use claimscope_core::crypto::{KeyError, SigningKey};
use claimscope_core::json::{self, Object, Value};
use claimscope_core::jwk::{self, Jwk};

use crate::base64;

/// The largest key file that is read, in bytes.
const MAX_KEY_FILE_BYTES: u64 = 64 * 1024;

/// An RSA key, ready to sign with RS256, with its name and its public half.
pub struct SigningMaterial {
    kid: String,
    jwk: Jwk,
    signing_key: SigningKey,
}

/// Why there is no signing key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFileError(String);

impl KeyFileError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for KeyFileError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for KeyFileError {}

impl SigningMaterial {
    /// A new RSA key of 2048 bits with a random `kid`, kept in memory.
    ///
    /// # Errors
    /// The new key does not sign, which only a broken build shows.
    pub fn generate() -> Result<Self, KeyError> {
        let mut jwk = jwk::generate(Algorithm::RS256, &mut fill_random);
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

    /// The key in the file `path`: `tempkey.jwk` in either casing, `tempkey.rsa`, or a new one written there.
    ///
    /// # Errors
    /// The file cannot be read or written, or there is no usable RSA key in it.
    pub fn from_file(path: &Path) -> Result<Self, KeyFileError> {
        let failed = |what: &str, fault: &dyn fmt::Display| {
            KeyFileError(format!("{what} the key file {}: {fault}", path.display()))
        };
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.len() > MAX_KEY_FILE_BYTES => {
                Err(failed("cannot take", &"it is too large for a key"))
            }
            Ok(_) => {
                let bytes = std::fs::read(path).map_err(|error| failed("cannot read", &error))?;
                let jwk = read_key(&bytes).map_err(|fault| failed("cannot take", &fault))?;
                Self::from_jwk(jwk).map_err(|error| failed("cannot take", &error))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let material =
                    Self::generate().map_err(|error| failed("cannot make a key for", &error))?;
                write_key(path, &material.jwk).map_err(|error| failed("cannot write", &error))?;
                Ok(material)
            }
            Err(error) => Err(failed("cannot read", &error)),
        }
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
            .sign(signing_input.as_bytes(), &mut fill_random)?;
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

/// The operating system's randomness.
#[expect(
    clippy::expect_used,
    reason = "without randomness there is no key to sign with and no way to go on"
)]
pub(crate) fn fill_random(destination: &mut [u8]) {
    getrandom::fill(destination).expect("the operating system gives random bytes");
}

/// 32 upper-case hexadecimal digits, as IdentityServer4 makes its ids.
pub(crate) fn unique_id() -> String {
    let mut bytes = [0; 16];
    fill_random(&mut bytes);
    upper_hex(&bytes)
}

pub(crate) fn upper_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

fn read_key(bytes: &[u8]) -> Result<Jwk, String> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let value = json::parse_strict(bytes).map_err(|_| "it is not JSON".to_owned())?;
    let file = value
        .as_object()
        .ok_or("it is not a JSON object".to_owned())?;
    let jwk = match member(file, "Parameters") {
        Some(Value::Object(parameters)) => from_tempkey_rsa(file, parameters)?,
        _ => from_tempkey_jwk(file),
    };
    Jwk::from_json(&Value::Object(jwk)).map_err(|error| error.to_string())
}

/// `tempkey.jwk`: a JWK, its members named as in the RFC or as .NET's properties.
fn from_tempkey_jwk(file: &Object) -> Object {
    const MEMBERS: [&str; 11] = [
        "kty", "kid", "alg", "n", "e", "d", "p", "q", "dp", "dq", "qi",
    ];
    let mut jwk = Object::new();
    for name in MEMBERS {
        if let Some(text) = member(file, name).and_then(Value::as_str) {
            jwk.set(name, text);
        }
    }
    jwk
}

/// `tempkey.rsa`: `KeyId`, and the numbers as standard base64.
fn from_tempkey_rsa(file: &Object, parameters: &Object) -> Result<Object, String> {
    let mut jwk = Object::new().with("kty", "RSA").with("alg", "RS256");
    if let Some(kid) = member(file, "KeyId").and_then(Value::as_str) {
        jwk.set("kid", kid);
    }
    for (name, parameter) in [
        ("n", "Modulus"),
        ("e", "Exponent"),
        ("d", "D"),
        ("p", "P"),
        ("q", "Q"),
        ("dp", "DP"),
        ("dq", "DQ"),
        ("qi", "InverseQ"),
    ] {
        let number = member(parameters, parameter)
            .and_then(Value::as_str)
            .and_then(base64::decode)
            .ok_or_else(|| format!("its {parameter} is missing or not base64"))?;
        jwk.set(name, base64url::encode(number));
    }
    Ok(jwk)
}

fn member<'a>(object: &'a Object, name: &str) -> Option<&'a Value> {
    object
        .iter()
        .find(|(member, _)| member.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

/// Writes a new file that its owner alone can read.
fn write_key(path: &Path, jwk: &Jwk) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(
        Value::from(jwk.to_json_with_private())
            .to_pretty()
            .as_bytes(),
    )?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn private_json(material: &SigningMaterial) -> Object {
        material.jwk.to_json_with_private()
    }

    #[test]
    fn a_key_file_is_made_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tempkey.jwk");
        let made = SigningMaterial::from_file(&path).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        let read = SigningMaterial::from_file(&path).unwrap();
        assert_eq!(made.public_jwk(), read.public_jwk());
        assert!(private_json(&made).get("d") == private_json(&read).get("d"));
        assert_eq!(made.kid().len(), 32);
        assert!(!format!("{made:?}").contains(private_json(&made).get_str("d").unwrap()));

        // The same key as .NET's property names, and as version 3 kept it.
        let capital = |name: &str| match name {
            "kty" => "Kty".to_owned(),
            "kid" => "Kid".to_owned(),
            other => other.to_uppercase(),
        };
        let mut dot_net = Object::new()
            .with("KeySize", 2048)
            .with("HasPrivateKey", true);
        let mut parameters = Object::new();
        for (name, value) in private_json(&made).iter() {
            dot_net.set(capital(name), value.clone());
            let parameter = match name {
                "n" => "Modulus",
                "e" => "Exponent",
                "qi" => "InverseQ",
                "d" | "p" | "q" | "dp" | "dq" => &capital(name),
                _ => continue,
            };
            let standard = value.as_str().unwrap().replace('-', "+").replace('_', "/");
            let padding = "=".repeat((4 - standard.len() % 4) % 4);
            parameters.set(parameter, standard + &padding);
        }
        let version_3 = Object::new()
            .with("KeyId", made.kid())
            .with("Parameters", parameters);
        for file in [dot_net, version_3] {
            std::fs::write(&path, format!("\u{feff}{file}")).unwrap();
            let read = SigningMaterial::from_file(&path).unwrap();
            assert_eq!(read.public_jwk(), made.public_jwk());
        }
    }

    #[test]
    fn what_is_no_key_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tempkey.jwk");
        for text in [
            "",
            "[]",
            "{}",
            "{\"kty\":\"RSA\",\"n\":\"AQ\",\"e\":\"AQAB\"}",
            "{\"Parameters\":{}}",
        ] {
            std::fs::write(&path, text).unwrap();
            assert!(SigningMaterial::from_file(&path).is_err(), "{text}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
    }
}
