//! Okta's API ([codes]).
//!
//! [codes]: https://developer.okta.com/docs/reference/error-codes/

use super::Sign::{Header, Host, Says};
use super::{Cause, Product};

pub(super) const OKTA: Product = Product {
    name: "Okta",
    signs: &[
        Host(".okta.com"),
        Host(".oktapreview.com"),
        Header("x-okta-request-id", ""),
        Says("e0000"),
    ],
    rows: &[
        ("e0000004", Cause::TokenRefused),
        ("e0000005", Cause::TokenRefused),
        ("e0000006", Cause::Policy),
        ("e0000011", Cause::TokenRefused),
        ("e0000015", Cause::Policy),
        ("e0000047", Cause::RateLimit),
        ("api call exceeded rate limit", Cause::RateLimit),
        (
            "the access token provided does not contain the required scopes",
            Cause::Scope,
        ),
        ("the access token is invalid", Cause::TokenRefused),
        ("the token has expired", Cause::Expired),
    ],
    advice: &[(
        Cause::TokenRefused,
        "Okta's own API takes tokens of the org authorization server with okta.* scopes, or Authorization: SSWS and an API token; tokens of a custom authorization server are for your APIs",
    )],
};
