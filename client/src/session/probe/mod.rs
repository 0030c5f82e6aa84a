//! The probe at work: gets the token, sends what oauth plans, at a rate, and leaves no token behind.

mod listener;
mod options;
mod tokens;

use std::future::Future;
use std::time::Duration;

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::Selected;
use claimscope_core::inspect;
use claimscope_core::jwk::Jwk;
use claimscope_core::secret::Secret;
use claimscope_core::url::Url;
use claimscope_oauth::diagnose::Diagnosis;
use claimscope_oauth::probe::{
    Probe, ProbeAnswer, ProbeCase, ProbeInputs, ProbeReport, ProbeRequest, ProbeResult, ProofKey,
};
use claimscope_oauth::{HttpRequest, HttpResponse, wants_dpop_nonce};
use tokio::task::AbortHandle;
use tokio::time::{Interval, MissedTickBehavior};

use super::Session;
use crate::{SessionError, TransportError, entropy};
use listener::{FetchListener, Fetched};
use tokens::Obtained;

pub use options::ProbeOptions;
pub use tokens::TokenEnd;

/// What a probe found, and what became of the tokens that it asked for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Probed {
    /// What it found.
    pub report: ProbeReport,
    /// What became of each token that the probe asked for.
    pub token_ends: Vec<TokenEnd>,
}

/// How far a probe is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProbeProgress {
    /// The case whose request is about to be sent.
    pub case: ProbeCase,
    /// How many requests were sent before it.
    pub sent: usize,
    /// How many are sent at most.
    pub of: usize,
    /// The results of the cases that have ended since the last request, as far as they can be told by now: the report has the last
    /// word.
    pub over: Vec<ProbeResult>,
}

/// A request as it was sent, what came, and the number of the exchange in the log.
type Exchanged = (HttpRequest, HttpResponse, Option<u64>);

/// What stops a probe, in one sentence.
const CANCELLED: &str = "it was cancelled";
const OFFLINE: &str = "the network was switched off here";

/// How long a fetch is waited for after the last answer, where a token named an address on this machine.
const LATE_FETCH: Duration = Duration::from_secs(1);

/// Ends the listener with the probe, however that ends.
struct Served(AbortHandle);

impl Drop for Served {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Session {
    /// Probes an API: sends what it must refuse and what it must take, and says what was let through. Each request is told of
    /// before it leaves. Once `cancelled` is ready, nothing more is sent and what was seen is judged.
    ///
    /// The tokens that the probe asks for are revoked at the end, where the issuer offers that; whoever drops the future leaves
    /// them.
    ///
    /// # Errors
    ///
    /// Where the options cannot be meant, where nobody agreed to what [`ProbeOptions::question`] asks, where no token could be had, and where the time ran out before
    /// there was one. That the API refuses the good token is no error: the report says why.
    pub async fn probe(
        &self,
        options: ProbeOptions,
        progress: impl FnMut(ProbeProgress),
        cancelled: impl Future<Output = ()>,
    ) -> Result<Probed, SessionError> {
        options.require_one_other_token()?;
        if let Some(question) = options.question().filter(|_| !options.is_agreed) {
            return Err(SessionError::NotAgreed { question });
        }
        let listener = options.listen().await?;
        let mut cancelled = std::pin::pin!(cancelled);
        let mut obtained = Vec::new();
        let all = tokio::select! {
            biased;
            () = &mut cancelled => Err(TransportError::Cancelled.into()),
            all = self.obtain_for_probe(&options, &mut obtained) => all,
        };
        let report = match all {
            Ok(()) => {
                self.probe_with(options, listener, &obtained, progress, cancelled)
                    .await
            }
            Err(failure) => Err(failure),
        };
        let mut token_ends = Vec::new();
        for token in &obtained {
            token_ends.push(token.end().await);
        }
        Ok(Probed {
            report: report?,
            token_ends,
        })
    }

    async fn probe_with(
        &self,
        options: ProbeOptions,
        listener: Option<FetchListener>,
        obtained: &[Obtained],
        mut progress: impl FnMut(ProbeProgress),
        mut cancelled: std::pin::Pin<&mut impl Future<Output = ()>>,
    ) -> Result<ProbeReport, SessionError> {
        let is_named = options.listener.is_some();
        let fetched = listener.as_ref().map(FetchListener::fetched);
        let address = listener.as_ref().map(FetchListener::address);
        let (rate, most) = (options.requests_per_second, options.max_requests);
        let inputs = self.probe_inputs(options, obtained, address).await?;
        let probe = Probe::new(&inputs, self.clock.now(), &mut entropy);
        let mut probe = probe.map_err(|error| SessionError::nothing_came(&error.to_string()))?;
        let served = listener.map(|listener| listener.serve(probe.served().to_vec()));
        let _served = served.map(|served| Served(tokio::spawn(served).abort_handle()));
        let of = probe.request_count().min(most);
        let mut pace = pace(rate);
        let (mut sent, mut told, mut refusal) = (0, 0, None);
        let is_here = Url::parse(&inputs.request.url).is_ok_and(|url| url.is_loopback());
        let is_reached = is_here || is_named;
        let mut has_named = false;
        while let Some(request) = probe.next() {
            if sent >= most {
                probe.stop(format!("no more than {most} requests were to be sent"));
                break;
            }
            let case = request.case;
            let over = probe.over_from(told, &cases(fetched.as_ref()));
            told += over.len();
            progress(ProbeProgress {
                case,
                sent,
                of,
                over,
            });
            let answer = tokio::select! {
                biased;
                () = &mut cancelled => Err(CANCELLED),
                answer = self.paced(&mut pace, request) => answer,
            };
            let (request, answer, exchange) = match answer {
                Ok(answer) => answer,
                Err(why) => {
                    has_named = false;
                    probe.stop(why);
                    break;
                }
            };
            sent += 1;
            has_named |= is_reached && case.fetched_path().is_some();
            probe.answered(&answer, exchange, self.clock.now());
            if let (true, ProbeAnswer::Response(response)) = (probe.is_refused(), answer) {
                refusal = Some((request, response));
            }
        }
        if has_named {
            // An API may answer first, and fetch what the token names after that.
            tokio::select! {
                () = &mut cancelled => {}
                () = tokio::time::sleep(LATE_FETCH) => {}
            }
        }
        let diagnosis = self.diagnosis_of(refusal).await;
        Ok(probe.judge(&cases(fetched.as_ref()), diagnosis))
    }

    /// What there is to probe with.
    async fn probe_inputs(
        &self,
        options: ProbeOptions,
        obtained: &[Obtained],
        listener: Option<String>,
    ) -> Result<ProbeInputs, SessionError> {
        let good = obtained.iter().find(|obtained| obtained.case.is_none());
        let good = good.map(|obtained| &obtained.token.response);
        let is_named = options.listener.is_some();
        let token = options.token.clone();
        let token = token.or_else(|| Some(good?.access_token.clone()));
        let token = token.unwrap_or_else(|| Secret::new([]));
        let text = token.expose_str().unwrap_or_default();
        let token = Secret::from(text.trim());
        let mut inputs = ProbeInputs::new(options.request, token.clone());
        inputs.scheme = self.scheme(&token)?;
        inputs.public_key = self.public_key(&token, options.signing_key.as_ref()).await;
        inputs.signing_key = options.signing_key;
        inputs.tokens = options.tokens;
        inputs.methods = options.methods;
        inputs.scopes = self.connection().expectations.scopes.clone();
        inputs.is_listener_named = is_named;
        inputs.listener = listener;
        let id_token = good.and_then(|good| good.id_token.clone());
        let id_token = id_token.map(|token| (ProbeCase::IdToken, token));
        let others = obtained.iter().filter_map(|obtained| {
            let token = &obtained.token.response.access_token;
            Some((obtained.case?, token.clone()))
        });
        for (case, token) in id_token.into_iter().chain(others) {
            inputs.tokens.entry(case).or_insert(token);
        }
        Ok(inputs)
    }

    /// The public key that a token names, of those that the connection has; else the public half of the key given.
    async fn public_key(&self, token: &Secret, given: Option<&Jwk>) -> Option<Jwk> {
        let text = token.expose_str().unwrap_or_default();
        let report = inspect(text, self.clock.now()).report;
        let header = report.header.as_ref()?;
        let algorithm = Algorithm::from_name(header.get_str("alg")?)?;
        let keys = self.keys(text, &report).await.ok();
        let published =
            keys.and_then(
                |keys| match keys.set.select(header.get_str("kid"), algorithm) {
                    Selected::One(key) => key.jwk().public(),
                    Selected::None | Selected::Many(_) => None,
                },
            );
        published.or_else(|| given?.public())
    }

    /// Sends one request of a probe once the rate allows it; why nothing more is sent, where the network was switched off.
    async fn paced(
        &self,
        pace: &mut Interval,
        request: &ProbeRequest,
    ) -> Result<(HttpRequest, ProbeAnswer, Option<u64>), &'static str> {
        pace.tick().await;
        Ok(match self.send_probe(request).await {
            Ok((request, response, exchange)) => {
                (request, ProbeAnswer::Response(response), exchange)
            }
            Err((SessionError::Transport(TransportError::Offline), _)) => return Err(OFFLINE),
            Err((failure, exchange)) => {
                let is_closed = matches!(
                    failure,
                    SessionError::Transport(TransportError::Dropped { .. })
                );
                let message = failure.message();
                let answer = ProbeAnswer::Failure { message, is_closed };
                (request.request.clone(), answer, exchange)
            }
        })
    }

    /// Sends a request with the proof that it needs; once more where the API wants its nonce in it.
    async fn send_probe(
        &self,
        request: &ProbeRequest,
    ) -> Result<Exchanged, (SessionError, Option<u64>)> {
        let first = self.send_probe_once(request).await?;
        match request.proof.is_some() && wants_dpop_nonce(&first.1) {
            true => self.send_probe_once(request).await,
            false => Ok(first),
        }
    }

    async fn send_probe_once(
        &self,
        request: &ProbeRequest,
    ) -> Result<Exchanged, (SessionError, Option<u64>)> {
        let request = self.proven(request).map_err(|failure| (failure, None))?;
        let (exchange, response) = self.client.send_logged(&request, usize::MAX).await;
        let response = response.map_err(|error| (error.into(), exchange))?;
        self.note_nonce(&request.url, &response);
        Ok((request, response, exchange))
    }

    fn proven(&self, request: &ProbeRequest) -> Result<HttpRequest, SessionError> {
        let plain = request.request.clone();
        let Some((key, token)) = &request.proof else {
            return Ok(plain);
        };
        let key = match key {
            ProofKey::Own => self.dpop_key(),
            ProofKey::Other(other) => Some((**other).clone()),
        };
        match key {
            Some(key) => self.prove(&key, plain, Some(token)),
            None => Ok(plain),
        }
    }

    /// Why the API does not take the good token, from all that the session knows.
    async fn diagnosis_of(
        &self,
        refusal: Option<(HttpRequest, HttpResponse)>,
    ) -> Option<Diagnosis> {
        let (request, response) = refusal?;
        Some(self.diagnose(&request, &response).await)
    }
}

/// The cases whose address was fetched.
fn cases(fetched: Option<&Fetched>) -> Vec<ProbeCase> {
    let Some(fetched) = fetched else {
        return Vec::new();
    };
    let cases = ProbeCase::ALL.iter().copied();
    let is_fetched = |case: &ProbeCase| case.fetched_path().is_some_and(|path| fetched.has(path));
    cases.filter(is_fetched).collect()
}

/// Lets so many through in a second, one after the other.
fn pace(requests_per_second: u32) -> Interval {
    let period = Duration::from_secs(1) / requests_per_second.max(1);
    let mut pace = tokio::time::interval(period.max(Duration::from_millis(1)));
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    pace
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_pace_is_the_rate() {
        assert_eq!(pace(10).period(), Duration::from_millis(100));
        assert_eq!(pace(0).period(), Duration::from_secs(1));
        assert_eq!(pace(u32::MAX).period(), Duration::from_millis(1));
    }
}
