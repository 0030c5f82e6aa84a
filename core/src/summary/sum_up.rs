//! How a report is summed up.

use super::IndicatorState::{Fail, None as Unchecked, Pass, Warn};
use super::{Indicator, IndicatorState, Summary};
use crate::checks::{date_changes, shorten};
use crate::jwt::{Expected, Policy};
use crate::report::{Check, CheckId, Format, KeySource, Report, SignatureStatus, Status, Verdict};
use crate::time::Timestamp;

/// Sums up `report`, which was made by `policy` at `now` with a key whose check changes at `key_change`.
pub(crate) fn summary(
    report: &Report,
    policy: Option<&Policy>,
    key_change: Option<Timestamp>,
    now: Timestamp,
) -> Summary {
    let (state, word) = word(report);
    Summary {
        state,
        word,
        headline: headline(report, policy),
        check: failures(report).next().map(|check| check.id),
        format: format(report),
        signature: signature(report),
        claims: claims(report, policy),
        next_change: report
            .claims
            .as_ref()
            .and_then(|claims| date_changes(claims, policy).filter(|at| *at > now).min())
            .into_iter()
            .chain(key_change)
            .min(),
    }
}

/// A text without anything of a token in it.
fn holds_no_token(report: &Report) -> bool {
    let is_too_long = (report.failures()).any(|check| check.id == CheckId::FormatSize);
    report.format == Format::Other && !is_too_long
}

fn word(report: &Report) -> (IndicatorState, &'static str) {
    match report.verdict {
        Verdict::Accepted => (Pass, "accepted"),
        Verdict::Unverified if holds_no_token(report) => (Unchecked, "no token"),
        Verdict::Unverified => (Warn, "unverified"),
        Verdict::Rejected => (Fail, "rejected"),
    }
}

const ENCRYPTED: &str =
    "an encrypted token: neither claims nor signature can be seen without decrypting it";
const OPAQUE: &str = "an opaque token, not a JWT: only its issuer can say what it is good for";

fn headline(report: &Report, policy: Option<&Policy>) -> String {
    match (report.verdict, report.format) {
        (Verdict::Accepted, _) => accepted(report, policy),
        (_, Format::Opaque) => opaque(report),
        _ if holds_no_token(report) => no_token(report),
        // Two checks say it where there are both a policy and keys.
        (Verdict::Rejected, Format::Jwe) => only_first(report),
        (Verdict::Rejected, _) => first_of(failures(report)),
        (Verdict::Unverified, Format::Jwe) => ENCRYPTED.to_owned(),
        (Verdict::Unverified, _) => unverified(report),
    }
}

/// What an opaque token is, where its first characters say it.
fn opaque(report: &Report) -> String {
    let check = report.check(CheckId::FormatParts);
    let named = check.and_then(|check| Some(check.message.split_once(": ")?.1));
    match named.filter(|name| !name.starts_with("not a JWT")) {
        Some(named) => named.to_owned(),
        None => OPAQUE.to_owned(),
    }
}

/// Who signed, and what it was compared with.
fn accepted(report: &Report, policy: Option<&Policy>) -> String {
    let signer = match report.signature.key.as_ref().map(|key| key.source) {
        Some(KeySource::IssuerJwks) => "signed with a key of the issuer",
        Some(KeySource::Jwks) => "signed with a key of the given set",
        Some(KeySource::Key) => "signed with the given key",
        Some(KeySource::Secret) => "signed with the given secret",
        Some(KeySource::Embedded) | None => "signed",
    };
    let waived = |expected: fn(&Policy) -> &Expected| {
        policy.is_some_and(|policy| *expected(policy) == Expected::Waived)
    };
    let compared = match (
        waived(|policy| &policy.issuer),
        waived(|policy| &policy.audience),
    ) {
        (false, false) => "; issuer and audience are the expected ones",
        (true, false) => ", for the expected audience, with the issuer waived",
        (false, true) => ", by the expected issuer, with the audience waived",
        (true, true) => ", with issuer and audience waived",
    };
    let warnings = match with_status(&report.checks, Status::Warn).count() {
        0 => String::new(),
        1 => "; one warning".to_owned(),
        count => format!("; {count} warnings"),
    };
    format!("{signer}{compared}{warnings}")
}

fn unverified(report: &Report) -> String {
    let key = report.signature.key.as_ref().map(|key| key.source);
    let owner = report.check(CheckId::KeyIssuer);
    if let (Some(KeySource::Embedded), Some(owner)) = (key, owner.filter(|_| is_proof(report))) {
        return owner.message.clone();
    }
    let text = match (report.signature.status, key) {
        (SignatureStatus::Valid, Some(KeySource::Embedded)) => {
            "only the key inside the token verifies it, which proves nothing"
        }
        (SignatureStatus::Valid, _) => {
            "the signature is valid, and nothing was expected of the claims"
        }
        _ => "no key was tried, so nothing is proved",
    };
    text.to_owned()
}

/// Whether it was judged as a DPoP proof, which brings its own key.
fn is_proof(report: &Report) -> bool {
    cfg!(feature = "kinds") && report.profile == Some("dpop-proof")
}

fn format(report: &Report) -> Indicator {
    if holds_no_token(report) {
        return Indicator::new(Unchecked, "no token", no_token(report));
    }
    // An opaque token is told by its kind, not by its number of parts.
    let is_opaque = report.format == Format::Opaque;
    let mut broken = failures(report).filter(|check| in_group(check, &["format"]));
    let broken = broken.find(|check| !(is_opaque && check.id == CheckId::FormatParts));
    if let Some(check) = broken {
        let word = match check.id {
            CheckId::FormatSize => "too long",
            _ => "malformed",
        };
        return Indicator::new(Fail, word, check.message.as_str());
    }
    if let Some(check) = failed(report, &["header"]) {
        return Indicator::new(Fail, "header refused", check.message.as_str());
    }
    match report.format {
        Format::Jwe => Indicator::new(Warn, "encrypted", "an encrypted token (JWE) of 5 parts"),
        Format::Opaque => Indicator::new(Warn, "opaque", "not a JWT: only its issuer can read it"),
        Format::Jws | Format::Malformed | Format::Other => {
            match warned(report, &["format", "header"]) {
                Some(check) => Indicator::new(Warn, "JWT", check.message.as_str()),
                None => Indicator::new(Pass, "JWT", "a signed token (JWS) of 3 parts"),
            }
        }
    }
}

fn signature(report: &Report) -> Indicator {
    let signature = &report.signature;
    let groups = ["key", "signature"];
    let is_embedded = |source| source == KeySource::Embedded;
    match signature.status {
        SignatureStatus::Valid => match failed(report, &groups) {
            _ if !is_proof(report)
                && (signature.key.as_ref()).is_some_and(|key| is_embedded(key.source)) =>
            {
                Indicator::new(Warn, "proves nothing", tried(report))
            }
            Some(check) => Indicator::new(Fail, "key refused", check.message.as_str()),
            None => match warned(report, &groups) {
                Some(check) => Indicator::new(Warn, "valid", check.message.as_str()),
                None => Indicator::new(Pass, "valid", tried(report)),
            },
        },
        SignatureStatus::Invalid if is_of_another_issuer(report) => {
            let detail = format!("{}; the token names another issuer", tried(report));
            Indicator::new(Fail, "invalid", detail)
        }
        SignatureStatus::Invalid => Indicator::new(Fail, "invalid", tried(report)),
        SignatureStatus::NotChecked => unchecked_signature(report, &groups),
    }
}

fn unchecked_signature(report: &Report, groups: &[&str]) -> Indicator {
    let alg = report.signature.alg.as_deref();
    if let Some(check) = failed(report, groups) {
        let word = match check.id {
            CheckId::SignatureValue => "invalid",
            _ => "not checked",
        };
        return Indicator::new(Fail, word, check.message.as_str());
    }
    match report.format {
        Format::Jwe => Indicator::new(
            Unchecked,
            "not checked",
            "none can be seen before decryption",
        ),
        Format::Opaque => Indicator::new(Unchecked, "not checked", "an opaque token shows none"),
        Format::Malformed | Format::Other if report.header.is_none() => {
            Indicator::new(Unchecked, "not checked", "there is none to check")
        }
        _ if alg.is_some_and(|alg| alg.eq_ignore_ascii_case("none")) => {
            Indicator::new(Fail, "missing", "alg none: nobody signed this token")
        }
        _ => {
            let alg = alg.map_or_else(|| "no alg".to_owned(), shorten);
            Indicator::new(Unchecked, "not checked", format!("{alg}, no key was tried"))
        }
    }
}

/// The algorithm and the key that was tried, the key's name last as it may be long.
fn tried(report: &Report) -> String {
    let alg = report
        .signature
        .alg
        .as_deref()
        .map_or_else(String::new, shorten);
    let Some(key) = &report.signature.key else {
        return alg;
    };
    let kid = match &key.kid {
        Some(kid) => format!(" {}", shorten(kid)),
        None => String::new(),
    };
    match key.source {
        KeySource::IssuerJwks => format!("{alg} by the issuer's key{kid}"),
        KeySource::Jwks => format!("{alg} by the given set's key{kid}"),
        KeySource::Key => format!("{alg} by the given key{kid}"),
        KeySource::Secret => format!("{alg} by the given secret"),
        KeySource::Embedded => format!("{alg} by the key inside the token"),
    }
}

fn claims(report: &Report, policy: Option<&Policy>) -> Indicator {
    if report.claims.is_none() {
        let detail = match report.format {
            Format::Jwe => "they are encrypted",
            Format::Opaque => "an opaque token shows none",
            Format::Jws | Format::Malformed | Format::Other => "there are none to compare",
        };
        return Indicator::new(Unchecked, "not readable", detail);
    }
    let groups = ["claim"];
    let failures = || report.failures().filter(|check| in_group(check, &groups));
    if failures().next().is_some() {
        return Indicator::new(Fail, "not as expected", first_of(failures()));
    }
    let compared = policy.map(compared).unwrap_or_default();
    match (compared.is_empty(), warned(report, &groups)) {
        (true, None) => {
            let detail = match policy {
                None => "only the dates were checked",
                Some(_) => "only the dates and what the profile requires were checked",
            };
            Indicator::new(Unchecked, "not compared", detail)
        }
        (true, Some(check)) => Indicator::new(Warn, "not compared", named(check)),
        (false, None) => Indicator::new(Pass, "as expected", compared.join(", ")),
        (false, Some(check)) => Indicator::new(Warn, "as expected", named(check)),
    }
}

/// A check's message with the claim that it is about.
fn named(check: &Check) -> String {
    let id = check.id.as_str();
    if check.id == CheckId::ClaimValueType {
        return check.message.clone();
    }
    let claim = id.strip_prefix("claim.").unwrap_or(id);
    format!("{claim}: {}", check.message)
}

/// What of the claims a policy has a value for.
fn compared(policy: &Policy) -> Vec<&'static str> {
    let stated = [
        (!policy.issuer.values().is_empty(), "issuer"),
        (!policy.audience.values().is_empty(), "audience"),
        (policy.client_id.is_some(), "client"),
        (policy.nonce.is_some(), "nonce"),
        (!policy.scopes.is_empty(), "scope"),
        (!policy.required_claims.is_empty(), "required claims"),
        #[cfg(feature = "kinds")]
        (policy.proof_for.is_some(), "method and URL of the request"),
        #[cfg(feature = "kinds")]
        (
            (policy.proof_for.as_ref()).is_some_and(|request| request.token_hash.is_some()),
            "access token",
        ),
    ];
    let stated = stated.into_iter().filter(|(stated, _)| *stated);
    stated.map(|(_, name)| name).collect()
}

/// Whether the check's name begins with one of these words.
fn in_group(check: &Check, groups: &[&str]) -> bool {
    let id = check.id.as_str();
    groups.contains(&id.split('.').next().unwrap_or(id))
}

fn with_status<'a>(
    checks: impl IntoIterator<Item = &'a Check>,
    status: Status,
) -> impl Iterator<Item = &'a Check> {
    checks
        .into_iter()
        .filter(move |check| check.status == status)
}

/// The failures, the one that says most first: of a text without a token no single character is to blame.
fn failures(report: &Report) -> impl Iterator<Item = &Check> {
    let first = match is_of_another_issuer(report) {
        true => CheckId::ClaimIss,
        false => CheckId::FormatParts,
    };
    let is_first = move |check: &&Check| check.id == first;
    let rest = report.failures().filter(move |check| !is_first(check));
    report.failures().filter(is_first).chain(rest)
}

/// Whether the token names another issuer than the expected one, and no key, so that a key of the set that does not
/// verify it says little.
fn is_of_another_issuer(report: &Report) -> bool {
    let has_failed = |id| report.failures().any(|check| check.id == id);
    let names_a_key = (report.header.as_ref()).is_some_and(|header| header.get("kid").is_some());
    let is_of_set = (report.signature.key.as_ref())
        .is_some_and(|key| matches!(key.source, KeySource::IssuerJwks | KeySource::Jwks));
    !names_a_key
        && is_of_set
        && has_failed(CheckId::ClaimIss)
        && has_failed(CheckId::SignatureValue)
        && (report.claims.as_ref()).is_some_and(|claims| claims.get_str("iss").is_some())
}

fn failed<'a>(report: &'a Report, groups: &[&str]) -> Option<&'a Check> {
    failures(report).find(|check| in_group(check, groups))
}

fn warned<'a>(report: &'a Report, groups: &[&str]) -> Option<&'a Check> {
    with_status(&report.checks, Status::Warn).find(|check| in_group(check, groups))
}

/// What is there in place of a token, of which no single character is to blame.
fn no_token(report: &Report) -> String {
    let check = report.check(CheckId::FormatParts);
    check.map_or_else(String::new, |check| check.message.clone())
}

/// The first failure alone, where the others follow from it.
fn only_first(report: &Report) -> String {
    first_of(failures(report).take(1))
}

/// The first one's message, and how many more there are.
fn first_of<'a>(mut checks: impl Iterator<Item = &'a Check>) -> String {
    let first = checks.next().map_or("", |check| check.message.as_str());
    match checks.count() {
        0 => first.to_owned(),
        more => format!("{first}, and {more} more"),
    }
}
