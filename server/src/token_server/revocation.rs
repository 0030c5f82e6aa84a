//! `POST /connect/revocation` ([RFC 7009](https://www.rfc-editor.org/rfc/rfc7009)): refresh tokens and reference tokens
//! end, JWTs cannot.

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
    let client = client_auth::authenticate(server, &config, asked, &form)?;
    super::refuse_repeated(&form)?;
    let token = form
        .get("token")
        .ok_or_else(|| Refusal::new("invalid_request", "token is missing", "send token=…"))?;
    let hint = form.get("token_type_hint");
    if let Some(hint) = hint
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
    let store = server.state.store();
    let reference = |token| {
        let own = store.revoke_reference_token(token, &client.client_id)?;
        Some(("reference token", own))
    };
    let refresh = |token| {
        let own = store.revoke_refresh_token(token, &client.client_id)?;
        Some(("refresh token", own))
    };
    let found = match hint {
        Some("access_token") => reference(token),
        Some(_) => refresh(token),
        None => reference(token).or_else(|| refresh(token)),
    };
    let name = echo(&client.client_id);
    Ok(Answer::empty(StatusCode::OK).logged(match found {
        Some((kind, true)) => format!("a {kind} of the client {name} was revoked"),
        Some((kind, false)) => {
            format!("the {kind} is another client's than {name}, and was left alone")
        }
        None if token.contains('.') => {
            format!("nothing to revoke for the client {name}: a JWT holds until it expires")
        }
        None => format!("nothing to revoke for the client {name}: the token is unknown"),
    }))
}
