//! Auth0: how an API is named there, and the sentences of its token endpoint ([client credentials], [common errors]).
//!
//! [client credentials]: https://auth0.com/docs/get-started/authentication-and-authorization-flow/client-credentials-flow/call-your-api-using-the-client-credentials-flow
//! [common errors]: https://auth0.com/docs/troubleshoot/basic-issues

#[cfg(feature = "pages")]
use super::table::named_codes;
use super::table::sayings;

/// Where its issuers are; a tenant's own domain tells nothing.
pub(super) const ISSUERS: &[&str] = &["auth0.com"];

/// The parameter of the token request that names the API ([client credentials]).
///
/// [client credentials]: https://auth0.com/docs/get-started/authentication-and-authorization-flow/client-credentials-flow/call-your-api-using-the-client-credentials-flow
pub(super) const API_PARAMETER: &str = "audience";

/// Where its codes are documented.
pub(super) const CODES: &str = "https://auth0.com/docs/troubleshoot/basic-issues";

sayings! {
    "access_denied": "client is not authorized to access" => ClientNotAllowed,
        "the application may not ask for tokens of this API",
        "authorize the application for the API, under the API's Machine to Machine Applications";
    "access_denied": "client has not been granted scopes" => ClientNotAllowed,
        "the application may use the API, but not with these scopes",
        "grant the scopes to the application, under the API's Machine to Machine Applications";
    "access_denied": "service not enabled within domain" => Target,
        "the tenant has no API with this audience",
        "check audience: it is the API's Identifier, to the letter";
    _: "service not found" => Target,
        "the tenant has no API with this audience",
        "check audience: it is the API's Identifier, to the letter";
    "unauthorized_client": "not allowed for the client" => ClientNotAllowed,
        "the application may not use this grant",
        "switch the grant on, under the application's Advanced Settings, Grant Types";
    "server_error": "no default connection set" => Failed,
        "the tenant has no connection in which to look for the user",
        "set the tenant's Default Directory, or send realm with the password-realm grant";
    _: "callback url mismatch" => RedirectUri,
        "the redirect_uri is not among the application's Allowed Callback URLs",
        "add the very redirect_uri of the request to Allowed Callback URLs in the settings of the application";
    "invalid_grant": "failed to verify code verifier" => GrantPkce,
        "PKCE: the code_verifier is not the one behind the code_challenge",
        "keep the code_verifier from the authorization request to the token request; two tabs, a page that is drawn twice or another process put another one in its place";
}

/// Where its codes of logins are documented.
#[cfg(feature = "pages")]
pub(super) const NAMED_AT: &str = "https://auth0.com/docs/libraries/error-messages";

#[cfg(feature = "pages")]
named_codes! {
    "invalid_user_password" => GrantInvalid,
        "the user name or the password is wrong",
        "check both, and the connection in which the user is looked for";
    "mfa_required" => StepUp,
        "the user must prove a second factor",
        "send the user to Universal Login; where the password grant is used, go on with the mfa_token of the answer";
    "mfa_registration_required" => StepUp,
        "the tenant wants a second factor, and the user has enrolled none",
        "send the user to Universal Login, which enrols one";
    "mfa_invalid_code" => GrantInvalid,
        "the code of the second factor is wrong or has expired",
        "let the user type a fresh code, and see that the clock of the device is right";
    "password_leaked" => GrantDenied,
        "the password was found in a leak of another site, and the login is blocked until it is changed",
        "let the user set a new password";
    "too_many_attempts" => RateLimit,
        "the account is blocked after too many failed logins",
        "wait, or let an administrator unblock the user under Attack Protection; let the client stop trying";
}
