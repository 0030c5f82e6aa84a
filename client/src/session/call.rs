//! Calling an API, and why it said no.

use std::time::{Duration, Instant};

use claimscope_core::report::Report;
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_core::{explain, inspect};
use claimscope_oauth::diagnose::{ApiKnowledge, Diagnosis, Refused, diagnose};
use claimscope_oauth::{HttpRequest, HttpResponse};

use super::{Session, Shortfall};
use crate::transfer::Received;
use crate::{SessionError, Transfer};

/// A call and its answer.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Called {
    /// What was sent, token included.
    pub request: HttpRequest,
    /// What came.
    pub response: HttpResponse,
    /// Why it is not the answer hoped for; `None` where nothing speaks against it.
    pub diagnosis: Option<Diagnosis>,
    /// What it fell short of, by that.
    pub shortfall: Shortfall,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// How long it took, body included.
    pub duration: Duration,
    /// How the answer came.
    pub transfer: Transfer,
}

/// What an answer comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answered {
    /// The API took the call; what it makes of it is another matter, such as 404.
    Taken,
    /// It refused: by its status, a challenge, a redirect, or errors inside a good answer.
    Refused,
    /// It failed by itself.
    Failed,
}

impl Called {
    /// What the answer comes to.
    pub fn answered(&self) -> Answered {
        match self.response.status {
            500.. => Answered::Failed,
            401 | 403 | 407 | 429 => Answered::Refused,
            400 if !self.response.challenges().is_empty() => Answered::Refused,
            ..300 if self.diagnosis.is_some() => Answered::Refused,
            _ if self.response.is_redirect() => Answered::Refused,
            _ => Answered::Taken,
        }
    }
}

impl Called {
    /// Whether the answer is one that a login may change: the API wants a token, or another one.
    pub fn asks_for_login(&self) -> bool {
        matches!(self.response.status, 400 | 401 | 403) && self.answered() != Answered::Taken
    }

    /// The token that was sent in the `Authorization` header, whoever put it there.
    pub fn sent_token(&self) -> Option<&str> {
        bearer(&self.request)
    }
}

impl Session {
    /// Sends a request, with the token where one is given and the request has no `Authorization` of its own, and explains
    /// what came where that is called for. Where the connection binds tokens to a key, the request has a proof of it.
    ///
    /// # Errors
    ///
    /// Where no whole response came.
    pub async fn call(
        &self,
        request: HttpRequest,
        token: Option<&Secret>,
    ) -> Result<Called, SessionError> {
        let request = match &self.cookies {
            Some(cookies) => cookies.put_in(request),
            None => request,
        };
        let token = token.filter(|_| request.header_value("authorization").is_none());
        let token = token.and_then(Secret::expose_str);
        let token = token.map(|token| Secret::from(token.trim()));
        let (sent_at, start) = (self.clock.now(), Instant::now());
        let (request, received) = match &token {
            Some(token) => {
                let text = token.expose_str().unwrap_or_default();
                let authorization = format!("{} {text}", self.scheme(token)?);
                let request = request.header("Authorization", authorization);
                let again = || Ok(request.clone());
                self.send_proven(Some(token), usize::MAX, again).await?
            }
            None => {
                let received = self.client.send_watched(&request, usize::MAX).await?;
                (request, received)
            }
        };
        let duration = start.elapsed();
        let Received { response, transfer } = received;
        if let Some(cookies) = &self.cookies {
            cookies.take_from(&request.url, &response);
        }
        // The server wrote its `Date` no later than its head; the body may have taken long.
        let body_seconds = i64::try_from(transfer.phases.download.as_secs()).unwrap_or(i64::MAX);
        let answered_at = self.clock.now().plus_seconds(-body_seconds);
        let (diagnosis, shortfall) = self.diagnose_at(&request, &response, answered_at).await;
        Ok(Called {
            diagnosis: Some(diagnosis).filter(|diagnosis| is_worth_saying(&response, diagnosis)),
            shortfall,
            request,
            response,
            sent_at,
            duration,
            transfer,
        })
    }

    /// Why an API answered so: from the answer, the token that was sent, the issuer's keys and metadata, and what the
    /// connection expects. Where the answer needs explaining, metadata and keys are fetched if they are not in hand.
    pub async fn diagnose(&self, request: &HttpRequest, response: &HttpResponse) -> Diagnosis {
        let (diagnosis, _) = self.diagnose_at(request, response, self.clock.now()).await;
        diagnosis
    }

    /// The same of an answer whose head came at that moment.
    async fn diagnose_at(
        &self,
        request: &HttpRequest,
        response: &HttpResponse,
        now: Timestamp,
    ) -> (Diagnosis, Shortfall) {
        let (report, key_failure) = match bearer(request) {
            Some(token) => {
                let (report, failure) = self.report_of(token, response.status >= 300).await;
                (Some(report), failure)
            }
            None => (None, None),
        };
        let api = self.api_knowledge();
        let metadata = self.metadata_in_hand();
        let mut refused = Refused::new(request, response, now).api(&api);
        if let Some(report) = &report {
            refused = refused.report(report);
        }
        if let Some(discovered) = &metadata {
            refused = refused.metadata(&discovered.metadata);
        }
        let mut diagnosis = diagnose(&refused);
        let shortfall = Shortfall::of(&refused, &diagnosis);
        if let Some(failure) = key_failure {
            diagnosis.notes.push(format!(
                "the signature was not checked, as the issuer's keys could not be had: {}",
                failure.message()
            ));
        }
        (diagnosis, shortfall)
    }

    /// The report that a diagnosis is made from: what nobody stated is waived, since the API decides.
    /// Beside it stands why keys that somebody publishes could not be had.
    async fn report_of(&self, token: &str, may_fetch: bool) -> (Report, Option<SessionError>) {
        let (mut keys, failure) = match may_fetch {
            true => match self
                .keys(token, &inspect(token, self.clock.now()).report)
                .await
            {
                Ok(keys) => (Some(keys), None),
                Err(SessionError::NoKeys) => (None, None),
                Err(failure) => (None, Some(failure)),
            },
            false => (self.keys_in_hand().ok(), None),
        };
        let mut expectations = self.expectations();
        if expectations.issuer.is_unsaid() {
            expectations = expectations.waive_issuer();
        }
        if expectations.audience.is_unsaid() {
            expectations = expectations.waive_audience();
        }
        let (policy, now) = (expectations.policy().ok(), self.clock.now());
        let report = match may_fetch {
            true => self.explain(token, &mut keys, policy.as_ref(), now).await,
            false => {
                let set = keys.as_ref().map(|keys| keys.set.as_ref());
                explain(token, set, policy.as_ref(), now)
            }
        };
        (report, failure)
    }

    fn api_knowledge(&self) -> ApiKnowledge {
        let expectations = self.expectations();
        let scopes = expectations.scopes.iter();
        ApiKnowledge {
            issuer: expectations.issuer.values().first().cloned(),
            audiences: expectations.audience.values().to_vec(),
            scopes: scopes
                .flat_map(|scopes| scopes.split(' '))
                .map(str::to_owned)
                .collect(),
        }
    }
}

/// The one rule on when an answer is explained: a status from 300, or errors inside a good one.
fn is_worth_saying(response: &HttpResponse, diagnosis: &Diagnosis) -> bool {
    response.status >= 300 || !diagnosis.reasons.is_empty()
}

/// The token in the `Authorization` header.
fn bearer(request: &HttpRequest) -> Option<&str> {
    let (scheme, token) = request
        .header_value("authorization")?
        .trim()
        .split_once(' ')?;
    let schemes = ["bearer", "dpop"];
    let mut schemes = schemes.iter();
    schemes
        .any(|known| scheme.eq_ignore_ascii_case(known))
        .then_some(token.trim())
}
