//! From an API's URL to the metadata of the API, step by step and without I/O ([RFC 9728]).
//!
//! Where the metadata is, in this order:
//!
//! 1. where `resource_metadata` in the API's refusal says;
//! 2. `https://h/.well-known/oauth-protected-resource/p?q`, for the API's own path and query;
//! 3. `https://h/.well-known/oauth-protected-resource`.
//!
//! What `resource` must be depends on where the document was found ([RFC 9728 §3.3]): the URL that was called, or the
//! identifier into which the well-known path was put.
//!
//! [RFC 9728]: https://www.rfc-editor.org/rfc/rfc9728
//! [RFC 9728 §3.3]: https://www.rfc-editor.org/rfc/rfc9728#section-3.3

mod compare;
mod lint;
mod metadata;
mod scopes;

use super::challenge::Challenge;
use super::code::resource;
use super::{Finding, HttpRequest, HttpResponse, OauthError, Severity};
use claimscope_core::misuse;
use claimscope_core::order::sorted_by_key;
use claimscope_core::url::Url;
use serde::{Serialize, Serializer};

pub use compare::ResourceMatch;
pub use metadata::ResourceMetadata;
pub use scopes::{StepUp, StepUpEnd, scopes_to_ask};

const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";
const SPEC: &str = "RFC 9728 §3";

/// Where a document was found, which decides what its `resource` must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MetadataPlace {
    /// Where `resource_metadata` of the challenge says.
    Challenge,
    /// At the well-known path with the API's own path behind it.
    Path,
    /// At the well-known path of the host.
    Root,
}

/// A discovery of an API's metadata on its way.
#[derive(Clone, Debug)]
pub struct ResourceDiscovery {
    /// The API as it is called, without its fragment.
    api: String,
    origin: String,
    candidates: Vec<(MetadataPlace, String)>,
    at: usize,
    failure: Option<OauthError>,
    findings: Vec<Finding>,
}

/// An API's metadata, as it was found.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct DiscoveredResource {
    /// The API as it was called.
    pub api: String,
    /// Where the document was.
    pub url: String,
    /// Which of the three places that is.
    pub place: MetadataPlace,
    /// How `resource` stands to what it must be there.
    pub resource_match: ResourceMatch,
    /// Everything that deviates.
    pub findings: Vec<Finding>,
    /// The metadata; serialised as the document that it was read from.
    #[serde(serialize_with = "as_document")]
    pub metadata: ResourceMetadata,
}

fn as_document<S: Serializer>(
    metadata: &ResourceMetadata,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    metadata.raw.serialize(serializer)
}

impl ResourceDiscovery {
    /// Starts from an API's URL and the challenges of its refusal; without a refusal the well-known addresses are tried.
    ///
    /// # Errors
    ///
    /// [`OauthError::Misuse`] where the URL is none, or is `http` to another machine.
    pub fn new(api: &str, challenges: &[Challenge]) -> Result<Self, OauthError> {
        let url = Url::parse(api.trim())
            .map_err(|error| OauthError::misuse(misuse::REQUEST, error.to_string(), SPEC))?;
        if !url.is_https() && !url.is_loopback() {
            return Err(OauthError::misuse(
                misuse::HTTPS,
                format!(
                    "{} is http: the token would pass in clear, and the metadata could be replaced on the way",
                    url.origin()
                ),
                SPEC,
            )
            .with_hint("use https; plain http is for localhost alone"));
        }
        let origin = url.origin().to_owned();
        let mut findings = Vec::new();
        let mut candidates = Vec::new();
        let named = challenges.iter().find_map(Challenge::resource_metadata);
        if let Some(named) = named {
            match lint::named(&url, named) {
                Ok(more) => {
                    findings.extend(more);
                    candidates.push((MetadataPlace::Challenge, named.to_owned()));
                }
                Err(finding) => findings.push(finding),
            }
        }
        let path = url.path().strip_suffix('/').unwrap_or(url.path());
        let query = url.query().map(|query| format!("?{query}"));
        let suffix = format!("{path}{}", query.unwrap_or_default());
        if !suffix.is_empty() {
            candidates.push((MetadataPlace::Path, format!("{origin}{WELL_KNOWN}{suffix}")));
        }
        candidates.push((MetadataPlace::Root, format!("{origin}{WELL_KNOWN}")));
        let mut seen: Vec<String> = Vec::new();
        candidates.retain(|(_, url)| {
            let is_new = !seen.contains(url);
            seen.push(url.clone());
            is_new
        });
        let end = url.fragment().map_or(api.trim().len(), |fragment| {
            api.trim().len() - fragment.len() - 1
        });
        Ok(Self {
            api: api.trim()[..end].to_owned(),
            origin,
            candidates,
            at: 0,
            failure: None,
            findings,
        })
    }

    /// The addresses that will be tried, in order, each with the place that it is.
    pub fn candidates(&self) -> &[(MetadataPlace, String)] {
        &self.candidates
    }

    /// What is odd in the address that the challenge names, such as one that is not followed.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The next request to send; `None` once all addresses have failed.
    pub fn request(&self) -> Option<HttpRequest> {
        let (_, url) = self.candidates.get(self.at)?;
        Some(HttpRequest::get(url).header("Accept", "application/json"))
    }

    /// Takes the answer to [`ResourceDiscovery::request`]; `None` means that the next address is worth a try.
    ///
    /// # Errors
    ///
    /// [`OauthError::Broken`] once no address is left: with code `resource.not-found` where nothing was anywhere, or the
    /// most telling failure.
    pub fn accept(
        &mut self,
        response: &HttpResponse,
    ) -> Result<Option<DiscoveredResource>, OauthError> {
        let Some((place, url)) = self.candidates.get(self.at).cloned() else {
            return Err(self.nothing());
        };
        self.at += 1;
        match ResourceMetadata::accept(response) {
            Ok((metadata, findings)) => self.found(place, url, metadata, findings),
            Err(error) => {
                let error = error.at(&url);
                if error.status() != Some(404) {
                    self.failure.get_or_insert(error);
                }
                if response.is_ill() {
                    // It would be no better at the other addresses.
                    self.at = self.candidates.len();
                }
                match self.at == self.candidates.len() {
                    true => Err(self.nothing()),
                    false => Ok(None),
                }
            }
        }
    }

    /// What `resource` must be in a document of that place.
    fn expected(&self, place: MetadataPlace) -> &str {
        match place {
            MetadataPlace::Challenge | MetadataPlace::Path => &self.api,
            MetadataPlace::Root => &self.origin,
        }
    }

    fn found(
        &mut self,
        place: MetadataPlace,
        url: String,
        metadata: ResourceMetadata,
        findings: Vec<Finding>,
    ) -> Result<Option<DiscoveredResource>, OauthError> {
        let expected = self.expected(place).to_owned();
        let resource_match = ResourceMatch::of(&expected, &metadata.resource);
        if !resource_match.is_usable() {
            let actual = super::error::shown(&metadata.resource);
            return Err(OauthError::broken(
                resource::RESOURCE_OTHER,
                200,
                format!("the metadata at {url} is of the resource {actual}, not of {expected}"),
                "RFC 9728 §3.3",
            )
            .with_hint(
                "nothing of it is used, as a token for that resource would come to this one; if that is the API you mean, call it there, and otherwise have this API correct its `resource`",
            ));
        }
        let mut all = std::mem::take(&mut self.findings);
        all.extend(findings);
        all.extend(lint::findings(place, &expected, resource_match, &metadata));
        Ok(Some(DiscoveredResource {
            api: self.api.clone(),
            url,
            place,
            resource_match,
            findings: sorted_by_key(all, |finding| std::cmp::Reverse(finding.severity)),
            metadata,
        }))
    }

    fn nothing(&self) -> OauthError {
        self.failure.clone().unwrap_or_else(|| {
            let tried: Vec<_> = self.candidates.iter().map(|(_, url)| url.as_str()).collect();
            let is_odd = |finding: &&Finding| finding.severity == Severity::Error;
            let odd = self.findings.iter().find(is_odd);
            let odd = odd.map_or_else(String::new, |finding| format!("; {}", finding.message));
            OauthError::broken(
                resource::RESOURCE_NOT_FOUND,
                404,
                format!(
                    "the API publishes no metadata that says where to get a token: there is nothing at {}{odd}",
                    tried.join(", ")
                ),
                SPEC,
            )
            .with_hint("name the issuer by hand")
        })
    }
}

impl DiscoveredResource {
    /// The issuer to ask for a token: the first that the metadata names and that can be used. The others are for the
    /// person to choose ([RFC 9728 §7.6](https://www.rfc-editor.org/rfc/rfc9728#section-7.6)).
    ///
    /// # Errors
    ///
    /// [`OauthError::Broken`] with code `resource.no-issuer` where there is none.
    pub fn issuer(&self) -> Result<&str, OauthError> {
        self.usable_issuers().next().ok_or_else(|| {
            OauthError::broken(
                resource::RESOURCE_NO_ISSUER,
                200,
                format!(
                    "the metadata at {} names no authorization server that can be used",
                    self.url
                ),
                "RFC 9728 §2",
            )
            .with_hint("name the issuer by hand, or have the API list it in authorization_servers")
        })
    }

    /// The issuers that the metadata names and that can be used, in its order.
    pub fn usable_issuers(&self) -> impl Iterator<Item = &str> {
        // An API elsewhere has no business with what runs on this machine.
        let is_here = Url::parse(&self.api).is_ok_and(|api| api.is_loopback());
        let issuers = self.metadata.authorization_servers.iter();
        issuers.map(String::as_str).filter(move |issuer| {
            Url::parse(issuer).is_ok_and(|url| match url.is_loopback() {
                true => is_here,
                false => url.is_https(),
            })
        })
    }
}

#[cfg(test)]
mod tests;
