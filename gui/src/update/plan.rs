//! Plans: what a request needs, gathered from the model.

use claimscope_core::secret::Secret;

use crate::connection::ConnectionId;
pub(super) use crate::effect::CallPlan;
use crate::effect::{InspectPlan, KeysWanted, TokenPlan, VerifyPlan};
use crate::model::Model;
use crate::results::Failure;
use crate::workspace::KeyChoice;

pub(super) fn token(model: &Model, id: ConnectionId) -> TokenPlan {
    let connection = model.connection_of(id);
    TokenPlan {
        issuer: connection.issuer.clone(),
        client_id: connection.client_id.clone(),
        client_secret: connection.client_secret.to_secret(),
        grant: connection.grant,
        client_auth: connection.client_auth,
        username: connection.username.clone(),
        password: connection.password.to_secret(),
        scope: connection.scope.clone(),
    }
}

pub(super) fn inspect(model: &Model, id: ConnectionId) -> InspectPlan {
    let inspect = model
        .workspaces
        .get(&id)
        .map(|workspace| &workspace.inspect);
    InspectPlan {
        text: inspect.map_or_else(|| Secret::from(""), |inspect| inspect.text.to_secret()),
        revision: inspect.map_or(0, |inspect| inspect.revision),
    }
}

/// What the connection says of a token. What the issuer itself says is for the worker, who knows its metadata.
pub(super) fn expectation(model: &Model, id: ConnectionId) -> VerifyPlan {
    let connection = model.connection_of(id);
    let stated = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    VerifyPlan {
        keys: KeysWanted::Issuer {
            issuer: connection.issuer.clone(),
        },
        profile: connection.profile.clone(),
        issuer: stated(&connection.issuer),
        audience: stated(&connection.audience),
    }
}

/// The same, with the keys that the person chose.
pub(super) fn verify(model: &Model, id: ConnectionId) -> VerifyPlan {
    let mut plan = expectation(model, id);
    if let Some(inspect) = model
        .workspaces
        .get(&id)
        .map(|workspace| &workspace.inspect)
    {
        match inspect.keys {
            KeyChoice::Issuer => {}
            KeyChoice::Given => plan.keys = KeysWanted::Given(inspect.key_text.to_secret()),
            KeyChoice::Secret => plan.keys = KeysWanted::Secret(inspect.key_text.to_secret()),
        }
    }
    plan
}

/// A call, unless a field of it cannot be sent.
pub(super) fn call(
    model: &Model,
    id: ConnectionId,
    token: Option<Secret>,
) -> Result<CallPlan, Failure> {
    let connection = model.connection_of(id);
    let url = connection.api_url.trim();
    if url.is_empty() {
        return Err(Failure::new(
            "There is no API address yet.",
            "Type the address of the API on the Call tab.",
        ));
    }
    Ok(CallPlan {
        method: connection.method.clone(),
        url: url.to_owned(),
        headers: headers(connection.headers.expose())?,
        body: connection.body.to_secret(),
        token,
        expectation: expectation(model, id),
    })
}

/// One `Name: value` each line. A line is never quoted: it may hold a secret.
fn headers(text: &str) -> Result<Vec<(String, Secret)>, Failure> {
    let lines = text.lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(index, line)| {
            let (name, value) = line.split_once(':').unwrap_or_default();
            match name.trim() {
                "" => Err(Failure::new(
                    format!("Line {} of the headers has no name and colon.", index + 1),
                    "Write each header as Name: value, on a line of its own.",
                )),
                name => Ok((name.to_owned(), Secret::from(value.trim()))),
            }
        })
        .collect()
}

/// The token that a call sends by itself.
pub(super) fn current_token(model: &Model, id: ConnectionId) -> Option<Secret> {
    let workspace = model.workspaces.get(&id)?;
    if workspace.send_no_token {
        return None;
    }
    let token = workspace.current_token.as_ref()?;
    Some(token.access_token.clone())
}
