//! The token server: IdentityServer4's endpoints on one router.

mod access_token;
mod client_auth;
mod cors;
mod discovery;
mod grants;
mod introspection;
mod issued;
mod refusal;
mod revocation;
mod scopes;
mod token;
mod userinfo;

use axum::Router;
use axum::extract::{Request, State as Extract};
use axum::http::{Method, StatusCode};
use axum::response::Response;

use crate::http::{Answer, Asked, Scheme, request_line};
use crate::log::Server;
use crate::state::State;

pub(crate) use access_token::{Subject, access_token_claims, access_token_header};
pub(crate) use scopes::Granted;

/// The token server's routes. `scheme` is how clients reach it, which shows in the issuer and the endpoints.
pub fn router(state: State, scheme: Scheme) -> Router {
    // IdentityServer4 matches paths without case and without a trailing slash, so one handler looks at them all.
    Router::new()
        .fallback(handle)
        .with_state(TokenServer { state, scheme })
}

#[derive(Clone)]
struct TokenServer {
    state: State,
    scheme: Scheme,
}

async fn handle(Extract(server): Extract<TokenServer>, request: Request) -> Response {
    let state = &server.state;
    state.reload_if_changed();
    let line = request_line(request.method(), request.uri());
    let answer = match Asked::read(request).await {
        Ok(asked) => cors::apply(&state.config(), &asked, || server.answer(&asked)),
        Err(answer) => answer,
    };
    state.respond(Server::Token, line, answer)
}

impl TokenServer {
    fn answer(&self, asked: &Asked) -> Answer {
        match asked.path.as_str() {
            "/.well-known/openid-configuration" | "/.well-known/oauth-authorization-server" => {
                only_get(asked, || discovery::document(self, asked))
            }
            "/.well-known/openid-configuration/jwks" => {
                only_get(asked, || discovery::keys(&self.state.key()))
            }
            "/connect/token" => token::answer(self, asked),
            "/connect/userinfo" => userinfo::answer(self, asked),
            "/connect/introspect" => introspection::answer(self, asked),
            "/connect/revocation" => revocation::answer(self, asked),
            "/connect/authorize"
            | "/connect/endsession"
            | "/connect/checksession"
            | "/connect/deviceauthorization" => Answer::empty(StatusCode::NOT_FOUND).because(
                "the metadata names this endpoint as IdentityServer4 does, and the playground does not have it",
                "client_credentials and password give tokens here",
            ),
            path => Answer::empty(StatusCode::NOT_FOUND).because(
                format!("there is nothing at {}", crate::log::echo(path)),
                "take the endpoints from /.well-known/openid-configuration",
            ),
        }
    }

    /// Scheme and host of the request; its own where the request names none.
    fn base_url(&self, asked: &Asked) -> String {
        asked
            .origin(self.scheme)
            .unwrap_or_else(|| self.state.base_url().to_owned())
    }

    /// The configured issuer, else scheme and host of the request in lower case.
    fn issuer(&self, asked: &Asked) -> String {
        let configured = self.state.config().issuer_uri.clone();
        configured.unwrap_or_else(|| self.base_url(asked).to_lowercase())
    }
}

/// IdentityServer4's checks of HTTP for the endpoints that take a form; `None` where all is well.
fn only_post_form(asked: &Asked) -> Option<Answer> {
    if asked.method != Method::POST {
        let answer = Answer::empty(StatusCode::METHOD_NOT_ALLOWED);
        return Some(answer.because(format!("{} is not allowed here", asked.method), "use POST"));
    }
    (!asked.has_form_content_type()).then(|| {
        Answer::empty(StatusCode::UNSUPPORTED_MEDIA_TYPE).because(
            "the body is not a form",
            "send Content-Type: application/x-www-form-urlencoded",
        )
    })
}

fn only_get(asked: &Asked, answer: impl FnOnce() -> Answer) -> Answer {
    if asked.method == Method::GET {
        answer()
    } else {
        Answer::empty(StatusCode::METHOD_NOT_ALLOWED)
            .because(format!("{} is not allowed here", asked.method), "use GET")
    }
}
