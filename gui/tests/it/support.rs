//! A fixed clock, a signed token, and a runner that answers from a script.

use std::cell::RefCell;
use std::rc::Rc;

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::SigningKey;
use claimscope_core::json::Object;
use claimscope_core::jwk::{Jwk, KeySet};
use claimscope_core::report::KeySource;
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_core::{Expectations, Profile, explain, inspect, jwt};
use claimscope_gui::effect::{Effect, InspectPlan, Runner};
use claimscope_gui::message::Event;
use claimscope_gui::results::{
    CallResult, Certainty, Diagnosis, Discovery, Exchange, Failure, Inspected, KeyRow, Pretty,
    Reason, TokenResult,
};

/// Everything happens at this moment.
pub(crate) const NOW: Timestamp = Timestamp::from_unix_seconds(1_800_000_000);
const SECRET: &[u8] = b"a shared secret of thirty-two bytes";

/// A token of the playground that lives for `seconds`.
pub(crate) fn token(seconds: i64) -> String {
    let claims = Object::new()
        .with("iss", "http://localhost:5001")
        .with("aud", "api1")
        .with("client_id", "client")
        .with("iat", NOW.unix_seconds())
        .with("exp", NOW.unix_seconds() + seconds);
    let jwk = Jwk::from_secret(Secret::new(SECRET));
    let key = SigningKey::new(&jwk, Algorithm::HS256).unwrap();
    let mut no_entropy = |_: &mut [u8]| {};
    jwt::sign(&Object::new(), &claims, &key, &mut no_entropy).unwrap()
}

pub(crate) fn discovery() -> Discovery {
    Discovery {
        issuer: "http://localhost:5001".to_owned(),
        url: "http://localhost:5001/.well-known/openid-configuration".to_owned(),
        scopes: vec!["api1".to_owned(), "openid".to_owned()],
        keys: vec![KeyRow {
            kind: "RSA 2048".to_owned(),
            ..KeyRow::default()
        }],
        ..Discovery::default()
    }
}

pub(crate) fn token_result(text: &str, seconds: i64) -> TokenResult {
    TokenResult {
        access_token: Secret::from(text),
        token_type: "Bearer".to_owned(),
        expires_at: Some(NOW.plus_seconds(seconds)),
        expiry_source: Some("expires_in"),
        received_at: NOW,
        scope: Some("api1".to_owned()),
        has_refresh_token: false,
        findings: vec![],
        endpoint: "http://localhost:5001/connect/token".to_owned(),
        milliseconds: 2,
    }
}

/// What a worker would report: with keys where it was asked to verify.
pub(crate) fn inspected(plan: &InspectPlan, verifies: bool, at: Timestamp) -> Inspected {
    let text = plan.text.expose_str().unwrap();
    let inspection = inspect(text, at);
    let report = if verifies {
        let jwk = Jwk::from_secret(Secret::new(SECRET));
        let keys = KeySet::from_key(jwk, KeySource::Secret);
        let policy = Expectations::of(Profile::Jwt)
            .issuer("http://localhost:5001")
            .audience("api1")
            .algorithms_of_keys()
            .policy()
            .unwrap();
        explain(&inspection.token, Some(&keys), Some(&policy), at)
    } else {
        inspection.report
    };
    Inspected {
        report,
        spans: vec![],
        pasted_as: None,
        text_revision: plan.revision,
        at,
        key_failure: None,
        pretty: Pretty::default(),
    }
}

fn call(token: Option<&Secret>) -> CallResult {
    let mut result = CallResult {
        method: "GET".to_owned(),
        url: "http://localhost:6001/identity".to_owned(),
        status: 200,
        body: "[]".into(),
        body_bytes: 2,
        ..CallResult::default()
    };
    if token.is_none() {
        result.status = 401;
        result.headers = vec![("www-authenticate".to_owned(), "Bearer".to_owned())];
        result.diagnosis = Some(Diagnosis {
            headline: "401: the request carries no token.".to_owned(),
            reasons: vec![Reason {
                title: "The request carries no token.".to_owned(),
                evidence: vec!["no Authorization header was sent".to_owned()],
                certainty: Certainty::Certain,
                fix: "Send Authorization: Bearer and an access token.".to_owned(),
                spec: "RFC 6750 §2.1".to_owned(),
            }],
            notes: vec![],
        });
    }
    result
}

fn exchange(number: u64) -> Exchange {
    Exchange {
        number,
        at: NOW,
        method: "GET".to_owned(),
        url: "http://localhost:6001/identity".to_owned(),
        status: Some(200),
        request_text: "GET http://localhost:6001/identity\nAuthorization: Bearer …".to_owned(),
        ..Exchange::default()
    }
}

/// What the fake runner was asked to do, and what it will tell.
#[derive(Clone, Default)]
pub(crate) struct Script(Rc<RefCell<Inner>>);

#[derive(Default)]
struct Inner {
    effects: Vec<Effect>,
    events: Vec<Event>,
}

impl Script {
    /// Every effect so far.
    pub(crate) fn effects(&self) -> Vec<Effect> {
        self.0.borrow().effects.clone()
    }
}

impl Runner for Script {
    fn run(&mut self, effect: Effect) {
        let mut inner = self.0.borrow_mut();
        let event = match &effect {
            Effect::BreakServers(id, Some(_)) => Some(Event::ServersChanged(*id, Ok(()))),
            Effect::Call(ticket, plan) => {
                inner.events.push(Event::ExchangesLogged(vec![exchange(1)]));
                Some(Event::Called(*ticket, Ok(call(plan.token.as_ref()))))
            }
            Effect::Curl { with_secrets, .. } => Some(Event::CurlMade(
                format!("curl, with secrets: {with_secrets}").into(),
            )),
            Effect::Discover(ticket, issuer) if issuer.contains("nowhere") => {
                let failure = Failure::new("Nothing listens on nowhere:1.", "Check the port.");
                Some(Event::Discovered(*ticket, Err(failure)))
            }
            Effect::Discover(ticket, _) => Some(Event::Discovered(*ticket, Ok(discovery()))),
            Effect::Inspect(ticket, plan) => {
                Some(Event::Inspected(*ticket, Ok(inspected(plan, false, NOW))))
            }
            Effect::RequestToken(ticket, _) => {
                let result = token_result(&token(3_600), 3_600);
                Some(Event::TokenReceived(*ticket, Ok(result)))
            }
            Effect::StartPlayground => Some(Event::PlaygroundStarted(Ok((
                "http://localhost:5001".to_owned(),
                "http://localhost:6001".to_owned(),
            )))),
            Effect::Verify(ticket, plan, _) => {
                Some(Event::Inspected(*ticket, Ok(inspected(plan, true, NOW))))
            }
            _ => None,
        };
        inner.effects.push(effect);
        inner.events.extend(event);
    }

    fn events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.0.borrow_mut().events)
    }
}
