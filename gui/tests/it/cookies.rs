//! "Keep cookies": off unless asked for, of one connection, seen and forgotten, and in no file.

use claimscope_client::{CookieJar, KeptCookie};
use claimscope_gui::connection::ConnectionId;
use claimscope_gui::cookies::CookieCommand;
use claimscope_gui::effect::{Effect, Switch, Work};
use claimscope_gui::message::{Command, Event};
use claimscope_gui::model::Model;
use claimscope_gui::tab::Tab;
use egui_kittest::kittest::Queryable as _;

use crate::shown::{open, press, press_any, shows, window};
use crate::support::{NOW, model, update, work};

fn keep(keep: bool) -> Command {
    Command::Cookies(CookieCommand::Keep(keep))
}

/// What a jar keeps of an answer.
fn kept() -> Vec<KeptCookie> {
    let jar = CookieJar::default();
    let cookies = ["session=hunter2; Path=/; HttpOnly; Secure"];
    jar.take("https://api.example/orders", cookies);
    jar.kept()
}

fn keeps_cookies(model: &mut Model) -> bool {
    match &work(model, Command::Call)[..] {
        [Work::Call(_, plan, ..)] => plan.keeps_cookies,
        other => panic!("a call expected: {other:?}"),
    }
}

#[test]
fn cookies_are_kept_where_the_person_asks_for_it_and_nowhere_else() {
    let mut model = model();
    assert!(!keeps_cookies(&mut model));
    work(&mut model, Command::Cancel);
    work(&mut model, keep(true));
    assert!(keeps_cookies(&mut model));
    work(&mut model, Command::Cancel);
    work(&mut model, Command::DuplicateConnection);
    let workspace = model.workspace();
    assert!(workspace.is_none_or(|workspace| !workspace.cookies.are_kept));
    let saved = serde_json::to_string(&model.saved()).unwrap();
    assert!(!saved.contains("cookies"), "{saved}");
}

#[test]
fn what_is_kept_is_gone_once_it_is_given_up() {
    let mut model = model();
    let id = ConnectionId::PLAYGROUND;
    update(&mut model, Event::CookiesKept(id, kept()));
    assert!(model.workspace_mut(id).cookies.kept.is_empty(), "off");
    work(&mut model, keep(true));
    update(&mut model, Event::CookiesKept(id, kept()));
    assert_eq!(model.workspace_mut(id).cookies.kept.len(), 1);
    for command in [Command::Cookies(CookieCommand::Forget), keep(false)] {
        let effects = claimscope_gui::update::update(&mut model, command, NOW);
        assert!(matches!(
            effects[..],
            [Effect::Switch(Switch::ForgetCookies(
                ConnectionId::PLAYGROUND
            ))]
        ));
        assert!(model.workspace_mut(id).cookies.kept.is_empty());
    }
}

#[test]
fn the_window_says_which_cookies_are_kept_and_not_their_values() {
    let (mut harness, script) = window();
    open(&mut harness, Tab::Call);
    harness.get_by_label("Keep cookies").click();
    harness.run();
    script.tell(Event::CookiesKept(ConnectionId::PLAYGROUND, kept()));
    harness.run();
    press_any(&mut harness, "Cookies kept (1)");
    for text in [
        "session",
        "api.example/ · until the program ends · Secure · HttpOnly",
    ] {
        assert!(shows(&harness, text), "{text}");
    }
    assert!(!shows(&harness, "hunter2"));
    press(&mut harness, "Forget cookies");
    assert!(!shows(&harness, "Cookies kept"));
}
