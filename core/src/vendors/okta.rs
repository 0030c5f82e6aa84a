//! Okta: the org authorization server and the custom ones ([servers]), and its own API tokens ([tokens]).
//!
//! [tokens]: https://developer.okta.com/docs/guides/create-an-api-token/main/
//! [servers]: https://developer.okta.com/docs/concepts/auth-servers/

/// What to do with a token of the org authorization server, whose keys may change unannounced and are Okta's own matter.
const ORG_ADVICE: &str = "take tokens of a custom authorization server, such as /oauth2/default, or ask introspection: Okta's org server signs for Okta's own APIs alone";

/// The scheme of its own API tokens, and what a header of that scheme comes with.
pub const TOKEN_SCHEME: (&str, &str) = ("SSWS", "with an API token of Okta");

pub(super) fn keys_advice(issuer: &str) -> Option<&'static str> {
    let host = issuer.trim_end_matches('/');
    let is_org = host.ends_with(".okta.com") || host.ends_with(".oktapreview.com");
    is_org.then_some(ORG_ADVICE)
}
