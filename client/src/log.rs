//! The exchange log: every request that left this machine, with credentials masked.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use claimscope_core::time::Timestamp;
use claimscope_oauth::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::TransportError;

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
    pub outcome: Outcome,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
    #[serde(skip)]
    request: HttpRequest,
}

/// What came of an exchange.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Outcome {
    /// A response.
    Response {
        /// The status code.
        status: u16,
        /// Its headers, masked.
        headers: Vec<(String, String)>,
        /// Its body, masked.
        body: String,
        /// Seconds by which the server's `Date` is ahead of this machine; negative means behind.
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
            Outcome::Response { status, .. } => Some(*status),
            Outcome::Failure { .. } => None,
        }
    }

    /// Seconds by which the server's clock is ahead of this machine, where it says so.
    pub fn clock_offset_seconds(&self) -> Option<i64> {
        match &self.outcome {
            Outcome::Response {
                clock_offset_seconds,
                ..
            } => *clock_offset_seconds,
            Outcome::Failure { .. } => None,
        }
    }

    /// The request as a curl command, credentials masked.
    pub fn as_curl(&self) -> String {
        self.request.to_curl()
    }

    /// The request as a curl command with every credential in clear. Only for a person who asked for that very thing.
    pub fn as_curl_with_secrets(&self) -> String {
        self.request.to_curl_with_secrets()
    }
}

/// The log of a client, shared by its clones.
#[derive(Clone, Default)]
pub struct ExchangeLog(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    last_id: u64,
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

    /// Forgets all, credentials included.
    pub fn clear(&self) {
        self.kept().exchanges.clear();
    }

    /// Starts the record of a request that is about to leave; one that is cancelled stands in the log too.
    pub(crate) fn start(&self, request: &HttpRequest) -> Recorder {
        Recorder {
            log: self.clone(),
            request: request.clone(),
            started: now(),
            clock: Instant::now(),
            outcome: None,
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

/// Writes its exchange when it is dropped, whatever happened until then.
pub(crate) struct Recorder {
    log: ExchangeLog,
    request: HttpRequest,
    started: Timestamp,
    clock: Instant,
    outcome: Option<Outcome>,
}

impl Recorder {
    pub(crate) fn finish(mut self, result: &Result<HttpResponse, TransportError>) {
        self.outcome = Some(match result {
            Ok(response) => Outcome::Response {
                status: response.status,
                headers: response.masked_headers(),
                body: if response.body.len() > LOGGED_BODY_BYTES {
                    format!("[{} bytes]", response.body.len())
                } else {
                    response.masked_body()
                },
                clock_offset_seconds: response
                    .date()
                    .map(|date| date.unix_seconds() - now().unix_seconds()),
            },
            Err(error) => Outcome::Failure {
                code: error.code(),
                message: error.message(),
            },
        });
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        let outcome = self.outcome.take().unwrap_or_else(|| Outcome::Failure {
            code: "network.cancelled",
            message: "cancelled before the answer came".to_owned(),
        });
        let request = &self.request;
        let mut exchange = Exchange {
            id: 0,
            started: self.started,
            method: request.method.clone(),
            url: request.masked_url(),
            request_headers: request.masked_headers(),
            request_body: request.masked_body(),
            outcome,
            duration_ms: u64::try_from(self.clock.elapsed().as_millis()).unwrap_or(u64::MAX),
            request: request.clone(),
        };
        let mut kept = self.log.kept();
        kept.last_id += 1;
        exchange.id = kept.last_id;
        if kept.exchanges.len() == KEPT {
            kept.exchanges.pop_front();
        }
        kept.exchanges.push_back(Arc::new(exchange));
    }
}

fn now() -> Timestamp {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |duration| duration.as_secs());
    Timestamp::from_unix_seconds(i64::try_from(seconds).unwrap_or(i64::MAX))
}
