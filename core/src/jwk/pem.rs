//! The armour of PEM ([RFC 7468]), read leniently: any line length, text around it, `\n` spelled out, any label.
//!
//! [RFC 7468]: https://www.rfc-editor.org/rfc/rfc7468

use super::{Jwk, JwkError, der, ssh};
use crate::base64url;
use crate::secret::Secret;

/// Blocks that hold no key, though some have the shape of a certificate.
const KEYLESS: [&str; 3] = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST", "X509 CRL"];

impl Jwk {
    /// Reads the first key or certificate of a PEM text.
    ///
    /// # Errors
    ///
    /// [`JwkError::Pem`] where there is none, where it is encrypted, or where its type is not supported.
    pub fn from_pem(text: &str) -> Result<Self, JwkError> {
        blocks(text)
            .next()
            .unwrap_or_else(|| Err(pem("there is no PEM block in the text")))
            .and_then(|block| block.key())
    }
}

/// One armoured block.
pub(super) struct Block<'a> {
    label: &'a str,
    der: Secret,
}

/// The blocks of a text that can hold keys, in order.
pub(super) fn blocks(mut text: &str) -> impl Iterator<Item = Result<Block<'_>, JwkError>> {
    std::iter::from_fn(move || {
        loop {
            let (_, rest) = text.split_once("-----BEGIN ")?;
            let block = Block::read(rest);
            text = rest;
            match block {
                // `openssl ecparam` writes the curve before the key, which names it again.
                Ok(block) if block.label == "EC PARAMETERS" => {}
                other => return Some(other),
            }
        }
    })
}

impl<'a> Block<'a> {
    fn read(text: &'a str) -> Result<Self, JwkError> {
        let (label, rest) = text.split_once("-----").ok_or_else(|| cut_off(text))?;
        // Base64 has no dashes, so that no block reaches into the next and long texts are read once.
        let (body, end) = rest.split_once("-----").ok_or_else(|| cut_off(rest))?;
        if !end.starts_with("END ") {
            return Err(cut_off(body));
        }
        if label.contains("ENCRYPTED") || body.contains("ENCRYPTED") {
            return Err(pem(der::ENCRYPTED));
        }
        let body = unescaped(body);
        base64url::decode_for_display(body.expose())
            .map(|der| Self {
                label,
                der: Secret::new(der),
            })
            .ok_or_else(|| pem("the PEM block holds characters that are not base64"))
    }

    /// The key in it. Labels are often wrong, so that what the block holds decides.
    pub(super) fn key(&self) -> Result<Jwk, JwkError> {
        let der = self.der.expose();
        if self.label == "OPENSSH PRIVATE KEY" {
            return ssh::private_key(der);
        }
        if KEYLESS.contains(&self.label) {
            return Err(self.unreadable());
        }
        der::key(der).unwrap_or_else(|| Err(self.unreadable()))
    }

    fn unreadable(&self) -> JwkError {
        match self.label {
            "CERTIFICATE" => pem("the certificate cannot be read"),
            label if label.ends_with("PUBLIC KEY") => pem("the public key cannot be read"),
            label if label.ends_with("PRIVATE KEY") => pem("the private key cannot be read"),
            other => JwkError::Pem(format!(
                "a PEM block of type {other:?} holds no key that can be used here"
            )),
        }
    }
}

/// The text with what JSON and shells write for a line end or a slash put right.
pub(super) fn unescaped(text: &str) -> Secret {
    let mut text = zeroize::Zeroizing::new(text.to_owned());
    for (written, meant) in [("\\\\", "\\"), ("\\n", "\n"), ("\\r", "\r"), ("\\/", "/")] {
        if text.contains(written) {
            text = zeroize::Zeroizing::new(text.replace(written, meant));
        }
    }
    Secret::from(text.as_str())
}

/// No end where one should be: cut off, or written with too few dashes.
fn cut_off(text: &str) -> JwkError {
    if text.contains("END ") {
        pem(
            "the last line of the PEM block needs five dashes on each side, as in -----END PUBLIC KEY-----",
        )
    } else {
        pem("the PEM block has no end line; it may be cut off")
    }
}

/// What is wrong where a boundary of PEM is there but for its dashes ([RFC 7468 §3]).
///
/// [RFC 7468 §3]: https://www.rfc-editor.org/rfc/rfc7468#section-3
pub(super) fn without_dashes(text: &str) -> Option<JwkError> {
    let Some((_, rest)) = text.split_once("BEGIN ") else {
        let has = |boundary| text.contains(boundary);
        return match (has("-----begin "), has("-----END ")) {
            (true, _) => Some(pem("the first and last line of PEM are in capitals")),
            (_, true) => Some(pem("the PEM block has no first line; it may be cut off")),
            _ => None,
        };
    };
    let is_of_label =
        |found: &char| found.is_ascii_uppercase() || found.is_ascii_digit() || *found == ' ';
    let label: String = rest.chars().take_while(is_of_label).take(40).collect();
    let label = label.trim_end();
    let is_key =
        !label.starts_with("SSH2") && label.ends_with("KEY") || label.ends_with("CERTIFICATE");
    is_key.then(|| {
        JwkError::Pem(format!(
            "the first line of PEM needs five dashes on each side: -----BEGIN {label}-----"
        ))
    })
}

fn pem(problem: &str) -> JwkError {
    JwkError::Pem(problem.to_owned())
}
