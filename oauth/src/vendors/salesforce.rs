//! Salesforce ([metadata](https://login.salesforce.com/.well-known/openid-configuration)).
//! The sentences of its token endpoint: [errors].
//!
//! [errors]: https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm

#[cfg(feature = "diagnose")]
use super::table::Named;
use super::table::{Hosts, Saying};
#[cfg(feature = "diagnose")]
use crate::diagnose::cause::Cause;

pub(super) const HOSTS: Hosts = Hosts {
    issuers: &["salesforce.com"],
    endpoints: &["salesforce.com"],
};

/// Where its codes are documented.
pub(super) const CODES: &str =
    "https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm";

/// An app that nobody has approved.
#[cfg(feature = "diagnose")]
pub(super) const NAMED: &[Named] = &[("hasn't approved", Cause::GrantConsent)];

/// What it takes as `aud` of an assertion.
#[cfg(feature = "diagnose")]
pub(super) const ASSERTION_AUDIENCES: &str = "for Salesforce https://login.salesforce.com, https://test.salesforce.com for a sandbox, or the My Domain URL";

pub(super) const SAYINGS: &[Saying] = &[
    Saying {
        error: None,
        words: "no client credentials user enabled",
        meaning: "the connected app has no user to run client_credentials as",
        hint: "set Run As under the Client Credentials Flow of the app",
    },
    Saying {
        error: None,
        words: "client identifier invalid",
        meaning: "there is no such client",
        hint: "check client_id: it is the Consumer Key",
    },
    Saying {
        error: None,
        words: "invalid_grant authentication failure",
        meaning: "the user name or the password is wrong, or the login is not allowed from here",
        hint: "check the user, append the security token to the password, and see Login History; My Domain takes the place of login.salesforce.com",
    },
    Saying {
        error: None,
        words: "user hasn't approved this consumer",
        meaning: "the user may not use this app yet",
        hint: "pre-authorize the profile of the user, or let the user approve the app at the browser",
    },
    Saying {
        error: None,
        words: "request not supported on this domain",
        meaning: "this flow needs the address of the organization",
        hint: "use the My Domain address as issuer",
    },
];
