//! Yahoo ([metadata](https://login.yahoo.com/.well-known/openid-configuration)).

use super::table::Hosts;

pub(super) const HOSTS: Hosts = Hosts {
    issuers: &["yahoo.com"],
    endpoints: &["yahoo.com", "yahooapis.com"],
};
