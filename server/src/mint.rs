//! Tokens to order: what the token endpoint would give, with whatever a person wants wrong about it.

use std::fmt;

use claimscope_core::json::{Object, Value};

use crate::key::{SigningMaterial, signing_input};
use crate::random::unique_id;
use crate::state::State;
use crate::token_server::{AccessToken, Granted, Subject, access_token_header};

/// A token as it is wanted. It starts as the one that the token endpoint gives `client` for the scope `api1`.
#[derive(Clone, Debug)]
#[must_use]
pub struct Mint {
    client_id: String,
    scopes: Vec<String>,
    username: Option<String>,
    shift_seconds: i64,
    header: Vec<(String, Option<Value>)>,
    claims: Vec<(String, Option<Value>)>,
    signature: Signature,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signature {
    /// By the playground's key.
    Own,
    /// By a new key that nobody knows.
    Foreign,
    /// By the playground's key, with a claim changed afterwards.
    Stale,
    /// Made and then cut off.
    Stripped,
}

/// Why there is no such token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MintError(String);

impl fmt::Display for MintError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for MintError {}

impl Default for Mint {
    fn default() -> Self {
        Self {
            client_id: "client".to_owned(),
            scopes: vec!["api1".to_owned()],
            username: None,
            shift_seconds: 0,
            header: Vec::new(),
            claims: Vec::new(),
            signature: Signature::Own,
        }
    }
}

impl Mint {
    /// For this client, which need not be configured.
    pub fn client(mut self, client_id: impl Into<String>) -> Self {
        self.client_id = client_id.into();
        self
    }

    /// With these scopes, which need not be defined.
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// For this configured user.
    pub fn user(mut self, username: impl Into<String>) -> Self {
        self.username = Some(username.into());
        self
    }

    /// Made so many seconds from now; negative is in the past. All its times move together.
    pub fn made_after_seconds(mut self, seconds: i64) -> Self {
        self.shift_seconds = seconds;
        self
    }

    /// Expired an hour ago.
    pub fn expired(self) -> Self {
        self.made_after_seconds(-7_200)
    }

    /// Not valid for another hour.
    pub fn not_yet_valid(self) -> Self {
        self.made_after_seconds(3_600)
    }

    /// For another audience.
    pub fn audience(self, audience: impl Into<String>) -> Self {
        self.claim("aud", audience.into())
    }

    /// Of another issuer.
    pub fn issuer(self, issuer: impl Into<String>) -> Self {
        self.claim("iss", issuer.into())
    }

    /// With this claim, in place of what would stand there.
    pub fn claim(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.claims.push((name.into(), Some(value.into())));
        self
    }

    /// Without this claim.
    pub fn without_claim(mut self, name: impl Into<String>) -> Self {
        self.claims.push((name.into(), None));
        self
    }

    /// With this header parameter, in place of what would stand there.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.header.push((name.into(), Some(value.into())));
        self
    }

    /// Without this header parameter.
    pub fn without_header(mut self, name: impl Into<String>) -> Self {
        self.header.push((name.into(), None));
        self
    }

    /// Signed with a key that no key set has; its `kid` is its own unless the header is given another.
    pub fn foreign_key(mut self) -> Self {
        self.signature = Signature::Foreign;
        self
    }

    /// Changed after signing: it claims another `client_id`.
    pub fn tampered(mut self) -> Self {
        self.signature = Signature::Stale;
        self
    }

    /// With its signature cut off.
    pub fn stripped(mut self) -> Self {
        self.signature = Signature::Stripped;
        self
    }

    /// Unsigned, with `alg` set to `none`.
    pub fn unsigned(self) -> Self {
        self.header("alg", "none").stripped()
    }
}

impl State {
    /// Makes a token of the playground's own issuer, whatever is wrong with it.
    ///
    /// # Errors
    /// The user is not configured, or the key cannot sign.
    pub fn mint(&self, mint: &Mint) -> Result<String, MintError> {
        let foreign = (mint.signature == Signature::Foreign)
            .then(SigningMaterial::generate)
            .transpose()
            .map_err(|error| MintError(error.to_string()))?;
        let own = self.key();
        let key = foreign.as_ref().unwrap_or(&own);
        let mut header = access_token_header(key.kid());
        change(&mut header, &mint.header);
        let mut claims = self.minted_claims(mint)?;
        change(&mut claims, &mint.claims);
        let signed = key
            .sign(&header, &claims)
            .map_err(|error| MintError(error.to_string()))?;
        Ok(match mint.signature {
            Signature::Own | Signature::Foreign => signed,
            Signature::Stripped => format!("{}.", signing_input(&header, &claims)),
            Signature::Stale => {
                let (_, signature) = signed.rsplit_once('.').unwrap_or_default();
                claims.set("client_id", "someone-else");
                format!("{}.{signature}", signing_input(&header, &claims))
            }
        })
    }

    fn minted_claims(&self, mint: &Mint) -> Result<Object, MintError> {
        let config = self.config();
        let client = config
            .clients
            .iter()
            .find(|client| client.client_id == mint.client_id);
        let client = crate::config::Client {
            client_id: mint.client_id.clone(),
            ..client.cloned().unwrap_or_default()
        };
        let now = self.clock().now().plus_seconds(mint.shift_seconds);
        let user = match &mint.username {
            None => None,
            Some(username) => Some(
                config
                    .users
                    .iter()
                    .find(|user| user.username == *username)
                    .ok_or_else(|| MintError(format!("there is no user `{username}`")))?,
            ),
        };
        let subject = user.map(|user| Subject {
            user,
            auth_time: Some(now),
            sid: None,
        });
        let granted = Granted {
            names: mint.scopes.clone(),
        };
        let token = AccessToken {
            config: &config,
            issuer: &self.issuer(),
            client: &client,
            granted: &granted,
            subject: subject.as_ref(),
            subject_client: None,
            resources: &[],
            actor: None,
            thumbprint: None,
            now,
        };
        Ok(token.claims(unique_id()))
    }
}

fn change(object: &mut Object, changes: &[(String, Option<Value>)]) {
    for (name, value) in changes {
        match value {
            Some(value) => object.set(name.as_str(), value.clone()),
            None => drop(object.remove(name)),
        }
    }
}
