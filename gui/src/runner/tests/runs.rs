//! Runs of the steps against the playground: what each gives, and how one ends.

use claimscope_client::session::{Fault, RunOutcome, Step};

use super::wire::silent;
use super::{PATIENCE, impostor, live, playground, run_until};
use crate::connection::Field;
use crate::message::{CallWith, Command, Event};
use crate::model::Model;
use crate::runner::LiveRunner;
use crate::steps::{Standing, StepState, Why};

/// Begins a run; where the window asks first, the person says yes.
fn begin(runner: &mut LiveRunner, model: &mut Model, fault: Option<&str>) {
    let fault = fault.map(|name| Fault::from_name(name).unwrap());
    run_until(runner, model, Command::Run(fault), |_| true);
    if model.question.is_some() {
        let yes = Command::Answer(Some(CallWith::StatedMethod));
        run_until(runner, model, yes, |_| true);
    }
}

pub(super) fn ran(
    runner: &mut LiveRunner,
    model: &mut Model,
    fault: Option<&str>,
) -> Vec<&'static str> {
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
            Some(_) => RunOutcome::Noticed,
            None => RunOutcome::WentWell,
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
