//! claim.value-type: whether the claims that no other check reads have the JSON types that their specifications say.

use super::{CheckOutcome, Context, Rule};
#[cfg(feature = "registry")]
use super::{Detail, NO_CLAIMS, shorten};
#[cfg(feature = "registry")]
use crate::json::Object;
use crate::report::CheckId;

pub(super) const VALUE_TYPE: Rule = Rule {
    id: CheckId::ClaimValueType,
    spec: "RFC 7519 §4",
    run,
};

/// What has a check of its own, which refuses another type.
#[cfg(feature = "registry")]
const READ_ELSEWHERE: &[&str] = &[
    "iss",
    "aud",
    "exp",
    "nbf",
    "iat",
    "sub",
    "client_id",
    "azp",
    "jti",
    "nonce",
    "scope",
    "scp",
];

/// It only warns, as nothing is decided by these claims here: the strict path has no use for it.
#[cfg(feature = "registry")]
fn run(cx: &Context<'_>) -> CheckOutcome {
    let Some(claims) = cx.claims() else {
        return cx.skip(NO_CLAIMS);
    };
    if !cx.explaining {
        return cx.skip("");
    }
    let problems = problems(claims);
    if problems.is_empty() {
        return cx.pass(|| Detail::new("the claims have the types of their specifications"));
    }
    cx.warn(|| {
        Detail::new(shorten(&problems.join("; ")))
            .expected("the types of their specifications")
            .hint("correct it at the issuer: a strict reader refuses such a claim, a lax one may take it for something else")
    })
}

#[cfg(feature = "registry")]
fn problems(claims: &Object) -> Vec<String> {
    let others = claims
        .iter()
        .filter(|(name, _)| !READ_ELSEWHERE.contains(name));
    others
        .filter_map(|(name, value)| {
            let problem = crate::registry::claim(name)?.type_problem(value)?;
            Some(format!("{name} is {problem}"))
        })
        .collect()
}

/// Without the registry nobody knows the types.
#[cfg(not(feature = "registry"))]
fn run(cx: &Context<'_>) -> CheckOutcome {
    cx.skip("this build does not know the types")
}
