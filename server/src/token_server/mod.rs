//! The token server: IdentityServer4's endpoints on one router.

mod access_token;
mod account;
mod authorize;
mod browser;
mod check_session;
mod client_auth;
mod client_document;
mod cors;
mod device;
mod discovery;
mod end_session;
mod grants;
mod id_token;
mod introspection;
mod issued;
mod par;
mod refusal;
mod register;
mod resources;
mod revocation;
mod scopes;
mod token;
mod userinfo;

use axum::Router;
use axum::extract::{Request, State as Extract};
use axum::http::{Method, StatusCode};
use axum::response::Response;

use crate::config::{Config, Extension};
use crate::dpop;
use crate::http::{Answer, Asked, Form, Scheme, request_line};
use crate::log::Server;
use crate::state::State;

use client_document::RefusedDocument;
use refusal::Refusal;

pub(crate) use access_token::{AccessToken, Subject, access_token_header};
pub(crate) use scopes::Granted;

/// The token server's routes. `scheme` is how clients reach it, which shows in the issuer and the endpoints.
pub fn router(state: State, scheme: Scheme) -> Router {
    // IdentityServer4 matches paths without case and without a trailing slash, so one handler looks at them all.
    Router::new().fallback(handle).with_state(TokenServer {
        state,
        scheme,
        refused_document: None,
    })
}

#[derive(Clone)]
struct TokenServer {
    state: State,
    scheme: Scheme,
    /// Why the document of this request's client is not taken.
    refused_document: Option<RefusedDocument>,
}

async fn handle(Extract(server): Extract<TokenServer>, request: Request) -> Response {
    let state = server.state.clone();
    state.reload_if_changed();
    let line = request_line(request.method(), request.uri());
    let answer = match Asked::read(request).await {
        Ok(asked) => {
            let server = server.with_document_of(&asked).await;
            cors::apply(&state.config(), &asked, || server.answer(&asked))
        }
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
            "/connect/par" if self.has(Extension::PushedAuthorizationRequests) => {
                par::answer(self, asked)
            }
            "/connect/register" if self.has(Extension::DynamicClientRegistration) => {
                register::answer(self, asked)
            }
            "/connect/revocation" => revocation::answer(self, asked),
            "/connect/authorize" => authorize::answer(self, asked),
            authorize::CALLBACK => authorize::callback(self, asked),
            "/account/login" => account::login(self, asked),
            "/consent" => account::consent(self, asked),
            "/connect/deviceauthorization" => device::answer(self, asked),
            "/connect/endsession" => end_session::answer(self, asked),
            "/connect/checksession" => only_get(asked, check_session::page),
            "/account/logout" => account::logout(self, asked),
            "/device" => account::device(self, asked),
            "/error" => only_get(asked, || {
                let query = asked.query();
                let now = self.state.clock().now();
                authorize::error_page(self.state.store(), query.get("errorId"), now)
            }),
            path => Answer::empty(StatusCode::NOT_FOUND).because(
                format!("there is nothing at {}", crate::log::echo(path)),
                "take the endpoints from /.well-known/openid-configuration",
            ),
        }
    }

    fn has(&self, extension: Extension) -> bool {
        self.state.config().extensions.has(extension)
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

/// The key that the DPoP proof of a client's request is of, where the extension is on and a proof came.
///
/// # Errors
/// `invalid_dpop_proof` or `use_dpop_nonce`.
fn dpop_of(
    server: &TokenServer,
    config: &Config,
    asked: &Asked,
    client_id: &str,
) -> Result<Option<String>, Refusal> {
    if !config.extensions.has(Extension::DPoP) {
        return Ok(None);
    }
    let url = format!("{}{}", server.base_url(asked), asked.path);
    let nonces = config.extensions.has(Extension::DPoPNonces);
    dpop::thumbprint(&server.state, asked, &url, (client_id, None), nonces)
        .map_err(|fault| Refusal::of_dpop(fault, &server.state))
}

/// The form of what must be a POST with a form in its body; `what` has its article.
///
/// # Errors
/// `invalid_request`.
fn posted_form(asked: &Asked, what: &str) -> Result<Form, Refusal> {
    if asked.method == Method::POST && asked.has_form_content_type() {
        return Ok(asked.form());
    }
    Err(Refusal::new(
        "invalid_request",
        format!("{what} is a POST with a form in its body"),
        "send POST with Content-Type: application/x-www-form-urlencoded",
    ))
}

/// [RFC 6749 §3.2](https://www.rfc-editor.org/rfc/rfc6749#section-3.2): no parameter comes twice.
///
/// # Errors
/// `invalid_request`.
fn refuse_repeated(form: &Form) -> Result<(), Refusal> {
    match form.repeated(&["resource", "audience"]) {
        None => Ok(()),
        Some(name) => Err(Refusal::new(
            "invalid_request",
            format!(
                "the parameter {} came twice; IdentityServer4 takes the first, RFC 6749 §3.2 refuses both",
                crate::log::echo(name)
            ),
            "send every parameter once",
        )),
    }
}

fn only_get(asked: &Asked, answer: impl FnOnce() -> Answer) -> Answer {
    if asked.method == Method::GET {
        answer()
    } else {
        Answer::empty(StatusCode::METHOD_NOT_ALLOWED)
            .because(format!("{} is not allowed here", asked.method), "use GET")
    }
}
