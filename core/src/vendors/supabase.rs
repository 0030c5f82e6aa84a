//! Supabase ([API keys](https://supabase.com/docs/guides/api/api-keys)).

#[cfg(feature = "registry")]
use crate::json::Object;

/// What a token is whose role is one of a project's own keys.
pub const API_KEY: &str = "a project's API key in the form of a JWT, and no user's token";

/// Whether the role is that of one of a project's own keys.
pub fn is_api_key_role(role: &str) -> bool {
    matches!(role, "anon" | "service_role")
}

/// Whether the claims are those of a project's own key.
#[cfg(feature = "registry")]
pub(crate) fn is_api_key(claims: &Object) -> bool {
    let is_of_key = claims.get_str("role").is_some_and(is_api_key_role);
    is_of_key && claims.get("sub").is_none() && claims.get_str("iss") == Some("supabase")
}
