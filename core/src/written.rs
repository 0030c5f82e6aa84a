//! The forms beside the compact one in which a signed token is written: an SD-JWT, and a JWS as JSON.

pub mod code;
mod jws_json;
mod sd_jwt;

use std::fmt;

use crate::checks::shorten;
use crate::code::Code;
use crate::json::Value;
use crate::jwt::{Expectations, PolicyMisuse};
use crate::sd_jwt::SdJwt;
use crate::time::Timestamp;

/// A signed token in compact form.
#[derive(Clone, PartialEq, Eq)]
pub struct NamedToken {
    /// The name that it stands under, which may be empty.
    pub name: String,
    /// The token, which [`verify`](crate::verify()) takes.
    pub token: String,
}

/// What there is to verify in a text. Of its signatures nothing is said here.
#[derive(Clone, PartialEq)]
pub struct Written {
    /// Signed tokens in compact form, one of which must hold.
    pub tokens: Vec<NamedToken>,
    /// The form, and what of it a report on one of the tokens does not judge.
    pub fact: String,
    /// The media type that tokens of this form have, where they name one of its own.
    pub typ: Option<&'static str>,
    /// The SD-JWT, where it is one: its disclosures and its key binding hold.
    pub sd_jwt: Option<SdJwt>,
}

/// Why a form does not hold, or leaves nothing to verify.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WrittenError {
    /// An SD-JWT, and what is wrong with it.
    SdJwt(String),
    /// A JWS as JSON, and what is wrong with it.
    JwsJson(String),
    /// What is expected makes no policy.
    Policy(PolicyMisuse),
}

impl Written {
    /// Takes apart an SD-JWT or a JWS as JSON; `None` of every other text. What no report is on is judged as of `at`.
    ///
    /// # Errors
    ///
    /// Where the form itself does not hold, leaves nothing to verify, or lacks the key binding that is expected.
    pub fn read(
        text: &str,
        expected: &Expectations,
        at: Timestamp,
    ) -> Result<Option<Self>, WrittenError> {
        match text.split_once('~') {
            Some((jwt, _)) if is_signed(jwt) => sd_jwt::read(text, expected, at).map(Some),
            _ if expected.key_binding.is_some() => Err(WrittenError::SdJwt(
                "a key binding is expected, and this is no SD-JWT".to_owned(),
            )),
            _ => jws_json::read(text),
        }
    }
}

impl fmt::Debug for Written {
    /// Everything but the tokens.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Written")
            .field("fact", &self.fact)
            .field("typ", &self.typ)
            .finish_non_exhaustive()
    }
}

impl WrittenError {
    /// The stable code of this error.
    pub const fn code(&self) -> Code {
        match self {
            Self::SdJwt(_) => code::SD_JWT,
            Self::JwsJson(_) => code::JWS_JSON,
            Self::Policy(misuse) => misuse.code(),
        }
    }
}

impl fmt::Display for WrittenError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SdJwt(message) | Self::JwsJson(message) => formatter.write_str(message),
            Self::Policy(misuse) => misuse.fmt(formatter),
        }
    }
}

impl std::error::Error for WrittenError {}

fn is_signed(text: &str) -> bool {
    text.starts_with("eyJ") && text.bytes().filter(|byte| *byte == b'.').count() == 2
}

/// `1 signature`, `2 signatures`.
fn counted(count: usize, one: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {one}{plural}")
}

/// A value in a sentence.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => shorten(text),
        other => shorten(&other.to_string()),
    }
}

#[cfg(test)]
mod tests;
