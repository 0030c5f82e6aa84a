//! `POST /connect/introspect` ([RFC 7662](https://www.rfc-editor.org/rfc/rfc7662)): asked by an API, not by a client.

use axum::http::StatusCode;
use claimscope_core::json::{Object, Value};

use crate::config::ApiResource;
use crate::http::{Answer, Asked, JSON};
use crate::log::echo;

use super::refusal::Refusal;
use super::{TokenServer, client_auth, issued, only_post_form};

/// Answers whether a token is active, and for whom.
pub(super) fn answer(server: &TokenServer, asked: &Asked) -> Answer {
    if let Some(answer) = only_post_form(asked) {
        return answer;
    }
    let config = server.state.config();
    let form = asked.form();
    let now = server.state.clock().now();
    let api = match client_auth::authenticate_api(&config, asked, &form, now) {
        Ok(api) => api,
        Err(reason) => {
            return Answer::empty(StatusCode::UNAUTHORIZED).because(
                reason,
                "authenticate with the name of an API resource and one of its ApiSecrets",
            );
        }
    };
    if let Err(refusal) = super::refuse_repeated(&form) {
        return refusal.into_answer().uncached();
    }
    let Some(token) = form.get("token") else {
        let refusal = Refusal::new("missing_token", "token is missing", "send token=…");
        return refusal.into_answer().uncached();
    };
    let (body, message) = match issued::access_token(server, &config, asked, token) {
        Ok(claims) => described(api, &claims),
        Err(refused) => (
            inactive(),
            format!("the token is not active: {}", refused.reason),
        ),
    };
    Answer::json(StatusCode::OK, JSON, &body)
        .logged(format!("to {}: {message}", echo(&api.scope.name)))
        .uncached()
}

fn inactive() -> Object {
    Object::new().with("active", false)
}

/// All claims, then the scopes that this API may see; without any of them the token is inactive for it.
fn described(api: &ApiResource, claims: &Object) -> (Object, String) {
    let own = |scope: &&str| api.scopes.iter().any(|owned| owned == scope);
    let scopes: Vec<&str> = issued::scopes(claims).into_iter().filter(own).collect();
    if scopes.is_empty() {
        return (inactive(), "the token has no scope of this API".to_owned());
    }
    let mut body = Object::new();
    for (name, value) in claims.iter().filter(|(name, _)| *name != "scope") {
        match value {
            Value::Array(values) if values.len() < 2 => {
                if let Some(only) = values.first() {
                    body.set(name, only.clone());
                }
            }
            value => body.set(name, value.clone()),
        }
    }
    body.set("active", true);
    body.set("scope", scopes.join(" "));
    (body, "the token is active".to_owned())
}
