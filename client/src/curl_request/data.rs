//! The data of `-d` and its like: for the body, or with `-G` for the address.

use claimscope_core::CurlCommand;
use form_urlencoded::byte_serialize;

use super::CurlBody;

/// What the options of data come to.
#[derive(Default)]
pub(super) struct Data {
    text: String,
    /// Option and path of each file.
    files: Vec<(String, String)>,
    /// Whether a file of `--data-urlencode` is left out.
    is_cut: bool,
    /// Whether it goes to the address.
    is_query: bool,
    /// What `--url-query` adds to the address.
    query: String,
}

impl Data {
    pub(super) fn of(command: &CurlCommand, notes: &mut Vec<String>) -> Self {
        let mut data = Self {
            is_query: command.has_option(["-G", "--get"]),
            ..Self::default()
        };
        for (option, value) in &command.options {
            match option.as_str() {
                "-d" | "--data" | "--data-ascii" | "--data-binary" | "--json" => {
                    match value.strip_prefix('@') {
                        Some(path) => data.files.push((option.clone(), path.to_owned())),
                        None if option == "--json" => data.text.push_str(value),
                        None => join(&mut data.text, value),
                    }
                }
                "--data-raw" => join(&mut data.text, value),
                "--data-urlencode" => match encoded(option, value, notes) {
                    Some(text) => join(&mut data.text, &text),
                    None => data.is_cut = true,
                },
                "--url-query" => {
                    let text = match value.strip_prefix('+') {
                        Some(text) => Some(text.to_owned()),
                        None => encoded(option, value, notes),
                    };
                    join(&mut data.query, &text.unwrap_or_default());
                }
                _ => {}
            }
        }
        data
    }

    /// The address with what is added to its query.
    pub(super) fn with_query(&self, url: &str) -> String {
        let mut query = self.query.clone();
        if self.is_query {
            join(&mut query, &self.text);
        }
        if query.is_empty() {
            return url.to_owned();
        }
        let (url, fragment) = match url.split_once('#') {
            Some((url, fragment)) => (url, format!("#{fragment}")),
            None => (url, String::new()),
        };
        let separator = match url.contains('?') {
            true if url.ends_with(['?', '&']) => "",
            true => "&",
            false => "?",
        };
        format!("{url}{separator}{query}{fragment}")
    }

    /// Within the quotation marks of a shell of Windows those of JSON have a backslash, which the program takes away.
    pub(super) fn without_backslashes(mut self, notes: &mut Vec<String>) -> Self {
        let is_json = |text: &str| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
        if self.text.trim_start().starts_with(['{', '[']) && !is_json(&self.text) {
            let plain = self.text.replace("\\\"", "\"");
            if is_json(&plain) {
                self.text = plain;
                notes.push(
                    "backslashes before quotation marks are left out of the body, as Windows does"
                        .to_owned(),
                );
            }
        }
        self
    }

    /// Option and path of the file that is the whole body: its text cannot be put between others without reading it.
    fn file(&self) -> Option<(&str, &str)> {
        let is_alone = self.text.is_empty() && !self.is_query;
        match &self.files[..] {
            [(option, path)] if is_alone && path != "-" => Some((option, path)),
            _ => None,
        }
    }

    /// Whether files are left out of the body.
    pub(super) fn lacks_files(&self) -> bool {
        let is_left_out = !self.files.is_empty() && self.file().is_none();
        !self.is_query && (self.is_cut || is_left_out)
    }

    /// The body.
    pub(super) fn body(self, notes: &mut Vec<String>) -> CurlBody {
        match self.file() {
            Some((option, path)) => {
                if matches!(option, "-d" | "--data" | "--data-ascii") {
                    notes.push(format!(
                        "curl would leave out the line ends of {path}, and here its bytes are sent as they are"
                    ));
                }
                return CurlBody::File(path.to_owned());
            }
            None => notes.extend(self.files.iter().map(|(option, path)| match path.as_str() {
                "-" => format!("what {option} reads from the standard input is left out"),
                path => format!(
                    "the file {path} of {option} is left out: here a file is the whole body"
                ),
            })),
        }
        match self.text.is_empty() || self.is_query {
            true => CurlBody::None,
            false => CurlBody::Text(self.text),
        }
    }
}

fn join(text: &mut String, more: &str) {
    if !text.is_empty() && !more.is_empty() {
        text.push('&');
    }
    text.push_str(more);
}

/// `content`, `=content` or `name=content`, with the content encoded; what is in a file is not read.
fn encoded(option: &str, value: &str, notes: &mut Vec<String>) -> Option<String> {
    let encode = |content: &str| -> String {
        let pieces: String = byte_serialize(content.as_bytes()).collect();
        // A space of a form and one of an address are both this.
        pieces.replace('+', "%20")
    };
    match (value.split_once('='), value.split_once('@')) {
        (Some(("", content)), _) => Some(encode(content)),
        (Some((name, content)), _) => Some(format!("{name}={}", encode(content))),
        (None, Some((_, path))) => {
            notes.push(format!("the file {path} of {option} is left out"));
            None
        }
        (None, None) => Some(encode(value)),
    }
}
