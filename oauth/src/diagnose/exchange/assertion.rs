//! What an assertion claims, beside what the token endpoint is.

use super::parameters::Parameters;
use super::{Case, Cause, Certainty, FoundCauses, signed_secrets};
use crate::assertion::{Times, remarks};

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
    let times = Times {
        now: Some(case.server_now),
        at_most: signed_secrets(case).map(|secrets| secrets.at_most),
    };
    let remarks = remarks(name, text, &case.refused.request.url, &times);
    for remark in remarks {
        found.add(cause, Certainty::Likely, remark.text);
    }
}
