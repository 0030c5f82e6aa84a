//! Auth0: the sentences of its token endpoint ([client credentials], [common errors]).
//!
//! [client credentials]: https://auth0.com/docs/get-started/authentication-and-authorization-flow/client-credentials-flow/call-your-api-using-the-client-credentials-flow
//! [common errors]: https://auth0.com/docs/troubleshoot/basic-issues

#[cfg(feature = "diagnose")]
use super::table::Named;
use super::table::Saying;
#[cfg(feature = "diagnose")]
use crate::diagnose::cause::Cause;

/// Where its codes are documented.
pub(super) const CODES: &str = "https://auth0.com/docs/troubleshoot/basic-issues";

/// An API that the tenant does not know.
#[cfg(feature = "diagnose")]
pub(super) const NAMED: &[Named] = &[
    ("service not found", Cause::Target),
    ("service not enabled", Cause::Target),
];

pub(super) const SAYINGS: &[Saying] = &[
    Saying {
        error: Some("access_denied"),
        words: "client is not authorized to access",
        meaning: "the application may not ask for tokens of this API",
        hint: "authorize the application for the API, under the API's Machine to Machine Applications",
    },
    Saying {
        error: Some("access_denied"),
        words: "client has not been granted scopes",
        meaning: "the application may use the API, but not with these scopes",
        hint: "grant the scopes to the application, under the API's Machine to Machine Applications",
    },
    Saying {
        error: Some("access_denied"),
        words: "service not enabled within domain",
        meaning: "the tenant has no API with this audience",
        hint: "check audience: it is the API's Identifier, to the letter",
    },
    Saying {
        error: Some("access_denied"),
        words: "service not found",
        meaning: "the tenant has no API with this audience",
        hint: "check audience: it is the API's Identifier, to the letter",
    },
    Saying {
        error: Some("access_denied"),
        words: "access_denied unauthorized",
        meaning: "the client is unknown, or its secret is wrong",
        hint: "check client_id and client_secret, and that they belong to this tenant",
    },
    Saying {
        error: Some("unauthorized_client"),
        words: "not allowed for the client",
        meaning: "the application may not use this grant",
        hint: "switch the grant on, under the application's Advanced Settings, Grant Types",
    },
    Saying {
        error: Some("server_error"),
        words: "no default connection set",
        meaning: "the tenant has no connection in which to look for the user",
        hint: "set the tenant's Default Directory, or send realm with the password-realm grant",
    },
];
