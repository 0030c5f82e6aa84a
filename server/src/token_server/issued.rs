//! Access tokens that come back: whether this server issued them, and whether they still hold.

use claimscope_core::json::{Object, Value};
use claimscope_core::report::CheckId;

use crate::api::{NotAuthenticated, authenticate};
use crate::api_settings::ApiSettings;
use crate::config::{Config, User};
use crate::http::Asked;
use crate::log::echo;

use super::TokenServer;

/// The longest JWT that is taken, in bytes.
const MAX_JWT_BYTES: usize = 51_200;

/// Why an access token is not taken.
pub(super) struct Refused {
    /// The error that the userinfo endpoint names.
    pub(super) error: &'static str,
    /// Whether it is only too old.
    pub(super) expired: bool,
    /// The reason, for the log.
    pub(super) reason: String,
}

impl Refused {
    pub(super) fn invalid(reason: impl Into<String>) -> Self {
        Self {
            error: "invalid_token",
            expired: false,
            reason: reason.into(),
        }
    }
}

/// The claims of an access token, checked as IdentityServer4 checks its own: signature, times, issuer, type, and that
/// client and user are still there.
pub(super) fn access_token(
    server: &TokenServer,
    config: &Config,
    asked: &Asked,
    token: &str,
) -> Result<Object, Refused> {
    if token.len() > MAX_JWT_BYTES {
        return Err(Refused::invalid("the token is too long"));
    }
    let settings = ApiSettings {
        audience: None,
        ..ApiSettings::quickstart(&server.issuer(asked))
    };
    let now = server.state.clock().now();
    let claims = authenticate(token, &settings, &server.state.key(), now).map_err(refused)?;
    if let Some(client_id) = claims.get_str("client_id") {
        config.client(client_id).map_err(Refused::invalid)?;
    }
    if claims.get("sub").is_some() {
        subject(config, &claims)?;
    }
    Ok(claims)
}

fn refused(failure: NotAuthenticated) -> Refused {
    match failure.check {
        // IdentityServer4 passes this text on as the error.
        Some(CheckId::HeaderTyp) => Refused {
            error: "invalid JWT token type",
            ..Refused::invalid(failure.reason)
        },
        check => Refused {
            expired: check == Some(CheckId::ClaimExp)
                && failure
                    .description
                    .is_some_and(|text| text.contains("expired")),
            ..Refused::invalid(failure.reason)
        },
    }
}

/// The user that a token is about, where the user may still sign in.
pub(super) fn subject<'a>(config: &'a Config, claims: &Object) -> Result<&'a User, Refused> {
    let subject_id = claims
        .get_str("sub")
        .ok_or_else(|| Refused::invalid("the token is about no user"))?;
    let user = config
        .users
        .iter()
        .find(|user| user.subject_id == subject_id);
    user.filter(|user| user.is_active).ok_or_else(|| {
        Refused::invalid(format!(
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
