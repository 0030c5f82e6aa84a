//! The grants: which client may use which, with which scopes, and for which user.

mod client_credentials;
mod code;
mod device;
mod exchange;
mod jwt_bearer;
mod password;
mod refresh;

use claimscope_core::json::Object;
use claimscope_core::time::Timestamp;

use crate::config::{Client, Config, Extension, did_you_mean, grant_type};
use crate::http::{Asked, Form, utf16_length};
use crate::log::echo;
use crate::store::{Key, RefreshToken};

use super::TokenServer;
use super::access_token::Subject;
use super::refusal::Refusal;
use super::scopes::Granted;

pub(super) use password::sign_in;

/// The longest `grant_type`, `username`, `password`, `code` and handle that is taken, in UTF-16 code units.
pub(super) const MAX_LENGTH: usize = 100;

/// A token request whose client has proved itself.
pub(super) struct Request<'a> {
    pub(super) server: &'a TokenServer,
    pub(super) config: &'a Config,
    pub(super) client: &'a Client,
    pub(super) form: &'a Form,
    pub(super) asked: &'a Asked,
    pub(super) issuer: &'a str,
    pub(super) now: Timestamp,
    /// The thumbprint of the key that a DPoP proof came with.
    pub(super) thumbprint: Option<&'a str>,
    /// The APIs that the request names.
    pub(super) resources: Vec<String>,
}

/// What a request may have: for whom, and what.
pub(super) struct Approved<'a> {
    pub(super) granted: Granted,
    pub(super) subject: Option<Subject<'a>>,
    /// The client whom an exchanged token is about, where it is about no user.
    pub(super) subject_client: Option<String>,
    /// What an ID token would tell beside the user, where one is due.
    pub(super) identity: Option<Identity>,
    pub(super) refresh: Refresh,
    /// The code that all of it comes of, where it came of one.
    pub(super) origin: Option<Key>,
    /// The APIs that the token is for, where they were named.
    pub(super) resources: Vec<String>,
    /// Those that refresh tokens stay good for.
    pub(super) all_resources: Vec<String>,
    /// Who acts for the user.
    pub(super) actor: Option<Object>,
    /// `issued_token_type` of a token exchange.
    pub(super) issued_token_type: Option<&'static str>,
    /// The claims of the access token where they were fixed earlier; times, key and named APIs are new.
    pub(super) kept_claims: Option<Object>,
}

impl Approved<'_> {
    /// An access token alone, for no user.
    fn of_client(granted: Granted) -> Self {
        Self {
            granted,
            subject: None,
            subject_client: None,
            identity: None,
            refresh: Refresh::None,
            origin: None,
            resources: Vec::new(),
            all_resources: Vec::new(),
            actor: None,
            issued_token_type: None,
            kept_claims: None,
        }
    }
}

/// What an ID token takes from the authorization request.
#[derive(Clone, Debug, Default)]
pub(super) struct Identity {
    pub(super) nonce: Option<String>,
    pub(super) state_hash: Option<String>,
}

/// What becomes of refresh tokens.
pub(super) enum Refresh {
    /// There is none.
    None,
    /// A new one.
    New,
    /// This one was used up, and another takes its place.
    Next(Box<RefreshToken>),
    /// The one with this handle stays.
    Same {
        handle: String,
        token: Box<RefreshToken>,
    },
}

impl Refresh {
    /// A new one where `offline_access` was granted.
    fn of_scopes(granted: &Granted) -> Self {
        if granted.offline_access() {
            Self::New
        } else {
            Self::None
        }
    }
}

/// Checks `grant_type` and what that grant needs, in IdentityServer4's order.
///
/// # Errors
/// Every error of the token endpoint but those of HTTP and of client authentication.
pub(super) fn approve<'a>(request: &Request<'a>) -> Result<Approved<'a>, Refusal> {
    let unsupported = |reason: String| {
        let hint = "send grant_type=client_credentials, for example";
        Refusal::new("unsupported_grant_type", reason, hint)
    };
    let grant = request
        .form
        .get("grant_type")
        .ok_or_else(|| unsupported("grant_type is missing".to_owned()))?;
    if utf16_length(grant) > MAX_LENGTH {
        return Err(unsupported(format!(
            "grant_type is longer than {MAX_LENGTH} characters"
        )));
    }
    let has = |extension| request.config.extensions.has(extension);
    match grant {
        grant_type::CLIENT_CREDENTIALS => client_credentials::approve(request),
        grant_type::PASSWORD => password::approve(request),
        grant_type::AUTHORIZATION_CODE => code::approve(request),
        grant_type::REFRESH_TOKEN => refresh::approve(request),
        grant_type::DEVICE_CODE => device::approve(request),
        grant_type::TOKEN_EXCHANGE if has(Extension::TokenExchange) => exchange::approve(request),
        grant_type::JWT_BEARER if has(Extension::JwtBearer) => jwt_bearer::approve(request),
        other => Err(extension(request.client, other)),
    }
}

/// A field that must be there and at most [`MAX_LENGTH`] long.
///
/// # Errors
/// `missing` where it is not there, `invalid_grant` where it is too long.
fn handle<'a>(form: &'a Form, name: &str, missing: &'static str) -> Result<&'a str, Refusal> {
    let value = form.get(name).ok_or_else(|| {
        Refusal::new(
            missing,
            format!("{name} is missing"),
            format!("send {name}=…"),
        )
    })?;
    if utf16_length(value) > MAX_LENGTH {
        return Err(Refusal::new(
            "invalid_grant",
            format!("{name} is longer than {MAX_LENGTH} characters"),
            "send it as it was given out",
        ));
    }
    Ok(value)
}

/// The user of a grant that was made earlier.
///
/// # Errors
/// `invalid_grant` where the user is gone or may not sign in any more.
fn subject<'a>(
    config: &'a Config,
    signed_in: &crate::store::SignedIn,
) -> Result<Subject<'a>, Refusal> {
    let user = config
        .users
        .iter()
        .find(|user| user.subject_id == signed_in.subject_id)
        .filter(|user| user.is_active);
    let user = user.ok_or_else(|| {
        Refusal::new(
            "invalid_grant",
            format!(
                "the user with the sub {} is unknown or not active",
                echo(&signed_in.subject_id)
            ),
            "compare the configured users",
        )
    })?;
    Ok(Subject {
        user,
        auth_time: Some(signed_in.auth_time),
        sid: signed_in.sid.clone(),
    })
}

pub(super) fn not_allowed(client: &Client, grant: &str) -> Refusal {
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
