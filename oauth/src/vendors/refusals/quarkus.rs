//! Quarkus, SmallRye JWT, jose4j, Vert.x and jjwt ([jose4j], [jjwt], [MicroProfile JWT]).
//!
//! [jose4j]: https://bitbucket.org/b_c/jose4j/wiki/JWT%20Examples
//! [jjwt]: https://github.com/jwtk/jjwt
//! [MicroProfile JWT]: https://download.eclipse.org/microprofile/microprofile-jwt-auth-2.1/microprofile-jwt-auth-spec-2.1.html

use super::Sign::Says;
use super::{Cause, Product};

/// Before what jose4j says of a claim, whose name decides.
pub(super) const ONE_STATEMENT: &[&str] = &["invalid claims or other invalid content"];

pub(super) const QUARKUS: Product = Product {
    name: "Quarkus",
    signs: &[Says("srjwt"), Says("srjwt0")],
    rows: &[
        ("jwk with kid * is not available", Cause::KeyNotFound),
        ("the jwt is no longer valid", Cause::Expired),
        ("jwt is not yet valid", Cause::NotYetValid),
        ("issuer (iss) claim value * doesn't match", Cause::Issuer),
        ("no audience (aud) claim present", Cause::AudienceMissing),
        ("audience (aud) claim", Cause::Audience),
        ("jws signature is invalid", Cause::Signature),
        (
            "unable to find a suitable verification key",
            Cause::KeyNotFound,
        ),
        ("srjwt07000", Cause::TokenRefused),
        ("srjwt08", Cause::KeyNotFound),
        (
            "jwt signature does not match locally computed",
            Cause::Signature,
        ),
        (
            "jwt strings must contain exactly 2 period",
            Cause::Malformed,
        ),
        (
            "unprotected headers and claims * are not supported",
            Cause::Unsigned,
        ),
        ("jwt expired * milliseconds ago", Cause::Expired),
    ],
    advice: &[(
        Cause::TokenRefused,
        "look in the log with quarkus.log.category.\"io.quarkus.oidc\".level=DEBUG (or io.smallrye.jwt)",
    )],
};
