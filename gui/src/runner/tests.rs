//! The live runner against real servers on loopback.

mod impostor;

use std::sync::Arc;
use std::time::Duration;

use claimscope_server::{Options, Playground};

use super::{LiveRunner, now};
use crate::connection::ConnectionId;
use crate::effect::{Effect, Runner as _};
use crate::message::{Command, Event, Message, Ticket};
use crate::model::Model;
use crate::results::{Discovery, Failure};
use crate::saved::Saved;
use crate::update::update;
use crate::walk::{Fault, StepState, WalkStep};

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
            runner.run(effect);
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
    runner.run(Effect::StartPlayground);
    let event = runner.inbox.recv_timeout(PATIENCE).unwrap();
    update(&mut model, event, now());
    assert!(model.is_ready());
    model
}

fn walked(runner: &mut LiveRunner, model: &mut Model, fault: Option<Fault>) -> Vec<&'static str> {
    run_until(runner, model, Command::Run(fault), |model| !model.walking());
    let walk = model.workspace().unwrap().walk.as_ref().unwrap();
    walk.steps.iter().map(StepState::word).collect()
}

#[test]
fn the_walk_succeeds_and_breaks_as_told() {
    let mut runner = live();
    let mut model = playground(&mut runner);
    let (done, failed, never) = ("Done", "Failed", "Not reached");
    for (fault, steps) in [
        (None, [done; 5]),
        (
            Some(Fault::ServerDown),
            [failed, never, never, never, never],
        ),
        (
            Some(Fault::WrongSecret),
            [done, failed, never, never, never],
        ),
        (Some(Fault::WrongScope), [done, failed, never, never, never]),
        (Some(Fault::ApiDown), [done, done, done, done, failed]),
        (Some(Fault::NoToken), [done, done, done, done, failed]),
        (Some(Fault::Expired), [done, done, done, failed, failed]),
        (
            Some(Fault::WrongAudience),
            [done, done, done, failed, failed],
        ),
        (Some(Fault::Tampered), [done, done, done, failed, failed]),
        (None, [done; 5]),
    ] {
        assert_eq!(walked(&mut runner, &mut model, fault), steps, "{fault:?}");
        let walk = model.workspace().unwrap().walk.as_ref().unwrap();
        let told = walk.explanation.as_ref();
        assert_eq!(told.is_some(), fault.is_some(), "{fault:?}");
        if let Some(told) = told {
            assert!(
                !told.seen.is_empty() && !told.diagnosis.reasons.is_empty(),
                "{told:?}"
            );
        }
    }
    let call = walked(&mut runner, &mut model, Some(Fault::WrongAudience));
    assert_eq!(call[WalkStep::Call as usize], failed);
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
    runner.run(Effect::TrustCertificate(fingerprint));
    let discovery = discover(&mut runner, running.issuer()).unwrap();
    assert_eq!(discovery.issuer, running.issuer());
}

fn discover(runner: &mut LiveRunner, issuer: String) -> Result<Discovery, Failure> {
    let ticket = Ticket {
        connection: ConnectionId::PLAYGROUND,
        generation: 1,
    };
    runner.run(Effect::Discover(ticket, issuer));
    loop {
        if let Event::Discovered(_, outcome) = runner.inbox.recv_timeout(PATIENCE).unwrap() {
            return outcome;
        }
    }
}

#[test]
fn nothing_leaves_while_the_network_is_off() {
    let mut runner = live();
    let mut model = playground(&mut runner);
    run_until(&mut runner, &mut model, Command::SetOffline(true), |_| true);
    let steps = walked(&mut runner, &mut model, None);
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
