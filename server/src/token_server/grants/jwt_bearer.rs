//! `grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer`: the client vouches for a user by a JWT that it signed
//! ([RFC 7523 §2.1](https://www.rfc-editor.org/rfc/rfc7523#section-2.1)).

use crate::config::grant_type;
use crate::log::echo;
use crate::store::JtiOf;
use crate::token_server::access_token::Subject;
use crate::token_server::client_auth::assertion;
use crate::token_server::refusal::Refusal;
use crate::token_server::scopes::{self, Implied};

use super::{Approved, Request, not_allowed};

pub(super) fn approve<'a>(request: &Request<'a>) -> Result<Approved<'a>, Refusal> {
    let Request {
        server,
        config,
        client,
        form,
        now,
        ..
    } = *request;
    if !client.allows(grant_type::JWT_BEARER) {
        return Err(not_allowed(client, grant_type::JWT_BEARER));
    }
    let text = form.get("assertion").ok_or_else(|| {
        Refusal::new(
            "invalid_request",
            "assertion is missing",
            "send assertion=<a signed JWT>",
        )
    })?;
    let refused = |reason: String| {
        let hint = "sign iss = client_id, sub = a user's sub or name, aud = the issuer, exp and a new jti with a key of the client";
        Refusal::new("invalid_grant", reason, hint)
    };
    let claims = assertion::proved(text, client.keys.clone()).map_err(refused)?;
    let audiences = [
        request.issuer.to_owned(),
        format!("{}/connect/token", server.base_url(request.asked)),
    ];
    assertion::about(&claims, &client.client_id, &audiences, now).map_err(refused)?;
    // Without a jti, which RFC 7523 §3 leaves open, the assertion itself is good once.
    let jti = claims.get_str("jti").unwrap_or(text);
    assertion::use_jti(server, JtiOf::Grant, client, (&claims, jti), now).map_err(refused)?;
    let sub = claims.get_str("sub").unwrap_or_default();
    let user = config
        .users
        .iter()
        .find(|user| user.subject_id == sub || user.username == sub)
        .filter(|user| user.is_active)
        .ok_or_else(|| refused(format!("the user {} is unknown or not active", echo(sub))))?;
    let granted = scopes::grant(config, client, form, Implied::ApiScopes)?;
    if granted.offline_access() || granted.identity_scope(config).is_some() {
        return Err(Refusal::invalid_scope(
            "an assertion gives tokens for APIs alone",
            "ask for scopes of APIs",
        ));
    }
    Ok(Approved {
        subject: Some(Subject {
            user,
            // The client vouches for the user, who need not have signed in anywhere.
            auth_time: None,
            sid: None,
        }),
        resources: request.resources.clone(),
        ..Approved::of_client(granted)
    })
}
