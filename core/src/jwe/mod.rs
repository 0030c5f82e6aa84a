//! Opens encrypted tokens in the compact form ([RFC 7516]) with a key that the person gives.
//!
//! - What comes out? [`Decrypted`]: the header and the plaintext. Decryption proves nothing about who made a token: anybody who has
//!   the public key can encrypt. A nested signed token is verified by itself, [`Decrypted::nested`].
//! - What is opened? The algorithms of [RFC 7518] §4 and §5, with those keys that they are for. `RSA1_5` is refused: an attacker
//!   who may ask often enough reads what was encrypted ([RFC 8725 §3.2]).
//! - Who computes? Natively aws-lc, by [`decrypt`]; elsewhere a host, which is told what by an [`EncryptedToken`].
//! - What bounds it? The length of a token, the rounds of PBES2, and how large compressed content may grow.
//!
//! Not here: encrypting, and the JSON forms.
//!
//! [RFC 7516]: https://www.rfc-editor.org/rfc/rfc7516
//! [RFC 7518]: https://www.rfc-editor.org/rfc/rfc7518
//! [RFC 8725 §3.2]: https://www.rfc-editor.org/rfc/rfc8725#section-3.2

mod agreement;
mod algorithm;
mod allowed;
pub mod code;
#[cfg(all(not(target_arch = "wasm32"), feature = "decryption"))]
mod content;
#[cfg(all(not(target_arch = "wasm32"), feature = "decryption"))]
mod content_key;
mod error;
mod host;
mod key;
mod token;

use std::fmt;

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

use crate::json::{self, Object, Value};
use crate::jws::{Content, MAX_TOKEN_BYTES, decode};
use crate::report::Format;
use crate::secret::Secret;

pub use allowed::AllowedEncryption;
pub use error::DecryptError;
pub use key::{DecryptionKey, DecryptionKeyError};
pub use token::EncryptedToken;

/// What was in an encrypted token.
#[derive(Clone)]
pub struct Decrypted {
    header: Object,
    plaintext: Secret,
}

impl Decrypted {
    /// The protected header.
    pub fn header(&self) -> &Object {
        &self.header
    }

    /// `alg`: how the content's key was brought.
    pub fn alg(&self) -> &str {
        self.header.get_str("alg").unwrap_or_default()
    }

    /// `enc`: how the content was encrypted.
    pub fn enc(&self) -> &str {
        self.header.get_str("enc").unwrap_or_default()
    }

    /// What was encrypted.
    pub fn plaintext(&self) -> &Secret {
        &self.plaintext
    }

    /// The token that was encrypted, where it was one ([RFC 7519 §5.2]): `cty` says so, or it is one by its looks.
    ///
    /// [RFC 7519 §5.2]: https://www.rfc-editor.org/rfc/rfc7519#section-5.2
    pub fn nested(&self) -> Option<&str> {
        let text = self.plaintext.expose_str()?.trim();
        let format = decode(text, Content::Any, false).format;
        matches!(format, Format::Jws | Format::Jwe).then_some(text)
    }

    /// The claim that the header repeats with another value than the token or the claims inside
    /// ([RFC 7519 §5.3](https://www.rfc-editor.org/rfc/rfc7519#section-5.3)).
    fn differing_claim(&self) -> Option<&'static str> {
        let text = self.plaintext.expose_str()?.trim();
        let claims = match json::parse(text.as_bytes()).value {
            Some(Value::Object(claims)) => claims,
            _ => decode(text, Content::Claims, false).claims?,
        };
        REPLICATED.into_iter().find(|name| {
            let values = (self.header.get(name), claims.get(name));
            matches!(values, (Some(said), Some(claim)) if !is_same(said, claim))
        })
    }
}

/// The claims that a header may repeat.
const REPLICATED: [&str; 3] = ["iss", "sub", "aud"];

/// Whether two claims say the same: a list of one value is that value (RFC 7519 §4.1.3).
fn is_same(one: &Value, other: &Value) -> bool {
    let bare = |value: &Value| match value.as_array() {
        Some([only]) => only.clone(),
        _ => value.clone(),
    };
    bare(one) == bare(other)
}

impl fmt::Debug for Decrypted {
    /// Everything but what was encrypted.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Decrypted")
            .field("header", &self.header)
            .finish_non_exhaustive()
    }
}

/// Whether `text` is an encrypted token in the compact form, well-formed or nearly so.
pub fn is_encrypted(text: &str) -> bool {
    decode(text, Content::Any, false).format == Format::Jwe
}

/// Opens an encrypted token.
///
/// # Errors
///
/// [`DecryptError`]: what is no encrypted token, what is not supported or not allowed, a key that is not for it. Whether a wrong key
/// or an altered token is why it does not open cannot be told apart, on purpose ([RFC 7516 §11.5]).
///
/// [RFC 7516 §11.5]: https://www.rfc-editor.org/rfc/rfc7516#section-11.5
#[cfg(all(not(target_arch = "wasm32"), feature = "decryption"))]
pub fn decrypt(token: &str, key: &DecryptionKey) -> Result<Decrypted, DecryptError> {
    decrypt_allowed(token, key, &AllowedEncryption::default())
}

/// As [`decrypt`], where the token is encrypted with what is allowed.
///
/// # Errors
///
/// As [`decrypt`], and [`DecryptError::NotAllowed`].
#[cfg(all(not(target_arch = "wasm32"), feature = "decryption"))]
pub fn decrypt_allowed(
    token: &str,
    key: &DecryptionKey,
    allowed: &AllowedEncryption,
) -> Result<Decrypted, DecryptError> {
    let token = EncryptedToken::new(token, key, allowed)?;
    let content_key = content_key::content_key(&token)?;
    let plaintext = content::open(&token, &content_key)?;
    token.opened(plaintext)
}

/// Raw DEFLATE, as `zip` wants it, no larger than a token may be and with nothing behind it.
fn inflate(compressed: &Secret) -> Result<Secret, DecryptError> {
    let mut rest = compressed.expose();
    let mut state = DecompressorOxide::new();
    let first_bytes = rest.len().saturating_mul(2).clamp(64, MAX_TOKEN_BYTES);
    let (mut bytes, mut end) = (vec![0; first_bytes], 0);
    loop {
        let flags = TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
        let (status, read, written) = decompress(&mut state, rest, &mut bytes, end, flags);
        rest = rest.get(read..).unwrap_or_default();
        end += written;
        match status {
            TINFLStatus::Done if rest.is_empty() => {
                bytes.truncate(end);
                return Ok(Secret::new(bytes));
            }
            TINFLStatus::HasMoreOutput if bytes.len() < MAX_TOKEN_BYTES => {
                bytes.resize((bytes.len() * 2).min(MAX_TOKEN_BYTES), 0);
            }
            TINFLStatus::HasMoreOutput => {
                return Err(DecryptError::Bound("its compressed content"));
            }
            _ => return Err(DecryptError::Compression),
        }
    }
}
