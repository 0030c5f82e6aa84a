//! Auth0: userinfo and the Management API ([errors]).
//!
//! [errors]: https://auth0.com/docs/api/management/v2

use super::Sign::{Header, Host, Says};
use super::{Cause, Product};

/// Behind which words it names the audience that it expects.
pub(super) const AUDIENCE_MARKS: &[&str] = &["bad audience: expected "];

/// What to do about a token that is encrypted for the issuer itself.
pub(super) const ENCRYPTED_ADVICE: &str = "name the API when asking for the token, as audience with Auth0 and as resource elsewhere: without, it is for the issuer alone";

pub(super) const AUTH0: Product = Product {
    name: "Auth0",
    signs: &[
        Host(".auth0.com"),
        Header("x-auth0-requestid", ""),
        Says("received for json web token validation"),
    ],
    rows: &[
        ("expired token received for json web token", Cause::Expired),
        ("bad audience:", Cause::Audience),
        (
            "invalid signature received for json web token",
            Cause::Signature,
        ),
        ("invalid token algorithm received", Cause::Algorithm),
        ("bad http authentication header format", Cause::Malformed),
        ("insufficient scope, expected any of", Cause::Scope),
        ("client is not global", Cause::Policy),
        ("global limit has been reached", Cause::RateLimit),
    ],
    advice: &[
        (
            Cause::Audience,
            "ask for a token with audience https://TENANT/api/v2/ for the Management API",
        ),
        (
            Cause::Scope,
            "allow the scope to the application under APIs, Machine to Machine Applications, and ask for a new token",
        ),
    ],
};
