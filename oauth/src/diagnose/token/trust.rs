//! What the token says of those whom the API trusts, beside what the API is said to expect.

use super::{Case, Cause, Certainty, FoundCauses, shown_list, shown_text};
use crate::diagnose::stated;
use crate::vendors::refusals::facts::Sight;
use claimscope_core::alg::Algorithm;
use claimscope_core::difference_hint;
use claimscope_core::json::Value;
use claimscope_core::report::{CheckId, Format, SignatureStatus, Status};
use claimscope_core::url::Url;

pub(super) fn audience(case: &Case<'_>, found: &mut FoundCauses) {
    let actual = stated::token_audiences(case);
    let (expected, whose) = stated::audiences(case);
    if case.claims().is_none() && (actual.is_empty() || expected.is_empty()) {
        return;
    }
    if actual.is_empty() {
        let is_absent = case
            .claims()
            .is_some_and(|claims| claims.get("aud").is_none());
        if is_absent && (!expected.is_empty() || found.has(Cause::AudienceMissing)) {
            found.add(
                Cause::AudienceMissing,
                Certainty::Likely,
                "token aud = absent",
            );
        } else if is_absent && !found.has_specific() && case.is_of_a_server() {
            found.add(
                Cause::AudienceMissing,
                Certainty::Possible,
                "token aud = absent",
            );
        }
        return;
    }
    let line = format!("token aud = {}", shown_list(&actual));
    if expected.is_empty() {
        if found.has(Cause::Audience) {
            found.add(Cause::Audience, Certainty::Likely, line);
        } else if found.has(Cause::TokenRefused)
            && let Some(expected) = case.habit(Sight::AudienceUnsaid)
        {
            let line = format!("{line}; {expected}");
            found.add(Cause::Audience, Certainty::Possible, line);
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

pub(super) fn issuer(case: &Case<'_>, found: &mut FoundCauses) {
    let Some(actual) = case.claim_text("iss") else {
        if found.has(Cause::Issuer) && case.claims().is_some() {
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
        None if case.is_of_userinfo()
            && found.has(Cause::TokenRefused)
            && is_elsewhere(case, actual) =>
        {
            let line = format!(
                "token iss = {}; the call went to another host",
                shown_text(actual)
            );
            found.add(Cause::Issuer, Certainty::Likely, line);
        }
        None if actual.ends_with('/') && !found.has_specific() => {
            if let Some(habit) = case.habit(Sight::IssuerWithSlash) {
                let line = format!("token iss = {}, {habit}", shown_text(actual));
                found.add(Cause::Issuer, Certainty::Possible, line);
            }
        }
        _ => {}
    }
}

/// Whether the issuer has the very path of the call at another host.
fn is_elsewhere(case: &Case<'_>, issuer: &str) -> bool {
    let (Ok(called), Ok(issuer)) = (Url::parse(&case.refused.request.url), Url::parse(issuer))
    else {
        return false;
    };
    called.origin() != issuer.origin() && called.path().starts_with(issuer.path())
}

pub(super) fn signature(case: &Case<'_>, found: &mut FoundCauses) {
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
            let either = if found.has(Cause::Signature) {
                " either"
            } else {
                ""
            };
            let line = format!("the signature does not verify here{either}, with the key in hand");
            found.add(Cause::Signature, Certainty::Likely, line);
        }
        SignatureStatus::Valid if found.has(Cause::KeyNotFound) => {
            let line = format!(
                "the signature verifies here, kid = {kid}: perhaps the API has loaded no keys, an older copy, or another issuer's"
            );
            found.doubt(Cause::KeyNotFound, line);
        }
        SignatureStatus::Valid if found.has(Cause::Signature) => {
            // A shared secret has no copies, and is no set that a kid chooses from.
            let is_secret = text("alg").is_some_and(|alg| alg.starts_with("HS"));
            let line = match is_secret {
                true => "the signature verifies here with the secret in hand: the API has another secret, or reads it in another encoding".to_owned(),
                false => format!(
                    "the signature verifies here, kid = {kid}: the API looks at other keys, or at an older copy"
                ),
            };
            found.doubt(Cause::Signature, line);
        }
        SignatureStatus::Valid if found.has(Cause::Algorithm) => {
            let line = format!(
                "the signature verifies here, kid = {kid}, alg = {}: the key is there, and the API does not take the alg",
                shown_text(text("alg").unwrap_or("absent"))
            );
            found.add(Cause::Algorithm, Certainty::Likely, line);
        }
        _ if found.has(Cause::Algorithm) && header.is_some() => {
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
            .filter(|check| check.status == Status::Fail && report.format != Format::Jwe)
        {
            let line = format!("{id}: {}", shown_text(&check.message));
            found.add(cause, Certainty::Likely, line);
        }
    }
    let is_unexplained = found.has(Cause::TokenRefused) && !found.has_specific();
    // Only an authorization server writes at+jwt, and its absence explains no answer that has words.
    let may_be_the_type = is_unexplained && case.says_only_invalid() && case.is_of_a_server();
    if (found.has(Cause::TokenType) && case.speaks_of_typ() || may_be_the_type)
        && header.is_some()
        && !case.takes_id_tokens()
    {
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

/// Whether the token is signed with a secret that its issuer and the API share.
pub(in crate::diagnose) fn is_symmetric(case: &Case<'_>) -> bool {
    let name = case.header().and_then(|header| header.get_str("alg"));
    name.and_then(Algorithm::from_name)
        .is_some_and(Algorithm::is_symmetric)
}

/// Claims of the wrong JSON type, at which libraries stop.
pub(super) fn types(case: &Case<'_>, found: &mut FoundCauses) {
    for (id, name) in TYPED {
        let report = case.report.as_deref();
        let check = report.and_then(|report| report.check(*id));
        if let Some(check) = check.filter(|_| is_of_wrong_type(case, name)) {
            let line = format!("{id}: {}", shown_text(&check.message));
            found.add(Cause::ClaimMissing, Certainty::Likely, line);
        }
    }
}

/// Whether some claim is of the wrong JSON type.
pub(in crate::diagnose) fn has_wrong_types(case: &Case<'_>) -> bool {
    TYPED.iter().any(|(_, name)| is_of_wrong_type(case, name))
}

const TYPED: &[(CheckId, &str)] = &[
    (CheckId::ClaimIss, "iss"),
    (CheckId::ClaimSub, "sub"),
    (CheckId::ClaimAud, "aud"),
    (CheckId::ClaimExp, "exp"),
    (CheckId::ClaimNbf, "nbf"),
    (CheckId::ClaimIat, "iat"),
    (CheckId::ClaimJti, "jti"),
];

fn is_of_wrong_type(case: &Case<'_>, name: &str) -> bool {
    let claim = case.claims().and_then(|claims| claims.get(name));
    claim.is_some_and(|value| match name {
        "exp" | "nbf" | "iat" => value.as_number().is_none(),
        "aud" => value.as_str().is_none() && value.as_array().is_none(),
        _ => value.as_str().is_none(),
    })
}

pub(super) fn bound(case: &Case<'_>, found: &mut FoundCauses) {
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

pub(super) fn scopes(case: &Case<'_>, found: &mut FoundCauses) {
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
            Certainty::Likely
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
