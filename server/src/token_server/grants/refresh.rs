//! `grant_type=refresh_token` ([RFC 6749 §6](https://www.rfc-editor.org/rfc/rfc6749#section-6)); no client lists it
//! among its grant types.

use crate::config::TokenUsage;
use crate::log::echo;
use crate::store::{RefreshFault, RefreshToken};
use crate::token_server::refusal::Refusal;
use crate::token_server::resources;
use crate::token_server::scopes::Granted;

use super::{Approved, Identity, Refresh, Request, handle, subject};

pub(super) fn approve<'a>(request: &Request<'a>) -> Result<Approved<'a>, Refusal> {
    let client = request.client;
    let text = handle(request.form, "refresh_token", "invalid_request")?;
    let store = request.server.state.store();
    let token = store
        .refresh_token(text)
        .ok_or_else(|| fault(RefreshFault::Unknown))?;
    if token.expires() <= request.now {
        return Err(refused(
            format!(
                "the refresh token has expired: its lifetime was {} seconds",
                token.lifetime_seconds
            ),
            "sign in again; lifetimes are AbsoluteRefreshTokenLifetime and SlidingRefreshTokenLifetime",
        ));
    }
    if token.client_id != client.client_id {
        return Err(refused(
            format!(
                "the refresh token was given to another client than {}",
                echo(&client.client_id)
            ),
            "use it with the client that got it",
        ));
    }
    if !client.allow_offline_access {
        return Err(refused(
            "the client may not have refresh tokens any more",
            "set AllowOfflineAccess to true",
        ));
    }
    if token.consumed {
        return Err(fault(RefreshFault::Consumed));
    }
    if token.thumbprint.is_some() && token.thumbprint.as_deref() != request.thumbprint {
        return Err(refused(
            "the refresh token is bound to a key, and no DPoP proof of that key came",
            "send a DPoP proof of the same key",
        ));
    }
    let resources = resources::narrowed(&token.resources, &request.resources)?;
    let subject = subject(request.config, &token.signed_in)?;
    let once = client.refresh_token_usage == TokenUsage::OneTimeOnly;
    let mut token = store.use_refresh_token(text, once).map_err(fault)?;
    token.lifetime_seconds = token.renewed_lifetime_seconds(client, request.now);
    let granted = Granted {
        names: token.scopes.clone(),
    };
    let is_openid = granted.names.iter().any(|scope| scope == "openid");
    let is_kept = !client.update_access_token_claims_on_refresh;
    let kept_claims = is_kept.then(|| token.access_token_claims.clone());
    Ok(Approved {
        granted,
        subject: Some(subject),
        identity: is_openid.then(Identity::default),
        origin: token.origin,
        refresh: next(text, token, once),
        all_resources: resources.clone(),
        resources,
        actor: None,
        subject_client: None,
        issued_token_type: None,
        kept_claims,
    })
}

fn next(handle: &str, token: RefreshToken, once: bool) -> Refresh {
    let token = Box::new(token);
    if once {
        Refresh::Next(token)
    } else {
        let handle = handle.to_owned();
        Refresh::Same { handle, token }
    }
}

fn refused(reason: impl Into<String>, hint: &str) -> Refusal {
    Refusal::new("invalid_grant", reason, hint)
}

fn fault(fault: RefreshFault) -> Refusal {
    match fault {
        RefreshFault::Unknown => refused(
            "the refresh token is unknown, was revoked, or was given out before the playground was started",
            "sign in again",
        ),
        RefreshFault::Consumed => refused(
            "the refresh token was used before, and the client's RefreshTokenUsage is OneTimeOnly",
            "use the one that came with the last answer; renew in one place at a time",
        ),
    }
}
