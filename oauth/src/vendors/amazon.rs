//! Amazon Cognito, whose keys are on amazonaws.com and whose endpoints on a domain of its own
//! ([endpoints](https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html)).

use super::table::{Hosts, sayings};

pub(super) const HOSTS: Hosts = Hosts {
    issuers: &["amazonaws.com"],
    endpoints: &["amazonaws.com", "amazoncognito.com"],
};

/// Where its codes are documented.
pub(super) const CODES: &str =
    "https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html";

sayings! {
    _: "secret was not received" => ClientAuthentication,
        "the app client has a secret, and the request has none",
        "send the client's secret, in Cognito's own API as SECRET_HASH; or use an app client without a secret";
}
