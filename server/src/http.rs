//! Requests as both servers read them, and the few shapes of answers that they give.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, COOKIE, DATE, HOST, HeaderName, LOCATION, PRAGMA,
    SET_COOKIE,
};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, Uri};
use axum::response::Response;
use claimscope_core::time::Timestamp;
use http_body_util::LengthLimitError;

use crate::clock::http_date;
use crate::log::echo;

/// The largest request body that is read, in bytes.
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// The most fields of a form that are read.
const MAX_FIELDS: usize = 1024;

/// How long a request body may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// IdentityServer4's content type for JSON.
pub(crate) const JSON: &str = "application/json; charset=UTF-8";

/// Where requests come in, as far as it shows in URLs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scheme {
    /// Plain HTTP.
    #[default]
    Http,
    /// HTTP over TLS.
    Https,
}

impl Scheme {
    /// `http` or `https`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

/// A request with its whole body.
pub(crate) struct Asked {
    pub(crate) method: Method,
    /// The path in lower case: both servers match without case.
    pub(crate) path: String,
    parts: Parts,
    body: Bytes,
}

/// `POST /connect/token`, for the log: without the query, which may hold a token.
pub(crate) fn request_line(method: &Method, uri: &Uri) -> String {
    let path = echo(uri.path());
    format!("{method} {}", path.trim_matches('`'))
}

/// The answer to a body that is too large, and to one that broke off or whose chunks are none.
fn unreadable(error: &axum::Error) -> Answer {
    let source = std::error::Error::source(error);
    match source.is_some_and(|source| source.is::<LengthLimitError>()) {
        true => Answer::empty(StatusCode::PAYLOAD_TOO_LARGE).because(
            format!("the body has more than {MAX_BODY_BYTES} bytes"),
            "send a smaller body",
        ),
        false => Answer::empty(StatusCode::BAD_REQUEST).because(
            "the body did not arrive whole, or its chunks are malformed",
            "send as many bytes as Content-Length says, or whole chunks",
        ),
    }
}

impl Asked {
    /// Reads the body.
    ///
    /// # Errors
    /// The answer, where the body is too large, too slow or broke off, or has too many fields.
    pub(crate) async fn read(request: axum::extract::Request) -> Result<Self, Answer> {
        let (parts, body) = request.into_parts();
        let read = tokio::time::timeout(BODY_TIMEOUT, to_bytes(body, MAX_BODY_BYTES)).await;
        let read = read.map_err(|_| {
            Answer::empty(StatusCode::REQUEST_TIMEOUT).because(
                format!(
                    "the body did not arrive within {} s",
                    BODY_TIMEOUT.as_secs()
                ),
                "send it whole; Content-Length may promise more than there is",
            )
        });
        let body = read?.map_err(|error| unreadable(&error))?;
        let asked = Self {
            method: parts.method.clone(),
            path: parts.uri.path().to_ascii_lowercase(),
            parts,
            body,
        };
        match asked.has_form_content_type() && asked.body.split(|byte| *byte == b'&').count() > MAX_FIELDS {
            true => Err(Answer::empty(StatusCode::BAD_REQUEST).because(
                format!("the form has more than {MAX_FIELDS} fields, which is the most that ASP.NET Core reads"),
                "send fewer",
            )),
            false => Ok(asked),
        }
    }

    /// The first value of a header, as far as it is text.
    pub(crate) fn header(&self, name: &HeaderName) -> Option<&str> {
        self.parts.headers.get(name)?.to_str().ok()
    }

    /// Every value of a header that is text.
    pub(crate) fn headers(&self, name: &HeaderName) -> Vec<&str> {
        let values = self.parts.headers.get_all(name).iter();
        values.filter_map(|value| value.to_str().ok()).collect()
    }

    /// What stands before the body, as it came.
    pub(crate) fn parts(&self) -> &Parts {
        &self.parts
    }

    /// The body as it came.
    pub(crate) fn body(&self) -> &[u8] {
        &self.body
    }

    /// All values of `Authorization`, joined as ASP.NET Core joins them; bytes that are no text make it unreadable.
    pub(crate) fn authorizations(&self) -> String {
        let values = self.parts.headers.get_all(AUTHORIZATION).iter();
        let texts: Vec<_> = values
            .map(|value| String::from_utf8_lossy(value.as_bytes()))
            .collect();
        texts.join(",")
    }

    /// Whether the body says that it is a form.
    pub(crate) fn has_form_content_type(&self) -> bool {
        self.has_content_type("application/x-www-form-urlencoded")
    }

    /// Whether the body says that it is of this media type, whatever its parameters.
    pub(crate) fn has_content_type(&self, media_type: &str) -> bool {
        self.header(&CONTENT_TYPE).is_some_and(|content_type| {
            let given = content_type.split(';').next().unwrap_or_default();
            given.trim().eq_ignore_ascii_case(media_type)
        })
    }

    /// The body as a form; empty where it is none.
    pub(crate) fn form(&self) -> Form {
        let fields = if self.has_form_content_type() {
            form_urlencoded::parse(&self.body).into_owned().collect()
        } else {
            Vec::new()
        };
        Form(fields)
    }

    /// The path as it was written, and the query where there is one: `/Identity?page=1`.
    pub(crate) fn target(&self) -> (&str, Option<&str>) {
        (self.parts.uri.path(), self.parts.uri.query())
    }

    /// The query of the request, read as a form.
    pub(crate) fn query(&self) -> Form {
        Form::parse(self.parts.uri.query().unwrap_or_default())
    }

    /// The value of a cookie ([RFC 6265 §5.4](https://www.rfc-editor.org/rfc/rfc6265#section-5.4)).
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        self.parts
            .headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|cookie| cookie.trim().split_once('='))
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }

    /// Scheme and host as the client wrote them, without a trailing slash; `None` without a usable `Host`.
    pub(crate) fn origin(&self, scheme: Scheme) -> Option<String> {
        let host = self
            .header(&HOST)
            .or_else(|| self.parts.uri.authority().map(|host| host.as_str()))?;
        let usable = |byte: u8| byte.is_ascii_alphanumeric() || b".:-_[]".contains(&byte);
        (!host.is_empty() && host.bytes().all(usable))
            .then(|| format!("{}://{host}", scheme.as_str()))
    }
}

/// Form fields; names are found in any case and the first value counts, as IdentityServer4 has it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads form-encoded text, such as a query.
    pub(crate) fn parse(text: &str) -> Self {
        Self(
            form_urlencoded::parse(text.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    pub(crate) fn from_fields(fields: Vec<(String, String)>) -> Self {
        Self(fields)
    }

    /// The fields as they came.
    pub(crate) fn fields(&self) -> &[(String, String)] {
        &self.0
    }

    /// The form without a field.
    pub(crate) fn without(&self, name: &str) -> Self {
        let mut fields = self.0.clone();
        fields.retain(|(field, _)| !field.eq_ignore_ascii_case(name));
        Self(fields)
    }

    /// The form as text again.
    pub(crate) fn encode(&self) -> String {
        let mut text = form_urlencoded::Serializer::new(String::new());
        text.extend_pairs(&self.0);
        text.finish()
    }

    /// All values of a field that may come more than once.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let fields = self.0.iter();
        fields
            .filter(|(field, _)| field.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.trim().is_empty())
            .collect()
    }

    /// A field that came more than once, `repeatable` ones aside
    /// ([RFC 6749 §3.1](https://www.rfc-editor.org/rfc/rfc6749#section-3.1) refuses such requests).
    pub(crate) fn repeated(&self, repeatable: &[&str]) -> Option<&str> {
        let mut seen = std::collections::HashSet::new();
        self.0
            .iter()
            .map(|(field, _)| field.as_str())
            .filter(|field| {
                !repeatable
                    .iter()
                    .any(|name| name.eq_ignore_ascii_case(field))
            })
            .find(|field| !seen.insert(field.to_ascii_lowercase()))
    }

    /// The value of a field, where there is more in it than white space.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(field, _)| field.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.trim().is_empty())
    }
}

/// An answer with what the log says of it.
pub(crate) struct Answer {
    pub(crate) response: Response,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
}

impl From<Response> for Answer {
    fn from(response: Response) -> Self {
        Self {
            response,
            message: String::new(),
            hint: None,
        }
    }
}

impl Answer {
    /// A status without a body.
    pub(crate) fn empty(status: StatusCode) -> Self {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status;
        Self::from(response)
    }

    /// A status with a JSON body.
    pub(crate) fn json(
        status: StatusCode,
        content_type: &'static str,
        body: &impl ToString,
    ) -> Self {
        let mut answer = Self::empty(status);
        *answer.response.body_mut() = Body::from(body.to_string());
        answer.header(CONTENT_TYPE, content_type);
        answer
    }

    /// A page.
    pub(crate) fn html(status: StatusCode, page: String) -> Self {
        let mut answer = Self::empty(status);
        *answer.response.body_mut() = Body::from(page);
        answer.header(CONTENT_TYPE, "text/html; charset=utf-8");
        answer
    }

    /// 302 to `location`, which is never kept.
    pub(crate) fn redirect(location: &str) -> Self {
        let mut answer = Self::empty(StatusCode::FOUND).uncached();
        answer.header(LOCATION, location);
        answer
    }

    /// The same with another status.
    pub(crate) fn status(mut self, status: StatusCode) -> Self {
        *self.response.status_mut() = status;
        self
    }

    /// What the log says of it.
    pub(crate) fn logged(mut self, message: impl Into<String>) -> Self {
        self.message = message.into();
        self
    }

    /// Why it is a refusal, and what to do about it.
    pub(crate) fn because(mut self, message: impl Into<String>, hint: impl Into<String>) -> Self {
        self.message = message.into();
        self.hint = Some(hint.into()).filter(|hint| !hint.is_empty());
        self
    }

    /// Sets a header; what no header can carry becomes `?`.
    pub(crate) fn header(&mut self, name: HeaderName, value: &str) {
        if let Some(value) = header_value(value) {
            self.response.headers_mut().insert(name, value);
        }
    }

    /// Sets a cookie beside those that are set already.
    pub(crate) fn cookie(&mut self, cookie: &str) {
        if let Some(value) = header_value(cookie) {
            self.response.headers_mut().append(SET_COOKIE, value);
        }
    }

    /// The headers with which IdentityServer4 forbids keeping an answer.
    pub(crate) fn uncached(mut self) -> Self {
        self.header(CACHE_CONTROL, "no-store, no-cache, max-age=0");
        self.header(PRAGMA, "no-cache");
        self
    }

    /// The response, dated by the playground's clock.
    pub(crate) fn into_response(mut self, now: Timestamp) -> Response {
        if let Some(date) = http_date(now) {
            self.header(DATE, &date);
        }
        self.response
    }
}

fn header_value(text: &str) -> Option<HeaderValue> {
    let printable = |character: char| match character {
        ' '..='~' => character,
        _ => '?',
    };
    let text: String = text.chars().map(printable).collect();
    HeaderValue::from_str(&text).ok()
}

/// The length that .NET gives a string: its UTF-16 code units.
pub(crate) fn utf16_length(text: &str) -> usize {
    text.encode_utf16().count()
}
