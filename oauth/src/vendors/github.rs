//! GitHub, and GitHub Actions as an issuer
//! ([OpenID Connect](https://docs.github.com/actions/concepts/security/openid-connect)).
//! The sentences of its token endpoint, which come with status 200: [troubleshooting].
//!
//! [troubleshooting]: https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors

use super::table::{Hosts, Saying};

pub(super) const HOSTS: Hosts = Hosts {
    issuers: &["github.com", "githubusercontent.com"],
    endpoints: &["github.com", "githubusercontent.com"],
};

/// Where its codes are documented.
pub(super) const CODES: &str = "https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors";

pub(super) const SAYINGS: &[Saying] = &[
    Saying {
        error: None,
        words: "incorrect_client_credentials",
        meaning: "client_id or client_secret is wrong",
        hint: "check both against the settings of the app",
    },
    Saying {
        error: None,
        words: "bad_verification_code",
        meaning: "the code is wrong, expired or used already",
        hint: "start again for a new code; it lasts ten minutes",
    },
    Saying {
        error: None,
        words: "redirect_uri_mismatch",
        meaning: "redirect_uri is not the one of the app",
        hint: "send the very redirect URI that the settings of the app name",
    },
];
