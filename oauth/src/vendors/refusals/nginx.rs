//! NGINX, alone, with auth_jwt and auth_request, and as an ingress ([auth_jwt]).
//!
//! [auth_jwt]: https://nginx.org/en/docs/http/ngx_http_auth_jwt_module.html

use super::Sign::{Header, Says};
use super::{Cause, Product};

/// What it does to a header whose name has an underscore, unless underscores_in_headers is on.
pub(super) const UNDERSCORES: &str = "nginx and other proxies drop names with _";

pub(super) const NGINX: Product = Product {
    name: "NGINX",
    signs: &[
        Header("server", "nginx"),
        Header("server", "openresty"),
        Says("nginx/"),
    ],
    rows: &[
        ("request header or cookie too large", Cause::TooLarge),
        (
            "no required ssl certificate was sent",
            Cause::OtherCredential,
        ),
        ("the ssl certificate error", Cause::OtherCredential),
        (
            "plain http request was sent to https port",
            Cause::RequestInvalid,
        ),
        ("?401 authorization required", Cause::TokenRefused),
        ("502 bad gateway", Cause::Gateway),
        ("503 service temporarily unavailable", Cause::Gateway),
        ("504 gateway time-out", Cause::Gateway),
        ("!?403 forbidden", Cause::Policy),
    ],
    advice: &[
        (
            Cause::TokenRefused,
            "look in NGINX's error log: auth_jwt writes there why, at level info; with auth_request, the service that it asks decided",
        ),
        (
            Cause::HeaderLost,
            "let NGINX hand the header on: proxy_set_header Authorization $http_authorization, with no auth_basic on this location",
        ),
        (
            Cause::OtherCredential,
            "send the credential that the challenge names; or take auth_basic, or ssl_verify_client, off this location",
        ),
    ],
};
