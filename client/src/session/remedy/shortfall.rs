//! What a refusal says that the next try would need, as data: the diagnosis beside it is for reading.

use claimscope_core::jwt::Scopes;
use claimscope_oauth::challenge::Challenge;
use claimscope_oauth::diagnose::{Cause, Diagnosis, Refused, expected_audiences};
use claimscope_oauth::protected_resource::StepUp;

/// What a call fell short of, by the first reason of its diagnosis.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shortfall {
    /// The first reason; `None` where the answer gives none.
    pub cause: Option<Cause>,
    /// The scopes that the API asks for in its challenge, or else those that it is known to require and the token lacks.
    pub scopes: Vec<String>,
    /// The audiences that the API is known to expect, of which one is enough.
    pub audiences: Vec<String>,
    /// Those of [`Self::audiences`] that the issuer offers as scopes too.
    pub audience_scopes: Vec<String>,
    /// `claims` that the next token request has to ask for, as JSON, where a challenge says so.
    pub claims: Option<String>,
    /// Whether a challenge names scopes or a login that another authorization can give.
    pub asks_for_more: bool,
    /// Whether a challenge wants a user to log in, in a certain way or within a certain time.
    pub wants_login: bool,
    /// Whether the call had an `Authorization`.
    pub was_sent: bool,
    /// Whether the API takes access tokens here, as far as its challenges say.
    pub takes_tokens: bool,
}

impl Shortfall {
    pub(in crate::session) fn of(refused: &Refused<'_>, diagnosis: &Diagnosis) -> Self {
        let first = diagnosis.reasons.first();
        let Some(cause) = first.and_then(|reason| Cause::of_code(reason.code)) else {
            return Self::default();
        };
        let challenges = refused.response.challenges();
        let mut step_up = StepUp::default();
        let asks_for_more = step_up.take(&challenges).is_ok();
        let takes = |challenge: &Challenge| challenge.is("Bearer") || challenge.is("DPoP");
        let audiences = match names_an_api(cause) {
            true => expected_audiences(refused),
            false => Vec::new(),
        };
        let offered = refused.metadata.map(|metadata| &metadata.scopes_supported);
        let is_offered =
            |audience: &&String| offered.is_some_and(|offered| offered.contains(audience));
        Self {
            cause: Some(cause),
            scopes: scopes(refused, &challenges),
            audience_scopes: audiences.iter().filter(is_offered).cloned().collect(),
            audiences,
            claims: challenges
                .iter()
                .find_map(Challenge::claims)
                .map(|claims| claims.to_string()),
            asks_for_more,
            wants_login: step_up.wants_login(),
            was_sent: refused.request.header_value("authorization").is_some(),
            takes_tokens: challenges.is_empty() || challenges.iter().any(takes),
        }
    }
}

/// Whether the cause is that the token is not for this API.
pub(super) fn names_an_api(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::Audience | Cause::AudienceMissing | Cause::Graph | Cause::Opaque
    )
}

fn scopes(refused: &Refused<'_>, challenges: &[Challenge]) -> Vec<String> {
    let named = challenges.iter().find_map(Challenge::scope);
    let named: Vec<String> = named
        .map(|scopes| scopes.split_whitespace().map(str::to_owned).collect())
        .unwrap_or_default();
    if !named.is_empty() {
        return named;
    }
    let claims = refused.report.and_then(|report| report.claims.as_ref());
    let has = claims.map(Scopes::of);
    let has = |scope: &str| {
        has.as_ref()
            .is_some_and(|scopes| scopes.iter().any(|one| one == scope))
    };
    let required = refused.api.map(|api| api.scopes.iter());
    let required = required.into_iter().flatten();
    required.filter(|scope| !has(scope)).cloned().collect()
}
