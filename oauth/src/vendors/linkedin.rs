//! LinkedIn ([Sign In with LinkedIn](https://learn.microsoft.com/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2)).

use super::table::{Hosts, sayings};

pub(super) const HOSTS: Hosts = Hosts {
    issuers: &["linkedin.com"],
    endpoints: &["linkedin.com"],
};

/// Where its codes are documented.
pub(super) const CODES: &str =
    "https://learn.microsoft.com/linkedin/shared/authentication/authorization-code-flow";

sayings! {
    _: "unauthorized_scope_error" => ScopeInvalid,
        "the app may not ask for one of the scopes",
        "add the product Sign In with LinkedIn using OpenID Connect to the app, and ask for openid profile email; r_liteprofile and r_emailaddress are of the older product, which new apps do not get";
}
