//! A client of the token server, with IdentityServer4's names and defaults.

use claimscope_core::jwk::Jwk;

use super::{Claim, HashedSecret, grant_type};

/// `RefreshTokenUsage`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TokenUsage {
    /// Each use gives a new handle, and the old one is used up.
    #[default]
    OneTimeOnly,
    /// The handle stays.
    ReUse,
}

/// `RefreshTokenExpiration`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TokenExpiration {
    /// A refresh token ends `AbsoluteRefreshTokenLifetime` after the sign-in.
    #[default]
    Absolute,
    /// Each use gives it `SlidingRefreshTokenLifetime` anew, within the absolute lifetime.
    Sliding,
}

/// `AccessTokenType`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AccessTokenType {
    /// A signed JWT.
    #[default]
    Jwt,
    /// A handle, whose claims the introspection endpoint tells.
    Reference,
}

/// A client, with the properties of IdentityServer4's `Client` that the playground uses.
#[derive(Clone, Debug)]
pub struct Client {
    /// `ClientId`.
    pub client_id: String,
    /// `ClientName`, for the login and consent pages.
    pub client_name: Option<String>,
    /// `Enabled`.
    pub enabled: bool,
    /// `RequireClientSecret`.
    pub require_client_secret: bool,
    /// `ClientSecrets`.
    pub client_secrets: Vec<HashedSecret>,
    /// The keys among `ClientSecrets`, those of the type `JWK`, with which the client signs what proves it.
    pub keys: Vec<Jwk>,
    /// `AllowedGrantTypes`.
    pub allowed_grant_types: Vec<String>,
    /// `AllowedScopes`.
    pub allowed_scopes: Vec<String>,
    /// `AllowOfflineAccess`.
    pub allow_offline_access: bool,
    /// `RequirePkce`.
    pub require_pkce: bool,
    /// `AllowPlainTextPkce`: whether `code_challenge_method` may be `plain`.
    pub allow_plain_text_pkce: bool,
    /// `RequireConsent`.
    pub require_consent: bool,
    /// `AllowRememberConsent`.
    pub allow_remember_consent: bool,
    /// `RedirectUris`.
    pub redirect_uris: Vec<String>,
    /// `PostLogoutRedirectUris`.
    pub post_logout_redirect_uris: Vec<String>,
    /// `AllowedCorsOrigins`.
    pub allowed_cors_origins: Vec<String>,
    /// `AccessTokenLifetime`.
    pub access_token_lifetime_seconds: i64,
    /// `IdentityTokenLifetime`.
    pub identity_token_lifetime_seconds: i64,
    /// `AuthorizationCodeLifetime`.
    pub authorization_code_lifetime_seconds: i64,
    /// `DeviceCodeLifetime`.
    pub device_code_lifetime_seconds: i64,
    /// `AbsoluteRefreshTokenLifetime`.
    pub absolute_refresh_token_lifetime_seconds: i64,
    /// `SlidingRefreshTokenLifetime`.
    pub sliding_refresh_token_lifetime_seconds: i64,
    /// `RefreshTokenUsage`.
    pub refresh_token_usage: TokenUsage,
    /// `RefreshTokenExpiration`.
    pub refresh_token_expiration: TokenExpiration,
    /// `UpdateAccessTokenClaimsOnRefresh`.
    pub update_access_token_claims_on_refresh: bool,
    /// `AccessTokenType`.
    pub access_token_type: AccessTokenType,
    /// `AlwaysIncludeUserClaimsInIdToken`.
    pub always_include_user_claims_in_id_token: bool,
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
            client_name: None,
            enabled: true,
            require_client_secret: true,
            client_secrets: Vec::new(),
            keys: Vec::new(),
            allowed_grant_types: Vec::new(),
            allowed_scopes: Vec::new(),
            allow_offline_access: false,
            require_pkce: true,
            allow_plain_text_pkce: false,
            require_consent: false,
            allow_remember_consent: true,
            redirect_uris: Vec::new(),
            post_logout_redirect_uris: Vec::new(),
            allowed_cors_origins: Vec::new(),
            access_token_lifetime_seconds: 3_600,
            identity_token_lifetime_seconds: 300,
            authorization_code_lifetime_seconds: 300,
            device_code_lifetime_seconds: 300,
            absolute_refresh_token_lifetime_seconds: 2_592_000,
            sliding_refresh_token_lifetime_seconds: 1_296_000,
            refresh_token_usage: TokenUsage::OneTimeOnly,
            refresh_token_expiration: TokenExpiration::Absolute,
            update_access_token_claims_on_refresh: false,
            access_token_type: AccessTokenType::Jwt,
            always_include_user_claims_in_id_token: false,
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

    /// The name that a person sees.
    pub fn display_name(&self) -> &str {
        self.client_name.as_deref().unwrap_or(&self.client_id)
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
        for (lifetime, name) in [
            (
                self.authorization_code_lifetime_seconds,
                "authorization code",
            ),
            (self.device_code_lifetime_seconds, "device code"),
        ] {
            if lifetime <= 0 {
                return Some(format!("{name} lifetime is 0 or negative"));
            }
        }
        if self.absolute_refresh_token_lifetime_seconds < 0 {
            return Some("absolute refresh token lifetime is negative".to_owned());
        }
        if self.sliding_refresh_token_lifetime_seconds <= 0 {
            return Some("sliding refresh token lifetime is 0 or negative".to_owned());
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
        let has_proof = !self.client_secrets.is_empty() || !self.keys.is_empty();
        (self.require_client_secret && !has_proof).then(|| {
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
