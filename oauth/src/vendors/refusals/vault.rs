//! HashiCorp Vault ([API]).
//!
//! [API]: https://developer.hashicorp.com/vault/api-docs

use super::Sign::{Header, Says};
use super::{Cause, Product};

/// How its own tokens begin.
pub(super) const TOKEN_PREFIXES: &[&str] = &["hvs."];

pub(super) const VAULT: Product = Product {
    name: "Vault",
    signs: &[
        Header("x-vault-", ""),
        Says("vault is sealed"),
        Says("missing client token"),
        Says("no audiences bound to the role"),
    ],
    rows: &[
        ("missing client token", Cause::TokenMissing),
        ("!?=permission denied", Cause::Policy),
        ("vault is sealed", Cause::Failed),
        ("no audiences bound to the role", Cause::Setting),
        ("invalid audience (aud) claim", Cause::Audience),
        (
            "does not match any associated bound claim",
            Cause::ClaimMissing,
        ),
        ("invalid issuer (iss) claim", Cause::Issuer),
        (
            "no known key successfully validated the token signature",
            Cause::Signature,
        ),
        ("error validating token", Cause::TokenRefused),
    ],
    advice: &[
        (
            Cause::Setting,
            "set bound_audiences of the role to the token's aud",
        ),
        (
            Cause::Policy,
            "Vault says so for an unknown or expired token and for a path that no policy of the token covers: vault token lookup, and vault token capabilities PATH, tell",
        ),
        (
            Cause::TokenMissing,
            "send Vault's own token as X-Vault-Token, or as Authorization: Bearer; a JWT is first exchanged at auth/jwt/login",
        ),
    ],
};
