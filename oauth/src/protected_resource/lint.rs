//! What deserves a person's eye in an API's metadata and in how it was found.

use super::{MetadataPlace, ResourceMatch, ResourceMetadata};
use crate::Finding;
use crate::code::finding;
use crate::error::shown;
use claimscope_core::url::Url;

/// What is odd about the address that a challenge names; the finding alone where it is not asked, and that it was not.
pub(super) fn named(api: &Url, named: &str) -> Result<Vec<Finding>, Finding> {
    asked(api, named).map_err(|mut finding| {
        finding.message.push_str("; it was not followed");
        finding
    })
}

fn asked(api: &Url, named: &str) -> Result<Vec<Finding>, Finding> {
    let url = Url::parse(named).map_err(|error| {
        Finding::error(
            finding::RESOURCE_FORM,
            format!(
                "resource_metadata of the challenge cannot be asked for: {error}: {}",
                shown(named)
            ),
            "RFC 9728 §5.1",
        )
        .hint("write the whole https URL of the metadata")
    })?;
    if !url.is_https() && !url.is_loopback() {
        return Err(insecure("resource_metadata of the challenge", &url));
    }
    let is_machine = |url: &Url| url.is_loopback();
    if is_machine(&url) && !is_machine(api) {
        return Err(Finding::error(
            finding::RESOURCE_ELSEWHERE,
            "resource_metadata of the challenge points to this very machine, where the API is not",
            "RFC 9728 §7.3",
        )
        .hint("give the application its public host name; behind a proxy, have it read the forwarded headers"));
    }
    let mut findings = Vec::new();
    if !url.host().eq_ignore_ascii_case(api.host()) {
        findings.push(
            Finding::warning(
                finding::RESOURCE_ELSEWHERE,
                format!(
                    "the API's challenge names metadata on another host: {}",
                    shown(url.host())
                ),
                "RFC 9728 §7.3",
            )
            .hint("make sure that the host belongs to the API's operators"),
        );
    }
    Ok(findings)
}

/// Everything worth saying about a document that was found at `place`, where `resource` must be `expected`.
pub(super) fn findings(
    place: MetadataPlace,
    expected: &str,
    resource_match: ResourceMatch,
    metadata: &ResourceMetadata,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(differs(place, expected, resource_match, metadata));
    findings.extend(form(metadata));
    servers(metadata, &mut findings);
    methods(metadata, &mut findings);
    if lists(&metadata.scopes_supported, "offline_access") {
        findings.push(
            Finding::warning(
                finding::RESOURCE_OFFLINE_ACCESS,
                "scopes_supported lists offline_access, which is no scope of an API",
                "MCP authorization 2026-07-28",
            )
            .hint("a refresh token is between client and authorization server; take it out of the list"),
        );
    }
    let algorithms = metadata.raw.get("resource_signing_alg_values_supported");
    let algorithms = algorithms
        .and_then(|value| value.as_array())
        .unwrap_or_default();
    if algorithms.iter().any(|name| name.as_str() == Some("none")) {
        findings.push(Finding::error(
            finding::RESOURCE_UNSIGNED,
            "resource_signing_alg_values_supported lists none, which is forbidden",
            "RFC 9728 §2",
        ));
    }
    findings
}

fn lists(names: &[String], wanted: &str) -> bool {
    names.iter().any(|name| name == wanted)
}

fn differs(
    place: MetadataPlace,
    expected: &str,
    resource_match: ResourceMatch,
    metadata: &ResourceMetadata,
) -> Option<Finding> {
    let how = resource_match.difference()?;
    let actual = shown(&metadata.resource);
    let rule = match place {
        MetadataPlace::Challenge => {
            "the document was named by the API's own challenge, so its resource must be the URL that was called"
        }
        MetadataPlace::Path => {
            "the document was found under the API's path, so its resource must be the API's URL"
        }
        MetadataPlace::Root => {
            "the document was found at the root of the host, so its resource must be the origin"
        }
    };
    let cure = match resource_match {
        ResourceMatch::Scheme | ResourceMatch::Port => {
            "behind a proxy, have the application read X-Forwarded-Proto, -Host and -Port, or set its public URL"
        }
        ResourceMatch::Parent => {
            "serve this document at the root of the host, or one with the API's own URL here"
        }
        ResourceMatch::Identical
        | ResourceMatch::TrailingSlash
        | ResourceMatch::Case
        | ResourceMatch::OtherPath
        | ResourceMatch::OtherHost => "make resource and the URL that clients call the same text",
    };
    Some(
        Finding::error(
            finding::RESOURCE_DIFFERS,
            format!("resource is {actual} where {expected} must be: it {how}; {rule}"),
            "RFC 9728 §3.3",
        )
        .hint(format!(
            "{cure}; strict clients stop here; this one goes on, as it can only be this API, or the whole that it is a part of"
        )),
    )
}

fn form(metadata: &ResourceMetadata) -> Vec<Finding> {
    const SPEC: &str = "RFC 9728 §1.2";
    let Ok(url) = Url::parse(&metadata.resource) else {
        return vec![Finding::error(
            finding::RESOURCE_FORM,
            "resource is no absolute URL",
            SPEC,
        )];
    };
    let mut findings = Vec::new();
    if url.fragment().is_some() {
        findings.push(Finding::error(
            finding::RESOURCE_FORM,
            "resource has a fragment",
            SPEC,
        ));
    }
    if url.query().is_some() {
        findings.push(Finding::warning(
            finding::RESOURCE_FORM,
            "resource has a query, which is better left out",
            SPEC,
        ));
    }
    if !url.is_https() {
        findings.push(insecure("resource", &url));
    }
    findings
}

fn insecure(name: &str, url: &Url) -> Finding {
    const SPEC: &str = "RFC 9728 §7.3";
    if url.is_loopback() {
        return Finding::note(
            finding::RESOURCE_HTTP,
            format!("{name} is http, which is fine on this machine alone"),
            SPEC,
        );
    }
    Finding::error(
        finding::RESOURCE_HTTP,
        format!("{name} is http: {}", shown(url.as_str())),
        SPEC,
    )
    .hint("serve it over https; behind a proxy that ends TLS, have the application read X-Forwarded-Proto")
}

fn servers(metadata: &ResourceMetadata, findings: &mut Vec<Finding>) {
    const SPEC: &str = "RFC 9728 §2";
    if metadata.authorization_servers.is_empty() {
        findings.push(
            Finding::error(
                finding::RESOURCE_SERVERS,
                "authorization_servers is missing or empty: no client can know where to get a token",
                SPEC,
            )
            .hint("list the issuer of each authorization server"),
        );
    }
    for server in &metadata.authorization_servers {
        match Url::parse(server) {
            Err(error) => findings.push(Finding::error(
                finding::RESOURCE_SERVERS,
                format!(
                    "authorization_servers names {}, which is no issuer: {error}",
                    shown(server)
                ),
                SPEC,
            )),
            Ok(url) if !url.is_https() && !url.is_loopback() => {
                findings.push(insecure("an authorization server", &url));
            }
            Ok(_) => {}
        }
    }
}

fn methods(metadata: &ResourceMetadata, findings: &mut Vec<Finding>) {
    const SPEC: &str = "RFC 6750 §2";
    let Some(methods) = &metadata.bearer_methods_supported else {
        return;
    };
    if !lists(methods, "header") {
        findings.push(
            Finding::warning(
                finding::RESOURCE_BEARER_METHODS,
                "bearer_methods_supported leaves out the Authorization header, which every client uses",
                SPEC,
            )
            .hint("list header"),
        );
    }
    if lists(methods, "query") {
        findings.push(
            Finding::warning(
                finding::RESOURCE_BEARER_METHODS,
                "the API takes tokens in the URL, where logs and histories keep them",
                "RFC 9700 §4.3.2",
            )
            .hint("take query out of bearer_methods_supported, and refuse such requests"),
        );
    }
}
