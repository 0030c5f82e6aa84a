//! `grant_type=client_credentials`.

use crate::config::grant_type;
use crate::log::echo;
use crate::token_server::refusal::Refusal;
use crate::token_server::scopes::{self, Implied};

use super::{Approved, Request, not_allowed};

/// [RFC 6749 §4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4).
pub(super) fn approve<'a>(request: &Request<'a>) -> Result<Approved<'a>, Refusal> {
    let Request {
        config,
        client,
        form,
        ..
    } = *request;
    if !client.allows(grant_type::CLIENT_CREDENTIALS) {
        return Err(not_allowed(client, grant_type::CLIENT_CREDENTIALS));
    }
    let granted = scopes::grant(config, client, form, Implied::ApiScopes)?;
    if let Some(scope) = granted.identity_scope(config) {
        return Err(Refusal::invalid_scope(
            format!(
                "the scope {} is about a user, and client_credentials has none",
                echo(scope)
            ),
            "ask for scopes of APIs alone",
        ));
    }
    if granted.offline_access() {
        return Err(Refusal::invalid_scope(
            "client_credentials gives no refresh token, so offline_access cannot be asked for",
            "leave offline_access out; ask for a new token instead",
        ));
    }
    Ok(Approved {
        resources: request.resources.clone(),
        ..Approved::of_client(granted)
    })
}
