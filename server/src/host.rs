//! Which host a request may be for.
//!
//! A web page may lead a name of its own to this machine and then ask here as if it were at home (DNS rebinding). The name
//! stands in `Host` all the same; addresses cannot be led anywhere.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State as Extract};
use axum::http::header::HOST;
use axum::http::{StatusCode, Version};
use axum::middleware::Next;
use axum::response::Response;
use claimscope_core::url::Url;

use crate::http::{Answer, request_line};
use crate::listen::Reach;
use crate::log::{Server, echo};
use crate::state::State;

/// The hosts under which a server answers: the names and addresses of this machine's loopback, the host of the configured
/// issuer, names that were given; and every address where it can be reached from the network.
#[derive(Clone)]
pub(crate) struct Hosts {
    state: State,
    server: Server,
    reach: Reach,
    names: Arc<[String]>,
}

impl Hosts {
    pub(crate) fn new(state: State, server: Server, reach: Reach, names: &[String]) -> Self {
        let names = names.iter().map(|name| name.to_ascii_lowercase());
        Self {
            state,
            server,
            reach,
            names: names.collect(),
        }
    }

    /// Why a request is not answered; `None` where it is.
    fn refusal(&self, request: &Request) -> Option<Answer> {
        let refused = |message: String, hint| {
            Some(Answer::empty(StatusCode::BAD_REQUEST).because(message, hint))
        };
        let mut given = request.headers().get_all(HOST).iter();
        let host = given.next().map(|host| host.to_str().unwrap_or_default());
        if given.next().is_some() {
            return refused("the request has two Host headers".to_owned(), "send one");
        }
        let of_target = request
            .uri()
            .authority()
            .map(|authority| authority.as_str());
        if host.is_none() && request.version() >= Version::HTTP_11 {
            return refused("the request has no Host header".to_owned(), "send one");
        }
        let foreign = [host, of_target].into_iter().flatten();
        let foreign = foreign.into_iter().find(|host| !self.is_known(host))?;
        refused(
            format!(
                "the request is for the host {}, which is none of this playground's: a web page may have led its own name here",
                echo(foreign)
            ),
            "ask at localhost or 127.0.0.1; `claimscope serve --public-host NAME` adds a name",
        )
    }

    fn is_known(&self, host: &str) -> bool {
        let Some(name) = without_port(host) else {
            return false;
        };
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        let bare = name.trim_start_matches('[').trim_end_matches(']');
        if let Ok(address) = bare.parse::<IpAddr>() {
            return self.reach == Reach::Network || address.to_canonical().is_loopback();
        }
        let issuer = self.state.config().issuer_uri.clone();
        let issuer = issuer.as_deref().and_then(|issuer| Url::parse(issuer).ok());
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

/// Answers requests for other hosts with 400, as ASP.NET Core's host filtering does.
pub(crate) async fn check(
    Extract(hosts): Extract<Hosts>,
    request: Request,
    next: Next,
) -> Response {
    match hosts.refusal(&request) {
        None => next.run(request).await,
        Some(answer) => {
            let line = request_line(request.method(), request.uri());
            hosts.state.respond(hosts.server, line, answer)
        }
    }
}
