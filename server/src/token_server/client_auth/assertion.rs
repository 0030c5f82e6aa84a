//! `private_key_jwt` and `client_secret_jwt`: a client proves itself by a JWT that it signed
//! ([RFC 7523 §3](https://www.rfc-editor.org/rfc/rfc7523#section-3)).

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::KeySet;
use claimscope_core::json::Object;
use claimscope_core::jwk::Jwk;
use claimscope_core::report::KeySource;
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;

use crate::config::{Client, Config, Extension};
use crate::http::{Asked, Form};
use crate::jose;
use crate::log::echo;
use crate::store::JtiOf;
use crate::token_server::TokenServer;
use crate::token_server::refusal::Refusal;

/// `client_assertion_type` ([RFC 7523 §2.2](https://www.rfc-editor.org/rfc/rfc7523#section-2.2)).
const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// The difference of clocks that is forgiven, in seconds.
const SKEW_SECONDS: i64 = 300;
/// How far ahead `exp` may lie, in seconds: its `jti` is remembered for as long
/// ([RFC 7523 §3](https://www.rfc-editor.org/rfc/rfc7523#section-3), rule 4).
const MAX_LIFETIME_SECONDS: i64 = 3_600;

/// Finds the client and checks its assertion.
///
/// # Errors
/// Always `invalid_client`.
pub(super) fn authenticate<'a>(
    server: &TokenServer,
    config: &'a Config,
    asked: &Asked,
    form: &Form,
    assertion: &str,
) -> Result<&'a Client, Refusal> {
    let outcome = check(server, config, asked, form, assertion);
    outcome.map_err(|reason| {
        Refusal::invalid_client(
            format!("{reason} (client_assertion)"),
            "sign iss = sub = client_id, aud = the issuer, exp and a new jti with the registered key",
        )
    })
}

fn check<'a>(
    server: &TokenServer,
    config: &'a Config,
    asked: &Asked,
    form: &Form,
    assertion: &str,
) -> Result<&'a Client, String> {
    if form.get("client_assertion_type") != Some(TYPE) {
        return Err(format!("client_assertion_type is not {TYPE}"));
    }
    let (header, claims) = jose::peek(assertion).ok_or("the assertion is no signed JWT")?;
    let client_id = claims.get_str("sub").ok_or("the assertion has no sub")?;
    if form
        .get("client_id")
        .is_some_and(|named| named != client_id)
    {
        return Err("client_id is not the sub of the assertion".to_owned());
    }
    let client = server.client(config, client_id)?;
    let alg = header.get_str("alg").unwrap_or_default();
    let algorithm = Algorithm::from_name(alg)
        .ok_or_else(|| format!("the assertion's alg {} is unknown", echo(alg)))?;
    let keys = keys(config, client, algorithm)?;
    let claims = proved(assertion, keys)?;
    let now = server.state.clock().now();
    let (issuer, base) = (server.issuer(asked), server.base_url(asked));
    // IdentityServer4 takes the first alone, at every endpoint; the issuer is what RFC 7523 §3 has today.
    let mut audiences = vec![format!("{issuer}/connect/token"), issuer];
    for other in [
        format!("{base}/connect/token"),
        format!("{base}{}", asked.path),
    ] {
        if !audiences.contains(&other) {
            audiences.push(other);
        }
    }
    about(&claims, client_id, &audiences, now)?;
    let jti = claims.get_str("jti").filter(|jti| !jti.is_empty());
    let jti = jti.ok_or("the assertion has no jti")?;
    use_jti(server, JtiOf::ClientAssertion, client, (&claims, jti), now)?;
    Ok(client)
}

/// Takes the `jti` of an assertion of `client` that [`about`] found good.
///
/// # Errors
/// It came before, or cannot be remembered.
pub(in crate::token_server) fn use_jti(
    server: &TokenServer,
    kind: JtiOf,
    client: &Client,
    (claims, jti): (&Object, &str),
    now: Timestamp,
) -> Result<(), String> {
    let expires = jose::seconds(claims, "exp").unwrap_or_default();
    let expires = Timestamp::from_unix_seconds(expires).plus_seconds(SKEW_SECONDS);
    let client_id = client.client_id.as_str();
    server
        .state
        .store()
        .use_jti(kind, client_id, (client_id, jti), expires, now)
        .map_err(|not_first| format!("the assertion's jti {not_first}"))
}

/// The keys that may have signed.
fn keys(config: &Config, client: &Client, algorithm: Algorithm) -> Result<Vec<Jwk>, String> {
    let name = echo(&client.client_id);
    let (extension, keys) = if algorithm.is_symmetric() {
        let secrets = client.client_secrets.iter();
        let secrets = secrets.filter_map(|secret| secret.plain.clone());
        let keys = secrets
            .map(|secret: Secret| Jwk::from_secret(secret))
            .collect();
        (Extension::ClientSecretJwt, keys)
    } else {
        (Extension::PrivateKeyJwt, client.keys.clone())
    };
    if !config.extensions.has(extension) {
        return Err(format!(
            "{extension:?} is not switched on in the section Playground"
        ));
    }
    let keys: Vec<Jwk> = keys;
    if keys.is_empty() {
        return Err(if algorithm.is_symmetric() {
            format!("the client {name} has no secret in clear, and a hash verifies no signature")
        } else {
            format!("the client {name} has no key; add a secret of the type JWK")
        });
    }
    Ok(keys)
}

/// The claims, where one of the keys signed them.
pub(in crate::token_server) fn proved(token: &str, keys: Vec<Jwk>) -> Result<Object, String> {
    let mut fault = "there is no key".to_owned();
    for key in keys {
        match jose::verified(token, &KeySet::from_key(key, KeySource::Key)) {
            Ok(claims) => return Ok(claims),
            Err(reason) => fault = format!("the assertion is not proved: {reason}"),
        }
    }
    Err(fault)
}

/// Who made the assertion, for whom, and for when.
pub(in crate::token_server) fn about(
    claims: &Object,
    issuer: &str,
    audiences: &[String],
    now: Timestamp,
) -> Result<(), String> {
    if claims.get_str("iss") != Some(issuer) {
        return Err("the assertion's iss is not the client_id".to_owned());
    }
    if !audiences
        .iter()
        .any(|audience| jose::names(claims.get("aud"), audience))
    {
        return Err(format!(
            "the assertion's aud is not {}",
            audiences.join(" or ")
        ));
    }
    let now = now.unix_seconds();
    let expires = jose::seconds(claims, "exp").ok_or("the assertion has no exp")?;
    if expires.saturating_add(SKEW_SECONDS) <= now {
        return Err("the assertion has expired".to_owned());
    }
    if expires > now.saturating_add(MAX_LIFETIME_SECONDS + SKEW_SECONDS) {
        return Err("the assertion's exp lies more than an hour ahead".to_owned());
    }
    let from = |name| jose::seconds(claims, name).unwrap_or(now);
    if from("nbf").max(from("iat")) > now.saturating_add(SKEW_SECONDS) {
        return Err("the assertion is not valid yet".to_owned());
    }
    Ok(())
}
