//! Whether an answer is what the good token got: only then was something else taken as the good token is.

use claimscope_core::json::{self, Object, Value};

use crate::HttpResponse;

/// Members that tell success from failure: where their values differ, so do the answers.
const TELLING: &[&str] = &[
    "code",
    "error",
    "errors",
    "message",
    "msg",
    "ok",
    "result",
    "state",
    "status",
    "statuscode",
    "success",
];

/// How deep members are compared: an envelope, and what is in it.
const DEPTH: usize = 2;

/// What tells an answer of success from that to the good token, one clause; `None` where they are alike.
pub(super) fn difference(good: &HttpResponse, other: &HttpResponse) -> Option<String> {
    if other.status != good.status {
        return Some(format!(
            "the good token gets {}; look at the exchange",
            good.status
        ));
    }
    let is_alike = good.media_type() == other.media_type() && have_like_bodies(good, other);
    (!is_alike).then(|| {
        "the API answers with another body than for the good token; look at the exchange".to_owned()
    })
}

fn have_like_bodies(good: &HttpResponse, other: &HttpResponse) -> bool {
    match (document(good), document(other)) {
        (Some(good), Some(other)) => are_like(&good, &other, DEPTH),
        (None, None) => are_like_texts(&good.body, &other.body),
        _ => false,
    }
}

/// The body as JSON, whatever its media type.
fn document(response: &HttpResponse) -> Option<Value> {
    json::parse(&response.body).value
}

/// Whether two values are of one kind, and objects have the same members.
fn are_like(good: &Value, other: &Value, depth: usize) -> bool {
    match (good, other) {
        (Value::Object(good), Value::Object(other)) => {
            depth == 0 || have_like_members(good, other, depth - 1)
        }
        (Value::Array(good), Value::Array(other)) => match (good.first(), other.first()) {
            (Some(good), Some(other)) => are_like(good, other, depth),
            // A list may be empty for one caller and not for another.
            _ => true,
        },
        _ => std::mem::discriminant(good) == std::mem::discriminant(other),
    }
}

fn have_like_members(good: &Object, other: &Object, depth: usize) -> bool {
    good.iter().count() == other.iter().count()
        && good.iter().all(|(name, good)| {
            let is_telling = TELLING.contains(&name.to_ascii_lowercase().as_str());
            let is_plain = !matches!(good, Value::Object(_) | Value::Array(_));
            other.get(name).is_some_and(|other| {
                are_like(good, other, depth) && (!is_telling || !is_plain || good == other)
            })
        })
}

/// Whether texts are the same but for a quarter in one place, such as a time or a number.
fn are_like_texts(good: &[u8], other: &[u8]) -> bool {
    let longer = good.len().max(other.len());
    let shorter = good.len().min(other.len());
    let same = |pairs: &mut dyn Iterator<Item = (&u8, &u8)>| {
        pairs.take_while(|(one, another)| one == another).count()
    };
    let start = same(&mut good.iter().zip(other));
    let end = same(&mut good.iter().rev().zip(other.iter().rev()));
    (start + end).min(shorter) * 4 >= longer * 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn are_alike(good: &str, other: &str) -> bool {
        difference(
            &HttpResponse::new(200, good),
            &HttpResponse::new(200, other),
        )
        .is_none()
    }

    #[test]
    fn the_same_members_and_nearly_the_same_text_are_alike() {
        for (good, other) in [
            ("", ""),
            ("[]", r#"[{"id":1}]"#),
            (r#"[{"id":2}]"#, r#"[{"id":1}]"#),
            (r#"{"at":1,"items":[1]}"#, r#"{"items":[],"at":2}"#),
            (
                r#"{"ok":true,"data":{"id":1}}"#,
                r#"{"ok":true,"data":{"id":2}}"#,
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
        ] {
            assert!(!are_alike(good, other), "{good} {other}");
        }
        let (no_content, accepted) = (HttpResponse::new(204, ""), HttpResponse::new(202, ""));
        assert!(difference(&no_content, &accepted).is_some_and(|why| why.contains("gets 204")));
        let text = HttpResponse::new(204, "").header("Content-Type", "text/plain");
        assert!(difference(&no_content, &text).is_some_and(|why| why.contains("another body")));
    }
}
