//! The steps themselves: requests by the client, judged by core.

use std::sync::{Arc, PoisonError};
use std::time::Instant;

use claimscope_core::diagnose::{ApiKnowledge, Refused, diagnose};

use claimscope_core::jwk::{Jwk, JwkSet, KeySet};
use claimscope_core::jwt::{Policy, Profile};
use claimscope_core::oauth::{ClientAuthentication, HttpRequest, HttpResponse, TokenRequest};
use claimscope_core::report::{KeySource, Report};
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_core::{explain, inspect as inspect_text};

use super::{Known, Shared, convert, now, off_thread};
use crate::connection::{ClientAuth, Grant};
use crate::effect::{CallPlan, InspectPlan, KeysWanted, TokenPlan, VerifyPlan};
use crate::results::{CallResult, Diagnosis, Discovery, Failure, Inspected, TokenResult};

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
        self.learn(issuer, |known| known.metadata = Some(metadata.clone()));
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
            token_endpoint: metadata.token_endpoint.clone(),
            jwks_uri: metadata.jwks_uri.clone(),
            scopes: metadata.scopes_supported.clone(),
            grants: metadata.grant_types_supported.clone(),
            members: convert::members(&metadata.raw),
            findings: convert::findings(&discovered.findings),
            keys,
            keys_failure,
            milliseconds: elapsed(start),
        })
    }

    async fn jwks(&self, uri: &str) -> Result<JwkSet, Failure> {
        self.client
            .jwks(uri)
            .await
            .map_err(|failure| convert::failure(&failure))
    }

    pub(super) async fn token(&self, plan: TokenPlan) -> Result<TokenResult, Failure> {
        let endpoint = match &plan.endpoint {
            Some(endpoint) => endpoint.clone(),
            None => self.token_endpoint(&plan.issuer).await?,
        };
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

    async fn token_endpoint(&self, issuer: &str) -> Result<String, Failure> {
        let discovered = self
            .client
            .discover(issuer)
            .await
            .map_err(|failure| convert::failure(&failure))?;
        discovered.metadata.token_endpoint.clone().ok_or_else(|| {
            Failure::new(
                "The issuer's metadata names no token_endpoint.",
                "Ask the issuer's operators, or use another issuer.",
            )
        })
    }

    pub(super) async fn verify(
        &self,
        plan: InspectPlan,
        verify: VerifyPlan,
    ) -> Result<Inspected, Failure> {
        let keys = self.keys(&verify.keys).await;
        off_thread(move || verified(&plan, &verify, keys, now())).await
    }

    async fn keys(&self, wanted: &KeysWanted) -> Result<Arc<KeySet>, Failure> {
        match wanted {
            KeysWanted::Issuer { issuer, jwks_uri } => {
                let uri = match jwks_uri {
                    Some(uri) => uri.clone(),
                    None => self.jwks_uri(issuer).await?,
                };
                let set = self.jwks(&uri).await?;
                Ok(self.issuer_keys(issuer, set))
            }
            KeysWanted::Known { issuer } => self.known(issuer).keys.ok_or_else(|| {
                Failure::new(
                    "The issuer's keys are not in hand.",
                    "Press Verify to fetch them.",
                )
            }),
            KeysWanted::Given(text) => given_keys(text).map(Arc::new),
            KeysWanted::Secret(secret) if secret.is_empty() => Err(Failure::new(
                "There is no secret yet.",
                "Type the secret that issuer and API share.",
            )),
            KeysWanted::Secret(secret) => {
                let jwk = Jwk::from_secret(secret.clone());
                Ok(Arc::new(KeySet::from_key(jwk, KeySource::Secret)))
            }
        }
    }

    /// Keys vouch for their own issuer alone. An issuer whose name is a template has many names: its keys say theirs.
    fn issuer_keys(&self, issuer: &str, set: JwkSet) -> Arc<KeySet> {
        self.learn(issuer, |known| {
            let name = known
                .metadata
                .as_ref()
                .filter(|metadata| !metadata.is_template())
                .map(|metadata| metadata.issuer.as_str());
            let set = Arc::new(match name {
                Some(name) => KeySet::from_issuer(set, name),
                None => KeySet::from_jwks(set, KeySource::IssuerJwks),
            });
            known.keys = Some(Arc::clone(&set));
            set
        })
    }

    async fn jwks_uri(&self, issuer: &str) -> Result<String, Failure> {
        if issuer.trim().is_empty() {
            return Err(Failure::new(
                "The connection has no issuer, so there are no keys to verify with.",
                "Type the issuer on the Discover tab, or give a key here.",
            ));
        }
        let discovered = self
            .client
            .discover(issuer)
            .await
            .map_err(|failure| convert::failure(&failure))?;
        self.learn(issuer, |known| {
            known.metadata = Some(discovered.metadata.clone());
        });
        discovered.metadata.jwks_uri.clone().ok_or_else(|| {
            Failure::new(
                "The issuer's metadata names no jwks_uri.",
                "Give the key here, if you have it.",
            )
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

fn given_keys(text: &Secret) -> Result<KeySet, Failure> {
    if text.expose().iter().all(u8::is_ascii_whitespace) {
        return Err(Failure::new(
            "There is no key yet.",
            "Paste a JWK, a JWKS or a key in PEM form.",
        ));
    }
    if let Ok(set) = JwkSet::parse(text.expose()) {
        return Ok(KeySet::from_jwks(set, KeySource::Jwks));
    }
    Jwk::parse(text.expose())
        .map(|jwk| KeySet::from_key(jwk, KeySource::Key))
        .map_err(|error| {
            Failure::new(
                "The key cannot be used.",
                "Paste a JWK, a JWKS or a key in PEM form.",
            )
            .with_words(error.to_string())
        })
}

/// A look without keys.
pub(super) fn inspect(plan: &InspectPlan, now: Timestamp) -> Result<Inspected, Failure> {
    let text = plan.text.expose_str().unwrap_or_default();
    let inspection = inspect_text(text, now);
    Ok(Inspected {
        spans: convert::spans(text, &inspection),
        pasted_as: convert::pasted_as(&inspection),
        text_revision: plan.revision,
        at: now,
        key_failure: None,
        pretty: convert::pretty(&inspection.report),
        report: inspection.report,
    })
}

fn verified(
    plan: &InspectPlan,
    verify: &VerifyPlan,
    keys: Result<Arc<KeySet>, Failure>,
    now: Timestamp,
) -> Result<Inspected, Failure> {
    let policy = policy(verify)?;
    let text = plan.text.expose_str().unwrap_or_default();
    let mut inspected = inspect(plan, now)?;
    let token = inspect_text(text, now).token;
    inspected.report = explain(&token, keys.as_deref().ok(), Some(&policy), now);
    inspected.pretty = convert::pretty(&inspected.report);
    inspected.key_failure = keys.err();
    Ok(inspected)
}

/// The report that a diagnosis is made from.
pub(super) fn report_of(
    token: &str,
    verify: &VerifyPlan,
    keys: Option<&KeySet>,
    now: Timestamp,
) -> Option<Report> {
    let policy = policy(verify).ok()?;
    Some(explain(token, keys, Some(&policy), now))
}

fn policy(plan: &VerifyPlan) -> Result<Policy, Failure> {
    let profile = Profile::from_name(&plan.profile).unwrap_or(Profile::Jwt);
    let builder = Policy::builder(profile).algorithms_of_keys();
    let builder = match &plan.issuer {
        Some(issuer) => builder.issuer(issuer),
        None => builder.waive_issuer(),
    };
    let builder = match &plan.audience {
        Some(audience) => builder.audience(audience),
        None => builder.waive_audience(),
    };
    builder.build().map_err(|misuse| {
        Failure::new(
            "These expectations do not fit together.",
            "Change the profile or the expected audience.",
        )
        .with_words(misuse.to_string())
    })
}

impl Shared {
    /// Why the API said no. Only what is in hand is used: nothing is fetched for it.
    fn diagnose(
        &self,
        plan: &CallPlan,
        request: &HttpRequest,
        response: &HttpResponse,
    ) -> Diagnosis {
        let now = now();
        let known = match &plan.expectation.keys {
            KeysWanted::Issuer { issuer, .. } => self.known(issuer),
            _ => Known::default(),
        };
        let token = plan.token.as_ref().and_then(Secret::expose_str);
        let report =
            token.and_then(|token| report_of(token, &plan.expectation, known.keys.as_deref(), now));
        let mut api = ApiKnowledge::default();
        api.issuer.clone_from(&plan.expectation.issuer);
        api.audiences.extend(plan.expectation.audience.clone());
        let mut refused = Refused::new(request, response, now).api(&api);
        if let Some(report) = &report {
            refused = refused.report(report);
        }
        if let Some(metadata) = &known.metadata {
            refused = refused.metadata(metadata);
        }
        convert::diagnosis(&diagnose(&refused))
    }

    /// What earlier steps have learned of an issuer.
    fn known(&self, issuer: &str) -> Known {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(issuer.trim()).cloned().unwrap_or_default()
    }

    fn learn<T>(&self, issuer: &str, change: impl FnOnce(&mut Known) -> T) -> T {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        change(known.entry(issuer.trim().to_owned()).or_default())
    }
}
