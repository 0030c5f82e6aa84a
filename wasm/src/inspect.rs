//! Reports as JSON, with offsets as JavaScript counts them, and what names mean.

use claimscope_core::registry::{self, Entry};
use claimscope_core::{Inspection, Report, inspect as inspect_text};
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::timestamp;

/// Inspects any text; the report as JSON.
#[wasm_bindgen]
pub fn inspect(text: &str, now_ms: f64) -> String {
    let mut inspection: Inspection = inspect_text(text, timestamp(now_ms));
    inspection.to_utf16_offsets(text);
    json(&inspection)
}

/// The token that [`inspect`] finds in a text.
#[wasm_bindgen]
pub fn find_token(text: &str) -> String {
    inspect_text(text, timestamp(0.0)).token
}

/// What is known of a claim, or of a header parameter, as JSON.
#[wasm_bindgen]
pub fn describe(name: &str, in_header: bool) -> Option<String> {
    let entry: &Entry = if in_header {
        registry::header(name)
    } else {
        registry::claim(name)
    }?;
    serde_json::to_string(entry).ok()
}

/// A report as JSON, its offsets in UTF-16 units of `token`.
pub(crate) fn for_javascript(mut report: Report, token: &str) -> String {
    report.to_utf16_offsets(token);
    json(&report)
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
