//! What a kept token is found by: every setting that changes what the issuer would answer.

use claimscope_core::alg::Algorithm;
use claimscope_core::base64url;
use claimscope_core::secret::Secret;
use claimscope_oauth::AuthenticationMethod;
use serde_json::{Value, json};

use crate::session::{AssertionOptions, Connection, Grant, GrantKind, Login, OauthClient, Session};

impl Session {
    /// The settings of the connection's token, in a fixed form. They hold secrets, and become a keyed digest.
    pub(super) fn token_settings(&self) -> Secret {
        let certificate = self.client.certificate_digest();
        let settings = json!([
            of_connection(&self.connection),
            certificate.map(base64url::encode),
        ]);
        Secret::from(settings.to_string())
    }
}

fn of_connection(connection: &Connection) -> Value {
    // Taken apart without `..`, so that a new setting is not forgotten here.
    let Connection {
        issuer,
        token_endpoint,
        client,
        grant,
        dpop_key,
        dpop_key_is_made,
        // These are about the API and about checking, and no part of a token request.
        api_url: _,
        expectations: _,
        keys: _,
        // They are values of the grant.
        secrets: _,
    } = connection;
    let OauthClient {
        id,
        secret,
        key,
        authentication,
        assertion,
    } = client;
    let AssertionOptions {
        audience,
        lifetime_seconds,
        algorithm,
        kid,
    } = assertion;
    let Grant {
        kind,
        scope,
        resource,
        authorization_details,
        parameters,
    } = grant;
    let mut scopes: Vec<_> = scope.split_whitespace().collect();
    scopes.sort_unstable();
    scopes.dedup();
    let parameters = parameters.iter();
    let parameters = parameters.map(|(name, value)| json!([name, encoded(value)]));
    json!({
        "issuer": issuer.trim(),
        "token_endpoint": token_endpoint.as_deref().map(str::trim),
        "client_id": id,
        "client_secret": secret.as_ref().map(encoded),
        "client_key": key.as_ref().map(|key| key.to_json_with_private().to_string()),
        "client_auth": authentication.map(AuthenticationMethod::name),
        "assertion": [
            json!(audience),
            json!(lifetime_seconds),
            json!(algorithm.map(Algorithm::name)),
            json!(kid),
        ],
        "grant": of_grant(kind),
        "scope": scopes,
        "resource": resource,
        "authorization_details": authorization_details.as_ref().map(ToString::to_string),
        "parameters": parameters.collect::<Vec<_>>(),
        "dpop": match dpop_key {
            None => Value::Null,
            Some(_) if *dpop_key_is_made => json!("made"),
            Some(key) => json!([key.thumbprint()]),
        },
    })
}

fn of_grant(kind: &GrantKind) -> Value {
    match kind {
        GrantKind::ClientCredentials => json!(["client_credentials"]),
        // How long is waited changes nothing of what comes.
        GrantKind::DeviceCode { timeout: _ } => json!(["device_code"]),
        GrantKind::AuthorizationCode(login) => of_login(login),
        GrantKind::Password { username, password } => {
            json!(["password", username, encoded(password)])
        }
        GrantKind::Request(grant) => {
            let parameters = grant.parameters();
            let parameters =
                parameters.map(|(name, value)| json!([name, base64url::encode(value)]));
            json!([grant.grant_type(), parameters.collect::<Vec<_>>()])
        }
    }
}

fn of_login(login: &Login) -> Value {
    let Login {
        redirect_uri,
        push,
        sign,
        prompt,
        max_age_seconds,
        acr_values,
        login_hint,
        response_mode,
        // How long is waited, and whether anybody listens, changes nothing of what comes.
        listen: _,
        timeout: _,
    } = login;
    json!([
        "authorization_code",
        redirect_uri.trim(),
        push,
        sign,
        prompt,
        max_age_seconds,
        acr_values,
        login_hint,
        response_mode,
    ])
}

fn encoded(secret: &Secret) -> String {
    base64url::encode(secret.expose())
}
