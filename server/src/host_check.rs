//! Which requests are for a host of ours.
//!
//! A web page may lead a name of its own to this machine and then ask here as if it were at home (DNS rebinding). The name
//! stands in `Host` all the same; addresses cannot be led anywhere.

use axum::extract::{Request, State as Extract};
use axum::http::header::HOST;
use axum::http::{StatusCode, Version};
use axum::middleware::Next;
use axum::response::Response;

use crate::http::{Answer, request_line};
use crate::log::{Server, echo};
use crate::state::State;

/// What looks at the requests for one of the servers.
#[derive(Clone)]
pub(crate) struct HostCheck {
    pub(crate) state: State,
    pub(crate) server: Server,
}

impl HostCheck {
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
        let config = self.state.config();
        let known = |host: &&str| self.state.hosts().knows(host, &config);
        let foreign = foreign.into_iter().find(|host| !known(host))?;
        refused(
            format!(
                "the request is for the host {}, which is none of this playground's: a web page may have led its own name here",
                echo(foreign)
            ),
            "ask at localhost or 127.0.0.1; `claimscope serve --public-host NAME` adds a name",
        )
    }
}

/// Answers requests for other hosts with 400, as ASP.NET Core's host filtering does.
pub(crate) async fn check(
    Extract(check): Extract<HostCheck>,
    request: Request,
    next: Next,
) -> Response {
    match check.refusal(&request) {
        None => next.run(request).await,
        Some(answer) => {
            let line = request_line(request.method(), request.uri());
            check.state.respond(check.server, line, answer)
        }
    }
}
