//! The ID token, claims in IdentityServer4's order
//! ([OpenID Connect Core §2](https://openid.net/specs/openid-connect-core-1_0.html#IDToken)).

use claimscope_core::json::Object;
use claimscope_core::time::Timestamp;

use crate::config::{Client, Config};

use super::access_token::{Subject, add};
use super::authorize::half_hash;
use super::grants::Identity;
use super::scopes::Granted;
use super::userinfo;

/// The header, for the key `kid`.
pub(super) fn header(kid: &str) -> Object {
    Object::new()
        .with("alg", "RS256")
        .with("kid", kid)
        .with("typ", "JWT")
}

/// The claims of an ID token that `client` gets at `now` beside `access_token`.
pub(super) fn claims(
    config: &Config,
    issuer: &str,
    client: &Client,
    (subject, granted, identity): (&Subject<'_>, &Granted, &Identity),
    access_token: &str,
    now: Timestamp,
) -> Object {
    let expires = now.plus_seconds(client.identity_token_lifetime_seconds);
    let mut claims = Object::new()
        .with("nbf", now.unix_seconds())
        .with("exp", expires.unix_seconds())
        .with("iss", issuer)
        .with("aud", client.client_id.as_str());
    if let Some(nonce) = &identity.nonce {
        claims.set("nonce", nonce.as_str());
    }
    claims.set("iat", now.unix_seconds());
    claims.set("at_hash", half_hash(access_token));
    if let Some(state_hash) = &identity.state_hash {
        claims.set("s_hash", state_hash.as_str());
    }
    if let Some(sid) = &subject.sid {
        claims.set("sid", sid.as_str());
    }
    claims.set("sub", subject.user.subject_id.as_str());
    if let Some(auth_time) = subject.auth_time {
        claims.set("auth_time", auth_time.unix_seconds());
    }
    claims.set("idp", "local");
    if client.always_include_user_claims_in_id_token {
        let scopes: Vec<&str> = granted.names.iter().map(String::as_str).collect();
        for (name, value) in userinfo::identity_claims(config, &scopes, subject.user).iter() {
            if claims.get(name).is_none() {
                add(&mut claims, name, value.clone());
            }
        }
    }
    claims.with("amr", vec!["pwd"])
}
