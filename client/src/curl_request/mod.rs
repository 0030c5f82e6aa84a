//! A curl command as a request that is sent from here, with what of it is taken over in another way, or not at all.

mod data;
mod network;
mod part;
mod script;
mod shell;

use claimscope_core::CurlCommand;

use crate::basic::basic;
use data::Data;

pub use network::CurlNetwork;
pub use part::CurlPart;
pub use script::{CurlScript, CurlStep};

/// What a curl command sends, and through what. It has no `Debug`: headers, body and password are credentials.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CurlRequest {
    /// The method.
    pub method: String,
    /// The address, with what `-G` and `--url-query` add to it.
    pub url: String,
    /// Names and values in order, that of `-u` among them.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: CurlBody,
    /// Whether the body lacks what the command reads from files.
    pub lacks_files: bool,
    /// User name and password of `-u`, with a colon between them, which are among the headers too.
    pub user: Option<String>,
    /// Through what, and with which certificate it is sent.
    pub network: CurlNetwork,
    /// What is not taken over, or in another way: a sentence each, lower case, no full stop.
    pub notes: Vec<String>,
}

/// The body of a curl command.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum CurlBody {
    /// Nothing.
    #[default]
    None,
    /// A text, which is a form unless the headers say otherwise.
    Text(String),
    /// The bytes of the file of this path.
    File(String),
    /// The parts of `-F`.
    Parts(Vec<CurlPart>),
}

const FORM: &str = "application/x-www-form-urlencoded";

impl CurlRequest {
    /// Takes over what a command says.
    pub fn of(command: &CurlCommand) -> Self {
        let mut request = Self {
            method: command.method.clone(),
            url: command.url.clone(),
            headers: command.headers.clone(),
            user: command.user.clone(),
            ..Self::default()
        };
        request.take_globs(command);
        request.take_scheme();
        request.take_odd_headers(command);
        request.take_user(command);
        request.take_body(command);
        request.network = CurlNetwork::of(command, &mut request.notes);
        request.say_what_is_left_out(command);
        request
    }

    fn has_header(&self, wanted: &str) -> bool {
        let mut headers = self.headers.iter();
        headers.any(|(name, _)| name.trim().eq_ignore_ascii_case(wanted))
    }

    /// Brackets and braces of an address stand for several addresses, unless a backslash is before them.
    fn take_globs(&mut self, command: &CurlCommand) {
        if command.has_option(["-g", "--globoff"]) {
            return;
        }
        let is_several = is_glob(&self.url);
        for letter in ["[", "]", "{", "}"] {
            self.url = self.url.replace(&format!("\\{letter}"), letter);
        }
        if is_several {
            self.note("curl would send a request for each that the brackets in the address stand for: here it is sent as it stands");
        }
    }

    /// An address without a scheme is one of http.
    fn take_scheme(&mut self) {
        let address = self.url.split(['?', '#']).next().unwrap_or_default();
        let begins_host = address.starts_with(|letter: char| letter.is_ascii_alphanumeric());
        if begins_host && !address.contains("://") {
            self.url.insert_str(0, "http://");
            self.note("the address has no scheme, for which curl takes http");
        }
    }

    /// `-H 'Name;'` sends a header without a value; one without either sign is none, or a file of headers.
    fn take_odd_headers(&mut self, command: &CurlCommand) {
        for (option, value) in &command.options {
            if !matches!(&option[..], "-H" | "--header") || value.contains(':') {
                continue;
            }
            match value.strip_suffix(';') {
                Some(name) => self.headers.push((name.to_owned(), String::new())),
                None => self.note("what -H has without a colon is left out"),
            }
        }
    }

    fn take_user(&mut self, command: &CurlCommand) {
        let Some(user) = &command.user else {
            return;
        };
        const OTHERS: [&str; 4] = ["--anyauth", "--digest", "--negotiate", "--ntlm"];
        if command.has_option(OTHERS) {
            self.note(
                "user name and password of -u are left out: here they are sent by Basic alone",
            );
        } else if self.has_header("authorization") {
            self.note(
                "user name and password of -u are left out: the headers have an Authorization",
            );
        } else if !user.contains("{{") {
            // What variables stand for is not known here.
            if !user.contains(':') {
                self.note("-u names no password, which curl would ask for: it is empty here");
            }
            let (user, password) = user.split_once(':').unwrap_or((user, ""));
            let header = ("Authorization".to_owned(), basic(user, password));
            self.headers.push(header);
        }
    }

    fn take_body(&mut self, command: &CurlCommand) {
        let data = Data::of(command, &mut self.notes);
        self.url = data.with_query(&self.url);
        let parts = part::of(command, &mut self.notes);
        let data = data.without_backslashes(&mut self.notes);
        self.lacks_files = data.lacks_files();
        let (body, implied) = match (data.body(&mut self.notes), upload(command)) {
            (CurlBody::None, Some(path)) => (CurlBody::File(path), Some("PUT")),
            (CurlBody::None, None) if !parts.is_empty() => (CurlBody::Parts(parts), Some("POST")),
            (body, _) if !self.has_header("content-type") && is_no_form(&body) => {
                if is_json(&body) {
                    self.note("the body looks like JSON, and is sent as application/x-www-form-urlencoded, as curl does where no -H says otherwise");
                }
                let header = ("Content-Type".to_owned(), FORM.to_owned());
                self.headers.push(header);
                (body, None)
            }
            (body, _) => (body, None),
        };
        self.body = body;
        let is_said = command.has_option(["-X", "--request"]);
        if let Some(implied) = implied.filter(|_| !is_said) {
            implied.clone_into(&mut self.method);
        }
    }

    fn say_what_is_left_out(&mut self, command: &CurlCommand) {
        const TAKEN: [&str; 24] = [
            "-E",
            "--cert",
            "--cert-type",
            "--key",
            "--key-type",
            "--pass",
            "--cacert",
            "-x",
            "--proxy",
            "-F",
            "--form",
            "--form-string",
            "-T",
            "--upload-file",
            "--url-query",
            "--anyauth",
            "--basic",
            "--digest",
            "--negotiate",
            "--ntlm",
            "-c",
            "-H",
            "--header",
            "--cookie-jar",
        ];
        for option in &command.left_out {
            match option.as_str() {
                taken if TAKEN.contains(&taken) => {}
                "-k" | "--insecure" => self.note(
                    "-k is refused: certificates are always checked here; trust this server's by its fingerprint, or name its authority",
                ),
                "-L" | "--location" => {
                    self.note("-L is left out: a redirect is shown, and not followed");
                }
                "-b" | "--cookie" => self.note("the file of cookies of -b is left out"),
                other => self.note(format!("the option {other} of curl is left out")),
            }
        }
    }

    fn note(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !self.notes.contains(&text) {
            self.notes.push(text);
        }
    }
}

/// Whether a body is sent as a form without being taken apart as one.
fn is_no_form(body: &CurlBody) -> bool {
    match body {
        CurlBody::File(_) => true,
        CurlBody::Text(text) => !is_form_text(text),
        CurlBody::None | CurlBody::Parts(_) => false,
    }
}

fn is_json(body: &CurlBody) -> bool {
    let CurlBody::Text(text) = body else {
        return false;
    };
    text.trim_start().starts_with(['{', '['])
        && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// Whether a text is names with values, so that taken apart and put together again it says the same.
pub fn is_form_text(text: &str) -> bool {
    let is_odd = |letter: char| letter.is_whitespace() || "<\"'".contains(letter);
    let mut pairs = text.split('&').map(|pair| pair.split_once('='));
    pairs.all(|pair| pair.is_some_and(|(name, _)| !name.is_empty() && !name.contains(is_odd)))
}

/// Whether an address stands for several: `[1-9]`, `[a-z]`, `{a,b}`.
fn is_glob(url: &str) -> bool {
    let within = |open: char, close: char| {
        url.match_indices(open).any(|(at, _)| {
            let inner = &url[at + 1..];
            let inner = inner.split_once(close).map_or("", |(inner, _)| inner);
            let is_whole = !url[..at].ends_with(['\\', open]) && !inner.contains(open);
            let is_range = inner
                .split_once('-')
                .is_some_and(|(from, to)| !from.is_empty() && !to.is_empty());
            is_whole && (open == '{' && inner.contains(',') || open == '[' && is_range)
        })
    };
    within('[', ']') || within('{', '}')
}

/// The file of `-T`.
fn upload(command: &CurlCommand) -> Option<String> {
    let mut options = command.options.iter();
    let (_, path) = options.find(|(option, _)| matches!(&option[..], "-T" | "--upload-file"))?;
    Some(path.clone())
}

#[cfg(test)]
mod tests;
