//! Authorization requests ([RFC 6749 §4.1.1]) with PKCE ([RFC 7636]), and what is kept until the answer comes.
//!
//! [RFC 6749 §4.1.1]: https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1
//! [RFC 7636]: https://www.rfc-editor.org/rfc/rfc7636

mod answer;
mod pending;
mod pushed;
mod signed;

use claimscope_core::entropy::Entropy;
use claimscope_core::json::Value;
use claimscope_core::misuse;
use claimscope_core::time::Timestamp;

use super::code::authorization;
use super::error::shown;
use super::{AuthorizationDetails, Finding, Metadata, OauthError, endpoint};

pub use answer::AuthorizationCode;
pub use pending::PendingAuthorization;

const SPEC: &str = "RFC 6749 §4.1.1";

const ENDPOINT: endpoint::Endpoint = endpoint::Endpoint {
    name: "the authorization endpoint",
    misuse: misuse::AUTHORIZATION_ENDPOINT,
    spec: "RFC 6749 §3.1",
};

/// Parameters that are made here, or have a field of their own.
const OWN_PARAMETERS: [&str; 16] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "max_age",
    "acr_values",
    "login_hint",
    "response_mode",
    AuthorizationDetails::NAME,
    "request",
    "request_uri",
];

/// What is asked of the authorization endpoint. `state`, `nonce` and the PKCE challenge are always made, by
/// [`AuthorizationRequest::start`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AuthorizationRequest {
    /// Where the browser is sent. A query that it has already is kept.
    pub authorization_endpoint: String,
    /// `client_id`.
    pub client_id: String,
    /// Where the answer goes, as it is registered, character by character.
    pub redirect_uri: String,
    /// Scopes, separated by spaces; empty means that the parameter is left out.
    pub scope: String,
    /// The APIs that the token is for ([RFC 8707 §2](https://www.rfc-editor.org/rfc/rfc8707#section-2)).
    pub resources: Vec<String>,
    /// `prompt`: `none`, `login`, `consent`, `select_account`, or several with spaces between.
    pub prompt: Option<String>,
    /// `max_age`, in seconds since the user last logged in. An ID token must then say when that was.
    pub max_age_seconds: Option<u64>,
    /// `acr_values`, the wanted authentication context classes, with spaces between.
    pub acr_values: Option<String>,
    /// `login_hint`: whom the user will log in as.
    pub login_hint: Option<String>,
    /// `response_mode`: `query`, `fragment` or `form_post`, with `.jwt` behind it or `jwt` alone for a signed answer
    /// ([JARM §2.3]); `None` leaves it to the server, which means `query`.
    ///
    /// [JARM §2.3]: https://openid.net/specs/oauth-v2-jarm-final.html#section-2.3
    pub response_mode: Option<String>,
    /// `authorization_details` ([RFC 9396 §2](https://www.rfc-editor.org/rfc/rfc9396#section-2)).
    pub authorization_details: Option<AuthorizationDetails>,
    /// Further parameters, such as Auth0's `audience`.
    pub parameters: Vec<(String, String)>,
    /// The issuer that must have answered; `None` where nothing is known of it.
    pub issuer: Option<String>,
    /// Whether the answer must name its issuer ([RFC 9207 §3](https://www.rfc-editor.org/rfc/rfc9207#section-3)).
    pub requires_iss: bool,
}

impl AuthorizationRequest {
    /// A request to the authorization endpoint of this metadata; an empty endpoint where it names none.
    pub fn of(metadata: &Metadata, client_id: &str, redirect_uri: &str) -> Self {
        let endpoint = metadata.authorization_endpoint.clone();
        let promises = metadata
            .raw
            .get("authorization_response_iss_parameter_supported");
        Self {
            authorization_endpoint: endpoint.unwrap_or_default(),
            client_id: client_id.to_owned(),
            redirect_uri: redirect_uri.to_owned(),
            // Entra's template is completed by the token alone, so nothing can be compared with it here.
            issuer: (!metadata.is_template()).then(|| metadata.issuer.clone()),
            requires_iss: promises.and_then(Value::as_bool) == Some(true),
            ..Self::default()
        }
    }

    /// Whether the server takes authorization requests only where they were pushed
    /// ([RFC 9126 §5](https://www.rfc-editor.org/rfc/rfc9126#section-5)).
    pub fn must_be_pushed(metadata: &Metadata) -> bool {
        let name = "require_pushed_authorization_requests";
        metadata.raw.get(name).and_then(Value::as_bool) == Some(true)
    }

    /// Whether the answer must be a signed one ([JARM §2.3]).
    ///
    /// [JARM §2.3]: https://openid.net/specs/oauth-v2-jarm-final.html#section-2.3
    pub fn wants_signed_answer(&self) -> bool {
        let mode = self.response_mode.as_deref().unwrap_or_default();
        mode == "jwt" || mode.ends_with(".jwt")
    }

    /// What the metadata does not promise and this request needs.
    pub fn findings(&self, metadata: &Metadata) -> Vec<Finding> {
        let lists = |names: &[String], wanted: &str| names.iter().any(|name| name == wanted);
        let mut findings = Vec::new();
        let methods = &metadata.code_challenge_methods_supported;
        if !lists(methods, "S256") {
            let message = match methods.is_empty() {
                true => "the metadata does not say that the server understands PKCE",
                false => "the metadata offers PKCE without S256, which is used all the same",
            };
            findings.push(
                Finding::warning(authorization::PKCE_UNANNOUNCED, message, "RFC 9700 §2.1.1")
                    .hint("if the server ignores PKCE, whoever reads the code can use it"),
            );
        }
        let name = "authorization_response_iss_parameter_supported";
        if metadata
            .raw
            .get(name)
            .is_some_and(|value| value.as_bool().is_none())
        {
            let message =
                format!("{name} is neither true nor false, so that it is taken for no promise");
            findings.push(
                Finding::warning(authorization::ISS_PROMISE, message, "RFC 9207 §3")
                    .hint("have the metadata say true, without quotation marks"),
            );
        }
        let types = &metadata.response_types_supported;
        if !types.is_empty() && !lists(types, "code") {
            findings.push(Finding::warning(
                authorization::RESPONSE_TYPE,
                "response_types_supported does not list code",
                "RFC 6749 §3.1.1",
            ));
        }
        let modes = metadata.raw.get("response_modes_supported");
        if let (Some(mode), Some(modes)) = (&self.response_mode, modes.and_then(Value::as_array))
            && !modes.iter().any(|known| known.as_str() == Some(mode))
        {
            let message = format!("response_modes_supported does not list {}", shown(mode));
            findings.push(Finding::warning(
                authorization::RESPONSE_MODE,
                message,
                "OAuth 2.0 Multiple Response Types §2.1",
            ));
        }
        let details = self.authorization_details.iter();
        findings.extend(details.flat_map(|details| details.findings(metadata)));
        findings
    }

    /// Begins a login: makes `state`, `nonce` and the PKCE verifier.
    ///
    /// # Errors
    ///
    /// [`OauthError::Misuse`] where the endpoint or the redirect URI has a form that cannot be used, a further parameter is
    /// one that is made here, or `entropy` gave nothing.
    pub fn start(
        self,
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<PendingAuthorization, OauthError> {
        ENDPOINT.check(&self.authorization_endpoint)?;
        ENDPOINT.check_query(&self.authorization_endpoint, &OWN_PARAMETERS)?;
        check_redirect_uri(&self.redirect_uri)?;
        let mut names = self.parameters.iter().map(|(name, _)| name.as_str());
        if let Some(name) = names.find(|name| OWN_PARAMETERS.contains(name)) {
            let message =
                format!("{name} is no further parameter: it is made here, or has a field");
            return Err(OauthError::misuse(misuse::OPTIONS, message, SPEC)
                .with_hint("leave it out of the further parameters"));
        }
        let further: Vec<_> = self
            .parameters
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        let by_hand = endpoint::Endpoint {
            misuse: misuse::OPTIONS,
            ..ENDPOINT
        };
        by_hand
            .check_query(&self.authorization_endpoint, &further)
            .map_err(|error| error.with_hint("leave it out of the further parameters"))?;
        PendingAuthorization::new(self, now, entropy)
    }
}

/// An absolute URI without a fragment ([RFC 6749 §3.1.2](https://www.rfc-editor.org/rfc/rfc6749#section-3.1.2)).
fn check_redirect_uri(uri: &str) -> Result<(), OauthError> {
    let bad = |message: &str| {
        Err(
            OauthError::misuse(misuse::REDIRECT_URI, message, "RFC 6749 §3.1.2")
                .with_hint("give it as it is registered, such as http://127.0.0.1:8400/callback"),
        )
    };
    let scheme = uri.split_once(':').map_or("", |(scheme, _)| scheme);
    let mut letters = scheme.chars();
    let is_scheme = letters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic())
        && letters.all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter));
    if !is_scheme {
        return bad("the redirect URI is no absolute URI");
    }
    if uri.contains('#') {
        return bad("the redirect URI has a fragment (#…)");
    }
    if uri.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return bad("the redirect URI has white space in it");
    }
    Ok(())
}

#[cfg(test)]
mod tests;
