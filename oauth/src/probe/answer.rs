//! What an answer says about what was sent: taken, refused, or neither.

use claimscope_core::base64url;
use claimscope_core::json::{self, Value};
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;

use super::alike;
use crate::diagnose::{Cause, Certainty, Diagnosis, Refused, diagnose};
use crate::token::SCOPES_OF_USERS;
use crate::vendors::refusals::habits;
use crate::{HttpRequest, HttpResponse};

/// As much of a header as is read to explain an answer, in bytes.
const MAX_HEADER_BYTES: usize = 64 * 1024;

/// Shorter tokens stand in answers by chance.
const MIN_REPEATED_BYTES: usize = 20;

/// What came of one request of a probe.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ProbeAnswer {
    /// A response.
    Response(HttpResponse),
    /// None: one sentence, lower case, no full stop, without anything that was sent.
    Failure {
        /// The sentence.
        message: String,
        /// Whether the other side closed the connection while it was being written to.
        is_closed: bool,
    },
}

/// What an answer comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The API did what the request asked for.
    Taken,
    /// It refused.
    Refused,
    /// Neither can be told, for this reason.
    Unclear(String),
}

/// An answer as far as it is judged by and shown; nothing of it repeats what was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) outcome: Outcome,
    /// The status, where there is one.
    pub(super) status: Option<u16>,
    /// In a few words, such as `401 invalid_token`.
    pub(super) text: String,
    /// Whether a challenge says that the address demands a scope.
    pub(super) demands_scope: bool,
    /// Whether it is a 401 that names no scheme.
    pub(super) lacks_challenge: bool,
    /// Whether the token that was sent stands in the answer.
    pub(super) repeats_token: bool,
}

impl Seen {
    pub(super) fn of(request: &HttpRequest, answer: &ProbeAnswer, now: Timestamp) -> Self {
        match answer {
            ProbeAnswer::Response(response) => Self::of_response(request, response, now),
            ProbeAnswer::Failure { message, .. } => Self {
                outcome: Outcome::Unclear(message.clone()),
                status: None,
                text: "no answer".to_owned(),
                demands_scope: false,
                lacks_challenge: false,
                repeats_token: false,
            },
        }
    }

    /// As it is beside the answer to the good token: what is taken is taken as that was.
    pub(super) fn beside(
        mut self,
        good: &HttpResponse,
        request: &HttpRequest,
        answer: &ProbeAnswer,
    ) -> Self {
        if let (Outcome::Taken, ProbeAnswer::Response(response)) = (&self.outcome, answer)
            && let Some(why) = alike::difference(good, response, &claims(&shortened(request)))
        {
            self.outcome = Outcome::Unclear(format!("{}: {why}", response.status));
        }
        self
    }

    fn of_response(request: &HttpRequest, response: &HttpResponse, now: Timestamp) -> Self {
        let diagnosis = diagnose(&Refused::new(&shortened(request), response, now));
        let status = response.status;
        let error = error(response);
        let text = match &error {
            Some(error) => format!("{status} {error}"),
            None => status.to_string(),
        };
        Self {
            outcome: outcome(response, &diagnosis),
            status: Some(status),
            text,
            demands_scope: demands_scope(response),
            lacks_challenge: status == 401 && response.challenges().is_empty(),
            repeats_token: repeats_token(request, response),
        }
    }

    /// As it is for a method that was tried without a token: whatever it answers, it is not what the good token gets.
    pub(super) fn of_other_method(mut self, answer: &ProbeAnswer) -> Self {
        let ProbeAnswer::Response(response) = answer else {
            return self;
        };
        let status = response.status;
        let unclear = |why: &str| Outcome::Unclear(format!("{status}: {why}"));
        self.outcome = match (status, self.outcome) {
            (404 | 405 | 501, _) => unclear(NO_SUCH_METHOD),
            (401 | 403, outcome @ Outcome::Refused) => outcome,
            (_, Outcome::Taken) if response.media_type().is_some_and(|it| it == "text/html") => {
                unclear("a page came, which may be that of a login")
            }
            (_, Outcome::Refused) => {
                unclear("it is refused, and nothing says that a token is missing")
            }
            (_, outcome) => outcome,
        };
        self
    }

    /// Whether the API says that it has no such method here, which keeps nothing open.
    pub(super) fn has_no_such_method(&self) -> bool {
        matches!(self.status, Some(404 | 405 | 501))
    }
}

const NO_SUCH_METHOD: &str = "the API has no such method here";

/// The token in the header.
fn token(request: &HttpRequest) -> &str {
    let value = request.header_value("authorization").unwrap_or_default();
    value.split_once(' ').unwrap_or_default().1
}

/// The texts among the claims of the token in the header, also those in a list.
fn claims(request: &HttpRequest) -> Vec<String> {
    let payload = token(request).split('.').nth(1).unwrap_or_default();
    let payload = base64url::decode(payload).unwrap_or_default();
    let Some(Value::Object(claims)) = json::parse(&payload).value else {
        return Vec::new();
    };
    let several = |value: &Value| value.as_array().map(<[Value]>::to_vec);
    (claims.iter())
        .flat_map(|(_, value)| several(value).unwrap_or_else(|| vec![value.clone()]))
        .filter_map(|value| value.as_str().map(str::to_owned))
        .collect()
}

/// Whether the token in the request's header stands in the body or in a header of the answer.
fn repeats_token(request: &HttpRequest, response: &HttpResponse) -> bool {
    let token = token(request);
    token.len() >= MIN_REPEATED_BYTES
        && (String::from_utf8_lossy(&response.body).contains(token)
            || response
                .headers
                .iter()
                .any(|(_, value)| value.contains(token)))
}

/// The request with long headers cut: a token of 1 MB takes long to read, and nothing is learned from its end.
fn shortened(request: &HttpRequest) -> HttpRequest {
    let short = |value: &Secret| match value.expose().get(..MAX_HEADER_BYTES) {
        Some(start) => Secret::new(start),
        None => value.clone(),
    };
    let headers = request.headers.iter();
    HttpRequest {
        method: request.method.clone(),
        url: request.url.clone(),
        headers: headers
            .map(|(name, value)| (name.clone(), short(value)))
            .collect(),
        body: request.body.clone(),
        secrets: request.secrets.clone(),
    }
}

/// The `error` of the first challenge that has one, where it is a plain word: what else stands there may repeat a token.
fn error(response: &HttpResponse) -> Option<String> {
    let challenges = response.challenges();
    let error = challenges.iter().find_map(|challenge| challenge.error())?;
    let is_plain = |letter: u8| letter.is_ascii_lowercase() || letter == b'_';
    let is_word = error.len() <= 40 && error.bytes().all(is_plain);
    is_word.then(|| error.to_owned())
}

/// Whether a challenge names what the address demands beside a login ([RFC 6750 §3](https://www.rfc-editor.org/rfc/rfc6750#section-3)).
fn demands_scope(response: &HttpResponse) -> bool {
    let challenges = response.challenges();
    let mut challenges = challenges.iter();
    challenges.any(|challenge| {
        let mut scopes = challenge.scope().unwrap_or_default().split_whitespace();
        let names_one = scopes.any(|scope| !SCOPES_OF_USERS.contains(&scope));
        names_one || challenge.error() == Some("insufficient_scope")
    })
}

fn outcome(response: &HttpResponse, diagnosis: &Diagnosis) -> Outcome {
    let status = response.status;
    let unclear = |why: &str| Outcome::Unclear(format!("{status}: {why}"));
    let first = diagnosis.reasons.first();
    let is_of_gateway = first.is_some_and(|reason| {
        reason.code == Cause::Gateway.code() && reason.certainty > Certainty::Possible
    });
    match status {
        200..=299 if is_cached(response) => unclear("a cache answered in place of the API"),
        // A good status may carry a refusal, as GraphQL has it, and data beside it.
        200..=299 if first.is_some() && has_data(response) => unclear(
            "it has data beside an error, so that the token may be taken for a part of what was asked for",
        ),
        200..=299 if first.is_some() => Outcome::Refused,
        200..=299 => Outcome::Taken,
        _ if response.is_redirect() => unclear("the API redirects in place of answering"),
        407 => unclear("a proxy wants a login of its own"),
        429 => unclear("the API takes no more requests for now"),
        500.. => unclear("the API, or a gateway before it, failed by itself"),
        400 | 401 | 403 if is_of_gateway => {
            unclear("something in front of the API answered, such as a firewall")
        }
        400 | 401 | 403 | 413 | 414 | 431 => Outcome::Refused,
        404 => unclear("nothing is found there, which neither takes nor refuses the token"),
        _ => unclear("the status neither takes nor refuses the token"),
    }
}

/// Whether an answer of GraphQL has data beside its errors ([GraphQL §7.1](https://spec.graphql.org/October2021/#sec-Response-Format)).
fn has_data(response: &HttpResponse) -> bool {
    fn is_any(value: &Value) -> bool {
        match value {
            Value::Null => false,
            Value::Array(values) => values.iter().any(is_any),
            Value::Object(members) => members.iter().any(|(_, value)| is_any(value)),
            _ => true,
        }
    }
    let body = json::parse(&response.body).value;
    let body = body.as_ref().and_then(Value::as_object);
    body.is_some_and(|body| body.get("errors").is_some() && body.get("data").is_some_and(is_any))
}

/// Whether a cache says that the answer is one that it kept ([RFC 9111 §5.1](https://www.rfc-editor.org/rfc/rfc9111#section-5.1),
/// [RFC 9211 §2.1](https://www.rfc-editor.org/rfc/rfc9211#section-2.1)).
fn is_cached(response: &HttpResponse) -> bool {
    let age = response.header_value("age").map(str::trim);
    let is_aged = age.is_some_and(|age| age.parse::<u64>().is_ok_and(|age| age > 0));
    let told = habits::CACHE_HEADERS.iter();
    let mut told = told.flat_map(|name| response.header_values(name));
    let says_hit = |value: &str| {
        let small = value.to_ascii_lowercase();
        let mut words = small.split(|letter: char| !letter.is_ascii_alphanumeric());
        words.any(|word| word == "hit")
    };
    is_aged || told.any(says_hit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome_of(response: HttpResponse) -> Outcome {
        let request = HttpRequest::get("https://api.example").bearer("eyJh.eyJz.c2ln");
        let answer = ProbeAnswer::Response(response);
        Seen::of(&request, &answer, Timestamp::default()).outcome
    }

    #[test]
    fn only_what_is_plain_counts_as_taken_or_refused() {
        let challenged = HttpResponse::new(401, "").header("WWW-Authenticate", "Bearer");
        assert_eq!(outcome_of(challenged), Outcome::Refused);
        for status in [400, 401, 403, 413, 431] {
            let outcome = outcome_of(HttpResponse::new(status, ""));
            assert_eq!(outcome, Outcome::Refused, "{status}");
        }
        for status in [200, 204] {
            assert_eq!(outcome_of(HttpResponse::new(status, "[]")), Outcome::Taken);
        }
        for status in [302, 304, 404, 405, 406, 407, 429, 500, 502, 503] {
            let outcome = outcome_of(HttpResponse::new(status, ""));
            assert!(
                matches!(outcome, Outcome::Unclear(_)),
                "{status}: {outcome:?}"
            );
        }
    }

    #[test]
    fn a_firewalls_page_says_nothing_of_the_token() {
        let page = "<html><head><title>403 Forbidden</title></head><body>Request blocked by the firewall</body></html>";
        let page = HttpResponse::new(403, page)
            .header("Content-Type", "text/html")
            .header("cf-mitigated", "challenge");
        assert!(matches!(outcome_of(page), Outcome::Unclear(_)));
    }

    #[test]
    fn a_caches_answer_is_not_the_apis() {
        for (name, value) in [
            ("Age", "12"),
            ("Cache-Status", "ExampleCache; hit"),
            ("X-Cache", "HIT from edge"),
        ] {
            let answer = HttpResponse::new(200, "{}").header(name, value);
            assert!(matches!(outcome_of(answer), Outcome::Unclear(_)), "{name}");
        }
        let fresh = HttpResponse::new(200, "{}")
            .header("Age", "0")
            .header("X-Cache", "MISS");
        assert_eq!(outcome_of(fresh), Outcome::Taken);
    }

    #[test]
    fn an_error_inside_a_good_status_is_a_refusal() {
        let body =
            r#"{"errors":[{"message":"Unauthorized","extensions":{"code":"UNAUTHENTICATED"}}]}"#;
        let answer = |body: String| {
            outcome_of(HttpResponse::new(200, body).header("Content-Type", "application/json"))
        };
        assert_eq!(answer(body.to_owned()), Outcome::Refused);
        let with = |data: &str| answer(body.replacen('{', &format!(r#"{{"data":{data},"#), 1));
        assert_eq!(with(r#"{"me":null,"orders":[]}"#), Outcome::Refused);
        let part = with(r#"{"me":null,"orders":[{"id":1}]}"#);
        assert!(matches!(part, Outcome::Unclear(_)), "{part:?}");
    }

    #[test]
    fn what_is_shown_repeats_no_token() {
        let request = HttpRequest::get("https://api.example").bearer("eyJh.eyJz.c2ln");
        let answer = HttpResponse::new(401, "")
            .header("WWW-Authenticate", r#"Bearer error="bad eyJh.eyJz.c2ln""#);
        let answer = ProbeAnswer::Response(answer);
        assert_eq!(
            Seen::of(&request, &answer, Timestamp::default()).text,
            "401"
        );
    }
}
