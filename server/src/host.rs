//! The hosts under which the servers answer.

use std::net::IpAddr;

use claimscope_core::url::Url;

use crate::config::Config;
use crate::listen::Reach;

/// The hosts under which both servers answer: the names and addresses of this machine's loopback, the host of the
/// configured issuer, names that were given; and every address where they can be reached from the network.
#[derive(Debug)]
pub(crate) struct Hosts {
    reach: Reach,
    names: Vec<String>,
}

impl Default for Hosts {
    fn default() -> Self {
        Self::new(Reach::Loopback, &[])
    }
}

impl Hosts {
    pub(crate) fn new(reach: Reach, names: &[String]) -> Self {
        let names = names.iter().map(|name| name.to_ascii_lowercase());
        Self {
            reach,
            names: names.collect(),
        }
    }

    /// Whether a proxy or a container may lead other ports here: where the configuration says so by a host of its own, or
    /// the servers can be reached from the network.
    pub(crate) fn are_led_to(&self, config: &Config) -> bool {
        self.reach == Reach::Network || !self.names.is_empty() || config.issuer_uri.is_some()
    }

    /// Whether `host` is one of them, at whatever port: a proxy or a container may have led another one here.
    pub(crate) fn knows(&self, host: &str, config: &Config) -> bool {
        let Some(name) = without_port(host) else {
            return false;
        };
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        let bare = name.trim_start_matches('[').trim_end_matches(']');
        if let Ok(address) = bare.parse::<IpAddr>() {
            return self.reach == Reach::Network || address.to_canonical().is_loopback();
        }
        let issuer = config.issuer_uri.as_deref();
        let issuer = issuer.and_then(|issuer| Url::parse(issuer).ok());
        name == "localhost"
            || name.ends_with(".localhost")
            || self.names.contains(&name)
            || issuer.is_some_and(|issuer| issuer.host().eq_ignore_ascii_case(&name))
    }
}

/// The host without its port; `None` where what stands there is no port.
fn without_port(host: &str) -> Option<&str> {
    let (name, rest) = match host.find(']') {
        Some(end) => host.split_at(end + 1),
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    // Digits alone: a sign is no part of a port.
    let is_port =
        |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    (rest.is_empty() || rest.strip_prefix(':').is_some_and(is_port)).then_some(name)
}
