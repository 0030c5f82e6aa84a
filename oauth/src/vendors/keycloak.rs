//! Keycloak: the sentences of its token endpoint ([sources]).
//!
//! [sources]: https://github.com/keycloak/keycloak/tree/main/services/src/main/java/org/keycloak/authentication/authenticators/client

use super::table::Saying;

/// Where its codes are documented.
pub(super) const CODES: &str = "https://github.com/keycloak/keycloak/tree/main/services";

/// Why nothing is at an issuer that was Keycloak's before 17; `tried` is where it was looked for.
pub(super) fn no_issuer(tried: &str) -> Option<&'static str> {
    tried
        .contains("/auth/realms/")
        .then_some("check the issuer: from version 17 on, Keycloak has no /auth before /realms")
}

/// Where the path was `/auth` before 17, unless set so.
const NO_AUTH_PATH: &str = "check the path: from version 17 on, Keycloak has no /auth before /realms unless http-relative-path is set";

pub(super) const SAYINGS: &[Saying] = &[
    Saying {
        // https://github.com/keycloak/keycloak/issues/16923
        error: Some("unauthorized_client"),
        words: "invalid client or invalid client credentials",
        meaning: "the client is unknown, or its secret is wrong",
        hint: "check client_id and client_secret; Keycloak says unauthorized_client for a wrong secret",
    },
    Saying {
        error: Some("unauthorized_client"),
        words: "invalid client secret",
        meaning: "the client's secret is wrong",
        hint: "copy the secret anew from the client's Credentials tab; Keycloak says unauthorized_client for a wrong secret",
    },
    Saying {
        error: Some("unauthorized_client"),
        words: "invalid client credentials",
        meaning: "the client is unknown, or its secret is wrong",
        hint: "check client_id and client_secret; Keycloak says unauthorized_client for a wrong secret",
    },
    Saying {
        error: Some("unauthorized_client"),
        words: "client secret not provided",
        meaning: "the client has a secret, and none was sent",
        hint: "send the secret of the client's Credentials tab",
    },
    Saying {
        error: Some("unauthorized_client"),
        words: "retrieve service account",
        meaning: "the client may not use client_credentials",
        hint: "switch on Service accounts roles, and Client authentication, in the client's settings",
    },
    Saying {
        error: None,
        words: "could not find resource for full path",
        meaning: "nothing is at this path",
        hint: NO_AUTH_PATH,
    },
    Saying {
        error: None,
        words: "unable to find matching target resource method",
        meaning: "nothing is at this path",
        hint: NO_AUTH_PATH,
    },
    Saying {
        error: None,
        words: "unable to load public key",
        meaning: "the server has no public key that fits the client's assertion",
        hint: "give the client its certificate or JWKS URL under Keys, where kid and alg are the assertion's",
    },
    Saying {
        error: None,
        words: "direct access grants",
        meaning: "the client may not use the password grant",
        hint: "switch on Direct access grants in the client's settings",
    },
    Saying {
        error: Some("invalid_grant"),
        words: "account is not fully set up",
        meaning: "the user has something to do before the first login",
        hint: "take the required actions off the user, or let the user log in at the browser once; a missing e-mail address or name counts too",
    },
    Saying {
        error: Some("invalid_grant"),
        words: "account disabled",
        meaning: "the user is disabled, or locked after too many wrong passwords",
        hint: "enable the user, and see whether brute force detection has locked it",
    },
    Saying {
        error: Some("invalid_grant"),
        words: "session not active",
        meaning: "the session of the refresh token has ended",
        hint: "let the user log in again",
    },
];
