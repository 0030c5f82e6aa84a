//! Salesforce ([metadata](https://login.salesforce.com/.well-known/openid-configuration)).
//! The sentences of its token endpoint: [errors].
//!
//! [errors]: https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm

use super::table::{Hosts, sayings};

pub(super) const HOSTS: Hosts = Hosts {
    issuers: &["salesforce.com"],
    endpoints: &["salesforce.com"],
};

/// Where its codes are documented.
pub(super) const CODES: &str =
    "https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm";

/// What it takes as `aud` of an assertion.
#[cfg(feature = "diagnose")]
pub(super) const ASSERTION_AUDIENCES: &str = "for Salesforce https://login.salesforce.com, https://test.salesforce.com for a sandbox, or the My Domain URL";

sayings! {
    _: "no client credentials user enabled" => ClientNotAllowed,
        "the connected app has no user to run client_credentials as",
        "set Run As under the Client Credentials Flow of the app";
    _: "client identifier invalid" => ClientAuthentication,
        "there is no such client",
        "check client_id: it is the Consumer Key";
    _: "invalid_grant authentication failure" => GrantInvalid,
        "the user name or the password is wrong, or the login is not allowed from here",
        "check the user, append the security token to the password, and see Login History; My Domain takes the place of login.salesforce.com";
    _: "user hasn't approved this consumer" => GrantConsent,
        "the user may not use this app yet",
        "pre-authorize the profile of the user, or let the user approve the app at the browser";
    _: "request not supported on this domain" => ClientNotAllowed,
        "this flow needs the address of the organization",
        "use the My Domain address as issuer";
}
