//! What the token itself and its report say.

use super::case::{Case, shown_list, shown_text};
use super::found::Found;
use super::{Cause, Certainty, stated};
use claimscope_core::difference_hint;
use claimscope_core::json::Value;
use claimscope_core::jwt::TokenKind;
use claimscope_core::report::{CheckId, Format, SignatureStatus, Status};
use claimscope_core::time::relative_text;
use claimscope_core::vendors::entra;

/// What ASP.NET Core allows clocks to differ, unless told otherwise.
const ASPNET_SKEW_SECONDS: i64 = 300;

pub(super) fn collect(case: &Case<'_>, found: &mut Found) {
    match case.status() {
        // An answer of 200 that has a refusal inside.
        400 | 401 | 200..=299 => {
            form(case, found);
            kind(case, found);
            times(case, found);
            audience(case, found);
            issuer(case, found);
            signature(case, found);
            bound(case, found);
            scopes(case, found);
        }
        // Past the gate of authentication, audience and issuer were fine, unless the API says otherwise.
        403 => {
            form(case, found);
            kind(case, found);
            times(case, found);
            if found.has(Cause::Audience) {
                audience(case, found);
            }
            if found.has(Cause::Issuer) || found.has(Cause::KeyNotFound) {
                issuer(case, found);
            }
            if found.has(Cause::Signature) || found.has(Cause::KeyNotFound) {
                signature(case, found);
            }
            scopes(case, found);
        }
        _ => {}
    }
    claims(case, found);
}

fn form(case: &Case<'_>, found: &mut Found) {
    if case.sent_token().is_none() {
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
            found.add(Cause::Malformed, Certainty::Certain, line);
        }
        Some(Format::Jwe) if case.status() != 403 => found.add(
            Cause::Encrypted,
            Certainty::Likely,
            "the token has five parts: it is encrypted, and only the holder of the key can open it",
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

fn kind(case: &Case<'_>, found: &mut Found) {
    let audiences = case.claim_texts("aud");
    if !case.is_of("Microsoft Graph")
        && audiences
            .iter()
            .any(|audience| entra::GRAPH_AUDIENCES.contains(audience))
    {
        let line = format!("token aud = {}", shown_list(&audiences));
        found.add(Cause::Graph, Certainty::Certain, line);
        if case
            .header()
            .is_some_and(|header| header.get("nonce").is_some())
        {
            let line = "the header has a nonce, which only Microsoft's own APIs can undo";
            found.add(Cause::Graph, Certainty::Certain, line);
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
    if case.claim_text("token_use") == Some("access")
        && audiences.is_empty()
        && case.is_of("AWS API Gateway")
        && !found.has_specific()
    {
        let line = "token_use = access: a Cognito authorizer takes id tokens unless the method asks for scopes";
        found.add(Cause::TokenType, Certainty::Likely, line);
    }
}

/// What single claims tell, beside those that every API looks at.
fn claims(case: &Case<'_>, found: &mut Found) {
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
                }
            }
        }
    }
}

fn times(case: &Case<'_>, found: &mut Found) {
    let (here, there) = (case.refused.now, case.server_now);
    if let Some(exp) = case.claim_time("exp")
        && exp <= here.max(there)
    {
        let line = format!("token exp = {exp}, {}", relative_text(exp, here));
        let past = there.unix_seconds().saturating_sub(exp.unix_seconds());
        let certainty = match past {
            ..=0 => Certainty::Possible,
            1..=ASPNET_SKEW_SECONDS => Certainty::Likely,
            _ => Certainty::Certain,
        };
        found.add(Cause::Expired, certainty, line);
        if exp > here {
            let line = "it is valid by this machine's clock and expired by the server's: the clocks differ";
            found.add(Cause::Expired, Certainty::Certain, line);
        } else if (1..=ASPNET_SKEW_SECONDS).contains(&past) && case.is_of("ASP.NET Core") {
            let line = "ASP.NET Core accepts it for 300 s more unless ClockSkew was lowered";
            found.add(Cause::Expired, certainty, line);
        }
    }
    let start = ["nbf", "iat"].iter().find_map(|name| {
        let time = case.claim_time(name)?;
        (time > here.min(there)).then_some((*name, time))
    });
    if let Some((name, time)) = start {
        let line = format!("token {name} = {time}, {}", relative_text(time, there));
        let ahead = time.unix_seconds().saturating_sub(there.unix_seconds());
        let certainty = match (name, ahead) {
            ("iat", _) | (_, ..=0) => Certainty::Possible,
            (_, 1..=ASPNET_SKEW_SECONDS) => Certainty::Likely,
            _ => Certainty::Certain,
        };
        found.add(Cause::NotYetValid, certainty, line);
    }
    if let (Some(nbf), Some(exp)) = (case.claim_time("nbf"), case.claim_time("exp"))
        && nbf >= exp
    {
        let line = format!("token nbf = {nbf}; exp = {exp}");
        found.add(Cause::Lifetime, Certainty::Certain, line);
    }
}

fn audience(case: &Case<'_>, found: &mut Found) {
    if case.claims().is_none() {
        return;
    }
    let actual = case.claim_texts("aud");
    let (expected, whose) = stated::audiences(case);
    if actual.is_empty() {
        let certainty = if expected.is_empty() {
            Certainty::Possible
        } else {
            Certainty::Likely
        };
        found.add(Cause::AudienceMissing, certainty, "token aud = absent");
        return;
    }
    let line = format!("token aud = {}", shown_list(&actual));
    if expected.is_empty() {
        if found.has(Cause::Audience) {
            found.add(Cause::Audience, Certainty::Likely, line);
        }
        return;
    }
    if actual
        .iter()
        .any(|audience| expected.iter().any(|known| known == audience))
    {
        let line = format!(
            "{line}, which has what the API is said to expect: its setting differs, or another token arrived"
        );
        found.doubt(Cause::Audience, line);
        return;
    }
    let hint = expected.iter().find_map(|expected| {
        actual
            .iter()
            .find_map(|actual| difference_hint(expected, actual))
    });
    let hint = hint.map(|hint| format!(" ({hint})")).unwrap_or_default();
    let line = format!("{line}; {whose} {}{hint}", shown_list(&expected));
    found.add_mismatch(Cause::Audience, line);
    for name in ["client_id", "azp", "appid"] {
        let value = case.claim_text(name).unwrap_or_default();
        if expected.iter().any(|known| known == value) {
            let line = format!(
                "token {name} = {}, which does not count as audience",
                shown_text(value)
            );
            found.add(Cause::Audience, Certainty::Likely, line);
        }
    }
}

fn issuer(case: &Case<'_>, found: &mut Found) {
    let Some(actual) = case.claim_text("iss") else {
        if found.has(Cause::Issuer) {
            found.add(Cause::Issuer, Certainty::Likely, "token iss = absent");
        }
        return;
    };
    match stated::issuer(case) {
        Some((expected, whose)) if expected != actual => {
            let hint = difference_hint(&expected, actual);
            let hint = hint.map(|hint| format!(" ({hint})")).unwrap_or_default();
            let line = format!(
                "token iss = {}; {whose} {}{hint}",
                shown_text(actual),
                shown_text(&expected)
            );
            found.add_mismatch(Cause::Issuer, line);
        }
        Some(_) if found.has(Cause::Issuer) => {
            let line = format!(
                "token iss = {}, which is what the API is said to expect: its setting differs, or another token arrived",
                shown_text(actual)
            );
            found.doubt(Cause::Issuer, line);
        }
        _ if found.has(Cause::Issuer) || found.has(Cause::KeyNotFound) => {
            let cause = if found.has(Cause::Issuer) {
                Cause::Issuer
            } else {
                Cause::KeyNotFound
            };
            let line = format!("token iss = {}", shown_text(actual));
            found.add(cause, Certainty::Likely, line);
        }
        _ => {}
    }
}

fn signature(case: &Case<'_>, found: &mut Found) {
    let Some(report) = case.report.as_deref() else {
        return;
    };
    let header = case.header();
    let text = |name: &str| header.and_then(|header| header.get_str(name));
    if text("alg").is_some_and(|alg| alg.eq_ignore_ascii_case("none")) {
        found.add(Cause::Unsigned, Certainty::Certain, "token alg = none");
    }
    let kid = shown_text(text("kid").unwrap_or("absent"));
    match report.signature.status {
        SignatureStatus::Invalid => {
            let line = "the signature does not verify here either";
            found.add(Cause::Signature, Certainty::Certain, line);
        }
        SignatureStatus::Valid if found.has(Cause::KeyNotFound) => {
            let line = format!(
                "the signature verifies here, kid = {kid}: the API has loaded no keys, an older copy, or another issuer's"
            );
            found.doubt(Cause::KeyNotFound, line);
        }
        SignatureStatus::Valid if found.has(Cause::Signature) => {
            let line = format!(
                "the signature verifies here, kid = {kid}: the API looks at other keys, or at an older copy"
            );
            found.doubt(Cause::Signature, line);
        }
        SignatureStatus::Valid if found.has(Cause::Algorithm) => {
            let line = format!(
                "the signature verifies here, kid = {kid}, alg = {}: the key is there, and the API does not take the alg",
                shown_text(text("alg").unwrap_or("absent"))
            );
            found.add(Cause::Algorithm, Certainty::Likely, line);
        }
        _ if found.has(Cause::Algorithm) => {
            let alg = shown_text(text("alg").unwrap_or("absent"));
            found.add(
                Cause::Algorithm,
                Certainty::Likely,
                format!("token alg = {alg}"),
            );
        }
        _ if found.has(Cause::KeyNotFound) => {
            found.add(
                Cause::KeyNotFound,
                Certainty::Likely,
                format!("token kid = {kid}"),
            );
        }
        _ => {}
    }
    for (id, cause) in [
        (CheckId::KeyFound, Cause::KeyNotFound),
        (CheckId::HeaderTyp, Cause::TokenType),
        (CheckId::SignatureAlgorithm, Cause::Algorithm),
        (CheckId::ClaimRequired, Cause::ClaimMissing),
    ] {
        if let Some(check) = report
            .check(id)
            .filter(|check| check.status == Status::Fail)
        {
            let line = format!("{id}: {}", shown_text(&check.message));
            found.add(cause, Certainty::Likely, line);
        }
    }
    let is_unexplained = found.has(Cause::TokenRefused) && !found.has_specific();
    let may_be_the_type = found.has(Cause::TokenType) || is_unexplained;
    if may_be_the_type && header.is_some() && !case.takes_id_tokens() {
        let line = match text("typ") {
            Some(typ) if typ.to_ascii_lowercase().ends_with("at+jwt") => {
                "token typ = at+jwt, which an API refuses whose list of types leaves it out"
                    .to_owned()
            }
            typ => format!(
                "token typ = {}; an API that follows RFC 9068 wants at+jwt",
                shown_text(typ.unwrap_or("absent"))
            ),
        };
        found.add(Cause::TokenType, Certainty::Possible, line);
    }
}

fn bound(case: &Case<'_>, found: &mut Found) {
    let Some(Value::Object(confirmation)) = case.claims().and_then(|claims| claims.get("cnf"))
    else {
        return;
    };
    let sent_dpop = case.refused.request.header_value("dpop").is_some();
    if confirmation.get("jkt").is_some() && !sent_dpop {
        let line = "token cnf.jkt binds it to a key, and no DPoP proof was sent";
        found.add(Cause::DpopRequired, Certainty::Likely, line);
    }
    if confirmation.get("x5t#S256").is_some() {
        let line = "token cnf.x5t#S256 binds it to a client certificate";
        found.add(Cause::CertificateBound, Certainty::Likely, line);
    }
}

fn scopes(case: &Case<'_>, found: &mut Found) {
    if case.claims().is_none() {
        return;
    }
    let actual = case.token_scopes();
    if let Some(entry) = found.entry(Cause::Scope)
        && entry
            .evidence
            .iter()
            .all(|line| !line.contains("token scope ="))
    {
        entry
            .evidence
            .push(format!("token scope = {}", shown_list(&actual)));
    }
    let missing: Vec<_> = case
        .api
        .scopes
        .iter()
        .filter(|scope| !actual.contains(&scope.as_str()))
        .collect();
    if !missing.is_empty() {
        let certainty = if case.status() == 403 {
            Certainty::Certain
        } else {
            Certainty::Possible
        };
        let line = format!(
            "token scope = {}; API expects {}",
            shown_list(&actual),
            shown_list(&case.api.scopes)
        );
        found.add(Cause::Scope, certainty, line);
    }
}
