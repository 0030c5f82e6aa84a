//! What people say that it is not: clauses of a text that tell of no reason.

use std::borrow::Cow;

/// What ends a clause.
const ENDS: &[&str] = &[", ", ". ", "; ", ": ", "! ", "? ", " but ", "\n"];

/// How a clause of prose says that something is not so, or no longer.
const DENIALS: &[&str] = &[
    "got rid of",
    "instead of",
    "it is not the ",
    "it isn't the ",
    "it wasn't the ",
    "it's not the ",
    "no longer get",
    "no longer have",
    "no longer see",
    "no more ",
    "not about ",
    "nothing to do with",
    "rather than",
    "ruled out",
    "used to get",
    "went away",
];

/// What is denied by `not a`, `not an`, `not the` and `no`, and is no claim or kind of token.
const MATTERS: &[&str] = &[" issue", " matter", " problem", " question"];

/// How the clause of a person says that something was mended.
const MENDED: &[&str] = &["fixed", "solved"];

/// Who says it: nobody in a log.
const PERSONS: &[&str] = &["i", "i'm", "i've", "my", "our", "we", "we've"];

/// The text without the clauses that deny something. What no person wrote, being no prose, is taken at its word.
pub(super) fn without(text: &str, is_prose: bool) -> Cow<'_, str> {
    let small = text.to_ascii_lowercase();
    let is_of_person = || {
        let is_end = |letter: char| !letter.is_ascii_alphanumeric() && letter != '\'';
        small.split(is_end).any(|word| PERSONS.contains(&word))
    };
    if !is_prose && !is_of_person() {
        return Cow::Borrowed(text);
    }
    let mut kept = String::new();
    let mut rest = 0;
    while rest < text.len() {
        let ends = ENDS
            .iter()
            .filter_map(|end| Some(rest + small[rest..].find(end)? + end.len()));
        let end = ends.min().unwrap_or(text.len());
        if !is_denied(&small[rest..end]) {
            kept.push_str(&text[rest..end]);
        }
        rest = end;
    }
    match kept.len() == text.len() {
        true => Cow::Borrowed(text),
        false => Cow::Owned(kept),
    }
}

fn is_denied(clause: &str) -> bool {
    let has = |words: &[&str]| words.iter().any(|word| clause.contains(word));
    let is_no = |word: &str| ["no", "not", "isn't", "wasn't", "never"].contains(&word);
    has(DENIALS)
        || has(MATTERS) && clause.split_whitespace().any(is_no)
        || has(MENDED)
            && clause
                .split_whitespace()
                .any(|word| PERSONS.contains(&word))
}
