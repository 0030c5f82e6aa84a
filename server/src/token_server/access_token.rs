//! The access token: header and claims in IdentityServer4's order.

use claimscope_core::json::{self, Object, Value};
use claimscope_core::time::Timestamp;

use crate::config::{Claim, Client, Config, OFFLINE_ACCESS, User, ValueType};

use super::scopes::Granted;

/// Claims that a profile service cannot set; the token server writes them itself.
const RESERVED: [&str; 19] = [
    "at_hash",
    "aud",
    "amr",
    "auth_time",
    "azp",
    "c_hash",
    "client_id",
    "exp",
    "idp",
    "iat",
    "iss",
    "jti",
    "nonce",
    "nbf",
    "reference_token_id",
    "sid",
    "sub",
    "scope",
    "cnf",
];

/// A user who has signed in.
pub(crate) struct Subject<'a> {
    pub(crate) user: &'a User,
    pub(crate) auth_time: Timestamp,
}

/// The header, for the key `kid`.
pub(crate) fn access_token_header(kid: &str) -> Object {
    Object::new()
        .with("alg", "RS256")
        .with("kid", kid)
        .with("typ", "at+jwt")
}

/// The claims of an access token that `client` gets at `now`; `jti` is written where the client has one included.
pub(crate) fn access_token_claims(
    config: &Config,
    issuer: &str,
    client: &Client,
    granted: &Granted,
    subject: Option<&Subject<'_>>,
    now: Timestamp,
    jti: String,
) -> Object {
    let seconds = now.unix_seconds();
    let lifetime = client.access_token_lifetime_seconds;
    let mut claims = Object::new()
        .with("nbf", seconds)
        .with("exp", now.plus_seconds(lifetime).unix_seconds())
        .with("iss", issuer);
    for api in granted.api_resources(config) {
        add(&mut claims, "aud", Value::from(api.scope.name.as_str()));
    }
    claims.set("client_id", client.client_id.as_str());
    let configured = configured_claims(config, client, granted, subject);
    let (structured, plain): (Vec<_>, Vec<_>) = configured
        .into_iter()
        .partition(|claim| claim.value_type == ValueType::Json);
    let (of_client, of_user): (Vec<_>, Vec<_>) = plain.iter().partition(|claim| claim.of_client);
    for claim in of_client {
        add(&mut claims, &claim.name, claim.value());
    }
    if let Some(subject) = subject {
        claims.set("sub", subject.user.subject_id.as_str());
        claims.set("auth_time", subject.auth_time.unix_seconds());
        claims.set("idp", "local");
    }
    for claim in of_user {
        add(&mut claims, &claim.name, claim.value());
    }
    if client.include_jwt_id {
        claims.set("jti", jti);
    }
    claims.set("iat", seconds);
    claims.set("scope", scope_claim(granted, subject.is_some()));
    if subject.is_some() {
        claims.set("amr", vec!["pwd"]);
    }
    for claim in &structured {
        add(&mut claims, &claim.name, claim.value());
    }
    claims
}

/// An array even for one scope; a user's token names `offline_access` last, a client's not at all.
fn scope_claim(granted: &Granted, has_user: bool) -> Vec<&str> {
    let mut scopes: Vec<&str> = granted.names.iter().map(String::as_str).collect();
    scopes.retain(|scope| *scope != OFFLINE_ACCESS);
    if has_user && granted.offline_access() {
        scopes.push(OFFLINE_ACCESS);
    }
    scopes
}

struct Configured {
    name: String,
    text: String,
    value_type: ValueType,
    of_client: bool,
}

impl Configured {
    fn new(claim: &Claim, prefix: &str, of_client: bool) -> Self {
        Self {
            name: format!("{prefix}{}", claim.name),
            text: claim.value.clone(),
            value_type: claim.value_type,
            of_client,
        }
    }

    fn value(&self) -> Value {
        // A type is only kept where its text parsed when the configuration was read.
        let text = || Value::from(self.text.as_str());
        match self.value_type {
            ValueType::Text => text(),
            ValueType::Integer => self
                .text
                .parse::<i64>()
                .map_or_else(|_| text(), Value::from),
            ValueType::Boolean => self
                .text
                .parse::<bool>()
                .map_or_else(|_| text(), Value::from),
            ValueType::Json => json::parse_strict(self.text.as_bytes()).unwrap_or_else(|_| text()),
        }
    }
}

/// The client's claims, without a user or where they are always sent, then the user's that the scopes ask for.
fn configured_claims(
    config: &Config,
    client: &Client,
    granted: &Granted,
    subject: Option<&Subject<'_>>,
) -> Vec<Configured> {
    let mut claims = Vec::new();
    if subject.is_none() || client.always_send_client_claims {
        let prefix = client.client_claims_prefix.trim();
        claims.extend(
            client
                .claims
                .iter()
                .map(|claim| Configured::new(claim, prefix, true)),
        );
    }
    if let Some(subject) = subject {
        let apis = granted.api_resources(config);
        let scopes = granted
            .names
            .iter()
            .filter_map(|name| config.api_scope(name));
        let asked: Vec<&String> = apis
            .iter()
            .map(|api| &api.scope)
            .chain(scopes)
            .flat_map(|scope| &scope.user_claims)
            .filter(|name| !RESERVED.contains(&name.as_str()))
            .collect();
        let of_user = subject.user.claims.iter();
        claims.extend(
            of_user
                .filter(|claim| asked.contains(&&claim.name))
                .map(|claim| Configured::new(claim, "", false)),
        );
    }
    claims
}

/// Adds a claim as .NET's JwtPayload does: a name that is there already becomes an array.
fn add(claims: &mut Object, name: &str, value: Value) {
    let value = match (claims.get(name), value) {
        (None, value) => value,
        (Some(Value::Array(known)), value) => {
            let mut values = known.clone();
            match value {
                Value::Array(more) => values.extend(more),
                value if values.contains(&value) => {}
                value => values.push(value),
            }
            Value::Array(values)
        }
        (Some(known), value) if *known == value => value,
        (Some(known), value) => Value::Array(vec![known.clone(), value]),
    };
    claims.set(name, value);
}
