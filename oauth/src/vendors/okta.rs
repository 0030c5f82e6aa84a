//! Okta: the sentences of its token endpoint ([errors]).
//!
//! [errors]: https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/

use super::table::Saying;

/// Where its codes are documented.
pub(super) const CODES: &str =
    "https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/";

pub(super) const SAYINGS: &[Saying] = &[
    Saying {
        error: Some("invalid_client"),
        words: "client secret supplied for a confidential client is invalid",
        meaning: "the client secret is wrong",
        hint: "copy the secret anew from the General tab of the app",
    },
    Saying {
        error: Some("invalid_scope"),
        words: "not configured for the authorization server",
        meaning: "the authorization server does not know the scope",
        hint: "add the scope to that authorization server, or use the one that has it; the issuer names it",
    },
    Saying {
        error: Some("invalid_scope"),
        words: "does not have any configured default scopes",
        meaning: "a scope must be asked for",
        hint: "ask for a scope of this authorization server",
    },
    Saying {
        error: Some("access_denied"),
        words: "policy evaluation failed",
        meaning: "no access policy of the authorization server allows this client, grant and scope",
        hint: "add a rule under Access Policies of the authorization server",
    },
    Saying {
        error: Some("unauthorized_client"),
        words: "not authorized to use the provided grant type",
        meaning: "the app may not use this grant",
        hint: "switch the grant on under the General tab of the app",
    },
];
