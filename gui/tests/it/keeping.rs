//! The tick that keeps a login: off until it is set, said where it cannot be done, and looked for at the next start.

use claimscope_gui::Parts;
use claimscope_gui::connection::{ConnectionForm, ConnectionId};
use claimscope_gui::effect::Work;
use claimscope_gui::message::{Command, Event};
use claimscope_gui::model::Model;
use claimscope_gui::results::{FailureText, TokenResult};
use claimscope_gui::saved::Saved;
use claimscope_gui::tab::Tab;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use jiff::tz::TimeZone;

use crate::shown::{Desktop, command, open, shows, window};
use crate::support::{NOW, Script, own_connection, token, token_result, update, work};

const TICK: &str = "Keep the login for the next start";

#[test]
fn a_connection_keeps_nothing_until_it_is_told_to_and_the_playground_never_does() {
    let connection = ConnectionForm {
        id: ConnectionId(1),
        ..ConnectionForm::default()
    };
    assert!(!connection.keeps && connection.can_keep());
    assert!(!ConnectionForm::playground().can_keep());
    let (mut harness, script) = window();
    open(&mut harness, Tab::Token);
    assert!(
        !shows(&harness, TICK),
        "what it issues ends with the program"
    );
    command(&mut harness, Command::NewConnection);
    open(&mut harness, Tab::Token);
    harness
        .get_by_role_and_label(Role::CheckBox, TICK)
        .scroll_to_me();
    harness.run();
    harness.get_by_role_and_label(Role::CheckBox, TICK).click();
    harness.run();
    assert!(harness.state().model().connection().keeps);
    let work = script.work();
    let Some(Work::LookForKept(_, plan)) = work.last() else {
        panic!("{work:?}")
    };
    assert!(plan.keeps);
}

#[test]
fn where_there_is_no_keychain_one_sentence_says_so() {
    let (mut harness, script) = window();
    command(&mut harness, Command::NewConnection);
    open(&mut harness, Tab::Token);
    let ctx = harness.ctx.clone();
    harness.state_mut().command(&ctx, Command::SetKeeps(true));
    let work = script.work();
    let Some(Work::LookForKept(ticket, _)) = work.last() else {
        panic!("{work:?}")
    };
    drop(claimscope_gui::effect::Runner::events(&mut script.clone()));
    let failure = FailureText::new(
        "The system's keychain cannot be used: nobody answers.",
        "Start one.",
    );
    script.tell(Event::KeptFound(*ticket, Err(failure)));
    harness.run();
    let text = "Not kept, but in memory only. The system's keychain cannot be used: nobody answers. Start one.";
    assert!(shows(&harness, text));
    assert!(shows(&harness, "Secrets are kept in memory only"));
    assert!(shows(
        &harness,
        "In memory alone, until the program ends: tokens."
    ));
}

/// The work of a start with a connection that keeps its login.
fn started(keeps: bool) -> Vec<Work> {
    let mut model = own_connection();
    update(&mut model, Command::SetKeeps(keeps));
    let saved: Saved =
        serde_json::from_str(&serde_json::to_string(&model.saved()).unwrap()).unwrap();
    let script = Script::default();
    let runner = script.clone();
    let mut harness: Harness<'static, Desktop> = Harness::builder().build_eframe(|cx| {
        let parts = Parts {
            runner: Box::new(runner),
            clock: Box::new(|| NOW),
            zone: TimeZone::UTC,
            shot: None,
            store: None,
        };
        Desktop::new(&cx.egui_ctx, saved, None, parts)
    });
    harness.run();
    script.work()
}

#[test]
fn a_start_looks_for_what_is_kept_where_the_tick_was_saved_and_nowhere_else() {
    let looks = |work: &&Work| matches!(work, Work::LookForKept(..));
    assert_eq!(started(true).iter().filter(looks).count(), 1);
    assert_eq!(started(false).iter().filter(looks).count(), 0);
}

/// A window that has looked, and found a token that came ten minutes ago and ends in so many seconds.
fn found(model: &mut Model, seconds: i64) -> Vec<Work> {
    let looked = work(model, Command::SetKeeps(true));
    let [Work::LookForKept(ticket, _)] = &looked[..] else {
        panic!("{looked:?}")
    };
    let found = TokenResult {
        received_at: NOW.plus_seconds(-600),
        ..token_result(&token(seconds), seconds)
    };
    update(model, Event::KeptFound(*ticket, Ok(Some(found))))
}

#[test]
fn a_kept_token_is_taken_into_use_and_a_newer_one_is_not_replaced_by_it() {
    let mut model = own_connection();
    assert!(found(&mut model, 300).is_empty(), "nothing is sent for it");
    let in_use = model.workspace().unwrap().current_token.clone().unwrap();
    assert!(found(&mut model, 600).is_empty());
    let still = model.workspace().unwrap().current_token.clone().unwrap();
    assert_eq!(in_use.text(), still.text());
}

#[test]
fn one_that_has_ended_is_renewed_at_once_where_the_connection_renews_by_itself() {
    let mut model = own_connection();
    update(&mut model, Command::SetRenews(true));
    let mut next = found(&mut model, -5);
    assert!(
        matches!(next.pop(), Some(Work::RequestToken(..))),
        "by its grant: it has no refresh token"
    );
}

#[test]
fn the_first_press_takes_what_is_kept_and_the_next_one_asks_anew() {
    let mut model = own_connection();
    update(&mut model, Command::SetKeeps(true));
    let first = work(&mut model, Command::RequestToken);
    let [Work::FreshToken(ticket, plan)] = &first[..] else {
        panic!("{first:?}")
    };
    assert!(plan.keeps);
    let answer = token_result(&token(300), 300);
    update(&mut model, Event::TokenReceived(*ticket, Ok(answer)));
    let second = work(&mut model, Command::RequestToken);
    assert!(matches!(&second[..], [Work::RequestToken(_, plan)] if plan.keeps));
}
