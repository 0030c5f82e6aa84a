//! LinkedIn ([Sign In with LinkedIn](https://learn.microsoft.com/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2)).

use super::table::Hosts;

pub(super) const HOSTS: Hosts = Hosts {
    issuers: &["linkedin.com"],
    endpoints: &["linkedin.com"],
};
