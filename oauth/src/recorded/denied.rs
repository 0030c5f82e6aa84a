//! What people say that it is not: clauses of a text that tell of no reason.

use std::borrow::Cow;

/// What ends a clause.
const ENDS: &[&str] = &[", ", ". ", "; ", ": ", "! ", "? ", " but ", "\n"];

/// The last characters of all ends.
const LAST: [char; 2] = [' ', '\n'];

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
const MATTERS: &[&str] = &["issue", "matter", "problem", "question"];

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
        let end = rest + clause_len(&small[rest..]);
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

/// How long the first clause of a text is, with what ends it. What follows is not looked at: each clause is, once.
fn clause_len(text: &str) -> usize {
    let mut ends = text.match_indices(LAST).map(|(at, _)| at + 1);
    let end = ends.find(|at| ENDS.iter().any(|end| text[..*at].ends_with(*end)));
    end.unwrap_or(text.len())
}

fn is_denied(clause: &str) -> bool {
    let has = |words: &[&str]| words.iter().any(|word| clause.contains(word));
    let is_no = |word: &str| ["no", "not", "isn't", "wasn't", "never"].contains(&word);
    // An issuer is no issue.
    let is_end = |letter: char| !letter.is_ascii_alphanumeric();
    let mut words = clause.split(is_end);
    has(DENIALS)
        || words.any(|word| MATTERS.contains(&word)) && clause.split_whitespace().any(is_no)
        || has(MENDED)
            && clause
                .split_whitespace()
                .any(|word| PERSONS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_read_in_one_go() {
        // Every clause is short, and most of what ends one stands nowhere.
        let (clause, denied) = ("i x, ", "it went away, ");
        let long = clause.repeat(100_000);
        assert_eq!(without(&long, false), long);
        assert_eq!(
            without(&format!("{long}{denied}{long}"), false).len(),
            2 * long.len()
        );
    }
}
