//! What the token itself and its report say.

mod known;
mod times;
pub(super) mod trust;

use super::case::Case;
use super::found::FoundCauses;
use super::line::{shown_list, shown_text};
use super::{Cause, Certainty};
use claimscope_core::json::Value;
use claimscope_core::jwt::TokenKind;
use claimscope_core::report::Format;
use claimscope_core::vendors::{cognito, entra};

pub(super) fn collect(case: &Case<'_>, found: &mut FoundCauses) {
    match case.status() {
        // An answer of 200 that has a refusal inside.
        400 | 401 | 422 | 200..=299 => {
            form(case, found);
            kind(case, found);
            times::times(case, found);
            trust::types(case, found);
            trust::audience(case, found);
            trust::issuer(case, found);
            trust::signature(case, found);
            trust::bound(case, found);
            trust::scopes(case, found);
        }
        // Past the gate of authentication, audience and issuer were fine, unless the API says otherwise.
        403 => {
            form(case, found);
            kind(case, found);
            times::times(case, found);
            if found.has(Cause::Audience) {
                trust::audience(case, found);
            }
            if found.has(Cause::Issuer) || found.has(Cause::KeyNotFound) {
                trust::issuer(case, found);
            }
            if found.has(Cause::Signature) || found.has(Cause::KeyNotFound) {
                trust::signature(case, found);
            }
            trust::scopes(case, found);
        }
        _ => {}
    }
    known::collect(case, found);
    claims(case, found);
}

fn form(case: &Case<'_>, found: &mut FoundCauses) {
    if case.sent_token().is_none() {
        return;
    }
    if case.is_in_base64() {
        found.remove(Cause::Opaque);
        let line = "the token is a JWT in base64 once more";
        found.add(Cause::Malformed, Certainty::Likely, line);
        return;
    }
    match case.format() {
        Some(Format::Opaque) if found.has(Cause::Opaque) => {
            found.add(Cause::Opaque, Certainty::Likely, opaque_kind(case));
        }
        // An API that asks the issuer about each token refuses an old one with the same words.
        Some(Format::Opaque) if !found.has_specific() && case.status() != 403 => {
            let line = opaque_kind(case);
            if !case.is_issued_by_the_api() {
                found.add(Cause::Opaque, Certainty::Possible, line);
                let line = "an API that asks the issuer about each token takes it: there it has ended, or is another's";
                found.add(Cause::Opaque, Certainty::Possible, line);
            }
        }
        Some(Format::Malformed | Format::Other) if case.status() != 403 => {
            let report = case.report.as_deref();
            let failure = report.and_then(|report| report.failures().next());
            let line = failure.map_or_else(
                || "what was sent is no token".to_owned(),
                |check| format!("{}: {}", check.id, shown_text(&check.message)),
            );
            // Other tokens have dots too; what begins as a JWT is one.
            let certainty = if case
                .sent_token()
                .is_some_and(|token| token.starts_with("eyJ"))
            {
                Certainty::Certain
            } else {
                Certainty::Likely
            };
            found.add(Cause::Malformed, certainty, line);
        }
        Some(Format::Jwe) if case.status() != 403 => found.add(
            Cause::Encrypted,
            Certainty::Likely,
            "the token has five parts: it is encrypted, and decryption is not supported here yet",
        ),
        _ => {}
    }
}

fn opaque_kind(case: &Case<'_>) -> String {
    let token = case.sent_token().unwrap_or_default();
    let is_handle = token.len() == 64 && token.bytes().all(|byte| byte.is_ascii_hexdigit());
    let kind = if token.starts_with("ya29.") {
        "a Google access token, which only Google's APIs understand"
    } else if is_handle {
        "an IdentityServer reference token by its shape"
    } else if token.starts_with("00D") {
        "a Salesforce session token by its shape"
    } else {
        "no JWT by its shape"
    };
    format!("the token is {kind}")
}

fn kind(case: &Case<'_>, found: &mut FoundCauses) {
    let audiences = case.claim_texts("aud");
    if !case.is_of("Microsoft Graph") && audiences.iter().any(|audience| entra::is_graph(audience))
    {
        let line = format!("token aud = {}", shown_list(&audiences));
        found.add(Cause::Graph, Certainty::Certain, line);
        if case
            .header()
            .is_some_and(|header| header.get("nonce").is_some())
        {
            found.add(Cause::Graph, Certainty::Certain, entra::NONCE_MEANING);
        }
    }
    let kind = case.claims().and_then(TokenKind::suggested);
    if let Some((TokenKind::Refresh, sign)) = kind {
        found.add(
            Cause::RefreshToken,
            Certainty::Certain,
            format!("token {sign}"),
        );
    }
    if let Some((TokenKind::Id, sign)) = kind
        && !case.takes_id_tokens()
    {
        let certainty = if found.has(Cause::TokenType) || found.has(Cause::Audience) {
            Certainty::Certain
        } else if found.has(Cause::TokenRefused) {
            Certainty::Likely
        } else {
            Certainty::Possible
        };
        let line = format!("{sign}, as id tokens have it");
        found.add(Cause::IdToken, certainty, line);
    }
    if case.claim_text(cognito::KIND) == Some(cognito::ACCESS)
        && audiences.is_empty()
        && case.is_of("AWS API Gateway")
        && !found.has_specific()
    {
        let line = "token_use = access: a Cognito authorizer takes id tokens unless the method asks for scopes";
        found.add(Cause::TokenType, Certainty::Likely, line);
    }
}

/// What single claims tell, beside those that every API looks at.
fn claims(case: &Case<'_>, found: &mut FoundCauses) {
    let Some(claims) = case.claims() else {
        return;
    };
    if claims.get("email_verified").and_then(Value::as_bool) == Some(false)
        && case.is_of("Kubernetes")
        && case.status() == 401
    {
        let line = "token email_verified = false: an API server that takes the email as user name refuses it";
        found.add(Cause::ClaimMissing, Certainty::Likely, line);
    }
    if found.has(Cause::ClaimMissing) && claims.get("sub").is_none() {
        let role = claims.get_str("role").unwrap_or("absent");
        let line = format!("token sub = absent; role = {}", shown_text(role));
        found.add(Cause::ClaimMissing, Certainty::Likely, line);
        if role == "anon" || role == "service_role" {
            let line = "it is a project's API key in the form of a JWT, and no user's token";
            found.add(Cause::ClaimMissing, Certainty::Likely, line);
        }
    }
    if found.has(Cause::Lifetime) {
        for (name, what) in [("exp", "ends"), ("iat", "was issued")] {
            if let Some(time) = case.claim_time(name) {
                let there = case.server_now;
                let ahead = time.unix_seconds().saturating_sub(there.unix_seconds());
                if ahead > 0 {
                    let line = format!(
                        "token {name} = {time}: by the server's clock it {what} {ahead} s ahead"
                    );
                    found.add(Cause::Lifetime, Certainty::Likely, line);
                    if name == "iat" {
                        let line = format!("so the clock that wrote it is about {ahead} s fast");
                        found.add(Cause::Lifetime, Certainty::Likely, line);
                    }
                }
            }
        }
    }
}
