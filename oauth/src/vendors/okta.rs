//! Okta: the sentences of its token endpoint ([errors]).
//!
//! [errors]: https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/

use super::table::sayings;

/// Where its codes are documented.
pub(super) const CODES: &str =
    "https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/";

sayings! {
    "invalid_client": "client secret supplied for a confidential client is invalid" => ClientAuthentication,
        "the client secret is wrong",
        "copy the secret anew from the General tab of the app";
    "invalid_scope": "not configured for the authorization server" => ScopeInvalid,
        "the authorization server does not know the scope",
        "add the scope to that authorization server, or use the one that has it; the issuer names it";
    "invalid_scope": "does not have any configured default scopes" => ScopeInvalid,
        "a scope must be asked for",
        "ask for a scope of this authorization server";
    "access_denied": "policy evaluation failed" => ClientNotAllowed,
        "no access policy of the authorization server allows this client, grant and scope",
        "add a rule under Access Policies of the authorization server";
    "unauthorized_client": "not authorized to use the provided grant type" => ClientNotAllowed,
        "the app may not use this grant",
        "switch the grant on under the General tab of the app";
    _: "must be a login redirect uri in the client app settings" => RedirectUri,
        "the redirect_uri is not among the Sign-in redirect URIs of the app",
        "add the very redirect_uri of the request under the General tab of the app";
    _: "must use the private_key_jwt token_endpoint_auth_method" => ClientAuthentication,
        "the org authorization server takes private_key_jwt alone for client_credentials",
        "give the app a public key and sign with the private one, in the terminal by --client-key-file with --client-auth private_key_jwt; or use a custom authorization server, such as /oauth2/default";
    _: "user is not assigned to the client application" => GrantDenied,
        "the user is not assigned to the app",
        "assign the user, or a group of the user, under the Assignments tab of the app";
}
