//! `POST /connect/par`: an authorization request is pushed before the user comes
//! ([RFC 9126 §2](https://www.rfc-editor.org/rfc/rfc9126#section-2)).

use axum::http::StatusCode;
use claimscope_core::json::Object;

use crate::http::{Answer, Asked, Form, JSON};
use crate::log::echo;
use crate::store::{PUSHED_LIFETIME_SECONDS, Pushed};

use super::authorize::{self, PUSHED_PREFIX};
use super::refusal::Refusal;
use super::{TokenServer, client_auth, dpop_of, only_post_form};

/// What a client proves itself by, which is no part of the request.
const CREDENTIALS: [&str; 3] = ["client_secret", "client_assertion", "client_assertion_type"];

/// Takes a request in, and gives the name that it goes by.
pub(super) fn answer(server: &TokenServer, asked: &Asked) -> Answer {
    if let Some(answer) = only_post_form(asked) {
        return answer;
    }
    push(server, asked)
        .unwrap_or_else(Refusal::into_answer)
        .uncached()
}

fn push(server: &TokenServer, asked: &Asked) -> Result<Answer, Refusal> {
    let state = &server.state;
    let config = state.config();
    let form = asked.form();
    let client = client_auth::authenticate(server, &config, asked, &form)?;
    super::refuse_repeated(&form)?;
    if form.get("request_uri").is_some() {
        return Err(Refusal::new(
            "invalid_request",
            "a pushed request names another request by request_uri",
            "push the parameters themselves",
        ));
    }
    let mut parameters = form;
    for name in CREDENTIALS {
        parameters = parameters.without(name);
    }
    match parameters.get("client_id") {
        None => {
            let mut fields = parameters.fields().to_vec();
            fields.push(("client_id".to_owned(), client.client_id.clone()));
            parameters = Form::from_fields(fields);
        }
        Some(id) if id != client.client_id => {
            return Err(Refusal::new(
                "invalid_request",
                "client_id is not the client that proved itself",
                "push for the client that authenticates",
            ));
        }
        Some(_) => {}
    }
    if let Some(thumbprint) = dpop_of(server, &config, asked, &client.client_id)? {
        let named = parameters.get("dpop_jkt").map(str::to_owned);
        if named.is_some_and(|named| named != thumbprint) {
            return Err(Refusal::new(
                "invalid_dpop_proof",
                "dpop_jkt is not the key of the DPoP proof",
                "send one of the two, or both for the same key",
            ));
        }
        let mut fields = parameters.without("dpop_jkt").fields().to_vec();
        fields.push(("dpop_jkt".to_owned(), thumbprint));
        parameters = Form::from_fields(fields);
    }
    authorize::validate(server, asked, &config, &parameters)
        .map_err(authorize::AuthorizeError::into_refusal)?;
    let pushed = Pushed {
        client_id: client.client_id.clone(),
        parameters,
    };
    let handle = state.store().push(pushed, state.clock().now());
    let body = Object::new()
        .with("request_uri", format!("{PUSHED_PREFIX}{handle}"))
        .with("expires_in", PUSHED_LIFETIME_SECONDS);
    Ok(
        Answer::json(StatusCode::CREATED, JSON, &body).logged(format!(
            "an authorization request of the client {} was pushed",
            echo(&client.client_id)
        )),
    )
}
