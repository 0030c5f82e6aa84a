//! The members and parameters of OAuth's and OpenID Connect's requests, responses and metadata.

use super::{RegistryEntry, ValueType};

const OAUTH: &str = "RFC 6749";
const METADATA: &str = "RFC 8414 §2";
const OPENID_METADATA: &str = "OpenID Connect Discovery §3";
const DEVICE: &str = "RFC 8628";

pub(super) static PARAMETERS: &[RegistryEntry] = entries! {
    // Answers of a token endpoint, and of redirects.
    "access_token", Text, OAUTH, "what is sent to the API";
    "token_type", Text, OAUTH, "how the access token is sent";
    "expires_in", Any, OAUTH, "seconds that the access token holds";
    "expires_at", Any, "vendors", "when the access token ends";
    "ext_expires_in", Any, "Microsoft", "seconds that it holds in an outage";
    "refresh_token", Text, OAUTH, "fetches the next access token";
    "refresh_expires_in", Any, "Keycloak", "seconds that the refresh token holds";
    "scope", Text, OAUTH, "what the token allows";
    "id_token", Text, "OpenID Connect Core §3.1.3.3", "tells the client who logged in";
    "issued_token_type", Any, "RFC 8693 §2.2.1", "kind of token that was issued";
    "not-before-policy", Any, "Keycloak", "tokens from before this time are refused";
    "session_state", Any, "OpenID Connect Session Management", "the session at the issuer";
    "code", Any, "RFC 6749 §4.1.2", "exchanged once for tokens, within minutes";
    "state", Any, "RFC 6749 §4.1.2", "has to be what the client sent";
    "iss", Any, "RFC 9207", "who answers; the client compares it";
    "error", Any, "RFC 6749 §5.2", "code of the error";
    "error_description", Any, "RFC 6749 §5.2", "the server's words on it";
    "error_uri", Any, "RFC 6749 §5.2", "page about the error";
    "error_codes", Any, "Microsoft", "the server's own codes";
    "suberror", Any, "Microsoft", "which kind of this error";
    "trace_id", Any, "Microsoft", "names the failure to the vendor's support";
    "correlation_id", Any, "Microsoft", "names the request to the vendor's support";
    "claims", Any, "Microsoft", "claims that the next token has to have";
    // Errors of APIs and gateways.
    "type", Any, "RFC 9457", "kind of problem";
    "title", Any, "RFC 9457", "the problem in short";
    "status", Any, "RFC 9457", "status code, or a word for it";
    "detail", Any, "RFC 9457", "the problem in this case";
    "instance", Any, "RFC 9457", "names this occurrence";
    "message", Any, "vendors", "the server's words";
    "msg", Any, "vendors", "the server's words";
    "reason", Any, "vendors", "the server's reason";
    "error_code", Any, "vendors", "the server's own code";
    // Requests.
    "grant_type", Any, OAUTH, "by what right tokens are asked for";
    "response_type", Any, OAUTH, "what the authorization endpoint is to give";
    "response_mode", Any, "OAuth 2.0 Multiple Response Types", "how it is given back";
    "client_id", Any, OAUTH, "the client";
    "client_secret", Any, "RFC 6749 §2.3.1", "proves who the client is";
    "client_assertion", Any, "RFC 7521 §4.2", "a signed token that proves who the client is";
    "client_assertion_type", Any, "RFC 7521 §4.2", "kind of that proof";
    "assertion", Any, "RFC 7521 §4.1", "a signed token that stands for the grant";
    "redirect_uri", Any, OAUTH, "where the answer goes; the same in both requests";
    "code_verifier", Any, "RFC 7636", "secret behind the code_challenge";
    "code_challenge", Any, "RFC 7636", "hash of the code_verifier";
    "code_challenge_method", Any, "RFC 7636", "how it was hashed";
    "nonce", Any, "OpenID Connect Core §3.1.2.1", "ties the ID token to this login";
    "prompt", Any, "OpenID Connect Core §3.1.2.1", "whether to ask the user";
    "username", Any, "RFC 6749 §4.3.2", "name of the user";
    "password", Any, "RFC 6749 §4.3.2", "password of the user";
    "resource", Any, "RFC 8707", "the API that the token is for";
    "audience", Any, "RFC 8693, Auth0", "the API that the token is for";
    "subject_token", Any, "RFC 8693 §2.1", "token that is exchanged";
    "subject_token_type", Any, "RFC 8693 §2.1", "kind of that token";
    "actor_token", Any, "RFC 8693 §2.1", "token of who acts";
    "requested_token_type", Any, "RFC 8693 §2.1", "kind of token that is wanted";
    "token_type_hint", Any, "RFC 7009", "kind of the token asked about";
    // The device flow and introspection.
    "device_code", Any, DEVICE, "secret by which the device asks for its tokens";
    "user_code", Any, DEVICE, "what the user types";
    "verification_uri", Any, DEVICE, "where the user types it";
    "verification_uri_complete", Any, DEVICE, "the same with the code in it";
    "interval", Any, DEVICE, "seconds between two questions";
    "active", Boolean, "RFC 7662 §2.2", "whether the token holds";
    // Metadata.
    "issuer", Text, METADATA, "what iss of its tokens has to be";
    "jwks_uri", Text, METADATA, "where its public keys are";
    "authorization_endpoint", Text, METADATA, "where users log in";
    "token_endpoint", Text, METADATA, "where tokens are obtained";
    "userinfo_endpoint", Text, OPENID_METADATA, "where claims about the user are";
    "introspection_endpoint", Text, METADATA, "where tokens are asked about";
    "revocation_endpoint", Text, METADATA, "where tokens are revoked";
    "device_authorization_endpoint", Text, DEVICE, "where a device begins";
    "end_session_endpoint", Text, "OpenID Connect RP-Initiated Logout", "where users log out";
    "registration_endpoint", Text, METADATA, "where clients register";
    "pushed_authorization_request_endpoint", Text, "RFC 9126", "where requests are pushed";
    "access_token_issuer", Text, "AD FS", "what iss of its access tokens is";
    "grant_types_supported", Texts, METADATA, "grants";
    "response_types_supported", Texts, METADATA, "what the authorization endpoint gives";
    "scopes_supported", Texts, METADATA, "scopes";
    "claims_supported", Texts, OPENID_METADATA, "claims about users";
    "token_endpoint_auth_methods_supported", Texts, METADATA, "how clients prove who they are";
    "code_challenge_methods_supported", Texts, METADATA, "methods of PKCE";
    "id_token_signing_alg_values_supported", Texts, OPENID_METADATA, "algorithms of its ID tokens";
    "subject_types_supported", Texts, OPENID_METADATA, "kinds of sub";
    "dpop_signing_alg_values_supported", Texts, "RFC 9449 §5.1", "algorithms of DPoP proofs";
};
