//! Salesforce's API ([codes]).
//!
//! [codes]: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm

use super::Sign::{Host, Says};
use super::{Cause, Product};

/// How its session tokens begin, and what they are.
pub(super) const OPAQUE: (&str, &str) = ("00D", "a Salesforce session token by its shape");

pub(super) const SALESFORCE: Product = Product {
    name: "Salesforce",
    signs: &[
        Host(".salesforce.com"),
        Host(".force.com"),
        Says("invalid session id"),
    ],
    rows: &[
        ("?session expired or invalid", Cause::Expired),
        ("?invalid session id", Cause::Expired),
        (
            "this session is not valid for use with the rest api",
            Cause::Scope,
        ),
        ("api disabled for org", Cause::Policy),
        ("api is not enabled", Cause::Policy),
        ("request limit exceeded", Cause::RateLimit),
        ("totalrequests limit exceeded", Cause::RateLimit),
        ("bad oauth token", Cause::TokenRefused),
        ("missing oauth token", Cause::TokenMissing),
        ("wrong_org", Cause::Audience),
        ("insufficient access", Cause::Policy),
    ],
    advice: &[(
        Cause::Expired,
        "get a new session or access token, and call the instance_url that came with it",
    )],
};
