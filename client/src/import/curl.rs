//! curl commands: one, or several below each other.

use claimscope_core::CurlCommand;

use super::credential::basic;
use super::draft::{Draft, DraftBody, DraftRequest};
use super::imported::ImportFormat;
use super::token_request;

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
    let mut headers = command.headers.clone();
    if let Some(user) = &command.user {
        let (user, password) = user.split_once(':').unwrap_or((user, ""));
        headers.push(("Authorization".to_owned(), basic(user, password)));
    }
    let has = |wanted: &str| {
        let mut headers = headers.iter();
        headers
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value.to_ascii_lowercase())
    };
    let name = match stem {
        "" => token_request::host_of(&command.url),
        stem => stem.to_owned(),
    };
    if let Some(oauth2) = token_request::read(
        line,
        &command.url,
        command.user.as_deref(),
        &headers,
        &command.body,
    ) {
        draft.connection(&name, Some(&oauth2));
        return;
    }
    for option in &command.left_out {
        draft.not_understood(line, format!("curl's {option} is left out"));
    }
    let media_type = has("content-type").unwrap_or_default();
    let body = match command.body.as_str() {
        "" => None,
        text => Some(DraftBody::of(&media_type, text)),
    };
    let id = draft.latest_or(&name);
    draft.request(
        id,
        DraftRequest {
            line,
            method: command.method.clone(),
            url: command.url.clone(),
            headers,
            body,
            ..DraftRequest::default()
        },
    );
}
