//! What the playground knows: clients, scopes, resources and users, with IdentityServer4's names and defaults.

mod entries;
mod finding;
mod lint;
mod quickstart;
mod read;
mod relaxed;
mod secret;
mod section;

pub(crate) use finding::did_you_mean;
pub use finding::{Finding, Severity};
pub use read::ConfigError;
pub(crate) use secret::check as check_secret;
pub use secret::{HashedSecret, SecretHash};

use claimscope_core::json::{Value, parse_strict};
use claimscope_core::secret::Secret;

use crate::log::echo;

/// Grant types as `AllowedGrantTypes` and `grant_type` write them.
pub mod grant_type {
    /// The authorization code grant ([RFC 6749 §4.1](https://www.rfc-editor.org/rfc/rfc6749#section-4.1)).
    pub const AUTHORIZATION_CODE: &str = "authorization_code";
    /// The client credentials grant ([RFC 6749 §4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4)).
    pub const CLIENT_CREDENTIALS: &str = "client_credentials";
    /// The device grant ([RFC 8628](https://www.rfc-editor.org/rfc/rfc8628)).
    pub const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";
    /// OpenID Connect's hybrid flow, a name of IdentityServer4's own.
    pub const HYBRID: &str = "hybrid";
    /// The implicit grant ([RFC 6749 §4.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.2)).
    pub const IMPLICIT: &str = "implicit";
    /// The resource owner password grant ([RFC 6749 §4.3](https://www.rfc-editor.org/rfc/rfc6749#section-4.3)).
    pub const PASSWORD: &str = "password";
    /// The refresh grant ([RFC 6749 §6](https://www.rfc-editor.org/rfc/rfc6749#section-6)); never listed at a client.
    pub const REFRESH_TOKEN: &str = "refresh_token";
}

/// The scope that asks for a refresh token.
pub const OFFLINE_ACCESS: &str = "offline_access";

/// Everything that the token server answers from.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The fixed issuer; absent, it is scheme and host of each request, as IdentityServer4 has it.
    pub issuer_uri: Option<String>,
    /// Who may ask for tokens.
    pub clients: Vec<Client>,
    /// The scopes of APIs.
    pub api_scopes: Vec<Scope>,
    /// The APIs; their names become `aud`.
    pub api_resources: Vec<ApiResource>,
    /// The scopes that stand for claims about the user, such as `profile`.
    pub identity_resources: Vec<Scope>,
    /// Who can sign in; without any, the password grant is not supported.
    pub users: Vec<User>,
}

impl Config {
    /// The client with this id that may be used, as IdentityServer4's validating store finds it.
    ///
    /// # Errors
    /// Says why there is none: unknown, disabled, or configured so that IdentityServer4 would not take it.
    pub fn client(&self, client_id: &str) -> Result<&Client, String> {
        let client = self
            .clients
            .iter()
            .find(|client| client.client_id == client_id)
            .ok_or_else(|| format!("no client {} is configured", echo(client_id)))?;
        if !client.enabled {
            return Err(format!("the client {} is disabled", echo(client_id)));
        }
        match client.misconfiguration() {
            Some(fault) => Err(format!(
                "the client {} cannot be used: {fault}",
                echo(client_id)
            )),
            None => Ok(client),
        }
    }

    /// The enabled API scope `name`.
    pub fn api_scope(&self, name: &str) -> Option<&Scope> {
        enabled_scope(&self.api_scopes, name)
    }

    /// The enabled identity resource `name`.
    pub fn identity_resource(&self, name: &str) -> Option<&Scope> {
        enabled_scope(&self.identity_resources, name)
    }

    /// The enabled API resources that own the scope `name`.
    pub fn api_resources_of<'a>(
        &'a self,
        scope: &'a str,
    ) -> impl Iterator<Item = &'a ApiResource> + 'a {
        self.api_resources
            .iter()
            .filter(move |api| api.scope.enabled && api.scopes.iter().any(|owned| owned == scope))
    }
}

fn enabled_scope<'a>(scopes: &'a [Scope], name: &str) -> Option<&'a Scope> {
    scopes
        .iter()
        .find(|scope| scope.enabled && scope.name == name)
}

/// A client, with the properties of IdentityServer4's `Client` that the playground uses.
#[derive(Clone, Debug)]
pub struct Client {
    /// `ClientId`.
    pub client_id: String,
    /// `Enabled`.
    pub enabled: bool,
    /// `RequireClientSecret`.
    pub require_client_secret: bool,
    /// `ClientSecrets`.
    pub client_secrets: Vec<HashedSecret>,
    /// `AllowedGrantTypes`.
    pub allowed_grant_types: Vec<String>,
    /// `AllowedScopes`.
    pub allowed_scopes: Vec<String>,
    /// `AllowOfflineAccess`.
    pub allow_offline_access: bool,
    /// `RequirePkce`.
    pub require_pkce: bool,
    /// `RedirectUris`.
    pub redirect_uris: Vec<String>,
    /// `AllowedCorsOrigins`.
    pub allowed_cors_origins: Vec<String>,
    /// `AccessTokenLifetime`.
    pub access_token_lifetime_seconds: i64,
    /// `IdentityTokenLifetime`.
    pub identity_token_lifetime_seconds: i64,
    /// `IncludeJwtId`.
    pub include_jwt_id: bool,
    /// `Claims`.
    pub claims: Vec<Claim>,
    /// `ClientClaimsPrefix`.
    pub client_claims_prefix: String,
    /// `AlwaysSendClientClaims`.
    pub always_send_client_claims: bool,
}

impl Default for Client {
    fn default() -> Self {
        Self {
            client_id: String::new(),
            enabled: true,
            require_client_secret: true,
            client_secrets: Vec::new(),
            allowed_grant_types: Vec::new(),
            allowed_scopes: Vec::new(),
            allow_offline_access: false,
            require_pkce: true,
            redirect_uris: Vec::new(),
            allowed_cors_origins: Vec::new(),
            access_token_lifetime_seconds: 3_600,
            identity_token_lifetime_seconds: 300,
            include_jwt_id: true,
            claims: Vec::new(),
            client_claims_prefix: "client_".to_owned(),
            always_send_client_claims: false,
        }
    }
}

impl Client {
    /// Whether `AllowedGrantTypes` lists `grant`.
    pub fn allows(&self, grant: &str) -> bool {
        self.allowed_grant_types
            .iter()
            .any(|allowed| allowed == grant)
    }

    /// Whether its id alone is enough: no secret required, or a client for the implicit grant alone.
    pub fn is_public(&self) -> bool {
        let implicit_only =
            self.allowed_grant_types.len() == 1 && self.allows(grant_type::IMPLICIT);
        !self.require_client_secret || implicit_only
    }

    /// Why IdentityServer4's configuration check would refuse this client, which makes it an unknown one.
    pub fn misconfiguration(&self) -> Option<String> {
        if self.allowed_grant_types.is_empty() {
            return Some("no allowed grant type specified".to_owned());
        }
        if self.access_token_lifetime_seconds <= 0 {
            return Some("access token lifetime is 0 or negative".to_owned());
        }
        if self.identity_token_lifetime_seconds <= 0 {
            return Some("identity token lifetime is 0 or negative".to_owned());
        }
        let redirects = [
            grant_type::AUTHORIZATION_CODE,
            grant_type::HYBRID,
            grant_type::IMPLICIT,
        ];
        if self.redirect_uris.is_empty() && redirects.iter().any(|grant| self.allows(grant)) {
            return Some("no redirect URI configured".to_owned());
        }
        if let Some(origin) = self
            .allowed_cors_origins
            .iter()
            .find(|origin| !is_origin(origin))
        {
            return Some(format!(
                "AllowedCorsOrigins contains invalid origin: {origin}"
            ));
        }
        let secret_grant = self
            .allowed_grant_types
            .iter()
            .find(|grant| *grant != grant_type::IMPLICIT)?;
        (self.require_client_secret && self.client_secrets.is_empty()).then(|| {
            format!(
                "client secret is required for {secret_grant}, but no client secret is configured"
            )
        })
    }
}

/// Whether `text` is scheme and authority alone, without path or trailing slash.
fn is_origin(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, rest)| {
        !scheme.is_empty() && !rest.is_empty() && !rest.contains(['/', '?', '#'])
    })
}

/// A scope, or an identity resource, which has the same shape.
#[derive(Clone, Debug)]
pub struct Scope {
    /// `Name`, the value that clients ask for.
    pub name: String,
    /// `DisplayName`.
    pub display_name: Option<String>,
    /// `Enabled`.
    pub enabled: bool,
    /// `ShowInDiscoveryDocument`.
    pub show_in_discovery_document: bool,
    /// `UserClaims`: the claims about the user that come with it.
    pub user_claims: Vec<String>,
}

impl Scope {
    /// An enabled scope without user claims.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            display_name: None,
            enabled: true,
            show_in_discovery_document: true,
            user_claims: Vec::new(),
        }
    }
}

/// An API with its scopes.
#[derive(Clone, Debug)]
pub struct ApiResource {
    /// Name, visibility and claims; the name becomes `aud`.
    pub scope: Scope,
    /// `Scopes`: the names of the scopes that it owns.
    pub scopes: Vec<String>,
    /// `ApiSecrets`, with which it may ask the introspection endpoint.
    pub api_secrets: Vec<HashedSecret>,
}

/// A user, as IdentityServer4's `TestUser`.
#[derive(Clone, Debug)]
pub struct User {
    /// `SubjectId`, the value of `sub`.
    pub subject_id: String,
    /// `Username`.
    pub username: String,
    /// `Password`, in clear as the shape has it.
    pub password: Secret,
    /// `IsActive`.
    pub is_active: bool,
    /// `Claims`.
    pub claims: Vec<Claim>,
}

/// A configured claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// `Type`, the claim's name.
    pub name: String,
    /// `Value`, as text.
    pub value: String,
    /// `ValueType`.
    pub value_type: ValueType,
}

impl Claim {
    /// The value as a token has it.
    pub fn json(&self) -> Value {
        let typed = match self.value_type {
            ValueType::Text => None,
            ValueType::Integer => self.value.parse::<i64>().ok().map(Value::from),
            ValueType::Boolean => self.value.parse::<bool>().ok().map(Value::from),
            ValueType::Json => parse_strict(self.value.as_bytes()).ok(),
        };
        // A text that does not fit its type stays text.
        typed.unwrap_or_else(|| Value::from(self.value.as_str()))
    }
}

/// How a configured claim is written into a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ValueType {
    /// As a string.
    #[default]
    Text,
    /// As a number without fraction.
    Integer,
    /// As `true` or `false`.
    Boolean,
    /// As the JSON object or array that the text is.
    Json,
}
