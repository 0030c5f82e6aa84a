//! The request to send, as the chosen form says.

use claimscope_client::workspace::{
    SavedBody, SavedContent, SavedPart, SavedRow, SavedValue, SecretPlace,
};
use claimscope_core::secret::Secret;
use claimscope_oauth::mask::SentCredentials;
use claimscope_oauth::{HttpRequest, is_method};

use super::{plan, road};
use crate::connection::ConnectionId;
use crate::content_type::without_boundary;
use crate::model::Model;
use crate::request::{BodyForm, BodyKind, PartForm, RequestForm, RowForm, TableForm};
use crate::request_curl::begins_curl;
use crate::request_pane::RequestPane;
use crate::request_to_send::RequestToSend;
use crate::request_url::{QUERY_SEPARATOR, is_in_url, with_pairs};
use crate::results::FailureText;

/// The request of a call, unless a field of it cannot be sent.
pub(super) fn request(model: &Model, id: ConnectionId) -> Result<RequestToSend, FailureText> {
    if let Some(failure) = plan::unusable(model, id) {
        return Err(failure);
    }
    let connection = model.connection_of(id);
    let form = connection.requests.chosen();
    let form = form.with_url_or(&connection.api_url);
    if begins_curl(&form.url) {
        return Err(FailureText::new(
            "A curl command stands in place of the address, so nothing was sent.",
            "Complete it and press Enter there: it becomes the request. Or type the address of the API.",
        ));
    }
    if let Some(why) = form.missing_body() {
        return Err(FailureText::new(
            format!("The body of this request is missing, so nothing was sent: {why}."),
            "Type it again on the Call tab, or say there that the request is whole.",
        ));
    }
    let mut secrets = SentCredentials::default();
    let mut request = of_form(&resolved(model, form, &mut secrets)?)?;
    request.request.secrets = secrets;
    // The playground's connection is no file, and its paths begin where the program does.
    let folder = model.files.folder.clone();
    let folder = folder.filter(|_| !connection.is_playground());
    Ok(RequestToSend {
        folder: folder.unwrap_or_default(),
        ..request
    })
}

/// What is sent of the request with its variables filled in, and the secrets that its file names, which go to `secrets` too.
fn resolved(
    model: &Model,
    mut form: RequestForm,
    secrets: &mut SentCredentials,
) -> Result<RequestForm, FailureText> {
    let text = |text: &str| road::sent_text(model, text);
    let mut fill = |row: &mut RowForm, pane: RequestPane| {
        if !row.is_on {
            return Ok(());
        }
        row.name = text(&row.name)?;
        row.value = match (&row.place, row.value.expose()) {
            // What was typed goes before what the file names.
            (Some(place), "") => road::secret_at(model, &row.name, place, pane)?,
            (_, value) => text(value)?.into(),
        };
        if row.place.is_some() || row.kept.is_some() {
            secrets.add(row.value.expose().as_bytes());
        }
        Ok::<(), FailureText>(())
    };
    let mut fill_table = |table: &mut TableForm, pane: RequestPane| {
        if let Some(lines) = &mut table.text {
            *lines = text(lines.expose())?.into();
        }
        let mut rows = table.rows.iter_mut();
        rows.try_for_each(|row| fill(row, pane))
    };
    form.url = road::sent_url(model, &form.url)?;
    fill_table(&mut form.query, RequestPane::Query)?;
    fill_table(&mut form.headers, RequestPane::Headers)?;
    let body = &mut form.body;
    match body.kind {
        BodyKind::None => {}
        BodyKind::Json | BodyKind::Text => body.text = text(body.text.expose())?.into(),
        BodyKind::File => body.file = text(&body.file)?,
        BodyKind::Form => fill_table(&mut body.form, RequestPane::Body)?,
        BodyKind::Multipart => {
            let mut parts = body.parts.iter_mut();
            parts.try_for_each(|part| fill(&mut part.row, RequestPane::Body))?;
        }
    }
    Ok(form)
}

/// The same request with GET, and so without a body.
pub(super) fn with_get(sent: RequestToSend) -> RequestToSend {
    let headers = sent.request.headers.into_iter();
    let headers = headers.filter(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
    let bare = HttpRequest {
        secrets: sent.request.secrets,
        ..HttpRequest::get(sent.request.url)
    };
    let request = headers.fold(bare, |request, (name, value)| request.header(name, value));
    request.into()
}

fn of_form(form: &RequestForm) -> Result<RequestToSend, FailureText> {
    if form.url.trim().is_empty() {
        return Err(FailureText::new(
            "There is no API address yet.",
            "Type the address of the API on the Call tab.",
        ));
    }
    let method = form.method();
    if !is_method(method) {
        return Err(FailureText::new(
            "The method is no method of HTTP.",
            "Write it in letters, such as PROPFIND, without spaces.",
        ));
    }
    let mut request = HttpRequest::new(method.to_ascii_uppercase(), url(form)?);
    for (name, value) in headers(&form.headers)? {
        request = request.header(name, value);
    }
    with_body(request, &form.body)
}

/// The URL with the secrets that a file has beside it.
fn url(form: &RequestForm) -> Result<String, FailureText> {
    let rows = form.query.read(QUERY_SEPARATOR);
    let beside = rows.iter().filter(|row| row.is_on && !is_in_url(row));
    let pairs = beside.map(|row| Ok((&*row.name, value(row, "query")?)));
    let pairs: Vec<_> = pairs.collect::<Result<_, FailureText>>()?;
    Ok(with_pairs(form.url.trim(), &pairs))
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
            name => Ok((name.to_owned(), Secret::from(value(row, "headers")?.trim()))),
        })
        .collect()
}

/// The rows that are sent, with their places.
fn sent(rows: &[RowForm]) -> impl Iterator<Item = (usize, &RowForm)> {
    let rows = rows.iter().enumerate();
    rows.filter(|(_, row)| row.is_on && !row.is_empty())
}

/// The value of a row; a secret that a file has elsewhere may not be here.
fn value<'a>(row: &'a RowForm, table: &str) -> Result<&'a str, FailureText> {
    match (&row.place, row.value.expose()) {
        (Some(place), "") => {
            let from = match place {
                SecretPlace::Keychain(_) => "the keychain",
                SecretPlace::Env(_) => "an environment variable",
                SecretPlace::File(_) => "a file",
                SecretPlace::Ask => "you",
            };
            let name = &row.name;
            Err(FailureText::new(
                format!("The value of {name} in the {table} comes from {from}, and is not here."),
                "Type it on the Call tab: it is used until the program ends.",
            ))
        }
        (_, value) => Ok(value),
    }
}

fn with_body(request: HttpRequest, body: &BodyForm) -> Result<RequestToSend, FailureText> {
    let text = || body.text.to_secret();
    let (media_type, bytes) = match body.kind {
        BodyKind::None => return Ok(request.into()),
        BodyKind::Json => ("application/json", text()),
        BodyKind::Text => ("text/plain; charset=utf-8", text()),
        BodyKind::Form => {
            let rows = body.form.read('=');
            let pairs =
                sent(&rows).map(|(_, row)| Ok((&*row.name, value(row, "form")?.as_bytes())));
            let pairs = pairs.collect::<Result<Vec<_>, FailureText>>()?;
            let form = HttpRequest::post_form("", pairs);
            ("application/x-www-form-urlencoded", form.body)
        }
        BodyKind::File | BodyKind::Multipart => {
            let files = Some(files(body)?);
            let request = match body.kind {
                BodyKind::Multipart => without_boundary(request),
                _ => request,
            };
            return Ok(RequestToSend {
                files,
                ..request.into()
            });
        }
    };
    let request = match request.header_value("content-type") {
        Some(_) => request,
        None => request.header("Content-Type", media_type),
    };
    Ok(request.body(bytes).into())
}

fn files(body: &BodyForm) -> Result<SavedBody, FailureText> {
    if body.kind == BodyKind::Multipart {
        let parts = body.parts.iter();
        let parts = parts.filter(|part| part.row.is_on && !part.row.is_empty());
        return Ok(SavedBody::Multipart(
            parts.map(part).collect::<Result<_, _>>()?,
        ));
    }
    match body.file.trim() {
        "" => Err(FailureText::new(
            "No file is chosen for the body, so nothing was sent.",
            "Type its path on the Call tab, or choose another kind of body.",
        )),
        path => Ok(SavedBody::File(path.to_owned())),
    }
}

fn part(part: &PartForm) -> Result<SavedPart, FailureText> {
    let text = value(&part.row, "body")?;
    let media_type = part.content_type.trim();
    let value = SavedRow::new(part.row.name.trim(), SavedValue::PlainText(text.to_owned()));
    Ok(SavedPart {
        name: value.name,
        content: match part.is_file {
            true => SavedContent::Upload(text.trim().to_owned()),
            false => SavedContent::Value(value.value),
        },
        media_type: (!media_type.is_empty()).then(|| media_type.to_owned()),
        is_off: false,
    })
}
