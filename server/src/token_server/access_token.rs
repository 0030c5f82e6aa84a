//! The access token: header and claims in IdentityServer4's order.

use claimscope_core::json::{Object, Value};
use claimscope_core::time::Timestamp;

use crate::config::{Claim, ClaimValueType, Client, Config, Extension, OFFLINE_ACCESS, User};

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

/// The user whom a token is about.
pub(crate) struct Subject<'a> {
    pub(crate) user: &'a User,
    /// When the user signed in; absent where nobody did, because a client vouched for the user.
    pub(crate) auth_time: Option<Timestamp>,
    /// The session's id; absent where no browser was there.
    pub(crate) sid: Option<String>,
}

/// The header, for the key `kid`.
pub(crate) fn access_token_header(kid: &str) -> Object {
    Object::new()
        .with("alg", "RS256")
        .with("kid", kid)
        .with("typ", "at+jwt")
}

/// What an access token is made of.
pub(crate) struct AccessToken<'a> {
    pub(crate) config: &'a Config,
    pub(crate) issuer: &'a str,
    pub(crate) client: &'a Client,
    pub(crate) granted: &'a Granted,
    pub(crate) subject: Option<&'a Subject<'a>>,
    /// The `sub` of a token without a user that was exchanged for this one.
    pub(crate) subject_client: Option<&'a str>,
    /// The APIs that it is for where the client named them; else those that own its scopes.
    pub(crate) resources: &'a [String],
    /// Who acts for the subject ([RFC 8693 §4.1](https://www.rfc-editor.org/rfc/rfc8693#section-4.1)).
    pub(crate) actor: Option<&'a Object>,
    /// The thumbprint of the key that it is bound to.
    pub(crate) thumbprint: Option<&'a str>,
    pub(crate) now: Timestamp,
}

impl AccessToken<'_> {
    /// The claims; `jti` is written where the client has one included.
    pub(crate) fn claims(&self, jti: String) -> Object {
        let Self {
            config,
            client,
            granted,
            subject,
            ..
        } = *self;
        let strict = config.extensions.has(Extension::Rfc9068AccessTokens);
        let seconds = self.now.unix_seconds();
        let lifetime = client.access_token_lifetime_seconds;
        let mut claims = Object::new()
            .with("nbf", seconds)
            .with("exp", self.now.plus_seconds(lifetime).unix_seconds())
            .with("iss", self.issuer);
        if let Some(audience) = self.audience() {
            claims.set("aud", audience);
        }
        if let Some(thumbprint) = self.thumbprint {
            bind(&mut claims, thumbprint);
        }
        claims.set("client_id", client.client_id.as_str());
        let of_client = client_claims(client, subject.is_some());
        let of_user = subject.map_or_else(Vec::new, |subject| {
            user_claims(config, granted, subject.user)
        });
        add_plain(&mut claims, &of_client);
        if let Some(subject) = subject {
            claims.set("sub", subject.user.subject_id.as_str());
            if let Some(auth_time) = subject.auth_time {
                claims.set("auth_time", auth_time.unix_seconds());
            }
            claims.set("idp", "local");
        } else if let Some(subject) = self.subject_client {
            claims.set("sub", subject);
        } else if strict {
            // RFC 9068 §2.2: without a user, the client is the subject.
            claims.set("sub", client.client_id.as_str());
        }
        add_plain(&mut claims, &of_user);
        if client.include_jwt_id || strict {
            claims.set("jti", jti);
        }
        if let Some(sid) = subject.and_then(|subject| subject.sid.as_deref()) {
            claims.set("sid", sid);
        }
        claims.set("iat", seconds);
        let scopes = scope_claim(granted, subject.is_some());
        if config.scopes_as_string || strict {
            claims.set("scope", scopes.join(" "));
        } else {
            claims.set("scope", scopes);
        }
        if subject.is_some_and(|subject| subject.auth_time.is_some()) {
            claims.set("amr", vec!["pwd"]);
        }
        for claim in of_client.iter().chain(&of_user) {
            if claim.value_type == ClaimValueType::Json {
                add(&mut claims, &claim.name, claim.json());
            }
        }
        if let Some(actor) = self.actor {
            claims.set("act", actor.clone());
        }
        claims
    }

    /// The claims of an earlier token of the same grant: times and key are new, and so are the audiences where the client
    /// has named APIs, of which each request may pick others ([RFC 8707 §2.2](https://www.rfc-editor.org/rfc/rfc8707#section-2.2)).
    pub(crate) fn renewed(&self, mut claims: Object) -> Object {
        let expires = self
            .now
            .plus_seconds(self.client.access_token_lifetime_seconds);
        claims.set("nbf", self.now.unix_seconds());
        claims.set("exp", expires.unix_seconds());
        drop(claims.remove("cnf"));
        if let Some(thumbprint) = self.thumbprint {
            bind(&mut claims, thumbprint);
        }
        if !self.resources.is_empty()
            && let Some(audiences) = self.audience()
        {
            claims.set("aud", audiences);
        }
        claims
    }

    /// The value of `aud`, where there is one.
    fn audience(&self) -> Option<Value> {
        let mut claims = Object::new();
        for audience in self.audiences() {
            add(&mut claims, "aud", Value::from(audience));
        }
        claims.remove("aud")
    }

    fn audiences(&self) -> Vec<String> {
        let mut audiences = self.resources.to_vec();
        if audiences.is_empty() {
            let apis = self.granted.api_resources(self.config);
            audiences.extend(apis.iter().map(|api| api.scope.name.clone()));
        }
        let needs_one = self.config.extensions.has(Extension::Rfc9068AccessTokens);
        if self.config.static_audience || (needs_one && audiences.is_empty()) {
            audiences.push(format!("{}/resources", self.issuer));
        }
        audiences
    }
}

/// Binds a token to a key ([RFC 9449 §6.1](https://www.rfc-editor.org/rfc/rfc9449#section-6.1)).
fn bind(claims: &mut Object, thumbprint: &str) {
    claims.set("cnf", Object::new().with("jkt", thumbprint));
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

/// The client's own claims, under their prefix; a user's token has them only where they are always sent.
fn client_claims(client: &Client, has_user: bool) -> Vec<Claim> {
    if has_user && !client.always_send_client_claims {
        return Vec::new();
    }
    let prefix = client.client_claims_prefix.trim();
    let prefixed = |claim: &Claim| Claim {
        name: format!("{prefix}{}", claim.name),
        ..claim.clone()
    };
    client.claims.iter().map(prefixed).collect()
}

/// The user's claims that the granted APIs and scopes ask for.
fn user_claims(config: &Config, granted: &Granted, user: &User) -> Vec<Claim> {
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
    let mut claims = user.claims.clone();
    claims.retain(|claim| asked.contains(&&claim.name));
    claims
}

fn add_plain(claims: &mut Object, configured: &[Claim]) {
    for claim in configured {
        if claim.value_type != ClaimValueType::Json {
            add(claims, &claim.name, claim.json());
        }
    }
}

/// Adds a claim as .NET's JwtPayload does: a name that is there already becomes an array.
pub(super) fn add(claims: &mut Object, name: &str, value: Value) {
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
