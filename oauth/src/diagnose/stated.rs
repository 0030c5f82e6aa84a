//! What the API expects, as its answer says, as the person says, as the product that answered always does, or as the
//! issuer's metadata say.

use super::case::Case;
use claimscope_core::url::Url;
use claimscope_core::vendors::entra;

/// Behind which words an answer names the value that it expects.
const AUDIENCE_MARKS: &[&str] = &[
    "validationparameters.validaudience: '",
    "validationparameters.validaudiences: '",
    "audience invalid. expected: ",
    "doesn't match expected value (",
    "allowed audiences '",
    "expected audience \"",
    "bad audience: expected ",
];

const ISSUER_MARKS: &[&str] = &[
    "validationparameters.validissuer: '",
    "validationparameters.validissuers: '",
    "issuer invalid. expected: ",
    "invalid token issuer. expected '",
    "issued by a different provider, expected \"",
];

/// The audiences, of which one is enough, and who says so.
pub(super) fn audiences(case: &Case<'_>) -> (Vec<String>, &'static str) {
    if let Some(expected) = said(case, AUDIENCE_MARKS) {
        return (vec![expected], "the API says that it expects");
    }
    if !case.api.audiences.is_empty() {
        return (case.api.audiences.clone(), "API expects");
    }
    let url = Url::parse(&case.refused.request.url);
    let host = url.as_ref().map_or("", Url::host);
    if case.is_of("Microsoft Graph") {
        let known = entra::GRAPH_AUDIENCES.iter().rev().map(|&it| it.to_owned());
        return (known.collect(), "Graph takes");
    }
    if host.ends_with(".sharepoint.com") {
        let known = [
            format!("https://{host}"),
            "00000003-0000-0ff1-ce00-000000000000".to_owned(),
        ];
        return (known.to_vec(), "SharePoint takes");
    }
    if host.ends_with(".run.app") {
        let known = [format!("https://{host}"), format!("https://{host}/")];
        return (known.to_vec(), "Cloud Run takes");
    }
    (Vec::new(), "")
}

/// The issuer, and who says so.
pub(super) fn issuer(case: &Case<'_>) -> Option<(String, &'static str)> {
    if let Some(expected) = said(case, ISSUER_MARKS) {
        return Some((expected, "the API says that it expects"));
    }
    if let Some(issuer) = &case.api.issuer {
        return Some((issuer.clone(), "API expects"));
    }
    if case.is_of("Cloud Run") {
        return Some(("https://accounts.google.com".to_owned(), "Cloud Run takes"));
    }
    let metadata = case.refused.metadata?;
    let issuer = metadata.issuer_for(case.claims()?)?;
    Some((issuer, "the metadata says"))
}

/// The value behind one of the marks, up to the quote, the bracket or the space that ends it.
fn said(case: &Case<'_>, marks: &[&str]) -> Option<String> {
    for sentence in &case.said {
        let small = sentence.text.to_ascii_lowercase();
        for mark in marks {
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
            let value = &rest[..end.unwrap_or(rest.len())];
            // Microsoft.IdentityModel hides names unless told otherwise.
            if !value.is_empty() && value != "null" && !value.starts_with("[PII") {
                return Some(value.to_owned());
            }
        }
    }
    None
}
