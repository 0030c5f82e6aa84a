//! claim.at_hash, claim.c_hash, claim.auth_time, claim.acr: what an ID token says of what came with it, and of the login.

use super::{CheckOutcome, Context, Detail, NO_ALGORITHM, NO_CLAIMS, Rule, list, shown};
use crate::json::Value;
use crate::jwt::{Profile, TokenHash};
use crate::report::CheckId;
use crate::time::duration_text;

pub(super) const AT_HASH: Rule = Rule {
    id: CheckId::ClaimAtHash,
    spec: "OpenID Connect Core §3.1.3.8",
    run: |cx| {
        let expected = cx.policy.and_then(|policy| policy.access_token.as_ref());
        // Where both come from the token endpoint it is optional, and issuers write it all the same.
        let absent = || {
            cx.warn(|| {
                Detail::new("nothing in the token binds the access token to it")
                    .expected("at_hash")
                    .actual("absent")
                    .hint("it is optional where both come from the token endpoint; require the claim where it must be there")
            })
        };
        hash(cx, "at_hash", "access token", expected, absent)
    },
};
pub(super) const C_HASH: Rule = Rule {
    id: CheckId::ClaimCHash,
    spec: "OpenID Connect Core §3.3.2.10",
    run: |cx| {
        let expected = cx.policy.and_then(|policy| policy.code.as_ref());
        // Only a token that comes beside the code must have it; one from the token endpoint is not expected to.
        let absent = || {
            cx.skip("the token has no c_hash, which only one that comes beside the code must have")
        };
        hash(cx, "c_hash", "code", expected, absent)
    },
};
pub(super) const AUTH_TIME: Rule = Rule {
    id: CheckId::ClaimAuthTime,
    spec: "OpenID Connect Core §3.1.3.7",
    run: auth_time,
};
pub(super) const ACR: Rule = Rule {
    id: CheckId::ClaimAcr,
    spec: "OpenID Connect Core §3.1.3.7",
    run: acr,
};

/// Compares a hash with what came beside the token.
fn hash(
    cx: &Context<'_>,
    name: &str,
    what: &str,
    expected: Option<&TokenHash>,
    absent: impl FnOnce() -> CheckOutcome,
) -> CheckOutcome {
    let Some(claims) = cx.claims() else {
        return cx.skip(NO_CLAIMS);
    };
    let Some(expected) = expected.filter(|_| cx.profile() == Some(Profile::IdToken)) else {
        return cx.skip_with(|| match claims.get(name) {
            Some(_) => Detail::new(format!("no {what} was given to compare {name} with")),
            None => Detail::new(format!("the token has no {name}")),
        });
    };
    let Some(algorithm) = cx.algorithm else {
        return cx.skip(NO_ALGORITHM);
    };
    let expected = expected.under(algorithm);
    match claims.get(name) {
        Some(Value::String(actual)) if actual == expected => cx.pass(|| {
            Detail::new(format!(
                "the {what} is the one that the token was issued with"
            ))
        }),
        Some(actual) => CheckOutcome::fail(|| {
            Detail::new(format!(
                "the {what} is not the one that the token was issued with"
            ))
            .expected(expected)
            .actual(shown(actual))
            .hint("somebody may have put another one in its place; start the login again")
        }),
        None => absent(),
    }
}

fn auth_time(cx: &Context<'_>) -> CheckOutcome {
    let Some(claims) = cx.claims() else {
        return cx.skip(NO_CLAIMS);
    };
    let Some(max_age) = cx.policy.and_then(|policy| policy.max_auth_age_seconds) else {
        return cx.skip("no maximum age of the login was given");
    };
    let expected = said!("at most {} ago", duration_text(max_age));
    let Some(time) = claims.numeric_date("auth_time") else {
        let actual = claims.get("auth_time").map_or("absent".to_owned(), shown);
        let message = "the token does not say when the user logged in";
        return CheckOutcome::fail(|| {
            Detail::new(message)
                .expected(expected)
                .actual(actual)
                .hint("where max_age was sent, auth_time is required")
        });
    };
    let age = cx.now.unix_seconds().saturating_sub(time.unix_seconds());
    let age = age.max(0).unsigned_abs();
    let words = |message: &str| {
        Detail::new(message)
            .expected(expected.as_str())
            .actual(said!("{} ago", duration_text(age)))
    };
    if age > max_age.saturating_add(cx.leeway_seconds().unsigned_abs()) {
        let detail = words("the user logged in too long ago");
        return CheckOutcome::fail(|| {
            detail.hint("start the login again, with max_age or prompt=login")
        });
    }
    cx.pass(|| words("the user logged in recently enough"))
}

fn acr(cx: &Context<'_>) -> CheckOutcome {
    let Some(claims) = cx.claims() else {
        return cx.skip(NO_CLAIMS);
    };
    let wanted = cx.policy.map_or(&[][..], |policy| &policy.acr_values);
    match claims.get("acr") {
        _ if wanted.is_empty() => cx.skip("no authentication context class was asked for"),
        Some(Value::String(actual)) if wanted.contains(actual) => {
            cx.pass(|| Detail::new("one of the authentication contexts that were asked for"))
        }
        actual => CheckOutcome::fail(|| {
            Detail::new("the user logged in another way than was asked for")
                .expected(list(wanted))
                .actual(actual.map_or("absent".to_owned(), shown))
                .hint("ask for one of these in acr_values, and see which the issuer supports")
        }),
    }
}
