//! Reads an IdentityServer4 appsettings file, and the plain-secret shape of oidc-server-mock.

use std::fmt;
use std::path::Path;

use claimscope_core::json::Value;

use super::entries::{read_api, read_client, read_scope, read_user};
use super::finding::{ConfigFinding, ConfigSeverity};
use super::lint::lint;
use super::quickstart::identity_resource;
use super::section::Section;
use super::{Client, Config, Extensions, OFFLINE_ACCESS, Scope, relaxed};
use crate::file;

/// The largest file that is read, in bytes.
const MAX_CONFIG_BYTES: u64 = 4 * 1024 * 1024;

/// What a file may have: settings, then from [`FIRST_DEFINITION`] on what says who and what there is.
const SECTIONS: [&str; 11] = [
    "IdentityServer",
    "IssuerUri",
    "EmitScopesAsSpaceDelimitedStringInJwt",
    "EmitStaticAudienceClaim",
    "Playground",
    "Clients",
    "ApiScopes",
    "ApiResources",
    "IdentityResources",
    "Users",
    "TestUsers",
];

const FIRST_DEFINITION: usize = 5;

/// Why a configuration is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// What is the matter, one sentence.
    pub message: String,
    /// Everything found on the way, errors first; empty where the text could not be read at all.
    pub findings: Vec<ConfigFinding>,
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
    /// The file cannot be read, is no regular file, is larger than 4 MiB, or [`Config::from_bytes`] refuses it.
    pub fn read(path: &Path) -> Result<(Self, Vec<ConfigFinding>), ConfigError> {
        let outcome = std::fs::metadata(path)
            .map_err(|error| format!("cannot read it: {error}"))
            .and_then(|metadata| file::read(path, &metadata, MAX_CONFIG_BYTES))
            .map_err(ConfigError::new)
            .and_then(|bytes| Self::from_bytes(&bytes));
        outcome.map_err(|error| ConfigError {
            message: format!("{}: {}", path.display(), error.message),
            ..error
        })
    }

    /// Reads a configuration: sections at the top or under `IdentityServer`, names in any case, secrets hashed
    /// (`{"Value": "…"}`) or in clear (`"…"`). An array alone is taken for `Clients`.
    ///
    /// # Errors
    /// The text is not JSON as .NET's configuration takes it, or IdentityServer4 would not start with it.
    pub fn from_bytes(bytes: &[u8]) -> Result<(Self, Vec<ConfigFinding>), ConfigError> {
        let value = relaxed::parse(bytes)
            .map_err(|fault| ConfigError::new(format!("the configuration is not JSON: {fault}")))?;
        let root = match value {
            Value::Object(root) => root,
            Value::Array(clients) if clients.is_empty() => {
                return Err(ConfigError::new(
                    "the configuration is an empty list; an object with Clients is wanted",
                ));
            }
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
            _ => Section::new("", &root),
        };
        let mut findings = Vec::new();
        let mut config = read_sections(&section, &top, &mut findings);
        lint(&config, &mut findings);
        // Until here they keep the places of the others.
        config.clients.retain(|client| !client.client_id.is_empty());
        if findings
            .iter()
            .any(|finding| finding.severity == ConfigSeverity::Error)
        {
            findings.sort_by_key(|finding| finding.severity);
            return Err(ConfigError {
                message: "IdentityServer4 would not start with this configuration".to_owned(),
                findings,
            });
        }
        Ok((config, findings))
    }
}

/// `top` is the whole file: what goes beyond IdentityServer4 may stand beside its section too.
fn read_sections(
    section: &Section<'_>,
    top: &Section<'_>,
    findings: &mut Vec<ConfigFinding>,
) -> Config {
    section.note_misspelt(&SECTIONS, findings);
    let mut config = Config {
        issuer_uri: section.text("IssuerUri"),
        scopes_as_string: section.flag("EmitScopesAsSpaceDelimitedStringInJwt", false, findings),
        static_audience: section.flag("EmitStaticAudienceClaim", false, findings),
        ..Config::default()
    };
    let definitions = &SECTIONS[FIRST_DEFINITION..];
    let places = [section, top].into_iter();
    let mut found = places.filter_map(|place| Some((place, place.value("Playground")?)));
    if let Some((place, Value::Object(extensions))) = found.next() {
        let extensions = Section::new(place.at("Playground"), extensions);
        config.extensions = Extensions::read(&extensions, findings);
        if definitions.iter().all(|name| section.value(name).is_none()) {
            // A file that only switches something on is about the quickstart.
            return Config {
                issuer_uri: config.issuer_uri,
                scopes_as_string: config.scopes_as_string,
                static_audience: config.static_audience,
                extensions: config.extensions,
                ..Config::quickstart()
            };
        }
    }
    section.note_scalars(definitions, findings);
    for (path, element) in section.elements("Clients") {
        config.clients.push(match element {
            Value::Object(object) => read_client(&Section::new(path, object), findings),
            other => {
                findings.push(ConfigFinding::warning(
                    path,
                    format!("this is {} where a client should be", other.type_text()),
                    "write {\"ClientId\": \"…\"}, with the client's other settings",
                ));
                Client::default()
            }
        });
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
fn define_implied_scopes(
    section: &Section<'_>,
    config: &mut Config,
    findings: &mut Vec<ConfigFinding>,
) {
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
    findings.push(ConfigFinding::note(
        section.at("ApiScopes"),
        "there is no such section, so the scopes of the API resources and clients are taken",
        "define the scopes in ApiScopes, as version 4 needs it",
    ));
}
