//! One disclosure: a salt, a claim's name where it has one, and a value ([RFC 9901 §4.2]).
//!
//! [RFC 9901 §4.2]: https://www.rfc-editor.org/rfc/rfc9901#section-4.2

use std::collections::HashSet;
use std::fmt;

use super::digest::SdHash;
use crate::base64url;
use crate::json::{Value, parse_strict};

/// A disclosure of an SD-JWT. It has no `Debug` of its value.
#[derive(Clone, PartialEq)]
pub struct Disclosure {
    /// The digest that stands for it in the issuer's JWT.
    pub digest: String,
    /// The name of the claim; `None` of an element of an array, and where it cannot be read.
    pub name: Option<String>,
    /// The value, where it can be read.
    pub value: Option<Value>,
    /// Why a verifier must refuse it.
    pub fault: Option<DisclosureFault>,
}

/// Why a verifier must refuse a disclosure, and the whole SD-JWT with it ([RFC 9901 §7.1]).
///
/// [RFC 9901 §7.1]: https://www.rfc-editor.org/rfc/rfc9901#section-7.1
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DisclosureFault {
    /// It is no base64url of a JSON array of two or three elements, the salt and the name text.
    Malformed,
    /// No digest of the issuer's JWT, or of another disclosure, is its own.
    NoDigest,
    /// It stands in the text twice.
    Repeated,
    /// Its name is one that no claim may have: `_sd`, or three dots.
    ReservedName,
    /// A claim of its name decides whether the token holds, which no choice of the holder's may change.
    NeverHidden,
    /// A claim of its name is there already.
    NameTaken,
    /// A claim stands where an element of an array should, or the other way round.
    WrongPlace,
}

impl fmt::Display for DisclosureFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Malformed => "it cannot be read: a disclosure is base64url of a JSON array with salt, name and value",
            Self::NoDigest => "no digest of the issuer stands for it, so that the issuer did not sign it",
            Self::Repeated => "it stands there twice",
            Self::ReservedName => "no claim may have its name",
            Self::NeverHidden => "a claim of its name decides whether the token holds, and must stand in the JWT itself",
            Self::NameTaken => "a claim of its name is there already",
            Self::WrongPlace => "its digest stands where the other kind of disclosure belongs",
        })
    }
}

impl fmt::Debug for Disclosure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Disclosure")
            .field("digest", &self.digest)
            .field("fault", &self.fault)
            .finish_non_exhaustive()
    }
}

impl Disclosure {
    pub(super) fn read(text: &str, hash: SdHash) -> Self {
        let parsed = base64url::decode(text).ok();
        let parsed = parsed.and_then(|bytes| parse_strict(&bytes).ok());
        let elements = parsed.as_ref().and_then(Value::as_array);
        let (name, value) = match elements {
            Some([Value::String(_), Value::String(name), value]) => {
                (Some(name.clone()), Some(value))
            }
            Some([Value::String(_), value]) => (None, Some(value)),
            _ => (None, None),
        };
        let is_reserved = name
            .as_deref()
            .is_some_and(|name| matches!(name, "_sd" | "..."));
        let fault = match value {
            None => Some(DisclosureFault::Malformed),
            Some(_) if is_reserved => Some(DisclosureFault::ReservedName),
            Some(_) => None,
        };
        Self {
            digest: hash.encoded(text.as_bytes()),
            value: value.cloned(),
            name,
            fault,
        }
    }
}

/// Notes every disclosure that stood before.
pub(super) fn note_repeated(disclosures: &mut [Disclosure]) {
    let mut seen = HashSet::new();
    for disclosure in disclosures {
        if !seen.insert(disclosure.digest.clone()) {
            disclosure.fault = Some(DisclosureFault::Repeated);
        }
    }
}
