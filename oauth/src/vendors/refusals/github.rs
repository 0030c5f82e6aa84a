//! GitHub's and GitLab's APIs ([GitHub], [app JWTs], [GitLab]).
//!
//! [GitHub]: https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api
//! [app JWTs]: https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
//! [GitLab]: https://docs.gitlab.com/api/rest/troubleshooting/

use super::Sign::{Header, Host, Says};
use super::{Cause, Product};

/// How GitHub's and GitLab's own tokens begin.
pub(super) const TOKEN_PREFIXES: &[&str] =
    &["ghp_", "gho_", "ghu_", "ghs_", "github_pat_", "glpat-"];

/// The headers that name the scopes of the token, and those of which the path takes one ([scopes]).
///
/// [scopes]: https://docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps
pub(super) const SCOPE_HEADERS: (&str, &str) = ("x-oauth-scopes", "x-accepted-oauth-scopes");

pub(super) const GITHUB: Product = Product {
    name: "GitHub",
    signs: &[
        Header("server", "github.com"),
        Host("api.github.com"),
        Header("x-github-request-id", ""),
    ],
    rows: &[
        ("bad credentials", Cause::TokenRefused),
        ("!requires authentication", Cause::TokenMissing),
        ("('exp') is too far in the future", Cause::Lifetime),
        ("('exp') must be a numeric value", Cause::Expired),
        ("('iat') must be", Cause::NotYetValid),
        ("?a json web token could not be decoded", Cause::Signature),
        ("integration must generate a public key", Cause::KeyNotFound),
        ("integration not found", Cause::Issuer),
        ("resource protected by organization saml", Cause::Policy),
        ("resource not accessible by", Cause::Policy),
        ("must have admin rights", Cause::Policy),
        (
            "although you appear to have the correct authorization credentials",
            Cause::Policy,
        ),
        ("!has been suspended", Cause::Policy),
        ("api rate limit exceeded", Cause::RateLimit),
        ("secondary rate limit", Cause::RateLimit),
        ("abuse detection", Cause::RateLimit),
        ("administrative rules", Cause::RequestInvalid),
    ],
    advice: &[
        (
            Cause::Signature,
            "sign with a private key of this very app, the whole PEM, and put the app's id or client id into iss: GitHub says so of all three",
        ),
        (
            Cause::Lifetime,
            "let iat lie 60 seconds back and exp at most 10 minutes ahead, by GitHub's clock; set this machine's clock by NTP",
        ),
        (
            Cause::TokenRefused,
            "the token is unknown, expired or revoked: make a new one; a JWT of an app counts only for /app, and is exchanged for an installation token",
        ),
        (
            Cause::Policy,
            "give the token or app the permission that X-Accepted-GitHub-Permissions names, for this repository or organization",
        ),
    ],
};

pub(super) const GITLAB: Product = Product {
    name: "GitLab",
    signs: &[
        Host("gitlab.com"),
        Header("x-gitlab-meta", ""),
        Says("do re-authorization"),
    ],
    rows: &[
        ("token is expired", Cause::Expired),
        ("token was revoked", Cause::Revoked),
        ("=401 unauthorized", Cause::TokenRefused),
        ("=403 forbidden", Cause::Policy),
        ("token has been revoked", Cause::Revoked),
        ("=404 project not found", Cause::Path),
    ],
    advice: &[(
        Cause::TokenRefused,
        "the token is unknown, expired or revoked: make a new one, with the scope api or read_api; a job token is sent as JOB-TOKEN",
    )],
};
