//! The requests: a session sends each, and what it gives back is put as the views show it.

use std::time::Instant;

use claimscope_client::Session;
use claimscope_client::session::{Connection, ExpirySource, Verification};
use claimscope_core::secret::Secret;
use claimscope_oauth::{HttpRequest, HttpResponse};

use super::{Shared, convert};
use crate::connection::ConnectionId;
use crate::effect::InspectPlan;
use crate::results::{CallResult, Discovery, Failure, Inspected, TokenResult};

impl Shared {
    /// The connection's session; what it has learned of the same issuer stays when the connection is edited.
    pub(super) fn session(&self, id: ConnectionId, connection: Connection) -> Session {
        let mut sessions = super::lock(&self.sessions);
        let session = match sessions.get(&id) {
            Some(session) => session.edited(connection),
            None => Session::new(self.client.clone(), connection),
        };
        sessions.insert(id, session.clone());
        session
    }
}

pub(super) async fn discover(session: &Session) -> Result<Discovery, Failure> {
    let start = Instant::now();
    let found = session.discover().await.map_err(convert::failure)?;
    let discovered = found.discovered;
    let keys = found.keys.map(|keys| convert::key_rows(&keys));
    Ok(Discovery {
        members: convert::members(&discovered.metadata.raw),
        refusal: found.refusal.map(convert::failure),
        keys: keys.unwrap_or_default(),
        keys_failure: found.key_failure.map(convert::failure),
        discovered,
        milliseconds: convert::milliseconds(start.elapsed()),
    })
}

pub(super) async fn token(session: &Session) -> Result<TokenResult, Failure> {
    let obtained = session.token().await.map_err(convert::failure)?;
    let response = obtained.response;
    Ok(TokenResult {
        expires_at: obtained.expires.map(|(at, _)| at),
        expiry_source: obtained.expires.map(|(_, source)| match source {
            ExpirySource::ExpiresIn => "expires_in",
            ExpirySource::Exp => "exp",
        }),
        token_type: response.token_type,
        received_at: obtained.received_at,
        scope: response.scope,
        has_refresh_token: response.refresh_token.is_some(),
        findings: response.findings,
        access_token: response.access_token,
        endpoint: obtained.endpoint,
        milliseconds: convert::milliseconds(obtained.duration),
    })
}

/// Verifies with what keys there are; `again` fetches none.
pub(super) async fn verify(
    session: &Session,
    plan: &InspectPlan,
    again: bool,
) -> Result<Inspected, Failure> {
    let text = plan.text.expose_str().unwrap_or_default();
    let verification = match again {
        true => session.verify_again(text, None),
        false => session.verify(text, None).await,
    };
    let Verification {
        inspection,
        at,
        key_failure,
        ..
    } = verification.map_err(convert::failure)?;
    let key_failure = key_failure.map(convert::failure);
    Ok(convert::inspected(plan, inspection, at, key_failure))
}

pub(super) async fn call(
    session: &Session,
    request: HttpRequest,
    token: Option<Secret>,
) -> Result<CallResult, Failure> {
    let called = session.call(request, token.as_ref()).await;
    let called = called.map_err(convert::failure)?;
    let response = called.response;
    Ok(CallResult {
        method: called.request.method,
        url: called.request.url,
        status: response.status,
        headers: response.masked_headers(),
        body: body_text(&response).into(),
        body_bytes: response.body.len(),
        diagnosis: called.diagnosis,
        milliseconds: convert::milliseconds(called.duration),
    })
}

/// A body for reading: JSON indented, other text as it is.
fn body_text(response: &HttpResponse) -> String {
    if response.is_json()
        && let Some(value) = claimscope_core::json::parse(&response.body).value
    {
        return value.to_pretty();
    }
    String::from_utf8_lossy(&response.body).into_owned()
}
