//! The live runner against real servers on loopback.

mod answers;
mod impostor;

use std::sync::Arc;
use std::time::Duration;

use claimscope_client::session::{Fault, Outcome, Step};
use claimscope_core::json::{Value, parse_strict};
use claimscope_core::report::Verdict;
use claimscope_server::{Options, Playground};

use super::{LiveRunner, now};
use crate::connection::{ConnectionId, Field};
use crate::effect::{Effect, Runner as _, Switch, Work};
use crate::message::{CallWith, Command, Event, Message, Ticket};
use crate::model::Model;
use crate::results::{Discovery, Failure};
use crate::saved::Saved;
use crate::steps::{Standing, StepState, Why};
use crate::update::update;
use crate::workspace::KeyChoice;

/// No answer on loopback takes as long.
const PATIENCE: Duration = Duration::from_secs(30);

fn live() -> LiveRunner {
    LiveRunner::new(Arc::new(|| {})).unwrap()
}

/// Feeds events to the model until `done`.
fn run_until(
    runner: &mut LiveRunner,
    model: &mut Model,
    first: impl Into<Message>,
    done: impl Fn(&Model) -> bool,
) {
    let mut effects = update(model, first, now());
    loop {
        for effect in effects {
            match effect {
                Effect::Work(work) => runner.run(work),
                Effect::Switch(switch) => runner.switch(switch),
                Effect::Window(_) => {}
            }
        }
        if done(model) {
            return;
        }
        let event = runner.inbox.recv_timeout(PATIENCE).unwrap();
        effects = update(model, event, now());
    }
}

fn playground(runner: &mut LiveRunner) -> Model {
    let mut model = Model::new(Saved::default());
    runner.run(Work::StartPlayground);
    let event = runner.inbox.recv_timeout(PATIENCE).unwrap();
    update(&mut model, event, now());
    assert!(model.is_ready());
    model
}

/// Begins a run; where the window asks first, the person says yes.
fn begin(runner: &mut LiveRunner, model: &mut Model, fault: Option<&str>) {
    let fault = fault.map(|name| Fault::from_name(name).unwrap());
    run_until(runner, model, Command::Run(fault), |_| true);
    if model.question.is_some() {
        let yes = Command::Answer(Some(CallWith::StatedMethod));
        run_until(runner, model, yes, |_| true);
    }
}

fn ran(runner: &mut LiveRunner, model: &mut Model, fault: Option<&str>) -> Vec<&'static str> {
    begin(runner, model, fault);
    run_until(runner, model, Event::Ticked, |model| !model.is_running());
    let run = model.workspace().unwrap().run.as_ref().unwrap();
    run.steps.iter().map(StepState::word).collect()
}

#[test]
fn a_run_succeeds_and_breaks_as_told() {
    let mut runner = live();
    let mut model = playground(&mut runner);
    let (done, failed, never) = ("Done", "Failed", "Not reached");
    for (fault, steps) in [
        (None, [done; 5]),
        (
            Some("token-server-down"),
            [failed, never, never, never, never],
        ),
        (Some("wrong-client"), [done, failed, never, never, never]),
        (Some("wrong-secret"), [done, failed, never, never, never]),
        (Some("wrong-scope"), [done, failed, never, never, never]),
        (Some("api-down"), [done, done, done, done, failed]),
        (Some("no-token"), [done, done, done, done, failed]),
        (Some("another-scope"), [done, done, done, failed, failed]),
        (Some("expired"), [done, done, done, failed, failed]),
        (Some("wrong-audience"), [done, done, done, failed, failed]),
        (Some("tampered"), [done, done, done, failed, failed]),
        (None, [done; 5]),
    ] {
        assert_eq!(ran(&mut runner, &mut model, fault), steps, "{fault:?}");
        let run = model.workspace().unwrap().run.as_ref().unwrap();
        let outcome = match fault {
            Some(_) => Outcome::Noticed,
            None => Outcome::WentWell,
        };
        assert_eq!(run.standing, Standing::Over(outcome), "{fault:?}");
        let told = run.explanation();
        assert_eq!(told.is_some(), fault.is_some(), "{fault:?}");
        if let Some(told) = told {
            assert!(!told.seen.is_empty(), "{told:?}");
            let explained = match &told.why {
                Why::Refused(diagnosis) => !diagnosis.reasons.is_empty(),
                Why::Failed(failure) => failure.advice.is_some(),
                Why::NotNoticed(_) | Why::Checks(_) => false,
            };
            assert!(explained, "{told:?}");
        }
    }
    let call = ran(&mut runner, &mut model, Some("wrong-audience"));
    assert_eq!(call[Step::Call as usize], failed);
    let diagnosis = model
        .workspace()
        .unwrap()
        .call
        .ready()
        .unwrap()
        .diagnosis
        .as_ref()
        .unwrap();
    let evidence = &diagnosis.reasons[0].evidence;
    assert!(
        evidence.iter().any(|line| line.contains("api://orders")),
        "{evidence:?}"
    );
}

#[test]
fn a_certificate_is_trusted_by_its_fingerprint_once_a_person_says_so() {
    let mut runner = live();
    let runtime = runner.runtime.as_ref().unwrap();
    let options = Options::any_port().https(true);
    let running = runtime.block_on(Playground::start(options)).unwrap();
    let untrusted = discover(&mut runner, running.issuer()).unwrap_err();
    let fingerprint = untrusted.untrusted_certificate.unwrap();
    runner.switch(Switch::TrustCertificate(fingerprint));
    let discovery = discover(&mut runner, running.issuer()).unwrap();
    assert_eq!(discovery.discovered.metadata.issuer, running.issuer());
}

fn discover(runner: &mut LiveRunner, issuer: String) -> Result<Discovery, Failure> {
    let ticket = Ticket {
        connection: ConnectionId::PLAYGROUND,
        generation: 1,
    };
    let connection = claimscope_client::session::Connection {
        issuer,
        ..claimscope_client::session::Connection::default()
    };
    runner.run(Work::Discover(ticket, connection));
    loop {
        if let Event::Discovered(_, outcome) = runner.inbox.recv_timeout(PATIENCE).unwrap() {
            return outcome;
        }
    }
}

/// A server that takes a request and never answers; it tells when the connection was closed by the other side.
fn silent() -> (String, std::sync::mpsc::Receiver<&'static str>) {
    use std::io::Read as _;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (sender, seen) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut bytes = [0; 4096];
        while stream.read(&mut bytes).is_ok_and(|count| count > 0) {
            sender.send("asked").unwrap();
        }
        sender.send("closed").unwrap();
    });
    (address, seen)
}

#[test]
fn cancel_ends_the_request_on_the_wire_and_the_log_says_so() {
    let mut runner = live();
    let mut model = playground(&mut runner);
    let (address, seen) = silent();
    let edit = Command::Edit(Field::ApiUrl, address.into());
    run_until(&mut runner, &mut model, edit, |_| true);
    run_until(&mut runner, &mut model, Command::Call, |_| true);
    assert_eq!(seen.recv_timeout(PATIENCE), Ok("asked"));
    run_until(&mut runner, &mut model, Command::Cancel, |model| {
        !model.exchanges.is_empty()
    });
    assert_eq!(seen.recv_timeout(PATIENCE), Ok("closed"));
    let error = model.exchanges[0].error.as_ref().unwrap();
    assert!(error.contains("cancelled"), "{error}");
    assert!(!model.is_busy());
}

#[test]
fn a_request_stands_in_the_log_while_it_is_under_way_and_ends_when_the_network_is_cut() {
    let mut runner = live();
    let mut model = playground(&mut runner);
    let (address, seen) = silent();
    let edit = Command::Edit(Field::ApiUrl, address.into());
    run_until(&mut runner, &mut model, edit, |_| true);
    run_until(&mut runner, &mut model, Command::Call, |_| true);
    assert_eq!(seen.recv_timeout(PATIENCE), Ok("asked"));
    for event in runner.events() {
        update(&mut model, event, now());
    }
    assert!(model.exchanges[0].under_way);
    run_until(
        &mut runner,
        &mut model,
        Command::SetOffline(true),
        |model| !model.is_busy(),
    );
    assert_eq!(seen.recv_timeout(PATIENCE), Ok("closed"));
    assert_eq!(model.exchanges.len(), 1);
    assert!(!model.exchanges[0].under_way);
    let failure = model.workspace().unwrap().call.failure().unwrap();
    assert!(failure.sentence.contains("switched off"), "{failure:?}");
}

#[test]
fn a_key_in_the_field_is_the_one_key_whatever_kid_the_token_names() {
    let mut runner = live();
    let mut model = playground(&mut runner);
    let idle = |model: &Model| !model.is_busy();
    run_until(&mut runner, &mut model, Command::RequestToken, idle);
    run_until(&mut runner, &mut model, Command::InspectToken, idle);
    let issuer = model.connection().issuer.clone();
    let url = format!("{issuer}/.well-known/openid-configuration/jwks");
    let edit = Command::Edit(Field::ApiUrl, url.into());
    run_until(&mut runner, &mut model, edit, |_| true);
    run_until(&mut runner, &mut model, Command::Call, idle);
    let body = model
        .workspace()
        .unwrap()
        .call
        .ready()
        .unwrap()
        .body
        .clone();
    let Value::Object(set) = parse_strict(body.expose().as_bytes()).unwrap() else {
        panic!("{}", body.expose())
    };
    let Some(Value::Array(keys)) = set.get("keys") else {
        panic!("{set:?}")
    };
    let Value::Object(mut key) = keys[0].clone() else {
        panic!("{keys:?}")
    };
    key.set("kid", "a name of its own");
    let key = serde_json::to_string(&key).unwrap();
    for command in [
        Command::SetKeyChoice(KeyChoice::Given),
        Command::EditKey(key.into()),
    ] {
        run_until(&mut runner, &mut model, command, |_| true);
    }
    run_until(&mut runner, &mut model, Command::Verify, idle);
    let inspect = &model.workspace().unwrap().inspect;
    let report = &inspect.current_report().unwrap().report;
    assert_eq!(report.verdict, Verdict::Accepted, "{:?}", report.summary);
}

#[test]
fn an_api_that_accepts_anything_is_found_out() {
    let mut runner = live();
    let mut model = playground(&mut runner);
    let (address, _seen) = impostor::serve(|_| "{}".to_owned());
    let edit = Command::Edit(Field::ApiUrl, address.into());
    run_until(&mut runner, &mut model, edit, |_| true);
    for fault in ["no-token", "tampered", "expired"] {
        ran(&mut runner, &mut model, Some(fault));
        let run = model.workspace().unwrap().run.as_ref().unwrap();
        let headline = run.headline();
        assert!(headline.starts_with("Not noticed: "), "{headline}");
    }
}

#[test]
fn a_cancelled_run_ends_on_the_wire_and_puts_the_servers_back() {
    let mut runner = live();
    let mut model = playground(&mut runner);
    let usual = model.connection().issuer.clone();
    let (address, seen) = silent();
    let edit = Command::Edit(Field::Issuer, address.into());
    run_until(&mut runner, &mut model, edit, |_| true);
    begin(&mut runner, &mut model, Some("api-down"));
    assert_eq!(seen.recv_timeout(PATIENCE), Ok("asked"));
    run_until(&mut runner, &mut model, Command::Cancel, |model| {
        !model.is_running()
    });
    assert_eq!(seen.recv_timeout(PATIENCE), Ok("closed"));
    let run = model.workspace().unwrap().run.as_ref().unwrap();
    assert_eq!(run.standing, Standing::Cancelled);
    let edit = Command::Edit(Field::Issuer, usual.into());
    run_until(&mut runner, &mut model, edit, |_| true);
    assert_eq!(ran(&mut runner, &mut model, None), ["Done"; 5]);
}

#[test]
fn a_run_without_an_api_address_goes_as_far_as_it_can_and_says_so() {
    let mut runner = live();
    let mut model = playground(&mut runner);
    let edit = Command::Edit(Field::ApiUrl, "".into());
    run_until(&mut runner, &mut model, edit, |_| true);
    let steps = ran(&mut runner, &mut model, None);
    assert_eq!(steps, ["Done", "Done", "Done", "Done", "Failed"]);
    let failure = model.workspace().unwrap().call.failure().unwrap();
    assert_eq!(failure.sentence, "There is no API address yet.");
}

#[test]
fn nothing_leaves_while_the_network_is_off() {
    let mut runner = live();
    let mut model = playground(&mut runner);
    run_until(&mut runner, &mut model, Command::SetOffline(true), |_| true);
    let steps = ran(&mut runner, &mut model, None);
    assert_eq!(steps[0], "Failed");
    let failure = model
        .workspace()
        .unwrap()
        .discovery
        .failure()
        .unwrap()
        .clone();
    assert!(failure.sentence.contains("switched off"), "{failure:?}");
    assert!(runner.shared.client.log().exchanges().is_empty());
}
