//! claim.schema: whether the claims are what a schema of the caller's takes, by the word of the caller, who runs it.

use super::{CheckOutcome, Context, Detail, Rule, shorten};
use crate::code::OWN;
use crate::report::CheckId;

pub(crate) const SCHEMA: Rule = Rule {
    id: CheckId::ClaimSchema,
    spec: OWN,
    run,
};

fn run(cx: &Context<'_>) -> CheckOutcome {
    match cx.schema_faults {
        Some("") => cx.pass(|| Detail::new("the claims are what the schema takes")),
        Some(faults) => unfit(faults),
        None => cx.skip("no schema was run"),
    }
}

/// The claims are not as the schema wants them at these places.
pub(crate) fn unfit(faults: &str) -> CheckOutcome {
    CheckOutcome::fail(|| {
        Detail::new(format!(
            "the claims are not what the schema takes: {}",
            shorten(faults)
        ))
        .expected("claims that fit the schema")
        .hint("the token is genuine and for this verifier; make its issuer write these claims as the schema wants them")
    })
}
