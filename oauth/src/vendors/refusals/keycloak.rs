//! Keycloak: its adapters, userinfo and the Admin API ([services]).
//!
//! [services]: https://github.com/keycloak/keycloak/tree/main/services/src/main/java/org/keycloak

use super::Sign::Says;
use super::{Cause, Product};

/// Behind which words it names the issuer that it expects.
pub(super) const ISSUER_MARKS: &[&str] = &["invalid token issuer. expected '"];

/// What to do where the userinfo endpoint is of another issuer than the token.
pub(super) const USERINFO_ADVICE: &str = "get the token at the address of this call, or give the issuer one public address, such as Keycloak's hostname (KC_HOSTNAME): it goes by another name here";

pub(super) const KEYCLOAK: Product = Product {
    name: "Keycloak",
    signs: &[
        Says("didn't find publickey for"),
        Says("http 401 unauthorized"),
        Says("user session not found or doesn't have client attached"),
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
