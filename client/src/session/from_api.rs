//! From an API's URL alone: its metadata, the authorization server that it names, and what to ask that for.

use claimscope_oauth::challenge::Challenge;
use claimscope_oauth::code::{finding, resource};
use claimscope_oauth::protected_resource::{
    DiscoveredResource, MetadataPlace, ResourceDiscovery, ResourceMetadata, scopes_to_ask,
};
use claimscope_oauth::{Discovered, Discovery, Finding, OauthError};

use claimscope_core::jwk::MAX_JWKS_BYTES;
use claimscope_core::url::Url;

use super::{Called, OauthClient, Session};
use crate::SessionError;

/// Where tokens for an API come from, and how that was found out.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ApiAuthorization {
    /// The API's metadata; `None` where it publishes none, and is taken for its own authorization server.
    pub resource: Option<DiscoveredResource>,
    /// The authorization server's metadata, which names the very issuer that was asked.
    pub discovered: Discovered,
    /// The scopes to ask for, from the challenge or the API's metadata.
    pub scopes: Vec<String>,
    /// `resource` to ask with ([RFC 8707 §2]): what the API's metadata calls itself.
    ///
    /// [RFC 8707 §2]: https://www.rfc-editor.org/rfc/rfc8707#section-2
    pub resource_parameter: Option<String>,
    /// What deviates on the way; findings of the two documents stand with them.
    pub findings: Vec<Finding>,
}

impl ApiAuthorization {
    /// Everything that deviates, in the API's metadata and on the way.
    pub fn all_findings(&self) -> impl Iterator<Item = &Finding> {
        let resource = self.resource.iter().flat_map(|found| &found.findings);
        resource.chain(&self.findings)
    }
}

impl Session {
    /// Finds out where tokens for an API come from: reads the metadata that the API's refusal names, or that lies at the
    /// well-known addresses, and the metadata of the authorization server that it names.
    ///
    /// Where a connection names an issuer, that one is asked, whatever the API says.
    ///
    /// # Errors
    ///
    /// Where nothing tells where the API's authorization server is, or that one's metadata cannot be had or names another
    /// issuer.
    pub async fn authorization_of(
        &self,
        refused: &Called,
    ) -> Result<ApiAuthorization, SessionError> {
        let api = &refused.request.url;
        let challenges = refused.response.challenges();
        let mut findings = Vec::new();
        let resource = match self.resource_metadata(api, &challenges).await {
            Ok(found) => Some(found),
            Err(SessionError::Oauth(OauthError::Broken(broken)))
                if broken.code == resource::RESOURCE_NOT_FOUND =>
            {
                let instead = match self.names_issuer() {
                    true => "the issuer that is named here is asked",
                    false => {
                        "its own origin is taken for the authorization server, as servers of MCP's first authorization revision have it"
                    }
                };
                findings.push(
                    Finding::warning(
                        finding::RESOURCE_UNPUBLISHED,
                        format!("the API publishes no metadata; {instead}"),
                        "RFC 9728 §3",
                    )
                    .hint("have the API publish metadata, and name it with resource_metadata in its WWW-Authenticate header"),
                );
                None
            }
            // The connection says where to ask; a document that cannot be read is then missed and not needed. One of another
            // resource, or an API that is called over plain http, is no place to send a token.
            Err(failure) if self.names_issuer() && is_unreadable(&failure) => {
                findings.push(Finding::warning(
                    finding::RESOURCE_UNPUBLISHED,
                    format!("the API's metadata cannot be had: {}", failure.message()),
                    "RFC 9728 §3",
                ));
                None
            }
            Err(failure) => return Err(failure),
        };
        if resource.is_none() {
            let discovery = ResourceDiscovery::new(api, &challenges)?;
            findings.extend(discovery.findings().iter().cloned());
        }
        let is_unannounced = resource.as_ref().is_some_and(|found| {
            found.place != MetadataPlace::Challenge && refused.response.status == 401
        });
        if is_unannounced {
            findings.push(
                Finding::note(
                    finding::RESOURCE_UNANNOUNCED,
                    "the API's 401 does not name its metadata, which was found at a well-known address",
                    "RFC 9728 §5.1",
                )
                .hint("add resource_metadata to the WWW-Authenticate header"),
            );
        }
        let discovered = self.authorization_server(api, resource.as_ref()).await?;
        // Entra's metadata names a template where the API names the address that was asked.
        let names = |found: &DiscoveredResource| {
            let servers = &found.metadata.authorization_servers;
            servers.contains(&discovered.metadata.issuer) || servers.contains(&discovered.issuer)
        };
        if resource.as_ref().is_some_and(|found| !names(found)) {
            findings.push(
                Finding::error(
                    finding::RESOURCE_SERVERS,
                    format!(
                        "the API does not name {} among its authorization servers, so that it may take no token of it",
                        discovered.metadata.issuer
                    ),
                    "RFC 9728 §2",
                )
                .hint("ask an issuer that the API names, or have the API list this one"),
            );
        }
        judge(&discovered, &self.connection().client.id, &mut findings);
        let metadata = resource.as_ref().map(|found| &found.metadata);
        if let Some(metadata) = metadata {
            findings.extend(self.judge_binding(metadata, &discovered));
        }
        Ok(ApiAuthorization {
            scopes: scopes_to_ask(&challenges, metadata),
            resource_parameter: metadata.map(|metadata| metadata.resource.clone()),
            resource,
            discovered,
            findings,
        })
    }

    /// What the API wants its tokens to be bound to, where that is not at hand.
    fn judge_binding(
        &self,
        metadata: &ResourceMetadata,
        discovered: &Discovered,
    ) -> impl Iterator<Item = Finding> {
        let knows_dpop = "dpop_signing_alg_values_supported";
        let knows_dpop = discovered.metadata.raw.get(knows_dpop).is_some();
        let wants_key = metadata.requires_dpop && !(self.binds_tokens() && knows_dpop);
        let wants_certificate =
            metadata.requires_client_certificate && !self.client().has_certificate();
        let dpop = wants_key.then(|| match knows_dpop {
            true => Finding::note(
                finding::RESOURCE_DPOP,
                "the API takes only tokens that are bound to a key by DPoP; one is made for the login",
                "RFC 9728 §2",
            ),
            false => Finding::warning(
                finding::RESOURCE_DPOP,
                "the API takes only tokens that are bound to a key by DPoP, and the authorization server does not say that it knows DPoP",
                "RFC 9728 §2",
            )
            .hint("DPoP is tried all the same; a server that knows it says so with dpop_signing_alg_values_supported"),
        });
        let certificate = wants_certificate.then(|| {
            Finding::warning(
                finding::RESOURCE_CERTIFICATE,
                "the API takes only tokens that are bound to a client certificate, and no certificate is shown",
                "RFC 9728 §2",
            )
            .hint("give the client certificate that the token is to be bound to")
        });
        dpop.into_iter().chain(certificate)
    }

    pub(super) fn names_issuer(&self) -> bool {
        !self.connection().issuer.trim().is_empty()
    }

    /// The API's own metadata ([RFC 9728]), read where the challenges of its refusal say, or else at the well-known addresses.
    ///
    /// # Errors
    ///
    /// Where the API's address is none, or nothing stands at any of them.
    ///
    /// [RFC 9728]: https://www.rfc-editor.org/rfc/rfc9728
    pub async fn resource_metadata(
        &self,
        api: &str,
        challenges: &[Challenge],
    ) -> Result<DiscoveredResource, SessionError> {
        let mut discovery = ResourceDiscovery::new(api, challenges)?;
        while let Some(request) = discovery.request() {
            let response = self.client().send_bounded(&request, MAX_JWKS_BYTES).await?;
            if let Some(found) = discovery.accept(&response)? {
                return Ok(found);
            }
        }
        Err(SessionError::nothing_came("the API's metadata"))
    }

    /// The metadata of the authorization server: the connection's own issuer, the API's, or the API's origin.
    async fn authorization_server(
        &self,
        api: &str,
        resource: Option<&DiscoveredResource>,
    ) -> Result<Discovered, SessionError> {
        if self.names_issuer() {
            return Ok(Discovered::clone(&*self.issuer.metadata().await?));
        }
        let issuer = match resource {
            Some(found) => found.issuer()?.to_owned(),
            None => {
                let url = Url::parse(api).map(|url| url.origin().to_owned());
                url.unwrap_or_default()
            }
        };
        let discovered = self.run_discovery_of(&issuer).await;
        discovered.map_err(|failure| match resource {
            Some(found) => named_by_the_api(failure, found, &issuer),
            None => failure,
        })
    }

    async fn run_discovery_of(&self, issuer: &str) -> Result<Discovered, SessionError> {
        let discovery = Discovery::of_authorization_server(issuer)?;
        let (discovered, _) = self.client().run_discovery(discovery).await?;
        discovered.require_issuer_match()?;
        Ok(discovered)
    }
}

/// How many further authorization servers are named: the API says how many there are.
const MOST_OTHERS: usize = 3;

/// Adds to a failure of an authorization server that the API's metadata names it, and which others can be tried.
fn named_by_the_api(
    failure: SessionError,
    found: &DiscoveredResource,
    issuer: &str,
) -> SessionError {
    let source = format!("; it is named by the API's metadata at {}", found.url);
    let others = found.usable_issuers().filter(|other| *other != issuer);
    let others: Vec<_> = others.take(MOST_OTHERS).collect();
    let advice = match others.is_empty() {
        true => "where it is the wrong one, name the issuer by hand".to_owned(),
        false => format!(
            "or name another that the API lists as the issuer: {}",
            others.join(", ")
        ),
    };
    match failure {
        SessionError::Oauth(OauthError::Broken(mut broken)) => {
            broken.message.push_str(&source);
            let hint = broken.hint.take().map(|hint| hint + "; ");
            broken.hint = Some(hint.unwrap_or_default() + &advice);
            SessionError::Oauth(OauthError::Broken(broken))
        }
        // One that is not trusted has advice of its own, with the certificate.
        SessionError::Transport(error) if error.untrusted_certificate().is_none() => {
            SessionError::Endpoint {
                code: error.code(),
                message: error.message() + &source,
                hint: format!("{}; {advice}", error.hint()),
            }
        }
        other => other,
    }
}

/// Whether a document was missed rather than refused.
fn is_unreadable(failure: &SessionError) -> bool {
    let refused = failure.is_misuse() || failure.code() == resource::RESOURCE_OTHER;
    !refused
}

/// What clients that know nothing but the API's URL need of an authorization server.
fn judge(discovered: &Discovered, client_id: &str, findings: &mut Vec<Finding>) {
    let metadata = &discovered.metadata;
    if metadata.code_challenge_methods_supported.is_empty() {
        findings.push(
            Finding::warning(
                finding::METADATA_PKCE_UNSTATED,
                "the authorization server does not say that it supports PKCE; clients of MCP servers must stop here",
                "MCP authorization 2026-07-28",
            )
            .hint("add code_challenge_methods_supported with S256 to its metadata; PKCE is used all the same"),
        );
    }
    if OauthClient::is_document(client_id) && !takes_client_documents(discovered) {
        findings.push(
            Finding::warning(
                finding::METADATA_NO_CLIENT_DOCUMENTS,
                "the client_id is the address of a client ID metadata document, and the authorization server does not say that it reads such",
                "draft-ietf-oauth-client-id-metadata-document",
            )
            .hint("use a client that is registered there, or register one"),
        );
    }
    if client_id.is_empty() && metadata.registration_endpoint.is_none() {
        findings.push(
            Finding::note(
                finding::METADATA_NO_REGISTRATION,
                "the authorization server registers no clients by itself",
                "RFC 7591 §3",
            )
            .hint("register a client with its operators, and give its client_id"),
        );
    }
}

/// Whether the server takes the address of a document as `client_id`.
fn takes_client_documents(discovered: &Discovered) -> bool {
    let member = "client_id_metadata_document_supported";
    let value = discovered.metadata.raw.get(member);
    value.and_then(|value| value.as_bool()).unwrap_or_default()
}

/// The addresses at which an API's metadata may stand, in the order in which they are asked ([RFC 9728 §3.1]); none where the
/// API's own address allows none.
///
/// [RFC 9728 §3.1]: https://www.rfc-editor.org/rfc/rfc9728#section-3.1
pub fn resource_metadata_urls(api: &str, challenges: &[Challenge]) -> Vec<String> {
    let discovery = ResourceDiscovery::new(api, challenges);
    let candidates = discovery.map(|discovery| discovery.candidates().to_vec());
    let candidates = candidates.unwrap_or_default().into_iter();
    candidates.map(|(_, url)| url).collect()
}
