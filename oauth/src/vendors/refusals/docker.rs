//! Container registries ([token authentication]).
//!
//! [token authentication]: https://distribution.github.io/distribution/spec/auth/token/

use super::Sign::{Header, Says};
use super::{Cause, Product};

pub(super) const REGISTRY: Product = Product {
    name: "a container registry",
    signs: &[
        Header("docker-distribution-api-version", ""),
        Says("requested access to the resource is denied"),
    ],
    rows: &[
        ("!authentication required", Cause::TokenRefused),
        ("requested access to the resource is denied", Cause::Policy),
        ("pull rate limit", Cause::RateLimit),
        ("toomanyrequests", Cause::RateLimit),
        ("!=denied", Cause::Policy),
    ],
    advice: &[
        (
            Cause::TokenRefused,
            "ask the realm of the challenge for a token, with its service and scope, and send that; the registry must know the token's kid in its key set",
        ),
        (
            Cause::TokenMissing,
            "ask the realm of the challenge for a token, with its service and scope, and send that",
        ),
        (
            Cause::KeyNotFound,
            "make the token's kid the one under which the registry lists the key: a libtrust id (ABCD:EFGH:…) up to version 2, the JWK thumbprint from version 3",
        ),
        (
            Cause::Scope,
            "ask the realm of the challenge for a token, with its service and scope",
        ),
    ],
};
