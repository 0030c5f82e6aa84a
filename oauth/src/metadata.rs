//! An issuer's metadata ([RFC 8414 §2], [OpenID Connect Discovery §3]): read with tolerance, judged without.
//!
//! [RFC 8414 §2]: https://www.rfc-editor.org/rfc/rfc8414#section-2
//! [OpenID Connect Discovery §3]: https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata

mod lint;

use super::code::{finding, server};
use super::members::Members;
use super::vendors::adfs;
use super::{Finding, HttpResponse, IssuerMatch, OauthError, body};
use claimscope_core::difference_hint;
use claimscope_core::json::{Object, Value};
use claimscope_core::vendors::entra::{self, Served};

/// What an issuer says about itself.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Metadata {
    /// `issuer`: what tokens carry as `iss`.
    pub issuer: String,
    /// `access_token_issuer`: what access tokens carry as `iss` where that is another, at AD FS.
    pub access_token_issuer: Option<String>,
    /// `authorization_endpoint`.
    pub authorization_endpoint: Option<String>,
    /// `token_endpoint`.
    pub token_endpoint: Option<String>,
    /// `jwks_uri`.
    pub jwks_uri: Option<String>,
    /// `userinfo_endpoint`.
    pub userinfo_endpoint: Option<String>,
    /// `introspection_endpoint`.
    pub introspection_endpoint: Option<String>,
    /// `revocation_endpoint`.
    pub revocation_endpoint: Option<String>,
    /// `device_authorization_endpoint`.
    pub device_authorization_endpoint: Option<String>,
    /// `pushed_authorization_request_endpoint`.
    pub pushed_authorization_request_endpoint: Option<String>,
    /// `registration_endpoint`.
    pub registration_endpoint: Option<String>,
    /// `end_session_endpoint`.
    pub end_session_endpoint: Option<String>,
    /// `scopes_supported`.
    pub scopes_supported: Vec<String>,
    /// `response_types_supported`.
    pub response_types_supported: Vec<String>,
    /// `grant_types_supported`; empty where the server does not say.
    pub grant_types_supported: Vec<String>,
    /// `token_endpoint_auth_methods_supported`; empty means `client_secret_basic`.
    pub token_endpoint_auth_methods_supported: Vec<String>,
    /// `id_token_signing_alg_values_supported`.
    pub id_token_signing_alg_values_supported: Vec<String>,
    /// `code_challenge_methods_supported`.
    pub code_challenge_methods_supported: Vec<String>,
    /// `dpop_signing_alg_values_supported`.
    pub dpop_signing_alg_values_supported: Vec<String>,
    /// `claims_supported`.
    pub claims_supported: Vec<String>,
    /// The whole document, members in order.
    pub raw: Object,
}

const MEMBERS: Members = Members {
    code: finding::METADATA_TYPE,
    spec: "RFC 8414 §2",
};

/// What a page in place of metadata tells of the URL.
const NO_ISSUER: &str = "this URL is probably not the issuer's: that is the base under which /.well-known/openid-configuration answers with JSON, and a page for people, such as a login or an app that answers every path, came from this one";

impl Metadata {
    /// Reads the answer of a well-known URL: the metadata, and what deviates in form or content.
    ///
    /// # Errors
    ///
    /// [`OauthError::Broken`] where the status is not 200, the body is no JSON object, or it names no issuer.
    pub fn accept(response: &HttpResponse) -> Result<(Self, Vec<Finding>), OauthError> {
        const WHAT: &str = "the metadata document";
        const SPEC: &str = "RFC 8414 §3.2";
        if response.status != 200 {
            return Err(body::refused(response, WHAT, SPEC));
        }
        let (object, mut findings) =
            body::object(response, WHAT, SPEC).map_err(|error| match error.code() {
                server::HTML => error.with_hint(NO_ISSUER),
                _ => error,
            })?;
        let (metadata, more) = Self::from_object(object).ok_or_else(|| {
            OauthError::broken(
                server::METADATA,
                response.status,
                "the metadata document names no issuer",
                "RFC 8414 §2",
            )
            .with_hint("this JSON is no issuer's metadata; check the URL")
        })?;
        findings.extend(more);
        Ok((metadata, findings))
    }

    /// Reads a document; `None` where it names no issuer. Nulls count as absent, a string counts as an array of one.
    pub fn from_object(raw: Object) -> Option<(Self, Vec<Finding>)> {
        let mut findings = Vec::new();
        let issuer = raw.get_str("issuer")?.to_owned();
        let mut text = |name: &str| match raw.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Null => None,
            other => {
                findings.push(MEMBERS.wrong_type(name, other, "a string"));
                None
            }
        };
        let access_token_issuer = text("access_token_issuer");
        let authorization_endpoint = text("authorization_endpoint");
        let token_endpoint = text("token_endpoint");
        let jwks_uri = text("jwks_uri");
        let userinfo_endpoint = text("userinfo_endpoint");
        let introspection_endpoint = text("introspection_endpoint");
        let revocation_endpoint = text("revocation_endpoint");
        let device_authorization_endpoint = text("device_authorization_endpoint");
        let pushed_authorization_request_endpoint = text("pushed_authorization_request_endpoint");
        let registration_endpoint = text("registration_endpoint");
        let end_session_endpoint = text("end_session_endpoint");
        let mut list = |name: &str| {
            MEMBERS
                .strings(&raw, name, &mut findings)
                .unwrap_or_default()
        };
        let metadata = Self {
            issuer,
            access_token_issuer,
            authorization_endpoint,
            token_endpoint,
            jwks_uri,
            userinfo_endpoint,
            introspection_endpoint,
            revocation_endpoint,
            device_authorization_endpoint,
            pushed_authorization_request_endpoint,
            registration_endpoint,
            end_session_endpoint,
            scopes_supported: list("scopes_supported"),
            response_types_supported: list("response_types_supported"),
            grant_types_supported: list("grant_types_supported"),
            token_endpoint_auth_methods_supported: list("token_endpoint_auth_methods_supported"),
            id_token_signing_alg_values_supported: list("id_token_signing_alg_values_supported"),
            code_challenge_methods_supported: list("code_challenge_methods_supported"),
            dpop_signing_alg_values_supported: list("dpop_signing_alg_values_supported"),
            claims_supported: list("claims_supported"),
            raw,
        };
        if cfg!(feature = "findings") {
            findings.extend(lint::findings(&metadata));
        }
        Some((metadata, findings))
    }

    /// The endpoint of this name for clients with a certificate, where there is another one for them
    /// ([RFC 8705 §5](https://www.rfc-editor.org/rfc/rfc8705#section-5)). One on this machine counts where the issuer is here too.
    pub fn mtls_endpoint(&self, name: &str) -> Option<&str> {
        let aliases = self.raw.get("mtls_endpoint_aliases")?.as_object()?;
        let alias = aliases.get_str(name)?;
        (!super::discovered::points_here(&self.issuer, alias)).then_some(alias)
    }

    /// The methods of client authentication at the endpoint of this name: its own list, or else the token endpoint's, whose
    /// default is `client_secret_basic` ([RFC 8414 §2](https://www.rfc-editor.org/rfc/rfc8414#section-2)).
    pub fn auth_methods(&self, endpoint: &str) -> Vec<&str> {
        let methods = self.list_of(endpoint, "auth_methods_supported");
        methods
            .filter(|methods| !methods.is_empty())
            .unwrap_or_else(|| vec!["client_secret_basic"])
    }

    /// The algorithms of client assertions at the endpoint of this name: its own list, or else the token endpoint's; `None`
    /// where the metadata does not say.
    pub fn auth_signing_algorithms(&self, endpoint: &str) -> Option<Vec<&str>> {
        self.list_of(endpoint, "auth_signing_alg_values_supported")
    }

    fn list_of(&self, endpoint: &str, what: &str) -> Option<Vec<&str>> {
        let list = |endpoint: &str| {
            let values = self.raw.get(&format!("{endpoint}_{what}"))?.as_array()?;
            Some(values.iter().filter_map(Value::as_str).collect())
        };
        list(endpoint).or_else(|| list("token_endpoint"))
    }

    /// Compares the document's issuer with the one that it was asked for by, code point by code point.
    ///
    /// Entra alone may answer with another, and from its own hosts alone: on any other host its issuer is a stranger's.
    pub fn compare_issuer(&self, expected: &str) -> IssuerMatch {
        if self.issuer == expected {
            return IssuerMatch::Exact;
        }
        match entra::served(expected, &self.issuer) {
            Some(Served::Template) => IssuerMatch::Template,
            Some(Served::Tenant) => IssuerMatch::Tenant,
            None => IssuerMatch::Differs {
                expected: expected.to_owned(),
                hint: cfg!(feature = "hints")
                    .then(|| difference_hint(expected, &self.issuer))
                    .flatten(),
            },
        }
    }

    /// Whether the issuer is Entra's template, which the token's `tid` completes. Who may serve it is
    /// [`Metadata::compare_issuer`]'s to say.
    pub fn is_template(&self) -> bool {
        entra::is_template(&self.issuer)
    }

    /// What tokens carry as `iss`: the issuer, and the one that the metadata states for access tokens, where it is the
    /// one that AD FS has at that address.
    pub fn token_issuers(&self) -> impl Iterator<Item = &str> {
        let other = self.access_token_issuer.as_deref();
        let other =
            other.filter(|other| *other != self.issuer && adfs::may_state(&self.issuer, other));
        std::iter::once(self.issuer.as_str()).chain(other)
    }

    /// The `iss` that a token with these claims must carry: the issuer, with Entra's template completed by `tid`; or the
    /// one for access tokens, where the token has that.
    pub fn issuer_for(&self, claims: &Object) -> Option<String> {
        let actual = claims.get_str("iss").unwrap_or_default();
        if let Some(stated) = self.token_issuers().find(|issuer| *issuer == actual) {
            return Some(stated.to_owned());
        }
        if !self.is_template() {
            return Some(self.issuer.clone());
        }
        entra::completed(&self.issuer, claims)
    }
}

#[cfg(test)]
mod tests;
