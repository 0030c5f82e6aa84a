//! `POST /connect/deviceauthorization`
//! ([RFC 8628 §3.1](https://www.rfc-editor.org/rfc/rfc8628#section-3.1)).

use axum::http::StatusCode;
use claimscope_core::json::Object;

use crate::config::{Client, Config, grant_type};
use crate::http::{Answer, Asked, Form, JSON, utf16_length};
use crate::log::echo;
use crate::store::{NotKept, POLL_INTERVAL_SECONDS};

use super::refusal::Refusal;
use super::scopes::{self, Granted, Implied, MAX_SCOPE_LENGTH};
use super::{TokenServer, client_auth};

/// Answers a device with its two codes.
pub(super) fn answer(server: &TokenServer, asked: &Asked) -> Answer {
    codes(server, asked)
        .unwrap_or_else(Refusal::into_answer)
        .uncached()
}

fn codes(server: &TokenServer, asked: &Asked) -> Result<Answer, Refusal> {
    let form = super::posted_form(asked, "a device authorization request")?;
    let config = server.state.config();
    let now = server.state.clock().now();
    let client = client_auth::authenticate(server, &config, asked, &form)?;
    super::refuse_repeated(&form)?;
    let granted = granted(&config, client, &form)?;
    let lifetime = client.device_code_lifetime_seconds;
    let codes = server
        .state
        .store()
        .keep_device(&client.client_id, granted.names, lifetime, now)
        .map_err(not_kept)?;
    let page = format!("{}/device", server.base_url(asked));
    let complete = format!("{page}?userCode={}", codes.user_code);
    let body = Object::new()
        .with("device_code", codes.device_code)
        .with("user_code", codes.user_code)
        .with("verification_uri", page)
        .with("verification_uri_complete", complete)
        .with("expires_in", lifetime)
        .with("interval", POLL_INTERVAL_SECONDS);
    Ok(Answer::json(StatusCode::OK, JSON, &body).logged(format!(
        "a device code for the client {}; its user decides at /device",
        echo(&client.client_id)
    )))
}

fn not_kept(reason: NotKept) -> Refusal {
    match reason {
        NotKept::Full => Refusal::new(
            "temporarily_unavailable",
            "too many devices wait for their users already, and none of them gives way",
            "try again once some of them have expired or are decided",
        ),
        NotKept::NoUserCode => {
            Refusal::new("server_error", "no free user code was found", "try again")
        }
    }
}

fn granted(config: &Config, client: &Client, form: &Form) -> Result<Granted, Refusal> {
    if !client.allows(grant_type::DEVICE_CODE) {
        return Err(super::grants::not_allowed(client, grant_type::DEVICE_CODE));
    }
    if form
        .get("scope")
        .is_some_and(|scope| utf16_length(scope) > MAX_SCOPE_LENGTH)
    {
        return Err(Refusal::new(
            "invalid_request",
            format!("scope is longer than {MAX_SCOPE_LENGTH} characters"),
            "ask for fewer scopes",
        ));
    }
    let granted = scopes::grant(config, client, form, Implied::Everything)?;
    let has_openid = granted.names.iter().any(|scope| scope == "openid");
    match granted.identity_scope(config) {
        Some(scope) if !has_openid => Err(Refusal::invalid_scope(
            format!(
                "the scope {} is about the user and needs openid",
                echo(scope)
            ),
            "ask for openid as well",
        )),
        _ => Ok(granted),
    }
}
