//! What the shape of the answer says: its status, its headers, and how the request was written.

mod forbidden;
mod header;
mod page;

use super::case::{Case, is_without_value};
use super::found::FoundCauses;
use super::line::{shown_list, shown_text};
use super::{Cause, Certainty};
use crate::vendors::refusals::facts::Sight;
use crate::vendors::refusals::habits;

pub(super) fn collect(case: &Case<'_>, found: &mut FoundCauses) {
    limits(case, found);
    match case.status() {
        401 => unauthenticated(case, found),
        403 => forbidden::forbidden(case, found),
        422 if case.authorization.is_some_and(is_without_value) => {
            header::authorization(case, found);
        }
        404 | 405 => path(case, found),
        407 => {
            let line =
                "the answer is 407: a proxy between here and the API wants a login of its own";
            found.add(Cause::Gateway, Certainty::Certain, line);
        }
        431 => found.add(Cause::TooLarge, Certainty::Certain, "the API answers 431"),
        _ if case.response.is_redirect() => page::redirect(case, found),
        500.. => failed(case, found),
        400 => malformed(case, found),
        _ => {}
    }
    page::page(case, found);
    for (name, line) in habits::ANSWERED_INSTEAD {
        if case.response.header_value(name).is_some() {
            found.add(Cause::Gateway, Certainty::Certain, *line);
        }
    }
}

/// How long to wait: `Retry-After` in either form.
pub(super) fn retry_after<'a>(case: &Case<'a>) -> Option<&'a str> {
    case.response
        .header_value("retry-after")
        .map(str::trim)
        .filter(|value| !value.is_empty())
}

fn limits(case: &Case<'_>, found: &mut FoundCauses) {
    let (status, wait) = (case.status(), retry_after(case));
    let spent = [
        "x-ratelimit-remaining",
        "ratelimit-remaining",
        "x-rate-limit-remaining",
    ]
    .iter()
    .any(|name| {
        case.response
            .header_value(name)
            .is_some_and(|value| value.trim() == "0")
    });
    let certainty = match status {
        429 => Certainty::Certain,
        403 if spent => Certainty::Certain,
        _ if found.has(Cause::RateLimit) => Certainty::Likely,
        _ => return,
    };
    found.add(
        Cause::RateLimit,
        certainty,
        format!("the API answers {status}"),
    );
    if spent {
        let line = "the headers say that no more calls are left for now";
        found.add(Cause::RateLimit, certainty, line);
    }
    if let Some(wait) = wait {
        let line = format!("Retry-After: {}", shown_text(wait));
        found.add(Cause::RateLimit, certainty, line);
    }
}

fn malformed(case: &Case<'_>, found: &mut FoundCauses) {
    if found.has_specific() {
        return;
    }
    if case.sent_token().is_some() || case.authorization.is_some() {
        header::authorization(case, found);
    }
    let has_a_reason = found
        .0
        .iter()
        .any(|entry| entry.certainty > Certainty::Possible);
    if !has_a_reason {
        found.add(
            Cause::RequestInvalid,
            Certainty::Likely,
            "the API answers 400",
        );
    }
}

fn unauthenticated(case: &Case<'_>, found: &mut FoundCauses) {
    let wants_another = !case.other_schemes().is_empty()
        || found.has(Cause::ApiKey)
        || found.has(Cause::OtherCredential);
    let is_another_scheme = case.sent_token().is_none() && wants_another;
    if !is_another_scheme && header::authorization(case, found) {
        return;
    }
    let server = case.response.header_value("server").unwrap_or_default();
    // Who answers in words that are understood is no unknown.
    let mut entries = found.0.iter();
    let is_nameless =
        case.challenges.is_empty() && entries.all(|entry| entry.certainty == Certainty::Possible);
    behind_a_proxy(case, found);
    if is_nameless && !found.is_settled() && !found.has_specific() {
        let line = if server.is_empty() {
            "a 401 without WWW-Authenticate, which RFC 9110 requires".to_owned()
        } else {
            format!(
                "a 401 without WWW-Authenticate, which RFC 9110 requires, from {}",
                shown_text(server)
            )
        };
        found.add(Cause::Gateway, Certainty::Possible, line);
    }
    if !case.has_bare_bearer() || found.is_settled() || found.has_specific() || case.has_words() {
        return;
    }
    if case.refused.request_is_known {
        let line = case.habit(Sight::BareChallengeToToken).unwrap_or(
            "a bare Bearer challenge, without an error, to a request that has a token: by RFC 6750 §3.1 that is the answer where none arrived",
        );
        found.add(Cause::HeaderLost, Certainty::Possible, line);
    } else {
        let line = case.habit(Sight::BareChallenge).unwrap_or(
            "a bare Bearer challenge, without an error: by RFC 6750 §3.1 that is the answer where no token arrived",
        );
        found.add(Cause::TokenMissing, Certainty::Likely, line);
    }
}

/// A proxy answered, or stands before what did, and no word is of a token.
fn behind_a_proxy(case: &Case<'_>, found: &mut FoundCauses) {
    if habits::has_proxy(&case.products)
        && !case.response.is_html()
        && case.challenges.is_empty()
        && !case.has_words()
        && !found.has_specific()
    {
        let line = "a proxy stands before the API, as the Server header says, and may not hand Authorization on";
        found.add(Cause::Gateway, Certainty::Possible, line);
    }
}

fn path(case: &Case<'_>, found: &mut FoundCauses) {
    let line = format!(
        "the API answers {} to {}",
        case.status(),
        shown_text(&case.refused.request.method)
    );
    found.add(Cause::Path, Certainty::Likely, line);
}

fn failed(case: &Case<'_>, found: &mut FoundCauses) {
    let status = case.status();
    let (cause, line) = match status {
        502..=504 => (
            Cause::Gateway,
            format!("the answer is {status}: a gateway did not reach the API"),
        ),
        _ => (Cause::Failed, format!("the API answers {status}")),
    };
    let is_told = status == 503 && found.has(Cause::IssuerUnreachable);
    if !found.has(Cause::RateLimit) && !is_told {
        found.add(cause, Certainty::Likely, line);
    }
    if status == 500
        && case.sent_token().is_some()
        && let Some(line) = case.habit(Sight::FailedOnToken)
    {
        found.add(Cause::IssuerUnreachable, Certainty::Possible, line);
    }
}
