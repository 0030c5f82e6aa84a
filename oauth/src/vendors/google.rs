//! Google ([metadata](https://accounts.google.com/.well-known/openid-configuration)).
//! The sentences of its token endpoint: [web server apps], [service accounts].
//!
//! [web server apps]: https://developers.google.com/identity/protocols/oauth2/web-server
//! [service accounts]: https://developers.google.com/identity/protocols/oauth2/service-account#error-codes

#[cfg(feature = "pages")]
use super::table::named_codes;
use super::table::{Hosts, sayings};

pub(super) const HOSTS: Hosts = Hosts {
    issuers: &["accounts.google.com", "securetoken.google.com"],
    endpoints: &["google.com", "googleapis.com"],
};

/// Where its codes are documented.
pub(super) const CODES: &str = "https://developers.google.com/identity/protocols/oauth2/web-server";

sayings! {
    "invalid_client": "oauth client was not found" => ClientAuthentication,
        "there is no such client",
        "check client_id against the credentials page of the project";
    "invalid_grant": "short-lived token" => GrantAssertion,
        "the times of the assertion are refused",
        "set iat to now and exp to an hour later at the most; see that this clock is right";
    "invalid_grant": "invalid jwt signature" => GrantAssertion,
        "the signature of the assertion does not hold",
        "sign with the key whose id is in kid, and see that the service account has it still";
    "invalid_grant": "malformed auth code" => GrantEncoding,
        "the code is damaged",
        "give the whole code, and see that the body holds it percent-encoded once: a %2F in the address that came back is a / in the code";
    "invalid_grant": "token has been expired or revoked" => GrantInvalid,
        "the refresh token was revoked or has expired",
        "let the user log in again; tokens of an app in testing last seven days";
    _: "invalid_rapt" => GrantInvalid,
        "the Workspace of the user wants a new login after some time",
        "let the user log in again; its administrator sets the time under Google Cloud session control";
    _: "error 400: redirect_uri_mismatch" => RedirectUri,
        "the redirect_uri is not registered for this client",
        "add it to the Authorized redirect URIs of the client, which is of the type Web application: scheme, host, port, path and a slash at the end count";
    _: "redirect_uri_mismatch bad request" => RedirectUri,
        "the redirect_uri is not registered for this client, or not the one by which the code was asked for",
        "add it to the Authorized redirect URIs of the client, which is of the type Web application; and send the same one with the code";
    _: "developer-approved testers" => GrantDenied,
        "the app is in testing, and the account is none of its test users",
        "add the account under Test users of the OAuth consent screen, or publish the app";
    _: "admin_policy_enforced" => GrantDenied,
        "the Workspace of the user does not let this app have these scopes",
        "let its administrator trust the client ID: Admin console, Security, API controls";
    _: "org_internal" => GrantDenied,
        "the app is for the users of its own organization alone",
        "log in with an account of that organization, or make the app external on the OAuth consent screen";
    _: "disallowed_useragent" => GrantDenied,
        "the login was opened in an embedded web view, which Google refuses",
        "open it in the browser";
    "unauthorized_client": "retrieve access tokens using this method" => ClientNotAllowed,
        "the service account may not act for this user with these scopes",
        "let an administrator of the Workspace authorize the service account, by its numeric client ID, for exactly these scopes (Admin console, Security, API controls, Domain-wide delegation); or leave sub out of the assertion";
}

/// Where the codes of its pages are documented.
#[cfg(feature = "pages")]
pub(super) const NAMED_AT: &str =
    "https://developers.google.com/identity/protocols/oauth2/web-server#authorization-errors";

#[cfg(feature = "pages")]
named_codes! {
    "redirect_uri_mismatch" => RedirectUri,
        "the redirect_uri is not registered for this client",
        "add the very redirect_uri of the request to the Authorized redirect URIs of the client";
    "origin_mismatch" => Cors,
        "the origin of the page that asks is not registered for this client",
        "add scheme, host and port of the page to the Authorized JavaScript origins of the client";
    "deleted_client" => ClientAuthentication,
        "the client was deleted",
        "restore it on the credentials page of the project, where that is offered still, or make a new one";
    "access_not_configured" => GrantDenied,
        "the administrator of the user's Workspace has not configured the app",
        "let the administrator allow it: Admin console, Security, API controls";
}
