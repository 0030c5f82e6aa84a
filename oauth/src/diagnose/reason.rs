//! From causes to ranked reasons, each with a fix that fits the case.

use super::case::{Case, Found, shown_text};
use super::{Cause, Certainty, Reason};
use claimscope_core::order::sorted_by_key;
use claimscope_core::vendors::entra::{self, Version};

/// Ranks by certainty; what the server said comes before what the token shows.
pub(super) fn rank(case: &Case<'_>, found: Found) -> Vec<Reason> {
    let mut causes = found.0;
    // A general refusal adds nothing once a cause is known.
    if causes
        .iter()
        .any(|(_, certainty, _)| *certainty == Certainty::Certain)
    {
        causes.retain(|(cause, certainty, _)| {
            *certainty > Certainty::Possible && *cause != Cause::TokenRefused
        });
    }
    // Nobody but Microsoft can verify a Graph token: its signature is no reason of its own.
    if causes.iter().any(|(cause, ..)| *cause == Cause::Graph) {
        causes.retain(|(cause, ..)| !matches!(cause, Cause::Signature | Cause::KeyNotFound));
    }
    let reasons = causes
        .into_iter()
        .map(|(cause, certainty, evidence)| Reason {
            code: cause.code(),
            title: cause.title(),
            evidence,
            certainty,
            fix: fix(case, cause),
            spec: cause.spec(),
        });
    sorted_by_key(reasons, |reason| {
        std::cmp::Reverse((reason.certainty, is_root(reason.code)))
    })
}

/// Causes that bring other refusals with them: named first, so that nobody mends the consequence.
fn is_root(code: &str) -> bool {
    const ROOTS: [Cause; 7] = [
        Cause::TokenMissing,
        Cause::Scheme,
        Cause::Malformed,
        Cause::Graph,
        Cause::IdToken,
        Cause::RefreshToken,
        Cause::Opaque,
    ];
    ROOTS.iter().any(|cause| cause.code() == code)
}

fn fix(case: &Case<'_>, cause: Cause) -> String {
    match cause {
        Cause::Audience => audience(case),
        Cause::AudienceMissing => audience_missing(case),
        Cause::Issuer => issuer(case),
        Cause::Scope => scope(case),
        Cause::Expired | Cause::NotYetValid if clocks_differ(case) => {
            "set both clocks by NTP; until then, ask for a new token".to_owned()
        }
        other => plain(other).to_owned(),
    }
}

fn clocks_differ(case: &Case<'_>) -> bool {
    case.clock_offset_seconds
        .is_some_and(|offset| offset.abs() >= 30)
}

fn audience(case: &Case<'_>) -> String {
    let actual = case.claim_texts("aud");
    match (&case.api.audiences[..], &actual[..]) {
        (_, ["account"]) => {
            "Keycloak's default: add an audience mapper for the API to the client's scope"
                .to_owned()
        }
        ([expected, ..], _) => format!(
            "ask for a token for {}: by its scope or resource; or make the API accept the token's aud",
            shown_text(expected)
        ),
        ([], [actual, ..]) => format!(
            "if the API is meant, set its audience to {}; otherwise ask for a token with the API's own scope or resource",
            shown_text(actual)
        ),
        ([], []) => "ask for a token with the API's own scope or resource".to_owned(),
    }
}

fn audience_missing(case: &Case<'_>) -> String {
    let claims = case.claims();
    let has = |name: &str| claims.is_some_and(|claims| claims.get(name).is_some());
    if case.claim_text("token_use") == Some("access") {
        return "Cognito's access tokens have no aud: let the API check client_id and token_use instead".to_owned();
    }
    if has("client_id") && has("scope") {
        return "with IdentityServer, add an ApiResource that owns the scope, so that aud is written; or set ValidateAudience = false and require the scope by a policy".to_owned();
    }
    "make the issuer write the API into aud; or switch the API's audience check off and require a scope in its place"
        .to_owned()
}

fn issuer(case: &Case<'_>) -> String {
    let actual = case.claim_text("iss").unwrap_or_default();
    if let Some(version) = entra::version(actual) {
        let version = match version {
            Version::One => "v1",
            Version::Two => "v2",
        };
        return format!(
            "this is an Entra {version} token; accessTokenAcceptedVersion in the API's app registration decides which, and the API must trust that one"
        );
    }
    format!(
        "make the API's Authority, or its valid issuer, exactly {}; scheme, host name, port and trailing slash all count",
        shown_text(actual)
    )
}

fn scope(case: &Case<'_>) -> String {
    let wanted = case
        .challenges
        .iter()
        .find_map(|challenge| challenge.scope().filter(|scope| !scope.is_empty()))
        .map(shown_text)
        .or_else(|| (!case.api.scopes.is_empty()).then(|| shown_text(&case.api.scopes.join(" "))));
    match wanted {
        Some(wanted) => format!(
            "ask for a token with scope {wanted}, and allow it to this client at the issuer"
        ),
        None => "ask for a token with the scope that the API requires".to_owned(),
    }
}

fn plain(cause: Cause) -> &'static str {
    match cause {
        Cause::TokenMissing => "send Authorization: Bearer and an access token",
        Cause::Scheme => "write the header as Authorization: Bearer TOKEN, once, without quotes",
        Cause::HeaderLost => {
            "see whether a proxy or a redirect drops the header; in ASP.NET Core, switch IncludeErrorDetails on and look in its log"
        }
        Cause::Malformed => {
            "copy the whole token again: three parts with dots, no line break, nothing cut off"
        }
        Cause::Opaque => {
            "ask the issuer for a JWT, often by naming the API as audience or resource; or let the API use introspection"
        }
        Cause::Encrypted => "ask for a token for this API, or give the API the key to decrypt it",
        Cause::Graph => {
            "ask for a scope of your own API, such as api://CLIENT-ID/.default, in place of a Graph scope"
        }
        Cause::IdToken => "send the access_token of the same token response",
        Cause::RefreshToken => "send the access_token of the same token response",
        Cause::Expired => "ask for a new token",
        Cause::NotYetValid => "wait until it is valid, and compare the clocks of issuer and API",
        Cause::NoExpiry => {
            "make the issuer write exp; RequireExpirationTime = false would weaken the API"
        }
        Cause::Lifetime => "correct the lifetime at the issuer",
        Cause::Signature => {
            "use the token as it was issued, unchanged; if it is, make sure that the API has the keys of this very issuer"
        }
        Cause::Unsigned => "use a signed token; no API should take an unsigned one",
        Cause::KeyNotFound => {
            "make the API's Authority the issuer of this token; after a key rotation or a restart with a new development key, get a new token and let the API fetch the keys again"
        }
        Cause::TokenType => "send an access token; or add its typ to the API's ValidTypes",
        Cause::Algorithm => "sign with an algorithm that the API allows, or allow this one there",
        Cause::Revoked => "ask for a new token, and see at the issuer why this one ended",
        Cause::TooLarge => {
            "put fewer claims into the token, such as groups; or raise the server's limit"
        }
        Cause::ClaimMissing => "make the issuer write the claim into access tokens",
        Cause::TokenRefused => {
            "look in the API's log; in ASP.NET Core, set the log level of Microsoft.AspNetCore.Authentication to Debug"
        }
        Cause::Policy => {
            "look which scope, role or claim the API requires for this path, and ask for a token that has it"
        }
        Cause::StepUp => {
            "send the user to log in again, with the acr_values and max_age of the challenge"
        }
        Cause::DpopRequired => {
            "send Authorization: DPoP TOKEN with a DPoP proof; or ask for a plain bearer token"
        }
        Cause::DpopProof => {
            "make a fresh proof for each request: htm, htu, iat, jti and ath must fit it"
        }
        Cause::DpopNonce => {
            "repeat the request with the nonce of the DPoP-Nonce header in the proof"
        }
        Cause::CertificateBound => {
            "call the API over TLS with the client certificate that asked for the token"
        }
        Cause::IssuerUnreachable => {
            "from the API's machine, open the issuer's /.well-known/openid-configuration: address, TLS trust and RequireHttpsMetadata decide"
        }
        Cause::RequestInvalid => {
            "send the token once, in the header alone, and check the other parameters of the request"
        }
        Cause::Path => "check the URL and the method; the token was perhaps not even looked at",
        Cause::Redirect => {
            "call the final URL directly; in ASP.NET Core, make JwtBearer the default scheme for API paths"
        }
        Cause::Gateway => {
            "find out who answered: the Server and Via headers and the gateway's log tell"
        }
        Cause::Failed => "look in the API's log",
        Cause::Audience | Cause::AudienceMissing | Cause::Issuer | Cause::Scope => "",
    }
}
