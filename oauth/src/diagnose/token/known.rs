//! Tokens that one product makes or takes, by what it documents of them.

use super::{Case, Cause, Certainty, Format, FoundCauses, shown_list};
use crate::vendors::google::CUSTOM_TOKEN_AUDIENCE;
use crate::vendors::refusals::apple;

pub(super) fn collect(case: &Case<'_>, found: &mut FoundCauses) {
    let audiences = case.claim_texts("aud");
    if audiences.contains(&CUSTOM_TOKEN_AUDIENCE) {
        let line = "token aud ends in IdentityToolkit: a custom token, which Firebase exchanges for an id token";
        found.add(Cause::CustomToken, Certainty::Certain, line);
        // Its type and its key are those of a custom token.
        for consequence in [Cause::TokenType, Cause::KeyNotFound] {
            found.remove(consequence);
        }
    }
    opaque_at_zitadel(case, found);
    if case.status() == 401 {
        service_account(case, &audiences, found);
        lifetime(case, &audiences, found);
    }
}

/// ZITADEL takes opaque tokens of its own at its APIs, and refuses one that is not for them in the words that it has for every
/// other fault.
fn opaque_at_zitadel(case: &Case<'_>, found: &mut FoundCauses) {
    if case.is_of("ZITADEL")
        && found.has(Cause::TokenRefused)
        && case.format() == Some(Format::Opaque)
    {
        found.remove(Cause::Opaque);
        let line = "the token is opaque, which ZITADEL takes where its own project is among the token's audiences; it says the same of one that has ended";
        found.add(Cause::Audience, Certainty::Likely, line);
    }
}

/// A service account's token for another than the API server, whose audience is by default its issuer.
fn service_account(case: &Case<'_>, audiences: &[&str], found: &mut FoundCauses) {
    let has_account = case
        .claims()
        .is_some_and(|claims| claims.get("kubernetes.io").is_some());
    let issuer = case.claim_text("iss").unwrap_or_default();
    let is_for_it = |audience: &str| audience == issuer || audience.contains("kubernetes");
    if case.is_of("Kubernetes")
        && has_account
        && !audiences.is_empty()
        && !audiences.iter().any(|audience| is_for_it(audience))
    {
        let line = format!(
            "token aud = {}; the API server takes its --api-audiences, which is its issuer unless set",
            shown_list(audiences)
        );
        found.add(Cause::Audience, Certainty::Likely, line);
    }
}

/// A token that holds for longer than Apple takes.
fn lifetime(case: &Case<'_>, audiences: &[&str], found: &mut FoundCauses) {
    let (audience, bound) = apple::AUDIENCE;
    let Some(exp) = case.claim_time("exp").filter(|_| audiences == [audience]) else {
        return;
    };
    let start = case.claim_time("iat").unwrap_or(case.server_now);
    let seconds = exp.unix_seconds().saturating_sub(start.unix_seconds());
    if seconds > bound {
        let line = format!("the token holds for {seconds} s, and Apple takes at most {bound}");
        found.add(Cause::Lifetime, Certainty::Likely, line);
    }
}
