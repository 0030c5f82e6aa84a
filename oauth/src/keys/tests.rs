//! A host with a clock that tests set and an endpoint that tests script; what the cache asks of it is counted.

mod again;
mod answers;
mod chance;
mod outage;
mod store;

use std::sync::Arc;

use super::*;
use crate::{HttpRequest, HttpResponse};
use claimscope_core::alg::Algorithm;
use claimscope_core::json::Object;
use claimscope_core::jwk::generate;

const URL: &str = "https://sts.example/jwks";
const ISSUER: &str = "https://sts.example";
const START: i64 = 1_700_000_000_000;
const SECOND: i64 = 1_000;
const HOUR: i64 = 3_600 * SECOND;

/// What a look-up comes to once the host has done what it asks.
#[derive(Debug, PartialEq)]
enum LookUpOutcome {
    /// A key of that name is there.
    Found,
    /// There are keys, but none of that name.
    NoSuchKey,
    Failed(&'static str),
}

type Answer = Result<HttpResponse, FetchFailure>;

struct Host {
    remote: RemoteKeys,
    now_ms: i64,
    requests: Vec<HttpRequest>,
    entropy: u8,
}

impl Host {
    fn new() -> Self {
        Self::with(KeysSettings::default())
    }

    fn with(settings: KeysSettings) -> Self {
        Self::of(RemoteKeys::from_jwks_uri(URL, settings).unwrap())
    }

    fn of(remote: RemoteKeys) -> Self {
        Self {
            remote,
            now_ms: START,
            requests: Vec::new(),
            entropy: 0,
        }
    }

    fn pass(&mut self, milliseconds: i64) {
        self.now_ms += milliseconds;
    }

    /// Runs one fetch to its end.
    fn fetch(&mut self, endpoint: &mut dyn FnMut(&HttpRequest) -> Answer) {
        let Some(Fetch {
            ticket, request, ..
        }) = self.remote.start(self.now_ms)
        else {
            return;
        };
        let entropy = self.entropy;
        let mut entropy = |bytes: &mut [u8]| {
            bytes.fill(entropy);
            Ok(())
        };
        let mut next = Next::Request(request);
        while let Next::Request(request) = next {
            let answer = endpoint(&request);
            self.requests.push(request);
            let now_ms = self.now_ms;
            next = match answer {
                Ok(response) => self.remote.accept(ticket, &response, now_ms, &mut entropy),
                Err(failure) => {
                    self.remote.fail(ticket, failure, now_ms, &mut entropy);
                    Next::Done
                }
            };
        }
    }

    /// What a host does with a token that names `kid`.
    fn verify(
        &mut self,
        kid: &str,
        endpoint: &mut dyn FnMut(&HttpRequest) -> Answer,
    ) -> LookUpOutcome {
        for _ in 0..3 {
            let found = self
                .remote
                .look_up(Some(kid), Some(Algorithm::EdDSA), self.now_ms);
            match found {
                LookUp::Use { keys, refresh } => {
                    if refresh {
                        self.fetch(endpoint);
                    }
                    let is_there = keys
                        .keys()
                        .iter()
                        .any(|key| key.jwk().kid.as_deref() == Some(kid));
                    return if is_there {
                        LookUpOutcome::Found
                    } else {
                        LookUpOutcome::NoSuchKey
                    };
                }
                LookUp::Fail(error) => return LookUpOutcome::Failed(error.code.as_str()),
                LookUp::Fetch | LookUp::Wait => self.fetch(endpoint),
            }
        }
        panic!("a fetch settles it");
    }

    /// Verifies once against an endpoint that answers so.
    fn once(&mut self, kid: &str, answer: Answer) -> LookUpOutcome {
        self.verify(kid, &mut |_| answer.clone())
    }

    fn fetches(&self) -> usize {
        self.requests.len()
    }
}

/// A public key of this name.
fn key(kid: &str) -> Object {
    let mut entropy = |bytes: &mut [u8]| {
        bytes.fill(kid.len() as u8 + kid.as_bytes()[0]);
        Ok(())
    };
    let mut public = generate(Algorithm::EdDSA, &mut entropy)
        .unwrap()
        .public()
        .unwrap();
    public.kid = Some(kid.to_owned());
    public.to_json()
}

fn set(kids: &[&str]) -> String {
    let keys: Vec<Object> = kids.iter().map(|kid| key(kid)).collect();
    Object::new().with("keys", keys).to_string()
}

fn good(kids: &[&str]) -> HttpResponse {
    HttpResponse::new(200, set(kids))
}

fn metadata(jwks_uri: &str) -> HttpResponse {
    let document = Object::new()
        .with("issuer", ISSUER)
        .with("jwks_uri", jwks_uri);
    HttpResponse::new(200, document.to_string()).header("Content-Type", "application/json")
}

const DOWN: Answer = Err(FetchFailure::Network);
