//! Core's errors, as JavaScript gets them.

use claimscope_core::Rejection;
#[cfg(feature = "sign")]
use claimscope_core::crypto::KeyError;
use claimscope_core::jwk::JwkError;
use claimscope_core::jwt::PolicyMisuse;
use claimscope_core::misuse;
use wasm_bindgen::JsValue;

use crate::problem::Problem;

impl<'a> Problem<'a> {
    pub(crate) fn of_rejection(rejection: &'a Rejection) -> Self {
        let check = rejection.check();
        Self {
            hint: check.hint.as_deref(),
            check: Some(check),
            ..Self::new(rejection.code(), &check.message)
        }
    }
}

/// A setting that makes no sense.
pub(crate) fn misuse(error: &PolicyMisuse) -> JsValue {
    let hint = match error {
        PolicyMisuse::NoIssuer => Some("issuer: 'https://…' names it, issuer: false waives it"),
        PolicyMisuse::NoAudience => Some("audience: 'api1' names it, audience: false waives it"),
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
#[cfg(all(feature = "explain", not(feature = "forms")))]
pub(crate) fn slim(sentence: &str) -> JsValue {
    Problem::new(misuse::SLIM.as_str(), sentence).into()
}

/// A key that cannot do what is asked.
#[cfg(feature = "sign")]
pub(crate) fn unusable_key(error: &KeyError) -> JsValue {
    Problem::new(misuse::KEY.as_str(), error).into()
}
