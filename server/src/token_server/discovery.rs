//! The discovery document and the key set, members in IdentityServer4's order; what the playground does not have, such
//! as the implicit flow, is left out.

use axum::http::StatusCode;
use claimscope_core::alg::Algorithm;
use claimscope_core::json::{Object, Value};

use crate::config::{Client, Config, Extension, OFFLINE_ACCESS, Scope, grant_type};
use crate::dpop;
use crate::http::{Answer, Asked, JSON};
use crate::key::SigningMaterial;

use super::TokenServer;

/// `GET /.well-known/openid-configuration` ([OpenID Connect Discovery §4]; [RFC 8414 §3] asks for the same document).
///
/// [OpenID Connect Discovery §4]: https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
/// [RFC 8414 §3]: https://www.rfc-editor.org/rfc/rfc8414#section-3
pub(super) fn document(server: &TokenServer, asked: &Asked) -> Answer {
    let issuer = server.issuer(asked);
    let document = metadata(&server.state.config(), &issuer, &server.base_url(asked));
    Answer::json(StatusCode::OK, JSON, &document).logged(format!("the issuer is {issuer}"))
}

/// `GET /.well-known/openid-configuration/jwks` ([RFC 7517 §5](https://www.rfc-editor.org/rfc/rfc7517#section-5)).
pub(super) fn keys(key: &SigningMaterial) -> Answer {
    let keys = vec![Value::from(key.public_jwk())];
    let document = Object::new().with("keys", keys);
    Answer::json(StatusCode::OK, JSON, &document)
        .logged(format!("one key, with the kid {}", key.kid()))
}

fn metadata(config: &Config, issuer: &str, base: &str) -> Object {
    let mut document = Object::new().with("issuer", issuer).with(
        "jwks_uri",
        format!("{base}/.well-known/openid-configuration/jwks"),
    );
    for (member, path) in [
        ("authorization_endpoint", "authorize"),
        ("token_endpoint", "token"),
        ("userinfo_endpoint", "userinfo"),
        ("end_session_endpoint", "endsession"),
        ("check_session_iframe", "checksession"),
        ("revocation_endpoint", "revocation"),
        ("introspection_endpoint", "introspect"),
        ("device_authorization_endpoint", "deviceauthorization"),
    ] {
        document.set(member, format!("{base}/connect/{path}"));
    }
    let has = |extension| config.extensions.has(extension);
    for (extension, member, path) in [
        (
            Extension::PushedAuthorizationRequests,
            "pushed_authorization_request_endpoint",
            "par",
        ),
        (
            Extension::DynamicClientRegistration,
            "registration_endpoint",
            "register",
        ),
    ] {
        if has(extension) {
            document.set(member, format!("{base}/connect/{path}"));
        }
    }
    document.set("scopes_supported", scopes_supported(config));
    document.set("claims_supported", claims_supported(config));
    document.set("grant_types_supported", grant_types_supported(config));
    for (member, values) in [
        ("response_types_supported", &["code"][..]),
        (
            "response_modes_supported",
            &["form_post", "query", "fragment"],
        ),
        (
            "token_endpoint_auth_methods_supported",
            auth_methods(config).as_slice(),
        ),
        ("id_token_signing_alg_values_supported", &["RS256"]),
        ("subject_types_supported", &["public"]),
        (
            "code_challenge_methods_supported",
            challenge_methods(config),
        ),
    ] {
        document.set(member, values.to_vec());
    }
    for (extension, member) in [
        (
            Extension::AuthorizationResponseIss,
            "authorization_response_iss_parameter_supported",
        ),
        (
            Extension::RequirePushedAuthorizationRequests,
            "require_pushed_authorization_requests",
        ),
        (
            Extension::ClientIdMetadataDocuments,
            "client_id_metadata_document_supported",
        ),
    ] {
        if has(extension) {
            document.set(member, true);
        }
    }
    document.set("request_parameter_supported", true);
    let algorithms = assertion_algorithms(config);
    if !algorithms.is_empty() {
        document.set(
            "token_endpoint_auth_signing_alg_values_supported",
            algorithms,
        );
    }
    if has(Extension::DPoP) {
        document.set("dpop_signing_alg_values_supported", dpop::algorithms());
    }
    document
}

/// `none` is named only where a client could not be told otherwise.
fn auth_methods(config: &Config) -> Vec<&'static str> {
    let mut methods = vec!["client_secret_basic", "client_secret_post"];
    for (extension, method) in [
        (Extension::PrivateKeyJwt, "private_key_jwt"),
        (Extension::ClientSecretJwt, "client_secret_jwt"),
        (Extension::DynamicClientRegistration, "none"),
        (Extension::ClientIdMetadataDocuments, "none"),
    ] {
        if config.extensions.has(extension) && !methods.contains(&method) {
            methods.push(method);
        }
    }
    methods
}

/// What client assertions may be signed with.
fn assertion_algorithms(config: &Config) -> Vec<&'static str> {
    let algorithms = |symmetric: bool| {
        Algorithm::all()
            .filter(move |algorithm| {
                algorithm.is_symmetric() == symmetric && algorithm.is_everywhere()
            })
            .map(Algorithm::name)
    };
    let mut names = Vec::new();
    if config.extensions.has(Extension::PrivateKeyJwt) {
        names.extend(algorithms(false));
    }
    if config.extensions.has(Extension::ClientSecretJwt) {
        names.extend(algorithms(true));
    }
    names
}

/// `plain` is named only where a client may use it.
fn challenge_methods(config: &Config) -> &'static [&'static str] {
    let plain = |client: &Client| client.allow_plain_text_pkce;
    if config.clients.iter().any(plain) {
        &["plain", "S256"]
    } else {
        &["S256"]
    }
}

fn shown(scopes: &[Scope]) -> impl Iterator<Item = &Scope> {
    scopes
        .iter()
        .filter(|scope| scope.enabled && scope.show_in_discovery_document)
}

fn scopes_supported(config: &Config) -> Vec<String> {
    shown(&config.identity_resources)
        .chain(shown(&config.api_scopes))
        .map(|scope| scope.name.clone())
        .chain([OFFLINE_ACCESS.to_owned()])
        .collect()
}

fn claims_supported(config: &Config) -> Vec<String> {
    let apis: Vec<Scope> = config
        .api_resources
        .iter()
        .map(|api| api.scope.clone())
        .collect();
    let mut claims: Vec<String> = Vec::new();
    for scope in shown(&config.identity_resources)
        .chain(shown(&apis))
        .chain(shown(&config.api_scopes))
    {
        for claim in &scope.user_claims {
            if !claims.contains(claim) {
                claims.push(claim.clone());
            }
        }
    }
    claims
}

/// `password` is named only where there are users to sign in.
fn grant_types_supported(config: &Config) -> Vec<&'static str> {
    let mut grants = vec!["authorization_code", "client_credentials", "refresh_token"];
    if !config.users.is_empty() {
        grants.push("password");
    }
    grants.push(grant_type::DEVICE_CODE);
    for (extension, grant) in [
        (Extension::TokenExchange, grant_type::TOKEN_EXCHANGE),
        (Extension::JwtBearer, grant_type::JWT_BEARER),
    ] {
        if config.extensions.has(extension) {
            grants.push(grant);
        }
    }
    grants
}
