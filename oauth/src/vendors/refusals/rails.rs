//! Ruby: Doorkeeper, Devise, the jwt gem and Rails itself ([Doorkeeper], [Devise], [jwt]).
//!
//! [Doorkeeper]: https://github.com/doorkeeper-gem/doorkeeper/blob/main/config/locales/en.yml
//! [Devise]: https://github.com/heartcombo/devise/blob/main/config/locales/en.yml
//! [jwt]: https://github.com/jwt/ruby-jwt

use super::Sign::{Header, Says};
use super::{Cause, Product};

pub(super) const RAILS: Product = Product {
    name: "Rails",
    signs: &[
        Header("www-authenticate", "realm=\"Doorkeeper\""),
        Header("www-authenticate", "realm=\"Application\""),
        Header("x-runtime", ""),
        Says("you need to sign in or sign up"),
    ],
    rows: &[
        ("the access token expired", Cause::Expired),
        ("the access token was revoked", Cause::Revoked),
        ("the access token is invalid", Cause::TokenRefused),
        ("access to this resource requires scope", Cause::Scope),
        ("signature has expired", Cause::Expired),
        ("signature nbf has not been reached", Cause::NotYetValid),
        ("signature verification raised", Cause::Signature),
        ("signature verification failed", Cause::Signature),
        ("invalid audience", Cause::Audience),
        ("invalid issuer", Cause::Issuer),
        ("nil json web token", Cause::TokenMissing),
        ("not enough or too many segments", Cause::Malformed),
        ("expected a different algorithm", Cause::Algorithm),
        ("revoked token", Cause::Revoked),
        (
            "you need to sign in or sign up before continuing",
            Cause::TokenRefused,
        ),
        ("invalid email or password", Cause::OtherCredential),
        ("your session expired", Cause::Expired),
        ("http token: access denied", Cause::TokenRefused),
        ("http basic: access denied", Cause::OtherCredential),
        (
            "can't verify csrf token authenticity",
            Cause::OtherCredential,
        ),
    ],
    advice: &[],
};
