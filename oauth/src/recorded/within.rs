//! Answers within a line: a status with the body behind it, and JSON within the strings of other JSON.

use std::borrow::Cow;

use claimscope_core::json;

use super::error;
use crate::HttpResponse;
use crate::diagnose::written::first;

/// How long what stands before the body is at most.
const LONGEST_START_BYTES: usize = 120;

/// The statuses that refuse a request for its credentials.
const REFUSALS: [u16; 5] = [400, 401, 403, 407, 429];

/// How many strings of JSON stand in one another.
const DEPTH: usize = 3;

/// `401 {"message":"Unauthorized"}`, or the status in more words.
pub(super) fn with_status(text: &str) -> Option<HttpResponse> {
    let (start, body) = text.split_at(text.find('{')?);
    let status = status(start.trim())?;
    let body = object(body)?;
    json::parse(body.as_bytes()).value?;
    let mut response = error::json(&body);
    response.status = status;
    Some(response)
}

/// The last number of one line that is a refusal's status.
fn status(start: &str) -> Option<u16> {
    if start.len() > LONGEST_START_BYTES || start.contains('\n') {
        return None;
    }
    let numbers = start.rsplit(|letter: char| !letter.is_ascii_alphanumeric());
    let mut numbers = numbers.filter_map(|number| number.parse().ok());
    numbers.find(|number| REFUSALS.contains(number))
}

/// The error that stands in a string of the text, with a backslash before each of its quotation marks.
pub(super) fn escaped(text: &str) -> Option<HttpResponse> {
    error::read(&object(&text[text.find("{\\")?..])?)
}

/// The object at the start of a text, out of the strings in which it stands.
pub(super) fn object(text: &str) -> Option<String> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..DEPTH {
        if text.starts_with("{\\") {
            text = Cow::Owned(unescaped(&text));
        }
    }
    first(&text).map(|(object, _)| object.to_owned())
}

/// The text with one backslash less before each character that has one.
fn unescaped(text: &str) -> String {
    let mut unescaped = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some(quoted @ ('"' | '\\' | '/')) => unescaped.push(quoted),
                Some('n') => unescaped.push(' '),
                Some(other) => unescaped.extend(['\\', other]),
                None => {}
            },
            other => unescaped.push(other),
        }
    }
    unescaped
}
