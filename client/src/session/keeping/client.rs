//! A registered client that is kept, so that not every run registers one.

use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_oauth::{AuthenticationMethod, HttpRequest, RegisteredClient};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{CLIENT, text};
use crate::session::{OauthClient, Session};
use crate::store::{RowName, StoreError};

/// A client that was registered (RFC 7591).
#[derive(Serialize, Deserialize)]
pub(super) struct ClientRow {
    pub(super) issuer: String,
    pub(super) client_id: String,
    client_secret: Option<String>,
    pub(super) client_secret_expires_at: Option<i64>,
    token_endpoint_auth_method: String,
    pub(super) received_at: i64,
}

impl ClientRow {
    pub(super) fn read(text: &Secret) -> Option<Self> {
        serde_json::from_slice(text.expose()).ok()
    }

    /// The client, unless its secret has expired.
    fn client(&self, now: Timestamp) -> Option<OauthClient> {
        let expires = self.client_secret_expires_at;
        let holds = expires.is_none_or(|end| now.unix_seconds() < end);
        holds.then(|| OauthClient {
            id: self.client_id.clone(),
            secret: self.client_secret.as_deref().map(Secret::from),
            authentication: AuthenticationMethod::from_name(&self.token_endpoint_auth_method),
            ..OauthClient::default()
        })
    }
}

impl Session {
    /// The row for the client that this request registers; `None` where nothing is kept.
    pub(in crate::session) fn client_row(
        &self,
        issuer: &str,
        request: &HttpRequest,
    ) -> Option<RowName> {
        let body = request.body.expose_str().unwrap_or_default();
        let settings = json!([issuer, request.url, body]).to_string();
        let store = self.store.as_ref()?;
        Some(store.name(CLIENT, &Secret::from(settings)))
    }

    /// The client that an earlier run registered.
    pub(in crate::session) fn kept_client(&self, row: &RowName) -> Option<OauthClient> {
        let text = self.store.as_ref()?.read(row).ok()??;
        ClientRow::read(&text)?.client(self.clock.now())
    }

    /// Keeps a client that was registered now.
    pub(in crate::session) async fn keep_client(
        &self,
        name: &RowName,
        issuer: &str,
        client: &RegisteredClient,
    ) -> Result<(), StoreError> {
        let Some(store) = &self.store else {
            return Ok(());
        };
        let secret = client.client_secret.as_ref().and_then(Secret::expose_str);
        let expires = client.client_secret_expires_at;
        let kept = ClientRow {
            issuer: issuer.to_owned(),
            client_id: client.client_id.clone(),
            client_secret: secret.map(str::to_owned),
            client_secret_expires_at: expires.map(Timestamp::unix_seconds),
            token_endpoint_auth_method: client.token_endpoint_auth_method.clone(),
            received_at: self.clock.now().unix_seconds(),
        };
        let mut lock = self.row_lock(store, name).await?;
        lock.write(&text(&kept))
    }

    /// Forgets a client that the issuer does not know any more.
    pub(in crate::session) async fn forget_client(&self, row: &RowName) -> Result<(), StoreError> {
        match &self.store {
            Some(store) => self.row_lock(store, row).await?.remove(),
            None => Ok(()),
        }
    }
}
