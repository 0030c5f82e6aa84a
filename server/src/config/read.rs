//! Reads an IdentityServer4 appsettings file, and the plain-secret shape of oidc-server-mock.

use std::fmt;
use std::path::Path;

use claimscope_core::json::Value;
use claimscope_core::secret::Secret;

use super::lint::{Finding, Severity, lint};
use super::quickstart::identity_resource;
use super::section::Section;
use super::{
    ApiResource, Claim, Client, Config, HashedSecret, OFFLINE_ACCESS, Scope, SecretHash, User,
    ValueType, relaxed,
};

/// The largest file that is read, in bytes.
const MAX_CONFIG_BYTES: u64 = 4 * 1024 * 1024;

const SECTIONS: [&str; 8] = [
    "IdentityServer",
    "IssuerUri",
    "Clients",
    "ApiScopes",
    "ApiResources",
    "IdentityResources",
    "Users",
    "TestUsers",
];

/// Why a configuration is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// What is the matter, one sentence.
    pub message: String,
    /// Everything found on the way; empty where the text could not be read at all.
    pub findings: Vec<Finding>,
}

impl ConfigError {
    fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            findings: Vec::new(),
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)?;
        for finding in &self.findings {
            write!(formatter, "\n{finding}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

impl Config {
    /// Reads a file; see [`Config::from_bytes`].
    ///
    /// # Errors
    /// The file cannot be read, is larger than 4 MiB, or [`Config::from_bytes`] refuses it.
    pub fn read(path: &Path) -> Result<(Self, Vec<Finding>), ConfigError> {
        let unreadable = |error: std::io::Error| {
            ConfigError::new(format!("cannot read {}: {error}", path.display()))
        };
        let size = std::fs::metadata(path).map_err(unreadable)?.len();
        if size > MAX_CONFIG_BYTES {
            return Err(ConfigError::new(format!(
                "{} has {size} bytes; {MAX_CONFIG_BYTES} is the most that is read",
                path.display()
            )));
        }
        Self::from_bytes(&std::fs::read(path).map_err(unreadable)?)
    }

    /// Reads a configuration: sections at the top or under `IdentityServer`, names in any case, secrets hashed
    /// (`{"Value": "…"}`) or in clear (`"…"`). An array alone is taken for `Clients`.
    ///
    /// # Errors
    /// The text is not JSON as .NET's configuration takes it, or IdentityServer4 would not start with it.
    pub fn from_bytes(bytes: &[u8]) -> Result<(Self, Vec<Finding>), ConfigError> {
        let value = relaxed::parse(bytes)
            .map_err(|fault| ConfigError::new(format!("the configuration is not JSON: {fault}")))?;
        let root = match value {
            Value::Object(root) => root,
            Value::Array(_) => claimscope_core::json::Object::new().with("Clients", value),
            other => {
                return Err(ConfigError::new(format!(
                    "the configuration is {}; an object with Clients is wanted",
                    other.type_text()
                )));
            }
        };
        let top = Section::new("", &root);
        let section = match top.value("IdentityServer") {
            Some(Value::Object(inner)) => Section::new("", inner),
            _ => top,
        };
        let mut findings = Vec::new();
        let config = read_sections(&section, &mut findings);
        lint(&config, &mut findings);
        if findings
            .iter()
            .any(|finding| finding.severity == Severity::Error)
        {
            return Err(ConfigError {
                message: "IdentityServer4 would not start with this configuration".to_owned(),
                findings,
            });
        }
        Ok((config, findings))
    }
}

fn read_sections(section: &Section<'_>, findings: &mut Vec<Finding>) -> Config {
    section.note_misspelt(&SECTIONS, findings);
    let mut config = Config {
        issuer_uri: section.text("IssuerUri"),
        ..Config::default()
    };
    for client in section.sections("Clients") {
        config.clients.push(read_client(&client, findings));
    }
    for scope in section.sections("ApiScopes") {
        config.api_scopes.push(read_scope(&scope, findings));
    }
    for api in section.sections("ApiResources") {
        config.api_resources.push(read_api(&api, findings));
    }
    for resource in section.sections("IdentityResources") {
        let mut scope = read_scope(&resource, findings);
        if scope.user_claims.is_empty() {
            // A standard name alone stands for the standard resource, as oidc-server-mock has it.
            scope = identity_resource(&scope.name).unwrap_or(scope);
        }
        config.identity_resources.push(scope);
    }
    for name in ["Users", "TestUsers"] {
        for user in section.sections(name) {
            config.users.push(read_user(&user, findings));
        }
    }
    define_implied_scopes(section, &mut config, findings);
    config
}

/// Defines what other shapes of the file leave out: 3.x has no `ApiScopes`, and many files no `IdentityResources`.
fn define_implied_scopes(section: &Section<'_>, config: &mut Config, findings: &mut Vec<Finding>) {
    let asked: Vec<String> = config
        .clients
        .iter()
        .flat_map(|client| client.allowed_scopes.iter().cloned())
        .filter(|scope| scope != OFFLINE_ACCESS)
        .collect();
    if section.value("IdentityResources").is_none() {
        for resource in asked.iter().filter_map(|scope| identity_resource(scope)) {
            if config.identity_resource(&resource.name).is_none() {
                config.identity_resources.push(resource);
            }
        }
    }
    if section.value("ApiScopes").is_some() {
        return;
    }
    for api in &mut config.api_resources {
        // Version 3 gives a resource without scopes one of its own name.
        if api.scopes.is_empty() {
            api.scopes.push(api.scope.name.clone());
        }
    }
    let mut implied: Vec<String> = if config.api_resources.is_empty() {
        asked
    } else {
        let owned = config.api_resources.iter().flat_map(|api| &api.scopes);
        owned.cloned().collect()
    };
    implied.retain(|scope| identity_resource(scope).is_none());
    if implied.is_empty() {
        return;
    }
    for scope in implied {
        if config.api_scope(&scope).is_none() {
            config.api_scopes.push(Scope::new(scope));
        }
    }
    findings.push(Finding::note(
        section.at("ApiScopes"),
        "there is no such section, so the scopes of the API resources and clients are taken",
        "define the scopes in ApiScopes, as version 4 needs it",
    ));
}

fn read_client(section: &Section<'_>, findings: &mut Vec<Finding>) -> Client {
    const KNOWN: [&str; 20] = [
        "ClientId",
        "ClientName",
        "Enabled",
        "RequireClientSecret",
        "ClientSecrets",
        "AllowedGrantTypes",
        "AllowedScopes",
        "AllowOfflineAccess",
        "RequirePkce",
        "RedirectUris",
        "PostLogoutRedirectUris",
        "AllowedCorsOrigins",
        "AccessTokenLifetime",
        "AccessTokenType",
        "IdentityTokenLifetime",
        "IncludeJwtId",
        "Claims",
        "ClientClaimsPrefix",
        "AlwaysSendClientClaims",
        "Properties",
    ];
    section.note_misspelt(&KNOWN, findings);
    let default = Client::default();
    if let Some(kind) = section.text("AccessTokenType")
        && (kind.eq_ignore_ascii_case("reference") || kind == "1")
    {
        findings.push(Finding::warning(
            section.at("AccessTokenType"),
            "the playground issues no reference tokens yet, so this client gets a JWT",
            "set it to Jwt, or leave it out",
        ));
    }
    Client {
        client_id: section.text("ClientId").unwrap_or_default(),
        enabled: section.flag("Enabled", default.enabled, findings),
        require_client_secret: section.flag("RequireClientSecret", true, findings),
        client_secrets: read_secrets(section, "ClientSecrets", findings),
        allowed_grant_types: section.texts("AllowedGrantTypes"),
        allowed_scopes: distinct(section.texts("AllowedScopes")),
        allow_offline_access: section.flag("AllowOfflineAccess", false, findings),
        require_pkce: section.flag("RequirePkce", default.require_pkce, findings),
        redirect_uris: section.texts("RedirectUris"),
        allowed_cors_origins: section.texts("AllowedCorsOrigins"),
        access_token_lifetime_seconds: section.integer(
            "AccessTokenLifetime",
            default.access_token_lifetime_seconds,
            findings,
        ),
        identity_token_lifetime_seconds: section.integer(
            "IdentityTokenLifetime",
            default.identity_token_lifetime_seconds,
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
    findings: &mut Vec<Finding>,
) -> Vec<HashedSecret> {
    let mut secrets = Vec::new();
    for (path, element) in section.elements(name) {
        match element {
            Value::String(plain) => secrets.push(HashedSecret::of(plain)),
            Value::Object(object) => {
                let secret = Section::new(path, object);
                let kind = secret.text("Type");
                if kind.is_some_and(|kind| kind != "SharedSecret") {
                    findings.push(Finding::note(
                        secret.at("Type"),
                        "only shared secrets are compared; this one is left out",
                        "use the type SharedSecret",
                    ));
                    continue;
                }
                secrets.push(HashedSecret {
                    hash: SecretHash::from_value(&secret.text("Value").unwrap_or_default()),
                    expiration: secret.time("Expiration", findings),
                });
            }
            _ => {}
        }
    }
    secrets
}

fn read_claims(section: &Section<'_>, findings: &mut Vec<Finding>) -> Vec<Claim> {
    let mut claims = Vec::new();
    for claim in section.sections("Claims") {
        let Some(name) = claim.text("Type") else {
            findings.push(Finding::warning(
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
fn value_type(kind: &str, value: &str) -> ValueType {
    let structured = || {
        matches!(
            claimscope_core::json::parse_strict(value.as_bytes()),
            Ok(Value::Object(_) | Value::Array(_))
        )
    };
    match kind.rsplit('#').next().unwrap_or(kind) {
        "json" | "JSON" if structured() => ValueType::Json,
        "integer" | "integer32" | "integer64" if value.parse::<i64>().is_ok() => ValueType::Integer,
        "boolean" if value.parse::<bool>().is_ok() => ValueType::Boolean,
        _ => ValueType::Text,
    }
}

fn read_scope(section: &Section<'_>, findings: &mut Vec<Finding>) -> Scope {
    Scope {
        name: section.text("Name").unwrap_or_default(),
        display_name: section.text("DisplayName"),
        enabled: section.flag("Enabled", true, findings),
        show_in_discovery_document: section.flag("ShowInDiscoveryDocument", true, findings),
        // oidc-server-mock calls the claims of an identity resource ClaimTypes.
        user_claims: [section.texts("UserClaims"), section.texts("ClaimTypes")].concat(),
    }
}

fn read_api(section: &Section<'_>, findings: &mut Vec<Finding>) -> ApiResource {
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

fn read_user(section: &Section<'_>, findings: &mut Vec<Finding>) -> User {
    User {
        subject_id: section.text("SubjectId").unwrap_or_default(),
        username: section.text("Username").unwrap_or_default(),
        password: Secret::from(section.text("Password").unwrap_or_default()),
        is_active: section.flag("IsActive", true, findings),
        claims: read_claims(section, findings),
    }
}
