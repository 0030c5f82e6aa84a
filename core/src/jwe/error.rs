//! Why an encrypted token was not opened.

use std::fmt;

use super::code;
use crate::code::Code;
use crate::misuse;

/// Why an encrypted token was not opened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecryptError {
    /// It is no well-formed encrypted token, for this reason.
    Format(String),
    /// `alg` is `RSA1_5`.
    Rsa15,
    /// `alg` is missing or unknown.
    Alg(Option<String>),
    /// `enc` is missing or unknown.
    Enc(Option<String>),
    /// This parameter, `alg` or `enc`, is not among those that are allowed.
    NotAllowed(&'static str, String),
    /// `crit` is there, and no extension is understood.
    Critical,
    /// A header parameter is missing or is not what it must be.
    Parameter(&'static str, &'static str),
    /// `zip` is unknown, or the content is not compressed as it says.
    Compression,
    /// The key is not for the algorithm, for this reason.
    Key(String),
    /// The key is for no token at all, for this reason: that is no fault of the token's.
    Unusable(String),
    /// Something is larger than is allowed: this.
    Bound(&'static str),
    /// It does not open with this key.
    Opening,
}

impl DecryptError {
    /// The stable code.
    pub fn code(&self) -> Code {
        match self {
            Self::Format(_) => code::FORMAT,
            Self::Rsa15 | Self::Alg(_) | Self::Enc(_) | Self::NotAllowed(..) => code::ALG,
            Self::Critical | Self::Parameter(..) | Self::Compression => code::HEADER,
            Self::Key(_) => code::KEY,
            Self::Unusable(_) => misuse::KEY,
            Self::Bound(_) => code::BOUND,
            Self::Opening => code::DECRYPTION,
        }
    }

    /// That the numbers of the key do not make one key.
    #[cfg(all(not(target_arch = "wasm32"), feature = "decryption"))]
    pub(super) fn inconsistent_key() -> Self {
        Self::Unusable("the numbers of the key do not fit together".to_owned())
    }

    /// What to do about it: lower case, no full stop.
    pub fn hint(&self) -> &'static str {
        let code = match self {
            Self::Unusable(_) => code::KEY,
            _ => self.code(),
        };
        let entry = code::ENTRIES.iter().find(|entry| entry.code == code);
        entry.map_or("", |entry| entry.remedy)
    }
}

impl fmt::Display for DecryptError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format(message) | Self::Key(message) | Self::Unusable(message) => {
                formatter.write_str(message)
            }
            Self::Rsa15 => formatter.write_str(
                "alg RSA1_5 is refused: what it encrypts can be read by who may ask often enough",
            ),
            Self::Alg(None) => formatter.write_str("the header names no alg"),
            Self::Alg(Some(alg)) => write!(formatter, "alg {alg:?} is not opened here"),
            Self::Enc(None) => formatter.write_str("the header names no enc"),
            Self::Enc(Some(enc)) => write!(formatter, "enc {enc:?} is not opened here"),
            Self::NotAllowed(name, value) => {
                write!(formatter, "{name} {value:?} is not among those that are allowed")
            }
            Self::Critical => formatter.write_str(
                "the header's crit demands that an extension is understood, and none is",
            ),
            Self::Parameter(name, problem) => {
                write!(formatter, "the header parameter {name} {problem}")
            }
            Self::Compression => formatter
                .write_str("the content is not compressed as the header's zip says, or in no known way"),
            Self::Bound(what) => write!(formatter, "{what} is larger than any token needs"),
            Self::Opening => formatter.write_str(
                "the token does not open with this key: it was encrypted to another one, or was altered",
            ),
        }
    }
}

impl std::error::Error for DecryptError {}
