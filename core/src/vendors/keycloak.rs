//! Keycloak: what its tokens carry ([the kinds of token], [the audience]).
//!
//! [the kinds of token]: https://github.com/keycloak/keycloak/blob/main/core/src/main/java/org/keycloak/util/TokenUtil.java
//! [the audience]: https://www.keycloak.org/docs/latest/server_admin/index.html#audience-support

use crate::json::Object;

/// The client that owns the account console: the audience of tokens whose client scopes name no other.
pub const DEFAULT_AUDIENCE: &str = "account";

/// What to do about that audience.
pub const DEFAULT_AUDIENCE_ADVICE: &str =
    "Keycloak's default: add an audience mapper for the API to the client's scope";

/// What to do about a token of Keycloak's that names other clients in `aud`, or none.
pub const AUDIENCE_ADVICE: &str =
    "at Keycloak, add an audience mapper for the API to the client's scope, and get a new token";

/// Whether a token is Keycloak's, by the claims in which it gives roles.
pub(super) fn has_its_roles(claims: &Object) -> bool {
    claims.get("realm_access").is_some() || claims.get("resource_access").is_some()
}

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
