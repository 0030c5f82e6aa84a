//! PHP: Laravel's Passport and Sanctum, tymon/jwt-auth, league/oauth2-server, firebase/php-jwt and Symfony's Lexik bundle ([league], [Lexik]).
//!
//! [league]: https://github.com/thephpleague/oauth2-server/tree/master/src/AuthorizationValidators
//! [Lexik]: https://github.com/lexik/LexikJWTAuthenticationBundle

use super::Sign::{Header, Says};
use super::{Cause, Product};

pub(super) const LARAVEL: Product = Product {
    name: "Laravel",
    signs: &[
        Header("set-cookie", "laravel_session"),
        Says("unauthenticated."),
        Says("invalid ability provided"),
        Says("could not be parsed from the request"),
        Says("resource owner or authorization server denied the request"),
    ],
    rows: &[
        ("=unauthenticated", Cause::TokenRefused),
        ("this action is unauthorized", Cause::Policy),
        ("invalid scope(s) provided", Cause::Scope),
        ("invalid ability provided", Cause::Scope),
        ("csrf token mismatch", Cause::OtherCredential),
        ("missing \"authorization\" header", Cause::TokenMissing),
        ("missing \"bearer\" token", Cause::TokenMissing),
        ("access token is invalid", Cause::TokenRefused),
        ("access token has been revoked", Cause::Revoked),
        ("access token is expired", Cause::Expired),
        ("access token could not be verified", Cause::TokenRefused),
        ("access token is not signed", Cause::Unsigned),
        ("error while decoding to json", Cause::Malformed),
        (
            "!resource owner or authorization server denied the request",
            Cause::TokenRefused,
        ),
        ("token not provided", Cause::TokenMissing),
        (
            "token could not be parsed from the request",
            Cause::TokenMissing,
        ),
        ("token signature could not be verified", Cause::Signature),
        ("the token has been blacklisted", Cause::Revoked),
        ("wrong number of segments", Cause::Malformed),
        ("unable to lookup correct key", Cause::KeyNotFound),
        ("expired jwt token", Cause::Expired),
        ("invalid jwt token", Cause::TokenRefused),
        ("jwt token not found", Cause::TokenMissing),
        ("unable to load an user with property", Cause::TokenRefused),
        ("too many attempts", Cause::RateLimit),
    ],
    advice: &[
        (
            Cause::TokenRefused,
            "see which guard the route uses (auth:api or auth:sanctum): each takes only tokens that it issued itself; Accept: application/json keeps it from redirecting",
        ),
        (
            Cause::Redirect,
            "send Accept: application/json, so that Laravel answers 401 and does not redirect to its login page",
        ),
    ],
};
