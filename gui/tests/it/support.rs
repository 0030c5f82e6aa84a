//! A fixed clock, a signed token, and a runner that answers from a script.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use claimscope_client::session::{Connection, Fault, RunOutcome, Step};
use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::KeySet;
use claimscope_core::crypto::SigningKey;
use claimscope_core::json::Object;
use claimscope_core::jwk::Jwk;
use claimscope_core::jwt::{Policy, PolicyMisuse};
use claimscope_core::report::{Format, KeySource};
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_core::{explain, jwt};
use claimscope_gui::about_token::{AboutToken, Told};
use claimscope_gui::body::{Body, Hits};
use claimscope_gui::body_work::{BodyEvent, BodyWork};
use claimscope_gui::connection::Field;
use claimscope_gui::effect::{Effect, InspectPlan, RunPlan, Runner, Switch, Work};
use claimscope_gui::files::FolderEvent;
use claimscope_gui::message::{Command, Event, Message, Ticket};
use claimscope_gui::model::Model;
use claimscope_gui::probe::ProbeEvent;
use claimscope_gui::results::{
    CallResult, DiscoveryResult, ExchangeRow, FailureText, Inspected, Keeping, KeyRow, LoggedIn,
    TokenResult,
};
use claimscope_gui::saved::Saved;
use claimscope_gui::session_plan::SessionPlan;
use claimscope_gui::stepped::{Gave, Stepped};
use claimscope_gui::token_keys::TokenKeys;
use claimscope_oauth::diagnose::{Refused, diagnose};
use claimscope_oauth::{HttpRequest, HttpResponse, Look};

use crate::place;

/// Everything happens at this moment.
pub(crate) const NOW: Timestamp = Timestamp::from_unix_seconds(1_800_000_000);
const SECRET: &[u8] = b"a shared secret of thirty-two bytes";

/// A token of the playground that lives for `seconds`.
pub(crate) fn token(seconds: i64) -> String {
    let claims = Object::new()
        .with("iss", "http://localhost:5001")
        .with("aud", "api1")
        .with("client_id", "client")
        .with("scope", "api1")
        .with("iat", NOW.unix_seconds())
        .with("exp", NOW.unix_seconds() + seconds);
    let jwk = Jwk::from_secret(Secret::new(SECRET));
    let key = SigningKey::new(&jwk, Algorithm::HS256).unwrap();
    let mut no_entropy = |_: &mut [u8]| Ok(());
    jwt::sign(
        &Object::new().with("typ", "at+jwt"),
        &claims,
        &key,
        &mut no_entropy,
    )
    .unwrap()
}

pub(crate) fn discovery() -> DiscoveryResult {
    discovery_of(r#""api1","openid""#)
}

/// What an issuer offers with so many scopes.
fn discovery_with(count: usize) -> DiscoveryResult {
    let scopes = (0..count).map(|index| format!(r#""scope-{index}""#));
    discovery_of(&scopes.collect::<Vec<_>>().join(","))
}

fn discovery_of(scopes: &str) -> DiscoveryResult {
    let issuer = "http://localhost:5001";
    let body = format!(
        r#"{{"issuer":"{issuer}","token_endpoint":"{issuer}/connect/token","jwks_uri":"{issuer}/jwks","scopes_supported":[{scopes}]}}"#
    );
    let response = HttpResponse::new(200, body).header("content-type", "application/json");
    let mut discovery = claimscope_oauth::Discovery::new(issuer).unwrap();
    DiscoveryResult {
        discovered: discovery.accept(&response).unwrap().unwrap(),
        members: vec![],
        keys: vec![KeyRow {
            kind: "RSA 2048".to_owned(),
            ..KeyRow::default()
        }],
        keys_failure: None,
        refusal: None,
        milliseconds: 3,
    }
}

/// A token that a refresh token came with.
pub(crate) fn renewable(seconds: i64) -> TokenResult {
    TokenResult {
        refresh_token: Some(Secret::from("refresh-1")),
        ..token_result(&token(seconds), seconds)
    }
}

/// The answer of a call that logged in for its token.
pub(crate) fn called(login: LoggedIn) -> CallResult {
    CallResult {
        status: 200,
        login: Some(Box::new(login)),
        ..CallResult::default()
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
        refresh_token: None,
        id_token: None,
        authentication: Some("client_secret_basic"),
        obtained: None,
        keeping: Keeping::No,
        notes: vec![],
        findings: vec![],
        endpoint: "http://localhost:5001/connect/token".to_owned(),
        milliseconds: 2,
    }
}

/// What a worker would report: with the shared secret where it was asked to verify, against what the plan expects.
pub(crate) fn inspected(
    plan: &InspectPlan,
    verify: Option<&SessionPlan>,
    at: Timestamp,
) -> Inspected {
    let text = plan.text.expose_str().unwrap();
    let mut look = Look::at(text, at);
    let policy = verify.map(|plan| policy(&plan.connection)).transpose();
    let has_token = matches!(
        look.inspection.report.format,
        Format::Jws | Format::Malformed
    );
    if let Ok(Some(policy)) = &policy
        && has_token
    {
        let jwk = Jwk::from_secret(Secret::new(SECRET));
        let keys = KeySet::from_key(jwk, KeySource::Secret);
        look.inspection.report = explain(&look.inspection.token, Some(&keys), Some(policy), at);
    }
    let failure = policy.err();
    Inspected {
        look,
        spans: vec![],
        text_revision: plan.revision,
        at,
        failure: failure.map(|misuse| FailureText::new(misuse.to_string(), "Name one.")),
        keys: TokenKeys::default(),
    }
}

/// What the connection expects, as a session would complete it.
fn policy(connection: &Connection) -> Result<Policy, PolicyMisuse> {
    let expectations = connection.expectations.clone();
    let expectations = match expectations.issuer.is_unsaid() {
        true => expectations.issuer(connection.issuer.as_str()),
        false => expectations,
    };
    expectations.algorithms_of_keys().policy()
}

/// What an API answers that refuses.
pub(crate) fn refused() -> CallResult {
    call(false)
}

fn call(welcome: bool) -> CallResult {
    let mut result = CallResult {
        method: "GET".to_owned(),
        url: "http://localhost:6001/identity".to_owned(),
        status: 200,
        body: Some(Arc::new(Body::read(HttpResponse::new(200, "[]")))),
        body_bytes: 2,
        ..CallResult::default()
    };
    if !welcome {
        result.status = 401;
        result.asks_for_login = true;
        let request = HttpRequest::get(result.url.as_str());
        let response = HttpResponse::new(401, "").header("www-authenticate", "Bearer");
        result.headers = response.masked_headers();
        result.diagnosis = Some(diagnose(&Refused::new(&request, &response, NOW)));
    }
    result
}

fn exchange(number: u64) -> ExchangeRow {
    ExchangeRow {
        number,
        at: NOW,
        method: "GET".to_owned(),
        url: "http://localhost:6001/identity".to_owned(),
        status: Some(200),
        request_text: "GET http://localhost:6001/identity\nAuthorization: Bearer …".to_owned(),
        ..ExchangeRow::default()
    }
}

/// What a run tells of a step, in a world in which everything goes well.
pub(crate) fn stepped(plan: &RunPlan, gave: Gave) -> Event {
    let is_good = match &gave {
        Gave::Discover(Err(_)) | Gave::Token(Err(_)) | Gave::Call(Err(_)) => false,
        Gave::Call(Ok(call)) => call.diagnosis.is_none(),
        _ => true,
    };
    let stepped = Stepped {
        is_good,
        next: gave.step().next(),
        gave,
    };
    Event::Stepped(plan.ticket, stepped.into())
}

/// What the steps of a run give up to the call, for a token that lives for an hour.
pub(crate) fn gave(plan: &RunPlan) -> Vec<Gave> {
    let text = token(3_600);
    let look = InspectPlan {
        text: Secret::from(text.as_str()),
        revision: 0,
        at: None,
        chosen: 0,
    };
    vec![
        Gave::Discover(Ok(discovery())),
        Gave::Token(Ok(token_result(&text, 3_600))),
        Gave::Inspect(text.as_str().into(), inspected(&look, None, NOW)),
        Gave::Verify(inspected(&look, Some(&plan.session), NOW)),
    ]
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
    unreachable: Option<FailureText>,
    scopes: usize,
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

    /// From now on no issuer is reached, for this reason.
    pub(crate) fn cut_off(&self, failure: FailureText) {
        self.0.borrow_mut().unreachable = Some(failure);
    }

    /// From now on the issuer offers so many scopes.
    pub(crate) fn offer_scopes(&self, count: usize) {
        self.0.borrow_mut().scopes = count;
    }

    /// What happened, told to the window with the next frame.
    pub(crate) fn tell(&self, event: Event) {
        self.0.borrow_mut().events.push(event);
    }

    /// From now on neither calls nor requests for tokens are answered.
    pub(crate) fn hang(&self) {
        self.0.borrow_mut().hangs = true;
    }
}

impl Inner {
    /// A run: the API is called without a token where that is broken.
    fn run(&mut self, plan: &RunPlan) -> Vec<Event> {
        if let Some(failure) = &self.unreachable {
            let outcome = RunOutcome::WentWrong(Step::Discover);
            return vec![
                stepped(plan, Gave::Discover(Err(failure.clone()))),
                Event::RunEnded(plan.ticket, Ok(outcome)),
            ];
        }
        let mut events: Vec<Event> = gave(plan)
            .into_iter()
            .map(|gave| stepped(plan, gave))
            .collect();
        if self.scopes > 0 {
            let discovered = discovery_with(self.scopes);
            events[0] = stepped(plan, Gave::Discover(Ok(discovered)));
        }
        let is_broken = plan.fault.is_some();
        let welcome = self.accepts_anything || !is_broken;
        self.sent += 1;
        events.push(Event::ExchangesLogged(vec![exchange(self.sent)]));
        events.push(stepped(plan, Gave::Call(Ok(call(welcome)))));
        let outcome = match plan.fault {
            None => RunOutcome::WentWell,
            Some(fault) if welcome => RunOutcome::NotNoticed {
                headline: format!("Not noticed: {}", fault.unnoticed),
            },
            Some(_) => RunOutcome::Noticed,
        };
        events.push(Event::RunEnded(plan.ticket, Ok(outcome)));
        events
    }

    fn call(&mut self, ticket: Ticket, token: Option<&Secret>) -> Option<Event> {
        if self.hangs {
            return None;
        }
        self.sent += 1;
        let number = self.sent;
        self.events
            .push(Event::ExchangesLogged(vec![exchange(number)]));
        let welcome = self.accepts_anything || token.is_some();
        Some(Event::Called(ticket, Ok(call(welcome))))
    }
}

/// What an issuer says of a token that holds.
fn told(about: AboutToken) -> Told {
    Told {
        about,
        headline: "The issuer says that the token holds.".to_owned(),
        is_active: Some(true),
        members: vec![("sub".to_owned(), "818727".to_owned())],
        findings: vec![],
        signed: None,
        address: None,
    }
}

/// What comes of work on a body; nothing is written.
fn body_event(work: &BodyWork) -> BodyEvent {
    match work {
        BodyWork::Copy(body, mode) => BodyEvent::Copied("Body", Ok(body.copied(*mode).into())),
        BodyWork::CopyValue(body, line) => {
            let json = body.json.as_ref().unwrap();
            let value = json.value(body.text().unwrap(), *line).unwrap();
            BodyEvent::Copied("Value", Ok(value.into()))
        }
        BodyWork::Find {
            ticket,
            body,
            mode,
            query,
        } => {
            let hits = Hits::of(body.shown_text(*mode).unwrap(), query);
            BodyEvent::Found(*ticket, Ok(hits))
        }
        BodyWork::Save { ticket, name, .. } => {
            BodyEvent::Saved(*ticket, Ok(format!("/srv/downloads/{name}")))
        }
    }
}

/// The answer of a world in which everything goes well.
pub(crate) fn answer(work: &Work) -> Event {
    match work {
        Work::AskAbout(ticket, _, asks) => Event::TokenAnswered(*ticket, Ok(told(asks.about))),
        Work::Body(id, work) => Event::Body(*id, body_event(work)),
        Work::Call(ticket, _, _, token) => Event::Called(*ticket, Ok(call(token.is_some()))),
        Work::CallWithLogin(ticket, ..) => Event::Called(*ticket, Ok(call(true))),
        Work::Curl { with_secrets, .. } => {
            Event::CurlMade(format!("curl, with secrets: {with_secrets}").into())
        }
        Work::Discover(ticket, plan) if plan.connection.issuer.contains("nowhere") => {
            let failure = FailureText::new("Nothing listens on nowhere:1.", "Check the port.");
            Event::Discovered(*ticket, Err(failure))
        }
        Work::Discover(ticket, _) => Event::Discovered(*ticket, Ok(discovery())),
        Work::Import(work) => panic!("no import in a script: {work:?}"),
        Work::Folder(_) => Event::Folder(FolderEvent::SecretsRead(vec![])),
        Work::Inspect(ticket, plan) => Event::Inspected(*ticket, Ok(inspected(plan, None, NOW))),
        Work::OpenBrowser(address) => Event::BrowserFailed(format!("no browser for {address}")),
        Work::Probe(plan) => {
            let found = crate::probe::found(plan.request.clone(), false);
            Event::Probe(plan.ticket, ProbeEvent::Ended(Box::new(Ok(found))))
        }
        Work::Place(work) => Event::Place(place::answer_place(work)),
        Work::ReadFile(id, path) => {
            Event::FileRead(*id, Ok(path.to_string_lossy().into_owned().into()))
        }
        Work::ListKept(generation) | Work::DeleteKept(generation, _) => {
            Event::KeptListed(*generation, Ok(vec![]))
        }
        Work::LookForKept(ticket, _) => Event::KeptFound(*ticket, Ok(None)),
        Work::FreshToken(ticket, _)
        | Work::RenewToken(ticket, ..)
        | Work::RequestToken(ticket, _) => {
            let result = token_result(&token(3_600), 3_600);
            Event::TokenReceived(*ticket, Ok(result))
        }
        Work::Run(plan) => Event::RunEnded(plan.ticket, Ok(RunOutcome::WentWell)),
        Work::SaveProbe(ticket, file) => {
            let path = format!("/tmp/{}.{}", file.name, file.extension);
            Event::Probe(*ticket, ProbeEvent::Saved(Ok(path.into())))
        }
        Work::SaveReport(file) => {
            let path = format!("/tmp/{}.{}", file.name, file.extension);
            Event::ReportSaved(Ok(path.into()))
        }
        Work::StartPlayground => Event::PlaygroundStarted(Ok((
            "http://localhost:5001".to_owned(),
            "http://localhost:6001".to_owned(),
        ))),
        Work::Verify(ticket, plan, verify) | Work::VerifyAgain(ticket, plan, verify) => {
            Event::Inspected(*ticket, Ok(inspected(plan, Some(verify), NOW)))
        }
    }
}

impl Runner for Script {
    fn run(&mut self, work: Work) {
        let mut inner = self.0.borrow_mut();
        let events = match &work {
            Work::Call(ticket, _, _, token) => {
                let event = inner.call(*ticket, token.as_ref());
                event.into_iter().collect()
            }
            Work::RequestToken(..) | Work::CallWithLogin(..) | Work::Probe(_) if inner.hangs => {
                vec![]
            }
            Work::Run(plan) => inner.run(plan),
            work => vec![answer(work)],
        };
        inner.work.push(work);
        inner.events.extend(events);
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
        Command::Edit(Field::ClientId, "orders".into()),
        Command::Edit(Field::ClientSecret, "secret".into()),
        Command::Edit(Field::ApiUrl, "http://localhost:6001/orders".into()),
    ] {
        update(&mut model, command);
    }
    model
}

/// The run that a command begins.
pub(crate) fn begun(model: &mut Model, command: Command) -> RunPlan {
    match &work(model, command)[..] {
        [Work::Run(plan)] => plan.clone(),
        other => panic!("a run expected, not {other:?}"),
    }
}

/// The fault with that name.
pub(crate) fn fault(name: &str) -> Option<&'static Fault> {
    let fault = Fault::from_name(name);
    assert!(fault.is_some(), "{name}");
    fault
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
