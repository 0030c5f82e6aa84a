//! The exchange log: every request that left this machine, with credentials masked.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_oauth::HttpRequest;
use claimscope_oauth::mask::SentCredentials;
use serde::Serialize;

use crate::TransportError;
use crate::clock::now;
use crate::transport::Answer;

/// How many exchanges are kept; the oldest go first.
const KEPT: usize = 500;

/// The longest body that the log shows; of a longer one it keeps the length.
const LOGGED_BODY_BYTES: usize = 64 * 1024;

/// One exchange, masked. The request in clear stays in memory alone, for [`Exchange::as_curl_with_secrets`].
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Exchange {
    /// Counts up from 1 within one log.
    pub id: u64,
    /// Whose it is, where [`HttpClient::of_sender`](crate::HttpClient::of_sender) said so.
    #[serde(skip)]
    pub sender: Option<u64>,
    /// When it was sent, in seconds since 1970.
    #[serde(serialize_with = "seconds")]
    pub started: Timestamp,
    /// `GET`, `POST` and so on.
    pub method: String,
    /// The URL, masked.
    pub url: String,
    /// The request's headers, masked.
    pub request_headers: Vec<(String, String)>,
    /// The request's body, masked.
    pub request_body: String,
    /// What came of it.
    pub outcome: ExchangeState,
    /// How long it took, in milliseconds; 0 while it is under way.
    pub duration_ms: u64,
    /// Without its body where that is too long to be kept.
    #[serde(skip)]
    request: Arc<HttpRequest>,
    #[serde(skip)]
    lacks_body: bool,
}

/// What came of an exchange.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ExchangeState {
    /// Nothing yet: it is under way.
    Pending,
    /// A response.
    Response {
        /// The status code.
        status: u16,
        /// Its headers, masked.
        headers: Vec<(String, String)>,
        /// Its body, masked.
        body: String,
        /// Seconds by which the server's `Date` is ahead of this machine; negative means behind. A difference that the
        /// time on the way explains is none.
        clock_offset_seconds: Option<i64>,
    },
    /// No response; the sentence that says why.
    Failure {
        /// A stable name, such as `network.refused`.
        code: &'static str,
        /// The sentence.
        message: String,
    },
}

fn seconds<S: serde::Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_i64(time.unix_seconds())
}

impl Exchange {
    /// The status, where a response came.
    pub fn status(&self) -> Option<u16> {
        match &self.outcome {
            ExchangeState::Response { status, .. } => Some(*status),
            ExchangeState::Pending | ExchangeState::Failure { .. } => None,
        }
    }

    /// Seconds by which the server's clock is ahead of this machine, where it says so.
    pub fn clock_offset_seconds(&self) -> Option<i64> {
        match &self.outcome {
            ExchangeState::Response {
                clock_offset_seconds,
                ..
            } => *clock_offset_seconds,
            ExchangeState::Pending | ExchangeState::Failure { .. } => None,
        }
    }

    /// The credentials that were sent.
    pub(crate) fn credentials(&self) -> SentCredentials {
        SentCredentials::of(&self.request)
    }

    /// The request as a curl command, credentials masked.
    pub fn as_curl(&self) -> String {
        self.completed(self.request.to_curl())
    }

    /// The request as a curl command with every credential in clear. Only for a person who asked for that very thing.
    pub fn as_curl_with_secrets(&self) -> String {
        self.completed(self.request.to_curl_with_secrets())
    }

    /// A body that is not kept is named by a file that the person has to bring; what a proof is good for stands behind.
    fn completed(&self, mut command: String) -> String {
        if self.lacks_body {
            command.push_str(" \\\n  --data-binary @body.bin");
        }
        if let Some(remark) = self.request.curl_remark() {
            command.push_str(&format!("\n{remark}"));
        }
        command
    }
}

/// The log of a client, shared by its clones.
#[derive(Clone, Default)]
pub struct ExchangeLog(Arc<Mutex<Kept>>);

/// Who is told of each exchange as it leaves and again when it has ended.
type Watcher = Arc<dyn Fn(&Exchange) + Send + Sync>;

#[derive(Default)]
struct Kept {
    watcher: Option<Watcher>,
    last_id: u64,
    revision: u64,
    exchanges: VecDeque<Arc<Exchange>>,
}

impl ExchangeLog {
    /// All that is kept, oldest first.
    pub fn exchanges(&self) -> Vec<Arc<Exchange>> {
        self.kept().exchanges.iter().cloned().collect()
    }

    /// Those after the one with this `id`, oldest first: what a view has not shown yet.
    pub fn since(&self, id: u64) -> Vec<Arc<Exchange>> {
        let kept = self.kept();
        let newer = kept.exchanges.iter().filter(|exchange| exchange.id > id);
        newer.cloned().collect()
    }

    /// The newest.
    pub fn last(&self) -> Option<Arc<Exchange>> {
        self.kept().exchanges.back().cloned()
    }

    /// A number that changes whenever the log does: a view that has shown this one need not look again.
    pub fn revision(&self) -> u64 {
        self.kept().revision
    }

    /// How many requests were sent since the log was made, those that it no longer keeps too.
    pub fn sent(&self) -> u64 {
        self.kept().last_id
    }

    /// Tells `watcher` of each exchange from now on: as it leaves, while its outcome is [`ExchangeState::Pending`], and again
    /// when it has ended. It takes the place of the one before.
    pub fn watch(&self, watcher: impl Fn(&Exchange) + Send + Sync + 'static) {
        self.kept().watcher = Some(Arc::new(watcher));
    }

    /// Keeps the exchange, then tells of it with the log unlocked, so that the watcher may read it.
    fn put(&self, exchange: &Exchange) {
        let mut kept = self.kept();
        kept.put(exchange.clone());
        let watcher = kept.watcher.clone();
        drop(kept);
        if let Some(watcher) = watcher {
            watcher(exchange);
        }
    }

    /// Forgets all, credentials included. A request under way comes back to it with its answer.
    pub fn clear(&self) {
        let mut kept = self.kept();
        kept.exchanges.clear();
        kept.revision += 1;
    }

    /// Starts the record of a request that is about to leave: it stands in the log from now on.
    pub(crate) fn start(&self, request: &HttpRequest, sender: Option<u64>) -> Recorder {
        let id = {
            let mut kept = self.kept();
            kept.last_id += 1;
            kept.last_id
        };
        let lacks_body = request.body.expose().len() > LOGGED_BODY_BYTES;
        let exchange = Exchange {
            id,
            sender,
            started: now(),
            method: request.method.clone(),
            url: request.masked_url(),
            request_headers: request.masked_headers(),
            request_body: match lacks_body {
                true => format!("[{} bytes]", request.body.expose().len()),
                false => request.masked_body(),
            },
            outcome: ExchangeState::Pending,
            duration_ms: 0,
            request: Arc::new(kept(request, lacks_body)),
            lacks_body,
        };
        self.put(&exchange);
        Recorder {
            log: self.clone(),
            exchange,
            clock: Instant::now(),
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for ExchangeLog {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = self.kept().exchanges.len();
        write!(formatter, "ExchangeLog({length} exchanges)")
    }
}

impl Kept {
    /// Puts an exchange in the place of the one with its id, or at its place among the others.
    fn put(&mut self, exchange: Exchange) {
        self.revision += 1;
        let at = self.exchanges.partition_point(|one| one.id < exchange.id);
        let is_full = self.exchanges.len() == KEPT;
        match self.exchanges.get_mut(at) {
            Some(one) if one.id == exchange.id => *one = Arc::new(exchange),
            // The oldest of a full log has gone meanwhile, and stays away.
            _ if at == 0 && is_full => {}
            _ => self.exchanges.insert(at, Arc::new(exchange)),
        }
        if self.exchanges.len() > KEPT {
            self.exchanges.pop_front();
        }
    }
}

/// Writes how its exchange ended; one that is dropped before was cancelled.
pub(crate) struct Recorder {
    log: ExchangeLog,
    exchange: Exchange,
    clock: Instant,
}

impl Recorder {
    /// The number of the exchange.
    pub(crate) fn id(&self) -> u64 {
        self.exchange.id
    }

    pub(crate) fn finish(mut self, result: &Result<Answer, TransportError>) {
        self.exchange.outcome = match result {
            Ok(answer) => self.response(answer),
            Err(error) => failure(error),
        };
    }

    /// The answer, without what it repeats of the request's credentials.
    fn response(&self, answer: &Answer) -> ExchangeState {
        let response = &answer.received.response;
        let sent = self.exchange.credentials();
        let headers = response.masked_headers().into_iter();
        ExchangeState::Response {
            status: response.status,
            headers: headers
                .map(|(name, value)| {
                    let value = sent.mask_header(&name, &value);
                    (name, value)
                })
                .collect(),
            body: if response.body.len() > LOGGED_BODY_BYTES {
                format!("[{} bytes]", response.body.len())
            } else {
                sent.mask(&response.masked_body())
            },
            clock_offset_seconds: self.clock_offset(answer),
        }
    }

    /// `Date` was written between the request's leaving and the headers' coming. Only what lies outside is an offset.
    fn clock_offset(&self, answer: &Answer) -> Option<i64> {
        let date = answer.received.response.date()?.unix_seconds();
        let (earliest, latest) = (
            self.exchange.started.unix_seconds(),
            answer.headers_at.unix_seconds(),
        );
        Some(date - date.clamp(earliest.min(latest), latest.max(earliest)))
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        if self.exchange.outcome == ExchangeState::Pending {
            self.exchange.outcome = failure(&TransportError::Cancelled);
        }
        self.exchange.duration_ms =
            u64::try_from(self.clock.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.log.put(&self.exchange);
    }
}

/// The request as the log keeps it.
fn kept(request: &HttpRequest, lacks_body: bool) -> HttpRequest {
    match lacks_body {
        true => HttpRequest {
            method: request.method.clone(),
            url: request.url.clone(),
            headers: request.headers.clone(),
            body: Secret::new([]),
            secrets: request.secrets.clone(),
        },
        false => request.clone(),
    }
}

fn failure(error: &TransportError) -> ExchangeState {
    ExchangeState::Failure {
        code: error.code().as_str(),
        message: error.message(),
    }
}

#[cfg(test)]
mod tests {
    use claimscope_oauth::HttpResponse;

    use super::*;
    use crate::transfer::{Received, Transfer};

    /// The offset of a `Date` against a request that was sent at second 37 and whose headers came at second 40.
    fn offset(date: &str) -> Option<i64> {
        let sent = Timestamp::from_unix_seconds(784_111_777);
        let mut recorder = ExchangeLog::default().start(&HttpRequest::get("https://h"), None);
        recorder.exchange.started = sent;
        recorder.clock_offset(&Answer {
            received: Received {
                response: HttpResponse::new(200, "").header("Date", date),
                transfer: Transfer::default(),
            },
            headers_at: sent.plus_seconds(3),
        })
    }

    #[test]
    fn a_clock_differs_by_what_lies_outside_the_requests_time() {
        for (second, seconds) in [(30, -7), (37, 0), (39, 0), (40, 0), (45, 5)] {
            let date = format!("Sun, 06 Nov 1994 08:49:{second} GMT");
            assert_eq!(offset(&date), Some(seconds), "{date}");
        }
        assert_eq!(offset("yesterday"), None);
    }

    #[test]
    fn a_body_that_is_too_long_is_not_kept_and_its_curl_command_says_so() {
        let mut request = HttpRequest::new("PUT", "https://h/file");
        request.body = Secret::new(vec![b'x'; LOGGED_BODY_BYTES + 1]);
        let log = ExchangeLog::default();
        drop(log.start(&request, None));
        let exchange = log.last().unwrap();
        assert_eq!(exchange.request_body, "[65537 bytes]");
        assert!(exchange.request.body.is_empty());
        let curl = "curl -X 'PUT' 'https://h/file' \\\n  --data-binary @body.bin";
        assert_eq!(exchange.as_curl(), curl);
        assert_eq!(exchange.as_curl_with_secrets(), curl);
    }

    #[test]
    fn a_full_log_drops_the_oldest_for_good() {
        let log = ExchangeLog::default();
        let request = HttpRequest::get("https://h");
        let first = log.start(&request, None);
        let rest: Vec<_> = (0..KEPT).map(|_| log.start(&request, None)).collect();
        drop(first);
        assert_eq!((log.exchanges().len(), log.sent()), (KEPT, 501));
        assert_eq!(log.exchanges()[0].id, 2);
        drop(rest);
        assert_eq!(log.exchanges().len(), KEPT);
    }
}
