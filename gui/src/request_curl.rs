//! A request from a curl command, and as one.

use claimscope_client::workspace::{SavedBody, SavedContent, SavedPart, SavedValue};
use claimscope_core::CurlCommand;
use claimscope_core::secret::is_secret_name;
use claimscope_oauth::mask::MASK;

use crate::request::{BodyForm, BodyKind, RequestForm, RowForm};
use crate::request_to_send::RequestToSend;
use crate::sensitive::Sensitive;

/// Whether a text begins with a curl command.
pub(crate) fn is_curl(text: &str) -> bool {
    CurlCommand::read(text.trim_start()).is_some_and(|command| !command.url.is_empty())
}

impl RequestForm {
    /// Takes over what a curl command says, and says what it did not take. The name stays.
    pub(crate) fn take_curl(&mut self, text: &str) -> Vec<String> {
        let Some(command) = CurlCommand::read(text.trim_start()) else {
            return vec![];
        };
        let mut left_out: Vec<String> = command
            .left_out
            .iter()
            .map(|option| format!("curl's {option} is left out."))
            .collect();
        let mut headers = Vec::new();
        for (name, value) in &command.headers {
            match is_token(name, value) {
                true => left_out.push(
                    "The token in the Authorization header is put aside: the connection's own goes along."
                        .to_owned(),
                ),
                false => headers.push(RowForm::new(name.trim(), value.clone())),
            }
        }
        if command.user.is_some() {
            left_out.push("The user name and password of -u are left out.".to_owned());
        }
        if command.body.starts_with('@') {
            left_out.push("The file of the body was not read: choose it as the body.".to_owned());
        }
        let media_type = headers
            .iter()
            .find(|row| row.name.eq_ignore_ascii_case("content-type"));
        let media_type = media_type.map(|row| row.value.expose().to_ascii_lowercase());
        self.method.clone_from(&command.method);
        self.body = body(&command.body, &media_type.unwrap_or_default());
        self.query = Vec::new().into();
        self.headers = headers.into();
        self.set_url(command.url);
        left_out
    }
}

fn is_token(name: &str, value: &str) -> bool {
    let scheme = value.split_whitespace().next().unwrap_or_default();
    let is_token = ["bearer", "dpop"].contains(&scheme.to_ascii_lowercase().as_str());
    name.trim().eq_ignore_ascii_case("authorization") && is_token
}

/// curl sends a form where no header says otherwise.
fn body(text: &str, media_type: &str) -> BodyForm {
    let is_json = serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
    let kind = match (text, media_type) {
        ("", _) => BodyKind::None,
        (_, media_type) if media_type.contains("json") => BodyKind::Json,
        (_, "") if is_json => BodyKind::Json,
        (_, "" | "application/x-www-form-urlencoded") => BodyKind::Form,
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
                    let part = quoted(&curl_part(part, with_secrets));
                    command.push_str(&format!(" \\\n  -F {part}"));
                }
            }
            _ => {}
        }
        command
    }
}

fn curl_part(part: &SavedPart, with_secrets: bool) -> String {
    let content = match &part.content {
        SavedContent::Upload(path) => format!("@{path}"),
        SavedContent::Value(_) if is_secret_name(&part.name) && !with_secrets => MASK.to_owned(),
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
    use super::*;

    #[test]
    fn a_command_becomes_a_request_and_says_what_it_left_out() {
        let mut request = RequestForm {
            name: "create".to_owned(),
            ..RequestForm::to("https://old/?x=1")
        };
        let left_out = request.take_curl(
            "curl -k 'https://h/a?top=1' -H 'Authorization: Bearer t' -H 'X-A: b' \\\n --data-raw '{\"n\": 1}'",
        );
        assert_eq!(left_out.len(), 2, "{left_out:?}");
        assert_eq!((request.method(), &*request.name), ("POST", "create"));
        assert_eq!(request.url, "https://h/a?top=1");
        assert_eq!(request.query.rows, [RowForm::new("top", "1")]);
        assert_eq!(request.headers.rows, [RowForm::new("X-A", "b")]);
        assert_eq!(request.body.kind, BodyKind::Json);
        request.take_curl("curl https://h -d a=1 -d 'b=c%20d'");
        assert_eq!(request.body.kind, BodyKind::Form);
        let fields = [RowForm::new("a", "1"), RowForm::new("b", "c d")];
        assert_eq!(request.body.form.rows, fields);
    }

    #[test]
    fn only_a_command_is_one() {
        assert!(is_curl("  curl https://h"));
        assert!(!is_curl("https://h/curl ") && !is_curl("curl"));
    }
}
