//! Keys that are not JSON, in the forms that people have them: PEM, DER, bare base64, lines of OpenSSH, any of it quoted.

use super::{Jwk, JwkError, der, pem, ssh};
use crate::base64url;

/// The keys in these bytes, each read or refused; an error where they hold nothing like a key.
pub(super) fn keys(
    bytes: &[u8],
) -> Result<Box<dyn Iterator<Item = Result<Jwk, JwkError>> + '_>, JwkError> {
    if let Some(key) = der::key(bytes) {
        return Ok(Box::new(std::iter::once(key)));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| not_text(bytes))?;
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.contains("-----BEGIN ") {
        let blocks = pem::blocks(text);
        return Ok(Box::new(
            blocks.map(|block| block.and_then(|block| block.key())),
        ));
    }
    if let Some(refusal) = pem::without_dashes(text) {
        return Err(refusal);
    }
    if ssh::is_public_key(text) {
        let lines = text.lines().map(str::trim);
        let keys = lines.filter(|line| ssh::is_public_key(line));
        return Ok(Box::new(keys.map(ssh::public_key)));
    }
    let key = bare_base64(text).unwrap_or_else(|| Err(foreign(text)))?;
    Ok(Box::new(std::iter::once(Ok(key))))
}

/// Of several keys the first private one, else the first; with the limits of its certificate, where that stands by.
pub(super) fn chosen(mut keys: Vec<Jwk>) -> Jwk {
    let place = keys.iter().position(Jwk::is_private).unwrap_or(0);
    let mut key = keys.remove(place);
    let name = key.thumbprint();
    let is_its_certificate =
        |other: &&Jwk| other.limits.is_of_certificate() && other.thumbprint() == name;
    if !key.limits.is_of_certificate()
        && let Some(certificate) = keys.iter().find(is_its_certificate)
    {
        key.limits = key.limits.beside(&certificate.limits);
    }
    key
}

/// A key without the lines of PEM around it, as admin pages show it, or PEM that was encoded once more.
fn bare_base64(text: &str) -> Option<Result<Jwk, JwkError>> {
    let text = pem::unescaped(text.trim_matches(['"', '\'', '`', ',', ';']));
    let bytes = crate::secret::Secret::new(base64url::decode_for_display(text.expose())?);
    let inner = std::str::from_utf8(bytes.expose()).unwrap_or_default();
    if inner.contains("-----BEGIN ") {
        return Some(Jwk::parse(inner.as_bytes()));
    }
    der::key(bytes.expose())
}

fn not_text(bytes: &[u8]) -> JwkError {
    JwkError::ForeignForm(match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "UTF-16; save the file as UTF-8",
        _ => "neither text nor a key in DER",
    })
}

/// What a text is that is no key, and what to give instead.
fn foreign(text: &str) -> JwkError {
    let lower: String = text
        .chars()
        .take(64)
        .collect::<String>()
        .to_ascii_lowercase();
    JwkError::ForeignForm(match lower.as_str() {
        "" => "an empty text, where a key should be",
        start if start.starts_with("https://") || start.starts_with("http://") => {
            "an address; give what it answers with, or name it as the place of a JWKS"
        }
        start if start.starts_with("eyj") => "a token, not the key to verify it with",
        start if start.starts_with("<rsakeyvalue") => {
            "an RSAKeyValue of .NET; write the key as PEM with ExportSubjectPublicKeyInfoPem"
        }
        start if start.starts_with('<') => {
            "a page of HTML or XML, not a key; look at the address that it came from"
        }
        start if start.starts_with("---- begin ssh2") => {
            "a key in the SSH2 form; write it as OpenSSH does with `ssh-keygen -i -f FILE`"
        }
        start if start.starts_with("putty-user-key-file") => {
            "a key of PuTTY; write it as PEM with `puttygen FILE -O private-openssh -o KEY`"
        }
        _ => {
            "no key: neither JSON, PEM, DER, the base64 of these, nor a line of OpenSSH; a shared secret is given as a secret, not as a key"
        }
    })
}
