//! The `error` values by which a server says no, as specifications name them: `declined.*`.

use claimscope_core::code::CodeEntry;

claimscope_core::codes! {
    INVALID_REQUEST = "declined.invalid_request", "RFC 6749 §5.2",
        "the request lacks a parameter, repeats one, or is not a form",
        "compare the whole exchange with what the server's documentation asks for";
    INVALID_CLIENT = "declined.invalid_client", "RFC 6749 §5.2",
        "the client is unknown, or its secret or way of authenticating is not accepted",
        "check client_id and client_secret, and whether the server wants client_secret_basic or client_secret_post";
    INVALID_GRANT = "declined.invalid_grant", "RFC 6749 §5.2",
        "the user name, password, code or refresh token is wrong, expired, used already or another client's",
        "check the user's credentials, or start again for a new code";
    UNAUTHORIZED_CLIENT = "declined.unauthorized_client", "RFC 6749 §5.2",
        "this client may not use this grant",
        "allow the grant for this client at the server, or use another client";
    UNSUPPORTED_GRANT_TYPE = "declined.unsupported_grant_type", "RFC 6749 §5.2",
        "the server does not offer this grant",
        "choose one of the metadata's grant_types_supported";
    INVALID_SCOPE = "declined.invalid_scope", "RFC 6749 §5.2",
        "a scope is unknown, malformed, or not allowed to this client with this grant",
        "ask only for scopes that the server defines and allows this client; client_credentials takes no openid, profile or offline_access";
    INVALID_TARGET = "declined.invalid_target", "RFC 8707 §2",
        "the resource that was asked for is unknown or not allowed",
        "check the resource parameter: it is the API's absolute URI";
    USE_DPOP_NONCE = "declined.use_dpop_nonce", "RFC 9449 §8",
        "the server wants a DPoP proof with a nonce of its own",
        "repeat the request with the nonce of the DPoP-Nonce header";
    INVALID_DPOP_PROOF = "declined.invalid_dpop_proof", "RFC 9449 §5",
        "the DPoP proof is missing or not accepted",
        "send one fresh DPoP proof whose htm and htu fit this request";
    SERVER_ERROR = "declined.server_error", "RFC 6749 §4.1.2.1",
        "the server failed by itself",
        "try again, and look in the server's log";
    TEMPORARILY_UNAVAILABLE = "declined.temporarily_unavailable", "RFC 6749 §4.1.2.1",
        "the server is too busy or down for now",
        "try again later";
    ACCESS_DENIED = "declined.access_denied", "RFC 6749 §4.1.2.1",
        "the user or the server refused",
        "ask whoever owns the resource";
    AUTHORIZATION_PENDING = "declined.authorization_pending", "RFC 8628 §3.5",
        "the user has not finished yet",
        "ask again after the interval";
    SLOW_DOWN = "declined.slow_down", "RFC 8628 §3.5",
        "the client asks too often",
        "add five seconds to the interval";
    EXPIRED_TOKEN = "declined.expired_token", "RFC 8628 §3.5",
        "the device code has expired",
        "start the device flow again";
    UNSUPPORTED_RESPONSE_TYPE = "declined.unsupported_response_type", "RFC 6749 §4.1.2.1",
        "the server does not give codes to this client, or at all",
        "allow the authorization code grant for this client at the server";
    LOGIN_REQUIRED = "declined.login_required", "OpenID Connect Core §3.1.2.6",
        "the user is not logged in, and the request allowed no login page",
        "leave prompt=none out";
    CONSENT_REQUIRED = "declined.consent_required", "OpenID Connect Core §3.1.2.6",
        "the user has not consented yet, and the request allowed no consent page",
        "leave prompt=none out, or have an administrator consent";
    INTERACTION_REQUIRED = "declined.interaction_required", "OpenID Connect Core §3.1.2.6",
        "the server needs the user, and the request allowed no page",
        "leave prompt=none out; where it came from the token endpoint, log in again";
    ACCOUNT_SELECTION_REQUIRED = "declined.account_selection_required", "OpenID Connect Core §3.1.2.6",
        "several users are logged in, and the request allowed no page to choose one",
        "leave prompt=none out, or name the user with login_hint";
    INVALID_REQUEST_URI = "declined.invalid_request_uri", "RFC 9101 §6.2",
        "the request_uri is unknown, used already or expired",
        "push the authorization request again, and open its address soon";
    INVALID_REQUEST_OBJECT = "declined.invalid_request_object", "RFC 9101 §6.2",
        "the signed request is not accepted",
        "compare key, algorithm, iss and aud of the request with what the server expects";
    UNMET_AUTHENTICATION_REQUIREMENTS = "declined.unmet_authentication_requirements", "OpenID Connect Core Unmet Authentication Requirements §2",
        "the user could not log in the way that was asked for",
        "ask for another acr, or give the user the means for this one";
    INVALID_AUTHORIZATION_DETAILS = "declined.invalid_authorization_details", "RFC 9396 §5",
        "the authorization_details are unknown to the server or malformed",
        "compare them with authorization_details_types_supported and the server's documentation";
    UNSUPPORTED_TOKEN_TYPE = "declined.unsupported_token_type", "RFC 7009 §2.2.1",
        "the server does not revoke tokens of this kind",
        "revoke the refresh token; a JWT access token mostly holds until it expires";
    INVALID_REDIRECT_URI = "declined.invalid_redirect_uri", "RFC 7591 §3.2.2",
        "a redirect URI of the client to be registered is not allowed, or that of the request is not registered",
        "register a client with a redirect URI that the server allows, some take no loopback address, some only https; in an authorization request, send one that is registered";
    INVALID_CLIENT_METADATA = "declined.invalid_client_metadata", "RFC 7591 §3.2.2",
        "a value of the client to be registered is not allowed",
        "leave out or change the value that the server names; some servers refuse members that they do not know";
    INVALID_SOFTWARE_STATEMENT = "declined.invalid_software_statement", "RFC 7591 §3.2.2",
        "the software statement is not valid",
        "ask whoever issued the statement for a new one";
    UNAPPROVED_SOFTWARE_STATEMENT = "declined.unapproved_software_statement", "RFC 7591 §3.2.2",
        "the software statement is not approved at this server",
        "ask the server's operators to approve whoever issued it";
    INVALID_TOKEN = "declined.invalid_token", "RFC 6750 §3.1",
        "the access token is expired, revoked, malformed or not meant for this endpoint",
        "ask for a new token";
    INSUFFICIENT_SCOPE = "declined.insufficient_scope", "RFC 6750 §3.1",
        "the access token lacks a scope that the endpoint requires",
        "ask for a token with the scope that the server names";
    OTHER = "declined.other", "RFC 6749 §5.2",
        "it gives a code of its own",
        "look the code up in the server's documentation";
}

/// What is documented of an `error` value, whichever it is.
pub(crate) fn entry(error: &str) -> &'static CodeEntry {
    const ANOTHER: &CodeEntry = &ENTRIES[ENTRIES.len() - 1];
    known(error).unwrap_or(ANOTHER)
}

/// What is documented of an `error` value that a specification names.
pub(crate) fn known(error: &str) -> Option<&'static CodeEntry> {
    let mut named = ENTRIES.iter().filter(|entry| entry.code != OTHER);
    named.find(|entry| entry.code.as_str().strip_prefix("declined.") == Some(error))
}
