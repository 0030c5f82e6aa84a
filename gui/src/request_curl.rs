//! A request from a curl command, and as one.

use claimscope_client::workspace::{
    SavedBody, SavedContent, SavedPart, SavedValue, is_secret_variable,
};
use claimscope_client::{CurlBody, CurlNetwork, CurlPart, CurlRequest, is_form_text};
use claimscope_core::CurlCommand;
use claimscope_oauth::mask::MASK;

use crate::request::{BodyForm, BodyKind, PartForm, RequestForm, RowForm};
use crate::request_to_send::RequestToSend;
use crate::sensitive::Sensitive;
use crate::sentence::sentence;

/// Whether a text begins as a curl command does, finished or not.
pub(crate) fn begins_curl(text: &str) -> bool {
    CurlCommand::read(text.trim_start()).is_some()
}

/// Whether a text is a curl command that names an address.
pub(crate) fn is_curl(text: &str) -> bool {
    let command = || CurlRequest::first_of(text);
    begins_curl(text) && command().is_some_and(|command| !command.url.is_empty())
}

/// What a command says that is no request's, and what of it is not taken over.
pub(crate) struct TakenCurl {
    /// Proxy, authority and certificate.
    pub(crate) network: CurlNetwork,
    /// A sentence each.
    pub(crate) notes: Vec<String>,
}

impl RequestForm {
    /// Takes over what a curl command says of the request; `None` where the text is none. The name stays.
    pub(crate) fn take_curl(&mut self, text: &str) -> Option<TakenCurl> {
        let command = CurlRequest::first_of(text)?;
        let mut notes: Vec<String> = command.notes.iter().map(|note| sentence(note)).collect();
        let mut headers = Vec::new();
        for (name, value) in &command.headers {
            match is_token(name, value) {
                true => notes.push(
                    "The token in the Authorization header is put aside: the connection's own goes along."
                        .to_owned(),
                ),
                false => headers.push(RowForm::new(name.trim(), value.clone())),
            }
        }
        let media_type = headers
            .iter()
            .find(|row| row.name.eq_ignore_ascii_case("content-type"));
        let media_type = media_type.map(|row| row.value.expose().to_ascii_lowercase());
        self.method = command.method;
        self.body = body(command.body, &media_type.unwrap_or_default());
        self.body_is_whole();
        self.query = Vec::new().into();
        self.headers = headers.into();
        self.set_url(command.url);
        Some(TakenCurl {
            network: command.network,
            notes,
        })
    }
}

fn is_token(name: &str, value: &str) -> bool {
    let scheme = value.split_whitespace().next().unwrap_or_default();
    let is_token = ["bearer", "dpop"].contains(&scheme.to_ascii_lowercase().as_str());
    name.trim().eq_ignore_ascii_case("authorization") && is_token
}

fn body(body: CurlBody, media_type: &str) -> BodyForm {
    match body {
        CurlBody::None => BodyForm::default(),
        CurlBody::Text(text) => of_text(&text, media_type),
        CurlBody::File(file) => BodyForm {
            kind: BodyKind::File,
            file,
            ..BodyForm::default()
        },
        CurlBody::Parts(parts) => BodyForm {
            kind: BodyKind::Multipart,
            parts: parts.into_iter().map(part).collect(),
            ..BodyForm::default()
        },
    }
}

fn part(part: CurlPart) -> PartForm {
    PartForm {
        row: RowForm::new(part.name, part.value),
        is_file: part.is_file,
        content_type: part.media_type.unwrap_or_default(),
    }
}

/// curl sends a form where no header says otherwise; what is none, such as JSON, goes as the text that it is.
fn of_text(text: &str, media_type: &str) -> BodyForm {
    let kind = match media_type {
        media_type if media_type.contains("json") => BodyKind::Json,
        "" | "application/x-www-form-urlencoded" if is_form_text(text) => BodyKind::Form,
        _ => BodyKind::Text,
    };
    if kind == BodyKind::Form {
        let form = RequestForm::to(format!("form:?{text}"));
        return BodyForm {
            kind,
            form: form.query,
            ..BodyForm::default()
        };
    }
    BodyForm {
        kind,
        text: Sensitive::from(text),
        ..BodyForm::default()
    }
}

impl RequestToSend {
    /// The request as a curl command; files are named in it, not read.
    pub(crate) fn to_curl(&self, with_secrets: bool) -> String {
        let mut command = match with_secrets {
            true => self.request.to_curl_with_secrets(),
            false => self.request.to_curl(),
        };
        match &self.files {
            Some(SavedBody::File(path)) => {
                let file = quoted(&format!("@{path}"));
                command.push_str(&format!(" \\\n  --data-binary {file}"));
            }
            Some(SavedBody::Multipart(parts)) => {
                for part in parts {
                    let part = curl_part(part, with_secrets);
                    let part = match with_secrets {
                        true => part,
                        false => self.request.secrets.mask(&part),
                    };
                    let part = quoted(&part);
                    command.push_str(&format!(" \\\n  -F {part}"));
                }
            }
            _ => {}
        }
        if let Some(remark) = self.request.curl_remark() {
            command.push_str(&format!("\n{remark}"));
        }
        command
    }
}

fn curl_part(part: &SavedPart, with_secrets: bool) -> String {
    let content = match &part.content {
        SavedContent::Upload(path) => format!("@{path}"),
        SavedContent::Value(_) if is_secret_variable(&part.name, "") && !with_secrets => {
            MASK.to_owned()
        }
        SavedContent::Value(SavedValue::Text(text) | SavedValue::PlainText(text)) => text.clone(),
        SavedContent::Value(SavedValue::Secret(_)) => MASK.to_owned(),
    };
    let media_type = part.media_type.as_ref();
    let media_type = media_type.map_or_else(String::new, |of| format!(";type={of}"));
    format!("{}={content}{media_type}", part.name)
}

/// In single quotes, as a POSIX shell reads it back.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use claimscope_oauth::HttpRequest;

    use super::*;

    #[test]
    fn a_command_becomes_a_request_and_says_what_it_left_out() {
        let mut request = RequestForm {
            name: "create".to_owned(),
            ..RequestForm::to("https://old/?x=1")
        };
        let taken = request.take_curl(
            "curl -k 'https://h/a?top=1' -H 'Authorization: Bearer t' -H 'X-A: b' \\\n --json '{\"n\": 1}'",
        );
        let notes = taken.unwrap().notes;
        assert_eq!(notes.len(), 2, "{notes:?}");
        assert!(notes[0].starts_with("-k is refused:"), "{notes:?}");
        assert_eq!((request.method(), &*request.name), ("POST", "create"));
        assert_eq!(request.url, "https://h/a?top=1");
        assert_eq!(request.query.rows, [RowForm::new("top", "1")]);
        assert_eq!(request.headers.rows[0], RowForm::new("X-A", "b"));
        assert_eq!(request.body.kind, BodyKind::Json);
        request.take_curl("curl https://h -d a=1 -d 'b=c%20d'");
        assert_eq!(request.body.kind, BodyKind::Form);
        let fields = [RowForm::new("a", "1"), RowForm::new("b", "c d")];
        assert_eq!(request.body.form.rows, fields);
    }

    #[test]
    fn a_body_without_a_type_is_sent_as_curl_sends_it_and_is_json_by_one_press() {
        let mut request = RequestForm::default();
        let form = "application/x-www-form-urlencoded";
        for (text, is_json) in [
            ("{\"a\":1}", true),
            ("[1]", true),
            ("word", false),
            ("a=1&flag", false),
        ] {
            let taken = request.take_curl(&format!("curl https://h --data-raw '{text}'"));
            assert_eq!(request.body.kind, BodyKind::Text, "{text}");
            assert_eq!(request.body.text.expose(), text);
            assert_eq!(request.headers.rows, [RowForm::new("Content-Type", form)]);
            let notes = taken.unwrap().notes.join(" ");
            assert_eq!(
                notes.contains("looks like JSON"),
                is_json,
                "{text}: {notes}"
            );
        }
        request.take_curl("curl https://h -d '{\"a\":1}'");
        let body = BodyForm {
            kind: BodyKind::Json,
            ..request.body.clone()
        };
        request.take_body(body);
        assert_eq!(request.headers.rows, []);
        assert_eq!(request.body.text.expose(), "{\"a\":1}");
    }

    #[test]
    fn files_and_parts_become_the_body_and_a_user_a_header() {
        let mut request = RequestForm::default();
        request.take_curl("curl https://h -F n=1 -F 'f=@a.png;type=image/png' -u me:it");
        assert_eq!(request.body.kind, BodyKind::Multipart);
        let [text, file] = &request.body.parts[..] else {
            panic!("{:?}", request.body.parts);
        };
        assert_eq!((text.row.value.expose(), text.is_file), ("1", false));
        assert_eq!((file.row.value.expose(), file.is_file), ("a.png", true));
        assert_eq!(file.content_type, "image/png");
        assert!(request.has_header("authorization"));
        request.take_curl("curl https://h --data-binary @a.bin");
        assert_eq!(
            (request.body.kind, &*request.body.file),
            (BodyKind::File, "a.bin")
        );
        request.take_curl("curl -G https://h -d a=1");
        assert_eq!(request.query.rows, [RowForm::new("a", "1")]);
        assert_eq!(
            (request.method(), request.body.kind),
            ("GET", BodyKind::None)
        );
    }

    #[test]
    fn a_part_with_a_secret_that_the_file_names_is_masked_by_its_value() {
        let mut request = HttpRequest::new("POST", "https://h");
        request.secrets.add(b"t&nant-77");
        let part = SavedPart {
            name: "tenant".to_owned(),
            content: SavedContent::Value(SavedValue::Text("t&nant-77".to_owned())),
            media_type: None,
            is_off: false,
        };
        let to_send = RequestToSend {
            files: Some(SavedBody::Multipart(vec![part])),
            ..RequestToSend::from(request)
        };
        assert!(to_send.to_curl(false).ends_with("-F 'tenant=•••'"));
        assert!(to_send.to_curl(true).ends_with("-F 'tenant=t&nant-77'"));
    }

    #[test]
    fn a_command_that_is_typed_stays_as_it_is_until_it_is_taken() {
        let command = "curl 'https://h/a?x=1' -H 'X-Api-Key: hunter2'";
        let mut request = RequestForm::to("https://old/?y=1");
        for (end, _) in command.char_indices() {
            request.set_url(command[..end].to_owned());
            request.query_to_url();
            assert_eq!(request.url, command[..end]);
            let (saved, _) = request.to_saved();
            assert!(!format!("{saved:?}").contains("hunter2"), "{saved:?}");
        }
        request.set_url(command.to_owned());
        request.query.rows.push(RowForm::new("z", "1"));
        request.query_to_url();
        assert_eq!(request.url, command);
        assert!(request.take_curl(&request.url.clone()).is_some());
        assert_eq!(request.url, "https://h/a?x=1");
        assert_eq!(request.headers.rows, [RowForm::new("X-Api-Key", "hunter2")]);
    }

    #[test]
    fn only_a_command_is_one() {
        assert!(is_curl("  curl https://h"));
        assert!(!is_curl("https://h/curl ") && !is_curl("curl"));
        assert!(begins_curl("curl -H 'X") && !begins_curl("https://h/curl "));
    }
}
