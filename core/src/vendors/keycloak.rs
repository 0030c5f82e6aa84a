//! Keycloak: what its tokens carry ([the kinds of token], [the audience]).
//!
//! [the kinds of token]: https://github.com/keycloak/keycloak/blob/main/core/src/main/java/org/keycloak/util/TokenUtil.java
//! [the audience]: https://www.keycloak.org/docs/latest/server_admin/index.html#audience-support

use crate::json::Object;
use crate::jwt::TokenKind;

/// The client that owns the account console: the audience of tokens whose client scopes name no other.
pub const DEFAULT_AUDIENCE: &str = "account";

/// What the claim `typ` says, beside the header's.
pub fn kind(claims: &Object) -> Option<(TokenKind, &'static str)> {
    match claims.get_str("typ")? {
        "Bearer" => Some((TokenKind::Access, "typ: Bearer")),
        "ID" => Some((TokenKind::Id, "typ: ID")),
        "Refresh" => Some((TokenKind::Refresh, "typ: Refresh")),
        "Offline" => Some((TokenKind::Refresh, "typ: Offline")),
        "Logout" => Some((TokenKind::Logout, "typ: Logout")),
        _ => None,
    }
}
