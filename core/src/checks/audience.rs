//! claim.aud: whom the token is for.

use super::{CheckOutcome, Context, Detail, NO_CLAIMS, Rule, list, required_by, shown};
use crate::difference_hint;
use crate::json::Value;
use crate::jwt::{Expected, Profile};
use crate::report::CheckId;
use crate::vendors::{audience_advice, identityserver, other_name_advice};

pub(super) const AUD: Rule = Rule {
    id: CheckId::ClaimAud,
    spec: "RFC 7519 §4.1.3",
    run,
};

/// A token with more audiences than this is not looked through for near misses.
const MAX_COMPARED: usize = 32;

/// The audiences; `None` where the claim has no form that RFC 7519 knows.
fn audiences(value: &Value) -> Option<&[Value]> {
    match value {
        Value::String(_) => Some(std::slice::from_ref(value)),
        Value::Array(audiences) if audiences.iter().all(|one| one.as_str().is_some()) => {
            Some(audiences)
        }
        _ => None,
    }
}

fn is_for_any(value: &Value, expected: &[String]) -> bool {
    let mut found = audiences(value).unwrap_or_default().iter();
    found.any(|one| {
        expected
            .iter()
            .any(|expected| one.as_str() == Some(expected))
    })
}

fn run(cx: &Context<'_>) -> CheckOutcome {
    let Some(claims) = cx.claims() else {
        return cx.skip(NO_CLAIMS);
    };
    let actual = claims.get("aud");
    if let Some(value) = actual
        && audiences(value).is_none()
    {
        let detail = Detail::new("aud is neither a string nor a list of strings");
        return CheckOutcome::fail(|| {
            detail
                .expected("a string or a list of strings")
                .actual(shown(value))
        });
    }
    let expected = match cx.policy.map(|policy| &policy.audience) {
        Some(Expected::AnyOf(expected)) => expected,
        waived => return unexpected(cx, waived.is_some(), actual),
    };
    match actual {
        Some(value) if is_for_any(value, expected) => cx.pass(|| {
            Detail::new("the token is for this audience")
                .expected(list(expected))
                .actual(shown(value))
        }),
        Some(value) => CheckOutcome::fail(|| wrong(expected, value)),
        None => CheckOutcome::fail(|| absent(cx, expected)),
    }
}

fn wrong(expected: &[String], value: &Value) -> Detail {
    let found = audiences(value).unwrap_or_default();
    let found: Vec<&str> = found.iter().filter_map(Value::as_str).collect();
    let difference = |expected: &String| {
        found
            .iter()
            .take(MAX_COMPARED)
            .find_map(|actual| difference_hint(expected, actual))
    };
    let other_name = |expected: &String| {
        let mut found = found.iter();
        found.find_map(|actual| other_name_advice(expected, actual))
    };
    let hint = || {
        match expected.iter().find_map(difference) {
        _ if let Some(advice) = expected.iter().find_map(other_name) => advice.to_owned(),
        Some(difference) => format!("{difference}; the two must be written exactly alike"),
        None => audience_advice(&found).unwrap_or("ask for a scope or resource of this API, or set the API's audience to what its tokens carry").to_owned(),
    }
    };
    Detail::new("the token is for somebody else")
        .expected(list(expected))
        .actual(shown(value))
        .hint_with(hint)
}

fn absent(cx: &Context<'_>, expected: &[String]) -> Detail {
    let hint = match cx.profile() {
        Some(Profile::IdentityServer4) => identityserver::NO_AUDIENCE_ADVICE,
        _ => {
            "ask the issuer to name the API in aud; without it, a token for one API opens every other"
        }
    };
    Detail::new("the token does not say whom it is for")
        .expected(list(expected))
        .actual("absent")
        .hint(hint)
}

/// No audience to compare with: RFC 9068 and OpenID Connect need one all the same, IdentityServer4 does without.
fn unexpected(cx: &Context<'_>, waived: bool, actual: Option<&Value>) -> CheckOutcome {
    let names_nobody = actual.is_none_or(|value| value.as_array().is_some_and(<[Value]>::is_empty));
    if names_nobody && matches!(cx.profile(), Some(Profile::AtJwt | Profile::IdToken)) {
        return CheckOutcome::fail(|| {
            Detail::new("the token does not say whom it is for")
                .expected("an audience")
                .actual(actual.map_or("absent".to_owned(), shown))
                .spec(required_by(cx.profile(), AUD.spec))
        });
    }
    cx.skip_with(|| {
        let message = match (waived, actual) {
            (false, _) => "no expected audience was given",
            (true, None) if cx.profile() == Some(Profile::IdentityServer4) => {
                identityserver::WAIVED_AUDIENCE
            }
            (true, _) => "waived: tokens for any audience",
        };
        Detail::new(message).actual(actual.map_or("absent".to_owned(), shown))
    })
}
