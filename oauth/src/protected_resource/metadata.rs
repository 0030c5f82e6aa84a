//! The metadata of a protected resource ([RFC 9728 §2](https://www.rfc-editor.org/rfc/rfc9728#section-2)).

use crate::code::{finding, resource};
use crate::members::Members;
use crate::{Finding, HttpResponse, OauthError, body};
use claimscope_core::json::Object;

const SPEC: &str = "RFC 9728 §2";

const MEMBERS: Members = Members {
    code: finding::RESOURCE_TYPE,
    spec: SPEC,
};

/// What an API says about itself.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ResourceMetadata {
    /// `resource`: the API's identifier, and the audience of its tokens.
    pub resource: String,
    /// `authorization_servers`: the issuers whose tokens it takes.
    pub authorization_servers: Vec<String>,
    /// `scopes_supported`.
    pub scopes_supported: Vec<String>,
    /// `bearer_methods_supported`; `None` where the API does not say.
    pub bearer_methods_supported: Option<Vec<String>>,
    /// `resource_name`.
    pub resource_name: Option<String>,
    /// `dpop_bound_access_tokens_required`.
    pub requires_dpop: bool,
    /// `tls_client_certificate_bound_access_tokens`.
    pub requires_client_certificate: bool,
    /// The whole document, members in order.
    pub raw: Object,
}

impl ResourceMetadata {
    /// Reads an answer: the metadata, and what deviates in form.
    ///
    /// # Errors
    ///
    /// [`OauthError::Broken`] where the status is not 200, the body is no JSON object, or it names no resource.
    pub fn accept(response: &HttpResponse) -> Result<(Self, Vec<Finding>), OauthError> {
        const WHAT: &str = "the metadata of the protected resource";
        if response.status != 200 {
            return Err(body::refused(response, WHAT, "RFC 9728 §3.2"));
        }
        let (raw, mut findings) = body::object(response, WHAT, "RFC 9728 §3.2")?;
        let Some(resource) = raw.get_str("resource").map(str::to_owned) else {
            return Err(OauthError::broken(
                resource::RESOURCE_MISSING,
                response.status,
                "the metadata of the protected resource does not name its resource",
                SPEC,
            )
            .with_hint("have the API add `resource` with the URL at which clients call it"));
        };
        let mut list = |name| MEMBERS.strings(&raw, name, &mut findings);
        let authorization_servers = list("authorization_servers");
        let scopes_supported = list("scopes_supported");
        let bearer_methods_supported = list("bearer_methods_supported");
        let mut flag = |name| MEMBERS.flag(&raw, name, &mut findings);
        let requires_dpop = flag("dpop_bound_access_tokens_required");
        let requires_client_certificate = flag("tls_client_certificate_bound_access_tokens");
        let metadata = Self {
            resource,
            authorization_servers: authorization_servers.unwrap_or_default(),
            scopes_supported: scopes_supported.unwrap_or_default(),
            bearer_methods_supported,
            resource_name: raw.get_str("resource_name").map(str::to_owned),
            requires_dpop,
            requires_client_certificate,
            raw,
        };
        Ok((metadata, findings))
    }
}
