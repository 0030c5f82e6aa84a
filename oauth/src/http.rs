//! Requests and responses as plain values, which never print what they carry.

use std::fmt;

use super::mask::{self, SentCredentials};
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;

/// Whether a method changes nothing by its definition ([RFC 9110 §9.2.1]). TRACE is left out: no API is called by it.
///
/// [RFC 9110 §9.2.1]: https://www.rfc-editor.org/rfc/rfc9110#section-9.2.1
pub fn is_safe_method(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "OPTIONS")
}

/// Whether a text can be a method: a token of [RFC 9110 §5.6.2](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2).
pub fn is_method(text: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_token)
}

/// A request, ready to be sent by whoever does the I/O.
#[derive(Clone)]
pub struct HttpRequest {
    /// `GET`, `POST` and so on.
    pub method: String,
    /// The absolute URL.
    pub url: String,
    /// Names and values in order.
    pub headers: Vec<(String, Secret)>,
    /// The body; empty means none.
    pub body: Secret,
    /// Values that are secret whatever the name is that they stand under: none of them is shown.
    pub secrets: SentCredentials,
}

impl HttpRequest {
    /// A request without headers and body.
    pub fn new(method: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            method: method.into(),
            url: url.into(),
            headers: Vec::new(),
            body: Secret::new([]),
            secrets: SentCredentials::default(),
        }
    }

    /// A `GET` request.
    pub fn get(url: impl Into<String>) -> Self {
        Self::new("GET", url)
    }

    /// A `POST` of form parameters, each name and value encoded as `application/x-www-form-urlencoded`.
    pub fn post_form<'a>(
        url: impl Into<String>,
        parameters: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    ) -> Self {
        let mut body = String::new();
        for (name, value) in parameters {
            if !body.is_empty() {
                body.push('&');
            }
            body.extend(form_urlencoded::byte_serialize(name.as_bytes()));
            body.push('=');
            body.extend(form_urlencoded::byte_serialize(value));
        }
        Self::new("POST", url)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(body)
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Adds `Authorization: Bearer …` ([RFC 6750 §2.1](https://www.rfc-editor.org/rfc/rfc6750#section-2.1)).
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.header("Authorization", format!("Bearer {token}"))
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Secret>) -> Self {
        self.body = body.into();
        self
    }

    /// The first header of that name, in clear.
    pub fn header_value(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header.eq_ignore_ascii_case(name))
            .and_then(|(_, value)| value.expose_str())
    }

    /// The URL with the values of telling query parameters masked, and the request's secrets.
    pub fn masked_url(&self) -> String {
        self.secrets.mask(&mask::url(&self.url))
    }

    /// The headers with credentials masked.
    pub fn masked_headers(&self) -> Vec<(String, String)> {
        self.headers
            .iter()
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.expose());
                let value = mask::header(name, &value);
                (name.clone(), self.secrets.mask(&value))
            })
            .collect()
    }

    /// The body with credentials masked, as far as it is a form or JSON; only its length otherwise.
    pub fn masked_body(&self) -> String {
        let body = mask::body(self.header_value("content-type"), self.body.expose());
        self.secrets.mask(&body)
    }
}

impl SentCredentials {
    /// Those in the URL, the headers and the body of a request, found by their names, and its secrets.
    pub fn of(request: &HttpRequest) -> Self {
        let mut credentials = request.secrets.clone();
        for (name, value) in &request.headers {
            credentials.add_header(name, value.expose());
        }
        credentials.add_url(&request.url);
        credentials.add_body(request.body.expose());
        credentials
    }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("url", &self.masked_url())
            .field("headers", &self.masked_headers())
            .field(
                "body",
                &format_args!("[{} bytes]", self.body.expose().len()),
            )
            .finish()
    }
}

/// A response, as it came.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status code.
    pub status: u16,
    /// Names and values in order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl HttpResponse {
    /// A response without headers.
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.into(),
        }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The first header of that name.
    pub fn header_value(&self, name: &str) -> Option<&str> {
        self.header_values(name).next()
    }

    /// Every header of that name, in order.
    pub fn header_values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers
            .iter()
            .filter(move |(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The media type of the body in small letters, without parameters.
    pub fn media_type(&self) -> Option<String> {
        let value = self.header_value("content-type")?;
        let media_type = value.split(';').next().unwrap_or_default();
        Some(media_type.trim().to_ascii_lowercase())
    }

    /// Whether the body claims to be JSON: `application/json` or anything that ends in `+json`.
    pub fn is_json(&self) -> bool {
        self.media_type().is_some_and(|media_type| {
            media_type == "application/json" || media_type.ends_with("+json")
        })
    }

    /// Whether the body is a web page, by its media type or its first bytes.
    pub fn is_html(&self) -> bool {
        let start = self.body.trim_ascii_start();
        let start = start[..start.len().min(14)].to_ascii_lowercase();
        self.media_type().as_deref() == Some("text/html")
            || start.starts_with(b"<!doctype html")
            || start.starts_with(b"<html")
    }

    /// Whether the answer says that the server is unwell, rather than that the address is wrong.
    pub(crate) fn is_ill(&self) -> bool {
        self.status == 429 || self.status >= 500
    }

    /// Whether the status sends the client elsewhere.
    pub fn is_redirect(&self) -> bool {
        matches!(self.status, 301 | 302 | 303 | 307 | 308)
    }

    /// The challenges of every `WWW-Authenticate` header, in order.
    pub fn challenges(&self) -> Vec<super::challenge::Challenge> {
        super::challenge::parse(self.header_values("www-authenticate"))
    }

    /// The server's clock, by its `Date` header ([RFC 9110 §6.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1)).
    pub fn date(&self) -> Option<Timestamp> {
        imf_fixdate(self.header_value("date")?)
    }

    /// How long the server asks to be left alone, in seconds ([RFC 9110 §10.2.3]). A date is taken by the server's own
    /// clock.
    ///
    /// [RFC 9110 §10.2.3]: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
    pub fn retry_after_seconds(&self) -> Option<u64> {
        let text = self.header_value("retry-after")?.trim();
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(text.parse().unwrap_or(u64::MAX));
        }
        let until = imf_fixdate(text)?.unix_seconds();
        let wait = until.saturating_sub(self.date()?.unix_seconds());
        Some(u64::try_from(wait).unwrap_or(0))
    }

    /// The body with tokens masked, as far as it is JSON or a form; only its length otherwise.
    pub fn masked_body(&self) -> String {
        mask::body(self.header_value("content-type"), &self.body)
    }

    /// The headers with credentials masked.
    pub fn masked_headers(&self) -> Vec<(String, String)> {
        self.headers
            .iter()
            .map(|(name, value)| (name.clone(), mask::header(name, value)))
            .collect()
    }
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("HttpResponse")
            .field("status", &self.status)
            .field("headers", &self.masked_headers())
            .field("body", &format_args!("[{} bytes]", self.body.len()))
            .finish()
    }
}

/// Reads `Sun, 06 Nov 1994 08:49:37 GMT`.
fn imf_fixdate(text: &str) -> Option<Timestamp> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (_, date) = text.split_once(", ")?;
    let mut words = date.split_ascii_whitespace();
    let (day, month, year) = (words.next()?, words.next()?, words.next()?);
    let (time, zone) = (words.next()?, words.next()?);
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    if zone != "GMT" || words.next().is_some() {
        return None;
    }
    Timestamp::from_rfc3339(&format!("{year}-{month:02}-{day}T{time}Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_secret() {
        let request =
            HttpRequest::post_form("https://h/t?code=abc", [("client_secret", &b"hunter2"[..])])
                .bearer("ey.J.x");
        let text = format!("{request:?}");
        assert!(
            !text.contains("hunter2") && !text.contains("ey.J") && !text.contains("abc"),
            "{text}"
        );
        let response =
            HttpResponse::new(200, "token ey.J.x").header("Set-Cookie", "session=hunter2");
        let text = format!("{response:?}");
        assert!(
            !text.contains("hunter2") && !text.contains("ey.J"),
            "{text}"
        );
    }

    #[test]
    fn a_secret_is_shown_nowhere_whatever_its_name_is() {
        let mut request = HttpRequest::post_form(
            "https://h/a/b%26c%20d-12?v=x",
            [("tenant", &b"b&c d-12"[..])],
        )
        .header("X-Tenant", "b&c d-12")
        .header("X-Pair", "Basic YWxpY2U6YiZjIGQtMTI=");
        request.secrets.add(b"b&c d-12");
        let shown = format!(
            "{request:?} {} {}",
            request.masked_body(),
            request.to_curl()
        );
        for form in ["b&c", "c%20d", "c+d", "YiZj"] {
            assert!(!shown.contains(form), "{shown}");
        }
        assert!(request.masked_url().ends_with("?v=x"));
        assert!(
            request
                .to_curl_with_secrets()
                .contains("X-Tenant: b&c d-12")
        );
        let sent = SentCredentials::of(&request);
        assert_eq!(sent.mask("no tenant b&c d-12"), "no tenant •••");
    }

    #[test]
    fn forms_are_encoded() {
        let request = HttpRequest::post_form("https://h", [("a b", "ü&=+ ~*".as_bytes())]);
        assert_eq!(request.body.expose_str(), Some("a+b=%C3%BC%26%3D%2B+%7E*"));
    }

    #[test]
    fn reads_the_date() {
        let date = |text: &str| HttpResponse::new(200, "").header("Date", text).date();
        assert_eq!(
            date("Sun, 06 Nov 1994 08:49:37 GMT"),
            Some(Timestamp::from_unix_seconds(784_111_777))
        );
        assert_eq!(date("Sunday, 06-Nov-94 08:49:37 GMT"), None);
        assert_eq!(date("yesterday"), None);
    }

    #[test]
    fn reads_retry_after_in_seconds_and_as_a_date() {
        for (value, expected) in [
            ("120", Some(120)),
            ("99999999999999999999", Some(u64::MAX)),
            ("Sun, 06 Nov 1994 08:49:47 GMT", Some(10)),
            ("Sun, 06 Nov 1994 08:49:00 GMT", Some(0)),
            ("-5", None),
        ] {
            let response = HttpResponse::new(503, "")
                .header("Retry-After", value)
                .header("Date", "Sun, 06 Nov 1994 08:49:37 GMT");
            assert_eq!(response.retry_after_seconds(), expected, "{value}");
        }
        let undated =
            HttpResponse::new(503, "").header("Retry-After", "Sun, 06 Nov 1994 08:49:47 GMT");
        assert_eq!(undated.retry_after_seconds(), None);
    }

    #[test]
    fn knows_json_and_html() {
        let response =
            HttpResponse::new(200, "").header("content-TYPE", "application/jwk-set+JSON; x=y");
        assert!(response.is_json());
        assert!(HttpResponse::new(200, "\n<!DOCTYPE html>").is_html());
        assert!(!HttpResponse::new(200, "{}").is_html());
    }
}
