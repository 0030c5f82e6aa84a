//! lua-resty-openidc, as in Apache APISIX and Kong's OpenID Connect plugins ([lua-resty-openidc]).
//!
//! [lua-resty-openidc]: https://github.com/zmartzone/lua-resty-openidc/blob/master/lib/resty/openidc.lua

use super::Sign::{Header, Says};
use super::{Cause, Product};

pub(super) const OPENIDC: Product = Product {
    name: "lua-resty-openidc",
    signs: &[
        Header("server", "APISIX"),
        Says("response indicates failure, status="),
        Says("accessing * endpoint (*) failed"),
    ],
    rows: &[
        (
            "response indicates failure, status=",
            Cause::IssuerUnreachable,
        ),
        ("!accessing * failed", Cause::IssuerUnreachable),
        ("!json decoding failed", Cause::IssuerUnreachable),
        ("no bearer token found", Cause::TokenMissing),
    ],
    advice: &[(
        Cause::IssuerUnreachable,
        "mend the gateway's call to the issuer by the status it names: 404 is a wrong introspection or discovery URL, 401 the gateway's own client_id or client_secret",
    )],
};
