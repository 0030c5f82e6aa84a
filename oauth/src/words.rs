//! A server's own words in an answer, whatever form it has: OAuth's, a product's own JSON, XML, a web page, plain text.

use std::fmt;

use super::HttpResponse;
use super::shown::shown;
use claimscope_core::json::{self, Object, Value};

/// What a server says is wrong, as it wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServerWords {
    /// A name or number for programs.
    pub code: Option<String>,
    /// A sentence for people.
    pub sentence: Option<String>,
}

/// Members that hold a code, the most telling first.
const CODES: &[&str] = &[
    "error",
    "errorCode",
    "error_code",
    "errorcode",
    "code",
    "__type",
    "status",
    "reason",
    "name",
    "type",
];

/// Members that hold a sentence, the most telling first.
const SENTENCES: &[&str] = &[
    "error_description",
    "message",
    "Message",
    "errorSummary",
    "errorMessage",
    "error_message",
    "detail",
    "description",
    "faultstring",
    "msg",
    "title",
    "reason",
    "errors",
];

/// Members that hold the error, where it is an object of its own or a list of them.
const CONTAINERS: &[&str] = &["error", "Error", "errors", "fault", "Fault", "exception"];

/// Elements of XML that hold a sentence, and what holds it in a page.
const ELEMENTS: &[&str] = &["message", "faultstring", "error_description", "title", "h1"];

/// How far containers are followed.
const DEPTH: usize = 4;

/// How much of a text without form is taken.
const TEXT_CHARACTERS: usize = 300;

/// The longest body that is read for a reason: what gives one is short, and an answer of megabytes is data.
pub(crate) const LONGEST_REASON_BYTES: usize = 1 << 20;

impl ServerWords {
    /// Reads the body; `None` where it says nothing, or is longer than 1 MiB.
    pub fn of(response: &HttpResponse) -> Option<Self> {
        if response.body.len() > LONGEST_REASON_BYTES {
            return None;
        }
        let parsed = json::parse(&response.body);
        if let Some(value) = parsed.value {
            return from_value(&value, DEPTH).filter(|words| !words.is_empty());
        }
        let text = std::str::from_utf8(&response.body).ok()?.trim();
        let text = text.trim_start_matches('\u{feff}');
        if text.is_empty() || text.contains('\0') {
            return None;
        }
        if text.starts_with('<') {
            return from_markup(text);
        }
        from_form(text).or_else(|| {
            let end = text.char_indices().nth(TEXT_CHARACTERS);
            let text = end.map_or(text, |(end, _)| &text[..end]);
            Some(Self::sentence(text))
        })
    }

    fn sentence(text: &str) -> Self {
        Self {
            code: None,
            sentence: Some(shown(text)),
        }
    }

    fn is_empty(&self) -> bool {
        self.code.is_none() && self.sentence.is_none()
    }
}

impl fmt::Display for ServerWords {
    /// `E0000011: Invalid token provided`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.code, &self.sentence) {
            (Some(code), Some(sentence)) => write!(formatter, "{code}: {sentence}"),
            (Some(text), None) | (None, Some(text)) => formatter.write_str(text),
            (None, None) => Ok(()),
        }
    }
}

fn from_value(value: &Value, depth: usize) -> Option<ServerWords> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(ServerWords::sentence(text)),
        Value::Array(values) => from_value(values.first()?, depth.checked_sub(1)?),
        Value::Object(object) => Some(from_object(object, depth.checked_sub(1)?)),
        _ => None,
    }
}

fn from_object(object: &Object, depth: usize) -> ServerWords {
    let inner = CONTAINERS
        .iter()
        .filter_map(|name| match object.get(name)? {
            held @ (Value::Object(_) | Value::Array(_)) => from_value(held, depth),
            _ => None,
        })
        .find(|words| !words.is_empty());
    let own = ServerWords {
        code: CODES.iter().find_map(|name| code(object.get(name)?)),
        sentence: SENTENCES
            .iter()
            .find_map(|name| non_empty(object.get_str(name)?))
            .map(|text| shown(&text)),
    };
    match inner {
        // `{"title":"One or more errors","errors":{"scope":["unknown"]}}`: what holds the errors says more.
        Some(inner) if own.sentence.is_none() => ServerWords {
            code: inner.code.or(own.code),
            sentence: inner.sentence,
        },
        _ if own.sentence.is_none() && own.code.is_none() => named_lists(object),
        _ => without_repetition(own, object),
    }
}

/// The first of `{"scope":["is unknown"]}`.
fn named_lists(object: &Object) -> ServerWords {
    let first = object.iter().find_map(|(name, value)| {
        let text = value.as_array()?.first()?.as_str()?;
        Some(format!("{name}: {text}"))
    });
    ServerWords {
        code: None,
        sentence: first.map(|text| shown(&text)),
    }
}

/// Joins the title of a problem ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)) and its detail, and leaves out a
/// code that the sentence is.
fn without_repetition(mut words: ServerWords, object: &Object) -> ServerWords {
    if let (Some(title), Some(detail)) = (object.get_str("title"), object.get_str("detail"))
        && !title.trim().is_empty()
        && title != detail
    {
        words.code = Some(shown(title));
    }
    if words.code == words.sentence {
        words.code = None;
    }
    words
}

/// A code is one word or a number; a status code of HTTP says nothing that the answer does not.
fn code(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => non_empty(text)?,
        Value::Number(number) => number.as_i64()?.to_string(),
        _ => return None,
    };
    let is_status = text.len() == 3 && matches!(text.as_bytes()[0], b'1'..=b'5');
    let is_link = text.contains("://") && !text.contains(char::is_whitespace);
    (!is_status && !is_link).then(|| shown(&text))
}

fn non_empty(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// `error=bad_verification_code&error_description=…`, as some token endpoints write it.
fn from_form(text: &str) -> Option<ServerWords> {
    if !text.contains("error") || text.contains(char::is_whitespace) {
        return None;
    }
    let value = |wanted: &str| {
        let mut pairs = form_urlencoded::parse(text.as_bytes());
        let (_, value) = pairs.find(|(name, _)| name == wanted)?;
        Some(shown(&value))
    };
    let words = ServerWords {
        code: value("error"),
        sentence: value("error_description"),
    };
    (!words.is_empty()).then_some(words)
}

fn from_markup(text: &str) -> Option<ServerWords> {
    let code = element(text, "code").filter(|code| !code.contains(char::is_whitespace));
    let sentence = ELEMENTS.iter().find_map(|name| element(text, name));
    let words = ServerWords { code, sentence };
    (!words.is_empty()).then_some(words)
}

/// The text of the first element of that name, in whatever letters; without elements inside.
fn element(text: &str, name: &str) -> Option<String> {
    let small = text.to_ascii_lowercase();
    let (start, _) = small.match_indices('<').find(|(start, _)| {
        let rest = &small[start + 1..];
        // A prefix such as `soap:` may stand before the name.
        let tag = rest.split(['>', ' ', '\n', '/']).next().unwrap_or_default();
        tag.rsplit(':').next() == Some(name)
    })?;
    let content = start + small[start..].find('>')? + 1;
    let end = content + small[content..].find('<')?;
    let words: Vec<_> = text[content..end].split_whitespace().collect();
    let text = unescaped(&words.join(" "));
    (!text.is_empty()).then(|| shown(&text))
}

fn unescaped(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&apos;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(body: &str) -> String {
        ServerWords::of(&HttpResponse::new(400, body))
            .map(|words| words.to_string())
            .unwrap_or_default()
    }

    #[test]
    fn an_answer_of_megabytes_is_data_and_gives_no_reason() {
        let reason = |length: usize| format!(r#"{{"error":"x"}}{}"#, " ".repeat(length - 13));
        assert_eq!(words(&reason(LONGEST_REASON_BYTES)), "x");
        assert_eq!(words(&reason(LONGEST_REASON_BYTES + 1)), "");
    }

    #[test]
    fn reads_the_forms_that_products_have() {
        for (body, expected) in [
            // OAuth
            (
                r#"{"error":"invalid_client","error_description":"No."}"#,
                "invalid_client: No.",
            ),
            // Facebook
            (
                r#"{"error":{"message":"Error validating client secret.","type":"OAuthException","code":1}}"#,
                "1: Error validating client secret.",
            ),
            // Google APIs
            (
                r#"{"error":{"code":401,"message":"Invalid Credentials","status":"UNAUTHENTICATED"}}"#,
                "UNAUTHENTICATED: Invalid Credentials",
            ),
            // Okta
            (
                r#"{"errorCode":"E0000011","errorSummary":"Invalid token provided","errorId":"x"}"#,
                "E0000011: Invalid token provided",
            ),
            // ASP.NET
            (
                r#"{"type":"https://tools.ietf.org/html/rfc9110#section-15.5.1","title":"One or more validation errors occurred.","status":400,"errors":{"scope":["The scope field is required."]}}"#,
                "One or more validation errors occurred.",
            ),
            (
                r#"{"title":"Bad Request","status":400,"detail":"The form is too long"}"#,
                "Bad Request: The form is too long",
            ),
            // Auth0
            (
                r#"{"statusCode":401,"error":"Unauthorized","message":"Missing authentication"}"#,
                "Unauthorized: Missing authentication",
            ),
            // Spring
            (
                r#"{"timestamp":"2026-01-01","status":401,"error":"Unauthorized","path":"/x"}"#,
                "Unauthorized",
            ),
            // Salesforce, GraphQL, a container registry
            (
                r#"[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]"#,
                "INVALID_SESSION_ID: Session expired or invalid",
            ),
            (
                r#"{"errors":[{"message":"not allowed","extensions":{"code":"x"}}]}"#,
                "not allowed",
            ),
            // Apigee
            (
                r#"{"fault":{"faultstring":"Invalid Access Token","detail":{"errorcode":"keymanagement.service.invalid_access_token"}}}"#,
                "Invalid Access Token",
            ),
            (r#"{"detail":"Not authenticated"}"#, "Not authenticated"),
            (r#"{"ok":false,"error":"invalid_auth"}"#, "invalid_auth"),
            (
                "error=bad_code&error_description=The+code+is+old",
                "bad_code: The code is old",
            ),
            ("Client not found", "Client not found"),
            (
                "<?xml version=\"1.0\"?>\n<Error><Code>AccessDenied</Code><Message>No &amp; no</Message></Error>",
                "AccessDenied: No & no",
            ),
            (
                "<!DOCTYPE html><html><head><title>\n502 Bad  Gateway</title></head><body>x",
                "502 Bad Gateway",
            ),
            ("{}", ""),
            ("  ", ""),
        ] {
            assert_eq!(words(body), expected, "{body}");
        }
    }

    #[test]
    fn hostile_bodies_give_no_more_than_a_line() {
        let deep = format!("{}1{}", "[".repeat(60), "]".repeat(60));
        assert_eq!(words(&deep), "");
        assert!(words(&"x ".repeat(100_000)).len() < 400);
        assert_eq!(words("<title"), "");
        assert_eq!(words("<title>\u{202e}abc</title>"), "\\u{202e}abc");
    }
}
