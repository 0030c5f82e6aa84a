//! What an assertion claims, beside what the token endpoint is.

use super::parameters::Parameters;
use super::{Case, Cause, Certainty, FoundCauses, shown_list, shown_text, signed_secrets};
use claimscope_core::inspect;
use claimscope_core::json::{Object, Value};
use claimscope_core::url::Url;

/// What the assertion claims beside what the endpoint is.
pub(super) fn collect(case: &Case<'_>, parameters: &Parameters, found: &mut FoundCauses) {
    let named = ["assertion", "client_assertion", "client_secret"].iter();
    // Some secrets are assertions too.
    let is_one = |name: &str, value: &str| name != "client_secret" || value.starts_with("eyJ");
    let named = named.filter_map(|name| Some((*name, parameters.value(name)?)));
    let mut named = named.filter(|(name, value)| is_one(name, value));
    let causes = [
        Cause::GrantAssertion,
        Cause::ClientAuthentication,
        Cause::GrantInvalid,
    ];
    let (Some((name, text)), Some(cause)) = (
        named.next(),
        causes.into_iter().find(|cause| found.has(*cause)),
    ) else {
        return;
    };
    let report = inspect(text, case.refused.now).report;
    let Some(claims) = &report.claims else {
        let line = format!("{name} is no JWT that can be read");
        found.add(cause, Certainty::Likely, line);
        return;
    };
    let mut add = |line: String| found.add(cause, Certainty::Likely, line);
    audience(case, name, claims, &mut add);
    let now = case.server_now.unix_seconds();
    let time = |claim: &str| claims.get(claim)?.as_number()?.as_i64();
    match time("exp") {
        None => add(format!("{name} has no exp")),
        Some(exp) if exp <= now => add(format!("{name} expired {} s ago", now.saturating_sub(exp))),
        Some(exp) => {
            let ahead = exp.saturating_sub(now);
            let (at_most, whose) = signed_secrets(case).map_or(
                (600, "some servers take at most 300, 600 or 3600"),
                |secrets| secrets.at_most,
            );
            if ahead > at_most {
                add(format!("{name} holds for {ahead} s more; {whose}"));
            }
        }
    }
    if let Some(iat) = time("iat").filter(|iat| *iat > now) {
        add(format!(
            "{name} was issued {} s ahead of the server's clock",
            iat.saturating_sub(now)
        ));
    }
}

fn audience(case: &Case<'_>, name: &str, claims: &Object, add: &mut impl FnMut(String)) {
    let audiences: Vec<&str> = match claims.get("aud") {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(values)) => {
            let values: Vec<_> = values.iter().filter_map(Value::as_str).collect();
            add(format!(
                "{name} aud is an array, [{}]; some servers want one string",
                shown_list(&values)
            ));
            values
        }
        _ => {
            add(format!("{name} aud = absent"));
            return;
        }
    };
    add(format!("{name} aud = {}", shown_list(&audiences)));
    let url = Url::parse(&case.refused.request.url);
    let host = url.as_ref().map_or("", Url::host);
    for audience in audiences {
        let url = Url::parse(audience);
        let is_bare = url.is_err() && !audience.contains("://");
        if is_bare {
            add(format!(
                "{name} aud {} has no https:// before it",
                shown_text(audience)
            ));
        }
        let named = match &url {
            Ok(url) => url.host(),
            Err(_) if is_bare && audience.contains('.') => {
                audience.split('/').next().unwrap_or_default()
            }
            Err(_) => continue,
        };
        if !host.is_empty() && !named.eq_ignore_ascii_case(host) {
            add(format!(
                "{name} aud names {}, and the token endpoint is at {}",
                shown_text(named),
                shown_text(host)
            ));
        }
    }
}
