//! Keycloak: its adapters, userinfo and the Admin API ([services]).
//!
//! [services]: https://github.com/keycloak/keycloak/tree/main/services/src/main/java/org/keycloak

use claimscope_core::json::{Object, Value};

use super::Sign::Says;
use super::{Cause, Product};

/// Behind which words it names the issuer that it expects.
pub(super) const ISSUER_MARKS: &[&str] = &["invalid token issuer. expected '"];

/// What to do where the userinfo endpoint is of another issuer than the token.
pub(super) const USERINFO_ADVICE: &str = "get the token at the address of this call, or give the issuer one public address, such as Keycloak's hostname (KC_HOSTNAME): it goes by another name here";

/// What to do where two issuers differ by their host alone.
pub(super) const OTHER_HOST_ADVICE: &str = "if both are one server, give it one address (at Keycloak by KC_HOSTNAME, or the realm's Frontend URL), or set the API to the token's iss; if not, get the token from the issuer that the API trusts";

/// Its roles, of the realm and of each client, which no other product looks for ([roles in tokens]).
///
/// [roles in tokens]: https://www.keycloak.org/docs/latest/server_admin/index.html#_oidc_token_role_mappings
pub(super) fn nested_roles(claims: &Object) -> Vec<String> {
    let clients = claims.get("resource_access").and_then(Value::as_object);
    let clients = clients.into_iter().flat_map(|clients| clients.iter());
    let clients = clients.map(|(client, value)| (format!("resource_access.{client}"), value));
    let realm = claims.get("realm_access");
    let realm = realm.map(|value| ("realm_access".to_owned(), value));
    let named = realm.into_iter().chain(clients);
    let lines = named.filter_map(|(name, value)| {
        let roles = value.as_object()?.get("roles")?.as_array()?;
        let roles: Vec<&str> = roles.iter().filter_map(Value::as_str).collect();
        Some(format!("token {name}.roles = {}", roles.join(", ")))
    });
    let mut lines: Vec<String> = lines.collect();
    if !lines.is_empty() {
        lines.push("an API reads roles inside an object where it is set to".to_owned());
    }
    lines
}

pub(super) const KEYCLOAK: Product = Product {
    name: "Keycloak",
    signs: &[
        Says("didn't find publickey for"),
        Says("http 401 unauthorized"),
        Says("user session not found or doesn't have client attached"),
        Says("missing openid scope"),
    ],
    rows: &[
        ("didn't find publickey for", Cause::KeyNotFound),
        ("invalid token issuer", Cause::Issuer),
        ("invalid token signature", Cause::Signature),
        ("invalid token audience", Cause::Audience),
        ("no bearer auth", Cause::TokenMissing),
        ("user session not found", Cause::Revoked),
        ("session not active", Cause::Revoked),
        ("stale token", Cause::Revoked),
        ("client session not found", Cause::Revoked),
        ("user disabled", Cause::Policy),
        ("missing openid scope", Cause::Scope),
        ("token verification failed", Cause::TokenRefused),
        ("http 403 forbidden", Cause::Policy),
        ("http 401 unauthorized", Cause::TokenRefused),
        ("rpt * invalid", Cause::TokenRefused),
        ("not_authorized", Cause::Policy),
    ],
    advice: &[
        (
            Cause::Policy,
            "give the user or service account the role, such as view-users of the client realm-management, and get a new token",
        ),
        (
            Cause::Scope,
            "ask for the scope openid: userinfo takes no token without it",
        ),
        (
            Cause::KeyNotFound,
            "make the adapter's realm and auth-server-url those of the token's issuer, and let it fetch the keys again",
        ),
    ],
};
