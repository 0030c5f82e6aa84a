//! curl commands: one, or several below each other.

use claimscope_core::CurlCommand;

use super::draft::{Draft, DraftBody, DraftId, DraftRequest};
use super::imported::ImportFormat;
use super::token_request;
use crate::workspace::SecretPlace;
use crate::{CurlBody, CurlNetwork, CurlRequest};

/// Whether a text begins with a command.
pub(super) fn is_command(text: &str) -> bool {
    CurlCommand::read(text).is_some_and(|command| !command.url.is_empty())
}

pub(super) fn read(draft: &mut Draft, stem: &str, text: &str) -> ImportFormat {
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let line = text[..at].matches('\n').count() + 1;
        match CurlCommand::read(rest).filter(|command| !command.url.is_empty()) {
            Some(command) => {
                one(draft, stem, line, &command);
                at += command.end.max(1);
            }
            None => at += rest.find('\n').map_or(rest.len(), |end| end + 1),
        }
        // What stands behind a command on its line is no command.
        if !text[..at].ends_with('\n') {
            at += text[at..].find('\n').map_or(text.len() - at, |end| end + 1);
        }
    }
    ImportFormat::Curl
}

fn one(draft: &mut Draft, stem: &str, line: usize, command: &CurlCommand) {
    let request = CurlRequest::of(command);
    let name = match stem {
        "" => token_request::host_of(&command.url),
        stem => stem.to_owned(),
    };
    if let Some(oauth2) = token_request::read(
        line,
        &command.url,
        command.user.as_deref(),
        &request.headers,
        &command.body,
    ) {
        let id = draft.connection(&name, Some(&oauth2));
        network(draft, id, line, request.network);
        return;
    }
    for note in &request.notes {
        draft.not_understood(line, note);
    }
    let id = draft.latest_or(&name);
    network(draft, id, line, request.network);
    let mut headers = request.headers.iter();
    let media_type = headers.find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    // Where nothing is said curl sends a form, whatever stands in it.
    let is_json = |text: &str| text.trim_start().starts_with(['{', '[']);
    let usual = match &request.body {
        CurlBody::Text(text) if !is_json(text) => "application/x-www-form-urlencoded",
        _ => "",
    };
    let media_type = media_type.map_or(usual, |(_, value)| value);
    let body = match request.body {
        CurlBody::None => None,
        CurlBody::Text(text) => Some(DraftBody::of(media_type, &text)),
        CurlBody::File(path) => Some(DraftBody::File(path)),
        CurlBody::Parts(parts) => Some(DraftBody::Multipart(
            parts.into_iter().map(Into::into).collect(),
        )),
    };
    draft.request(
        id,
        DraftRequest {
            line,
            method: request.method,
            url: request.url,
            headers: request.headers,
            body,
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
