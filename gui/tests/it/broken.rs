//! What a run says after something was broken, and what it asks before.

use claimscope_client::session::{AuthenticationMethod, Fault, RunOutcome, Step};
use claimscope_gui::connection::{ConnectionId, Field};
use claimscope_gui::effect::{Effect, RunPlan, Switch, Work};
use claimscope_gui::message::{CallWith, Command, Event};
use claimscope_gui::model::Model;
use claimscope_gui::results::{CallResult, FailureText};
use claimscope_gui::stepped::{Gave, Stepped};
use claimscope_gui::steps::{RunProgress, Standing, StepState, Why};

use crate::support::{
    NOW, answer, begun, fault, gave, model, own_connection, stepped, token_result, update, work,
};

fn run(model: &Model) -> &RunProgress {
    model.workspace().unwrap().run.as_ref().unwrap()
}

/// A run to its end, with what it showed.
fn ended(fault: Option<&'static Fault>, outcome: RunOutcome) -> Model {
    let mut model = model();
    let plan = begun(&mut model, Command::Run(fault));
    follow(&mut model, &plan);
    let called = CallResult {
        status: 200,
        ..CallResult::default()
    };
    update(&mut model, stepped(&plan, Gave::Call(Ok(called))));
    update(&mut model, Event::RunEnded(plan.ticket, Ok(outcome)));
    model
}

/// All steps up to the call.
fn follow(model: &mut Model, plan: &RunPlan) {
    for gave in gave(plan) {
        update(model, stepped(plan, gave));
    }
}

fn not_noticed(fault: &Fault) -> RunOutcome {
    RunOutcome::NotNoticed {
        headline: format!("Not noticed: {}", fault.unnoticed),
    }
}

#[test]
fn whether_a_step_went_well_is_the_clients_to_say() {
    let mut model = model();
    let plan = begun(&mut model, Command::Run(None));
    for gave in gave(&plan) {
        let step = gave.step();
        let stepped = Stepped {
            gave,
            is_good: false,
            next: step.next(),
        };
        update(&mut model, Event::Stepped(plan.ticket, stepped.into()));
        let state = run(&model).state(step);
        assert!(matches!(state, StepState::Failed(_)), "{step:?}");
    }
}

#[test]
fn what_was_not_noticed_is_said_with_what_to_do() {
    for fault in Fault::ALL {
        let model = ended(Some(fault), not_noticed(fault));
        let run = run(&model);
        assert!(run.headline().starts_with("Not noticed: "), "{run:?}");
        let told = run.explanation().unwrap();
        assert_eq!(told.why, Why::NotNoticed(fault));
        assert_eq!(run.state(fault.noticed_at).word(), "Not noticed");
        let is_of_api = fault.noticed_at == Step::Call;
        assert_eq!(told.seen == ["HTTP 200 OK"], is_of_api, "{told:?}");
    }
}

#[test]
fn the_window_has_the_clients_list_of_faults() {
    let entries = claimscope_gui::command_list::entries(&model());
    let broken: Vec<_> = entries
        .iter()
        .filter_map(|entry| match entry.command {
            Command::Run(Some(fault)) => Some((entry.title.as_str(), fault)),
            _ => None,
        })
        .collect();
    let wanted: Vec<_> = Fault::ALL
        .iter()
        .map(|fault| (fault.title, fault))
        .collect();
    assert_eq!(broken, wanted);
}

#[test]
fn a_token_that_was_obtained_by_breaking_something_is_never_used() {
    let fault = fault("wrong-scope");
    let mut model = ended(fault, not_noticed(fault.unwrap()));
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
    let plan = begun(&mut model, Command::Run(None));
    let failure = FailureText::new("The network is switched off.", "");
    update(&mut model, stepped(&plan, Gave::Discover(Err(failure))));
    let outcome = RunOutcome::WentWrong(Step::Discover);
    update(&mut model, Event::RunEnded(plan.ticket, Ok(outcome)));
    let workspace = model.workspace().unwrap();
    assert_eq!(workspace.current_token.as_ref().unwrap().text(), "in use");
}

#[test]
fn a_cancelled_run_is_cancelled_and_no_failure() {
    let mut model = model();
    let plan = begun(&mut model, Command::Run(None));
    let effects = claimscope_gui::update::update(&mut model, Command::Cancel, NOW);
    assert!(matches!(
        effects[..],
        [Effect::Switch(Switch::Cancel(ConnectionId::PLAYGROUND))]
    ));
    assert_eq!(run(&model).standing, Standing::Cancelled);
    assert_eq!(run(&model).explanation(), None);
    assert_eq!(*run(&model).state(Step::Call), StepState::NotReached);
    // What comes of it late changes nothing.
    follow(&mut model, &plan);
    let outcome = RunOutcome::WentWrong(Step::Discover);
    update(&mut model, Event::RunEnded(plan.ticket, Ok(outcome)));
    assert_eq!(run(&model).standing, Standing::Cancelled);
    assert!(model.workspace().unwrap().token.ready().is_none());
}

#[test]
fn events_of_an_older_run_reach_no_newer_one() {
    let mut model = model();
    let old = begun(&mut model, Command::Run(None));
    update(&mut model, Command::Cancel);
    let new = begun(&mut model, Command::Run(None));
    assert_ne!(old.ticket, new.ticket);
    follow(&mut model, &old);
    update(
        &mut model,
        Event::RunEnded(old.ticket, Ok(RunOutcome::WentWell)),
    );
    assert_eq!(run(&model).standing, Standing::Running);
    assert_eq!(*run(&model).state(Step::Discover), StepState::Running);
}

#[test]
fn a_cancelled_run_is_over_once_the_servers_are_put_back() {
    let mut model = model();
    let plan = begun(&mut model, Command::Run(fault("api-down")));
    update(&mut model, Command::Cancel);
    assert_eq!(run(&model).standing, Standing::Restoring);
    assert!(work(&mut model, Command::Run(None)).is_empty());
    follow(&mut model, &plan);
    assert_eq!(*run(&model).state(Step::Discover), StepState::NotReached);
    let outcome = RunOutcome::WentWrong(Step::Discover);
    update(&mut model, Event::RunEnded(plan.ticket, Ok(outcome)));
    assert_eq!(run(&model).standing, Standing::Cancelled);
}

#[test]
fn a_playground_that_cannot_be_broken_is_said() {
    let mut model = model();
    let plan = begun(&mut model, Command::Run(fault("api-down")));
    let failure = FailureText::new("The playground is not running.", "Start Claimscope again.");
    update(&mut model, Event::RunEnded(plan.ticket, Err(failure)));
    assert_eq!(run(&model).headline(), "The playground is not running.");
    assert!(run(&model).explanation().is_some());
}

#[test]
fn a_method_that_changes_data_is_sent_only_when_the_person_says_so() {
    for (with, method) in [(CallWith::StatedMethod, "DELETE"), (CallWith::Get, "GET")] {
        let mut model = own_connection();
        update(&mut model, Command::Edit(Field::Method, "DELETE".into()));
        assert!(work(&mut model, Command::Run(None)).is_empty());
        assert!(model.question.is_some());
        let plan = begun(&mut model, Command::Answer(Some(with)));
        assert_eq!(plan.request.unwrap().request.method, method);
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
    assert!(work(&mut model, Command::Run(fault("tampered"))).is_empty());
    assert!(model.question.is_some());
    assert!(!work(&mut model, Command::Answer(Some(CallWith::StatedMethod))).is_empty());
    let mut model = self::model();
    let edit = Command::Edit(Field::ApiUrl, "https://api.example/orders".into());
    update(&mut model, edit);
    assert!(work(&mut model, Command::Run(fault("tampered"))).is_empty());
    assert!(model.question.is_some());
}

/// Which faults can be tried on the connection shown.
fn possible(model: &Model) -> Vec<&'static str> {
    let entries = claimscope_gui::command_list::entries(model);
    entries
        .into_iter()
        .filter(|entry| entry.enabled)
        .filter_map(|entry| match entry.command {
            Command::Run(fault) => Some(fault?.name),
            _ => None,
        })
        .collect()
}

#[test]
fn only_what_leads_to_the_playground_is_broken_there() {
    let mut model = model();
    assert_eq!(possible(&model).len(), Fault::ALL.len());
    let edit = Command::Edit(Field::ApiUrl, "http://localhost:60011/identity".into());
    update(&mut model, edit);
    let without_api = possible(&model);
    assert!(!without_api.contains(&"api-down") && !without_api.contains(&"another-scope"));
    assert!(without_api.contains(&"expired"));
    let edit = Command::Edit(Field::Issuer, "https://login.example".into());
    update(&mut model, edit);
    let elsewhere = [
        "wrong-client",
        "wrong-secret",
        "wrong-scope",
        "no-token",
        "tampered",
    ];
    assert_eq!(possible(&model), elsewhere);
    assert!(work(&mut model, Command::Run(fault("expired"))).is_empty());
}

#[test]
fn a_public_client_has_no_secret_to_be_wrong() {
    let mut model = model();
    update(
        &mut model,
        Command::SetClientAuth(Some(AuthenticationMethod::None)),
    );
    assert!(work(&mut model, Command::Run(fault("wrong-secret"))).is_empty());
}

#[test]
fn the_call_says_why_it_cannot_be_sent() {
    let mut model = model();
    update(&mut model, Command::Edit(Field::ApiUrl, "".into()));
    let plan = begun(&mut model, Command::Run(None));
    let failure = plan.request.clone().unwrap_err();
    assert_eq!(failure.sentence, "There is no API address yet.");
}

#[test]
fn a_question_ends_with_an_edit_of_what_it_asks_about_and_with_another_run() {
    let fault = fault("no-token");
    let mut model = own_connection();
    work(&mut model, Command::Run(fault));
    assert!(model.question.is_some());
    work(&mut model, Command::Edit(Field::Method, "DELETE".into()));
    assert!(work(&mut model, Command::Answer(Some(CallWith::StatedMethod))).is_empty());
    work(&mut model, Command::Edit(Field::Method, "GET".into()));
    work(&mut model, Command::Run(fault));
    assert!(model.question.is_some());
    begun(&mut model, Command::Run(None));
    assert_eq!(model.question, None);
}

#[test]
fn what_a_run_showed_ends_with_an_edit_of_the_connection() {
    for edit in [
        Command::Edit(Field::Issuer, "https://elsewhere.example".into()),
        Command::Edit(Field::Audience, "api2".into()),
        Command::Edit(Field::ClientId, "another".into()),
        Command::SetClientAuth(Some(AuthenticationMethod::Post)),
    ] {
        let mut model = ended(None, RunOutcome::WentWell);
        update(&mut model, edit.clone());
        assert!(model.workspace().unwrap().run.is_none(), "{edit:?}");
    }
}

#[test]
fn an_empty_secret_is_sent_nowhere() {
    let mut model = own_connection();
    update(&mut model, Command::Edit(Field::ClientSecret, "".into()));
    assert!(work(&mut model, Command::RequestToken).is_empty());
    let failure = model.workspace().unwrap().token.failure().unwrap().clone();
    assert!(failure.sentence.contains("secret is empty"), "{failure:?}");
    // The metadata need no secret.
    let begun = work(&mut model, Command::Run(None));
    assert!(matches!(begun[..], [Work::Discover(..)]), "{begun:?}");
    assert!(update(&mut model, answer(&begun[0])).is_empty());
    assert!(run(&model).is_over());
    update(
        &mut model,
        Command::SetClientAuth(Some(AuthenticationMethod::None)),
    );
    assert_eq!(work(&mut model, Command::RequestToken).len(), 1);
}
