//! What a session is given: the connection as the person filled it in.

use claimscope_client::session::{Connection, KeysFrom, OauthClient};
use claimscope_client::workspace::SecretsWanted;
use claimscope_core::secret::Secret;

use super::{grant, road};
use crate::about_token::AboutToken;
use crate::connection::ConnectionId;
use crate::effect::InspectPlan;
use crate::grant::GrantField;
use crate::model::Model;
use crate::results::FailureText;
use crate::sensitive::Sensitive;
use crate::session_plan::SessionPlan;
use crate::workspace::{KeyChoice, OwnKeys};

/// The session of the connection, with the keys that its issuer publishes.
pub(super) fn session(model: &Model, id: ConnectionId) -> SessionPlan {
    let connection = model.connection_of(id);
    let binds = connection.values.is_on(GrantField::DPOP);
    SessionPlan {
        makes_dpop_key: binds && connection.dpop_key.is_empty(),
        keeps: connection.keeps && connection.can_keep(),
        keeps_cookies: keeps_cookies(model, id),
        network: road::network(model, id),
        certificate: road::certificate(model, id),
        keys: None,
        connection: self::connection(model, id),
    }
}

fn keeps_cookies(model: &Model, id: ConnectionId) -> bool {
    let workspace = model.workspaces.get(&id);
    workspace.is_some_and(|workspace| workspace.cookies.are_kept)
}

/// The session that the token in use was obtained with: its client alone can renew, revoke or end it. Where the form still
/// names that client, what else the form says is newer, such as a corrected secret.
pub(super) fn session_of_token(model: &Model, id: ConnectionId) -> SessionPlan {
    let form = session(model, id);
    let workspace = model.workspaces.get(&id);
    let obtained = workspace.map(|workspace| &workspace.obtained_as);
    let is_another = |obtained: &&SessionPlan| {
        let (one, other) = (&obtained.connection, &form.connection);
        !one.issuer.is_empty() && (&one.issuer, &one.client.id) != (&other.issuer, &other.client.id)
    };
    obtained.filter(is_another).cloned().unwrap_or(form)
}

/// The session that asks the issuer about a token. Some servers tell an API alone whether a token holds.
pub(super) fn about_token(
    model: &Model,
    id: ConnectionId,
    about: AboutToken,
) -> Result<SessionPlan, FailureText> {
    let mut session = session_of_token(model, id);
    let connection = model.connection_of(id);
    let api = connection.api_id.trim();
    let is_asked_by_client = match about {
        AboutToken::Introspect(_) | AboutToken::IntrospectSigned => api.is_empty(),
        AboutToken::Revoke(_) => true,
        AboutToken::Userinfo | AboutToken::LogOut => return Ok(session),
    };
    if !is_asked_by_client {
        let Some(secret) = road::api_secret(model, id)? else {
            return Err(FailureText::new(
                "The API's secret is empty, so nothing was asked.",
                "Type it on the Token tab. Or empty the API's name, and the client asks.",
            ));
        };
        session.connection.client = OauthClient {
            id: road::text(model, api),
            secret: Some(secret),
            ..OauthClient::default()
        };
    } else if session.connection.client.id == road::text(model, connection.client_id.trim())
        && let Some(failure) = grant::no_credentials(connection)
    {
        return Err(failure);
    }
    Ok(session)
}

/// The connection, with the keys that its issuer publishes, as far as it is filled in; [`unready`] says what is missing.
pub(super) fn connection(model: &Model, id: ConnectionId) -> Connection {
    let wanted = |client, grant| SecretsWanted {
        client,
        grant,
        keys: false,
    };
    let whole = road::connection(model, id, wanted(true, true));
    let connection = whole
        .or_else(|_| road::connection(model, id, wanted(true, false)))
        .or_else(|_| road::connection(model, id, wanted(false, false)));
    connection.unwrap_or_else(|_| {
        let form = model.connection_of(id);
        Connection {
            issuer: road::text(model, form.issuer.trim()),
            api_url: road::url(model, &form.request_url()),
            ..Connection::default()
        }
    })
}

/// Whether it names a client certificate.
pub(super) fn has_certificate(model: &Model, id: ConnectionId) -> bool {
    road::certificate(model, id).is_some()
}

/// Why no token is asked for: something is missing, or cannot be meant.
pub(super) fn unready(model: &Model, id: ConnectionId) -> Option<FailureText> {
    let wanted = SecretsWanted {
        client: true,
        grant: true,
        keys: false,
    };
    let road = || road::connection(model, id, wanted).err();
    let unfilled = || grant::unready(model.connection_of(id));
    unfilled().or_else(|| unusable(model, id)).or_else(road)
}

/// Why nothing can be verified or sent: the file cannot be used, a variable is not defined, an expectation cannot be meant.
pub(super) fn unusable(model: &Model, id: ConnectionId) -> Option<FailureText> {
    let fault = model.files.of(id).and_then(|file| file.fault().cloned());
    fault.or_else(|| road::filled(model, id, false).err())
}

/// The connection, with the keys that the person chose, or another connection that stands in for it.
///
/// What is let pass for a try is so here alone.
pub(super) fn verify(model: &Model, id: ConnectionId) -> SessionPlan {
    let judged_as = model.judged_as(id).map_or(id, |other| other.id);
    let mut session = session(model, judged_as);
    put_keys(model, judged_as, model.keys_of(judged_as), &mut session);
    let workspace = model.workspaces.get(&id);
    for waiver in workspace.iter().flat_map(|one| &one.inspect.judging.tried) {
        *waiver.of(&mut session.connection.expectations) = true;
    }
    session
}

/// The session that sends requests to the API and explains its answers, with the keys that tokens of the connection are
/// verified with, where nobody chose others for a text of their own.
pub(super) fn api(model: &Model, id: ConnectionId) -> SessionPlan {
    let mut session = session(model, id);
    let usual = OwnKeys::default().at(model.connection_of(id));
    put_keys(model, id, usual, &mut session);
    session
}

/// The one place that says what keys a choice comes to.
fn put_keys(
    model: &Model,
    id: ConnectionId,
    (choice, text): (KeyChoice, Sensitive),
    session: &mut SessionPlan,
) {
    session.connection.keys = match choice {
        KeyChoice::File => {
            session.keys = road::file_keys(model, id);
            KeysFrom::Nowhere
        }
        KeyChoice::Issuer => KeysFrom::Issuer,
        KeyChoice::JwksUrl => {
            let url = model.connection_of(id).jwks_url.trim();
            KeysFrom::JwksUrl(road::text(model, url))
        }
        KeyChoice::Given => KeysFrom::Text(text.to_secret()),
        KeyChoice::Secret => {
            let inspect = model.workspaces.get(&id).map(|one| &one.inspect);
            let encoding = inspect.map(|one| one.judging.encoding).unwrap_or_default();
            // What is not written so is no secret: there is no key then.
            let secret = encoding.decode(&text.to_secret());
            KeysFrom::SharedSecret(secret.unwrap_or_else(|| Secret::from("")))
        }
    };
}

pub(super) fn inspect(model: &Model, id: ConnectionId) -> InspectPlan {
    let workspace = model.workspaces.get(&id);
    let inspect = workspace.map(|workspace| &workspace.inspect);
    InspectPlan {
        text: inspect.map_or_else(|| Secret::from(""), |inspect| inspect.text.to_secret()),
        revision: inspect.map_or(0, |inspect| inspect.revision),
        at: inspect.and_then(|inspect| inspect.judging.moment().ok().flatten()),
        chosen: inspect.and_then(|inspect| inspect.shown_token),
        decryption: inspect
            .map(|one| one.decryption.clone())
            .unwrap_or_default(),
    }
}

/// The token that a call sends by itself.
pub(super) fn current_token(model: &Model, id: ConnectionId) -> Option<Secret> {
    if model.connection_of(id).sends_no_token {
        return None;
    }
    let workspace = model.workspaces.get(&id)?;
    let token = workspace.current_token.as_ref()?;
    Some(token.access_token.clone())
}
