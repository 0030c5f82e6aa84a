//! Slack: the codes of its token endpoint, which answers 200 with `ok: false` ([errors]).
//!
//! [errors]: https://docs.slack.dev/reference/methods/oauth.v2.access

use super::table::sayings;

/// Where its codes are documented.
pub(super) const CODES: &str = "https://docs.slack.dev/reference/methods/oauth.v2.access";

sayings! {
    _: "code_already_used" => GrantInvalid,
        "the code was used already",
        "log in again for a new code, and redeem it once";
    _: "bad_redirect_uri" => RedirectUri,
        "redirect_uri is not the one by which the code was asked for, or is not registered",
        "send the very redirect_uri of the authorization request, and register it under Redirect URLs of the app";
    _: "bad_client_secret" => ClientAuthentication,
        "the client secret is wrong",
        "copy the Client Secret anew from Basic Information of the app";
    _: "invalid_client_id" => ClientAuthentication,
        "there is no such client",
        "check client_id against Basic Information of the app";
    _: "invalid_grant_type" => GrantUnsupported,
        "grant_type is wrong",
        "send authorization_code for a code, and refresh_token for a refresh token";
    _: "oauth_authorization_url_mismatch" => ClientNotAllowed,
        "the login began by one version of the authorization URL, and the code is redeemed at another",
        "use https://slack.com/oauth/v2/authorize together with oauth.v2.access";
}
