//! What the playground knows: clients, scopes, resources and users, with IdentityServer4's names and defaults.

mod client;
mod entries;
mod extensions;
mod finding;
mod lint;
mod quickstart;
mod read;
mod relaxed;
mod secret;
mod section;

pub use client::{AccessTokenType, Client, TokenExpiration, TokenUsage};
pub use extensions::{Extension, Extensions};
pub(crate) use finding::did_you_mean;
pub use finding::{ConfigFinding, ConfigSeverity};
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
    /// Token exchange ([RFC 8693](https://www.rfc-editor.org/rfc/rfc8693)).
    pub const TOKEN_EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
    /// An assertion as a grant ([RFC 7523 §2.1](https://www.rfc-editor.org/rfc/rfc7523#section-2.1)).
    pub const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
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
    /// `EmitScopesAsSpaceDelimitedStringInJwt`: `scope` is one string rather than an array.
    pub scopes_as_string: bool,
    /// `EmitStaticAudienceClaim`: every access token is for `<issuer>/resources` too.
    pub static_audience: bool,
    /// What goes beyond IdentityServer4.
    pub extensions: Extensions,
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

    /// Whether a user cannot refuse the scope `name`.
    pub fn is_required(&self, name: &str) -> bool {
        let scope = self
            .identity_resource(name)
            .or_else(|| self.api_scope(name));
        scope.is_some_and(|scope| scope.required)
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
    /// `Description`, for the consent page.
    pub description: Option<String>,
    /// `Required`: a user cannot refuse it on the consent page.
    pub required: bool,
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
            description: None,
            required: false,
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
    /// `ClaimValueType`.
    pub value_type: ClaimValueType,
}

impl Claim {
    /// The value as a token has it.
    pub fn json(&self) -> Value {
        let typed = match self.value_type {
            ClaimValueType::Text => None,
            ClaimValueType::Integer => self.value.parse::<i64>().ok().map(Value::from),
            ClaimValueType::Boolean => self.value.parse::<bool>().ok().map(Value::from),
            ClaimValueType::Json => parse_strict(self.value.as_bytes()).ok(),
        };
        // A text that does not fit its type stays text.
        typed.unwrap_or_else(|| Value::from(self.value.as_str()))
    }
}

/// How a configured claim is written into a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClaimValueType {
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
