//! Clients whose `client_id` is the address of a document that says what they are
//! ([draft-ietf-oauth-client-id-metadata-document]): it is fetched when such a client comes, judged, and kept for a while.
//!
//! [draft-ietf-oauth-client-id-metadata-document]: https://datatracker.ietf.org/doc/draft-ietf-oauth-client-id-metadata-document/

mod fetch;
mod judge;
mod public_address;

use crate::config::{Client, Config, Extension};
use crate::http::Asked;
use crate::jose;
use crate::log::echo;

use super::TokenServer;
use super::authorize::CALLBACK;

/// Where a client says who it is.
const PATHS: [&str; 6] = [
    "/connect/authorize",
    CALLBACK,
    "/connect/token",
    "/connect/par",
    "/connect/revocation",
    "/connect/deviceauthorization",
];

/// Why the document of a request's client is not taken.
#[derive(Clone, Debug)]
pub(super) struct RefusedDocument {
    client_id: String,
    reason: String,
}

impl TokenServer {
    /// The server for this request, whose client is known by then where its document can be had.
    pub(super) async fn with_document_of(mut self, asked: &Asked) -> Self {
        self.refused_document = admit(&self, asked).await;
        self
    }

    /// The client with this id, as [`Config::client`] has it.
    ///
    /// # Errors
    /// Says why there is none, or why its document is not taken.
    pub(super) fn client<'a>(
        &self,
        config: &'a Config,
        client_id: &str,
    ) -> Result<&'a Client, String> {
        match &self.refused_document {
            Some(refused) if refused.client_id == client_id => Err(refused.reason.clone()),
            _ => config.client(client_id),
        }
    }
}

async fn admit(server: &TokenServer, asked: &Asked) -> Option<RefusedDocument> {
    let state = &server.state;
    let config = state.config();
    let is_on = config.extensions.has(Extension::ClientIdMetadataDocuments);
    if !is_on || !PATHS.contains(&asked.path.as_str()) {
        return None;
    }
    let client_id = client_id_of(asked)?;
    let now = state.clock().now();
    if !client_id.contains("://") || state.needs_no_document(&client_id, now) {
        return None;
    }
    let outcome = client_of(server, &config, &client_id).await;
    let (client, fresh_seconds) = match outcome {
        Ok(found) => found,
        Err(reason) => {
            state.forget_document_client(&client_id);
            let reason = format!(
                "the client ID metadata document {} is not taken: {reason}",
                echo(&client_id)
            );
            return Some(RefusedDocument { client_id, reason });
        }
    };
    state.note(
        &format!(
            "the client ID metadata document {} was read; it is kept for {fresh_seconds} s",
            echo(&client_id)
        ),
        None,
    );
    state.keep_document_client(client, now.plus_seconds(fresh_seconds));
    None
}

async fn client_of(
    server: &TokenServer,
    config: &Config,
    client_id: &str,
) -> Result<(Client, i64), String> {
    let loopback = Extension::ClientIdMetadataDocumentsOnLoopback;
    let place = judge::place(client_id, config.extensions.has(loopback))?;
    let fetches = server.state.document_fetches();
    let _one = fetches
        .try_acquire()
        .map_err(|_| "too many are being fetched at the moment")?;
    let fetched = fetch::fetch(client_id, &place).await?;
    let client = judge::client(config, client_id, &place, &fetched.body)?;
    Ok((client, fetched.fresh_seconds))
}

/// The `client_id` of a request, or the `sub` of the assertion that stands for it.
fn client_id_of(asked: &Asked) -> Option<String> {
    let (form, query) = (asked.form(), asked.query());
    let named = form.get("client_id").or_else(|| query.get("client_id"));
    if let Some(client_id) = named {
        return Some(client_id.to_owned());
    }
    let (_, claims) = jose::peek(form.get("client_assertion")?)?;
    claims.get_str("sub").map(str::to_owned)
}
