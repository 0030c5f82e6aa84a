//! claim.exp, claim.nbf, claim.iat, claim.age: when the token holds.

use super::{CheckOutcome, Context, Detail, NO_CLAIMS, Rule, required_by, shown};
use crate::json::{Object, Value};
use crate::jwt::{Policy, Profile};
use crate::report::CheckId;
use crate::time::{Timestamp, duration_text, relative_text};
use crate::vendors::identityserver;

pub(super) const EXP: Rule = Rule {
    id: CheckId::ClaimExp,
    spec: "RFC 7519 §4.1.4",
    run: exp,
};
pub(super) const NBF: Rule = Rule {
    id: CheckId::ClaimNbf,
    spec: "RFC 7519 §4.1.5",
    run: nbf,
};
pub(super) const IAT: Rule = Rule {
    id: CheckId::ClaimIat,
    spec: "RFC 7519 §4.1.6",
    run: iat,
};
pub(super) const AGE: Rule = Rule {
    id: CheckId::ClaimAge,
    spec: "RFC 7519 §4.1.6",
    run: age,
};

/// NumericDates past this are milliseconds, or meant never to come: the year 5138.
const LIKELY_MILLISECONDS: i64 = 100_000_000_000;

/// A NumericDate as it stands in the claims. "Malformed" is never taken for "absent".
enum Date<'a> {
    Absent,
    Malformed(&'a Value),
    /// The first whole second at which the date is reached or past.
    At(Timestamp),
}

fn date<'a>(claims: &'a Object, name: &str) -> Date<'a> {
    match claims.get(name) {
        None => Date::Absent,
        Some(value) => value
            .as_numeric_date()
            .map_or(Date::Malformed(value), Date::At),
    }
}

fn malformed(name: &str, value: &Value) -> CheckOutcome {
    CheckOutcome::fail(|| {
        Detail::new(format!(
            "{name} is {} where a finite number of seconds should be",
            value.type_text()
        ))
        .expected("seconds since 1970 as a number")
        .actual(shown(value))
        .spec("RFC 7519 §2")
        .hint("a date that cannot be read must not be taken for one that is not there")
    })
}

fn exp(cx: &Context<'_>) -> CheckOutcome {
    let Some(claims) = cx.claims() else {
        return cx.skip(NO_CLAIMS);
    };
    let expires = match date(claims, "exp") {
        Date::At(expires) => expires,
        Date::Malformed(value) => return malformed("exp", value),
        Date::Absent => return no_expiry(cx),
    };
    let actual = || format!("{expires} ({})", relative_text(expires, cx.now));
    if cx.now >= expires.plus_seconds(cx.leeway_seconds()) {
        let message = match cx.now.unix_seconds().abs_diff(expires.unix_seconds()) {
            0 => "expired at this very second".to_owned(),
            seconds => said!("expired {} ago", duration_text(seconds)),
        };
        return CheckOutcome::fail(|| {
            Detail::new(message)
                .expected(after_now(cx))
                .actual(actual())
                .hint("request a new token")
        });
    }
    if expires.unix_seconds() > LIKELY_MILLISECONDS {
        return cx.warn(|| {
            Detail::new("exp lies so far ahead that it is likely milliseconds")
                .expected("seconds since 1970")
                .actual(actual())
                .spec("RFC 7519 §2")
                .hint("divide by 1000 at the issuer; such a token never expires")
        });
    }
    if cx.now >= expires {
        return cx.warn(|| {
            Detail::new("expired, and forgiven by the leeway")
                .expected(after_now(cx))
                .actual(actual())
        });
    }
    cx.pass(|| {
        Detail::new(format!("expires {}", relative_text(expires, cx.now)))
            .expected(after_now(cx))
            .actual(actual())
    })
}

/// What to do about a date that lies ahead; one far ahead is likely in another unit.
fn ahead_hint(date: Timestamp, otherwise: &'static str) -> &'static str {
    if date.unix_seconds() > LIKELY_MILLISECONDS {
        "this is likely milliseconds where seconds should be; divide by 1000 at the issuer"
    } else {
        otherwise
    }
}

fn after_now(cx: &Context<'_>) -> String {
    match cx.leeway_seconds() {
        0 => format!("after {}", cx.now),
        leeway => format!("after {}, give or take {leeway} s", cx.now),
    }
}

fn no_expiry(cx: &Context<'_>) -> CheckOutcome {
    let detail = || {
        Detail::new("the token never expires")
            .expected("an expiry")
            .actual("absent")
            .spec(required_by(cx.profile(), EXP.spec))
            .hint("a token without exp has no end of its own, also for whoever finds it; ask the issuer to set one")
    };
    match cx.policy {
        Some(policy) if !policy.allow_missing_expiry => CheckOutcome::fail(detail),
        Some(_) => cx.warn(|| {
            Detail::new("the token never expires, and the policy allows it").actual("absent")
        }),
        None => cx.warn(detail),
    }
}

fn nbf(cx: &Context<'_>) -> CheckOutcome {
    let Some(claims) = cx.claims() else {
        return cx.skip(NO_CLAIMS);
    };
    let start = match date(claims, "nbf") {
        Date::At(start) => start,
        Date::Malformed(value) => return malformed("nbf", value),
        Date::Absent => return cx.skip("the token has no nbf"),
    };
    let actual = || format!("{start} ({})", relative_text(start, cx.now));
    if cx.now.plus_seconds(cx.leeway_seconds()) < start {
        let wait = cx.now.unix_seconds().abs_diff(start.unix_seconds());
        return CheckOutcome::fail(|| {
            Detail::new(format!("not valid for another {}", duration_text(wait)))
                .expected(format!("at or before {}", cx.now))
                .actual(actual())
                .hint(ahead_hint(
                    start,
                    "wait, or set the clocks right; a few seconds are what the leeway is for",
                ))
        });
    }
    cx.pass(|| Detail::new("already valid").actual(actual()))
}

fn iat(cx: &Context<'_>) -> CheckOutcome {
    let Some(claims) = cx.claims() else {
        return cx.skip(NO_CLAIMS);
    };
    let issued = match date(claims, "iat") {
        Date::At(issued) => issued,
        Date::Malformed(value) => return malformed("iat", value),
        Date::Absent => return no_issue_time(cx),
    };
    let actual = || format!("{issued} ({})", relative_text(issued, cx.now));
    if cx.now.plus_seconds(cx.leeway_seconds()) < issued {
        let ahead = cx.now.unix_seconds().abs_diff(issued.unix_seconds());
        return CheckOutcome::fail(|| {
            Detail::new(format!("issued {} in the future", duration_text(ahead)))
                .expected(format!("at or before {}", cx.now))
                .actual(actual())
                .hint(ahead_hint(issued, "the issuer's clock and this one differ, or the token is made up; a few seconds are what the leeway is for"))
        });
    }
    cx.pass(|| Detail::new(format!("issued {}", relative_text(issued, cx.now))).actual(actual()))
}

fn no_issue_time(cx: &Context<'_>) -> CheckOutcome {
    match cx.profile() {
        Some(profile @ (Profile::AtJwt | Profile::IdToken)) => {
            let spec = if profile == Profile::AtJwt {
                "RFC 9068 §2.2"
            } else {
                "OpenID Connect Core §2"
            };
            let detail = Detail::new(said!("the profile {profile} requires iat"));
            CheckOutcome::fail(|| {
                detail
                    .expected("the time of issue")
                    .actual("absent")
                    .spec(spec)
            })
        }
        Some(Profile::IdentityServer4) => cx.warn(|| {
            Detail::new(identityserver::NO_IAT)
                .expected("the time of issue")
                .actual("absent")
        }),
        _ => cx.skip("the token has no iat"),
    }
}

/// The moments at which a check of these claims' dates comes out differently, in no order, past ones too.
#[cfg(feature = "summary")]
pub(crate) fn date_changes(
    claims: &Object,
    policy: Option<&Policy>,
) -> impl Iterator<Item = Timestamp> {
    let leeway = policy.map_or(0, |policy| i64::from(policy.leeway_seconds));
    let at = |name, shift| Some(claims.numeric_date(name)?.plus_seconds(shift));
    let too_old = policy.and_then(|policy| too_old_at(claims, policy));
    [
        // Forgiven from here on, and refused from there.
        at("exp", 0),
        at("exp", leeway),
        at("nbf", -leeway),
        at("iat", -leeway),
        too_old,
    ]
    .into_iter()
    .flatten()
}

/// The first second at which the token, or the login that it speaks of, is older than it may be.
fn too_old_at(claims: &Object, policy: &Policy) -> Option<Timestamp> {
    let leeway = i64::from(policy.leeway_seconds);
    let ends = |name, max_age: Option<u64>| {
        let max_age = i64::try_from(max_age?).unwrap_or(i64::MAX);
        let oldest = claims.numeric_date(name)?.plus_seconds(leeway);
        Some(oldest.plus_seconds(max_age).plus_seconds(1))
    };
    let ends = [
        ends("iat", policy.max_age_seconds),
        ends("auth_time", policy.max_auth_age_seconds),
    ];
    ends.into_iter().flatten().min()
}

/// The first second at which a token that holds now no longer does by `exp` or its age; `None` where neither ends it.
pub(crate) fn holds_until(claims: &Object, policy: &Policy) -> Option<Timestamp> {
    let leeway = i64::from(policy.leeway_seconds);
    let expires = claims.numeric_date("exp");
    let ends = [
        expires.map(|expires| expires.plus_seconds(leeway)),
        too_old_at(claims, policy),
    ];
    ends.into_iter().flatten().min()
}

fn unknown_age(iat: Date<'_>, max_age: u64) -> CheckOutcome {
    let actual = match iat {
        Date::Malformed(value) => shown(value),
        _ => "absent".to_owned(),
    };
    CheckOutcome::fail(|| {
        Detail::new("without a time of issue the token's age is not known")
            .expected(format!("at most {}", duration_text(max_age)))
            .actual(actual)
    })
}

fn age(cx: &Context<'_>) -> CheckOutcome {
    let Some(claims) = cx.claims() else {
        return cx.skip(NO_CLAIMS);
    };
    let Some(max_age) = cx.policy.and_then(|policy| policy.max_age_seconds) else {
        return cx.skip("no maximum age was given");
    };
    let issued = match date(claims, "iat") {
        Date::At(issued) => issued,
        unknown => return unknown_age(unknown, max_age),
    };
    let age_seconds = cx
        .now
        .unix_seconds()
        .saturating_sub(issued.unix_seconds())
        .max(0)
        .unsigned_abs();
    let allowed = max_age.saturating_add(cx.leeway_seconds().unsigned_abs());
    let words = |message: String| {
        Detail::new(message)
            .expected(format!("at most {}", duration_text(max_age)))
            .actual(duration_text(age_seconds))
    };
    if age_seconds > allowed {
        return CheckOutcome::fail(|| {
            words(format!(
                "issued {} ago, which is too long",
                duration_text(age_seconds)
            ))
            .hint("get a new one")
        });
    }
    cx.pass(|| words("young enough".to_owned()))
}
