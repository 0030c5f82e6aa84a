//! SD-JWTs taken apart ([RFC 9901]): the issuer's JWT, what of it is disclosed, and the holder's key binding.
//!
//! Nothing here proves anything: whether the issuer's JWT holds is for [`verify`](crate::verify()) to say, as of any JWT.
//!
//! [RFC 9901]: https://www.rfc-editor.org/rfc/rfc9901

mod binding;
mod digest;
mod disclosed;
mod disclosure;

use std::fmt;

use crate::json::Object;
use crate::jws::{Content, MAX_TOKEN_BYTES, decode};

pub use binding::KeyBinding;
pub use disclosure::{Disclosure, DisclosureFault};

/// An SD-JWT with more disclosures than this is not taken apart.
pub const MAX_DISCLOSURES: usize = 1_000;

/// An SD-JWT, taken apart. Its `Debug` shows no claim.
#[derive(Clone, PartialEq)]
pub struct SdJwt {
    /// The issuer's JWT, which [`verify`](crate::verify()) takes.
    pub issuer_jwt: String,
    /// The claims of that JWT with what is disclosed in its place, as far as no disclosure is at fault.
    pub claims: Object,
    /// The disclosures, in the order in which they stand.
    pub disclosures: Vec<Disclosure>,
    /// How many digests stand for what is not disclosed, decoys among them.
    pub hidden: usize,
    /// What the holder signed, where it is there.
    pub key_binding: Option<KeyBinding>,
}

/// Why a text is no SD-JWT that can be taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SdJwtError {
    /// No `~` stands in it, or the JWT before the first is none.
    NotOne,
    /// It is longer than any token may be.
    TooLong,
    /// It has more than [`MAX_DISCLOSURES`] disclosures.
    TooMany {
        /// How many it has.
        count: usize,
    },
    /// A digest stands in it twice, disclosed or not.
    RepeatedDigest,
    /// `_sd_alg` names a hash that is not known.
    UnknownHash(String),
}

impl fmt::Display for SdJwtError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOne => formatter
                .write_str("this is no SD-JWT: a JWT with ~ after it and after each disclosure"),
            Self::TooLong => write!(
                formatter,
                "the SD-JWT has more than {MAX_TOKEN_BYTES} bytes, which is more than any token should have"
            ),
            Self::TooMany { count } => write!(
                formatter,
                "the SD-JWT has {count} disclosures; more than {MAX_DISCLOSURES} are not read"
            ),
            Self::RepeatedDigest => {
                formatter.write_str("a digest stands in the SD-JWT twice, and may stand there once")
            }
            Self::UnknownHash(name) => write!(
                formatter,
                "_sd_alg is {name:?}; sha-256, sha-384 and sha-512 are known"
            ),
        }
    }
}

impl std::error::Error for SdJwtError {}

impl fmt::Debug for SdJwt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SdJwt")
            .field("disclosures", &self.disclosures.len())
            .field("hidden", &self.hidden)
            .field("key_binding", &self.key_binding.is_some())
            .finish_non_exhaustive()
    }
}

impl SdJwt {
    /// Takes `text` apart: the JWT, the disclosures matched to its digests, and the key binding.
    ///
    /// # Errors
    ///
    /// Where there is nothing to take apart, or too much. What is wrong with one disclosure stands with it.
    pub fn read(text: &str) -> Result<Self, SdJwtError> {
        if text.len() > MAX_TOKEN_BYTES {
            return Err(SdJwtError::TooLong);
        }
        let (issuer_jwt, rest) = text.split_once('~').ok_or(SdJwtError::NotOne)?;
        let decoded = decode(issuer_jwt, Content::Claims, false);
        let claims = decoded.claims.ok_or(SdJwtError::NotOne)?;
        // What stands after the last mark is the key binding, or nothing.
        let (texts, binding) = match rest.rsplit_once('~') {
            Some((texts, binding)) => (Some(texts), binding),
            None => (None, rest),
        };
        let texts = texts.into_iter().flat_map(|texts| texts.split('~'));
        let count = texts.clone().count();
        if count > MAX_DISCLOSURES {
            return Err(SdJwtError::TooMany { count });
        }
        let hash = digest::of_claims(&claims)?;
        let mut disclosures: Vec<Disclosure> =
            texts.map(|one| Disclosure::read(one, hash)).collect();
        disclosure::note_repeated(&mut disclosures);
        let (claims, hidden) = disclosed::put_in_place(claims, &mut disclosures)?;
        let presented = &text[..text.len() - binding.len()];
        let key_binding = (!binding.is_empty())
            .then(|| KeyBinding::read(binding, &hash.encoded(presented.as_bytes()), &claims));
        Ok(Self {
            issuer_jwt: issuer_jwt.to_owned(),
            claims,
            disclosures,
            hidden,
            key_binding,
        })
    }

    /// Whether every disclosure was matched to a digest of the issuer's, as a verifier must demand ([RFC 9901 §7.1]).
    ///
    /// [RFC 9901 §7.1]: https://www.rfc-editor.org/rfc/rfc9901#section-7.1
    pub fn is_consistent(&self) -> bool {
        self.disclosures.iter().all(|one| one.fault.is_none())
    }
}

#[cfg(test)]
mod tests;
