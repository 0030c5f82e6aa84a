//! Keys as OpenSSH writes them: public in one line ([RFC 4253 §6.6], [RFC 5656 §3.1], [RFC 8709 §4]), private in a
//! container of its own, `openssh-key-v1`.
//!
//! [RFC 4253 §6.6]: https://www.rfc-editor.org/rfc/rfc4253#section-6.6
//! [RFC 5656 §3.1]: https://www.rfc-editor.org/rfc/rfc5656#section-3.1
//! [RFC 8709 §4]: https://www.rfc-editor.org/rfc/rfc8709#section-4

use super::material::{Material, RsaPrivate};
use super::{Jwk, JwkError};
use crate::alg::Curve;
use crate::base64url;
use crate::secret::Secret;

const CURVES: [(&[u8], Curve); 3] = [
    (b"ecdsa-sha2-nistp256", Curve::P256),
    (b"ecdsa-sha2-nistp384", Curve::P384),
    (b"ecdsa-sha2-nistp521", Curve::P521),
];

/// Whether a line begins as a public key of OpenSSH.
pub(super) fn is_public_key(line: &str) -> bool {
    ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"]
        .iter()
        .any(|start| line.starts_with(start))
}

/// The key of one line: its type, its base64 and a remark.
pub(super) fn public_key(line: &str) -> Result<Jwk, JwkError> {
    let encoded = line.split_ascii_whitespace().nth(1).unwrap_or_default();
    let blob = base64url::decode_for_display(encoded.as_bytes()).ok_or_else(damaged)?;
    let mut fields = Fields(&blob);
    let material = match fields.bytes()? {
        b"ssh-rsa" => {
            let (e, n) = (fields.number()?, fields.number()?);
            Material::rsa(n, e)?
        }
        b"ssh-ed25519" => {
            Material::ed25519(fields.bytes()?.try_into().map_err(|_| damaged())?, None)?
        }
        other => {
            let curve = curve_of(other)?;
            fields.bytes()?;
            Material::ec(curve, fields.bytes()?, None)?
        }
    };
    Ok(Jwk::new(material))
}

/// The first key of a private container that is not encrypted.
pub(super) fn private_key(container: &[u8]) -> Result<Jwk, JwkError> {
    let rest = container.strip_prefix(b"openssh-key-v1\0");
    let mut fields = Fields(rest.ok_or_else(damaged)?);
    if fields.bytes()? != b"none" {
        return Err(JwkError::Pem(
            "the OpenSSH key is encrypted; decrypt it with `ssh-keygen -p -m PEM -N \"\" -f FILE`"
                .to_owned(),
        ));
    }
    // What would derive a key from a passphrase, and how many keys there are.
    fields.bytes()?;
    fields.bytes()?;
    fields.take(4)?;
    let _public = fields.bytes()?;
    let mut secrets = Fields(fields.bytes()?);
    // A number, twice: after decryption it shows whether the passphrase was right.
    secrets.take(8)?;
    let material = match secrets.bytes()? {
        b"ssh-rsa" => rsa(&mut secrets)?,
        b"ssh-ed25519" => {
            let (public, pair) = (secrets.bytes()?, secrets.bytes()?);
            let seed = pair.get(..32).ok_or_else(damaged)?;
            Material::ed25519_private(&Secret::new(seed), Some(public))?
        }
        other => {
            let curve = curve_of(other)?;
            secrets.bytes()?;
            let (public, number) = (secrets.bytes()?, secrets.number()?);
            let mut d = vec![0; curve.coordinate_bytes().saturating_sub(number.len())];
            d.extend_from_slice(number);
            Material::ec_private(curve, &Secret::new(d), Some(public))?
        }
    };
    Ok(Jwk::new(material))
}

fn rsa(fields: &mut Fields<'_>) -> Result<Material, JwkError> {
    // Hosts want dp and dq, which are not here and are computed where keys sign.
    if !cfg!(feature = "signing") {
        return Err(JwkError::ForeignForm(
            "an OpenSSH private key; write it as PEM with `ssh-keygen -p -m PEM -f FILE`",
        ));
    }
    let (n, e, d) = (fields.number()?, fields.number()?, fields.number()?);
    let (_qi, p, q) = (fields.number()?, fields.number()?, fields.number()?);
    let mut material = Material::rsa(n, e)?;
    if let Material::Rsa { private, .. } = &mut material {
        *private = Some(RsaPrivate {
            d: Secret::new(d),
            primes: Some([p, q].map(Secret::new)),
            crt: None,
        });
    }
    Ok(material)
}

fn curve_of(key_type: &[u8]) -> Result<Curve, JwkError> {
    let known = CURVES.iter().find(|(name, _)| *name == key_type);
    known.map(|(_, curve)| *curve).ok_or_else(|| {
        let name: String = String::from_utf8_lossy(key_type).chars().take(40).collect();
        JwkError::UnknownKeyType(name)
    })
}

/// What is still to be read: strings with their length before them ([RFC 4251 §5]).
///
/// [RFC 4251 §5]: https://www.rfc-editor.org/rfc/rfc4251#section-5
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], JwkError> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or_else(damaged)?;
        self.0 = rest;
        Ok(taken)
    }

    fn bytes(&mut self) -> Result<&'a [u8], JwkError> {
        let length = self.take(4)?.try_into().map_err(|_| damaged())?;
        let length = usize::try_from(u32::from_be_bytes(length)).map_err(|_| damaged())?;
        self.take(length)
    }

    /// A whole number that is not negative, without the zero byte that says so.
    fn number(&mut self) -> Result<&'a [u8], JwkError> {
        let bytes = self.bytes()?;
        Ok(bytes.strip_prefix(&[0]).unwrap_or(bytes))
    }
}

fn damaged() -> JwkError {
    JwkError::Pem("the OpenSSH key cannot be read; it may be cut off".to_owned())
}
