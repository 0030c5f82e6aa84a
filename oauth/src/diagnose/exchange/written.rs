//! How a token request was written: in which form, and with what around its values.

use super::parameters::{Parameters, Where};
use super::{Case, Cause, Certainty, FoundCauses, Said, shown_text};
use crate::vendors::exchange;

/// Parameters in JSON or in the URL are not seen by the server, which then misses them.
pub(super) fn form(case: &Case<'_>, parameters: &Parameters, said: &Said, found: &mut FoundCauses) {
    let media_type = case
        .refused
        .request
        .header_value("content-type")
        .unwrap_or("absent");
    let is_form = media_type
        .to_ascii_lowercase()
        .starts_with("application/x-www-form-urlencoded");
    let line = match parameters.place {
        Where::Json => format!(
            "the body is JSON; Content-Type = {}",
            shown_text(media_type)
        ),
        Where::Query if !parameters.pairs.is_empty() => {
            "the parameters stand in the URL, where logs keep them, and the body is empty"
                .to_owned()
        }
        Where::Form if !is_form && !parameters.pairs.is_empty() => {
            format!(
                "the body is a form; Content-Type = {}",
                shown_text(media_type)
            )
        }
        _ => return,
    };
    let misses = said.has(&[
        "missing",
        "required",
        "content type",
        "content-type",
        "media type",
        "unsupported_grant_type",
        "invalid_request",
        "must be",
    ]) || said.saying().map(|saying| saying.cause) == Some(Cause::ParameterMissing)
        || said.error.is_empty()
        || matches!(case.status(), 405 | 415);
    let certainty = if misses {
        Certainty::Certain
    } else {
        Certainty::Possible
    };
    found.add(Cause::RequestForm, certainty, line);
    if misses && !said.line().is_empty() {
        found.add(Cause::RequestForm, certainty, said.line());
    }
}

/// A code that is still encoded after the form was decoded, or has a line break behind it.
pub(super) fn code(parameters: &Parameters, said: &Said, found: &mut FoundCauses) {
    let is_malformed = said.has(&["malformed auth", "malformed code"]);
    if is_malformed {
        found.add(Cause::GrantEncoding, Certainty::Likely, said.line());
    }
    for (name, value) in &parameters.pairs {
        if !matches!(
            &name[..],
            "code" | "refresh_token" | "redirect_uri" | "code_verifier"
        ) {
            continue;
        }
        let sign = if is_encoded(value) && name != "redirect_uri" {
            "is still percent-encoded after the form was decoded once: it was encoded twice, as %25 in the body shows"
        } else if value.trim() != value {
            "has a space or a line break around it, which the form sends as %20 or %0A"
        } else if name == "redirect_uri" && value.contains("%3A") {
            "is still percent-encoded after the form was decoded once"
        } else {
            continue;
        };
        let certainty = if is_malformed {
            Certainty::Certain
        } else {
            Certainty::Likely
        };
        found.add(Cause::GrantEncoding, certainty, format!("{name} {sign}"));
    }
}

fn is_encoded(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes
        .windows(3)
        .any(|it| it[0] == b'%' && it[1].is_ascii_hexdigit() && it[2].is_ascii_hexdigit())
}

/// Secrets that cannot be what the server gave out. What they are is not shown.
pub(super) fn secret(parameters: &Parameters, said: &Said, found: &mut FoundCauses) {
    let Some(secret) = parameters.value("client_secret") else {
        return;
    };
    if let Some(line) = exchange::no_secret(&said.small, secret)
        && found.has(Cause::ClientAuthentication)
    {
        found.add(Cause::ClientAuthentication, Certainty::Certain, line);
    }
    if secret.trim() != secret && found.has(Cause::ClientAuthentication) {
        let line = "client_secret has a space or a line break around it";
        found.add(Cause::ClientAuthentication, Certainty::Certain, line);
    }
}
