//! The signing key in a file: IdentityServer4's `tempkey.jwk` and `tempkey.rsa`.

use std::fmt;
use std::fs::Metadata;
use std::io::{self, Write};
use std::path::Path;

use claimscope_core::base64url;
use claimscope_core::json::{self, Object, Value};
use claimscope_core::jwk::Jwk;
use claimscope_core::secret::Secret;

use crate::base64;
use crate::config::ConfigFinding;
use crate::file;
use crate::key::SigningMaterial;
use crate::log::echo;

/// The largest key file that is read, in bytes.
const MAX_KEY_FILE_BYTES: u64 = 64 * 1024;

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
    /// The key in the file `path`: `tempkey.jwk` in either casing, `tempkey.rsa`, or a new one written there. The
    /// findings tell what its owner should know.
    ///
    /// # Errors
    /// The file cannot be read or written, or there is no usable RSA key in it.
    pub fn from_file(path: &Path) -> Result<(Self, Vec<ConfigFinding>), KeyFileError> {
        let outcome = match std::fs::metadata(path) {
            Ok(metadata) => take(path, &metadata),
            Err(error) if error.kind() == io::ErrorKind::NotFound => make(path),
            Err(error) => Err(format!("cannot read it: {error}")),
        };
        outcome.map_err(|fault| KeyFileError(format!("the key file {}: {fault}", path.display())))
    }
}

fn take(path: &Path, metadata: &Metadata) -> Result<(SigningMaterial, Vec<ConfigFinding>), String> {
    let bytes = file::read(path, metadata, MAX_KEY_FILE_BYTES)?;
    let jwk = read_key(&bytes)?;
    let material = SigningMaterial::from_jwk(jwk).map_err(|error| error.to_string())?;
    let exposed = others_can_read(metadata).then(|| {
        ConfigFinding::warning(
            path.display().to_string(),
            "others on this machine can read the signing key",
            "run chmod 600 on it",
        )
    });
    Ok((material, exposed.into_iter().collect()))
}

fn make(path: &Path) -> Result<(SigningMaterial, Vec<ConfigFinding>), String> {
    let material = SigningMaterial::generate().map_err(|error| error.to_string())?;
    write_key(path, &material.jwk).map_err(|error| format!("cannot write it: {error}"))?;
    let finding = ConfigFinding::note(
        path.display().to_string(),
        "a new signing key was written here",
        "never commit it; add the file to .gitignore",
    );
    Ok((material, vec![finding]))
}

#[cfg(unix)]
fn others_can_read(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o077 != 0
}

/// Elsewhere the rights of a file are its folder's, which the owner's home keeps to itself.
#[cfg(not(unix))]
fn others_can_read(_: &Metadata) -> bool {
    false
}

fn read_key(bytes: &[u8]) -> Result<Jwk, String> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    if bytes.trim_ascii_start().starts_with(b"-----BEGIN") {
        return Err(
            "it is PEM, and a JWK is wanted: tempkey.jwk, or what keygen RS256 writes".into(),
        );
    }
    let value = json::parse_strict(bytes).map_err(|_| "it is not JSON".to_owned())?;
    let file = value
        .as_object()
        .ok_or("it is not a JSON object".to_owned())?;
    let jwk = match member(file, "Parameters") {
        Some(Value::Object(parameters)) => from_tempkey_rsa(file, parameters)?,
        _ => from_tempkey_jwk(file)?,
    };
    Jwk::from_json(&Value::Object(jwk)).map_err(|error| error.to_string())
}

/// `tempkey.jwk`: a JWK, its members named as in the RFC or as .NET's properties.
fn from_tempkey_jwk(file: &Object) -> Result<Object, String> {
    const MEMBERS: [&str; 11] = [
        "kty", "kid", "alg", "n", "e", "d", "p", "q", "dp", "dq", "qi",
    ];
    if member(file, "keys").is_some() {
        return Err("it is a key set; a file with the one private key alone is wanted".to_owned());
    }
    let text = |name| member(file, name).and_then(Value::as_str);
    match text("kty") {
        None => return Err("it is no key: it has neither kty nor Parameters".to_owned()),
        Some("RSA") => {}
        Some(other) => {
            return Err(format!(
                "the playground signs with RS256, which takes an RSA key; this one is {}",
                echo(other)
            ));
        }
    }
    let mut jwk = Object::new();
    for name in MEMBERS {
        if let Some(text) = text(name) {
            jwk.set(name, text);
        }
    }
    Ok(jwk)
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
            .filter(|number| !number.is_empty())
            .ok_or_else(|| format!("its {parameter} is missing, empty or not base64"))?;
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

/// Writes a new file that its owner alone can read; half a file is not left behind.
fn write_key(path: &Path, jwk: &Jwk) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let text = Secret::from(Value::from(jwk.to_json_with_private()).to_pretty());
    let written = file.write_all(text.expose()).and_then(|()| file.sync_all());
    if written.is_err() {
        // What matters is the fault of writing; a file that cannot be removed either is refused when it is read.
        let _ = std::fs::remove_file(path);
    }
    written
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
        let (made, findings) = SigningMaterial::from_file(&path).unwrap();
        assert!(findings[0].message.contains("a new signing key"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        let (read, findings) = SigningMaterial::from_file(&path).unwrap();
        assert_eq!(findings, []);
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
            let (read, _) = SigningMaterial::from_file(&path).unwrap();
            assert_eq!(read.public_jwk(), made.public_jwk());
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
            let (_, findings) = SigningMaterial::from_file(&path).unwrap();
            assert!(findings[0].message.contains("others on this machine"));
        }
    }

    #[test]
    fn what_is_no_regular_file_is_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let error = SigningMaterial::from_file(folder.path()).unwrap_err();
        assert!(error.to_string().ends_with("it is a folder, not a file"));
        #[cfg(unix)]
        {
            let path = folder.path().join("socket");
            let _socket = std::os::unix::net::UnixListener::bind(&path).unwrap();
            let error = SigningMaterial::from_file(&path).unwrap_err();
            assert!(error.to_string().ends_with("it is not a regular file"));
        }
    }

    #[test]
    fn what_is_no_key_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tempkey.jwk");
        let mut faults = String::new();
        for text in [
            "",
            "[]",
            "{}",
            r#"{"kty":"RSA","n":"AQ","e":"AQAB"}"#,
            r#"{"kty":"EC","crv":"P-256","x":"AQ","y":"AQ","d":"AQ"}"#,
            r#"{"kty":"oct","k":"c2VjcmV0"}"#,
            r#"{"keys":[{"kty":"RSA"}]}"#,
            "-----BEGIN PRIVATE KEY-----\n",
            r#"{"Parameters":{}}"#,
            r#"{"Parameters":{"Modulus":"","Exponent":"AQAB"}}"#,
        ] {
            std::fs::write(&path, text).unwrap();
            let error = SigningMaterial::from_file(&path).unwrap_err().to_string();
            let (_, fault) = error.split_once("tempkey.jwk: ").unwrap();
            faults.push_str(&format!("{fault}\n"));
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
        expect_test::expect![[r#"
            it is not JSON
            it is not a JSON object
            it is no key: it has neither kty nor Parameters
            the RSA key has 1 bits; 2048 to 8192 are accepted
            the playground signs with RS256, which takes an RSA key; this one is `EC`
            the playground signs with RS256, which takes an RSA key; this one is `oct`
            it is a key set; a file with the one private key alone is wanted
            it is PEM, and a JWK is wanted: tempkey.jwk, or what keygen RS256 writes
            its Modulus is missing, empty or not base64
            its Modulus is missing, empty or not base64
        "#]]
        .assert_eq(&faults);
    }
}
