//! What deserves a person's eye in an issuer's metadata.

use super::Metadata;
use crate::code::finding;
use crate::error::shown;
use crate::{Finding, vendors};
use claimscope_core::alg::Algorithm;
use claimscope_core::url::Url;

/// Everything worth saying about the content of a document.
pub(super) fn findings(metadata: &Metadata) -> Vec<Finding> {
    let mut findings = Vec::new();
    issuer(metadata, &mut findings);
    access_token_issuer(metadata, &mut findings);
    endpoints(metadata, &mut findings);
    missing(metadata, &mut findings);
    choices(metadata, &mut findings);
    findings
}

fn issuer(metadata: &Metadata, findings: &mut Vec<Finding>) {
    const SPEC: &str = "RFC 8414 §2";
    if metadata.is_template() {
        findings.push(
            Finding::note(
                finding::METADATA_ISSUER_TEMPLATE,
                "the issuer is a template: each tenant's tokens carry their own tenant id in place of {tenantid}",
                "RFC 8414 §3.3",
            )
            .hint("the token's tid completes it; to admit one tenant alone, use that tenant's own issuer"),
        );
        return;
    }
    match Url::parse(&metadata.issuer) {
        Err(error) => findings.push(Finding::error(
            finding::METADATA_ISSUER_FORM,
            format!("issuer {:?} is no URL: {error}", metadata.issuer),
            SPEC,
        )),
        Ok(url) => {
            if url.query().is_some() || url.fragment().is_some() {
                findings.push(Finding::error(
                    finding::METADATA_ISSUER_FORM,
                    "the issuer has a query or a fragment",
                    SPEC,
                ));
            }
            if !url.is_https() {
                findings.push(insecure("issuer", &url, SPEC));
            }
        }
    }
}

/// Another issuer for access tokens, as AD FS has it.
fn access_token_issuer(metadata: &Metadata, findings: &mut Vec<Finding>) {
    const SPEC: &str = "RFC 9068 §4";
    let Some(stated) = metadata.access_token_issuer.as_deref() else {
        return;
    };
    let shown = shown(stated);
    if stated == metadata.issuer {
        return;
    }
    findings.push(if metadata.token_issuers().any(|issuer| issuer == stated) {
        Finding::note(
            finding::METADATA_ACCESS_TOKEN_ISSUER,
            format!("access tokens carry another issuer, by access_token_issuer: {shown}"),
            SPEC,
        )
        .hint(vendors::adfs::STATED_ADVICE)
    } else {
        Finding::warning(
            finding::METADATA_ACCESS_TOKEN_ISSUER,
            format!("{}: {shown}", vendors::adfs::UNKNOWN),
            SPEC,
        )
        .hint(vendors::adfs::UNKNOWN_ADVICE)
    });
}

fn insecure(name: &str, url: &Url, spec: &'static str) -> Finding {
    if url.is_loopback() {
        Finding::note(
            finding::METADATA_HTTP,
            format!("{name} is http, which is fine on this machine alone"),
            spec,
        )
    } else {
        Finding::error(
            finding::METADATA_HTTP,
            format!("{name} is http: anyone on the way can read and replace what passes"),
            spec,
        )
        .hint("serve it over https")
    }
}

fn endpoints(metadata: &Metadata, findings: &mut Vec<Finding>) {
    const SPEC: &str = "RFC 8414 §2";
    let issuer = Url::parse(&metadata.issuer).ok();
    let mut elsewhere: Vec<(String, Vec<&str>)> = Vec::new();
    for (name, value) in metadata.raw.iter() {
        let is_endpoint =
            name.ends_with("_endpoint") || name == "jwks_uri" || name == "check_session_iframe";
        let Some(text) = value.as_str().filter(|_| is_endpoint) else {
            continue;
        };
        let Ok(url) = Url::parse(text) else {
            let message = format!("{name} is no absolute URL");
            findings.push(Finding::error(
                finding::METADATA_ENDPOINT_FORM,
                message,
                SPEC,
            ));
            continue;
        };
        let stays_here = url.is_loopback() && issuer.as_ref().is_some_and(Url::is_loopback);
        if !url.is_https() && !stays_here {
            findings.push(insecure(name, &url, SPEC));
        }
        let same_host = issuer
            .as_ref()
            .is_none_or(|issuer| issuer.host().eq_ignore_ascii_case(url.host()));
        if !same_host {
            let host = url.host().to_ascii_lowercase();
            match elsewhere.iter_mut().find(|(known, _)| *known == host) {
                Some((_, names)) => names.push(name),
                None => elsewhere.push((host, vec![name])),
            }
        }
    }
    let issuer_host = issuer.as_ref().map_or("", Url::host);
    findings.extend(
        elsewhere
            .iter()
            .map(|(host, names)| other_host(issuer_host, host, &names.join(", "))),
    );
}

fn other_host(issuer_host: &str, host: &str, names: &str) -> Finding {
    const SPEC: &str = "RFC 9700 §4.4";
    if vendors::is_one_provider(issuer_host, host) {
        Finding::note(
            finding::METADATA_OTHER_HOST,
            format!("{names} on {host}, which is this provider's own"),
            SPEC,
        )
    } else {
        Finding::warning(
            finding::METADATA_OTHER_HOST,
            format!("{names} on another host than the issuer: {host}"),
            SPEC,
        )
        .hint("make sure that the host belongs to the issuer; behind a container or proxy, set the server's public issuer")
    }
}

fn missing(metadata: &Metadata, findings: &mut Vec<Finding>) {
    if metadata.jwks_uri.is_none() {
        findings.push(
            Finding::warning(
                finding::METADATA_JWKS_URI,
                "there is no jwks_uri, so the signatures of tokens cannot be checked",
                "RFC 8414 §2",
            )
            .hint("give the keys by hand"),
        );
    }
    if metadata.token_endpoint.is_none() {
        findings.push(Finding::warning(
            finding::METADATA_TOKEN_ENDPOINT,
            "there is no token_endpoint, so no token can be asked for",
            "RFC 8414 §2",
        ));
    }
    if metadata.raw.get("response_types_supported").is_none() {
        findings.push(Finding::warning(
            finding::METADATA_RESPONSE_TYPES,
            "response_types_supported is missing, though it is required",
            "RFC 8414 §2",
        ));
    }
}

fn choices(metadata: &Metadata, findings: &mut Vec<Finding>) {
    let lists = |names: &[String], wanted: &str| names.iter().any(|name| name == wanted);
    if lists(&metadata.id_token_signing_alg_values_supported, "none") {
        findings.push(Finding::warning(
            finding::METADATA_UNSIGNED,
            "the server offers unsigned id tokens (alg none)",
            "OpenID Connect Discovery §3",
        ));
    }
    let signing = &metadata.id_token_signing_alg_values_supported;
    let is_symmetric =
        |name: &String| Algorithm::from_name(name).is_some_and(Algorithm::is_symmetric);
    if !signing.is_empty() && signing.iter().all(is_symmetric) {
        let message = format!(
            "id tokens are signed with {} alone: their key is the client secret, and no published key verifies them",
            shown(&signing.join(", "))
        );
        findings.push(Finding::note(
            finding::METADATA_SHARED_SECRET,
            message,
            "OpenID Connect Core §10.1",
        ));
    }
    let challenges = &metadata.code_challenge_methods_supported;
    if !challenges.is_empty() && !lists(challenges, "S256") {
        findings.push(Finding::warning(
            finding::METADATA_PKCE,
            "PKCE is offered without S256",
            "RFC 7636 §4.2",
        ));
    }
    if lists(&metadata.grant_types_supported, "password") {
        findings.push(Finding::note(
            finding::METADATA_PASSWORD_GRANT,
            "the password grant is offered; it is no longer recommended",
            "RFC 9700 §2.4",
        ));
    }
    let all_algs = metadata
        .raw
        .iter()
        .filter(|(name, _)| name.ends_with("_endpoint_auth_signing_alg_values_supported"));
    for (name, value) in all_algs {
        let none = value
            .as_array()
            .is_some_and(|values| values.iter().any(|value| value.as_str() == Some("none")));
        if none {
            findings.push(Finding::error(
                finding::METADATA_UNSIGNED,
                format!("{name} lists none, which is forbidden"),
                "RFC 8414 §2",
            ));
        }
    }
}
