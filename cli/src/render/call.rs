//! An API's answer.

use claimscope_client::{BodyText, status_text};
use claimscope_core::json;
use claimscope_oauth::mask::SentCredentials;
use claimscope_oauth::{HttpResponse, challenge};

use super::{padded, widest};
use crate::harmless::{harmless, harmless_lines};
use crate::style::{bold, faint, green, red, yellow};

/// Headers that say something about why a call was refused or when it may be repeated.
const TELLING_HEADERS: [&str; 8] = [
    "www-authenticate",
    "content-type",
    "location",
    "allow",
    "retry-after",
    "dpop-nonce",
    "date",
    "server",
];

/// How many parameters of a challenge are read with ease in one line.
const MAX_PARAMETERS_IN_LINE: usize = 3;

/// How many lines of challenges are shown.
const MAX_CHALLENGE_LINES: usize = 100;

/// The longest body that is shown, in characters.
const MAX_BODY_CHARS: usize = 100_000;

/// Status, telling headers and body. What the request's credentials were is not said again where the server repeats it.
pub(crate) fn response(response: &HttpResponse, sent: &SentCredentials) -> String {
    let mut text = format!("{}\n", status_line(response.status));
    let headers: Vec<_> = response
        .headers
        .iter()
        .filter(|(name, _)| is_telling(name))
        .collect();
    let width = widest(headers.iter().map(|(name, _)| name.as_str()));
    for (name, value) in headers {
        let value = header_value(name, &sent.mask_header(name, value), width + 4);
        let name = sent.mask(name);
        text.push_str(&format!("  {}  {value}\n", faint(padded(&name, width))));
    }
    text.push_str(&format!("\n{}\n", sent.mask(&body(response))));
    text
}

/// Whether a header says something, by its name: `x-amzn-ErrorType` and `x-ms-diagnostics` too.
fn is_telling(name: &str) -> bool {
    let small = name.to_ascii_lowercase();
    let is_vendors =
        small.starts_with("x-") && (small.contains("error") || small.contains("diagnostic"));
    is_vendors || TELLING_HEADERS.contains(&small.as_str())
}

/// A header's value; a challenge of many parameters takes a line for each, `indent` columns in.
pub(crate) fn header_value(name: &str, value: &str, indent: usize) -> String {
    let is_challenge = name.eq_ignore_ascii_case("www-authenticate");
    let challenges = if is_challenge {
        challenge::parse([value])
    } else {
        Vec::new()
    };
    let parameters: usize = challenges.iter().map(|it| it.params.len()).sum();
    if parameters <= MAX_PARAMETERS_IN_LINE {
        return harmless(value);
    }
    let mut lines = Vec::new();
    for challenge in &challenges {
        let token68 = challenge.token68.as_deref().unwrap_or_default();
        lines.push(
            format!("{} {token68}", challenge.scheme)
                .trim_end()
                .to_owned(),
        );
        let params = challenge.params.iter();
        lines.extend(params.map(|(name, value)| format!("  {name}=\"{value}\"")));
    }
    let rest = lines.len().saturating_sub(MAX_CHALLENGE_LINES);
    if rest > 0 {
        lines.truncate(MAX_CHALLENGE_LINES);
        lines.push(format!("… and {rest} more; --json gives all"));
    }
    let lines: Vec<_> = lines.iter().map(|line| harmless(line)).collect();
    lines.join(&format!("\n{}", " ".repeat(indent)))
}

/// The status with its name: `401 Unauthorized`.
pub(crate) fn status_line(status: u16) -> String {
    let text = status_text(status);
    match status {
        ..300 => green(text),
        300..400 => yellow(text),
        _ => red(text),
    }
}

fn body(response: &HttpResponse) -> String {
    if response.body.is_empty() {
        return faint("(no body)");
    }
    let bytes = response.body.len();
    if let Some(how) = response.compression() {
        return faint(format!(
            "({bytes} bytes, compressed ({how}), which was not asked for: the server or a proxy before it ignores Accept-Encoding)",
        ));
    }
    let Some(BodyText { text, .. }) = BodyText::of(response) else {
        let media_type = response
            .media_type()
            .unwrap_or_else(|| "unknown type".to_owned());
        return faint(format!(
            "({bytes} bytes of {}, no text)",
            harmless(&media_type)
        ));
    };
    let pretty = match json::parse_strict(text.as_bytes()) {
        Ok(value) => value.to_pretty(),
        Err(_) => text.into_owned(),
    };
    let text = harmless_lines(&pretty);
    match text.char_indices().nth(MAX_BODY_CHARS) {
        Some((at, _)) => format!(
            "{}\n{}",
            &text[..at],
            bold("… cut here; --json gives all of it")
        ),
        None => text.trim_end().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compressed_body_is_named_as_such() {
        let answer = HttpResponse::new(200, &b"\x1f\x8b\x08\x00"[..]);
        let shown = response(&answer, &SentCredentials::default());
        assert!(
            shown.contains("compressed (gzip), which was not asked for"),
            "{shown}"
        );
    }
}
