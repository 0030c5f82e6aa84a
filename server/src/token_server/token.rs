//! `POST /connect/token`: the checks in IdentityServer4's order, and its errors, which are all status 400.

use axum::http::{Method, StatusCode};
use claimscope_core::json::Object;

use crate::config::{Client, Config, User, grant_type};
use crate::http::{Answer, Asked, Form, JSON, utf16_length};
use crate::key;
use crate::log::echo;

use super::access_token::{Subject, access_token_claims, access_token_header};
use super::scopes::{self, Granted, Implied};
use super::{TokenServer, client_auth};

/// The longest `grant_type`, `username`, `password`, `code` and handle that is taken, in UTF-16 code units.
const MAX_LENGTH: usize = 100;

/// Why there is no token: what the client hears, and what the log knows.
#[derive(Debug)]
pub(super) struct Refusal {
    error: &'static str,
    description: Option<&'static str>,
    reason: String,
    hint: String,
}

impl Refusal {
    fn new(error: &'static str, reason: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            error,
            description: None,
            reason: reason.into(),
            hint: hint.into(),
        }
    }

    pub(super) fn invalid_client(reason: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new("invalid_client", reason, hint)
    }

    pub(super) fn invalid_scope(reason: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new("invalid_scope", reason, hint)
    }

    fn into_answer(self) -> Answer {
        let mut body = Object::new().with("error", self.error);
        if let Some(description) = self.description {
            body.set("error_description", description);
        }
        Answer::json(StatusCode::BAD_REQUEST, JSON, &body)
            .uncached()
            .because(format!("{}: {}", self.error, self.reason), self.hint)
    }
}

/// What a request may have: for whom, and what.
struct Approved<'a> {
    client: &'a Client,
    granted: Granted,
    user: Option<&'a User>,
}

/// Answers a token request.
pub(super) fn answer(server: &TokenServer, asked: &Asked) -> Answer {
    let config = server.state.config();
    approve(server, &config, asked)
        .and_then(|approved| issue(server, &config, asked, &approved))
        .unwrap_or_else(Refusal::into_answer)
}

fn approve<'a>(
    server: &TokenServer,
    config: &'a Config,
    asked: &Asked,
) -> Result<Approved<'a>, Refusal> {
    if asked.method != Method::POST || !asked.has_form_content_type() {
        return Err(Refusal::new(
            "invalid_request",
            "a token request is a POST with a form in its body",
            "send POST with Content-Type: application/x-www-form-urlencoded",
        ));
    }
    let form = asked.form();
    let client = client_auth::authenticate(config, asked, &form, server.state.clock().now())?;
    let grant = form.get("grant_type").ok_or_else(|| {
        Refusal::new(
            "unsupported_grant_type",
            "grant_type is missing",
            "send grant_type=client_credentials, for example",
        )
    })?;
    if utf16_length(grant) > MAX_LENGTH {
        return Err(Refusal::new(
            "unsupported_grant_type",
            format!("grant_type is longer than {MAX_LENGTH} characters"),
            "send grant_type=client_credentials, for example",
        ));
    }
    match grant {
        grant_type::CLIENT_CREDENTIALS => client_credentials(config, client, &form),
        grant_type::PASSWORD => password(config, client, &form),
        grant_type::AUTHORIZATION_CODE => Err(authorization_code(client, &form)),
        grant_type::REFRESH_TOKEN => Err(refresh_token(&form)),
        grant_type::DEVICE_CODE => Err(device_code(client, &form)),
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
    let user = sign_in(config, username, password).ok_or_else(|| Refusal {
        description: Some("invalid_username_or_password"),
        ..refused(
            &format!(
                "the user {} is unknown, or the password is wrong",
                echo(username)
            ),
            "compare username and password with the configured users",
        )
    })?;
    if !user.is_active {
        let reason = format!("the user {} is not active", echo(username));
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
        "start again at the authorization endpoint",
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
            "sign in again",
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
            "start again at the device authorization endpoint",
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
    let hint = crate::config::did_you_mean(grant, known).map_or_else(
        || format!("the grant types are: {}", known.join(", ")),
        |name| format!("did you mean `{name}`?"),
    );
    Refusal::new("unsupported_grant_type", reason, hint)
}

fn issue(
    server: &TokenServer,
    config: &Config,
    asked: &Asked,
    approved: &Approved<'_>,
) -> Result<Answer, Refusal> {
    let now = server.state.clock().now();
    let subject = approved.user.map(|user| Subject {
        user,
        auth_time: now,
    });
    let claims = access_token_claims(
        config,
        &server.issuer(asked),
        approved.client,
        &approved.granted,
        subject.as_ref(),
        now,
        key::unique_id(),
    );
    let signing = server.state.key();
    let token = signing
        .sign(&access_token_header(signing.kid()), &claims)
        .map_err(|error| {
            Refusal::new(
                "server_error",
                format!("the token could not be signed: {error}"),
                "give another key file",
            )
        })?;
    let scope = approved.granted.names.join(" ");
    let body = Object::new()
        .with("access_token", token)
        .with("expires_in", approved.client.access_token_lifetime_seconds)
        .with("token_type", "Bearer")
        .with("scope", scope.as_str());
    let mut message = format!(
        "a token for the client {} with the scope {}",
        echo(&approved.client.client_id),
        echo(&scope)
    );
    if let Some(user) = approved.user {
        message.push_str(&format!(" and the user {}", echo(&user.username)));
    }
    if approved.granted.offline_access() {
        message.push_str("; without the refresh token, which the playground does not issue yet");
    }
    Ok(Answer::json(StatusCode::OK, JSON, &body)
        .uncached()
        .logged(message))
}
