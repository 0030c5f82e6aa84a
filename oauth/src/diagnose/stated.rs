//! What the API expects, as its answer says, as the person says, as the product that answered always does, or as the
//! issuer's metadata say.

use super::case::Case;
use crate::vendors::refusals::{habits, takes};
use claimscope_core::url::Url;

/// What stands where there is no value.
const NO_VALUES: &[&str] = &["", "null", "(null)", "undefined", "None", "empty"];

/// How many values behind one mark are read of a sentence.
const VALUES: usize = 8;

/// The audiences, of which one is enough, and who says so.
pub(super) fn audiences(case: &Case<'_>) -> (Vec<String>, &'static str) {
    let expected = all_said(case, takes::AUDIENCE_MARKS);
    if !expected.is_empty() {
        return (expected, "the API says that it expects");
    }
    if !case.api.audiences.is_empty() {
        return (case.api.audiences.clone(), "API expects");
    }
    let url = Url::parse(&case.refused.request.url);
    let host = url.as_ref().map_or("", Url::host);
    takes::audiences(|product| case.is_of(product), host).unwrap_or_default()
}

/// The issuer, and who says so.
pub(super) fn issuer(case: &Case<'_>) -> Option<(String, &'static str)> {
    if let Some(expected) = said(case, takes::ISSUER_MARKS) {
        return Some((expected, "the API says that it expects"));
    }
    if let Some(issuer) = &case.api.issuer {
        return Some((issuer.clone(), "API expects"));
    }
    if let Some((issuer, whose)) = takes::issuer(|product| case.is_of(product)) {
        return Some((issuer.to_owned(), whose));
    }
    let metadata = case.refused.metadata?;
    let issuer = metadata.issuer_for(case.claims()?)?;
    Some((issuer, "the metadata says"))
}

/// The token's audiences, or the one that the API names where the token is not in hand.
pub(super) fn token_audiences(case: &Case<'_>) -> Vec<String> {
    match case.claims() {
        Some(_) => {
            let audiences = case.claim_texts("aud").into_iter();
            audiences.map(str::to_owned).collect()
        }
        None => said(case, takes::TOKEN_AUDIENCE_MARKS)
            .into_iter()
            .collect(),
    }
}

/// The first value behind one of the marks.
fn said(case: &Case<'_>, marks: &[&[&str]]) -> Option<String> {
    all_said(case, marks).into_iter().next()
}

/// The values behind the marks, each up to the quote, the bracket or the space that ends it.
fn all_said(case: &Case<'_>, marks: &[&[&str]]) -> Vec<String> {
    let mut values = Vec::new();
    for sentence in &case.said {
        let small = sentence.text.to_ascii_lowercase();
        for mark in marks.iter().copied().flatten() {
            for (start, _) in small.match_indices(mark).take(VALUES) {
                let value = value(&sentence.text[start + mark.len()..], mark);
                let mut hidden = habits::HIDDEN.iter();
                let is_hidden = hidden.any(|start| value.starts_with(start));
                let is_new = !values.iter().any(|known| known == value);
                if !NO_VALUES.contains(&value) && !is_hidden && is_new {
                    values.push(value.to_owned());
                }
            }
        }
    }
    values
}

/// What stands at the start of a text, behind a mark.
fn value<'a>(text: &'a str, mark: &str) -> &'a str {
    let end = match mark.bytes().last() {
        Some(b'\'') => text.find('\''),
        Some(b'"') => text.find('"'),
        Some(b'(') => text.find(')'),
        _ => text.find(|character: char| character.is_whitespace() || ",;".contains(character)),
    };
    // In a line of JSON the quotation mark has a backslash before it.
    text[..end.unwrap_or(text.len())].trim_end_matches('\\')
}
