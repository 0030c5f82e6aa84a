//! Node: jsonwebtoken, jose, express-jwt, express-oauth2-jwt-bearer, passport, NestJS and hapi ([jsonwebtoken], [jose], [express-oauth2-jwt-bearer]).
//!
//! [jsonwebtoken]: https://github.com/auth0/node-jsonwebtoken#errors--codes
//! [jose]: https://github.com/panva/jose/blob/main/src/util/errors.ts
//! [express-oauth2-jwt-bearer]: https://github.com/auth0/node-oauth2-jwt-bearer

use super::Sign::Header;
use super::{Cause, Product};

/// Behind which words jsonwebtoken names the audience that it expects.
pub(super) const AUDIENCE_MARKS: &[&str] = &["audience invalid. expected: "];

/// Behind which words jsonwebtoken names the issuer that it expects.
pub(super) const ISSUER_MARKS: &[&str] = &["issuer invalid. expected: "];

/// What to do about a token that is encrypted with a secret of its maker's, as NextAuth's session is ([JWT options]).
///
/// [JWT options]: https://next-auth.js.org/configuration/options#jwt
pub(super) const SESSION_ADVICE: &str = "send the provider's access token: this one is encrypted with a secret of its maker's, as NextAuth's session is, whose callback jwt has the provider's as account.access_token; where the issuer made it, name the API when asking, as audience or resource";

pub(super) const EXPRESS: Product = Product {
    name: "Express",
    signs: &[Header("x-powered-by", "Express")],
    rows: &[
        ("jwt expired", Cause::Expired),
        ("jwt not active", Cause::NotYetValid),
        ("jwt malformed", Cause::Malformed),
        ("invalid token format", Cause::Malformed),
        ("jwt signature is required", Cause::Unsigned),
        ("jwt must be provided", Cause::TokenMissing),
        ("no authorization token was found", Cause::TokenMissing),
        ("no auth token", Cause::TokenMissing),
        ("format is authorization: bearer [token]", Cause::Scheme),
        ("jwt * invalid. expected: undefined", Cause::Setting),
        ("jwt audience invalid", Cause::Audience),
        ("jwt issuer invalid", Cause::Issuer),
        ("jwt subject invalid", Cause::ClaimMissing),
        ("jwt id invalid", Cause::ClaimMissing),
        ("\"exp\" claim timestamp check failed", Cause::Expired),
        ("\"nbf\" claim timestamp check failed", Cause::NotYetValid),
        (
            "\"iat\" claim timestamp check failed (it should be in the past)",
            Cause::NotYetValid,
        ),
        (
            "\"iat\" claim timestamp check failed (too far in the past)",
            Cause::Lifetime,
        ),
        ("unexpected \"aud\" claim value", Cause::Audience),
        ("unexpected \"iss\" claim value", Cause::Issuer),
        ("unexpected \"typ\"", Cause::TokenType),
        ("unexpected 'aud' value", Cause::Audience),
        ("unexpected 'iss' value", Cause::Issuer),
        ("unexpected 'typ' value", Cause::TokenType),
        ("unexpected '*' value", Cause::ClaimMissing),
        ("unexpected \"*\" claim value", Cause::ClaimMissing),
        ("missing required \"aud\"", Cause::AudienceMissing),
        ("missing 'aud'", Cause::AudienceMissing),
        ("missing required \"exp\"", Cause::NoExpiry),
        ("missing required \"", Cause::ClaimMissing),
        ("err_jwt_expired", Cause::Expired),
        (
            "no applicable key found in the json web key set",
            Cause::KeyNotFound,
        ),
        (
            "multiple matching keys found in the json web key set",
            Cause::KeyNotFound,
        ),
        (
            "unable to find a signing key that matches",
            Cause::KeyNotFound,
        ),
        ("signing key for * certificate", Cause::IssuerUnreachable),
        ("error while resolving signing key for", Cause::KeyNotFound),
        ("secretorpublickey must be", Cause::KeyKind),
        ("secretorprivatekey must be", Cause::KeyKind),
        ("secretorprivatekey has a minimum key size", Cause::KeyKind),
        ("secret or public key must be provided", Cause::KeyNotFound),
        ("error in secret or public key callback", Cause::KeyNotFound),
        ("jwks_uri", Cause::IssuerUnreachable),
        (
            "expected 200 ok from the json web key set",
            Cause::IssuerUnreachable,
        ),
        (
            "failed to fetch authorization server metadata",
            Cause::IssuerUnreachable,
        ),
        (
            "\"alg\" (algorithm) header parameter value not allowed",
            Cause::Algorithm,
        ),
        ("invalid compact jw", Cause::Malformed),
        ("insufficient scope", Cause::Scope),
        ("permission denied", Cause::Policy),
        ("=forbidden resource", Cause::Policy),
        ("invalid csrf token", Cause::OtherCredential),
    ],
    advice: &[(
        Cause::TokenRefused,
        "log the error in the API: passport's failure info, or the err of the error handler, says which check failed",
    )],
};
