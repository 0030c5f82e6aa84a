//! Keycloak: what its tokens carry ([the kinds of token], [the audience]).
//!
//! [the kinds of token]: https://github.com/keycloak/keycloak/blob/main/core/src/main/java/org/keycloak/util/TokenUtil.java
//! [the audience]: https://www.keycloak.org/docs/latest/server_admin/index.html#audience-support

/// The client that owns the account console: the audience of tokens whose client scopes name no other.
pub const DEFAULT_AUDIENCE: &str = "account";

/// What to do about that audience.
pub const DEFAULT_AUDIENCE_ADVICE: &str =
    "Keycloak's default: add an audience mapper for the API to the client's scope";

/// Whether an audience is [`DEFAULT_AUDIENCE`].
pub fn is_default_audience(audience: &str) -> bool {
    audience == DEFAULT_AUDIENCE
}

/// The claim that says what kind of token it is, beside the header's member of that name.
pub const KIND: &str = "typ";

/// Its value in access tokens.
pub const ACCESS: &str = "Bearer";

/// Its value in ID tokens.
pub const ID: &str = "ID";

/// Its values in refresh tokens.
pub const REFRESH: [&str; 2] = ["Refresh", "Offline"];

/// Its value in logout tokens.
pub const LOGOUT: &str = "Logout";
