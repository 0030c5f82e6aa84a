//! GitHub, and GitHub Actions as an issuer
//! ([OpenID Connect](https://docs.github.com/actions/concepts/security/openid-connect)).

use super::Hosts;

pub(super) const HOSTS: Hosts = Hosts {
    issuers: &["github.com", "githubusercontent.com"],
    endpoints: &["github.com", "githubusercontent.com"],
};
