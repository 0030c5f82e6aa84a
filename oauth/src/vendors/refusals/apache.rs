//! Apache httpd and mod_auth_openidc ([module]).
//!
//! [module]: https://github.com/OpenIDC/mod_auth_openidc/wiki/OAuth-2.0-Resource-Server

use super::Sign::{Header, Says};
use super::{Cause, Product};

pub(super) const AUTH_OPENIDC: Product = Product {
    name: "mod_auth_openidc",
    signs: &[
        Says("different scope(s) or other claims required"),
        Says("reference token could not be introspected"),
        Says("jwt token could not be validated"),
        Header("set-cookie", "mod_auth_openidc"),
    ],
    rows: &[
        ("different scope(s) or other claims required", Cause::Scope),
        (
            "reference token could not be introspected",
            Cause::TokenRefused,
        ),
        ("jwt token could not be validated", Cause::TokenRefused),
        ("no bearer token found in the request", Cause::TokenMissing),
    ],
    advice: &[
        (
            Cause::Scope,
            "see the Require claim lines of the location: each asks for a scope or claim",
        ),
        (
            Cause::TokenRefused,
            "look in Apache's error log, with LogLevel auth_openidc:debug",
        ),
    ],
};

pub(super) const HTTPD: Product = Product {
    name: "Apache httpd",
    signs: &[Header("server", "Apache")],
    rows: &[
        (
            "this server could not verify that you are authorized",
            Cause::TokenRefused,
        ),
        (
            "size of a request header field exceeds server limit",
            Cause::TooLarge,
        ),
        (
            "reason: you're speaking plain http to an ssl-enabled server port",
            Cause::RequestInvalid,
        ),
        ("you don't have permission to access", Cause::Policy),
    ],
    advice: &[(
        Cause::HeaderLost,
        "let Apache pass the header on: CGIPassAuth On, WSGIPassAuthorization On, or a SetEnvIf for HTTP_AUTHORIZATION",
    )],
};
