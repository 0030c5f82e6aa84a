//! Amazon Cognito, whose keys are on amazonaws.com and whose endpoints on a domain of its own
//! ([endpoints](https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html)).

#[cfg(feature = "diagnose")]
use super::table::Named;
use super::table::{Hosts, Saying};
#[cfg(feature = "diagnose")]
use crate::diagnose::cause::Cause;

pub(super) const HOSTS: Hosts = Hosts {
    issuers: &["amazonaws.com"],
    endpoints: &["amazonaws.com", "amazoncognito.com"],
};

/// Where its codes are documented.
pub(super) const CODES: &str =
    "https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html";

/// A secret of its own form that is wanted.
#[cfg(feature = "diagnose")]
pub(super) const NAMED: &[Named] = &[
    ("secret was not received", Cause::ClientAuthentication),
    ("secret_hash", Cause::ClientAuthentication),
];

pub(super) const SAYINGS: &[Saying] = &[Saying {
    error: None,
    words: "secret was not received",
    meaning: "the app client has a secret, and the request has none",
    hint: "send the client's secret, in Cognito's own API as SECRET_HASH; or use an app client without a secret",
}];
