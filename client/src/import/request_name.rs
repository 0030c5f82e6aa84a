//! What a request of an import is called, in its connection and in what is said of it.

use super::draft::Draft;
use crate::workspace::{bare_url, is_path_word, is_secret_value, is_secret_variable};

impl Draft {
    /// What is not understood from here on is of this request, until it is taken.
    pub(super) fn begin_request(&mut self, folder: &str, given: &str) {
        let name = plain_name(given).unwrap_or_default();
        self.of_request = in_folder(folder, name);
    }

    /// A connection has a list of requests alone, so that a folder stands before their names.
    pub(super) fn name_in_folder(&mut self, folder: &str, name: String, line: usize) -> String {
        const SAID: &str = "folders stand before the names of their requests";
        let whole = in_folder(folder, &name);
        if whole != name && !std::mem::replace(&mut self.said_folders, true) {
            self.understood(line, SAID);
        }
        whole
    }
}

/// A name behind that of its folder, unless that may be a secret.
fn in_folder(folder: &str, name: &str) -> String {
    let folder = folder.trim();
    let is_plain = !folder.is_empty() && !folder.contains("://") && !is_secret_value(folder);
    match is_plain && !name.is_empty() {
        true => format!("{folder} / {name}"),
        false => name.to_owned(),
    }
}

/// The name that a request was given. One that is its URL, as some programs have it, may carry what the URL does.
pub(super) fn request_name(given: &str, method: &str, url: &str) -> String {
    match plain_name(given) {
        Some(name) => name.to_owned(),
        None if given.contains("://") => {
            format!("{method} {}", path_of(&bare_url(given.trim()).url))
        }
        None => format!("{method} {}", path_of(url)),
    }
}

/// The name that was given, where it is one and no secret may stand in it.
fn plain_name(given: &str) -> Option<&str> {
    let name = given.trim();
    let is_other = name.is_empty() || name.contains("://");
    (!is_other && !is_secret_value(name) && !tells_secret(name)).then_some(name)
}

/// Whether a secret stands behind its name in what a person wrote: `log in (password: …)`.
fn tells_secret(text: &str) -> bool {
    text.match_indices([':', '=']).any(|(at, _)| {
        let is_of_name = |letter: char| letter.is_alphanumeric() || "_-".contains(letter);
        let before = text[..at].trim_end();
        let name = before.rsplit(|letter| !is_of_name(letter)).next();
        let value = text[at + 1..].split_whitespace().next();
        let is_secret = name.is_some_and(|name| is_secret_variable(name, ""));
        let value = value
            .unwrap_or_default()
            .trim_end_matches([')', '.', ',', ';']);
        is_secret && !value.is_empty() && !value.contains("{{") && !is_path_word(value)
    })
}

fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').map_or("/", |at| &rest[at..]);
    path.split(['?', '#']).next().unwrap_or(path)
}
