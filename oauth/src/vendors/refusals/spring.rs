//! Spring Security's resource server, and Nimbus JOSE + JWT behind it ([decoder]).
//!
//! [decoder]: https://docs.spring.io/spring-security/reference/servlet/oauth2/resource-server/jwt.html

use super::Sign::{Header, Says};
use super::{Cause, Product};

pub(super) const SPRING: Product = Product {
    name: "Spring Security",
    signs: &[
        Says("attempting to decode the jwt"),
        Header(
            "www-authenticate",
            "tools.ietf.org/html/rfc6750#section-3.1",
        ),
        Says("full authentication is required"),
        Says("cannot convert access token"),
        Says("with the provided issuer of"),
        Says("did not match the requested issuer"),
    ],
    rows: &[
        ("encrypted jwt rejected", Cause::Encrypted),
        ("unsecured (plain) jwts are rejected", Cause::Unsigned),
        ("jwt expired at", Cause::Expired),
        ("jwt used before", Cause::NotYetValid),
        ("jwt before use time", Cause::NotYetValid),
        ("the iss claim is not valid", Cause::Issuer),
        ("the aud claim is not valid", Cause::Audience),
        ("the required audience is missing", Cause::Audience),
        ("this aud claim is not equal", Cause::Audience),
        ("the * claim is not valid", Cause::ClaimMissing),
        ("jose header typ", Cause::TokenType),
        ("jose header \"typ\"", Cause::TokenType),
        ("unsupported algorithm of", Cause::Algorithm),
        ("another algorithm expected", Cause::Algorithm),
        ("signed jwt rejected: invalid signature", Cause::Signature),
        ("couldn't retrieve remote jwk set", Cause::IssuerUnreachable),
        ("malformed jwk set", Cause::IssuerUnreachable),
        ("required \"keys\" member", Cause::IssuerUnreachable),
        (
            "unable to resolve the configuration",
            Cause::IssuerUnreachable,
        ),
        (
            "did not match the requested issuer",
            Cause::IssuerUnreachable,
        ),
        ("does not contain resource id", Cause::Audience),
        ("higher privileges than provided", Cause::Scope),
        ("full authentication is required", Cause::TokenMissing),
        ("invalid serialized unsecured", Cause::Malformed),
        ("bearer token is malformed", Cause::Malformed),
        ("found multiple bearer tokens", Cause::RequestInvalid),
        ("provided token isn't active", Cause::Revoked),
        // So too where its signature does not verify.
        ("?cannot convert access token to json", Cause::Opaque),
    ],
    advice: &[
        (
            Cause::IssuerUnreachable,
            "from the API's machine, open issuer-uri's /.well-known/openid-configuration, where the issuer that it names must fit, and jwk-set-uri, which must answer with a JWKS: {\"keys\": […]}",
        ),
        (
            Cause::Algorithm,
            "with Spring, NimbusJwtDecoder takes RS256 alone unless told otherwise: set spring.security.oauth2.resourceserver.jwt.jws-algorithms to the token's alg",
        ),
        (
            Cause::TokenType,
            "with Spring, allow the typ at the decoder: its jwtProcessorCustomizer sets a DefaultJOSEObjectTypeVerifier that takes at+jwt",
        ),
        (
            Cause::Scope,
            "ask for a token with the scope; Spring turns each into an authority SCOPE_name, and reads roles from elsewhere only if told to",
        ),
        (
            Cause::TokenRefused,
            "look in the API's log; with Spring, set logging.level.org.springframework.security to TRACE",
        ),
    ],
};
