//! Google ([metadata](https://accounts.google.com/.well-known/openid-configuration)).

use super::Hosts;

pub(super) const HOSTS: Hosts = Hosts {
    issuers: &["accounts.google.com", "securetoken.google.com"],
    endpoints: &["google.com", "googleapis.com"],
};
