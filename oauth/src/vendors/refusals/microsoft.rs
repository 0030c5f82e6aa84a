//! Microsoft Graph and SharePoint ([Graph's errors], [claims challenges], [codes]).
//!
//! [Graph's errors]: https://learn.microsoft.com/graph/errors
//! [claims challenges]: https://learn.microsoft.com/entra/identity-platform/claims-challenge
//! [codes]: https://learn.microsoft.com/sharepoint/dev/general-development/handle-errors

use claimscope_core::vendors::entra;

use super::Sign::{Header, Host, Says};
use super::{Cause, Product};

/// Whether one of the audiences is Graph, whose tokens nobody else can verify.
pub(super) fn is_for_graph(audiences: &[&str]) -> bool {
    audiences.iter().any(|audience| entra::is_graph(audience))
}

/// What a `nonce` in the header of such a token tells.
pub(super) const NONCE_MEANING: &str = entra::NONCE_MEANING;

pub(super) const GRAPH: Product = Product {
    name: "Microsoft Graph",
    signs: &[
        Host("graph.microsoft.com"),
        Header("x-ms-ags-diagnostic", ""),
        // Its own challenge; an API that refuses a token for Graph names the same id in its words.
        Header(
            "www-authenticate",
            "client_id=\"00000003-0000-0000-c000-000000000000",
        ),
        Says("=invalid authentication token"),
    ],
    rows: &[
        ("invalid audience", Cause::Audience),
        ("lifetime validation failed", Cause::Expired),
        ("invalid issuer", Cause::Issuer),
        ("80049217", Cause::Malformed),
        ("compacttoken parsing failed", Cause::Malformed),
        ("jwt is not well formed", Cause::Malformed),
        ("invalid version", Cause::TokenType),
        ("invalid signature", Cause::Signature),
        ("token issued before revocation timestamp", Cause::Revoked),
        ("continuous access evaluation", Cause::Revoked),
        ("access token is empty", Cause::TokenMissing),
        ("insufficient privileges to complete", Cause::Scope),
        ("scp or roles claim need", Cause::Scope),
        ("error access denied", Cause::Policy),
        ("either scp or roles claim", Cause::Scope),
        ("!missing scope permissions", Cause::Scope),
        ("!identity not found", Cause::Policy),
        ("too many requests", Cause::RateLimit),
    ],
    advice: &[
        (
            Cause::Malformed,
            "see what arrives: Bearer once, then the whole token, without quotes or a line break; then copy the token again",
        ),
        (
            Cause::Audience,
            "ask for a token for Graph: scope https://graph.microsoft.com/.default, or Graph's permissions by name",
        ),
        (
            Cause::Scope,
            "add the permission to the app registration under API permissions, grant consent, and get a new token",
        ),
        (
            Cause::Policy,
            "the method's documentation lists the permissions that it takes; the signed-in user needs the right too",
        ),
    ],
};

/// What SharePoint takes: its host, or its application's id.
pub(super) fn sharepoint_audiences(host: &str) -> Option<Vec<String>> {
    const APPLICATION: &str = "00000003-0000-0ff1-ce00-000000000000";
    let takes = host.ends_with(".sharepoint.com");
    takes.then(|| vec![format!("https://{host}"), APPLICATION.to_owned()])
}

pub(super) const SHAREPOINT: Product = Product {
    name: "SharePoint or Exchange",
    signs: &[
        Host(".sharepoint.com"),
        Header("x-ms-diagnostics", ""),
        Header(
            "www-authenticate",
            "client_id=\"00000003-0000-0ff1-ce00-000000000000",
        ),
        Header(
            "www-authenticate",
            "client_id=\"00000002-0000-0ff1-ce00-000000000000",
        ),
    ],
    rows: &[
        ("invalid audience uri", Cause::Audience),
        ("!3000003", Cause::Audience),
        ("!2000003", Cause::Audience),
        ("audience uri validation failed", Cause::Audience),
        ("!3001000", Cause::TokenMissing),
        ("!2000001", Cause::Signature),
        ("!2000008", Cause::Policy),
        ("!3000006", Cause::Signature),
        ("token contains invalid signature", Cause::Signature),
        ("!lifetime", Cause::Expired),
        ("unsupported app only token", Cause::TokenType),
        ("!app-only token", Cause::TokenType),
        ("!no permissions", Cause::Scope),
        ("error_category=\"invalid_grant\"", Cause::Revoked),
        (
            "attempted to perform an unauthorized operation",
            Cause::Policy,
        ),
    ],
    advice: &[(
        Cause::Audience,
        "ask for a token whose aud is https://TENANT.sharepoint.com, or https://outlook.office365.com for Exchange; a token for Graph, or for the app itself, is not one",
    )],
};
