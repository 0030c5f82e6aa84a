//! The parts of `-F`: texts and files, each with the type that it says.

use claimscope_core::CurlCommand;

/// One part of a form with files (RFC 7578).
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CurlPart {
    /// Its name.
    pub name: String,
    /// Its text, or the path of its file.
    pub value: String,
    /// Whether the value is the path of a file.
    pub is_file: bool,
    /// Its `Content-Type`, where one is said.
    pub media_type: Option<String>,
}

/// What may stand behind the content.
const PARAMETERS: [&str; 4] = [";type=", ";filename=", ";headers=", ";encoder="];

pub(super) fn of(command: &CurlCommand, notes: &mut Vec<String>) -> Vec<CurlPart> {
    let options = command.options.iter();
    options
        .filter_map(|(option, value)| match option.as_str() {
            "-F" | "--form" => Some(part(value, notes)),
            "--form-string" => {
                let (name, value) = value.split_once('=').unwrap_or((value, ""));
                Some(text(name, value))
            }
            _ => None,
        })
        .collect()
}

fn text(name: &str, value: &str) -> CurlPart {
    CurlPart {
        name: name.to_owned(),
        value: value.to_owned(),
        is_file: false,
        media_type: None,
    }
}

/// `name=text`, `name=@file` and `name=<file`, with parameters behind.
fn part(option: &str, notes: &mut Vec<String>) -> CurlPart {
    let (name, rest) = option.split_once('=').unwrap_or((option, ""));
    let places = PARAMETERS.iter().filter_map(|one| rest.find(one));
    let end = places.min().unwrap_or(rest.len());
    let (content, parameters) = rest.split_at(end);
    let mut part = text(name, unquoted(content));
    for parameter in parameters.split(';').filter(|one| !one.is_empty()) {
        match parameter.split_once('=') {
            Some(("type", media_type)) => part.media_type = Some(unquoted(media_type).to_owned()),
            _ => {
                let said = parameter.split('=').next().unwrap_or_default();
                notes.push(format!("{said} of the part {name} is left out"));
            }
        }
    }
    let content = part.value.clone();
    match (content.strip_prefix('@'), content.strip_prefix('<')) {
        (Some(path), _) => (part.value, part.is_file) = (unquoted(path).to_owned(), true),
        (None, Some(path)) => {
            let path = unquoted(path);
            notes.push(format!(
                "the text of {path} in the part {name} is sent as a file: here a text is not read from one"
            ));
            (part.value, part.is_file) = (path.to_owned(), true);
        }
        (None, None) => {}
    }
    part
}

fn unquoted(text: &str) -> &str {
    let inner = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    inner.unwrap_or(text)
}
