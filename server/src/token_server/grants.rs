//! The grants: which client may use which, with which scopes, and for which user.

use crate::config::{Client, Config, User, did_you_mean, grant_type};
use crate::http::{Form, utf16_length};
use crate::log::echo;

use super::refusal::Refusal;
use super::scopes::{self, Granted, Implied};

/// The longest `grant_type`, `username`, `password`, `code` and handle that is taken, in UTF-16 code units.
const MAX_LENGTH: usize = 100;

/// What a request may have: for whom, and what.
pub(super) struct Approved<'a> {
    pub(super) client: &'a Client,
    pub(super) granted: Granted,
    pub(super) user: Option<&'a User>,
}

/// Checks `grant_type` and what that grant needs, in IdentityServer4's order.
///
/// # Errors
/// Every error of the token endpoint but those of HTTP and of client authentication.
pub(super) fn approve<'a>(
    config: &'a Config,
    client: &'a Client,
    form: &Form,
) -> Result<Approved<'a>, Refusal> {
    let unsupported = |reason: String| {
        let hint = "send grant_type=client_credentials, for example";
        Refusal::new("unsupported_grant_type", reason, hint)
    };
    let grant = form
        .get("grant_type")
        .ok_or_else(|| unsupported("grant_type is missing".to_owned()))?;
    if utf16_length(grant) > MAX_LENGTH {
        return Err(unsupported(format!(
            "grant_type is longer than {MAX_LENGTH} characters"
        )));
    }
    match grant {
        grant_type::CLIENT_CREDENTIALS => client_credentials(config, client, form),
        grant_type::PASSWORD => password(config, client, form),
        grant_type::AUTHORIZATION_CODE => Err(authorization_code(client, form)),
        grant_type::REFRESH_TOKEN => Err(refresh_token(form)),
        grant_type::DEVICE_CODE => Err(device_code(client, form)),
        other => Err(extension(client, other)),
    }
}

/// [RFC 6749 §4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4).
fn client_credentials<'a>(
    config: &Config,
    client: &'a Client,
    form: &Form,
) -> Result<Approved<'a>, Refusal> {
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
        client,
        granted,
        user: None,
    })
}

/// [RFC 6749 §4.3](https://www.rfc-editor.org/rfc/rfc6749#section-4.3).
fn password<'a>(
    config: &'a Config,
    client: &'a Client,
    form: &Form,
) -> Result<Approved<'a>, Refusal> {
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
    Ok(Approved {
        client,
        granted,
        user: Some(user),
    })
}

/// User names compare without case, passwords exactly.
fn sign_in<'a>(config: &'a Config, username: &str, password: &str) -> Option<&'a User> {
    let username = username.to_lowercase();
    config
        .users
        .iter()
        .find(|user| user.username.to_lowercase() == username)
        .filter(|user| user.password.constant_time_eq(password.as_bytes()))
}

fn not_allowed(client: &Client, grant: &str) -> Refusal {
    let name = echo(&client.client_id);
    Refusal::new(
        "unauthorized_client",
        format!("the client {name} may not use {grant}"),
        format!(
            "its AllowedGrantTypes are: {}",
            client.allowed_grant_types.join(", ")
        ),
    )
}

/// The playground hands out no codes yet, so none is ever found.
fn authorization_code(client: &Client, form: &Form) -> Refusal {
    if !client.allows(grant_type::AUTHORIZATION_CODE) && !client.allows(grant_type::HYBRID) {
        return not_allowed(client, grant_type::AUTHORIZATION_CODE);
    }
    let reason = match form.get("code") {
        None => "code is missing",
        Some(code) if utf16_length(code) > MAX_LENGTH => "code is longer than 100 characters",
        Some(_) => "the code is unknown, expired or used up",
    };
    Refusal::new(
        "invalid_grant",
        reason,
        "this playground has no authorization endpoint; client_credentials and password give tokens here",
    )
}

/// IdentityServer4 asks for no grant type here; the playground hands out no refresh tokens yet, so none is found.
fn refresh_token(form: &Form) -> Refusal {
    match form.get("refresh_token") {
        None => Refusal::new(
            "invalid_request",
            "refresh_token is missing",
            "send the refresh token",
        ),
        Some(_) => Refusal::new(
            "invalid_grant",
            "the refresh token is unknown, expired, used up or another client's",
            "this playground gives no refresh tokens; ask for a new access token",
        ),
    }
}

/// The playground hands out no device codes yet, so none is ever found.
fn device_code(client: &Client, form: &Form) -> Refusal {
    if !client.allows(grant_type::DEVICE_CODE) {
        return not_allowed(client, grant_type::DEVICE_CODE);
    }
    match form.get("device_code") {
        None => Refusal::new(
            "invalid_request",
            "device_code is missing",
            "send the device code",
        ),
        Some(_) => Refusal::new(
            "invalid_grant",
            "the device code is unknown",
            "this playground has no device authorization endpoint; client_credentials and password give tokens here",
        ),
    }
}

fn extension(client: &Client, grant: &str) -> Refusal {
    let known = [
        grant_type::CLIENT_CREDENTIALS,
        grant_type::PASSWORD,
        grant_type::AUTHORIZATION_CODE,
        grant_type::REFRESH_TOKEN,
        grant_type::DEVICE_CODE,
    ];
    let reason = if client.allows(grant) {
        format!(
            "no validator is registered for the grant type {}",
            echo(grant)
        )
    } else {
        format!(
            "{} is no grant type that the client {} may use",
            echo(grant),
            echo(&client.client_id)
        )
    };
    let hint = did_you_mean(grant, known).map_or_else(
        || format!("the grant types are: {}", known.join(", ")),
        |name| format!("did you mean `{name}`?"),
    );
    Refusal::new("unsupported_grant_type", reason, hint)
}
