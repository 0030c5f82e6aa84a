//! claim.events: what a security event token tells, and that a logout token tells of a logout.

use super::super::{CheckOutcome, Context, Detail, NO_CLAIMS, Rule, shorten, shown};
use crate::json::{Object, Value};
use crate::jwt::LOGOUT_EVENT;
use crate::report::CheckId;

pub(super) const LOGOUT: Rule = Rule {
    id: CheckId::ClaimEvents,
    spec: "OpenID Connect Back-Channel Logout §2.4",
    run: |cx| events(cx, logout),
};
pub(super) const SECURITY: Rule = Rule {
    id: CheckId::ClaimEvents,
    spec: "RFC 8417 §2.2",
    run: |cx| events(cx, security),
};

fn events(cx: &Context<'_>, check: fn(&Context<'_>, &Object) -> CheckOutcome) -> CheckOutcome {
    let Some(claims) = cx.claims() else {
        return cx.skip(NO_CLAIMS);
    };
    match claims.get("events") {
        Some(Value::Object(events)) => check(cx, events),
        other => CheckOutcome::fail(|| {
            Detail::new("events is missing, or no object whose names are those of events")
                .expected("an object")
                .actual(other.map_or("absent".to_owned(), shown))
        }),
    }
}

fn logout(cx: &Context<'_>, events: &Object) -> CheckOutcome {
    match events.get(LOGOUT_EVENT) {
        Some(Value::Object(_)) => {
            cx.pass(|| Detail::new("it tells of a logout").actual(LOGOUT_EVENT))
        }
        other => CheckOutcome::fail(|| {
            Detail::new("events does not tell of a logout")
                .expected(format!("{LOGOUT_EVENT}, an object"))
                .actual(other.map_or_else(|| names(events), shown))
        }),
    }
}

fn security(cx: &Context<'_>, events: &Object) -> CheckOutcome {
    let wrong = |message: &str| {
        CheckOutcome::fail(|| {
            let detail = Detail::new(message).expected("a URI for each event, with an object");
            detail.actual(names(events))
        })
    };
    if events.is_empty() {
        return wrong("events tells of no event");
    }
    if !events
        .iter()
        .all(|(_, event)| matches!(event, Value::Object(_)))
    {
        return wrong("an event is no object");
    }
    if !events.iter().all(|(name, _)| name.contains(':')) {
        return wrong("an event is named by no URI");
    }
    cx.pass(|| Detail::new("what it tells").actual(names(events)))
}

fn names(events: &Object) -> String {
    let names: Vec<&str> = events.iter().map(|(name, _)| name).collect();
    match names.is_empty() {
        true => "none".to_owned(),
        false => shorten(&names.join(", ")),
    }
}
