//! The members and parameters of OAuth's and OpenID Connect's requests, responses and metadata.

use super::{Entry, ValueType, entry};

const OAUTH: &str = "RFC 6749";
const METADATA: &str = "RFC 8414 §2";
const OPENID_METADATA: &str = "OpenID Connect Discovery §3";
const DEVICE: &str = "RFC 8628";

pub(super) static PARAMETERS: &[Entry] = &[
    // Answers of a token endpoint, and of redirects.
    entry("access_token", "what is sent to the API", OAUTH).of(ValueType::Text),
    entry("token_type", "how the access token is sent", OAUTH).of(ValueType::Text),
    entry("expires_in", "seconds that the access token holds", OAUTH),
    entry("expires_at", "when the access token ends", "vendors"),
    entry(
        "ext_expires_in",
        "seconds that it holds in an outage",
        "Microsoft",
    ),
    entry("refresh_token", "fetches the next access token", OAUTH).of(ValueType::Text),
    entry(
        "refresh_expires_in",
        "seconds that the refresh token holds",
        "Keycloak",
    ),
    entry("scope", "what the token allows", OAUTH).of(ValueType::Text),
    entry(
        "id_token",
        "tells the client who logged in",
        "OpenID Connect Core §3.1.3.3",
    )
    .of(ValueType::Text),
    entry(
        "issued_token_type",
        "kind of token that was issued",
        "RFC 8693 §2.2.1",
    ),
    entry(
        "not-before-policy",
        "tokens from before this time are refused",
        "Keycloak",
    ),
    entry(
        "session_state",
        "the session at the issuer",
        "OpenID Connect Session Management",
    ),
    entry(
        "code",
        "exchanged once for tokens, within minutes",
        "RFC 6749 §4.1.2",
    ),
    entry("state", "has to be what the client sent", "RFC 6749 §4.1.2"),
    entry("iss", "who answers; the client compares it", "RFC 9207"),
    entry("error", "code of the error", "RFC 6749 §5.2"),
    entry(
        "error_description",
        "the server's words on it",
        "RFC 6749 §5.2",
    ),
    entry("error_uri", "page about the error", "RFC 6749 §5.2"),
    entry("error_codes", "the server's own codes", "Microsoft"),
    entry("suberror", "which kind of this error", "Microsoft"),
    entry(
        "trace_id",
        "names the failure to the vendor's support",
        "Microsoft",
    ),
    entry(
        "correlation_id",
        "names the request to the vendor's support",
        "Microsoft",
    ),
    entry(
        "claims",
        "claims that the next token has to have",
        "Microsoft",
    ),
    // Errors of APIs and gateways.
    entry("type", "kind of problem", "RFC 9457"),
    entry("title", "the problem in short", "RFC 9457"),
    entry("status", "status code, or a word for it", "RFC 9457"),
    entry("detail", "the problem in this case", "RFC 9457"),
    entry("instance", "names this occurrence", "RFC 9457"),
    entry("message", "the server's words", "vendors"),
    entry("msg", "the server's words", "vendors"),
    entry("reason", "the server's reason", "vendors"),
    entry("error_code", "the server's own code", "vendors"),
    // Requests.
    entry("grant_type", "by what right tokens are asked for", OAUTH),
    entry(
        "response_type",
        "what the authorization endpoint is to give",
        OAUTH,
    ),
    entry(
        "response_mode",
        "how it is given back",
        "OAuth 2.0 Multiple Response Types",
    ),
    entry("client_id", "the client", OAUTH),
    entry(
        "client_secret",
        "proves who the client is",
        "RFC 6749 §2.3.1",
    ),
    entry(
        "client_assertion",
        "a signed token that proves who the client is",
        "RFC 7521 §4.2",
    ),
    entry(
        "client_assertion_type",
        "kind of that proof",
        "RFC 7521 §4.2",
    ),
    entry(
        "assertion",
        "a signed token that stands for the grant",
        "RFC 7521 §4.1",
    ),
    entry(
        "redirect_uri",
        "where the answer goes; the same in both requests",
        OAUTH,
    ),
    entry(
        "code_verifier",
        "secret behind the code_challenge",
        "RFC 7636",
    ),
    entry("code_challenge", "hash of the code_verifier", "RFC 7636"),
    entry("code_challenge_method", "how it was hashed", "RFC 7636"),
    entry(
        "nonce",
        "ties the ID token to this login",
        "OpenID Connect Core §3.1.2.1",
    ),
    entry(
        "prompt",
        "whether to ask the user",
        "OpenID Connect Core §3.1.2.1",
    ),
    entry("username", "name of the user", "RFC 6749 §4.3.2"),
    entry("password", "password of the user", "RFC 6749 §4.3.2"),
    entry("resource", "the API that the token is for", "RFC 8707"),
    entry(
        "audience",
        "the API that the token is for",
        "RFC 8693, Auth0",
    ),
    entry("subject_token", "token that is exchanged", "RFC 8693 §2.1"),
    entry("subject_token_type", "kind of that token", "RFC 8693 §2.1"),
    entry("actor_token", "token of who acts", "RFC 8693 §2.1"),
    entry(
        "requested_token_type",
        "kind of token that is wanted",
        "RFC 8693 §2.1",
    ),
    entry(
        "token_type_hint",
        "kind of the token asked about",
        "RFC 7009",
    ),
    // The device flow and introspection.
    entry(
        "device_code",
        "secret by which the device asks for its tokens",
        DEVICE,
    ),
    entry("user_code", "what the user types", DEVICE),
    entry("verification_uri", "where the user types it", DEVICE),
    entry(
        "verification_uri_complete",
        "the same with the code in it",
        DEVICE,
    ),
    entry("interval", "seconds between two questions", DEVICE),
    entry("active", "whether the token holds", "RFC 7662 §2.2").of(ValueType::Boolean),
    // Metadata.
    entry("issuer", "what iss of its tokens has to be", METADATA).of(ValueType::Text),
    entry("jwks_uri", "where its public keys are", METADATA).of(ValueType::Text),
    entry("authorization_endpoint", "where users log in", METADATA).of(ValueType::Text),
    entry("token_endpoint", "where tokens are obtained", METADATA).of(ValueType::Text),
    entry(
        "userinfo_endpoint",
        "where claims about the user are",
        OPENID_METADATA,
    )
    .of(ValueType::Text),
    entry(
        "introspection_endpoint",
        "where tokens are asked about",
        METADATA,
    )
    .of(ValueType::Text),
    entry("revocation_endpoint", "where tokens are revoked", METADATA).of(ValueType::Text),
    entry(
        "device_authorization_endpoint",
        "where a device begins",
        DEVICE,
    )
    .of(ValueType::Text),
    entry(
        "end_session_endpoint",
        "where users log out",
        "OpenID Connect RP-Initiated Logout",
    )
    .of(ValueType::Text),
    entry("registration_endpoint", "where clients register", METADATA).of(ValueType::Text),
    entry(
        "pushed_authorization_request_endpoint",
        "where requests are pushed",
        "RFC 9126",
    )
    .of(ValueType::Text),
    entry(
        "access_token_issuer",
        "what iss of its access tokens is",
        "AD FS",
    )
    .of(ValueType::Text),
    entry("grant_types_supported", "grants", METADATA).of(ValueType::Texts),
    entry(
        "response_types_supported",
        "what the authorization endpoint gives",
        METADATA,
    )
    .of(ValueType::Texts),
    entry("scopes_supported", "scopes", METADATA).of(ValueType::Texts),
    entry("claims_supported", "claims about users", OPENID_METADATA).of(ValueType::Texts),
    entry(
        "token_endpoint_auth_methods_supported",
        "how clients prove who they are",
        METADATA,
    )
    .of(ValueType::Texts),
    entry(
        "code_challenge_methods_supported",
        "methods of PKCE",
        METADATA,
    )
    .of(ValueType::Texts),
    entry(
        "id_token_signing_alg_values_supported",
        "algorithms of its ID tokens",
        OPENID_METADATA,
    )
    .of(ValueType::Texts),
    entry("subject_types_supported", "kinds of sub", OPENID_METADATA).of(ValueType::Texts),
    entry(
        "dpop_signing_alg_values_supported",
        "algorithms of DPoP proofs",
        "RFC 9449 §5.1",
    )
    .of(ValueType::Texts),
];
