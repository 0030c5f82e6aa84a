//! What the API expects, as its answer says, as the person says, as the product that answered always does, or as the
//! issuer's metadata say.

use super::case::Case;
use crate::vendors::refusals::{habits, takes};
use claimscope_core::url::Url;

/// What stands where there is no value.
const NO_VALUES: &[&str] = &["", "null", "(null)", "undefined", "None", "empty"];

/// The audiences, of which one is enough, and who says so.
pub(super) fn audiences(case: &Case<'_>) -> (Vec<String>, &'static str) {
    if let Some(expected) = said(case, takes::AUDIENCE_MARKS) {
        return (vec![expected], "the API says that it expects");
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

/// The value behind one of the marks, up to the quote, the bracket or the space that ends it.
fn said(case: &Case<'_>, marks: &[&[&str]]) -> Option<String> {
    for sentence in &case.said {
        let small = sentence.text.to_ascii_lowercase();
        for mark in marks.iter().copied().flatten() {
            let Some(start) = small.find(mark) else {
                continue;
            };
            let rest = &sentence.text[start + mark.len()..];
            let end = match mark.bytes().last() {
                Some(b'\'') => rest.find('\''),
                Some(b'"') => rest.find('"'),
                Some(b'(') => rest.find(')'),
                _ => rest
                    .find(|character: char| character.is_whitespace() || ",;".contains(character)),
            };
            // In a line of JSON the quotation mark has a backslash before it.
            let value = rest[..end.unwrap_or(rest.len())].trim_end_matches('\\');
            let mut hidden = habits::HIDDEN.iter();
            let is_hidden = hidden.any(|start| value.starts_with(start));
            if !NO_VALUES.contains(&value) && !is_hidden {
                return Some(value.to_owned());
            }
        }
    }
    None
}
