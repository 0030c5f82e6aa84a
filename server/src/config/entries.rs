//! The entries of a configuration: clients, scopes, API resources and users.

use claimscope_core::json::Value;
use claimscope_core::jwk::Jwk;
use claimscope_core::secret::Secret;

use super::finding::ConfigFinding;
use super::section::Section;
use super::{
    AccessTokenType, ApiResource, Claim, ClaimValueType, Client, HashedSecret, Scope, SecretHash,
    TokenExpiration, TokenUsage, User,
};

pub(super) fn read_client(section: &Section<'_>, findings: &mut Vec<ConfigFinding>) -> Client {
    const KNOWN: [&str; 32] = [
        "ClientId",
        "ClientName",
        "Enabled",
        "RequireClientSecret",
        "ClientSecrets",
        "AllowedGrantTypes",
        "AllowedScopes",
        "AllowOfflineAccess",
        "RequirePkce",
        "AllowPlainTextPkce",
        "RequireConsent",
        "AllowRememberConsent",
        "RedirectUris",
        "PostLogoutRedirectUris",
        "AllowedCorsOrigins",
        "AccessTokenLifetime",
        "AccessTokenType",
        "IdentityTokenLifetime",
        "AuthorizationCodeLifetime",
        "DeviceCodeLifetime",
        "AbsoluteRefreshTokenLifetime",
        "SlidingRefreshTokenLifetime",
        "RefreshTokenUsage",
        "RefreshTokenExpiration",
        "UpdateAccessTokenClaimsOnRefresh",
        "AlwaysIncludeUserClaimsInIdToken",
        "Description",
        "IncludeJwtId",
        "Claims",
        "ClientClaimsPrefix",
        "AlwaysSendClientClaims",
        "Properties",
    ];
    const LISTS: [&str; 7] = [
        "ClientSecrets",
        "AllowedGrantTypes",
        "AllowedScopes",
        "RedirectUris",
        "PostLogoutRedirectUris",
        "AllowedCorsOrigins",
        "Claims",
    ];
    section.note_misspelt(&KNOWN, findings);
    section.note_scalars(&LISTS, findings);
    if section.text("ClientId").is_none_or(|id| id.is_empty()) {
        findings.push(ConfigFinding::warning(
            section.path.as_str(),
            "the client has no ClientId, so nobody can use it",
            "give it a ClientId; Profile, as ASP.NET's templates have it, is not read",
        ));
    }
    let default = Client::default();
    let lifetime = |name: &str, default: i64, findings: &mut Vec<ConfigFinding>| {
        section.integer(name, default, findings)
    };
    Client {
        client_id: section.text("ClientId").unwrap_or_default(),
        client_name: section.text("ClientName"),
        enabled: section.flag("Enabled", default.enabled, findings),
        require_client_secret: section.flag("RequireClientSecret", true, findings),
        client_secrets: read_secrets(section, "ClientSecrets", findings),
        keys: read_keys(section, findings),
        allowed_grant_types: section.texts("AllowedGrantTypes"),
        allowed_scopes: distinct(section.texts("AllowedScopes")),
        allow_offline_access: section.flag("AllowOfflineAccess", false, findings),
        require_pkce: section.flag("RequirePkce", default.require_pkce, findings),
        allow_plain_text_pkce: section.flag("AllowPlainTextPkce", false, findings),
        require_consent: section.flag("RequireConsent", default.require_consent, findings),
        allow_remember_consent: section.flag("AllowRememberConsent", true, findings),
        redirect_uris: section.texts("RedirectUris"),
        post_logout_redirect_uris: section.texts("PostLogoutRedirectUris"),
        allowed_cors_origins: section.texts("AllowedCorsOrigins"),
        access_token_lifetime_seconds: lifetime(
            "AccessTokenLifetime",
            default.access_token_lifetime_seconds,
            findings,
        ),
        identity_token_lifetime_seconds: lifetime(
            "IdentityTokenLifetime",
            default.identity_token_lifetime_seconds,
            findings,
        ),
        authorization_code_lifetime_seconds: lifetime(
            "AuthorizationCodeLifetime",
            default.authorization_code_lifetime_seconds,
            findings,
        ),
        device_code_lifetime_seconds: lifetime(
            "DeviceCodeLifetime",
            default.device_code_lifetime_seconds,
            findings,
        ),
        absolute_refresh_token_lifetime_seconds: lifetime(
            "AbsoluteRefreshTokenLifetime",
            default.absolute_refresh_token_lifetime_seconds,
            findings,
        ),
        sliding_refresh_token_lifetime_seconds: lifetime(
            "SlidingRefreshTokenLifetime",
            default.sliding_refresh_token_lifetime_seconds,
            findings,
        ),
        refresh_token_usage: section.choice(
            "RefreshTokenUsage",
            &[
                ("ReUse", TokenUsage::ReUse),
                ("OneTimeOnly", TokenUsage::OneTimeOnly),
            ],
            default.refresh_token_usage,
            findings,
        ),
        refresh_token_expiration: section.choice(
            "RefreshTokenExpiration",
            &[
                ("Sliding", TokenExpiration::Sliding),
                ("Absolute", TokenExpiration::Absolute),
            ],
            default.refresh_token_expiration,
            findings,
        ),
        update_access_token_claims_on_refresh: section.flag(
            "UpdateAccessTokenClaimsOnRefresh",
            false,
            findings,
        ),
        access_token_type: section.choice(
            "AccessTokenType",
            &[
                ("Jwt", AccessTokenType::Jwt),
                ("Reference", AccessTokenType::Reference),
            ],
            default.access_token_type,
            findings,
        ),
        always_include_user_claims_in_id_token: section.flag(
            "AlwaysIncludeUserClaimsInIdToken",
            false,
            findings,
        ),
        include_jwt_id: section.flag("IncludeJwtId", default.include_jwt_id, findings),
        claims: read_claims(section, findings),
        client_claims_prefix: section
            .text("ClientClaimsPrefix")
            .unwrap_or(default.client_claims_prefix),
        always_send_client_claims: section.flag("AlwaysSendClientClaims", false, findings),
    }
}

fn distinct(mut texts: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    texts.retain(|text| seen.insert(text.clone()));
    texts
}

fn read_secrets(
    section: &Section<'_>,
    name: &str,
    findings: &mut Vec<ConfigFinding>,
) -> Vec<HashedSecret> {
    let mut secrets = Vec::new();
    for (path, element) in section.elements(name) {
        match element {
            Value::String(plain) => secrets.push(HashedSecret::of(plain)),
            Value::Object(object) => {
                let secret = Section::new(path, object);
                let kind = secret.text("Type");
                if kind.as_deref() == Some(JWK_TYPE) && name == "ClientSecrets" {
                    continue;
                }
                if kind.is_some_and(|kind| kind != "SharedSecret") {
                    findings.push(ConfigFinding::note(
                        secret.at("Type"),
                        "only shared secrets and a client's JWKs are read; this one is left out",
                        "use the type SharedSecret or JWK",
                    ));
                    continue;
                }
                secrets.push(HashedSecret {
                    hash: read_hash(&secret, findings),
                    expiration: secret.time("Expiration", findings),
                    plain: None,
                });
            }
            _ => {}
        }
    }
    secrets
}

/// IdentityServer4's name for a secret that is a JSON Web Key.
const JWK_TYPE: &str = "JWK";

fn read_keys(section: &Section<'_>, findings: &mut Vec<ConfigFinding>) -> Vec<Jwk> {
    let mut keys = Vec::new();
    for secret in section.sections("ClientSecrets") {
        if secret.text("Type").as_deref() != Some(JWK_TYPE) {
            continue;
        }
        let value = secret.text("Value").unwrap_or_default();
        match Jwk::parse(value.as_bytes()) {
            Ok(key) => keys.extend(key.public()),
            Err(error) => findings.push(ConfigFinding::warning(
                secret.at("Value"),
                format!("this is no JSON Web Key, so it proves nothing: {error}"),
                "write the public key's JSON as one string",
            )),
        }
    }
    keys
}

fn read_hash(secret: &Section<'_>, findings: &mut Vec<ConfigFinding>) -> SecretHash {
    let value = secret.text("Value").unwrap_or_default();
    let hash = SecretHash::from_value(&value);
    if hash == SecretHash::Unhashed {
        let hexadecimal =
            matches!(value.len(), 64 | 128) && value.bytes().all(|digit| digit.is_ascii_hexdigit());
        findings.push(ConfigFinding::warning(
            secret.at("Value"),
            if hexadecimal {
                "the value is a hash in hexadecimal and IdentityServer4 wants it in base64, so no secret will ever match"
            } else {
                "the value is not a hash, so no secret will ever match"
            },
            "write base64(SHA-256(secret)), or plain text as \"ClientSecrets\": [\"…\"]",
        ));
    }
    hash
}

fn read_claims(section: &Section<'_>, findings: &mut Vec<ConfigFinding>) -> Vec<Claim> {
    let mut claims = Vec::new();
    for claim in section.sections("Claims") {
        let Some(name) = claim.text("Type") else {
            findings.push(ConfigFinding::warning(
                claim.path,
                "a claim without Type is left out",
                "write {\"Type\": \"…\", \"Value\": \"…\"}",
            ));
            continue;
        };
        let value = claim.text("Value").unwrap_or_default();
        let value_type = value_type(&claim.text("ValueType").unwrap_or_default(), &value);
        claims.push(Claim {
            name,
            value,
            value_type,
        });
    }
    claims
}

/// How a claim is written; a value that does not fit its type stays text.
fn value_type(kind: &str, value: &str) -> ClaimValueType {
    let structured = || {
        matches!(
            claimscope_core::json::parse_strict(value.as_bytes()),
            Ok(Value::Object(_) | Value::Array(_))
        )
    };
    match kind.rsplit('#').next().unwrap_or(kind) {
        "json" | "JSON" if structured() => ClaimValueType::Json,
        "integer" | "integer32" | "integer64" if value.parse::<i64>().is_ok() => {
            ClaimValueType::Integer
        }
        "boolean" if value.parse::<bool>().is_ok() => ClaimValueType::Boolean,
        _ => ClaimValueType::Text,
    }
}

pub(super) fn read_scope(section: &Section<'_>, findings: &mut Vec<ConfigFinding>) -> Scope {
    Scope {
        name: section.text("Name").unwrap_or_default(),
        display_name: section.text("DisplayName"),
        enabled: section.flag("Enabled", true, findings),
        show_in_discovery_document: section.flag("ShowInDiscoveryDocument", true, findings),
        description: section.text("Description"),
        required: section.flag("Required", false, findings),
        // oidc-server-mock calls the claims of an identity resource ClaimTypes.
        user_claims: [section.texts("UserClaims"), section.texts("ClaimTypes")].concat(),
    }
}

pub(super) fn read_api(section: &Section<'_>, findings: &mut Vec<ConfigFinding>) -> ApiResource {
    let scope = read_scope(section, findings);
    let mut scopes = section.texts("Scopes");
    // Version 3 has objects here.
    scopes.extend(
        section
            .sections("Scopes")
            .iter()
            .filter_map(|scope| scope.text("Name")),
    );
    ApiResource {
        scope,
        scopes,
        api_secrets: read_secrets(section, "ApiSecrets", findings),
    }
}

pub(super) fn read_user(section: &Section<'_>, findings: &mut Vec<ConfigFinding>) -> User {
    User {
        subject_id: section.text("SubjectId").unwrap_or_default(),
        username: section.text("Username").unwrap_or_default(),
        password: Secret::from(section.text("Password").unwrap_or_default()),
        is_active: section.flag("IsActive", true, findings),
        claims: read_claims(section, findings),
    }
}
