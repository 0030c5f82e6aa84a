//! What the token itself and its report say.

mod times;
pub(super) mod trust;

use super::case::Case;
use super::found::FoundCauses;
use super::line::{shown_list, shown_text};
use super::{Cause, Certainty, stated};
use crate::vendors::refusals::facts::Call;
use crate::vendors::refusals::{habits, takes};
use claimscope_core::jwt::TokenKind;
use claimscope_core::report::Format;

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
    for remark in habits::about_token(&call(case, found)) {
        found.remark(remark);
    }
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
            "the token has five parts: it is encrypted, and was not decrypted",
        ),
        _ => {}
    }
}

fn opaque_kind(case: &Case<'_>) -> String {
    let kind = takes::opaque_kind(case.sent_token().unwrap_or_default());
    format!("the token is {kind}")
}

fn kind(case: &Case<'_>, found: &mut FoundCauses) {
    let audiences = stated::token_audiences(case);
    let audiences: Vec<&str> = audiences.iter().map(String::as_str).collect();
    if takes::is_for_another_alone(|product| case.is_of(product), &audiences) {
        let line = format!("token aud = {}", shown_list(&audiences));
        found.add(Cause::Graph, Certainty::Certain, line);
        if case
            .header()
            .is_some_and(|header| header.get("nonce").is_some())
        {
            found.add(Cause::Graph, Certainty::Certain, takes::NONCE_MEANING);
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
    for remark in habits::about_kind(&call(case, found)) {
        found.remark(remark);
    }
}

/// What the products' own files look at.
fn call<'a>(case: &'a Case<'_>, found: &FoundCauses) -> Call<'a> {
    Call {
        products: &case.products,
        status: case.status(),
        format: case.format(),
        claims: case.claims(),
        audiences: stated::token_audiences(case),
        server_now: case.server_now,
        is_token_refused: found.has(Cause::TokenRefused),
        is_explained: found.has_specific(),
    }
}

/// What single claims tell, beside those that every API looks at.
fn claims(case: &Case<'_>, found: &mut FoundCauses) {
    let Some(claims) = case.claims() else {
        return;
    };
    if found.has(Cause::ClaimMissing) && claims.get("sub").is_none() {
        let role = claims.get_str("role").unwrap_or("absent");
        let line = format!("token sub = absent; role = {}", shown_text(role));
        found.add(Cause::ClaimMissing, Certainty::Likely, line);
        if let Some(line) = habits::key_of_role(role) {
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

/// The values of the token by which it is told from others.
pub(super) fn values(case: &Case<'_>) -> String {
    let mut values = vec![
        format!(
            "iss = {}",
            shown_text(case.claim_text("iss").unwrap_or("absent"))
        ),
        format!("aud = {}", shown_list(&case.claim_texts("aud"))),
    ];
    for name in ["kid", "alg"] {
        let value = case.header().and_then(|header| header.get_str(name));
        values.push(format!(
            "{name} = {}",
            shown_text(value.unwrap_or("absent"))
        ));
    }
    values.push(match case.claim_time("exp") {
        Some(exp) => format!("exp = {exp}"),
        None => "exp = absent".to_owned(),
    });
    values.join("; ")
}
