//! Facebook Login ([metadata](https://www.facebook.com/.well-known/openid-configuration/)).

use super::Hosts;

pub(super) const HOSTS: Hosts = Hosts {
    issuers: &["facebook.com"],
    endpoints: &["facebook.com"],
};
