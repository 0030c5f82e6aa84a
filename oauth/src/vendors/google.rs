//! Google ([metadata](https://accounts.google.com/.well-known/openid-configuration)).
//! The sentences of its token endpoint: [web server apps], [service accounts].
//!
//! [web server apps]: https://developers.google.com/identity/protocols/oauth2/web-server
//! [service accounts]: https://developers.google.com/identity/protocols/oauth2/service-account#error-codes

#[cfg(feature = "diagnose")]
use super::table::Named;
use super::table::{Hosts, Saying};
#[cfg(feature = "diagnose")]
use crate::diagnose::cause::Cause;

pub(super) const HOSTS: Hosts = Hosts {
    issuers: &["accounts.google.com", "securetoken.google.com"],
    endpoints: &["google.com", "googleapis.com"],
};

/// Where its codes are documented.
pub(super) const CODES: &str = "https://developers.google.com/identity/protocols/oauth2/web-server";

/// A code that was encoded once too often.
#[cfg(feature = "diagnose")]
pub(super) const NAMED: &[Named] = &[("malformed auth", Cause::GrantEncoding)];

pub(super) const SAYINGS: &[Saying] = &[
    Saying {
        error: Some("invalid_client"),
        words: "oauth client was not found",
        meaning: "there is no such client",
        hint: "check client_id against the credentials page of the project",
    },
    Saying {
        error: Some("invalid_grant"),
        words: "short-lived token",
        meaning: "the times of the assertion are refused",
        hint: "set iat to now and exp to an hour later at the most; see that this clock is right",
    },
    Saying {
        error: Some("invalid_grant"),
        words: "invalid jwt signature",
        meaning: "the signature of the assertion does not hold",
        hint: "sign with the key whose id is in kid, and see that the service account has it still",
    },
    Saying {
        error: Some("invalid_grant"),
        words: "malformed auth code",
        meaning: "the code is damaged",
        hint: "percent-encode the code once: a %2F in the address that came back is a / in the code",
    },
    Saying {
        error: Some("invalid_grant"),
        words: "token has been expired or revoked",
        meaning: "the refresh token was revoked or has expired",
        hint: "let the user log in again; tokens of an app in testing last seven days",
    },
];
