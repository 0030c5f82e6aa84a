//! Envoy's jwt_authn, rbac and ext_authz, and Istio, which sets them up ([status]).
//!
//! [status]: https://github.com/google/jwt_verify_lib/blob/master/src/status.cc

use super::Sign::{Header, Says};
use super::{Cause, Product};

/// The start of what an access log gives as the reason: `jwt_authn_access_denied{Jwt_verification_fails}` ([details]).
///
/// [details]: https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_conn_man/response_code_details
const DETAILS: &[(&str, char)] = &[
    ("jwt_authn_access_denied{", '}'),
    ("rbac_access_denied_matched_policy[", ']'),
    ("ext_authz_denied", ' '),
];

/// That reason in words.
pub(super) fn detail(line: &str) -> Option<String> {
    DETAILS.iter().find_map(|(start, end)| {
        let at = line.find(start)?;
        let inner = line[at + start.len()..].split(*end).next()?;
        Some(match *start {
            "jwt_authn_access_denied{" => inner.replace('_', " "),
            "ext_authz_denied" => "ext_authz denied".to_owned(),
            _ => format!("RBAC: access denied, matched policy {inner}"),
        })
    })
}

pub(super) const ENVOY: Product = Product {
    name: "Envoy",
    signs: &[
        Header("server", "envoy"),
        Header("server", "istio-envoy"),
        Says("=jwt is missing"),
        Says("=jwt issuer is not configured"),
        Says("=jwt verification fails"),
        Says("=audiences in jwt are not allowed"),
        Says("jwks doesn't have key to match"),
        Says("rbac: access denied"),
    ],
    rows: &[
        ("jwt is missing", Cause::TokenMissing),
        ("jwt is expired", Cause::Expired),
        ("jwt not yet valid", Cause::NotYetValid),
        ("jwt issuer is not configured", Cause::Issuer),
        ("audiences in jwt are not allowed", Cause::Audience),
        ("jwt verification fails", Cause::Signature),
        ("jwks doesn't have key to match", Cause::KeyNotFound),
        ("jwks doesn't have any valid public key", Cause::KeyNotFound),
        ("jwks remote fetch is failed", Cause::IssuerUnreachable),
        ("failed to fetch public key", Cause::IssuerUnreachable),
        ("jwks * invalid", Cause::IssuerUnreachable),
        ("jwt is not in the form of", Cause::Malformed),
        ("jwt header is an invalid", Cause::Malformed),
        ("jwt payload is an invalid", Cause::Malformed),
        ("jwt signature is an invalid", Cause::Malformed),
        ("jwt header [alg] is not supported", Cause::Algorithm),
        ("jwt header * alg", Cause::Algorithm),
        ("jwt * exp claim", Cause::NoExpiry),
        ("rbac: access denied", Cause::Policy),
        ("ext_authz denied", Cause::Policy),
        ("upstream connect error", Cause::Gateway),
        ("no healthy upstream", Cause::Gateway),
    ],
    advice: &[
        (
            Cause::KeyNotFound,
            "Envoy keeps the keys for a while (Istio for 20 minutes): wait, or restart the proxy; and see that jwksUri is the one of the token's issuer",
        ),
        (
            Cause::Issuer,
            "make the issuer of the RequestAuthentication, or of Envoy's provider, exactly the token's iss",
        ),
        (
            Cause::Audience,
            "add the token's aud to the audiences of the provider or RequestAuthentication; or ask for a token for one of them",
        ),
        (
            Cause::Policy,
            "see which AuthorizationPolicy applies: its from, to and when must all fit, and requestPrincipals are iss/sub",
        ),
        (
            Cause::TokenRefused,
            "look in the proxy's log, with the level of jwt and rbac at debug",
        ),
    ],
};
