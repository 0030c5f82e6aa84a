//! Reports as JSON, with offsets as JavaScript counts them, and what names mean.

#[cfg(feature = "registry")]
use claimscope_core::registry;
use claimscope_core::report::Report;
use claimscope_core::{Inspection, inspect as inspect_text};
use serde::Serialize;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::timestamp;

/// Inspects any text; the report as JSON.
#[wasm_bindgen]
pub fn inspect(text: &str, now_ms: f64) -> String {
    let mut inspection: Inspection = inspect_text(text, timestamp(now_ms));
    inspection.to_utf16_offsets(text);
    json(&inspection)
}

/// The token that [`inspect`] finds in a text, and after it each of its `tokens`, as a JSON array.
#[wasm_bindgen]
pub fn find_tokens(text: &str) -> String {
    let inspection = inspect_text(text, timestamp(0.0));
    let several = inspection.tokens.iter().map(|found| &found.token);
    json(&Vec::from_iter(
        [&inspection.token].into_iter().chain(several),
    ))
}

/// What is known of a claim, or of a header parameter, as an object; nothing where nothing is known.
///
/// # Errors
///
/// In a build without the tables.
#[wasm_bindgen]
pub fn describe(name: &str, in_header: bool) -> Result<JsValue, JsValue> {
    described(name, in_header)
}

/// What is wrong with the JSON type of a claim's value, which is given as JSON; nothing where nothing is known.
#[wasm_bindgen]
pub fn type_problem(name: &str, value: &str) -> Option<String> {
    type_problem_of(name, value)
}

#[cfg(not(feature = "registry"))]
fn type_problem_of(_: &str, _: &str) -> Option<String> {
    None
}

#[cfg(feature = "registry")]
fn type_problem_of(name: &str, value: &str) -> Option<String> {
    let value = claimscope_core::json::parse(value.as_bytes()).value?;
    registry::claim(name)?.type_problem(&value)
}

#[cfg(not(feature = "registry"))]
fn described(_: &str, _: bool) -> Result<JsValue, JsValue> {
    Err(super::refusal::slim(
        "this build describes no claims; use the full build",
    ))
}

#[cfg(feature = "registry")]
fn described(name: &str, in_header: bool) -> Result<JsValue, JsValue> {
    let entry = if in_header {
        registry::header(name)
    } else {
        registry::claim(name)
    };
    // None becomes undefined.
    Ok(serde_wasm_bindgen::to_value(&entry)?)
}

/// A report as JSON, its offsets in UTF-16 units of `token`.
pub(crate) fn for_javascript(mut report: Report, token: &str) -> String {
    report.to_utf16_offsets(token);
    json(&report)
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
