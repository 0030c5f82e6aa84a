//! GitHub, and GitHub Actions as an issuer
//! ([OpenID Connect](https://docs.github.com/actions/concepts/security/openid-connect)).
//! The sentences of its token endpoint, which come with status 200: [troubleshooting].
//!
//! [troubleshooting]: https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors

use super::table::{Hosts, sayings};

pub(super) const HOSTS: Hosts = Hosts {
    issuers: &["github.com", "githubusercontent.com"],
    endpoints: &["github.com", "githubusercontent.com"],
};

/// Where its codes are documented.
pub(super) const CODES: &str = "https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors";

sayings! {
    _: "incorrect_client_credentials" => ClientAuthentication,
        "client_id or client_secret is wrong",
        "check both against the settings of the app";
    _: "match the registered callback url" => RedirectUri,
        "redirect_uri is not the one of the app",
        "send the very redirect URI that the settings of the app name";
    _: "device_flow_disabled" => ClientNotAllowed,
        "the app has the device flow switched off",
        "switch on Enable Device Flow in the settings of the app";
}
