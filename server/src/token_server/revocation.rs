//! `POST /connect/revocation` ([RFC 7009](https://www.rfc-editor.org/rfc/rfc7009)): JWTs cannot be revoked, so nothing is.

use axum::http::StatusCode;

use crate::http::{Answer, Asked};
use crate::log::echo;

use super::refusal::Refusal;
use super::{TokenServer, client_auth, only_post_form};

/// Answers 200 whatever becomes of the token, as the RFC asks and IdentityServer4 does.
pub(super) fn answer(server: &TokenServer, asked: &Asked) -> Answer {
    if let Some(answer) = only_post_form(asked) {
        return answer;
    }
    revoke(server, asked).unwrap_or_else(Refusal::into_answer)
}

fn revoke(server: &TokenServer, asked: &Asked) -> Result<Answer, Refusal> {
    let config = server.state.config();
    let form = asked.form();
    let client = client_auth::authenticate(&config, asked, &form, server.state.clock().now())?;
    if form.get("token").is_none() {
        return Err(Refusal::new(
            "invalid_request",
            "token is missing",
            "send token=…",
        ));
    }
    if let Some(hint) = form.get("token_type_hint")
        && !["refresh_token", "access_token"].contains(&hint)
    {
        return Err(Refusal::new(
            "unsupported_token_type",
            format!(
                "the token_type_hint {} is unknown; RFC 7009 would have it ignored",
                echo(hint)
            ),
            "send refresh_token or access_token, or no hint",
        ));
    }
    let name = echo(&client.client_id);
    Ok(Answer::empty(StatusCode::OK).logged(format!(
        "nothing to revoke for the client {name}: a JWT holds until it expires"
    )))
}
