//! Why an API said no: the answer as JavaScript has it, oauth's diagnosis as JSON.

use claimscope_core::json::{Number, Value};
use claimscope_oauth::diagnose::{ApiKnowledge, Refused, diagnose};
use claimscope_oauth::{HttpRequest, HttpResponse, Recorded};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::problem::options;
use crate::value::{object, text, texts};

const STATUS: &str = "status is an HTTP status, such as 401";

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

impl Answer {
    fn read(json: &str) -> Result<Self, JsValue> {
        let mut answer = Self::default();
        for (name, value) in object("the answer is", json)?.iter() {
            match name {
                "status" => answer.status = status(value)?,
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

    /// The request, as far as it is known.
    fn request(&self) -> HttpRequest {
        let request = HttpRequest::new(&*self.method, &*self.url);
        match self.authorization.as_deref() {
            None | Some("") => request,
            Some(authorization) => request.header("Authorization", authorization),
        }
    }

    fn api(&self) -> ApiKnowledge {
        ApiKnowledge {
            issuer: self.issuer.clone(),
            audiences: self.audiences.clone(),
            scopes: self.scopes.clone(),
        }
    }
}

fn status(value: &Value) -> Result<u16, JsValue> {
    let status = value.as_number().and_then(Number::as_i64);
    status
        .and_then(|status| u16::try_from(status).ok())
        .ok_or_else(|| options(STATUS))
}

/// Names and values, a pair for each header.
fn headers(value: &Value) -> Result<Vec<(String, String)>, JsValue> {
    let pairs = value.as_array().unwrap_or_default().iter();
    pairs
        .map(
            |pair| match <[String; 2]>::try_from(texts("headers", pair)?) {
                Ok([name, value]) => Ok((name, value)),
                Err(_) => Err(options("headers are pairs of name and value")),
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
pub fn explain_rejection(answer: &str, now_ms: f64) -> Result<String, JsValue> {
    let answer = Answer::read(answer)?;
    if answer.status == 0 {
        return Err(options(STATUS));
    }
    let (request, api) = (answer.request(), answer.api());
    let is_known = answer.authorization.is_some();
    let response = answer.headers.into_iter().fold(
        HttpResponse::new(answer.status, answer.body),
        |response, (name, value)| response.header(name, value),
    );
    let mut refused = Refused::new(&request, &response, crate::timestamp(now_ms)).api(&api);
    if !is_known {
        refused = refused.request_unseen();
    }
    serde_json::to_string(&diagnose(&refused)).map_err(options)
}

/// As [`explain_rejection`], of any text in which a refusal was pasted; nothing where it holds none.
///
/// # Errors
///
/// Where what is known besides is not of the shape that `js/rejection.js` gives it.
#[wasm_bindgen]
pub fn explain_pasted(text: &str, known: &str, now_ms: f64) -> Result<Option<String>, JsValue> {
    let known = Answer::read(known)?;
    let now = crate::timestamp(now_ms);
    let part = || Recorded::of_part(text, &claimscope_core::inspect(text, now));
    let read = Recorded::read(text).filter(|recorded| recorded.response.is_some());
    let Some(mut recorded) = read.or_else(part) else {
        return Ok(None);
    };
    let has_token = |request: &HttpRequest| request.header_value("authorization").is_some();
    let request = known.request();
    if known.authorization.is_some() && !recorded.request.as_ref().is_some_and(has_token) {
        recorded.request = Some(request.clone());
    }
    let diagnosis = recorded.diagnosis_for(&request, &known.api(), now);
    let json = diagnosis.map(|diagnosis| serde_json::to_string(&diagnosis));
    json.transpose().map_err(options)
}
