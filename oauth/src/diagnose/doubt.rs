//! What speaks against the reasons found: the API says one thing, and the token or its report another.

use super::case::Case;
use super::found::{FoundCauses, is_general};
use super::line::shown_text;
use super::token::trust;
use super::{Cause, Certainty};
use crate::vendors::refusals::facts::Sight;
use crate::vendors::refusals::habits;
use claimscope_core::report::{CheckId, Format, Status};
use claimscope_core::time::relative_text;

pub(super) fn weigh(case: &Case<'_>, found: &mut FoundCauses) {
    words(case, found);
    unsent(found);
    times(case, found);
    form(case, found);
    keys(case, found);
    scopes(case, found);
    unnamed_issuer(case, found);
    if found.has_mismatch(Cause::Issuer) {
        for cause in [Cause::KeyNotFound, Cause::Signature] {
            let line = "the token is of another issuer than the API's, whose keys do not fit it";
            found.doubt(cause, line);
        }
    }
    // The header itself explains why no token, or a broken one, arrived.
    if found.has(Cause::Scheme) && found.is_settled() {
        found.remove(Cause::HeaderLost);
        found.remove(Cause::Opaque);
        if !matches!(case.format(), Some(Format::Malformed | Format::Other)) {
            found.remove(Cause::Malformed);
        }
    }
}

/// What the token shows is certain only where the server's words agree, or where it refuses the token without a word.
fn words(case: &Case<'_>, found: &mut FoundCauses) {
    let mut said = Vec::new();
    for entry in &found.0 {
        if entry.is_said && entry.certainty > Certainty::Possible && !is_general(entry.cause) {
            said.push(entry.cause);
        }
    }
    for entry in &mut found.0 {
        let is_open = case.status() == 401 && said.iter().all(|said| agrees(entry.cause, *said));
        let code = entry.cause.code();
        let is_shown = ["token.", "header.", "scope."]
            .iter()
            .any(|area| code.starts_with(area));
        if is_shown && !entry.is_said && !is_open {
            entry.certainty = entry.certainty.min(Certainty::Likely);
        }
    }
}

/// Where no token was sent for sure, what the API says of one is not of this call's: both cannot be.
fn unsent(found: &mut FoundCauses) {
    let is_certain = |cause: Cause, found: &mut FoundCauses| {
        let entry = found.entry(cause);
        entry.is_some_and(|entry| entry.certainty == Certainty::Certain)
    };
    if !is_certain(Cause::TokenMissing, found) {
        return;
    }
    let causes: Vec<Cause> = found.0.iter().map(|entry| entry.cause).collect();
    for cause in causes {
        let is_of_token = agrees(Cause::TokenMissing, cause) && cause != Cause::TokenMissing;
        if is_of_token && is_certain(cause, found) {
            let line = "this call brought no token: the API speaks of another one, or one was added on the way";
            found.doubt(cause, line);
        }
    }
}

/// Whether the server's words are what it says of a token that has this fault.
fn agrees(shown: Cause, said: Cause) -> bool {
    match shown {
        Cause::Graph => matches!(
            said,
            Cause::Signature | Cause::KeyNotFound | Cause::Audience | Cause::Issuer
        ),
        Cause::IdToken => matches!(said, Cause::TokenType | Cause::Audience),
        // Servers sign it with a key that they do not publish.
        Cause::RefreshToken => matches!(
            said,
            Cause::TokenType | Cause::Audience | Cause::Signature | Cause::KeyNotFound
        ),
        Cause::CustomToken => matches!(
            said,
            Cause::TokenType | Cause::Audience | Cause::Issuer | Cause::KeyNotFound
        ),
        Cause::Unsigned => matches!(said, Cause::Algorithm | Cause::Signature),
        Cause::Malformed | Cause::Scheme => matches!(said, Cause::Malformed | Cause::Scheme),
        // What the API says of a token is then not of one that was sent.
        Cause::TokenMissing => {
            let code = said.code();
            code.starts_with("token.") || code.starts_with("key.")
        }
        _ => false,
    }
}

fn times(case: &Case<'_>, found: &mut FoundCauses) {
    let (here, there) = (case.refused.now, case.server_now);
    if found.has(Cause::Expired)
        && let Some(exp) = case.claim_time("exp")
        && exp > here.max(there)
    {
        let line = format!(
            "token exp = {exp}, {}: the API's clock is wrong, or another token reached it",
            relative_text(exp, there)
        );
        found.doubt(Cause::Expired, line);
    }
    if found.has(Cause::NotYetValid) {
        let starts: Vec<_> = ["nbf", "iat"]
            .iter()
            .filter_map(|name| Some((*name, case.claim_time(name)?)))
            .collect();
        if !starts.is_empty() && starts.iter().all(|(_, time)| *time <= here.min(there)) {
            let (name, time) = starts[0];
            let line = format!(
                "token {name} = {time}, {}: the API's clock is wrong, or another token reached it",
                relative_text(time, there)
            );
            found.doubt(Cause::NotYetValid, line);
        }
    }
}

fn form(case: &Case<'_>, found: &mut FoundCauses) {
    // A payload that cannot be read stands in a token that is no more than called malformed.
    let mut said = case.said.iter();
    if found.has(Cause::ClaimMissing)
        && said.any(|sentence| sentence.small.contains("decode the payload"))
        && case.format() != Some(Format::Malformed)
    {
        found.remove(Cause::Malformed);
    }
    let Some(token) = case.sent_token() else {
        if !case.refused.request_is_known {
            let line = "the header as it was sent is not seen here: the token may be whole, and its header's value not";
            found.doubt(Cause::Malformed, line);
        }
        return;
    };
    if found.has(Cause::Malformed) && case.format() == Some(Format::Jws) {
        let line = "the token reads well here: part of it was lost on the way, or the API takes another header for it";
        found.doubt(Cause::Malformed, line);
        if token.len() > 4096 {
            let line = format!(
                "the token has {} characters, which some servers cut off",
                token.len()
            );
            found.add(Cause::Malformed, Certainty::Likely, line);
        }
    }
}

/// Whether the key is unknown, or no key was loaded, the words of some products do not tell.
fn keys(case: &Case<'_>, found: &mut FoundCauses) {
    let Some(habit) = case.habit(Sight::KeyNotFoundSaid) else {
        return;
    };
    if !found.has(Cause::KeyNotFound) {
        return;
    }
    let says = |is_so: fn(&str) -> bool| case.said.iter().any(|sentence| is_so(&sentence.small));
    let has_tried = says(habits::tried_each_key);
    let sight = match trust::is_symmetric(case) {
        true if has_tried || says(habits::may_have_no_keys) => Some(Sight::SharedSecret),
        false if has_tried => Some(Sight::KeysTried),
        _ => None,
    };
    if let Some((sight, line)) = sight.and_then(|sight| Some((sight, case.habit(sight)?))) {
        found.doubt(Cause::KeyNotFound, line);
        match found.entry(Cause::KeyNotFound) {
            // A shared secret is no set that a kid chooses from.
            Some(entry) if sight == Sight::SharedSecret => entry.cause = Cause::Signature,
            _ => found.say(Cause::Signature, Certainty::Likely, line.to_owned()),
        }
        return;
    }
    let report = case.report.as_deref();
    let check = report.and_then(|report| report.check(CheckId::KeyFound));
    let is_unknown_here = check.is_some_and(|check| check.status == Status::Fail);
    if case.is_verified_here() {
        let line = "a key in hand verifies the signature here: an API that has loaded its issuer's keys has it too";
        found.add(Cause::KeysNotLoaded, Certainty::Likely, line);
        return;
    }
    if !is_unknown_here && says(habits::may_have_no_keys) {
        found.doubt(Cause::KeyNotFound, habit);
        found.add(Cause::KeysNotLoaded, Certainty::Possible, habit);
    }
}

/// An issuer that is refused and not named may be none, or one that only some check of its own refuses.
fn unnamed_issuer(case: &Case<'_>, found: &mut FoundCauses) {
    let mut said = case.said.iter();
    if said.any(|sentence| habits::names_no_issuer(&sentence.small))
        && let Some(habit) = case.habit(Sight::IssuerUnnamed)
    {
        found.doubt(Cause::Issuer, habit);
    }
}

fn scopes(case: &Case<'_>, found: &mut FoundCauses) {
    let wanted: Vec<_> = case
        .challenges
        .iter()
        .filter_map(|challenge| challenge.scope())
        .flat_map(str::split_ascii_whitespace)
        .collect();
    let actual = case.token_scopes();
    if found.has(Cause::Scope)
        && !wanted.is_empty()
        && wanted.iter().all(|scope| actual.contains(scope))
    {
        let line = format!(
            "the token has {}: the API reads another claim, or compares the claim as a whole",
            shown_text(&wanted.join(" "))
        );
        found.doubt(Cause::Scope, line);
    }
}
