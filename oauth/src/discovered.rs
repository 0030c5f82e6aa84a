//! What a discovery found, and what of it may be used: nothing of a document whose issuer is another's.

use serde::{Serialize, Serializer};

use super::code::server;
use super::endpoint::Endpoint;
use super::{Finding, IssuerMatch, Metadata, OauthError};
use claimscope_core::code::Code;
use claimscope_core::crypto::KeySet;
use claimscope_core::json::Value;
use claimscope_core::jwk::JwkSet;
use claimscope_core::misuse;
use claimscope_core::said;
use claimscope_core::url::Url;
use claimscope_core::vendors::entra;

/// What a discovery found.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Discovered {
    /// The issuer that was asked for.
    pub issuer: String,
    /// How the metadata's issuer stands to it.
    pub issuer_match: IssuerMatch,
    /// Everything that deviates.
    pub findings: Vec<Finding>,
    /// Where the document was.
    pub url: String,
    /// The metadata; serialised as the document that it was read from.
    #[serde(serialize_with = "as_document")]
    pub metadata: Metadata,
}

fn as_document<S: Serializer>(metadata: &Metadata, serializer: S) -> Result<S::Ok, S::Error> {
    metadata.raw.serialize(serializer)
}

impl Discovered {
    /// Whether the metadata may be used at all: to verify tokens, and to send a secret where it points
    /// ([RFC 8414 §3.3]).
    ///
    /// # Errors
    ///
    /// [`OauthError::Broken`] with code `server.issuer` where the document's issuer is another than the one asked for.
    ///
    /// [RFC 8414 §3.3]: https://www.rfc-editor.org/rfc/rfc8414#section-3.3
    pub fn require_issuer_match(&self) -> Result<(), OauthError> {
        let IssuerMatch::Differs { expected, hint } = &self.issuer_match else {
            return Ok(());
        };
        let stated = &self.metadata.issuer;
        let error = OauthError::broken(
            server::ISSUER,
            200,
            mismatch(expected, stated, *hint),
            "RFC 8414 §3.3",
        );
        Err(if self.metadata.is_template() {
            error.with_hint(entra::TEMPLATE_ADVICE)
        } else {
            error.with_hint_of(|| {
                let stated = super::error::shown(stated);
                said!("if that is the server you mean, ask for {stated} instead")
            })
        })
    }

    /// Where to ask for tokens; the client's secret may go there.
    ///
    /// # Errors
    ///
    /// As [`Discovered::require_issuer_match`]; [`OauthError::Broken`] with code `server.token_endpoint` where the
    /// metadata names none.
    pub fn token_endpoint(&self) -> Result<&str, OauthError> {
        self.require_issuer_match()?;
        let endpoint = self.metadata.token_endpoint.as_deref().ok_or_else(|| {
            OauthError::broken(
                server::TOKEN_ENDPOINT,
                200,
                "the issuer's metadata names no token_endpoint, so it gives no tokens",
                "RFC 8414 §2",
            )
            .with_hint("check that this is the issuer you mean")
        })?;
        self.usable(endpoint, "token_endpoint", server::TOKEN_ENDPOINT)
    }

    /// Where a user's browser is sent to log in.
    ///
    /// # Errors
    ///
    /// As [`Discovered::require_issuer_match`]; [`OauthError::Broken`] with code `server.authorization_endpoint` where the
    /// metadata names none.
    pub fn authorization_endpoint(&self) -> Result<&str, OauthError> {
        let endpoint = self.metadata.authorization_endpoint.as_deref();
        self.named(
            endpoint,
            "authorization_endpoint",
            server::AUTHORIZATION_ENDPOINT,
        )
    }

    /// The endpoint that the metadata names under `name`, such as `introspection_endpoint`.
    ///
    /// # Errors
    ///
    /// As [`Discovered::require_issuer_match`]; [`OauthError::Broken`] with code `server.endpoint` where the metadata names
    /// none.
    pub fn endpoint(&self, name: &str) -> Result<&str, OauthError> {
        self.named(self.metadata.raw.get_str(name), name, server::ENDPOINT)
    }

    /// An endpoint that the metadata may name.
    fn named<'a>(
        &self,
        endpoint: Option<&'a str>,
        name: &str,
        code: Code,
    ) -> Result<&'a str, OauthError> {
        self.require_issuer_match()?;
        let endpoint = endpoint.ok_or_else(|| {
            let message = said!("the issuer's metadata names no {name}");
            OauthError::broken(code, None, message, "RFC 8414 §2")
                .with_hint("check that this is the issuer you mean; it may not offer this at all")
        })?;
        self.usable(endpoint, name, code)
    }

    /// Refuses what no request can be sent to: what is no URL, has a fragment, or is `http` to another machine. The server
    /// wrote it, so that nobody here is at fault.
    fn usable<'a>(&self, endpoint: &'a str, name: &str, code: Code) -> Result<&'a str, OauthError> {
        let kind = Endpoint {
            name: "the endpoint",
            misuse: misuse::ENDPOINT,
            spec: "RFC 8414 §2",
        };
        if let Err(unusable) = kind.check(endpoint) {
            let message = said!("the issuer's {name} cannot be used: {}", unusable.message());
            return Err(OauthError::broken(code, None, message, kind.spec)
                .with_hint("ask the issuer's operators to correct their metadata"));
        }
        self.not_here(endpoint, name, code)
    }

    /// Refuses an endpoint on this machine of an issuer that is elsewhere: what runs here is none of its
    /// ([RFC 9728 §7.7](https://www.rfc-editor.org/rfc/rfc9728#section-7.7) says the same of a resource's metadata).
    fn not_here<'a>(
        &self,
        endpoint: &'a str,
        name: &str,
        code: Code,
    ) -> Result<&'a str, OauthError> {
        if !points_here(&self.issuer, endpoint) {
            return Ok(endpoint);
        }
        let message =
            said!("the issuer's {name} points to this very machine, where the issuer is not");
        Err(OauthError::broken(code, None, message, "RFC 8414 §2")
            .with_hint("have the issuer's metadata name its own address"))
    }

    /// Where the issuer's keys are.
    ///
    /// # Errors
    ///
    /// As [`Discovered::require_issuer_match`]; [`OauthError::Broken`] with code `server.jwks_uri` where the metadata
    /// names none, or one that cannot be used.
    pub fn jwks_uri(&self) -> Result<&str, OauthError> {
        self.require_issuer_match()?;
        let uri = self.metadata.jwks_uri.as_deref().ok_or_else(|| {
            let given = self.metadata.raw.get("jwks_uri");
            if given.is_some_and(|given| *given != Value::Null) {
                let message = "the jwks_uri in the issuer's metadata is no text";
                return bad_jwks_uri(message.to_owned())
                    .with_hint("have the issuer's metadata mended, or give the keys themselves");
            }
            bad_jwks_uri("the issuer's metadata names no jwks_uri".to_owned())
                .with_hint("the issuer may sign with a shared secret; give the key itself")
        })?;
        let is_over_http = Url::parse(&self.url).is_ok_and(|url| !url.is_https());
        check_jwks_uri(&self.issuer, uri, is_over_http)?;
        Ok(uri)
    }

    /// The issuer's keys, bound to it: for a template, to the tenant that each token's `tid` names, and each key to
    /// the issuer that it states itself.
    ///
    /// # Errors
    ///
    /// As [`Discovered::require_issuer_match`].
    pub fn keys(&self, set: JwkSet) -> Result<KeySet, OauthError> {
        self.require_issuer_match()?;
        let names = self.metadata.token_issuers();
        Ok(KeySet::from_issuer_of_names(set, names))
    }
}

/// Refuses an address that could be replaced on the way, or that makes this machine ask itself.
pub(crate) fn check_jwks_uri(issuer: &str, uri: &str, over_http: bool) -> Result<(), OauthError> {
    let request = if over_http {
        super::jwks::dangerous_request_over_http(uri)
    } else {
        super::jwks::request(uri)
    };
    request.map_err(|error| {
        let shown = super::error::shown(&super::mask::url(uri));
        let problem = error.message();
        bad_jwks_uri(said!(
            "the issuer's jwks_uri {shown:?} cannot be used: {problem}"
        ))
        .with_hint("have the issuer's metadata mended, or give the keys themselves")
    })?;
    if points_here(issuer, uri) {
        return Err(bad_jwks_uri(
            "the issuer's jwks_uri points to this very machine, where the issuer is not".to_owned(),
        ));
    }
    Ok(())
}

/// Whether an address is on this machine and its issuer is not.
pub(crate) fn points_here(issuer: &str, address: &str) -> bool {
    let is_loopback = |url: &str| Url::parse(url.trim()).is_ok_and(|url| url.is_loopback());
    is_loopback(address) && !is_loopback(issuer)
}

fn bad_jwks_uri(message: String) -> OauthError {
    OauthError::broken(server::JWKS_URI, 200, message, "RFC 8414 §2")
}

pub(crate) fn mismatch(expected: &str, actual: &str, hint: Option<&str>) -> String {
    let how = hint.map(|hint| said!(": it {hint}")).unwrap_or_default();
    let actual = super::error::shown(actual);
    said!("the document calls its issuer {actual}, not {expected}{how}")
}
