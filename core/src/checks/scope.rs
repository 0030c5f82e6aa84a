//! claim.scope and claim.required: what the token allows, and claims that the caller insists on.

use super::{CheckOutcome, Context, Detail, NO_CLAIMS, Rule, shorten};
use crate::json::Value;
use crate::jwt::{Profile, Scopes};
use crate::report::CheckId;

pub(super) const SCOPE: Rule = Rule {
    id: CheckId::ClaimScope,
    spec: "RFC 8693 §4.2",
    run: scope,
};
pub(super) const REQUIRED: Rule = Rule {
    id: CheckId::ClaimRequired,
    spec: "RFC 7519 §4",
    run: required,
};

fn in_words(scopes: Scopes<'_>) -> String {
    let scopes: Vec<&str> = scopes.iter().collect();
    if scopes.is_empty() {
        "none".to_owned()
    } else {
        shorten(&scopes.join(" "))
    }
}

fn scope(cx: &Context<'_>) -> CheckOutcome {
    let Some(claims) = cx.claims() else {
        return cx.skip(NO_CLAIMS);
    };
    let needed: &[String] = cx.policy.map_or(&[], |policy| &policy.scopes);
    let present = Scopes::of(claims);
    if present.is_absent() && needed.is_empty() {
        return cx.skip("the token has no scope");
    }
    if let Some(value) = present.malformed() {
        let detail = Detail::new("scope is neither a string nor a list of strings");
        return CheckOutcome::fail(|| {
            detail
                .expected("scopes with spaces between")
                .actual(super::shown(value))
        });
    }
    let missing: Vec<&str> = needed
        .iter()
        .map(String::as_str)
        .filter(|scope| present.iter().all(|one| one != *scope))
        .collect();
    if !missing.is_empty() {
        return CheckOutcome::fail(|| {
            Detail::new(format!("the token lacks the scope {}", missing.join(" ")))
                .expected(needed.join(" "))
                .actual(in_words(present))
                .spec("RFC 6750 §3.1")
                .hint("ask the token endpoint for that scope, and see that the client may have it")
        });
    }
    let as_list = present.claim() == Some("scope") && present.is_list();
    if as_list && cx.profile() == Some(Profile::AtJwt) {
        return cx.warn(|| {
            Detail::new("scope is a list where RFC 9068 has one string")
                .expected("scopes with spaces between")
                .actual(in_words(present))
                .spec("RFC 9068 §2.2.3")
        });
    }
    cx.pass(|| Detail::new("what the token allows").actual(in_words(present)))
}

fn required(cx: &Context<'_>) -> CheckOutcome {
    let Some(claims) = cx.claims() else {
        return cx.skip(NO_CLAIMS);
    };
    let needed: &[String] = cx.policy.map_or(&[], |policy| &policy.required_claims);
    if needed.is_empty() {
        return cx.skip("no further claims are required");
    }
    let is_missing = |name: &&String| matches!(claims.get(name), None | Some(Value::Null));
    let missing: Vec<&str> = needed
        .iter()
        .filter(is_missing)
        .map(String::as_str)
        .collect();
    if missing.is_empty() {
        return cx
            .pass(|| Detail::new("every required claim is there").expected(needed.join(", ")));
    }
    CheckOutcome::fail(|| {
        Detail::new(format!("the token lacks {}", missing.join(", ")))
            .expected(needed.join(", "))
            .actual("absent")
    })
}
