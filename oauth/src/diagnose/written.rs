//! The token as libraries write it into their messages: header and claims as JSON, or encoded without the signature.

use std::ops::Range;

use claimscope_core::base64url;
use claimscope_core::json;

/// What stands for the signature, which nobody looks at.
const SIGNATURE: &str = "AA";

/// How deep the objects of a header are looked through for its start.
const STARTS: usize = 8;

/// The first object of a text, and what follows it.
pub(crate) fn first(text: &str) -> Option<(&str, &str)> {
    let (mut depth, mut in_text, mut is_escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = in_text,
            b'"' => in_text = !in_text,
            b'{' if !in_text => depth += 1,
            b'}' if !in_text => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(text.split_at(at + 1));
                }
            }
            _ => {}
        }
    }
    None
}

/// Where header and claims stand in a text, and the two as a token.
pub(super) fn find(text: &str) -> Option<(Range<usize>, String)> {
    decoded(text).or_else(|| encoded(text))
}

/// `{"alg":…}.{"iss":…}`, perhaps broken over lines.
fn decoded(text: &str) -> Option<(Range<usize>, String)> {
    let joint = text.find("}.{")? + 1;
    let (claims, _) = first(&text[joint + 1..])?;
    let mut starts = text[..joint].rmatch_indices('{').take(STARTS);
    let start = starts.find_map(|(start, _)| {
        let (header, _) = first(&text[start..joint])?;
        (start + header.len() == joint).then_some(start)
    })?;
    let part = |text: &str| {
        let value = json::parse(text.replace(['\n', '\r'], "").as_bytes()).value?;
        Some(base64url::encode(value.as_object()?.to_string()))
    };
    let (header, payload) = (part(&text[start..joint])?, part(claims)?);
    let end = joint + 1 + claims.len();
    Some((start..end, format!("{header}.{payload}.{SIGNATURE}")))
}

/// `eyJ….eyJ…`, and nothing behind it.
fn encoded(text: &str) -> Option<(Range<usize>, String)> {
    let start = text.find("eyJ")?;
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    let run = text[start..].split(|letter| !is_part(letter)).next()?;
    let run = run.trim_end_matches('.');
    let (_, claims) = run.split_once('.')?;
    let is_whole = claims.starts_with("eyJ") && !claims.contains('.');
    is_whole.then(|| (start..start + run.len(), format!("{run}.{SIGNATURE}")))
}

/// The text without header and claims, which are no words of the API's.
pub(super) fn without(text: &str) -> Option<String> {
    let (place, _) = find(text)?;
    Some(format!("{}…{}", &text[..place.start], &text[place.end..]))
}
