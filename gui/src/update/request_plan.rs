//! The request to send, as the chosen form says.

use claimscope_core::secret::Secret;
use claimscope_oauth::HttpRequest;

use crate::connection::ConnectionId;
use crate::model::Model;
use crate::request::{BodyForm, BodyKind, RequestForm, RowForm, TableForm};
use crate::results::FailureText;

/// The request of a call, unless a field of it cannot be sent.
pub(super) fn request(model: &Model, id: ConnectionId) -> Result<HttpRequest, FailureText> {
    let connection = model.connection_of(id);
    of_form(
        &connection
            .requests
            .chosen()
            .with_url_or(&connection.api_url),
    )
}

/// The same request with GET, and so without a body.
pub(super) fn with_get(request: HttpRequest) -> HttpRequest {
    let headers = request.headers.into_iter();
    let headers = headers.filter(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
    headers.fold(HttpRequest::get(request.url), |request, (name, value)| {
        request.header(name, value)
    })
}

fn of_form(form: &RequestForm) -> Result<HttpRequest, FailureText> {
    let url = form.url.trim();
    if url.is_empty() {
        return Err(FailureText::new(
            "There is no API address yet.",
            "Type the address of the API on the Call tab.",
        ));
    }
    let mut request = HttpRequest::new(form.method(), url);
    for (name, value) in headers(&form.headers)? {
        request = request.header(name, value);
    }
    with_body(request, &form.body)
}

/// A line is never quoted: it may hold a secret.
fn headers(table: &TableForm) -> Result<Vec<(String, Secret)>, FailureText> {
    if let Some(line) = table.odd_line(':') {
        return Err(FailureText::new(
            format!("Line {line} of the headers has no name and colon."),
            "Write each header as Name: value, on a line of its own.",
        ));
    }
    sent(&table.read(':'))
        .map(|(index, row)| match row.name.trim() {
            "" => Err(FailureText::new(
                format!("Row {} of the headers has a value and no name.", index + 1),
                "Type the header's name, or switch the row off.",
            )),
            name => Ok((name.to_owned(), Secret::from(row.value.expose().trim()))),
        })
        .collect()
}

/// The rows that are sent, with their places.
fn sent(rows: &[RowForm]) -> impl Iterator<Item = (usize, &RowForm)> {
    let rows = rows.iter().enumerate();
    rows.filter(|(_, row)| row.is_on && !row.is_empty())
}

fn with_body(request: HttpRequest, body: &BodyForm) -> Result<HttpRequest, FailureText> {
    let text = || body.text.to_secret();
    let (media_type, bytes) = match body.kind {
        BodyKind::None => return Ok(request),
        BodyKind::Json => ("application/json", text()),
        BodyKind::Text => ("text/plain; charset=utf-8", text()),
        BodyKind::Form => {
            let rows = body.form.read('=');
            let pairs = sent(&rows).map(|(_, row)| (&*row.name, row.value.expose().as_bytes()));
            (
                "application/x-www-form-urlencoded",
                HttpRequest::post_form("", pairs).body,
            )
        }
        BodyKind::File | BodyKind::Multipart => {
            return Err(FailureText::new(
                "Files are not sent yet.",
                "Choose another kind of body.",
            ));
        }
    };
    let request = match request.header_value("content-type") {
        Some(_) => request,
        None => request.header("Content-Type", media_type),
    };
    Ok(request.body(bytes))
}
