//! By what a token request names the API that the token is for, where a provider has a way of its own.

use super::{auth0, belongs_to, entra};
use claimscope_core::url::Url;

/// By what a token request names the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ApiNaming {
    /// By `resource` ([RFC 8707](https://www.rfc-editor.org/rfc/rfc8707)), as far as is known.
    Resource,
    /// By a parameter of the provider's own.
    Parameter(&'static str),
    /// By a scope: the API's identifier, and this behind it.
    ScopeEnding(&'static str),
}

impl ApiNaming {
    /// By what the issuer wants it.
    pub fn at(issuer: &str) -> Self {
        let url = Url::parse(issuer);
        let host = url.as_ref().map_or("", Url::host);
        let is_within = |domains: &[&str]| domains.iter().any(|domain| belongs_to(host, domain));
        if is_within(auth0::ISSUERS) {
            Self::Parameter(auth0::API_PARAMETER)
        } else if is_within(entra::HOSTS.issuers) {
            Self::ScopeEnding(entra::DEFAULT_SCOPE)
        } else {
            Self::Resource
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_asked_in_its_own_way() {
        for (issuer, naming) in [
            (
                "https://acme.eu.auth0.com/",
                ApiNaming::Parameter("audience"),
            ),
            (
                "https://login.microsoftonline.com/contoso/v2.0",
                ApiNaming::ScopeEnding("/.default"),
            ),
            ("https://login.example", ApiNaming::Resource),
            ("https://auth0.com.example", ApiNaming::Resource),
            ("no URL", ApiNaming::Resource),
        ] {
            assert_eq!(ApiNaming::at(issuer), naming, "{issuer}");
        }
    }
}
