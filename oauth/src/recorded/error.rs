//! The body of an error alone, as the answer that it came in.

use crate::HttpResponse;

/// An error as JSON, as the answer that it came in.
pub(super) fn read(text: &str) -> Option<HttpResponse> {
    let text = text.trim();
    let members = claimscope_core::json::parse(text.as_bytes()).value?;
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
        .then(|| json(text))
}

/// An answer with this body, whose status is guessed.
pub(super) fn json(body: &str) -> HttpResponse {
    HttpResponse::new(401, body).header("Content-Type", "application/json")
}
