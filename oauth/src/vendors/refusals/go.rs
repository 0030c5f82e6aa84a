//! Go: golang-jwt, go-jose, coreos/go-oidc and Auth0's middleware ([golang-jwt], [go-oidc], [middleware]).
//!
//! [golang-jwt]: https://github.com/golang-jwt/jwt/blob/main/errors.go
//! [go-oidc]: https://github.com/coreos/go-oidc/blob/v3/oidc/verify.go
//! [middleware]: https://github.com/auth0/go-jwt-middleware

use super::{Cause, Product};

/// Behind which words go-oidc names the audience that it expects.
pub(super) const AUDIENCE_MARKS: &[&str] = &["expected audience \"", "expected audience \\\""];

/// Behind which words it names the audience of the token.
pub(super) const TOKEN_AUDIENCE_MARKS: &[&str] = &["got [\"", "got [\\\""];

/// Behind which words go-oidc names the issuer that it expects.
pub(super) const ISSUER_MARKS: &[&str] = &["issued by a different provider, expected \""];

pub(super) const GO: Product = Product {
    name: "a Go program",
    signs: &[],
    rows: &[
        ("token is expired", Cause::Expired),
        ("token used before issued", Cause::NotYetValid),
        ("token is not valid yet", Cause::NotYetValid),
        ("token has invalid audience", Cause::Audience),
        ("token has invalid issuer", Cause::Issuer),
        ("token has invalid subject", Cause::ClaimMissing),
        ("token is missing required claim", Cause::ClaimMissing),
        (
            "token contains an invalid number of segments",
            Cause::Malformed,
        ),
        ("token is malformed", Cause::Malformed),
        ("key is of invalid type", Cause::KeyKind),
        ("token signature is invalid", Cause::Signature),
        ("unexpected signing method", Cause::Algorithm),
        ("signing method * is invalid", Cause::Algorithm),
        ("signature algorithm \"*\" not supported", Cause::Algorithm),
        ("unexpected signature algorithm", Cause::Algorithm),
        ("oidc: expected audience * got []", Cause::AudienceMissing),
        ("oidc: expected audience", Cause::Audience),
        (
            "oidc: id token issued by a different provider",
            Cause::Issuer,
        ),
        (
            "issuer did not match the issuer returned by provider",
            Cause::IssuerUnreachable,
        ),
        (
            "failed to verify signature: fetching keys",
            Cause::IssuerUnreachable,
        ),
        ("square/go-jose: error in crypto", Cause::Signature),
        (
            "go-jose/go-jose: error in cryptographic primitive",
            Cause::Signature,
        ),
        ("error in cryptographic primitive", Cause::Signature),
        ("crypto/rsa: verification error", Cause::Signature),
        (
            "error getting the keys from the key func",
            Cause::KeyNotFound,
        ),
        ("token is unverifiable", Cause::KeyNotFound),
        ("missing issued-at", Cause::ClaimMissing),
        ("=future token", Cause::NotYetValid),
        ("jwt is missing", Cause::TokenMissing),
        ("jwt is invalid", Cause::TokenRefused),
        (
            "authorization header format must be bearer {token}",
            Cause::Scheme,
        ),
    ],
    advice: &[],
};
