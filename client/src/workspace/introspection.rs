//! `[introspection]`: as whom the issuer is asked whether a token holds.

use super::error::WorkspaceError;
use super::members::Members;
use super::saved::{SavedConnection, SavedIntrospection};
use super::secrets::{ReadSecret, SecretUse};
use crate::session::OauthClient;

/// What the file says of introspection.
pub(super) fn read(members: &Members<'_>) -> Result<SavedIntrospection, WorkspaceError> {
    let Some(table) = members.table("introspection")? else {
        return Ok(SavedIntrospection::default());
    };
    let introspection = SavedIntrospection {
        client_id: table.text("client_id")?,
        client_secret: table.secret("client_secret")?,
    };
    table.finish()?;
    if introspection.client_secret.is_some() && introspection.client_id.is_none() {
        let span = table.key_span("client_secret");
        let reason = "introspection.client_secret has no use without client_id";
        return Err(table.fault(span, reason.to_owned()));
    }
    Ok(introspection)
}

impl SavedConnection {
    /// As whom the issuer is asked whether a token holds; `None` where the connection's own client asks.
    ///
    /// # Errors
    ///
    /// Where the secret cannot be had.
    pub fn introspection_client(
        &self,
        read: ReadSecret<'_>,
    ) -> Result<Option<OauthClient>, WorkspaceError> {
        let SavedIntrospection {
            client_id,
            client_secret,
        } = &self.introspection;
        let Some(id) = client_id else {
            return Ok(None);
        };
        let what = "API's secret";
        let secret = client_secret
            .as_ref()
            .map(|place| read(&SecretUse::new(what, "introspection.client_secret", place)));
        Ok(Some(OauthClient {
            id: id.clone(),
            secret: secret.transpose()?,
            ..OauthClient::default()
        }))
    }
}
