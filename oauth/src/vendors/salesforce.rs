//! Salesforce ([metadata](https://login.salesforce.com/.well-known/openid-configuration)).

use super::Hosts;

pub(super) const HOSTS: Hosts = Hosts {
    issuers: &["salesforce.com"],
    endpoints: &["salesforce.com"],
};
