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
use claimscope_core::{Expectations, Policy, Profile, explain, inspect, jwt};
use claimscope_gui::connection::Field;
use claimscope_gui::effect::{CallPlan, Effect, InspectPlan, Runner, Switch, VerifyPlan, Work};
use claimscope_gui::message::{Command, Event, Message, Ticket};
use claimscope_gui::model::Model;
use claimscope_gui::results::{
    CallResult, Certainty, Diagnosis, Discovery, Exchange, Failure, Inspected, KeyRow, Pasted,
    Pretty, Reason, TokenResult,
};
use claimscope_gui::saved::Saved;

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
    jwt::sign(
        &Object::new().with("typ", "at+jwt"),
        &claims,
        &key,
        &mut no_entropy,
    )
    .unwrap()
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

/// What a worker would report: with the shared secret where it was asked to verify, against what the plan expects.
pub(crate) fn inspected(
    plan: &InspectPlan,
    verify: Option<&VerifyPlan>,
    at: Timestamp,
) -> Inspected {
    let text = plan.text.expose_str().unwrap();
    let inspection = inspect(text, at);
    let report = match verify {
        Some(verify) => {
            let jwk = Jwk::from_secret(Secret::new(SECRET));
            let keys = KeySet::from_key(jwk, KeySource::Secret);
            explain(&inspection.token, Some(&keys), Some(&policy(verify)), at)
        }
        None => inspection.report,
    };
    Inspected {
        report,
        spans: vec![],
        pasted: Pasted::default(),
        text_revision: plan.revision,
        at,
        key_failure: None,
        pretty: Pretty::default(),
    }
}

fn policy(plan: &VerifyPlan) -> Policy {
    let expectations = Expectations::of(Profile::from_name(&plan.profile).unwrap());
    let expectations = match &plan.issuer {
        Some(issuer) => expectations.issuer(issuer),
        None => expectations.waive_issuer(),
    };
    let expectations = match &plan.audience {
        Some(audience) => expectations.audience(audience),
        None => expectations.waive_audience(),
    };
    expectations.algorithms_of_keys().policy().unwrap()
}

fn call(welcome: bool) -> CallResult {
    let mut result = CallResult {
        method: "GET".to_owned(),
        url: "http://localhost:6001/identity".to_owned(),
        status: 200,
        body: "[]".into(),
        body_bytes: 2,
        ..CallResult::default()
    };
    if !welcome {
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
    work: Vec<Work>,
    switches: Vec<Switch>,
    events: Vec<Event>,
    sent: u64,
    accepts_anything: bool,
    hangs: bool,
}

impl Script {
    /// All work so far.
    pub(crate) fn work(&self) -> Vec<Work> {
        self.0.borrow().work.clone()
    }

    /// Every switch so far.
    pub(crate) fn switches(&self) -> Vec<Switch> {
        self.0.borrow().switches.clone()
    }

    /// From now on the API answers 200 whatever it is sent.
    pub(crate) fn accept_anything(&self) {
        self.0.borrow_mut().accepts_anything = true;
    }

    /// From now on calls are never answered.
    pub(crate) fn hang(&self) {
        self.0.borrow_mut().hangs = true;
    }
}

impl Inner {
    fn call(&mut self, ticket: Ticket, plan: &CallPlan) -> Option<Event> {
        if self.hangs {
            return None;
        }
        self.sent += 1;
        let number = self.sent;
        self.events
            .push(Event::ExchangesLogged(vec![exchange(number)]));
        let token = plan.token.as_ref().and_then(Secret::expose_str);
        let welcome = self.accepts_anything || token.is_some();
        Some(Event::Called(ticket, Ok(call(welcome))))
    }
}

/// The answer of a world in which everything goes well.
pub(crate) fn answer(work: &Work) -> Event {
    match work {
        Work::BreakServers(id, _) => Event::ServersChanged(*id, Ok(())),
        Work::Call(ticket, plan) => Event::Called(*ticket, Ok(call(plan.token.is_some()))),
        Work::Curl { with_secrets, .. } => {
            Event::CurlMade(format!("curl, with secrets: {with_secrets}").into())
        }
        Work::Discover(ticket, issuer) if issuer.contains("nowhere") => {
            let failure = Failure::new("Nothing listens on nowhere:1.", "Check the port.");
            Event::Discovered(*ticket, Err(failure))
        }
        Work::Discover(ticket, _) => Event::Discovered(*ticket, Ok(discovery())),
        Work::Inspect(ticket, plan) => Event::Inspected(*ticket, Ok(inspected(plan, None, NOW))),
        Work::Mint(ticket, _) => {
            let result = token_result(&token(-3_600), -3_600);
            Event::TokenReceived(*ticket, Ok(result))
        }
        Work::RequestToken(ticket, _) => {
            let result = token_result(&token(3_600), 3_600);
            Event::TokenReceived(*ticket, Ok(result))
        }
        Work::StartPlayground => Event::PlaygroundStarted(Ok((
            "http://localhost:5001".to_owned(),
            "http://localhost:6001".to_owned(),
        ))),
        Work::Verify(ticket, plan, verify) => {
            Event::Inspected(*ticket, Ok(inspected(plan, Some(verify), NOW)))
        }
    }
}

impl Runner for Script {
    fn run(&mut self, work: Work) {
        let mut inner = self.0.borrow_mut();
        let event = match &work {
            Work::Call(ticket, plan) => inner.call(*ticket, plan),
            work => Some(answer(work)),
        };
        inner.work.push(work);
        inner.events.extend(event);
    }

    fn switch(&mut self, switch: Switch) {
        self.0.borrow_mut().switches.push(switch);
    }

    fn events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.0.borrow_mut().events)
    }
}

/// The state once the playground is up.
pub(crate) fn model() -> Model {
    let mut model = Model::new(Saved::default());
    update(&mut model, answer(&Work::StartPlayground));
    model
}

/// The same with a connection of the person's own, selected.
pub(crate) fn own_connection() -> Model {
    let mut model = model();
    for command in [
        Command::NewConnection,
        Command::Edit(Field::Issuer, "http://localhost:5001".into()),
        Command::Edit(Field::ApiUrl, "http://localhost:6001/orders".into()),
    ] {
        update(&mut model, command);
    }
    model
}

/// The work that a message leads to.
pub(crate) fn update(model: &mut Model, message: impl Into<Message>) -> Vec<Work> {
    update_at(model, message, NOW)
}

/// The same; reads better for what a person wants.
pub(crate) fn work(model: &mut Model, command: Command) -> Vec<Work> {
    update(model, command)
}

/// The work that a message leads to at another moment.
pub(crate) fn update_at(
    model: &mut Model,
    message: impl Into<Message>,
    now: Timestamp,
) -> Vec<Work> {
    let effects = claimscope_gui::update::update(model, message, now);
    effects
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::Work(work) => Some(work),
            Effect::Switch(_) | Effect::Window(_) => None,
        })
        .collect()
}
