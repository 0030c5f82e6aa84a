//! Django REST framework, SimpleJWT and Django OAuth Toolkit ([exceptions], [SimpleJWT]).
//!
//! [exceptions]: https://www.django-rest-framework.org/api-guide/exceptions/
//! [SimpleJWT]: https://django-rest-framework-simplejwt.readthedocs.io/

use super::Sign::Says;
use super::{Cause, Product};

pub(super) const DJANGO: Product = Product {
    name: "Django",
    signs: &[
        Says("given token not valid for any token type"),
        Says("authentication credentials were not provided"),
        Says("you do not have permission to perform this action"),
        Says("csrf failed"),
        Says("csrf verification failed"),
    ],
    rows: &[
        (
            "given token not valid for any token type",
            Cause::TokenRefused,
        ),
        ("=token not valid", Cause::TokenRefused),
        ("token is invalid or expired", Cause::TokenRefused),
        ("token has wrong type", Cause::TokenType),
        ("token has no type", Cause::TokenType),
        ("token has no * claim", Cause::ClaimMissing),
        (
            "token contained no recognizable user identification",
            Cause::ClaimMissing,
        ),
        ("token is blacklisted", Cause::Revoked),
        (
            "authorization header must contain two space-delimited values",
            Cause::Scheme,
        ),
        (
            "authentication credentials were not provided",
            Cause::TokenMissing,
        ),
        (
            "you do not have permission to perform this action",
            Cause::Policy,
        ),
        ("csrf", Cause::OtherCredential),
        ("invalid token header", Cause::Scheme),
        ("user not found", Cause::TokenRefused),
        ("user is inactive", Cause::TokenRefused),
        ("request was throttled", Cause::RateLimit),
    ],
    advice: &[
        (
            Cause::TokenMissing,
            "send Authorization: Bearer TOKEN; with Apache's mod_wsgi, set WSGIPassAuthorization On",
        ),
        (
            Cause::HeaderLost,
            "check that AUTH_HEADER_TYPES, or the keyword of the authentication class, has the scheme that was sent; with Apache's mod_wsgi, set WSGIPassAuthorization On",
        ),
        (
            Cause::OtherCredential,
            "send the CSRF token, or leave SessionAuthentication and its cookie out of this call",
        ),
        (
            Cause::Policy,
            "see the view's permission_classes, and the user's rights",
        ),
    ],
};
