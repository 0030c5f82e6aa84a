//! Two tokens, claim by claim, and what of it an API would notice.

use std::collections::BTreeSet;

use claimscope_core::difference_hint;
use claimscope_core::json::{Object, Value};
use claimscope_core::report::Report;
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_oauth::Look;

use crate::claim_texts::claim_texts;
use crate::remote::Remote;
use crate::results::FailureText;
use crate::sensitive::Sensitive;
use crate::sentence::sentence;

/// What stands in the two fields, and what came of it.
#[derive(Clone, Debug, Default)]
pub struct Compare {
    /// The first text and the second; may hold live tokens.
    pub texts: [Sensitive; 2],
    /// How the tokens in them differ.
    pub result: Remote<Comparison>,
    /// Whether what is the same is shown too.
    pub shows_same: bool,
}

/// What the person wants of the comparison.
#[derive(Clone, Debug, PartialEq)]
pub enum CompareCommand {
    /// Change the first text (0) or the second (1).
    Edit(usize, Sensitive),
    /// Show what is the same too, or not.
    ShowSame(bool),
    /// Make the first the second.
    Swap,
}

/// How a name of the two tokens compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Both have the same value.
    Same,
    /// Both have one, and not the same.
    Differs,
    /// Only the first token has it.
    OnlyFirst,
    /// Only the second token has it.
    OnlySecond,
}

impl Change {
    /// In words.
    pub fn text(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Differs => "differs",
            Self::OnlyFirst => "only in the first",
            Self::OnlySecond => "only in the second",
        }
    }
}

/// A name that either token has.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparedRow {
    /// Parameter or claim.
    pub name: String,
    /// Its values, the first token's first.
    pub values: [Option<Value>; 2],
    /// How they compare.
    pub change: Change,
}

/// How two tokens differ. Nothing is verified.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// The header's parameters.
    pub header: Vec<ComparedRow>,
    /// The claims.
    pub claims: Vec<ComparedRow>,
    /// What an API would notice, a sentence each; times excepted, which pass.
    pub notices: Vec<String>,
    /// When each token ends.
    pub ends: [Option<Timestamp>; 2],
}

impl Comparison {
    /// All rows.
    pub fn rows(&self) -> impl Iterator<Item = &ComparedRow> {
        self.header.iter().chain(&self.claims)
    }
}

/// Compares the tokens of two texts.
///
/// # Errors
///
/// Where one of them holds no token that can be read.
pub fn compare(texts: &[Secret; 2], now: Timestamp) -> Result<Comparison, FailureText> {
    let [first, second] = [
        report(&texts[0], "first", now)?,
        report(&texts[1], "second", now)?,
    ];
    let blank = Object::new();
    let claims = |report: &Report| report.claims.clone().unwrap_or_default();
    let [one, other] = [claims(&first), claims(&second)];
    let header = |report: &Report| report.header.clone().unwrap_or_else(|| blank.clone());
    let headers = [header(&first), header(&second)];
    Ok(Comparison {
        header: rows(&headers[0], &headers[1]),
        claims: rows(&one, &other),
        notices: notices(&headers, &one, &other),
        ends: [one.numeric_date("exp"), other.numeric_date("exp")],
    })
}

fn report(text: &Secret, which: &str, now: Timestamp) -> Result<Report, FailureText> {
    let look = Look::at(text.expose_str().unwrap_or_default(), now);
    let inspection = look.inspection;
    if inspection.report.claims.is_some() {
        return Ok(inspection.report);
    }
    let headline = sentence(&inspection.report.summary.headline);
    let advice = "Paste a signed token; the claims of others cannot be read here.";
    Err(FailureText::new(
        format!("The {which} text has no claims that could be read."),
        advice,
    )
    .with_words(headline))
}

/// Each name once: those of the first in their order, then those that only the second has.
fn rows(first: &Object, second: &Object) -> Vec<ComparedRow> {
    let of_first = first.iter().map(|(name, _)| name);
    let of_second = second.iter().map(|(name, _)| name);
    let names = of_first.chain(of_second.filter(|name| first.get(name).is_none()));
    names
        .map(|name| {
            let values = [first.get(name).cloned(), second.get(name).cloned()];
            let change = match &values {
                [Some(one), Some(other)] if is_same(one, other) => Change::Same,
                [Some(_), Some(_)] => Change::Differs,
                [Some(_), None] => Change::OnlyFirst,
                [None, _] => Change::OnlySecond,
            };
            ComparedRow {
                name: name.to_owned(),
                values,
                change,
            }
        })
        .collect()
}

/// The order of members says nothing in JSON.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let mut members = one.iter();
            one.len() == other.len()
                && members.all(|(name, value)| other.get(name).is_some_and(|it| is_same(value, it)))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|(one, other)| is_same(one, other))
        }
        (one, other) => one == other,
    }
}

/// What an API looks at, as far as the two differ in it.
fn notices(headers: &[Object; 2], first: &Object, second: &Object) -> Vec<String> {
    let issuers = [claim_texts(first, "iss"), claim_texts(second, "iss")];
    let audiences = [claim_texts(first, "aud"), claim_texts(second, "aud")];
    let keys = [headers[0].get_str("kid"), headers[1].get_str("kid")];
    let algorithms = [headers[0].get_str("alg"), headers[1].get_str("alg")];
    let mut notices = Vec::new();
    if issuers[0] != issuers[1] {
        notices.push(different("They come from different issuers", &issuers));
    }
    if as_set(&audiences[0]) != as_set(&audiences[1]) {
        notices.push(different("They are for different audiences", &audiences));
    }
    notices.extend(scope_notices(first, second));
    if algorithms[0] != algorithms[1] {
        let [one, other] = algorithms.map(|name| name.unwrap_or("none"));
        notices.push(format!(
            "They are signed by different algorithms: {one} and {other}."
        ));
    }
    if keys[0] != keys[1] {
        let [one, other] = keys.map(|name| name.unwrap_or("none named"));
        notices.push(format!("They name different keys: {one} and {other}."));
    }
    notices
}

fn different(what: &str, values: &[Vec<String>; 2]) -> String {
    let [one, other] = [list(&values[0]), list(&values[1])];
    let hint = match (&values[0][..], &values[1][..]) {
        ([one], [other]) => difference_hint(one, other),
        _ => None,
    };
    let hint = hint
        .map(|hint| format!(", which {hint}"))
        .unwrap_or_default();
    format!("{what}: {one} and {other}{hint}.")
}

fn scope_notices(first: &Object, second: &Object) -> Vec<String> {
    let scopes = |claims: &Object| {
        let values = [claim_texts(claims, "scope"), claim_texts(claims, "scp")].concat();
        let words = values
            .iter()
            .flat_map(|value| value.split_ascii_whitespace());
        words.map(str::to_owned).collect::<BTreeSet<String>>()
    };
    let [one, other] = [scopes(first), scopes(second)];
    let lacks = |which: &str, missing: Vec<String>| match &missing[..] {
        [] => None,
        [scope] => Some(format!("The {which} lacks the scope {scope}.")),
        _ => Some(format!("The {which} lacks the scopes {}.", list(&missing))),
    };
    let missing =
        |from: &BTreeSet<String>, of: &BTreeSet<String>| from.difference(of).cloned().collect();
    let notices = [
        lacks("second", missing(&one, &other)),
        lacks("first", missing(&other, &one)),
    ];
    notices.into_iter().flatten().collect()
}

fn as_set(values: &[String]) -> BTreeSet<&String> {
    values.iter().collect()
}

fn list(values: &[String]) -> String {
    match values {
        [] => "none".to_owned(),
        values => values.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_unix_seconds(1_800_000_000);

    fn token(header: &str, claims: &str) -> Secret {
        let encode = claimscope_core::base64url::encode;
        Secret::from(format!("{}.{}.c2ln", encode(header), encode(claims)))
    }

    #[test]
    fn what_an_api_would_notice_is_said_in_sentences() {
        let first = token(
            r#"{"alg":"RS256","kid":"1"}"#,
            r#"{"iss":"https://a.example","aud":["orders"],"scope":"read write","exp":1,"act":{"a":1,"b":2}}"#,
        );
        let second = token(
            r#"{"alg":"RS256","kid":"2"}"#,
            r#"{"iss":"https://a.example/","aud":"bills","scp":["read"],"exp":2,"act":{"b":2,"a":1},"sub":"x"}"#,
        );
        let compared = compare(&[first, second], NOW).unwrap();
        assert_eq!(
            compared.notices,
            [
                "They come from different issuers: https://a.example and https://a.example/, which differs only by a trailing slash.",
                "They are for different audiences: orders and bills.",
                "The second lacks the scope write.",
                "They name different keys: 1 and 2.",
            ]
        );
        let change = |name: &str| compared.rows().find(|row| row.name == name).unwrap().change;
        assert_eq!(change("act"), Change::Same);
        assert_eq!(change("iss"), Change::Differs);
        assert_eq!(change("scope"), Change::OnlyFirst);
        assert_eq!(change("sub"), Change::OnlySecond);
        assert_eq!(compared.ends[1], Some(Timestamp::from_unix_seconds(2)));
    }

    #[test]
    fn an_audience_alone_or_in_a_list_is_the_same_to_an_api() {
        let one = token(r#"{"alg":"RS256"}"#, r#"{"aud":"orders"}"#);
        let other = token(r#"{"alg":"RS256"}"#, r#"{"aud":["orders"]}"#);
        let compared = compare(&[one, other], NOW).unwrap();
        assert_eq!(compared.notices, [""; 0]);
        assert_eq!(compared.claims[0].change, Change::Differs);
    }

    #[test]
    fn a_text_without_claims_is_named() {
        let one = token(r#"{"alg":"RS256"}"#, "{}");
        let failure = compare(&[one, Secret::from("hello")], NOW).unwrap_err();
        assert!(failure.sentence.contains("second"), "{failure:?}");
    }
}
