//! `grant_type=password`.

use crate::config::{Config, User, grant_type};
use crate::http::utf16_length;
use crate::log::echo;
use crate::token_server::access_token::Subject;
use crate::token_server::refusal::Refusal;
use crate::token_server::scopes::{self, Implied};

use super::{Approved, MAX_LENGTH, Refresh, Request, not_allowed};

/// [RFC 6749 §4.3](https://www.rfc-editor.org/rfc/rfc6749#section-4.3).
pub(super) fn approve<'a>(request: &Request<'a>) -> Result<Approved<'a>, Refusal> {
    let Request {
        config,
        client,
        form,
        now,
        ..
    } = *request;
    if !client.allows(grant_type::PASSWORD) {
        return Err(not_allowed(client, grant_type::PASSWORD));
    }
    let granted = scopes::grant(config, client, form, Implied::Everything)?;
    let refused = |reason: &str, hint: &str| Refusal::new("invalid_grant", reason, hint);
    let username = form
        .get("username")
        .ok_or_else(|| refused("username is missing", "send username and password"))?;
    let password = form.get("password").unwrap_or_default();
    if utf16_length(username) > MAX_LENGTH || utf16_length(password) > MAX_LENGTH {
        return Err(refused(
            "username or password is longer than 100 characters",
            "send shorter ones",
        ));
    }
    if config.users.is_empty() {
        return Err(Refusal::new(
            "unsupported_grant_type",
            "the configuration has no users, so the password grant is not supported",
            "add Users with SubjectId, Username and Password",
        ));
    }
    let name = echo(username);
    let user = sign_in(config, username, password).ok_or_else(|| {
        refused(
            &format!("the user {name} is unknown, or the password is wrong"),
            "compare username and password with the configured users",
        )
        .described("invalid_username_or_password")
    })?;
    if !user.is_active {
        let reason = format!("the user {name} is not active");
        return Err(refused(&reason, "set IsActive to true"));
    }
    // No ID token, also with openid: this user was never seen by a browser of ours.
    Ok(Approved {
        subject: Some(Subject {
            user,
            auth_time: Some(now),
            sid: None,
        }),
        refresh: Refresh::of_scopes(&granted),
        resources: request.resources.clone(),
        all_resources: request.resources.clone(),
        ..Approved::of_client(granted)
    })
}

/// User names compare without case, passwords exactly.
pub(in crate::token_server) fn sign_in<'a>(
    config: &'a Config,
    username: &str,
    password: &str,
) -> Option<&'a User> {
    let username = username.to_lowercase();
    config
        .users
        .iter()
        .find(|user| user.username.to_lowercase() == username)
        .filter(|user| user.password.constant_time_eq(password.as_bytes()))
}
