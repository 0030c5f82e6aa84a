//! The body of an error alone, as the answer that it came in.

use claimscope_core::json::{self, Value};

use crate::HttpResponse;

/// An error as JSON, as the answer that it came in.
pub(super) fn read(text: &str) -> Option<HttpResponse> {
    let text = text.trim();
    let members = json::parse(text.as_bytes()).value?;
    let members = members.as_object()?;
    let names = [
        "error",
        "errors",
        "message",
        "detail",
        "title",
        "Message",
        "error_description",
        "fault",
        "msg",
    ];
    names
        .iter()
        .any(|name| members.get(name).is_some())
        .then(|| self::json(text))
}

/// An answer with this body, whose status is guessed unless the body repeats it.
pub(super) fn json(body: &str) -> HttpResponse {
    let status = repeated_status(body).unwrap_or(401);
    HttpResponse::new(status, body).header("Content-Type", "application/json")
}

/// The status that an error repeats in a member of its own, or of the error in it.
fn repeated_status(body: &str) -> Option<u16> {
    let value = json::parse(body.as_bytes()).value?;
    let members = value.as_object()?;
    let inner = members.get("error").and_then(Value::as_object);
    let names = ["status", "statusCode", "status_code", "code"];
    let mut found = names.iter().flat_map(|name| {
        let values = [Some(members), inner].into_iter().flatten();
        values.filter_map(move |members| members.get(name)?.as_number()?.as_i64())
    });
    let status = found.find(|status| (400..600).contains(status))?;
    u16::try_from(status).ok()
}
