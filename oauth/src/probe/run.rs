//! A probe under way: which request comes next, and when no other makes sense.

use claimscope_core::entropy::{Entropy, NoEntropy};
use claimscope_core::time::Timestamp;
use claimscope_core::url::Url;

use super::answer::{Outcome, ProbeAnswer, Seen};
use super::judge::{Judge, Sent};
use super::plan::plan;
use super::report::{ProbeReport, ProbeResult, ProbeSummary};
use super::request::{Planned, ProbeRequest, ServedDocument};
use super::token::GoodToken;
use super::{ProbeCase, ProbeInputs};
use crate::diagnose::Diagnosis;
use crate::{HttpRequest, HttpResponse};

/// After so many requests in a row without an answer, no more are sent.
const MAX_SILENT: usize = 3;

/// A probe: gives one request after another, takes what came, and judges at the end.
///
/// ```
/// use claimscope_core::entropy::NoEntropy;
/// use claimscope_core::time::Timestamp;
/// use claimscope_oauth::probe::{Probe, ProbeAnswer, ProbeInputs};
/// use claimscope_oauth::{HttpRequest, HttpResponse};
///
/// # fn main() -> Result<(), NoEntropy> {
/// let mut entropy = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|_| NoEntropy);
/// let request = HttpRequest::get("https://api.example/orders");
/// let inputs = ProbeInputs::new(request, "opaque".into());
/// let mut probe = Probe::new(&inputs, Timestamp::default(), &mut entropy)?;
/// // An API that answers whatever comes: nothing more is asked of it than with the token and without one.
/// while let Some(_request) = probe.next() {
///     let answer = ProbeAnswer::Response(HttpResponse::new(200, "[]"));
///     probe.answered(&answer, None, Timestamp::default());
/// }
/// let report = probe.judge(&[], None);
/// assert_eq!((report.requests, report.summary.gaps), (2, 1));
/// # Ok(())
/// # }
/// ```
pub struct Probe {
    request: HttpRequest,
    planned: Vec<Planned>,
    served: Vec<ServedDocument>,
    /// The case and the request of it that come next.
    at: (usize, usize),
    sent: Vec<Sent>,
    stopped: Option<String>,
    /// What the good token got.
    good: Option<HttpResponse>,
    /// Whether a person said which scope the address demands, and the good token has it.
    demands_scope: bool,
    /// Whether a person said that the API reaches the listener.
    is_listener_named: bool,
}

impl Probe {
    /// Plans a probe. Tokens are made for `now`.
    ///
    /// # Errors
    ///
    /// [`NoEntropy`] where the host gave none: no key could be made.
    pub fn new(
        inputs: &ProbeInputs,
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Self, NoEntropy> {
        let (planned, served) = plan(inputs, now, entropy)?;
        let good = GoodToken::read(inputs.token.expose_str().unwrap_or_default(), now);
        let demands_scope = inputs.tokens.contains_key(&ProbeCase::ScopeMissing)
            || good.is_ok_and(|good| good.has_one_of(&inputs.scopes));
        let mut probe = Self {
            request: inputs.request.clone(),
            planned,
            served,
            at: (0, 0),
            sent: Vec::new(),
            stopped: None,
            good: None,
            demands_scope,
            is_listener_named: inputs.is_listener_named,
        };
        probe.skip();
        Ok(probe)
    }

    /// How many requests are sent at the most.
    pub fn request_count(&self) -> usize {
        self.planned.iter().map(|case| case.requests.len()).sum()
    }

    /// What must be served under the listener's address.
    pub fn served(&self) -> &[ServedDocument] {
        &self.served
    }

    /// The request to send now; `None` where there is no other.
    pub fn next(&self) -> Option<&ProbeRequest> {
        let (case, request) = self.at;
        self.planned.get(case)?.requests.get(request)
    }

    /// Takes what came of the request that [`Probe::next`] gives, with the number of its exchange in the sender's log.
    pub fn answered(&mut self, answer: &ProbeAnswer, exchange: Option<u64>, now: Timestamp) {
        let Some(request) = self.next() else {
            return;
        };
        let (case, what) = (request.case, request.what.clone());
        let mut seen = Seen::of(&request.request, answer, now);
        match (&self.good, answer) {
            (None, ProbeAnswer::Response(response)) if case == ProbeCase::GoodToken => {
                self.good = Some(response.clone());
            }
            _ if case == ProbeCase::MethodOpen => seen = seen.of_other_method(answer),
            (Some(good), _) if !case.is_good() => {
                seen = seen.beside(good, &request.request, answer)
            }
            _ => {}
        }
        self.sent.push(Sent {
            case,
            what,
            seen,
            exchange,
            is_closed: matches!(
                answer,
                ProbeAnswer::Failure {
                    is_closed: true,
                    ..
                }
            ),
        });
        self.stopped = self.reason_to_stop();
        self.at.1 += 1;
        self.skip();
    }

    /// Ends the probe before its time, for a reason in one sentence, lower case, no full stop.
    pub fn stop(&mut self, why: impl Into<String>) {
        self.stopped.get_or_insert(why.into());
        self.skip();
    }

    /// Whether the good token was sent and not taken, so that its refusal is to be explained.
    pub fn is_refused(&self) -> bool {
        let is_refusal = |seen: &Seen| match seen.outcome {
            Outcome::Taken => false,
            Outcome::Refused => true,
            // A cache's yes is no refusal.
            Outcome::Unclear(_) => !matches!(seen.status, Some(200..=299)),
        };
        let mut sent = self.sent.iter();
        sent.any(|sent| sent.case.is_good() && is_refusal(&sent.seen))
    }

    /// What the probe found. `fetched` are the cases whose address was fetched from the listener, `diagnosis` says why the
    /// good token was refused, where it was.
    pub fn judge(self, fetched: &[ProbeCase], diagnosis: Option<Diagnosis>) -> ProbeReport {
        let judge = self.judge_with(fetched);
        let results = self.results(&judge, &self.planned);
        ProbeReport {
            url: self.request.masked_url(),
            method: self.request.method.clone(),
            requests: self.sent.len(),
            summary: ProbeSummary::of(&results),
            notes: judge.notes(&results),
            results,
            diagnosis,
            stopped: self.stopped.clone(),
        }
    }

    /// The results of the cases that are over, from the one with this number on, in the order of [`ProbeCase::ALL`]; `fetched` as
    /// for [`Probe::judge`], which has the last word: what comes later may put an earlier refusal in doubt.
    pub fn over_from(&self, first: usize, fetched: &[ProbeCase]) -> Vec<ProbeResult> {
        let over = self.planned.get(first..self.at.0).unwrap_or_default();
        self.results(&self.judge_with(fetched), over)
    }

    fn judge_with<'a>(&'a self, fetched: &'a [ProbeCase]) -> Judge<'a> {
        Judge {
            sent: &self.sent,
            fetched,
            is_loopback: Url::parse(&self.request.url).is_ok_and(|url| url.is_loopback()),
            is_listener_named: self.is_listener_named,
            stopped: self.stopped.as_deref(),
            demands_scope: self.demands_scope,
        }
    }

    fn results(&self, judge: &Judge<'_>, planned: &[Planned]) -> Vec<ProbeResult> {
        let results = planned.iter();
        results
            .map(|planned| judge.result(planned, self.unsent(planned)))
            .collect()
    }

    /// Why no other request makes sense after the last answer.
    fn reason_to_stop(&self) -> Option<String> {
        let Sent { case, seen, .. } = self.sent.last()?;
        match (case, &seen.outcome) {
            (_, Outcome::Unclear(_)) if seen.status == Some(429) => {
                Some("the API takes no more requests for now (429)".to_owned())
            }
            (ProbeCase::GoodToken, Outcome::Taken) => None,
            (ProbeCase::GoodToken, _) if seen.status.is_none() => Some(
                "no answer came to the good token, so that none to another would say anything"
                    .to_owned(),
            ),
            (ProbeCase::GoodToken, Outcome::Unclear(why)) => Some(format!(
                "nothing shows that the API takes the good token ({why}), so that no other refusal would say anything"
            )),
            (ProbeCase::GoodToken, Outcome::Refused) => Some(
                "the API does not take the good token, so that no other refusal would say anything"
                    .to_owned(),
            ),
            (ProbeCase::NoToken, Outcome::Taken) => Some(
                "the API answers without a token, so that no other answer would say anything of one"
                    .to_owned(),
            ),
            _ if self.silent() >= MAX_SILENT => {
                Some(format!("{MAX_SILENT} requests in a row got no answer"))
            }
            _ => None,
        }
    }

    /// How many of the last requests got no answer.
    fn silent(&self) -> usize {
        let last = self.sent.iter().rev();
        last.take_while(|sent| sent.seen.status.is_none()).count()
    }

    /// Goes on to the next request that is to be sent.
    fn skip(&mut self) {
        while let Some(planned) = self.planned.get(self.at.0) {
            let is_over = self.at.1 >= planned.requests.len();
            if !is_over && self.stopped.is_none() && self.untrusted(planned).is_none() {
                return;
            }
            self.at = (self.at.0 + 1, 0);
        }
    }

    /// Why nothing of a case was sent, where nothing was.
    fn unsent(&self, planned: &Planned) -> Option<String> {
        if self.sent.iter().any(|sent| sent.case == planned.case) {
            return None;
        }
        let why = planned.unfit.clone();
        let why = why.or_else(|| self.untrusted(planned).map(str::to_owned));
        Some(why.unwrap_or_else(|| self.stopped.clone().unwrap_or_default()))
    }

    /// Why tokens that are signed with the key given say nothing, where the API does not trust it.
    fn untrusted(&self, planned: &Planned) -> Option<&'static str> {
        let is_signed = planned.is_signed && planned.case != ProbeCase::SignedAnew;
        if !is_signed {
            return None;
        }
        let mut sent = self.sent.iter();
        let anew = sent.find(|sent| sent.case == ProbeCase::SignedAnew)?;
        (anew.seen.outcome != Outcome::Taken)
            .then_some("the API does not take what is signed with the key given")
    }
}
