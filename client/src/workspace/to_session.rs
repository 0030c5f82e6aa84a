//! A connection of a session, from what its file says and the secrets that it names.

use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use claimscope_core::crypto::KeySet;
use claimscope_core::jwk::Jwk;
use claimscope_core::secret::Secret;
use claimscope_oauth::{AuthenticationMethod, AuthorizationDetails};

use super::error::WorkspaceError;
use super::grant::{form_error, member_of};
use super::network::read_file;
use super::place::SecretPlace;
use super::row_values::secret_of;
use super::saved::{SavedConnection, SavedDpop, SavedGrant, SavedKeys, SavedRequest, SavedValue};
use super::secrets::{ReadSecret, SecretUse, noted};
use crate::code::workspace as code;
use crate::session::{Connection, FormField, Grant, GrantKind, KeysFrom, Login, OauthClient};

/// Which secrets are read: nobody is asked for what is not needed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SecretsWanted {
    /// Those by which the client authenticates, and the DPoP key.
    pub client: bool,
    /// Those of the grant and of its further parameters. Without them the grant is client_credentials.
    pub grant: bool,
    /// What the keys for verifying are read from.
    pub keys: bool,
}

impl SecretsWanted {
    /// All of them.
    pub const ALL: Self = Self {
        client: true,
        grant: true,
        keys: true,
    };
}

impl SavedConnection {
    /// The connection of a session. `make_key` makes a DPoP key where one is asked for.
    ///
    /// # Errors
    ///
    /// Where a secret or a file cannot be had, or what is in it is not what it must be.
    pub fn connection(
        &self,
        wanted: SecretsWanted,
        folder: &Path,
        read: ReadSecret<'_>,
        make_key: &dyn Fn() -> Result<Jwk, String>,
    ) -> Result<Connection, WorkspaceError> {
        // Taken apart without `..`, so that a new member is not forgotten here; so is the connection put together.
        let Self {
            issuer,
            token_endpoint,
            client_id,
            client_secret,
            client_key,
            client_auth,
            assertion,
            grant,
            scope,
            resource,
            leaves_resource_out,
            authorization_details,
            dpop,
            api_url,
            parameters,
            expect,
            keys,
            requests,
            // They are of a login for an API, of a call and of a logout, which their callers make.
            registers: _,
            sends_no_token: _,
            post_logout_redirect_uri: _,
            // It asks in the client's place.
            introspection: _,
            // It is about whoever sends the requests.
            network: _,
        } = self;
        let sends_secret = client_auth.is_none_or(AuthenticationMethod::needs_secret);
        let secret = client_secret
            .as_ref()
            .filter(|_| wanted.client && sends_secret);
        let key = client_key.as_ref().filter(|_| wanted.client);
        let (dpop_key, dpop_key_is_made) = match dpop {
            SavedDpop::Made if wanted.client => {
                let made = make_key().map_err(|why| WorkspaceError::new(code::FORMAT, why))?;
                (Some(made), true)
            }
            SavedDpop::Key(place) if wanted.client => (
                Some(private_key("DPoP key", "dpop_key", place, read)?),
                false,
            ),
            SavedDpop::Off | SavedDpop::Made | SavedDpop::Key(_) => (None, false),
        };
        let secrets = RefCell::default();
        let of_grant = |wanted: &SecretUse| noted(read(wanted)?, &secrets);
        let (kind, parameters) = match wanted.grant {
            true => (kind(grant, &of_grant)?, pairs(parameters, &of_grant)?),
            false => (GrantKind::default(), Vec::new()),
        };
        Ok(Connection {
            issuer: issuer.clone().unwrap_or_default(),
            token_endpoint: token_endpoint.clone(),
            client: OauthClient {
                id: client_id.clone().unwrap_or_default(),
                secret: secret
                    .map(|place| read(&SecretUse::new("client secret", "client_secret", place)))
                    .transpose()?,
                key: key
                    .map(|place| private_key("client's key", "client_key", place, read))
                    .transpose()?,
                authentication: *client_auth,
                assertion: assertion.clone(),
            },
            grant: Grant {
                kind,
                scope: scope.join(" "),
                resource: resource.clone().filter(|_| !leaves_resource_out),
                authorization_details: details(authorization_details.as_deref())?,
                parameters,
            },
            dpop_key,
            dpop_key_is_made,
            api_url: api_url
                .clone()
                .or_else(|| {
                    let is_it = |one: &&SavedRequest| one.url.is_some() || one.fault.is_some();
                    requests.iter().find(is_it)?.url.clone()
                })
                .unwrap_or_default(),
            expectations: expect.clone(),
            keys: match wanted.keys {
                true => keys_from(keys, folder, read)?,
                false => KeysFrom::Issuer,
            },
            secrets: secrets.into_inner(),
        })
    }
}

fn pairs(
    parameters: &[(String, SavedValue)],
    read: ReadSecret<'_>,
) -> Result<Vec<(String, Secret)>, WorkspaceError> {
    let pair = |(name, value): &(String, SavedValue)| {
        Ok((name.clone(), secret_of(value, name, "parameters", read)?))
    };
    parameters.iter().map(pair).collect()
}

fn details(text: Option<&str>) -> Result<Option<AuthorizationDetails>, WorkspaceError> {
    let parsed = text.map(AuthorizationDetails::parse).transpose();
    parsed.map_err(|why| {
        let reason = format!("authorization_details cannot be meant: {why}");
        WorkspaceError::new(code::FORMAT, reason)
    })
}

fn kind(grant: &SavedGrant, read: ReadSecret<'_>) -> Result<GrantKind, WorkspaceError> {
    let wait = grant.wait_seconds.map(Duration::from_secs);
    let Some(form) = grant.form() else {
        return Ok(GrantKind::extension(grant.name()));
    };
    let mut values = Vec::new();
    for (name, value) in &grant.fields {
        if let Some(field) = form.field(name) {
            let what = field.label.to_lowercase();
            let secret = match value {
                SavedValue::Secret(place) => read(&SecretUse::new(&what, member_of(field), place))?,
                SavedValue::Text(text) | SavedValue::PlainText(text) => Secret::from(text.as_str()),
            };
            values.push((field.name, secret));
        }
    }
    let value = |field: &FormField| {
        let mut values = values.iter();
        let (_, value) = values.find(|(name, _)| *name == field.name)?;
        Some(value.clone())
    };
    let kind = form.grant(value);
    Ok(match kind.map_err(|error| form_error(form, error))? {
        GrantKind::AuthorizationCode(login) => GrantKind::AuthorizationCode(Login {
            listen: !grant.pastes,
            timeout: wait.unwrap_or(login.timeout),
            ..login
        }),
        GrantKind::DeviceCode { timeout } => GrantKind::DeviceCode {
            timeout: wait.or(timeout),
        },
        other => other,
    })
}

fn private_key(
    what: &str,
    member: &str,
    place: &SecretPlace,
    read: ReadSecret<'_>,
) -> Result<Jwk, WorkspaceError> {
    let text = read(&SecretUse::new(what, member, place))?;
    let fault = |reason: String| WorkspaceError::new(code::FORMAT, reason);
    let key = Jwk::parse(text.expose())
        .map_err(|error| fault(format!("{member} names no key that can be used: {error}")))?;
    match key.is_private() {
        true => Ok(key),
        false => Err(
            fault(format!("{member} names a public key, which cannot sign"))
                .hint("give the private key; its public half is what the server has"),
        ),
    }
}

fn keys_from(
    keys: &SavedKeys,
    folder: &Path,
    read: ReadSecret<'_>,
) -> Result<KeysFrom, WorkspaceError> {
    let set = |bytes: &[u8], member: &str| {
        let set = KeySet::parse(bytes).map_err(|error| {
            let reason = format!("{member} names no usable key: {error}");
            WorkspaceError::new(code::FORMAT, reason)
        });
        Ok(KeysFrom::Set(Arc::new(set?)))
    };
    match keys {
        SavedKeys::Issuer => Ok(KeysFrom::Issuer),
        SavedKeys::Jwks(place) if place.starts_with("https://") || place.starts_with("http://") => {
            Ok(KeysFrom::JwksUrl(place.clone()))
        }
        SavedKeys::Jwks(path) => set(&read_file(folder, path)?, "keys.jwks"),
        SavedKeys::Key(SecretPlace::File(path)) => set(&read_file(folder, path)?, "keys.key"),
        SavedKeys::Key(place) => {
            let text = read(&SecretUse::new("key", "keys.key", place))?;
            set(text.expose(), "keys.key")
        }
        SavedKeys::Public(text) => set(text.as_bytes(), "keys.public_key"),
        SavedKeys::Secret(place, encoding) => {
            let secret = read(&SecretUse::new("shared secret", "keys.secret", place))?;
            let decoded = match encoding {
                None => Some(secret),
                Some(encoding) => encoding.decode(&secret),
            };
            decoded.map(KeysFrom::SharedSecret).ok_or_else(|| {
                let reason = "the shared secret is not written as keys.secret_encoding says";
                WorkspaceError::new(code::FORMAT, reason)
            })
        }
    }
}
