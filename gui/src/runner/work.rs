//! The steps that send requests: discover, token, call.

use std::time::Instant;

use claimscope_core::jwk::JwkSet;
use claimscope_core::secret::Secret;
use claimscope_oauth::{ClientAuthentication, HttpRequest, HttpResponse, TokenRequest};

use super::issuer::refused;
use super::{Known, Shared, convert, now};
use crate::connection::{ClientAuth, Grant};
use crate::effect::{CallPlan, TokenPlan};
use crate::results::{CallResult, Discovery, Failure, TokenResult};

fn elapsed(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX)
}

impl Shared {
    /// Metadata, then keys. Keys that cannot be had spoil nothing else.
    pub(super) async fn discover(&self, issuer: &str) -> Result<Discovery, Failure> {
        let start = Instant::now();
        let discovered = self
            .client
            .discover(issuer)
            .await
            .map_err(|failure| convert::failure(&failure))?;
        let metadata = &discovered.metadata;
        let refusal = discovered.require_issuer_match().err().map(refused);
        self.learn(issuer, |known| match refusal {
            None => known.discovered = Some(discovered.clone()),
            Some(_) => *known = Known::default(),
        });
        let (keys, keys_failure) = match &metadata.jwks_uri {
            Some(uri) => match self.jwks(uri).await {
                Ok(set) => (convert::key_rows(&set), None),
                Err(failure) => (vec![], Some(failure)),
            },
            None => (vec![], None),
        };
        Ok(Discovery {
            issuer: metadata.issuer.clone(),
            url: discovered.url.clone(),
            scopes: metadata.scopes_supported.clone(),
            grants: metadata.grant_types_supported.clone(),
            members: convert::members(&metadata.raw),
            findings: convert::findings(&discovered.findings),
            keys,
            keys_failure,
            refusal,
            milliseconds: elapsed(start),
        })
    }

    pub(super) async fn jwks(&self, uri: &str) -> Result<JwkSet, Failure> {
        self.client
            .jwks(uri)
            .await
            .map_err(|failure| convert::failure(&failure))
    }

    pub(super) async fn token(&self, plan: TokenPlan) -> Result<TokenResult, Failure> {
        let discovered = self.discovered(&plan.issuer).await?;
        let endpoint = discovered.token_endpoint().map_err(refused)?.to_owned();
        let request = token_request(&endpoint, &plan);
        let start = Instant::now();
        let response = self
            .client
            .token(&request)
            .await
            .map_err(|failure| convert::failure(&failure))?;
        let received_at = now();
        let told = response.expires_at(received_at);
        let claimed = convert::expiry_claim(response.access_token_text());
        Ok(TokenResult {
            expires_at: told.or(claimed),
            expiry_source: told
                .map(|_| "expires_in")
                .or_else(|| claimed.map(|_| "exp")),
            token_type: response.token_type.clone(),
            received_at,
            scope: response.scope.clone(),
            has_refresh_token: response.refresh_token.is_some(),
            findings: convert::findings(&response.findings),
            access_token: response.access_token,
            endpoint,
            milliseconds: elapsed(start),
        })
    }

    pub(super) async fn call(&self, plan: CallPlan) -> Result<CallResult, Failure> {
        let request = api_request(&plan);
        let start = Instant::now();
        let response = self
            .client
            .call(&request)
            .await
            .map_err(|failure| convert::failure(&failure))?;
        let milliseconds = elapsed(start);
        let refused = matches!(response.status, 401 | 403);
        let diagnosis = if refused {
            Some(self.diagnose(&plan, &request, &response))
        } else {
            None
        };
        Ok(CallResult {
            method: request.method.clone(),
            url: request.url.clone(),
            status: response.status,
            headers: response.masked_headers(),
            body: body_text(&response).into(),
            body_bytes: response.body.len(),
            diagnosis,
            milliseconds,
        })
    }
}

fn token_request(endpoint: &str, plan: &TokenPlan) -> TokenRequest {
    let client_id = plan.client_id.as_str();
    let authentication = match plan.client_auth {
        ClientAuth::Basic => ClientAuthentication::basic(client_id, plan.client_secret.clone()),
        ClientAuth::Post => ClientAuthentication::post(client_id, plan.client_secret.clone()),
        ClientAuth::None => ClientAuthentication::none(client_id),
    };
    let request = match plan.grant {
        Grant::ClientCredentials => TokenRequest::client_credentials(endpoint, authentication),
        Grant::Password => TokenRequest::password(
            endpoint,
            authentication,
            plan.username.as_str(),
            plan.password.clone(),
        ),
    };
    match plan.scope.trim() {
        "" => request,
        scope => request.scope(scope),
    }
}

fn api_request(plan: &CallPlan) -> HttpRequest {
    let mut request = HttpRequest::new(plan.method.as_str(), plan.url.as_str());
    for (name, value) in &plan.headers {
        request = request.header(name.as_str(), value.clone());
    }
    if let Some(token) = plan.token.as_ref().and_then(Secret::expose_str) {
        request = request.bearer(token.trim());
    }
    if !plan.body.is_empty() {
        request = request.body(plan.body.clone());
    }
    request
}

/// A body for reading: JSON indented, other text as it is.
fn body_text(response: &HttpResponse) -> String {
    if response.is_json()
        && let Some(value) = claimscope_core::json::parse(&response.body).value
    {
        return value.to_pretty();
    }
    String::from_utf8_lossy(&response.body).into_owned()
}
