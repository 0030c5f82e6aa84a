//! Amazon Cognito, whose keys are on amazonaws.com and whose endpoints on a domain of its own
//! ([endpoints](https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html)).

use super::table::Hosts;

pub(super) const HOSTS: Hosts = Hosts {
    issuers: &["amazonaws.com"],
    endpoints: &["amazonaws.com", "amazoncognito.com"],
};
