//! Errors on their way out: one JSON shape, out of which `js/error.js` makes a `ClaimscopeError`.

use claimscope_core::Rejection;
use claimscope_core::crypto::KeyError;
use claimscope_core::jwk::JwkError;
use claimscope_core::jwt::Misuse;
use claimscope_core::misuse;
use claimscope_core::report::Check;
use serde::Serialize;
use wasm_bindgen::JsValue;

/// What went wrong, as JavaScript gets it.
#[derive(Serialize)]
pub(crate) struct Problem<'a> {
    pub(crate) code: &'a str,
    pub(crate) message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hint: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) check: Option<&'a Check>,
}

impl<'a> Problem<'a> {
    pub(crate) fn new(code: &'a str, message: impl ToString) -> Self {
        Self {
            code,
            message: message.to_string(),
            hint: None,
            check: None,
        }
    }

    pub(crate) fn of_rejection(rejection: &'a Rejection) -> Self {
        let check = rejection.check();
        Self {
            hint: check.hint.as_deref(),
            check: Some(check),
            ..Self::new(rejection.code(), &check.message)
        }
    }

    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl From<Problem<'_>> for JsValue {
    fn from(problem: Problem<'_>) -> Self {
        problem.to_json().into()
    }
}

/// A setting that makes no sense.
pub(crate) fn misuse(error: &Misuse) -> JsValue {
    let hint = match error {
        Misuse::NoIssuer => Some("issuer: 'https://…' names it, issuer: false waives it"),
        Misuse::NoAudience => Some("audience: 'api1' names it, audience: false waives it"),
        _ => None,
    };
    Problem {
        hint,
        ..Problem::new(error.code().as_str(), error)
    }
    .into()
}

/// A key that cannot be read.
pub(crate) fn unreadable_key(error: &JwkError) -> JsValue {
    let code = match error {
        JwkError::NoPem => misuse::SLIM.as_str(),
        _ => misuse::KEY.as_str(),
    };
    Problem::new(code, error).into()
}

/// What this build was made without.
#[cfg(not(all(feature = "diagnose", feature = "registry")))]
pub(crate) fn slim(sentence: &str) -> JsValue {
    Problem::new(misuse::SLIM.as_str(), sentence).into()
}

/// A key that cannot do what is asked.
pub(crate) fn unusable_key(error: &KeyError) -> JsValue {
    Problem::new(misuse::KEY.as_str(), error).into()
}

/// An option that cannot be read.
pub(crate) fn options(error: impl ToString) -> JsValue {
    Problem::new(misuse::OPTIONS.as_str(), error).into()
}
