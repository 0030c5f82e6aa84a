//! What stands in the row of a token, and what may be told of any row.

use claimscope_core::json::{self, Object, Value};
use claimscope_core::jwk::Jwk;
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_oauth::{AuthenticationMethod, TokenResponse};
use serde::{Deserialize, Serialize};

use super::client::ClientRow;
use super::{CLIENT, TOKEN};
use crate::session::{Connection, ExpirySource, GrantKind, ObtainedToken};
use crate::store::{RowName, SealedStore, StoreError};

/// A token. Members may be added; one that is renamed needs a row of another kind.
#[derive(Serialize, Deserialize)]
pub(super) struct TokenRow {
    /// What was asked for, to show it.
    issuer: String,
    client_id: String,
    grant: String,
    scope: String,
    /// What came.
    endpoint: String,
    authentication: String,
    grant_type: String,
    subject: Option<String>,
    granted_at: i64,
    received_at: i64,
    expires_at: Option<i64>,
    expiry_is_told: bool,
    body: String,
    dpop_key: Option<String>,
}

impl TokenRow {
    pub(super) fn of(connection: &Connection, token: &ObtainedToken, key: Option<&Jwk>) -> Self {
        let place = connection.token_endpoint.as_ref();
        Self {
            issuer: place.unwrap_or(&connection.issuer).trim().to_owned(),
            client_id: connection.client.id.clone(),
            grant: match &connection.grant.kind {
                GrantKind::ClientCredentials => "client_credentials".to_owned(),
                GrantKind::DeviceCode { .. } => "device_code".to_owned(),
                GrantKind::AuthorizationCode(_) => "authorization_code".to_owned(),
                GrantKind::Password { .. } => "password".to_owned(),
                GrantKind::Request(grant) => grant.grant_type().to_owned(),
            },
            scope: connection.grant.scope.clone(),
            endpoint: token.endpoint.clone(),
            authentication: token.authentication.to_owned(),
            grant_type: token.grant_type.clone(),
            subject: token.subject().map(str::to_owned),
            granted_at: token.granted_at.unix_seconds(),
            received_at: token.received_at.unix_seconds(),
            expires_at: token.expires.map(|(end, _)| end.unix_seconds()),
            expiry_is_told: matches!(token.expires, Some((_, ExpirySource::ExpiresIn))),
            body: body(token),
            dpop_key: key.map(|key| key.to_json_with_private().to_string()),
        }
    }

    pub(super) fn read(text: &Secret) -> Option<Self> {
        serde_json::from_slice(text.expose()).ok()
    }

    pub(super) fn text(&self) -> Secret {
        super::text(self)
    }

    /// The token; `None` where the row holds none.
    pub(super) fn token(&self) -> Option<ObtainedToken> {
        let source = match self.expiry_is_told {
            true => ExpirySource::ExpiresIn,
            false => ExpirySource::Exp,
        };
        let method = AuthenticationMethod::from_name(&self.authentication)?;
        Some(ObtainedToken {
            response: TokenResponse::from_body(&Secret::from(self.body.as_str())).ok()?,
            id_token: None,
            earlier_subject: self.subject.clone(),
            endpoint: self.endpoint.clone(),
            authentication: method.name(),
            grant_type: self.grant_type.clone(),
            granted_at: Timestamp::from_unix_seconds(self.granted_at),
            received_at: Timestamp::from_unix_seconds(self.received_at),
            expires: self.expires_at().map(|end| (end, source)),
            duration: std::time::Duration::ZERO,
        })
    }

    /// The key that was made for it and that it is bound to.
    pub(super) fn dpop_key(&self) -> Option<Jwk> {
        Jwk::parse(self.dpop_key.as_ref()?.as_bytes()).ok()
    }

    fn expires_at(&self) -> Option<Timestamp> {
        self.expires_at.map(Timestamp::from_unix_seconds)
    }
}

/// The response, with the refresh token that is in force, which may have come with an earlier one.
fn body(token: &ObtainedToken) -> String {
    let response = &token.response;
    let mut body = match json::parse(response.body.expose()).value {
        Some(Value::Object(body)) => body,
        _ => Object::new(),
    };
    match response.refresh_token.as_ref().and_then(Secret::expose_str) {
        Some(refresh_token) => body.set("refresh_token", refresh_token),
        None => drop(body.remove("refresh_token")),
    }
    body.to_string()
}

/// A row's name with what can be told of it, or why it cannot be read.
pub type NamedRow = (RowName, Result<KeptRow, StoreError>);

/// What can be told of a row: no token and no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeptRow {
    /// Where it is kept.
    pub name: RowName,
    /// The issuer, or the token endpoint where that was given.
    pub issuer: String,
    /// `client_id`.
    pub client_id: String,
    /// How the token was asked for; `None` for a client that was registered.
    pub grant: Option<String>,
    /// The scopes that were asked for.
    pub scope: String,
    /// `sub` of the ID token, where one came.
    pub subject: Option<String>,
    /// When it came.
    pub received_at: Timestamp,
    /// When it ends; `None` means unknown, not never.
    pub expires_at: Option<Timestamp>,
    /// Whether it can be renewed without a login.
    pub has_refresh_token: bool,
    /// Whether it is bound to a key that is kept with it.
    pub has_dpop_key: bool,
}

impl KeptRow {
    /// Every row of a store that holds a token or a registered client, or why it cannot be read.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be read.
    pub fn all(store: &SealedStore) -> Result<Vec<NamedRow>, StoreError> {
        let mut rows = Vec::new();
        for kind in [TOKEN, CLIENT] {
            for name in store.names(kind)? {
                let row = match store.read(&name) {
                    // It was removed meanwhile.
                    Ok(None) => continue,
                    Ok(Some(text)) => {
                        let row = match kind {
                            TOKEN => of_token(&name, &text),
                            _ => of_client(&name, &text),
                        };
                        row.ok_or_else(|| store.damaged(&name))
                    }
                    Err(error) => Err(error),
                };
                rows.push((name, row));
            }
        }
        Ok(rows)
    }
}

fn of_token(name: &RowName, text: &Secret) -> Option<KeptRow> {
    let row = TokenRow::read(text)?;
    let has_refresh_token = row.token()?.response.refresh_token.is_some();
    Some(KeptRow {
        name: name.clone(),
        expires_at: row.expires_at(),
        issuer: row.issuer,
        client_id: row.client_id,
        grant: Some(row.grant),
        scope: row.scope,
        subject: row.subject,
        received_at: Timestamp::from_unix_seconds(row.received_at),
        has_refresh_token,
        has_dpop_key: row.dpop_key.is_some(),
    })
}

fn of_client(name: &RowName, text: &Secret) -> Option<KeptRow> {
    let row = ClientRow::read(text)?;
    Some(KeptRow {
        name: name.clone(),
        expires_at: row
            .client_secret_expires_at
            .map(Timestamp::from_unix_seconds),
        issuer: row.issuer,
        client_id: row.client_id,
        grant: None,
        scope: String::new(),
        subject: None,
        received_at: Timestamp::from_unix_seconds(row.received_at),
        has_refresh_token: false,
        has_dpop_key: false,
    })
}
