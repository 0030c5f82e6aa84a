//! How the `Authorization` header was written.

use super::{Case, Cause, Certainty, FoundCauses, shown_text};
use crate::diagnose::credentials::{elsewhere, has_another};
use crate::vendors::refusals::takes;
use claimscope_core::placeholder::is_unfilled;

/// Looks at how the header is written; true where that alone explains the answer.
pub(super) fn authorization(case: &Case<'_>, found: &mut FoundCauses) -> bool {
    let Some(value) = case.authorization else {
        if !case.refused.request_is_known {
            return false;
        }
        let request = case.refused.request;
        if let Some(place) = elsewhere(request) {
            found.remove(Cause::TokenMissing);
            found.add(Cause::TokenPlace, Certainty::Likely, place);
            return true;
        }
        // A cookie or a key may be what the API takes.
        let certainty = if has_another(request) {
            Certainty::Likely
        } else {
            Certainty::Certain
        };
        let line = "no Authorization header was sent";
        found.add(Cause::TokenMissing, certainty, line);
        return true;
    };
    let (scheme, rest) = value.trim().split_once(' ').unwrap_or((value.trim(), ""));
    let rest = rest.trim();
    let known = ["Bearer", "DPoP"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(scheme));
    let line = if known && rest.is_empty() {
        found.add(
            Cause::TokenMissing,
            Certainty::Certain,
            format!("the Authorization header is {scheme} with no token behind it"),
        );
        return true;
    } else if !rest.is_empty() && is_unfilled(rest) {
        found.remove(Cause::Malformed);
        found.remove(Cause::Opaque);
        found.add(
            Cause::TokenMissing,
            Certainty::Certain,
            format!(
                "the Authorization header is {} {}: a variable without a value, and no token",
                shown_text(scheme),
                shown_text(rest)
            ),
        );
        return true;
    } else if value.trim().starts_with(['"', '\'']) {
        "the value of the header stands in quotes".to_owned()
    } else if !known && rest.is_empty() && scheme.contains('.') {
        let line = "the token stands in Authorization without Bearer before it";
        if takes::without_scheme(|product| case.is_of(product)) {
            return false;
        }
        // Some APIs take it so; Bearer is wanted for sure where they say so.
        if case.challenges.is_empty() {
            found.add(Cause::Scheme, Certainty::Likely, line);
            return false;
        }
        line.to_owned()
    } else if case.has_scheme_asked_for() && !known {
        return false;
    } else if !known && !rest.is_empty() && is_token(scheme) {
        // Another scheme is wrong for sure only where Bearer is asked for.
        let is_misspelt = scheme.to_ascii_lowercase().contains("bear");
        if case.challenges.is_empty() && !is_misspelt {
            let line = format!("the scheme sent is {}", shown_text(scheme));
            found.add(Cause::Scheme, Certainty::Likely, line);
            return false;
        }
        format!("the scheme sent is {}", shown_text(scheme))
    } else if !known {
        "the Authorization header has no scheme".to_owned()
    } else if rest.to_ascii_lowercase().starts_with("bearer") {
        "Bearer stands twice".to_owned()
    } else if rest.starts_with(['"', '\'', '<', '{']) || rest.ends_with(['"', '\'', '>', '}']) {
        "the token has quotes or brackets around it, or on one side".to_owned()
    } else if rest.ends_with([',', ';']) {
        "a comma or a semicolon stands after the token".to_owned()
    } else if rest.contains(char::is_whitespace) {
        "there is white space within the token".to_owned()
    } else {
        return false;
    };
    found.add(Cause::Scheme, Certainty::Certain, line);
    true
}

/// Whether the text may be shown as a scheme: letters and hyphens, so that it is no credential, or one that has digits.
fn is_token(text: &str) -> bool {
    const WITH_DIGITS: &[&str] = &["AWS4-HMAC-SHA256", "SCRAM-SHA-1", "SCRAM-SHA-256"];
    WITH_DIGITS.contains(&text)
        || text.len() <= 20
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphabetic() || b"-:_".contains(&byte))
}
