//! What a run says after something was broken, and what it asks before.

use claimscope_gui::connection::{ClientAuth, ConnectionId, Field};
use claimscope_gui::effect::{Effect, Switch, Work};
use claimscope_gui::fault::Fault;
use claimscope_gui::message::{CallWith, Command, Event};
use claimscope_gui::model::Model;
use claimscope_gui::results::{CallResult, Failure};
use claimscope_gui::steps::{Outcome, Run, Step, StepState, Why};

use crate::support::{NOW, answer, model, own_connection, token_result, update, work};

fn run(model: &Model) -> &Run {
    model.workspace().unwrap().run.as_ref().unwrap()
}

/// A run to its end; the API answers with `status`, the token endpoint as `token` says.
fn outcome(fault: Fault, status: u16, token: Result<(), bool>) -> (Model, Outcome) {
    let mut model = model();
    let mut open = work(&mut model, Command::Run(Some(fault)));
    while let Some(work) = open.pop() {
        let event = match &work {
            Work::Call(ticket, ..) => {
                let called = CallResult {
                    status,
                    ..CallResult::default()
                };
                Event::Called(*ticket, Ok(called))
            }
            Work::RequestToken(ticket, _) if token.is_err() => {
                let failure = Failure {
                    declined: token == Err(true),
                    ..Failure::new("No token.", "")
                };
                Event::TokenReceived(*ticket, Err(failure))
            }
            other => answer(other),
        };
        open.extend(update(&mut model, event));
    }
    let outcome = run(&model).outcome();
    (model, outcome)
}

#[test]
fn an_api_that_accepts_what_is_broken_has_not_noticed() {
    for fault in [
        Fault::NoToken,
        Fault::Expired,
        Fault::WrongAudience,
        Fault::Tampered,
    ] {
        let (model, said) = outcome(fault, 200, Ok(()));
        assert_eq!(said, Outcome::NotNoticed, "{fault:?}");
        let told = run(&model).explanation.as_ref().unwrap();
        assert_eq!(told.why, Why::NotNoticed(fault));
        assert_eq!(told.seen, ["HTTP 200 OK"]);
    }
}

#[test]
fn a_refusal_is_noticing_and_any_other_answer_proves_nothing() {
    for (status, said) in [
        (401, Outcome::Noticed),
        (403, Outcome::Noticed),
        (302, Outcome::Failed),
        (404, Outcome::Failed),
        (500, Outcome::Failed),
    ] {
        assert_eq!(outcome(Fault::Tampered, status, Ok(())).1, said, "{status}");
    }
}

#[test]
fn a_token_endpoint_that_gives_a_token_has_not_noticed() {
    for fault in [Fault::WrongSecret, Fault::WrongScope] {
        assert_eq!(outcome(fault, 200, Ok(())).1, Outcome::NotNoticed);
        assert_eq!(outcome(fault, 200, Err(true)).1, Outcome::Noticed);
        // No answer is no refusal.
        assert_eq!(outcome(fault, 200, Err(false)).1, Outcome::Failed);
    }
}

#[test]
fn a_token_that_was_obtained_by_breaking_something_is_never_used() {
    let (mut model, _) = outcome(Fault::WrongScope, 200, Ok(()));
    assert!(model.workspace().unwrap().token.ready().is_some());
    assert!(model.workspace().unwrap().current_token.is_none());
    let [Work::Call(_, _, _, token)] = &work(&mut model, Command::Call)[..] else {
        panic!()
    };
    assert!(token.is_none());
}

#[test]
fn a_run_that_fails_keeps_the_token_in_use() {
    let mut model = model();
    let asked = work(&mut model, Command::RequestToken);
    let Work::RequestToken(ticket, _) = &asked[0] else {
        panic!("{asked:?}")
    };
    let token = token_result("in use", 3_600);
    update(&mut model, Event::TokenReceived(*ticket, Ok(token)));
    let discover = work(&mut model, Command::Run(None));
    let Work::Discover(ticket, _) = &discover[0] else {
        panic!("{discover:?}")
    };
    let failure = Failure::new("The network is switched off.", "");
    update(&mut model, Event::Discovered(*ticket, Err(failure)));
    assert_eq!(run(&model).outcome(), Outcome::Failed);
    let workspace = model.workspace().unwrap();
    assert_eq!(workspace.current_token.as_ref().unwrap().text(), "in use");
}

#[test]
fn a_cancelled_run_is_cancelled_and_no_failure() {
    let mut model = model();
    work(&mut model, Command::Run(None));
    let effects = claimscope_gui::update::update(&mut model, Command::Cancel, NOW);
    assert!(matches!(
        effects[..],
        [Effect::Switch(Switch::Cancel(ConnectionId::PLAYGROUND))]
    ));
    assert_eq!(run(&model).outcome(), Outcome::Cancelled);
    assert_eq!(run(&model).explanation, None);
    assert_eq!(*run(&model).state(Step::Call), StepState::NotReached);
}

#[test]
fn a_method_that_changes_data_is_sent_only_when_the_person_says_so() {
    for (with, method) in [(CallWith::StatedMethod, "DELETE"), (CallWith::Get, "GET")] {
        let mut model = own_connection();
        update(&mut model, Command::Edit(Field::Method, "DELETE".into()));
        assert!(work(&mut model, Command::Run(None)).is_empty());
        assert!(model.question.is_some());
        let mut open = work(&mut model, Command::Answer(Some(with)));
        let mut sent = vec![];
        while let Some(work) = open.pop() {
            if let Work::Call(_, _, request, _) = &work {
                sent.push(request.method.clone());
            }
            open.extend(update(&mut model, answer(&work)));
        }
        assert_eq!(sent, [method]);
    }
    let mut model = own_connection();
    update(&mut model, Command::Edit(Field::Method, "POST".into()));
    work(&mut model, Command::Run(None));
    assert!(work(&mut model, Command::Answer(None)).is_empty());
    assert!(model.question.is_none());
}

#[test]
fn a_foreign_server_is_sent_nothing_wrong_unasked() {
    let mut model = own_connection();
    assert!(work(&mut model, Command::Run(Some(Fault::Tampered))).is_empty());
    assert!(model.question.is_some());
    assert!(!work(&mut model, Command::Answer(Some(CallWith::StatedMethod))).is_empty());
}

#[test]
fn a_public_client_has_no_secret_to_be_wrong() {
    let mut model = model();
    update(&mut model, Command::SetClientAuth(ClientAuth::None));
    assert!(work(&mut model, Command::Run(Some(Fault::WrongSecret))).is_empty());
}

#[test]
fn an_opaque_token_cannot_be_tampered_with_and_nothing_is_said_of_the_api() {
    let mut model = model();
    let mut open = work(&mut model, Command::Run(Some(Fault::Tampered)));
    while let Some(work) = open.pop() {
        let event = match &work {
            Work::RequestToken(ticket, _) => {
                Event::TokenReceived(*ticket, Ok(token_result("opaque", 60)))
            }
            other => answer(other),
        };
        open.extend(update(&mut model, event));
    }
    assert_eq!(run(&model).outcome(), Outcome::Failed);
    assert_eq!(*run(&model).state(Step::Call), StepState::NotReached);
}
