//! Why an API said no: the answer as JavaScript has it, core's diagnosis as JSON.

#[cfg(feature = "diagnose")]
use claimscope_core::json::{Number, Value};
#[cfg(feature = "diagnose")]
use claimscope_oauth::diagnose::{ApiKnowledge, Refused, diagnose};
#[cfg(feature = "diagnose")]
use claimscope_oauth::{HttpRequest, HttpResponse};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

#[cfg(feature = "diagnose")]
use crate::options::{object, text, texts};
use crate::problem;

#[cfg(feature = "diagnose")]
#[derive(Default)]
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
    method: String,
    url: String,
    /// Left out where it is not known; empty where none was sent.
    authorization: Option<String>,
    issuer: Option<String>,
    audiences: Vec<String>,
    scopes: Vec<String>,
}

#[cfg(feature = "diagnose")]
impl Answer {
    fn read(value: &JsValue) -> Result<Self, JsValue> {
        let object = object(value).ok_or_else(|| problem::options("the answer is an object"))?;
        let mut answer = Self {
            status: status(object.get("status"))?,
            ..Self::default()
        };
        for (name, value) in object.iter() {
            match name {
                "headers" => answer.headers = headers(value)?,
                "body" => answer.body = text(name, value)?,
                "method" => answer.method = text(name, value)?,
                "url" => answer.url = text(name, value)?,
                "authorization" => answer.authorization = Some(text(name, value)?),
                "issuer" => answer.issuer = Some(text(name, value)?),
                "audiences" => answer.audiences = texts(name, value)?,
                "scopes" => answer.scopes = texts(name, value)?,
                _ => {}
            }
        }
        Ok(answer)
    }
}

#[cfg(feature = "diagnose")]
fn status(value: Option<&Value>) -> Result<u16, JsValue> {
    let status = value.and_then(Value::as_number).and_then(Number::as_i64);
    status
        .and_then(|status| u16::try_from(status).ok())
        .ok_or_else(|| problem::options("status is an HTTP status, such as 401"))
}

/// Names and values, a pair for each header.
#[cfg(feature = "diagnose")]
fn headers(value: &Value) -> Result<Vec<(String, String)>, JsValue> {
    let pairs = value.as_array().unwrap_or_default().iter();
    pairs
        .map(
            |pair| match <[String; 2]>::try_from(texts("headers", pair)?) {
                Ok([name, value]) => Ok((name, value)),
                Err(_) => Err(problem::options("headers are pairs of name and value")),
            },
        )
        .collect()
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
    let answer = Answer::read(&answer)?;
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
