//! What JavaScript hands over as JSON, read by core's parser.

use claimscope_core::json::{self, Object, Value};
use claimscope_core::said;
use wasm_bindgen::JsValue;

use crate::problem::options;

/// The object that is written in `text`.
///
/// # Errors
///
/// Where it is none: `what`, such as `the answer is`, begins the sentence that says so.
pub(crate) fn object(what: &str, text: &str) -> Result<Object, JsValue> {
    match json::parse(text.as_bytes()).value {
        Some(Value::Object(object)) => Ok(object),
        _ => Err(options(said!("{what} an object"))),
    }
}

pub(crate) fn text(name: &str, value: &Value) -> Result<String, JsValue> {
    let text = value.as_str().map(str::to_owned);
    text.ok_or_else(|| wanted(name, "a text"))
}

pub(crate) fn texts(name: &str, value: &Value) -> Result<Vec<String>, JsValue> {
    let elements = value.as_array().ok_or_else(|| wanted(name, "texts"))?;
    elements.iter().map(|element| text(name, element)).collect()
}

/// What the value of this name should have been.
pub(crate) fn wanted(name: &str, what: &str) -> JsValue {
    options(said!("{name} is {what}"))
}
