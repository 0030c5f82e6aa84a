//! From what a person typed to an issuer's metadata, step by step and without I/O.
//!
//! [OpenID Connect Discovery §4] appends the well-known path to the issuer, [RFC 8414 §3.1] inserts it before the
//! issuer's path. Both are tried, in this order:
//!
//! 1. `https://h/p/.well-known/openid-configuration`
//! 2. `https://h/.well-known/oauth-authorization-server/p`
//! 3. `https://h/.well-known/openid-configuration/p` (RFC 8414 §5)
//!
//! A full well-known URL is asked alone, as it was typed.
//!
//! [OpenID Connect Discovery §4]: https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
//! [RFC 8414 §3.1]: https://www.rfc-editor.org/rfc/rfc8414#section-3.1

use super::code::{finding, server};
use super::discovered::mismatch;
use super::error::shown;
use super::{
    Discovered, Finding, HttpRequest, HttpResponse, IssuerMatch, Metadata, OauthError, vendors,
};
use claimscope_core::misuse;
use claimscope_core::order::sorted_by_key;
use claimscope_core::said;
use claimscope_core::url::{Url, UrlError};

const OIDC: &str = "/.well-known/openid-configuration";
const OAUTH: &str = "/.well-known/oauth-authorization-server";

/// A discovery on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Discovery {
    issuers: Vec<String>,
    candidates: Vec<String>,
    at: usize,
    failure: Option<OauthError>,
    /// Where an API that answered in an issuer's place says which issuers it trusts.
    resource_metadata: Option<String>,
}

impl Discovery {
    /// Starts from an issuer or a full well-known URL, as a person types it.
    ///
    /// # Errors
    ///
    /// [`OauthError::Misuse`] where the text is no URL, has a query or fragment, or is `http` to another machine.
    pub fn new(typed: &str) -> Result<Self, OauthError> {
        let discovery = Self::dangerous_over_http(typed)?;
        let url = Url::parse(&discovery.candidates[0]).map_err(|error| not_a_url(typed, error))?;
        if url.is_https() || url.is_loopback() {
            return Ok(discovery);
        }
        Err(OauthError::misuse(
            misuse::HTTPS,
            said!(
                "{} is http: anyone on the way can replace the keys and read the secrets",
                url.origin()
            ),
            "RFC 8414 §3",
        )
        .with_hint("use https; plain http is for localhost alone"))
    }

    /// As [`Discovery::new`], and `http` to any machine too: whoever sits on the way can then answer in its place.
    ///
    /// # Errors
    ///
    /// [`OauthError::Misuse`] where the text is no URL, or has a query or fragment.
    pub fn dangerous_over_http(typed: &str) -> Result<Self, OauthError> {
        let typed = typed.trim();
        let url = Url::parse(typed).map_err(|error| not_a_url(typed, error))?;
        if url.fragment().is_some() {
            return Err(bad_issuer("the URL has a fragment (#…)"));
        }
        let (issuers, candidates) = match well_known(&url) {
            Some(issuers) => (issuers.to_vec(), vec![typed.to_owned()]),
            None if url.query().is_some() => {
                return Err(bad_issuer("the issuer has a query (?…)"));
            }
            None => (vec![typed.to_owned()], candidates(&url)),
        };
        Ok(Self {
            issuers,
            candidates,
            at: 0,
            failure: None,
            resource_metadata: None,
        })
    }

    /// As [`Discovery::new`], from an issuer that an API's metadata names: the places of RFC 8414 come first, as clients of
    /// MCP servers have it.
    ///
    /// # Errors
    ///
    /// As [`Discovery::new`].
    pub fn of_authorization_server(issuer: &str) -> Result<Self, OauthError> {
        let mut discovery = Self::new(issuer)?;
        discovery.candidates.rotate_left(1);
        Ok(discovery)
    }

    /// The URLs that will be tried, in order.
    pub fn candidates(&self) -> &[String] {
        &self.candidates
    }

    /// The next request to send; `None` once all candidates have failed.
    pub fn request(&self) -> Option<HttpRequest> {
        let url = self.candidates.get(self.at)?;
        Some(HttpRequest::get(url).header("Accept", "application/json"))
    }

    /// Takes the answer to [`Discovery::request`]; `None` means that the next candidate is worth a try.
    ///
    /// # Errors
    ///
    /// The most telling failure, once no candidate is left.
    pub fn accept(&mut self, response: &HttpResponse) -> Result<Option<Discovered>, OauthError> {
        let Some(url) = self.candidates.get(self.at).cloned() else {
            return Err(self
                .failure
                .take()
                .unwrap_or_else(|| bad_issuer("there is nothing left to try")));
        };
        self.at += 1;
        match Metadata::accept(response) {
            Ok((metadata, findings)) => Ok(Some(self.found(metadata, findings, url))),
            Err(error) => {
                let error = error.at(&url);
                // A plain 404 says least: any other answer explains more, and so does one with words.
                let has_words = |error: &OauthError| error.server_words().is_some();
                if self.failure.as_ref().is_none_or(|known| {
                    known.status() == Some(404)
                        && (error.status() != Some(404) || !has_words(known))
                }) {
                    self.failure = Some(error);
                }
                let is_read = cfg!(feature = "diagnose") && response.status == 401;
                if is_read && self.resource_metadata.is_none() {
                    let challenges = response.challenges();
                    let mut named = challenges.iter().filter_map(|it| it.resource_metadata());
                    self.resource_metadata = named.next().map(shown);
                }
                if response.is_ill() {
                    // It would be no better at the other places where the document may be.
                    self.at = self.candidates.len();
                }
                if self.at < self.candidates.len() {
                    return Ok(None);
                }
                match self.failure.take() {
                    Some(failure) => Err(self.explained(failure)),
                    None => Ok(None),
                }
            }
        }
    }

    fn explained(&self, failure: OauthError) -> OauthError {
        if let Some(named) = &self.resource_metadata {
            let message = said!(
                "this is an API rather than an issuer: it asks for a token, and says at {named} which issuers it trusts"
            );
            let hint = match named.starts_with("http") {
                true => {
                    "open that address, and discover one of its authorization_servers; or call the API with a login"
                }
                false => "that is no address to follow; have the API name an https URL",
            };
            return OauthError::broken(server::STATUS, 401, message, "RFC 9728 §5.1")
                .with_hint(hint);
        }
        if failure.status() != Some(404) {
            return failure;
        }
        let words = failure.server_words();
        failure.with_hint_of(|| self.nothing_there(words.as_deref()))
    }

    /// What to do where every candidate answers 404; `words` are the server's.
    fn nothing_there(&self, words: Option<&str>) -> String {
        let tried = self.candidates.join(", ");
        let saying = words.and_then(|words| vendors::saying("", words));
        let path = if let Some(saying) = saying {
            saying.hint
        } else if tried.contains("/oauth-protected-resource") {
            "this names the metadata of a protected resource: open it, and discover one of its authorization_servers"
        } else {
            vendors::no_issuer(&tried).unwrap_or("check the issuer, above all its path")
        };
        said!("{path}; there is nothing at {tried}")
    }

    fn found(&self, metadata: Metadata, mut findings: Vec<Finding>, url: String) -> Discovered {
        let issuer = self
            .issuers
            .iter()
            .find(|issuer| **issuer == metadata.issuer)
            .unwrap_or(&self.issuers[0])
            .clone();
        let issuer_match = metadata.compare_issuer(&issuer);
        if cfg!(feature = "findings")
            && let IssuerMatch::Differs { expected, hint } = &issuer_match
        {
            let finding = Finding::error(
                finding::METADATA_ISSUER_MISMATCH,
                mismatch(expected, &metadata.issuer, *hint),
                "RFC 8414 §3.3",
            )
            .hint(said!(
                "tokens carry {} as iss, and that is what an API must expect; ask for it by that name",
                metadata.issuer
            ));
            findings.insert(0, finding);
        }
        let findings = sorted_by_key(findings, |finding| std::cmp::Reverse(finding.severity));
        Discovered {
            metadata,
            issuer,
            issuer_match,
            findings,
            url,
        }
    }
}

/// The issuers that a full well-known URL may stand for; `None` where it is no well-known URL.
fn well_known(url: &Url) -> Option<[String; 2]> {
    let path = url.path().strip_suffix('/').unwrap_or(url.path());
    let lower = path.to_ascii_lowercase();
    let issuer_path = [OIDC, OAUTH].into_iter().find_map(|suffix| {
        if lower.ends_with(suffix) {
            return Some(&path[..path.len() - suffix.len()]);
        }
        let is_inserted = lower.strip_prefix(suffix)?.starts_with('/');
        is_inserted.then(|| &path[suffix.len()..])
    })?;
    let base = format!("{}{issuer_path}", url.origin());
    // Both forms lead to this URL: `https://h` and, as Auth0 has it, `https://h/`.
    Some([base.clone(), base + "/"])
}

fn candidates(url: &Url) -> Vec<String> {
    let origin = url.origin();
    // A trailing slash is part of the issuer, and is taken off before the well-known path is put in.
    let path = url.path().strip_suffix('/').unwrap_or(url.path());
    let mut candidates = vec![
        format!("{origin}{path}{OIDC}"),
        format!("{origin}{OAUTH}{path}"),
        format!("{origin}{OIDC}{path}"),
    ];
    candidates.dedup();
    if path.is_empty() {
        candidates.truncate(2);
    }
    candidates
}

fn bad_issuer(message: &str) -> OauthError {
    OauthError::misuse(misuse::ISSUER, message, "RFC 8414 §2")
        .with_hint("give the issuer alone, such as https://localhost:5001")
}

/// Whether a text is of this machine once it has a scheme.
fn is_loopback(typed: &str) -> bool {
    Url::parse(&format!("http://{typed}")).is_ok_and(|url| url.is_loopback())
}

fn not_a_url(typed: &str, error: UrlError) -> OauthError {
    let hint = || match error {
        UrlError::NoScheme if is_loopback(typed) => {
            said!("did you mean https://{typed}, or http://{typed}?")
        }
        UrlError::NoScheme if !typed.is_empty() => said!("did you mean https://{typed}?"),
        _ => "give the issuer, such as https://localhost:5001".to_owned(),
    };
    OauthError::misuse(misuse::ISSUER, said!("{error}"), "RFC 8414 §2").with_hint_of(hint)
}

#[cfg(test)]
mod tests;
