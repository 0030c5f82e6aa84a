//! `POST /connect/token`: the checks in IdentityServer4's order, and its errors, which are all status 400.

use axum::http::{Method, StatusCode};
use claimscope_core::json::Object;

use crate::config::Config;
use crate::http::{Answer, Asked, JSON};
use crate::key;
use crate::log::echo;

use super::access_token::{Subject, access_token_claims, access_token_header};
use super::grants::{self, Approved};
use super::refusal::Refusal;
use super::{TokenServer, client_auth};

/// Answers a token request.
pub(super) fn answer(server: &TokenServer, asked: &Asked) -> Answer {
    let config = server.state.config();
    approve(server, &config, asked)
        .and_then(|approved| issue(server, &config, asked, &approved))
        .unwrap_or_else(Refusal::into_answer)
        .uncached()
}

fn approve<'a>(
    server: &TokenServer,
    config: &'a Config,
    asked: &Asked,
) -> Result<Approved<'a>, Refusal> {
    if asked.method != Method::POST || !asked.has_form_content_type() {
        return Err(Refusal::new(
            "invalid_request",
            "a token request is a POST with a form in its body",
            "send POST with Content-Type: application/x-www-form-urlencoded",
        ));
    }
    let form = asked.form();
    let client = client_auth::authenticate(config, asked, &form, server.state.clock().now())?;
    grants::approve(config, client, &form)
}

fn issue(
    server: &TokenServer,
    config: &Config,
    asked: &Asked,
    approved: &Approved<'_>,
) -> Result<Answer, Refusal> {
    let now = server.state.clock().now();
    let subject = approved.user.map(|user| Subject {
        user,
        auth_time: now,
    });
    let claims = access_token_claims(
        config,
        &server.issuer(asked),
        approved.client,
        &approved.granted,
        subject.as_ref(),
        now,
        key::unique_id(),
    );
    let signing = server.state.key();
    let token = signing
        .sign(&access_token_header(signing.kid()), &claims)
        .map_err(|error| {
            Refusal::new(
                "server_error",
                format!("the token could not be signed: {error}"),
                "give another key file",
            )
        })?;
    let scope = approved.granted.names.join(" ");
    let body = Object::new()
        .with("access_token", token)
        .with("expires_in", approved.client.access_token_lifetime_seconds)
        .with("token_type", "Bearer")
        .with("scope", scope.as_str());
    let mut message = format!(
        "a token for the client {} with the scope {}",
        echo(&approved.client.client_id),
        echo(&scope)
    );
    if let Some(user) = approved.user {
        message.push_str(&format!(" and the user {}", echo(&user.username)));
    }
    if approved.granted.offline_access() {
        message.push_str("; without the refresh token, which the playground does not issue yet");
    }
    Ok(Answer::json(StatusCode::OK, JSON, &body).logged(message))
}
