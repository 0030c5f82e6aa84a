//! Errors on their way out: one JSON shape, out of which `js/error.js` makes a `ClaimscopeError`.

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
            message: if cfg!(feature = "words") {
                message.to_string()
            } else {
                String::new()
            },
            hint: None,
            check: None,
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

/// An option that cannot be read.
pub(crate) fn options(error: impl ToString) -> JsValue {
    Problem::new(misuse::OPTIONS.as_str(), error).into()
}
