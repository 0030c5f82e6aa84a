//! What came in place of JSON, told by its first bytes rather than by what it says of itself.

use claimscope_core::code::Code;
use claimscope_core::said;

use super::HttpResponse;
use super::code::server;
use super::error::shown;

/// A body that is no JSON.
pub(crate) struct Instead {
    /// The code of the error.
    pub(crate) code: Code,
    /// What it is, as in `the token response is …`.
    pub(crate) kind: String,
    /// What to do about it.
    pub(crate) hint: &'static str,
}

const PAGE: &str =
    "the URL leads to a page for people, perhaps a login or an error page; check its path";

/// What came in place of JSON; `None` where the body begins as JSON or PEM does, or as nothing known.
pub(crate) fn of(response: &HttpResponse) -> Option<Instead> {
    let body = response.body.trim_ascii();
    let instead = |code, kind: &str, hint| Instead {
        code,
        kind: said!("{kind}{}", labelled(response)),
        hint,
    };
    if body.is_empty() {
        return Some(Instead {
            code: server::EMPTY,
            kind: "empty".to_owned(),
            hint: "check that this URL is the right endpoint of the right server",
        });
    }
    // Where nothing is explained, the commonest case alone is told.
    if !cfg!(feature = "diagnose") {
        return (body[0] == b'<').then(|| instead(server::HTML, "a web page, not JSON", PAGE));
    }
    if let Some(how) = response.compression() {
        return Some(instead(
            server::ENCODING,
            &said!("compressed ({how}), which was not asked for"),
            "the server or a proxy before it ignores Accept-Encoding; switch its compression off for this path",
        ));
    }
    let start = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    match start.first()? {
        b'<' if contains(start, b"xri://$xrds") || contains(start, b"<xrds") => Some(instead(
            server::XML,
            "an XRDS document, not JSON",
            "that is OpenID 2.0, which has no tokens, so this URL is no issuer's; ask a server of OpenID Connect or OAuth 2",
        )),
        b'<' if !contains(start, b"<html") && contains(start, b"entitydescriptor") => {
            Some(instead(
                server::XML,
                "SAML metadata, not JSON",
                "the server offers OpenID Connect at another URL, if at all",
            ))
        }
        b'<' if start.starts_with(b"<?xml") && !contains(start, b"<html") => Some(instead(
            server::XML,
            "XML, not JSON",
            "check that this URL is the right endpoint of the right server",
        )),
        b'<' => Some(instead(server::HTML, "a web page, not JSON", PAGE)),
        b'{' | b'[' | b'"' | b'-' => None,
        _ if is_form(start) => Some(instead(
            server::FORM,
            "a form, not JSON",
            "the server overlooks Accept: application/json, or is older than RFC 6749; check that this URL is the right endpoint",
        )),
        _ if start.starts_with(b"eyJ") => Some(instead(
            server::JSON,
            "a JWT, not JSON",
            "the server signs or encrypts this answer; switch that off for this client",
        )),
        _ => None,
    }
}

impl HttpResponse {
    /// How the body is compressed, where it is: no request of ours asks for it.
    pub fn compression(&self) -> Option<String> {
        if self.body.starts_with(&[0x1f, 0x8b]) {
            return Some("gzip".to_owned());
        }
        let encoding = self.header_value("content-encoding").map(str::trim);
        let encoding = encoding.filter(|encoding| !encoding.is_empty())?;
        std::str::from_utf8(&self.body)
            .is_err()
            .then(|| shown(encoding))
    }
}

/// ` (Content-Type text/html)`, for what the answer says of itself.
pub(crate) fn labelled(response: &HttpResponse) -> String {
    match response.media_type() {
        Some(media_type) if !media_type.is_empty() => {
            said!(" (Content-Type {})", shown(&media_type))
        }
        _ => " (no Content-Type)".to_owned(),
    }
}

/// `name=value&name=value`, without a space or a line break.
pub(crate) fn is_form(body: &[u8]) -> bool {
    let name = body.iter().position(|byte| *byte == b'=').unwrap_or(0);
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.-".contains(byte);
    name > 0 && body[..name].iter().all(is_name) && !body.iter().any(u8::is_ascii_whitespace)
}

/// Whether a text is at the start of the body, in letters of either case.
fn contains(body: &[u8], wanted: &[u8]) -> bool {
    let start = &body[..body.len().min(2_048)];
    start
        .windows(wanted.len())
        .any(|window| window.eq_ignore_ascii_case(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_came_by_its_first_bytes() {
        for (body, code, kind) in [
            (&b""[..], "server.empty", "empty"),
            (
                b" <!DOCTYPE html>",
                "server.html",
                "a web page, not JSON (no Content-Type)",
            ),
            (
                b"<title>x",
                "server.html",
                "a web page, not JSON (no Content-Type)",
            ),
            (
                b"<?xml version=\"1.0\"?><xrds:XRDS xmlns:xrds=\"xri://$xrds\">",
                "server.xml",
                "an XRDS document, not JSON (no Content-Type)",
            ),
            (
                b"<?xml version=\"1.0\"?><a/>",
                "server.xml",
                "XML, not JSON (no Content-Type)",
            ),
            (
                b"access_token=x&token_type=bearer",
                "server.form",
                "a form, not JSON (no Content-Type)",
            ),
            (
                b"\x1f\x8b\x08\x00",
                "server.encoding",
                "compressed (gzip), which was not asked for (no Content-Type)",
            ),
        ] {
            let found = of(&HttpResponse::new(200, body)).unwrap();
            assert_eq!((found.code.as_str(), found.kind.as_str()), (code, kind));
        }
        for json in [
            "{}",
            "[1]",
            "\u{feff}{}",
            "-----BEGIN PUBLIC KEY-----",
            "Not Found",
        ] {
            assert!(of(&HttpResponse::new(200, json)).is_none(), "{json}");
        }
    }

    #[test]
    fn compression_is_told_by_the_bytes_and_named_by_the_label() {
        let labelled = |label: &str, body: &[u8]| {
            HttpResponse::new(200, body).header("Content-Encoding", label)
        };
        let gzip = HttpResponse::new(200, &b"\x1f\x8b\x08\x00"[..]);
        assert_eq!(gzip.compression().as_deref(), Some("gzip"));
        assert_eq!(
            labelled("br", b"\x8b\xff").compression().as_deref(),
            Some("br")
        );
        // A label that the body belies, as of a proxy that decompressed and kept it.
        assert_eq!(labelled("gzip", b"{}").compression(), None);
    }

    #[test]
    fn a_label_is_quoted() {
        let page = HttpResponse::new(200, "<html>").header("Content-Type", "Text/HTML; charset=x");
        assert_eq!(
            of(&page).unwrap().kind,
            "a web page, not JSON (Content-Type text/html)"
        );
        let json = HttpResponse::new(200, "{}").header("Content-Type", "text/html");
        assert!(of(&json).is_none());
    }
}
