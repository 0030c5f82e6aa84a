//! What the API asks of a token.

use claimscope_core::jwt::{Expectations, Policy, PolicyMisuse, Profile};

use crate::config::Config;

/// The media type of an access token ([RFC 9068 §2.1](https://www.rfc-editor.org/rfc/rfc9068#section-2.1)).
const ACCESS_TOKEN: &str = "at+jwt";

/// What the API asks of a token: the handler's options, and the scope of its policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiSettings {
    /// `Authority`: the issuer, compared exactly.
    pub issuer: String,
    /// `Audience`; absent is `ValidateAudience = false`. One trailing slash is ignored.
    pub audience: Option<String>,
    /// The value that a `scope` claim must have, or the answer is 403; absent asks for an authenticated caller alone.
    pub scope: Option<String>,
    /// `ValidTypes`; empty takes any `typ`.
    pub valid_types: Vec<String>,
    /// `ClockSkew`, in seconds, 600 at the most.
    pub clock_skew_seconds: u32,
    /// `IncludeErrorDetails`: whether a 401 says why.
    pub include_error_details: bool,
    /// `MapInboundClaims`: whether `/identity` shows long names such as the URI for `sub`.
    pub map_inbound_claims: bool,
}

impl ApiSettings {
    /// An API for the quickstart's `api1`, with the handler's defaults.
    pub fn quickstart(issuer: &str) -> Self {
        Self {
            issuer: issuer.to_owned(),
            audience: Some("api1".to_owned()),
            scope: Some("api1".to_owned()),
            valid_types: vec!["at+jwt".to_owned()],
            clock_skew_seconds: 300,
            include_error_details: true,
            map_inbound_claims: true,
        }
    }

    /// An API for the first API scope that a client may ask for, and for the resource that owns it.
    pub(crate) fn of_config(config: &Config, base_url: &str) -> Self {
        let scope = config
            .clients
            .iter()
            .flat_map(|client| &client.allowed_scopes)
            .find(|scope| config.api_scope(scope).is_some());
        let owner = scope.and_then(|scope| config.api_resources_of(scope).next());
        Self {
            audience: owner.map(|api| api.scope.name.clone()),
            scope: scope.cloned(),
            ..Self::quickstart(config.issuer_uri.as_deref().unwrap_or(base_url))
        }
    }

    /// The part of it that core judges; `own_audiences` are good beside the configured one.
    pub(crate) fn policy(&self, own_audiences: &[String]) -> Result<Policy, PolicyMisuse> {
        self.expectations(own_audiences).policy()
    }

    /// All of it that can be judged without the handler's own habits: also the scope and the type of token.
    pub(crate) fn guard_policy(&self, own_audiences: &[String]) -> Result<Policy, PolicyMisuse> {
        let mut policy = self.expectations(own_audiences);
        if let Some(scope) = &self.scope {
            policy = policy.scope(scope.as_str());
        }
        if self.valid_types.iter().any(|typ| typ == ACCESS_TOKEN) {
            policy = policy.typ(ACCESS_TOKEN);
        }
        policy.policy()
    }

    fn expectations(&self, own_audiences: &[String]) -> Expectations {
        let policy = Expectations::of(Profile::Jwt)
            .issuer(self.issuer.as_str())
            .algorithms_of_keys()
            .leeway_seconds(self.clock_skew_seconds);
        match &self.audience {
            None => policy.waive_audience(),
            Some(audience) => {
                let other = match audience.strip_suffix('/') {
                    Some(bare) => bare.to_owned(),
                    None => format!("{audience}/"),
                };
                let policy = policy.audience(audience.as_str()).audience(other);
                own_audiences
                    .iter()
                    .fold(policy, |policy, own| policy.audience(own.as_str()))
            }
        }
    }
}
