//! `/connect/authorize`: from a request to a code, by way of signing in and consenting
//! ([RFC 6749 §4.1](https://www.rfc-editor.org/rfc/rfc6749#section-4.1)).

mod error;
mod flow;
mod interaction;
mod login_asked;
mod redirect;
mod redirect_uri;
mod request;
mod request_object;

use axum::http::{Method, StatusCode};
use claimscope_core::base64url;
use sha2::{Digest, Sha256};

use crate::config::{Config, Extension};
use crate::http::{Answer, Asked, Form};
use crate::log::echo;
use crate::random::unique_id;
use crate::store::{Code, Session};

use super::TokenServer;
use super::browser::Browser;
use login_asked::LoginAsked;

pub(super) use error::{AuthorizeError, page as error_page};
pub(super) use interaction::{ConsentAnswer, Step};
pub(super) use redirect_uri::is_absolute;
pub(super) use request::{AuthorizeRequest, PUSHED_PREFIX, read, validate};

/// Where a request goes on after its user has signed in.
pub(super) const CALLBACK: &str = "/connect/authorize/callback";

/// Answers `/connect/authorize`.
pub(super) fn answer(server: &TokenServer, asked: &Asked) -> Answer {
    let parameters = match asked.method {
        Method::GET => asked.query(),
        Method::POST if asked.has_form_content_type() => asked.form(),
        Method::POST => {
            return Answer::empty(StatusCode::UNSUPPORTED_MEDIA_TYPE).because(
                "the body is not a form",
                "send Content-Type: application/x-www-form-urlencoded",
            );
        }
        _ => {
            return Answer::empty(StatusCode::METHOD_NOT_ALLOWED).because(
                format!("{} is not allowed here", asked.method),
                "use GET or POST",
            );
        }
    };
    go_on(server, asked, &parameters, None)
}

/// Answers `/connect/authorize/callback`.
pub(super) fn callback(server: &TokenServer, asked: &Asked) -> Answer {
    super::only_get(asked, || go_on(server, asked, &asked.query(), None))
}

/// Takes a request as far as it goes without the user; `consent` is what the user has just said.
pub(super) fn go_on(
    server: &TokenServer,
    asked: &Asked,
    parameters: &Form,
    consent: Option<&ConsentAnswer>,
) -> Answer {
    let config = server.state.config();
    let browser = Browser::of(server, asked);
    let outcome = read(server, asked, &config, parameters).and_then(|request| {
        let step = interaction::next(server, &config, &request, browser.session(), consent)?;
        Ok((request, step))
    });
    let (request, step) = match outcome {
        Ok(found) => found,
        Err(error) => return refuse(server, asked, error),
    };
    let client = echo(&request.client.client_id);
    match step {
        Step::Login(reason) => {
            let marked = LoginAsked::mark(
                server.state.store(),
                &request.parameters,
                browser.session(),
                server.state.clock().now(),
            );
            let return_url = format!("{CALLBACK}?{}", marked.encode());
            page_redirect("/account/login?ReturnUrl=", &return_url).logged(format!(
                "the user signs in for the client {client}: {reason}"
            ))
        }
        Step::Consent => {
            let return_url = format!("{CALLBACK}?{}", request.parameters.encode());
            page_redirect("/consent?returnUrl=", &return_url).logged(format!(
                "the user is asked what the client {client} may have"
            ))
        }
        Step::Agreed { session, scopes } => code(server, asked, &config, &request, session, scopes),
    }
}

/// Sends an error where it belongs.
pub(super) fn refuse(server: &TokenServer, asked: &Asked, error: AuthorizeError) -> Answer {
    let iss = iss(server, asked);
    error.into_answer(
        server.state.store(),
        server.state.clock().now(),
        iss.as_deref(),
    )
}

fn page_redirect(page: &str, return_url: &str) -> Answer {
    let encoded: String = form_urlencoded::byte_serialize(return_url.as_bytes()).collect();
    Answer::redirect(&format!("{page}{encoded}"))
}

/// The issuer, where answers name it ([RFC 9207 §2](https://www.rfc-editor.org/rfc/rfc9207#section-2)).
fn iss(server: &TokenServer, asked: &Asked) -> Option<String> {
    let wanted = server
        .state
        .config()
        .extensions
        .has(Extension::AuthorizationResponseIss);
    wanted.then(|| server.issuer(asked))
}

fn code(
    server: &TokenServer,
    asked: &Asked,
    config: &Config,
    request: &AuthorizeRequest<'_>,
    session: &Session,
    scopes: Vec<String>,
) -> Answer {
    let now = server.state.clock().now();
    let client = request.client;
    let redirect = &request.redirect;
    let scope = scopes.join(" ");
    let user = config
        .users
        .iter()
        .find(|user| user.subject_id == session.subject_id);
    let message = format!(
        "a code for the client {} with the scope {} and the user {}, to {}",
        echo(&client.client_id),
        echo(&scope),
        echo(user.map_or("", |user| &user.username)),
        redirect.origin()
    );
    if let Some(handle) = &request.pushed
        && !server.state.store().take_pushed(handle)
    {
        let error = AuthorizeError::new(
            "invalid_request_uri",
            "Invalid request_uri",
            "the pushed request was used up while its user decided",
            "push the request anew",
        );
        return refuse(server, asked, error);
    }
    let code = server.state.store().keep_code(
        Code {
            client_id: client.client_id.clone(),
            redirect_uri: redirect.uri.clone(),
            signed_in: session.signed_in(),
            scopes,
            nonce: request.nonce.clone(),
            state_hash: redirect.state.as_deref().map(half_hash),
            challenge: request.challenge.clone(),
            resources: request.resources.clone(),
            thumbprint: request.thumbprint.clone(),
            expires: now.plus_seconds(client.authorization_code_lifetime_seconds),
        },
        now,
    );
    let mut parameters = vec![("code", code), ("scope", scope)];
    parameters.extend(redirect.state.clone().map(|state| ("state", state)));
    if request.is_openid() {
        let state = session_state(&client.client_id, &redirect.origin(), &session.sid);
        parameters.push(("session_state", state));
    }
    parameters.extend(iss(server, asked).map(|iss| ("iss", iss)));
    redirect.answer(&parameters, false).logged(message)
}

/// Base64url of the left half of the SHA-256, as `at_hash` and `s_hash` are made for RS256
/// ([OpenID Connect Core §3.1.3.6](https://openid.net/specs/openid-connect-core-1_0.html#CodeIDToken)).
pub(super) fn half_hash(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    base64url::encode(&hash[..hash.len() / 2])
}

/// [OpenID Connect Session Management §2](https://openid.net/specs/openid-connect-session-1_0.html#CreatingUpdatingSessions).
fn session_state(client_id: &str, origin: &str, sid: &str) -> String {
    let salt = unique_id();
    let hash = Sha256::digest(format!("{client_id}{origin}{sid}{salt}"));
    format!("{}.{salt}", base64url::encode(hash))
}
