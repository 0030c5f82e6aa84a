//! curl commands: one, or several, however a shell joins them.

use super::draft::{Draft, DraftId, SHARED};
use super::imported::ImportFormat;
use super::request::{DraftBody, DraftRequest};
use super::row::{DraftRow, rows, value_of};
use super::token_request;
use crate::workspace::SecretPlace;
use crate::{CurlBody, CurlNetwork, CurlRequest, CurlScript, CurlStep};

/// Whether a text is of commands, the first of which is curl's: what gives variables values may stand before it.
pub(super) fn is_command(ending: &str, text: &str) -> bool {
    let is_curl = |step: &CurlStep| matches!(step, CurlStep::Curl(_) | CurlStep::Unclosed);
    let is_script = ["sh", "bash", "zsh", "cmd", "bat", "ps1", "curl"].contains(&ending);
    // No other format has commands: a text is looked at as a whole only where it may have one.
    if !text.contains("curl") {
        return false;
    }
    let script = CurlScript::read(text);
    let mut steps = script.steps.iter().map(|(_, step)| step);
    match is_script {
        true => steps.any(is_curl),
        false => {
            let is_before =
                |step: &&CurlStep| matches!(step, CurlStep::Value(..) | CurlStep::Before);
            let mut steps = steps.skip_while(is_before);
            steps.next().is_some_and(is_curl)
        }
    }
}

pub(super) fn read(draft: &mut Draft, stem: &str, text: &str) -> ImportFormat {
    read_part(draft, stem, 1, text);
    ImportFormat::Curl
}

/// Reads commands that begin on a line of a file.
pub(super) fn read_part(draft: &mut Draft, stem: &str, first: usize, text: &str) {
    let script = CurlScript::read(text);
    if script.had_typography {
        let text = "typographic quotation marks and dashes are read as plain ones";
        draft.not_understood(first, text);
    }
    // What commands name comes before them.
    for (line, step) in &script.steps {
        if let CurlStep::Value(name, value) = step {
            draft.variable(SHARED, name, value, first + line - 1);
        }
    }
    let mut was_left_out = false;
    let mut unclosed = None;
    for (line, step) in script.steps {
        let line = first + line - 1;
        let is_left_out = matches!(step, CurlStep::Other);
        match step {
            CurlStep::Unclosed => {
                unclosed = Some(line);
                let text = "the command is left out: nothing closes a quotation mark in it";
                draft.not_understood(line, text);
            }
            CurlStep::Curl(_) if unclosed == Some(line) => {}
            CurlStep::Curl(request) => one(draft, stem, line, *request),
            CurlStep::Before => draft.not_understood(line, "what stands before curl is left out"),
            CurlStep::Output => {
                draft.not_understood(line, "what is done with the answer is left out");
            }
            CurlStep::Other if !was_left_out => {
                draft.not_understood(
                    line,
                    "what stands here is no request of curl, and is left out",
                );
            }
            CurlStep::Other | CurlStep::Value(..) => {}
        }
        was_left_out = is_left_out;
    }
}

fn one(draft: &mut Draft, stem: &str, line: usize, request: CurlRequest) {
    let name = match stem {
        "" => token_request::host_of(&request.url),
        stem => stem.to_owned(),
    };
    let mut headers = rows(request.headers);
    let text = match &request.body {
        CurlBody::Text(text) => text.as_str(),
        _ => "",
    };
    let oauth2 = token_request::read(line, &request.url, request.user.as_deref(), &headers, text);
    if let Some(oauth2) = oauth2 {
        draft.mark_token_request(&headers, text);
        let id = draft.connection(&name, Some(&oauth2));
        network(draft, id, line, request.network);
        return;
    }
    for note in &request.notes {
        draft.not_understood(line, note);
    }
    let id = draft.latest_or(&name);
    network(draft, id, line, request.network);
    if let Some(user) = request.user.filter(|user| user.contains("{{"))
        && value_of(&headers, "authorization").is_none()
    {
        let (user, password) = user.split_once(':').unwrap_or((&user, ""));
        let value = draft.basic(line, user, password);
        headers.push(DraftRow::new("Authorization", value));
    }
    // Where nothing is said curl sends a form.
    let form = "application/x-www-form-urlencoded";
    let media_type = value_of(&headers, "content-type").unwrap_or(form);
    let body = match request.body {
        CurlBody::None => None,
        CurlBody::Text(text) => Some(DraftBody::of(media_type, &text)),
        CurlBody::File(path) => Some(DraftBody::File(path)),
        CurlBody::Parts(parts) => Some(DraftBody::Multipart(
            parts.into_iter().map(Into::into).collect(),
        )),
    };
    let is_stated = value_of(&headers, "content-type").is_some();
    if matches!(body, Some(DraftBody::Text(_))) && !is_stated {
        headers.push(DraftRow::new("Content-Type", form));
    }
    draft.request(
        id,
        DraftRequest {
            line,
            method: request.method,
            url: request.url,
            headers,
            body,
            lacks_body: request.lacks_files,
            ..DraftRequest::default()
        },
    );
}

/// What is the whole connection's here; another command that says otherwise changes nothing of it.
fn network(draft: &mut Draft, id: DraftId, line: usize, network: CurlNetwork) {
    let takes_certificate =
        draft.saved(id).network.client_cert_file.is_none() && network.cert_file.is_some();
    let password = network.cert_password.filter(|_| takes_certificate);
    let password =
        password.map(|password| draft.secret(id, "client_cert_password", &password, line));
    for (what, path) in [
        ("of the authority", &network.ca_file),
        ("of the client certificate", &network.cert_file),
        ("of the client certificate's key", &network.key_file),
    ] {
        if let Some(path) = path {
            draft.file_outside(what, path, line);
        }
    }
    let saved = &mut draft.saved(id).network;
    let is_other = |old: &Option<String>, new: &Option<String>| matches!((old, new), (Some(old), Some(new)) if old != new);
    let differs = is_other(&saved.proxy, &network.proxy)
        || is_other(&saved.client_cert_file, &network.cert_file);
    saved.proxy = saved.proxy.take().or(network.proxy);
    let ca_file = network.ca_file.into_iter();
    let new: Vec<String> = ca_file
        .filter(|path| !saved.ca_files.contains(path))
        .collect();
    saved.ca_files.extend(new);
    if takes_certificate {
        saved.client_cert_file = network.cert_file;
        saved.client_cert_key = network.key_file.map(SecretPlace::File);
        saved.client_cert_password = password;
    }
    if differs {
        draft.not_understood(
            line,
            "proxy and client certificate are those of the command before",
        );
    }
}
