//! `update` as a plain function: a message in, the new state and the effects out.

use claimscope_client::session::{RunOutcome, Step};
use claimscope_core::time::Timestamp;
use claimscope_gui::connection::{ConnectionId, Field};
use claimscope_gui::effect::{Effect, RunPlan, Switch, WindowChange, Work};
use claimscope_gui::file_field::FileField;
use claimscope_gui::message::{Command, Event, Message, Ticket};
use claimscope_gui::model::{KEPT_EXCHANGES, Model};
use claimscope_gui::request::TableForm;
use claimscope_gui::request_edit::RequestEdit;
use claimscope_gui::results::{CallResult, ExchangeRow, FailureText};
use claimscope_gui::stepped::Gave;
use claimscope_gui::steps::{RunProgress, StepState, Why};
use claimscope_gui::tab::Tab;
use claimscope_gui::update;
use claimscope_gui::workspace::KeyChoice;

use crate::support::{
    NOW, begun, discovery, gave, inspected, model, stepped, token, token_result,
    update_at as update,
};

/// The connections whose requests a message ends.
fn cancelled(model: &mut Model, message: impl Into<Message>) -> Vec<ConnectionId> {
    let effects = update::update(model, message, NOW).into_iter();
    effects
        .filter_map(|effect| match effect {
            Effect::Switch(Switch::Cancel(id)) => Some(id),
            _ => None,
        })
        .collect()
}

/// Deletes the selected connection.
fn delete(model: &mut Model) {
    update(model, Command::DeleteConnection, NOW);
}

fn run(model: &Model) -> &RunProgress {
    model.workspace().unwrap().run.as_ref().unwrap()
}

fn ticket(effects: &[Work]) -> Ticket {
    match effects {
        [
            Work::Discover(ticket, _)
            | Work::RequestToken(ticket, _)
            | Work::Inspect(ticket, _)
            | Work::Verify(ticket, ..)
            | Work::Call(ticket, ..),
        ] => *ticket,
        other => panic!("one request expected, not {other:?}"),
    }
}

/// A run up to the call, and what it was asked to be.
fn run_to_call(model: &mut Model) -> RunPlan {
    let plan = begun(model, Command::Run(None));
    for gave in gave(&plan) {
        update(model, stepped(&plan, gave), NOW);
    }
    plan
}

fn report(model: &mut Model, effects: &[Work]) -> Vec<Work> {
    let event = match effects {
        [Work::Inspect(ticket, plan)] => Event::Inspected(*ticket, Ok(inspected(plan, None, NOW))),
        [Work::Verify(ticket, plan, verify)] => {
            Event::Inspected(*ticket, Ok(inspected(plan, Some(verify), NOW)))
        }
        other => panic!("one look expected, not {other:?}"),
    };
    update(model, event, NOW)
}

#[test]
fn each_step_that_ends_begins_the_next_and_shows_on_its_own_tab() {
    let mut model = model();
    let plan = begun(&mut model, Command::Run(None));
    assert_eq!(
        plan.request.as_ref().unwrap().request.url,
        "http://localhost:6001/identity"
    );
    for gave in gave(&plan) {
        let step = gave.step();
        assert_eq!(*run(&model).state(step), StepState::Running);
        update(&mut model, stepped(&plan, gave), NOW);
        let state = run(&model).state(step);
        assert!(matches!(state, StepState::Passed(_)), "{state:?}");
    }
    assert_eq!(*run(&model).state(Step::Call), StepState::Running);
    let workspace = model.workspace().unwrap();
    assert!(workspace.call.is_pending());
    assert!(workspace.discovery.ready().is_some() && workspace.token.ready().is_some());
    assert!(workspace.current_token.is_some());
    assert_eq!(workspace.inspect.text.expose(), token(3_600));
    assert!(workspace.inspect.current_report().is_some() && workspace.inspect.verified);
}

#[test]
fn a_failed_request_ends_the_run_and_says_why() {
    let mut model = model();
    let plan = begun(&mut model, Command::Run(None));
    let failure = FailureText::new(
        "Nothing listens on localhost:5001.",
        "Is the server started?",
    );
    update(
        &mut model,
        stepped(&plan, Gave::Discover(Err(failure))),
        NOW,
    );
    let outcome = RunOutcome::WentWrong(Step::Discover);
    update(&mut model, Event::RunEnded(plan.ticket, Ok(outcome)), NOW);
    let run = run(&model);
    assert!(run.is_over());
    assert_eq!(*run.state(Step::Call), StepState::NotReached);
    let Why::Failed(failure) = &run.explanation().unwrap().why else {
        panic!("{run:?}")
    };
    assert_eq!(failure.sentence, "Nothing listens on localhost:5001.");
    assert_eq!(failure.advice.as_deref(), Some("Is the server started?"));
}

#[test]
fn a_run_goes_on_while_another_connection_is_shown() {
    let mut model = model();
    let plan = begun(&mut model, Command::Run(None));
    update(&mut model, Command::NewConnection, NOW);
    for gave in gave(&plan) {
        update(&mut model, stepped(&plan, gave), NOW);
    }
    let ran = &model.workspaces[&ConnectionId::PLAYGROUND];
    assert!(ran.token.ready().is_some());
    assert!(model.workspace().is_none());
}

#[test]
fn editing_the_issuer_or_the_text_ends_a_run() {
    for edit in [
        Command::Edit(Field::Issuer, "https://elsewhere.example".into()),
        Command::EditInspect("another text".into()),
    ] {
        let mut model = model();
        run_to_call(&mut model);
        assert!(model.is_running());
        update(&mut model, edit, NOW);
        assert!(!model.is_running());
    }
}

#[test]
fn a_file_is_the_key_where_one_is_asked_for_and_otherwise_the_text() {
    let mut model = model();
    let drop_file = |model: &mut Model, name: &str| {
        let read = update(model, Command::DropFile(name.into()), NOW);
        let Work::ReadFile(id, path) = &read[0] else {
            panic!("{read:?}")
        };
        let text = path.to_string_lossy().into_owned();
        update(model, Event::FileRead(*id, Ok(text.into())), NOW)
    };
    assert!(matches!(
        drop_file(&mut model, "token")[..],
        [Work::Inspect(..)]
    ));
    assert!(model.is_at_inspect());
    update(&mut model, Command::SetKeyChoice(KeyChoice::Given), NOW);
    assert!(drop_file(&mut model, "key").is_empty());
    let inspect = &model.workspace().unwrap().inspect;
    assert_eq!(inspect.text.expose(), "token");
    assert_eq!(model.keys_of(model.selected).1.expose(), "key");
}

#[test]
fn stale_answers_change_nothing() {
    let mut model = model();
    let first = update(&mut model, Command::Discover, NOW);
    let second = update(&mut model, Command::Discover, NOW);
    let failure = FailureText::new("Too late.", "");
    update(
        &mut model,
        Event::Discovered(ticket(&first), Err(failure)),
        NOW,
    );
    assert!(model.workspace().unwrap().discovery.is_pending());
    update(
        &mut model,
        Event::Discovered(ticket(&second), Ok(discovery())),
        NOW,
    );
    assert!(model.workspace().unwrap().discovery.ready().is_some());
}

#[test]
fn a_report_belongs_to_one_text() {
    let mut model = model();
    let first = update(&mut model, Command::EditInspect(token(60).into()), NOW);
    report(&mut model, &first);
    assert!(
        model
            .workspace()
            .unwrap()
            .inspect
            .current_report()
            .is_some()
    );
    update(
        &mut model,
        Command::EditInspect("something else".into()),
        NOW,
    );
    assert!(
        model
            .workspace()
            .unwrap()
            .inspect
            .current_report()
            .is_none()
    );
}

#[test]
fn a_token_is_looked_at_again_when_its_time_is_over() {
    let mut model = model();
    let effects = update(&mut model, Command::EditInspect(token(60).into()), NOW);
    report(&mut model, &effects);
    assert!(update(&mut model, Event::Ticked, NOW.plus_seconds(59)).is_empty());
    let effects = update(&mut model, Event::Ticked, NOW.plus_seconds(60));
    assert!(matches!(effects[..], [Work::Inspect(..)]));
}

#[test]
fn passing_time_verifies_again_without_a_request() {
    let mut model = model();
    let effects = update(&mut model, Command::EditInspect(token(60).into()), NOW);
    report(&mut model, &effects);
    let effects = update(&mut model, Command::Verify, NOW);
    report(&mut model, &effects);
    let effects = update(&mut model, Event::Ticked, NOW.plus_seconds(60));
    assert!(matches!(effects[..], [Work::VerifyAgain(..)]));
}

#[test]
fn a_token_is_renewed_before_its_end_where_the_connection_says_so() {
    let mut model = model();
    let effects = update(&mut model, Command::RequestToken, NOW);
    let received = Event::TokenReceived(ticket(&effects), Ok(token_result(&token(300), 300)));
    update(&mut model, received, NOW);
    let soon = NOW.plus_seconds(270);
    assert!(update(&mut model, Event::Ticked, soon).is_empty());
    update(&mut model, Command::SetRenews(true), NOW);
    assert!(update(&mut model, Event::Ticked, NOW.plus_seconds(269)).is_empty());
    let effects = update(&mut model, Event::Ticked, soon);
    assert!(matches!(effects[..], [Work::RequestToken(..)]));
    assert!(update(&mut model, Event::Ticked, soon).is_empty());
    let refused = Event::TokenReceived(ticket(&effects), Err(FailureText::new("No.", "")));
    update(&mut model, refused, soon);
    assert!(update(&mut model, Event::Ticked, soon).is_empty());
}

#[test]
fn another_issuer_makes_old_metadata_worthless() {
    let mut model = model();
    let effects = update(&mut model, Command::Discover, NOW);
    update(
        &mut model,
        Event::Discovered(ticket(&effects), Ok(discovery())),
        NOW,
    );
    let edit = Command::Edit(Field::Issuer, "https://elsewhere.example".into());
    update(&mut model, edit, NOW);
    assert!(model.workspace().unwrap().discovery.ready().is_none());
}

#[test]
fn another_issuer_ends_the_old_ones_token_and_whatever_is_under_way() {
    let mut model = model();
    update(&mut model, Command::DuplicateConnection, NOW);
    let effects = update(&mut model, Command::RequestToken, NOW);
    let received = Event::TokenReceived(ticket(&effects), Ok(token_result(&token(300), 300)));
    update(&mut model, received, NOW);
    let under_way = update(&mut model, Command::RequestToken, NOW);
    let edit = Command::Edit(Field::Issuer, "https://elsewhere.example".into());
    update(&mut model, edit, NOW);
    assert!(model.workspace().unwrap().token.ready().is_none());
    let late = Event::TokenReceived(ticket(&under_way), Ok(token_result(&token(60), 60)));
    update(&mut model, late, NOW);
    assert!(model.workspace().unwrap().token.ready().is_none());
}

#[test]
fn whatever_ends_a_connections_requests_ends_them_on_the_wire() {
    for command in [
        Command::Cancel,
        Command::Edit(Field::Issuer, "https://elsewhere.example".into()),
        Command::DeleteConnection,
    ] {
        let mut model = model();
        update(&mut model, Command::DuplicateConnection, NOW);
        let id = model.selected;
        update(&mut model, Command::Call, NOW);
        assert_eq!(cancelled(&mut model, command.clone()), [id], "{command:?}");
    }
}

#[test]
fn no_answer_of_an_earlier_call_stands_while_another_is_awaited_or_after_it_was_cancelled() {
    let mut model = model();
    let effects = update(&mut model, Command::Call, NOW);
    let called = Event::Called(ticket(&effects), Ok(CallResult::default()));
    update(&mut model, called, NOW);
    assert!(model.workspace().unwrap().call.ready().is_some());
    update(&mut model, Command::Call, NOW);
    assert!(model.workspace().unwrap().call.ready().is_none());
    update(&mut model, Command::Cancel, NOW);
    let call = &model.workspace().unwrap().call;
    assert!(call.is_cancelled() && call.ready().is_none());
}

#[test]
fn a_header_without_a_colon_is_refused_without_quoting_it() {
    let mut model = model();
    let headers = "Accept: text/plain\n\nX-Api-Key hunter2";
    let headers = TableForm {
        text: Some(headers.into()),
        ..TableForm::default()
    };
    let edit = RequestEdit::Headers(headers);
    update(&mut model, Command::EditRequest(edit), NOW);
    assert!(update(&mut model, Command::Call, NOW).is_empty());
    let failure = model.workspace().unwrap().call.failure().unwrap();
    assert_eq!(
        failure.sentence,
        "Line 3 of the headers has no name and colon."
    );
}

#[test]
fn the_log_keeps_the_last_exchanges_and_counts_all() {
    let mut model = model();
    for number in 1..=2_000 {
        let exchange = ExchangeRow {
            number,
            ..ExchangeRow::default()
        };
        update(&mut model, Event::ExchangesLogged(vec![exchange]), NOW);
    }
    assert_eq!((model.sent, model.exchanges.len()), (2_000, KEPT_EXCHANGES));
    assert_eq!(model.exchanges.last().unwrap().number, 2_000);
    update(&mut model, Command::ClearLog, NOW);
    assert_eq!((model.sent, model.exchanges.len()), (2_000, 0));
}

#[test]
fn a_token_that_lives_for_a_minute_is_renewed_at_half_of_it() {
    let mut model = model();
    update(&mut model, Command::SetRenews(true), NOW);
    let effects = update(&mut model, Command::RequestToken, NOW);
    let received = Event::TokenReceived(ticket(&effects), Ok(token_result(&token(40), 40)));
    update(&mut model, received, NOW);
    assert!(update(&mut model, Event::Ticked, NOW.plus_seconds(19)).is_empty());
    let effects = update(&mut model, Event::Ticked, NOW.plus_seconds(20));
    assert!(matches!(effects[..], [Work::RequestToken(..)]));
}

#[test]
fn an_answer_for_a_deleted_connection_reaches_no_other() {
    let mut model = model();
    update(&mut model, Command::DuplicateConnection, NOW);
    let deleted = model.selected;
    let token_request = update(&mut model, Command::RequestToken, NOW);
    let discovery_request = update(&mut model, Command::Discover, NOW);
    delete(&mut model);
    update(&mut model, Command::NewConnection, NOW);
    assert_ne!(model.selected, deleted);
    // The same steps again, so that numbers of requests are the same too.
    update(&mut model, Command::RequestToken, NOW);
    update(&mut model, Command::Discover, NOW);
    for late in [
        Event::TokenReceived(ticket(&token_request), Ok(token_result(&token(60), 60))),
        Event::Discovered(ticket(&discovery_request), Ok(discovery())),
        Event::ClockCompared(deleted, 99),
    ] {
        update(&mut model, late, NOW);
    }
    let workspace = model.workspace().unwrap();
    assert!(workspace.token.ready().is_none() && workspace.discovery.ready().is_none());
    assert_eq!(workspace.clock_offset_seconds, None);
    assert!(!model.workspaces.contains_key(&deleted));
}

#[test]
fn the_playground_cannot_be_deleted_and_a_copy_can() {
    let mut model = model();
    delete(&mut model);
    assert_eq!(model.connections.len(), 1);
    update(&mut model, Command::DuplicateConnection, NOW);
    assert_eq!(model.connection().name, "Playground copy");
    delete(&mut model);
    assert_eq!(model.selected, ConnectionId::PLAYGROUND);
}

#[test]
fn restarts_keep_connections_and_forget_secrets() {
    let mut model = model();
    update(&mut model, Command::DuplicateConnection, NOW);
    let saved = serde_json::to_string(&model.saved()).unwrap();
    let restored = Model::new(serde_json::from_str(&saved).unwrap());
    assert_eq!(restored.connections.len(), 2);
    assert_eq!(restored.connection().name, "Playground copy");
    assert_eq!(restored.connection().client_secret.expose(), "");
}

#[test]
fn nothing_is_sent_without_an_issuer() {
    let mut model = model();
    update(&mut model, Command::NewConnection, NOW);
    assert!(update(&mut model, Command::Run(None), NOW).is_empty());
    let failure = model.workspace().unwrap().discovery.failure().unwrap();
    assert_eq!(failure.sentence, "There is no issuer yet.");
    assert!(run(&model).is_over());
}

#[test]
fn a_run_with_a_token_endpoint_needs_no_issuer() {
    let mut model = model();
    update(&mut model, Command::NewConnection, NOW);
    let endpoint = Field::File(FileField::TokenEndpoint);
    let address = "https://sts.example/token";
    update(&mut model, Command::Edit(endpoint, address.into()), NOW);
    let api = "https://api.example/orders";
    update(&mut model, Command::Edit(Field::ApiUrl, api.into()), NOW);
    update(
        &mut model,
        Command::Edit(Field::ClientId, "shop".into()),
        NOW,
    );
    update(
        &mut model,
        Command::Edit(Field::ClientSecret, "secret".into()),
        NOW,
    );
    let effects = update(&mut model, Command::Run(None), NOW);
    assert!(matches!(&effects[..], [Work::Run(_)]), "{effects:?}");
    assert_eq!(*run(&model).state(Step::Discover), StepState::NotNeeded);
    assert_eq!(*run(&model).state(Step::Token), StepState::Running);
}

#[test]
fn send_does_what_the_tab_is_for() {
    let mut model = model();
    for (tab, wanted) in [
        (Tab::Discover, "Discover"),
        (Tab::Token, "RequestToken"),
        (Tab::Call, "Call"),
    ] {
        update(&mut model, Command::ShowTab(tab), NOW);
        let effects = update(&mut model, Command::Send, NOW);
        assert!(
            format!("{effects:?}").starts_with(&format!("[{wanted}")),
            "{tab:?}"
        );
    }
}

#[test]
fn a_call_without_a_token_says_so_to_the_worker() {
    let mut model = model();
    run_to_call(&mut model);
    update(&mut model, Command::Cancel, NOW);
    update(&mut model, Command::SetSendNoToken(true), NOW);
    let effects = update(&mut model, Command::Call, NOW);
    let [Work::Call(_, _, _, token)] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert!(token.is_none());
}

#[test]
fn no_debug_output_carries_a_token_or_secret() {
    let mut model = model();
    let plan = run_to_call(&mut model);
    let secret_text = token(3_600);
    let command = Command::EditInspect(token(3_600).into());
    let edit = Command::Edit(Field::ClientSecret, "\"secret\"".into());
    for text in [
        format!("{model:?}"),
        format!("{plan:?}"),
        format!("{command:?} {edit:?}"),
    ] {
        assert!(!text.contains(&secret_text));
        assert!(!text.contains("\"secret\""));
    }
}

#[test]
fn notices_go_away_by_themselves() {
    let mut model = model();
    let effects = update::update(&mut model, Command::Copy("Value", "x".into()), NOW);
    assert!(matches!(
        &effects[..],
        [Effect::Window(WindowChange::Copy(text))] if text.expose() == "x"
    ));
    assert!(model.notice.is_some());
    let later: Timestamp = NOW.plus_seconds(10);
    update(&mut model, Event::Ticked, later);
    assert!(model.notice.is_none());
}
