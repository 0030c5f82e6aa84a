//! Access tokens that come back: whether this server issued them, and whether they still hold.

use claimscope_core::crypto::KeySet;
use claimscope_core::json::{Object, Value};
use claimscope_core::report::{CheckId, KeySource};

use crate::api::{NotAuthenticated, authenticate};
use crate::api_settings::ApiSettings;
use crate::config::{Config, User};
use crate::http::Asked;
use crate::jose::{self, MAX_JWT_BYTES};
use crate::log::echo;

use super::TokenServer;

/// Why an access token is not taken.
pub(super) struct RefusedToken {
    /// The error that the userinfo endpoint names.
    pub(super) error: &'static str,
    /// Whether it is only too old.
    pub(super) expired: bool,
    /// The reason, for the log.
    pub(super) reason: String,
}

impl RefusedToken {
    pub(super) fn invalid(reason: impl Into<String>) -> Self {
        Self {
            error: "invalid_token",
            expired: false,
            reason: reason.into(),
        }
    }
}

/// The claims of an access token, checked as IdentityServer4 checks its own: signature, times, issuer, type, and that
/// client and user are still there. A text without a dot is the handle of a reference token.
pub(super) fn access_token(
    server: &TokenServer,
    config: &Config,
    asked: &Asked,
    token: &str,
) -> Result<Object, RefusedToken> {
    let claims = if token.contains('.') {
        jwt(server, asked, token)?
    } else {
        reference(server, token)?
    };
    if let Some(client_id) = claims.get_str("client_id") {
        config.client(client_id).map_err(RefusedToken::invalid)?;
    }
    user(config, &claims)?;
    Ok(claims)
}

fn jwt(server: &TokenServer, asked: &Asked, token: &str) -> Result<Object, RefusedToken> {
    if token.len() > MAX_JWT_BYTES {
        return Err(RefusedToken::invalid("the token is too long"));
    }
    let settings = ApiSettings {
        audience: None,
        ..ApiSettings::quickstart(&server.issuer(asked))
    };
    let now = server.state.clock().now();
    authenticate(token, &settings, &[], &server.state.key(), now).map_err(refused)
}

fn reference(server: &TokenServer, handle: &str) -> Result<Object, RefusedToken> {
    let store = server.state.store();
    let Some(token) = store.reference_token(handle) else {
        let reason = if store.refresh_token(handle).is_some() {
            "it is a refresh token, and IdentityServer4 tells of access tokens alone"
        } else {
            "no such reference token was given out, or it was revoked"
        };
        return Err(RefusedToken::invalid(reason));
    };
    if token.expires <= server.state.clock().now() {
        return Err(RefusedToken {
            expired: true,
            ..RefusedToken::invalid("the reference token has expired")
        });
    }
    Ok(token.claims)
}

/// The claims of an ID token that this server signed, at whatever time.
///
/// # Errors
/// Why it is none.
pub(super) fn id_token(server: &TokenServer, asked: &Asked, token: &str) -> Result<Object, String> {
    let key = server.state.key();
    let public = key
        .public()
        .ok_or("the playground's key has no public half")?;
    let keys = KeySet::from_key(public, KeySource::Key);
    // A hint is good however old it is, so no time is looked at.
    let claims = jose::verified(token, &keys)
        .map_err(|reason| format!("the id_token_hint is not good: {reason}"))?;
    let header = jose::peek(token).map(|(header, _)| header);
    if header.is_none_or(|header| header.get_str("typ") != Some("JWT")) {
        return Err("the id_token_hint is no ID token".to_owned());
    }
    if claims.get_str("iss") != Some(server.issuer(asked).as_str()) {
        return Err("the id_token_hint is of another issuer".to_owned());
    }
    Ok(claims)
}

fn refused(failure: NotAuthenticated) -> RefusedToken {
    match failure.check {
        // IdentityServer4 passes this text on as the error.
        Some(CheckId::HeaderTyp) => RefusedToken {
            error: "invalid JWT token type",
            ..RefusedToken::invalid(failure.reason)
        },
        check => RefusedToken {
            expired: check == Some(CheckId::ClaimExp)
                && failure
                    .description
                    .is_some_and(|text| text.contains("expired")),
            ..RefusedToken::invalid(failure.reason)
        },
    }
}

/// The user whose token it is; `None` where it is a client's own, which has no `sub`, or a `client_id` as such
/// ([RFC 9068 §2.2](https://www.rfc-editor.org/rfc/rfc9068#section-2.2)).
///
/// # Errors
/// The user is unknown or not active.
pub(super) fn user<'a>(
    config: &'a Config,
    claims: &Object,
) -> Result<Option<&'a User>, RefusedToken> {
    match claims.get("sub") {
        None => Ok(None),
        // A user's token always names an identity provider, whatever the `sub` is; a client's never does.
        Some(_) if claims.get("idp").is_none() => Ok(None),
        Some(_) => subject(config, claims).map(Some),
    }
}

/// The user that a token is about, where the user may still sign in.
pub(super) fn subject<'a>(config: &'a Config, claims: &Object) -> Result<&'a User, RefusedToken> {
    let subject_id = claims
        .get_str("sub")
        .ok_or_else(|| RefusedToken::invalid("the token is about no user"))?;
    let user = config
        .users
        .iter()
        .find(|user| user.subject_id == subject_id);
    user.filter(|user| user.is_active).ok_or_else(|| {
        RefusedToken::invalid(format!(
            "the user with the sub {} is unknown or not active",
            echo(subject_id)
        ))
    })
}

/// The scopes of a token, array or string.
pub(super) fn scopes(claims: &Object) -> Vec<&str> {
    match claims.get("scope") {
        Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(text)) => text.split(' ').filter(|word| !word.is_empty()).collect(),
        _ => Vec::new(),
    }
}
