//! “Do it” at a refusal: what is offered, asked before, carried out, followed by the call, and undone.

use claimscope_client::session::Shortfall;
use claimscope_gui::connection::Field;
use claimscope_gui::effect::Work;
use claimscope_gui::message::{Command, Event, Ticket};
use claimscope_gui::model::Model;
use claimscope_gui::remedy::{RemedyAnswer, RemedyCommand};
use claimscope_gui::request::{RowForm, TableForm};
use claimscope_gui::request_edit::RequestEdit;
use claimscope_gui::results::{CallResult, FailureText};
use claimscope_gui::tab::Tab;
use claimscope_oauth::diagnose::Cause;
use egui::accesskit::Role;
use egui::vec2;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::shown::{Desktop, command, open, scroll_and_press, shows, window};
use crate::support::{Script, model, own_connection, refused, token, token_result, update, work};

const DO_IT: Command = Command::Remedy(RemedyCommand::DoIt);
const UNDO: Command = Command::Remedy(RemedyCommand::Undo);

fn answer(answer: RemedyAnswer) -> Command {
    Command::Remedy(RemedyCommand::Answer(answer))
}

/// A refusal that falls short of this.
fn short_of(cause: Cause) -> CallResult {
    CallResult {
        shortfall: Shortfall {
            cause: Some(cause),
            takes_tokens: true,
            was_sent: cause != Cause::TokenMissing,
            ..Shortfall::default()
        },
        ..refused()
    }
}

fn lacks_scope() -> CallResult {
    let mut call = short_of(Cause::Scope);
    call.status = 403;
    call.shortfall.scopes = vec!["orders.read".to_owned()];
    call
}

/// Takes a token into use.
fn obtain(model: &mut Model) {
    let asked = work(model, Command::RequestToken);
    let [Work::RequestToken(ticket, _)] = &asked[..] else {
        panic!("{asked:?}")
    };
    let token = token_result(&token(3_600), 3_600);
    update(model, Event::TokenReceived(*ticket, Ok(token)));
}

fn called(works: &[Work]) -> Ticket {
    match works {
        [Work::Call(ticket, ..)] => *ticket,
        other => panic!("a call expected, not {other:?}"),
    }
}

fn asked(works: &[Work]) -> Ticket {
    match works {
        [Work::RequestToken(ticket, _)] => *ticket,
        other => panic!("a request for a token expected, not {other:?}"),
    }
}

/// A call with the token in use, and this answer.
fn refuse(model: &mut Model, call: CallResult) {
    let ticket = called(&work(model, Command::Call));
    update(model, Event::Called(ticket, Ok(call)));
}

fn refused_for(call: CallResult) -> Model {
    let mut model = model();
    obtain(&mut model);
    refuse(&mut model, call);
    model
}

fn bring_token(model: &mut Model, ticket: Ticket) -> Vec<Work> {
    let token = token_result(&token(7_200), 7_200);
    update(model, Event::TokenReceived(ticket, Ok(token)))
}

#[test]
fn a_scope_that_the_api_names_is_added_asked_for_and_the_call_is_sent_once_more() {
    let mut model = refused_for(lacks_scope());
    let ticket = asked(&work(&mut model, DO_IT));
    assert_eq!(model.connection().scope, "api1 orders.read");
    let works = bring_token(&mut model, ticket);
    let [Work::Call(ticket, _, request, Some(sent))] = &works[..] else {
        panic!("{works:?}")
    };
    assert_eq!(request.request.method, "GET");
    assert_eq!(sent.expose_str(), Some(&*token(7_200)));
    update(&mut model, Event::Called(*ticket, Ok(lacks_scope())));
    // The same refusal again: it was done, and nothing is done by itself.
    assert!(work(&mut model, DO_IT).is_empty());
    update(&mut model, UNDO);
    assert_eq!(model.connection().scope, "api1");
}

#[test]
fn an_expired_token_that_is_refused_again_is_not_renewed_without_end() {
    let mut model = refused_for(short_of(Cause::Expired));
    let ticket = asked(&work(&mut model, DO_IT));
    let ticket = called(&bring_token(&mut model, ticket));
    let works = update(
        &mut model,
        Event::Called(ticket, Ok(short_of(Cause::Expired))),
    );
    assert!(works.is_empty());
    assert!(work(&mut model, DO_IT).is_empty());
    // A call by hand begins anew.
    refuse(&mut model, short_of(Cause::Expired));
    asked(&work(&mut model, DO_IT));
}

#[test]
fn a_missing_token_is_sent_by_a_tick_alone() {
    let mut model = model();
    obtain(&mut model);
    update(&mut model, Command::SetSendNoToken(true));
    refuse(&mut model, short_of(Cause::TokenMissing));
    let works = work(&mut model, DO_IT);
    assert!(
        matches!(works[..], [Work::Call(_, _, _, Some(_))]),
        "{works:?}"
    );
    update(&mut model, UNDO);
    assert!(model.connection().sends_no_token);
}

#[test]
fn a_header_of_the_requests_own_is_switched_off_and_on_again() {
    let mut model = model();
    obtain(&mut model);
    let rows = vec![
        RowForm::new("X-Tenant", "acme"),
        RowForm::new("authorization", "Bearer old"),
    ];
    let headers = RequestEdit::Headers(TableForm::from(rows));
    update(&mut model, Command::EditRequest(headers));
    refuse(&mut model, short_of(Cause::Expired));
    let works = work(&mut model, DO_IT);
    let [Work::Call(_, _, request, Some(_))] = &works[..] else {
        panic!("{works:?}")
    };
    let headers = request.request.headers.iter();
    assert_eq!(
        headers.map(|(name, _)| name).collect::<Vec<_>>(),
        ["X-Tenant"]
    );
    update(&mut model, UNDO);
    assert!(
        model
            .connection()
            .requests
            .chosen()
            .has_header("Authorization")
    );
}

#[test]
fn a_method_that_changes_data_is_asked_about_before_anything_is_done() {
    let delete = || {
        let mut model = own_connection();
        obtain(&mut model);
        update(&mut model, Command::Edit(Field::Method, "DELETE".into()));
        refuse(&mut model, lacks_scope());
        assert!(work(&mut model, DO_IT).is_empty());
        assert_eq!(model.connection().scope, "");
        let question = model.workspace().unwrap().remedy.question.clone().unwrap();
        assert!(question.call.starts_with("DELETE http"), "{question:?}");
        assert!(question.sentence.contains("sends DELETE http"));
        model
    };
    let mut model = delete();
    assert!(work(&mut model, answer(RemedyAnswer::Nothing)).is_empty());
    assert_eq!(model.connection().scope, "");

    let mut model = delete();
    let ticket = asked(&work(&mut model, answer(RemedyAnswer::WithoutCall)));
    assert_eq!(model.connection().scope, "orders.read");
    assert!(bring_token(&mut model, ticket).is_empty());

    let mut model = delete();
    let ticket = asked(&work(&mut model, answer(RemedyAnswer::All)));
    called(&bring_token(&mut model, ticket));

    // What was asked about is no more what would be sent.
    let mut model = delete();
    update(
        &mut model,
        Command::Edit(Field::ApiUrl, "http://localhost:6001/bills".into()),
    );
    assert!(work(&mut model, answer(RemedyAnswer::All)).is_empty());
    let mut model = delete();
    update(&mut model, Command::Cancel);
    assert!(model.workspace().unwrap().remedy.question.is_none());
}

#[test]
fn a_request_that_was_changed_while_the_token_came_is_not_sent() {
    for change in [
        Command::Edit(Field::Method, "DELETE".into()),
        Command::Edit(Field::ApiUrl, "http://localhost:6001/bills".into()),
        Command::NewRequest,
    ] {
        let mut model = refused_for(short_of(Cause::Expired));
        let ticket = asked(&work(&mut model, DO_IT));
        update(&mut model, change.clone());
        assert!(bring_token(&mut model, ticket).is_empty(), "{change:?}");
        let notice = &model.notice.as_ref().unwrap().text;
        assert!(notice.contains("was not sent"), "{notice}");
        assert!(model.workspace().unwrap().current_token.is_some());
    }
}

#[test]
fn nothing_is_sent_once_the_token_was_given_up_or_came_for_another_reason() {
    let mut model = refused_for(short_of(Cause::Expired));
    let ticket = asked(&work(&mut model, DO_IT));
    update(&mut model, Command::Cancel);
    assert!(bring_token(&mut model, ticket).is_empty());
    let ticket = asked(&work(&mut model, Command::RequestToken));
    assert!(bring_token(&mut model, ticket).is_empty());
}

#[test]
fn a_token_that_is_refused_leaves_an_edit_that_can_be_undone() {
    let mut model = refused_for(lacks_scope());
    let ticket = asked(&work(&mut model, DO_IT));
    let failure = FailureText::new("The scope is unknown.", "").with_words("invalid_scope");
    assert!(update(&mut model, Event::TokenReceived(ticket, Err(failure))).is_empty());
    assert_eq!(model.connection().scope, "api1 orders.read");
    update(&mut model, UNDO);
    assert_eq!(model.connection().scope, "api1");
    // What a person edited since is theirs.
    let mut model = refused_for(lacks_scope());
    work(&mut model, DO_IT);
    update(&mut model, Command::Edit(Field::Scope, "api2".into()));
    update(&mut model, UNDO);
    assert_eq!(model.connection().scope, "api2");
}

#[test]
fn nothing_is_offered_where_nothing_can_be_carried_out() {
    for cause in [
        Cause::Policy,
        Cause::RateLimit,
        Cause::Issuer,
        Cause::TokenRefused,
    ] {
        let mut model = refused_for(short_of(cause));
        assert!(work(&mut model, DO_IT).is_empty(), "{cause:?}");
    }
    let mut offline = refused_for(short_of(Cause::Expired));
    update(&mut offline, Command::SetOffline(true));
    assert!(work(&mut offline, DO_IT).is_empty());
    let mut unready = refused_for(short_of(Cause::Expired));
    update(&mut unready, Command::Edit(Field::ClientSecret, "".into()));
    assert!(work(&mut unready, DO_IT).is_empty());
}

/// A window at the Call tab, whose call came back with this.
fn at_call(call: CallResult) -> (egui_kittest::Harness<'static, Desktop>, Script) {
    let (mut harness, script) = window();
    refused_at_call(&mut harness, &script, call);
    (harness, script)
}

fn refused_at_call(
    harness: &mut egui_kittest::Harness<'static, Desktop>,
    script: &Script,
    call: CallResult,
) {
    command(harness, Command::RequestToken);
    open(harness, Tab::Call);
    script.hang();
    let ctx = harness.ctx.clone();
    harness.state_mut().command(&ctx, Command::Call);
    let work = script.work();
    let Some(Work::Call(ticket, ..)) = work.last() else {
        panic!("{work:?}")
    };
    script.tell(Event::Called(*ticket, Ok(call)));
    harness.run();
}

#[test]
fn why_stands_above_the_login_for_the_api() {
    for size in [vec2(1280.0, 820.0), vec2(800.0, 600.0)] {
        let (mut harness, _) = at_call(short_of(Cause::TokenRefused));
        harness.set_size(size);
        harness.run();
        let top = |role, label: &str| harness.get_by_role_and_label(role, label).rect().top();
        let why = top(Role::Label, "401: the request carries no token.");
        let login = top(Role::Button, "Log in for this API");
        assert!(why < login, "{why} {login} at {size}");
        assert!(why < size.y, "seen without scrolling at {size}: {why}");
    }
}

#[test]
fn what_is_offered_names_the_request_as_it_is_sent() {
    let query = "identity?top=10&x=a%20b";
    let (mut harness, script) = window();
    let url = format!("http://localhost:6001/{query}");
    command(
        &mut harness,
        Command::Edit(Field::ApiUrl, url.as_str().into()),
    );
    refused_at_call(&mut harness, &script, lacks_scope());
    assert!(shows(&harness, &format!("sends GET {url} with it")));
}

#[test]
fn the_button_says_what_it_does_waits_calls_and_says_what_was_edited() {
    let (mut harness, script) = at_call(lacks_scope());
    let sentence = "This adds the scope orders.read, asks for a new token by “Client credentials”, and sends GET http://localhost:6001/identity with it.";
    assert!(shows(&harness, sentence));
    let button = harness.get_by_role_and_label(Role::Button, "Do it");
    button.scroll_to_me();
    harness.run();
    harness.get_by_role_and_label(Role::Button, "Do it").click();
    // A spinner turns: there is no last frame.
    harness.run_steps(4);
    assert!(shows(&harness, "A new token is awaited."));
    let work = script.work();
    let Some(Work::RequestToken(ticket, _)) = work.last() else {
        panic!("{work:?}")
    };
    let failure = FailureText::new("The scope was refused.", "Ask for another.")
        .with_words("invalid_scope: no such scope");
    script.tell(Event::TokenReceived(*ticket, Err(failure)));
    harness.run();
    for text in [
        "The remedy was tried: no new token came.",
        "invalid_scope: no such scope",
        "The scope was api1, and is api1 orders.read now.",
    ] {
        assert!(shows(&harness, text), "{text}");
    }
    scroll_and_press(&mut harness, "Undo this edit");
    assert!(!shows(&harness, "The scope was api1"));
    assert_eq!(harness.state().model().connection().scope, "api1");
}

#[test]
fn the_question_before_a_delete_has_three_answers_and_ends_with_escape() {
    let (mut harness, script) = window();
    command(&mut harness, Command::RequestToken);
    command(&mut harness, Command::Edit(Field::Method, "DELETE".into()));
    open(&mut harness, Tab::Call);
    script.hang();
    let ctx = harness.ctx.clone();
    harness.state_mut().command(&ctx, Command::Call);
    let Some(Work::Call(ticket, ..)) = script.work().last().cloned() else {
        panic!()
    };
    script.tell(Event::Called(ticket, Ok(lacks_scope())));
    harness.run();
    scroll_and_press(&mut harness, "Do it");
    assert!(shows(&harness, "may change data there."));
    for label in ["Do it with DELETE", "Do it without the call", "Do nothing"] {
        harness.get_by_role_and_label(Role::Button, label);
    }
    harness.key_press(egui::Key::Escape);
    harness.run();
    assert!(!shows(&harness, "may change data there."));
    assert!(shows(&harness, "Do it"));
    let work = script.work();
    assert!(matches!(work.last(), Some(Work::Call(..))), "{work:?}");
}

#[test]
fn there_is_no_button_without_a_remedy_and_none_for_what_was_broken_on_purpose() {
    let is_there = |harness: &egui_kittest::Harness<'_, Desktop>| {
        let button = harness.query_by_role_and_label(Role::Button, "Do it");
        button.is_some_and(|button| !button.accesskit_node().is_disabled())
    };
    let (harness, _) = at_call(short_of(Cause::Policy));
    assert!(!is_there(&harness));
    let (harness, _) = at_call(short_of(Cause::Expired));
    assert!(is_there(&harness));
    let (mut harness, _) = window();
    crate::shown::press(&mut harness, "Break something");
    crate::shown::press(&mut harness, "No token");
    open(&mut harness, Tab::Call);
    assert!(!is_there(&harness));
}
