//! How the `Authorization` header was written.

use super::{Case, Cause, Certainty, Found, shown_text};

/// Looks at how the header is written; true where that alone explains the answer.
pub(super) fn authorization(case: &Case<'_>, found: &mut Found) -> bool {
    let Some(value) = case.authorization else {
        if !case.refused.request_is_known {
            return false;
        }
        let line = "no Authorization header was sent";
        found.add(Cause::TokenMissing, Certainty::Certain, line);
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
    } else if !known && rest.is_empty() && scheme.contains('.') {
        "the token stands in Authorization without Bearer before it".to_owned()
    } else if !known && !rest.is_empty() && is_token(scheme) {
        format!("the scheme sent is {}", shown_text(scheme))
    } else if !known {
        "the Authorization header has no scheme".to_owned()
    } else if rest.to_ascii_lowercase().starts_with("bearer") {
        "Bearer stands twice".to_owned()
    } else if rest.starts_with(['"', '\'', '<', '{']) {
        "the token stands in quotes or brackets".to_owned()
    } else if rest.contains(char::is_whitespace) {
        "there is white space within the token".to_owned()
    } else {
        return false;
    };
    found.add(Cause::Scheme, Certainty::Certain, line);
    true
}

/// Whether the text may be shown as a scheme: letters and hyphens, so that it is no credential.
fn is_token(text: &str) -> bool {
    text.len() <= 20
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || b"-:_".contains(&byte))
}
