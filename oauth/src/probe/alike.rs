//! Whether an answer is what the good token got: only then was something else taken as the good token is.

use std::borrow::Cow;

use claimscope_core::json::{self, Object, Value};

use crate::HttpResponse;

/// What the names of members have in them that tell success from failure: where their values differ at all, so do the answers.
const TELLING: &[&str] = &[
    "code", "err", "message", "msg", "ok", "result", "state", "status", "success",
];

/// Words that a refusal has: an answer with one of them may be the same refusal, whatever the good token got.
const REFUSING: &[&str] = &[
    "denied",
    "error",
    "forbidden",
    "invalid",
    "log in",
    "login",
    "sign in",
    "unauthenticated",
    "unauthorised",
    "unauthorized",
];

/// Statuses in a text, which are no number that varies.
const REFUSING_STATUSES: &[&str] = &["401", "403"];

/// Smaller numbers may be a yes and a no; from here on they are numbers of things and times.
const LEAST_VARYING: f64 = 1000.0;

/// From this length on, letters with a digit among them are an id.
const LEAST_ID: usize = 8;

/// What tells an answer of success from that to the good token, one clause; `None` where they are alike. Where a text is one
/// of `claims`, those of the token that was sent, the API believes them and says so.
pub(super) fn difference(
    good: &HttpResponse,
    other: &HttpResponse,
    claims: &[String],
) -> Option<String> {
    if other.status != good.status {
        return Some(format!(
            "the good token gets {}; look at the exchange",
            good.status
        ));
    }
    let (of_good, of_other) = (document(good), document(other));
    let is_alike = good.media_type() == other.media_type()
        && match (&of_good, &of_other) {
            (Some(good), Some(other)) => are_like(good, other, claims),
            (None, None) => varied(&text(good)) == varied(&text(other)),
            _ => false,
        };
    if !is_alike {
        return Some(
            "the API answers with another body than for the good token; look at the exchange"
                .to_owned(),
        );
    }
    let refuses = match &of_other {
        Some(other) => has_refusal(other),
        None => is_refusal(&text(other)),
    };
    refuses.then(|| "the body has a word that refusals have; look at the exchange".to_owned())
}

/// The body as JSON, whatever its media type.
fn document(response: &HttpResponse) -> Option<Value> {
    json::parse(&response.body).value
}

fn text(response: &HttpResponse) -> Cow<'_, str> {
    String::from_utf8_lossy(&response.body)
}

/// Whether two values are the same but for times, ids and claims.
fn are_like(good: &Value, other: &Value, claims: &[String]) -> bool {
    match (good, other) {
        (Value::Object(good), Value::Object(other)) => have_like_members(good, other, claims),
        (Value::Array(good), Value::Array(other)) => {
            let mut pairs = good.iter().zip(other);
            good.len() == other.len() && pairs.all(|(good, other)| are_like(good, other, claims))
        }
        (Value::String(good), Value::String(other)) => {
            varied(good) == varied(other) || claims.contains(other)
        }
        (Value::Number(one), Value::Number(another)) if good != other => {
            let mut both = [one, another].into_iter();
            both.all(|number| number.as_f64().abs() >= LEAST_VARYING)
        }
        _ => good == other,
    }
}

fn have_like_members(good: &Object, other: &Object, claims: &[String]) -> bool {
    good.iter().count() == other.iter().count()
        && good.iter().all(|(name, good)| {
            let name_in_small = name.to_ascii_lowercase();
            let is_telling = TELLING.iter().any(|word| name_in_small.contains(word));
            let is_plain = !matches!(good, Value::Object(_) | Value::Array(_));
            other
                .get(name)
                .is_some_and(|other| match is_telling && is_plain {
                    true => good == other,
                    false => are_like(good, other, claims),
                })
        })
}

/// A text with `#` for what varies from answer to answer: numbers and ids.
fn varied(text: &str) -> String {
    let mut varied = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = |letter: char| letter.is_ascii_alphanumeric();
        let end = rest.find(|letter| is_word(letter) != is_word(first));
        let (run, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        let has_digit = run.bytes().any(|letter| letter.is_ascii_digit());
        let is_hex = run.bytes().all(|letter| letter.is_ascii_hexdigit());
        if !is_word(first) || !has_digit || REFUSING_STATUSES.contains(&run) {
            varied.push_str(run);
        } else if is_hex || run.len() >= LEAST_ID {
            varied.push('#');
        } else {
            let mut parts = run.split(|letter: char| letter.is_ascii_digit());
            varied.push_str(parts.next().unwrap_or_default());
            varied.push('#');
            varied.extend(parts.filter(|part| !part.is_empty()));
        }
    }
    varied
}

/// Whether a value says that something is refused.
fn has_refusal(value: &Value) -> bool {
    match value {
        Value::String(text) => is_refusal(text),
        Value::Array(values) => values.iter().any(has_refusal),
        Value::Object(members) => members.iter().any(|(name, value)| {
            let is_nothing = match value {
                Value::Null | Value::Bool(false) => true,
                Value::String(text) => text.is_empty(),
                Value::Array(values) => values.is_empty(),
                Value::Object(members) => members.iter().next().is_none(),
                _ => false,
            };
            has_refusal(value) || (!is_nothing && is_refusal(name))
        }),
        _ => false,
    }
}

fn is_refusal(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    REFUSING.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn are_alike(good: &str, other: &str) -> bool {
        difference(
            &HttpResponse::new(200, good),
            &HttpResponse::new(200, other),
            &[],
        )
        .is_none()
    }

    #[test]
    fn the_claims_of_the_token_that_was_sent_are_what_an_api_says_that_believes_them() {
        let claims = ["urn:other-api".to_owned()];
        let alike = |good: &str, other: &str| {
            let (good, other) = (HttpResponse::new(200, good), HttpResponse::new(200, other));
            difference(&good, &other, &claims).is_none()
        };
        let good = r#"[{"type":"aud","value":"api1"},{"type":"exp","value":"1700000000"}]"#;
        assert!(alike(good, &good.replace("api1", "urn:other-api")));
        assert!(!alike(good, &good.replace("api1", "nobody")));
        assert!(!alike(
            r#"{"message":"hello"}"#,
            r#"{"message":"urn:other-api"}"#
        ));
        assert!(!alike(
            r#"{"aud":"api1"}"#,
            r#"{"aud":"urn:other-api","error":1}"#
        ));
    }

    #[test]
    fn the_same_values_but_for_times_and_ids_are_alike() {
        for (good, other) in [
            ("", ""),
            ("[]", "[]"),
            (r#"[{"id":10002}]"#, r#"[{"id":10001}]"#),
            (
                r#"{"at":1700000001,"items":[1]}"#,
                r#"{"items":[1],"at":1700000002}"#,
            ),
            (
                r#"{"error":null,"ok":true,"trace":"4f1c9a2e-77b0-4d13-9c55-1b2f3a4c5d6e"}"#,
                r#"{"error":null,"ok":true,"trace":"90e1c2d3-a4b5-4c6d-8e7f-0a1b2c3d4e5f"}"#,
            ),
            (
                r#"{"at":"2026-11-27T20:05:18.1Z"}"#,
                r#"{"at":"2026-11-27T20:05:19.25Z"}"#,
            ),
            ("orders of alice at 12:00:01", "orders of alice at 12:00:02"),
        ] {
            assert!(are_alike(good, other), "{good} {other}");
        }
    }

    #[test]
    fn errors_are_not_like_what_the_good_token_gets() {
        let good = r#"{"items":[],"user":"alice"}"#;
        for (good, other) in [
            (good, r#"{"err":1}"#),
            (good, r#"{"status":401,"data":null}"#),
            (good, r#"{"code":"AUTH-07","ok":false}"#),
            (good, "nope"),
            (good, r#"<fault code="401"/>"#),
            ("", r#"{"err":1}"#),
            (
                r#"{"status":200,"data":{}}"#,
                r#"{"status":401,"data":null}"#,
            ),
            (
                r#"{"ok":true,"message":"here"}"#,
                r#"{"ok":false,"message":"here"}"#,
            ),
            (r#"{"data":{"items":[]}}"#, r#"{"data":{"error":"login"}}"#),
            (r#"[{"id":2}]"#, r#"[{"code":401}]"#),
            ("<orders><order/></orders>", r#"<fault code="401"/>"#),
            ("42", r#""no""#),
            (r#""Hello""#, r#""Unauthorized""#),
            ("true", "false"),
            (r#"{"authenticated":true}"#, r#"{"authenticated":false}"#),
            (r#"{"authenticated":1}"#, r#"{"authenticated":0}"#),
            (r#"{"detail":"order 1"}"#, r#"{"detail":"Invalid token"}"#),
            (r#"{"answer":"done: 200"}"#, r#"{"answer":"done: 401"}"#),
            (r#"{"retcode":10000}"#, r#"{"retcode":10401}"#),
            ("[]", r#"[{"error":"no"}]"#),
            (r#"["order 1"]"#, r#"["unauthorized"]"#),
            (r#"{"a":{"b":{"c":1}}}"#, r#"{"a":{"b":{"c":"no"}}}"#),
            (
                "<html><head><title>Shop</title></head><body><nav>a b c d</nav><p>Orders</p></body></html>",
                "<html><head><title>Shop</title></head><body><nav>a b c d</nav><p>Please log in</p></body></html>",
            ),
            // The same for both, and a refusal for all that is known.
            (
                r#"{"detail":"Invalid token"}"#,
                r#"{"detail":"Invalid token"}"#,
            ),
            ("Please log in", "Please log in"),
            (r#"{"error":1}"#, r#"{"error":1}"#),
        ] {
            assert!(!are_alike(good, other), "{good} {other}");
        }
        let (no_content, accepted) = (HttpResponse::new(204, ""), HttpResponse::new(202, ""));
        assert!(
            difference(&no_content, &accepted, &[]).is_some_and(|why| why.contains("gets 204"))
        );
        let text = HttpResponse::new(204, "").header("Content-Type", "text/plain");
        assert!(
            difference(&no_content, &text, &[]).is_some_and(|why| why.contains("another body"))
        );
    }
}
