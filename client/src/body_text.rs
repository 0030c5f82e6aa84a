//! A body as text, by the charset that its `Content-Type` names.

use std::borrow::Cow;

use claimscope_oauth::HttpResponse;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// How far into a web page its own charset is looked for, as browsers do.
const META_BYTES: usize = 1024;

/// A body as text.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BodyText<'a> {
    /// The text; borrowed where the body is UTF-8 as it stands. A byte order mark is left out.
    pub text: Cow<'a, str>,
    /// The charset it was read by, such as `UTF-8` or `windows-1252`.
    pub charset: &'static str,
    /// Whether bytes had no meaning in that charset, and stand as U+FFFD.
    pub has_faults: bool,
}

impl<'a> BodyText<'a> {
    /// The body of a response as text; `None` where it is none. A byte order mark comes first, then the charset that the
    /// header names, then that of a web page itself; what says nothing is UTF-8, or else the old way of writing Western
    /// languages.
    pub fn of(response: &'a HttpResponse) -> Option<Self> {
        let body = &response.body;
        if let Some((encoding, _)) = Encoding::for_bom(body) {
            return Some(Self::by(encoding, body));
        }
        let named = named_charset(response.header_value("content-type").unwrap_or_default());
        if let Some(encoding) = named.and_then(|name| Encoding::for_label(name.as_bytes())) {
            return Some(Self::by(encoding, body));
        }
        if let Ok(text) = std::str::from_utf8(body) {
            return (!has_controls(body)).then_some(Self {
                text: Cow::Borrowed(text),
                charset: UTF_8.name(),
                has_faults: false,
            });
        }
        if response.is_html() {
            let start = &body[..body.len().min(META_BYTES)];
            let own = page_charset(start).unwrap_or(WINDOWS_1252);
            return Some(Self::by(own, body));
        }
        let may_be_text = response.media_type().is_none_or(|name| is_text_type(&name));
        (may_be_text && !has_controls(body)).then(|| Self::by(WINDOWS_1252, body))
    }

    fn by(encoding: &'static Encoding, body: &'a [u8]) -> Self {
        let (text, encoding, has_faults) = encoding.decode(body);
        Self {
            text,
            charset: encoding.name(),
            has_faults,
        }
    }
}

/// The charset parameter of a `Content-Type`.
fn named_charset(content_type: &str) -> Option<&str> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let is_charset = name.trim().eq_ignore_ascii_case("charset");
        is_charset.then(|| value.trim().trim_matches('"'))
    })
}

/// What `<meta charset=…>` says, in either of its forms.
fn page_charset(start: &[u8]) -> Option<&'static Encoding> {
    let start = String::from_utf8_lossy(start).to_ascii_lowercase();
    let (_, rest) = start.split_once("charset=")?;
    let rest = rest.trim_start_matches(['"', '\'', ' ']);
    let end = rest.find(['"', '\'', ' ', ';', '>', '/'])?;
    Encoding::for_label(&rest.as_bytes()[..end])
}

/// Whether there are bytes that no text has: those of pictures and archives come early.
fn has_controls(body: &[u8]) -> bool {
    let start = &body[..body.len().min(META_BYTES)];
    start
        .iter()
        .any(|byte| matches!(byte, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f))
}

fn is_text_type(media_type: &str) -> bool {
    let of_text = [
        "json",
        "xml",
        "javascript",
        "form-urlencoded",
        "yaml",
        "csv",
    ];
    media_type.is_empty()
        || media_type.starts_with("text/")
        || of_text.iter().any(|name| media_type.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content_type: &str, body: &[u8]) -> Option<(String, &'static str)> {
        let response = HttpResponse::new(200, body).header("Content-Type", content_type);
        BodyText::of(&response).map(|body| (body.text.into_owned(), body.charset))
    }

    fn is(text: &str, charset: &'static str) -> Option<(String, &'static str)> {
        Some((text.to_owned(), charset))
    }

    #[test]
    fn the_named_charset_is_used_and_a_mark_comes_before_it() {
        let latin = "text/plain; charset=ISO-8859-1";
        assert_eq!(read(latin, b"caf\xe9"), is("café", "windows-1252"));
        let quoted = "text/plain; a=b; Charset=\"shift_jis\"";
        assert_eq!(read(quoted, b"\x83\x65"), is("テ", "Shift_JIS"));
        let marked = b"\xff\xfeh\0i\0";
        assert_eq!(read(latin, marked), is("hi", "UTF-16LE"));
        assert_eq!(read("", b"\xef\xbb\xbf{}"), is("{}", "UTF-8"));
    }

    #[test]
    fn what_names_none_is_utf_8_or_else_western() {
        assert_eq!(read("text/plain", "é".as_bytes()), is("é", "UTF-8"));
        assert_eq!(
            read("application/json", b"\"\xe9\""),
            is("\"é\"", "windows-1252")
        );
        let unknown = "text/plain; charset=klingon";
        assert_eq!(read(unknown, "é".as_bytes()), is("é", "UTF-8"));
        let page = b"<html><meta charset=\"koi8-r\">\xc1</html>";
        let text = "<html><meta charset=\"koi8-r\">а</html>";
        assert_eq!(read("text/html", page), is(text, "KOI8-R"));
    }

    #[test]
    fn pictures_and_archives_are_no_text() {
        assert_eq!(read("image/png", b"\x89PNG\r\n\x1a\n\0\0"), None);
        assert_eq!(read("application/octet-stream", b"\xfa\xfb\xfc"), None);
        assert_eq!(read("application/zip", b"PK\x03\x04"), None);
    }

    #[test]
    fn bytes_without_meaning_are_told() {
        let response = HttpResponse::new(200, &b"a\xff"[..]);
        let response = response.header("Content-Type", "text/plain; charset=utf-8");
        let text = BodyText::of(&response).unwrap();
        assert_eq!((text.text.as_ref(), text.has_faults), ("a\u{fffd}", true));
    }
}
