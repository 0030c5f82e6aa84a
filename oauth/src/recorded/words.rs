//! An authorization server's error in words: what a library throws, a line of a log, the text of a login's page.

use claimscope_core::json::{self, Object};

use super::error::json;
use super::within;
use crate::HttpResponse;
use crate::diagnose::exchange::ERRORS;
use crate::vendors;

/// Codes that APIs have too, so that they count with a sentence that is known alone.
const ALSO_OF_APIS: &[&str] = &[
    "access_denied",
    "invalid_request",
    "server_error",
    "temporarily_unavailable",
];

/// The error as an answer would have it; `None` where the words are no such server's.
pub(super) fn of(text: &str) -> Option<HttpResponse> {
    if text.starts_with('{') && json::parse(text.as_bytes()).value.is_some() {
        return None;
    }
    document(text)
        .or_else(|| dictionary(text))
        .or_else(|| event(text))
        .or_else(|| {
            let start = text.find("AADSTS").or_else(|| text.find("AADB2C"))?;
            Some(error("", &text[start..]))
        })
        .or_else(|| code(text, ERRORS))
        .or_else(|| {
            let (known, described) = found(text, ALSO_OF_APIS)?;
            vendors::saying(known, described)?;
            Some(error(known, described))
        })
        .or_else(|| {
            vendors::saying("", text)?;
            Some(error("", text))
        })
}

/// The text of a page for people, without its tags and scripts.
pub(super) fn of_page(page: &str) -> String {
    let texts: Vec<&str> = crate::diagnose::said::visible(page).collect();
    let text = texts.join(" ");
    text.replace("&#39;", "'")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

fn error(code: &str, description: &str) -> HttpResponse {
    let mut object = Object::new();
    if !code.is_empty() {
        object.set("error", code);
    }
    if !description.is_empty() {
        object.set("error_description", description);
    }
    json(&object.to_string())
}

/// The answer itself, as JSON within the text, or within a string of it.
fn document(text: &str) -> Option<HttpResponse> {
    let mut starts = ["{\"", "{\\"].iter().filter_map(|start| text.find(start));
    starts.find_map(|start| error_of(&within::object(&text[start..])?))
}

/// A document with an error, where it is no entry of a log.
fn error_of(document: &str) -> Option<HttpResponse> {
    let members = json::parse(document.as_bytes()).value?;
    let members = members.as_object()?;
    members.get_str("error")?;
    members.get("level").is_none().then(|| json(document))
}

/// `{'error': 'invalid_grant', 'error_description': "…"}`, as Python prints it.
fn dictionary(text: &str) -> Option<HttpResponse> {
    let value = |name: &str| quoted(text.split_once(&format!("'{name}': "))?.1);
    Some(error(
        value("error")?,
        value("error_description").unwrap_or_default(),
    ))
}

/// What stands in quotation marks at the start.
fn quoted(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|quote| "'\"".contains(*quote))?;
    text[1..].split(quote).next()
}

/// An event of a server's log: `type="LOGIN_ERROR", …, error="invalid_code"`.
fn event(text: &str) -> Option<HttpResponse> {
    let value = |name: &str| {
        let (_, value) = text.split_once(&format!("{name}="))?;
        quoted(value).or_else(|| value.split([',', ' ', '\n']).next())
    };
    let kind = value("type").filter(|kind| kind.ends_with("_ERROR"))?;
    let described = match value("reason") {
        Some(reason) => format!("{kind}: {reason}"),
        None => kind.to_owned(),
    };
    Some(error(value(" error")?, &described))
}

/// A code that stands in the text as a word, with what is said behind it.
fn code(text: &str, codes: &[&'static str]) -> Option<HttpResponse> {
    let (code, described) = found(text, codes)?;
    Some(error(code, described))
}

fn found<'a>(text: &'a str, codes: &[&'static str]) -> Option<(&'static str, &'a str)> {
    let joins = |character: char| character.is_alphanumeric() || "_-/.".contains(character);
    let whole = |code: &&'static str| {
        text.match_indices(*code).find(|(start, _)| {
            let after = &text[start + code.len()..];
            !text[..*start].ends_with(joins)
                && !after.starts_with(|c: char| c.is_alphanumeric() || "_-".contains(c))
        })
    };
    let (start, code) = codes.iter().find_map(|code| {
        let (start, _) = whole(code)?;
        Some((start, *code))
    })?;
    let rest = &text[start + code.len()..];
    if let Some((_, described)) = rest.split_once("error_description: ") {
        let described = quoted(described).unwrap_or_default();
        let is_named = described != "error_description is null";
        return Some((code, if is_named { described } else { "" }));
    }
    let is_around = |c: char| c.is_whitespace() || "()[]{}:;,'\"-".contains(c);
    let line = rest.trim_start_matches(is_around).lines().next();
    Some((code, line.unwrap_or_default().trim_end_matches(is_around)))
}
