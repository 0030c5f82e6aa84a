//! Why an API said no: the answer as JavaScript has it, core's diagnosis as JSON.

#[cfg(feature = "diagnose")]
use claimscope_core::diagnose::{ApiKnowledge, Refused, diagnose};
#[cfg(feature = "diagnose")]
use claimscope_core::oauth::{HttpRequest, HttpResponse};
#[cfg(feature = "diagnose")]
use serde::Deserialize;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::problem;

#[cfg(feature = "diagnose")]
#[derive(Deserialize)]
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
    method: String,
    url: String,
    /// Left out where it is not known; empty where none was sent.
    #[serde(default)]
    authorization: Option<String>,
    #[serde(default)]
    issuer: Option<String>,
    #[serde(default)]
    audiences: Vec<String>,
    #[serde(default)]
    scopes: Vec<String>,
}

/// Ranks the reasons for an answer such as 401; the diagnosis as JSON.
///
/// # Errors
///
/// Where the answer is not of the shape that `js/rejection.js` gives it.
#[wasm_bindgen]
pub fn explain_rejection(answer: JsValue, now_ms: f64) -> Result<String, JsValue> {
    explained(answer, now_ms)
}

#[cfg(not(feature = "diagnose"))]
fn explained(_: JsValue, _: f64) -> Result<String, JsValue> {
    Err(problem::slim(
        "this build explains no rejections; use the full build",
    ))
}

#[cfg(feature = "diagnose")]
fn explained(answer: JsValue, now_ms: f64) -> Result<String, JsValue> {
    let answer: Answer = serde_wasm_bindgen::from_value(answer).map_err(problem::options)?;
    let mut request = HttpRequest::new(answer.method, answer.url);
    let is_known = answer.authorization.is_some();
    if let Some(authorization) = answer.authorization.filter(|value| !value.is_empty()) {
        request = request.header("Authorization", authorization);
    }
    let response = answer.headers.into_iter().fold(
        HttpResponse::new(answer.status, answer.body),
        |response, (name, value)| response.header(name, value),
    );
    let api = ApiKnowledge {
        issuer: answer.issuer,
        audiences: answer.audiences,
        scopes: answer.scopes,
    };
    let mut refused = Refused::new(&request, &response, crate::timestamp(now_ms)).api(&api);
    if !is_known {
        refused = refused.request_unseen();
    }
    serde_json::to_string(&diagnose(&refused)).map_err(problem::options)
}
