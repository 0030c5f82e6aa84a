//! A day with the window against its own playground: the first start, the five steps, a token that is renewed, an API with a gap.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use claimscope_client::session::Step;
use claimscope_server::ApiSettings;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use super::opened_at_token;
use super::window::{Opening, Window};
use crate::connection::Field;
use crate::message::Command;
use crate::probe::ProbeCommand;
use crate::runner::now;
use crate::tab::Tab;

fn tab(window: &mut Window, tab: Tab) {
    window.press_as(Role::Tab, tab.title());
}

fn ready(window: &mut Window) {
    window.until("the playground", |window| window.model().is_ready());
}

#[test]
fn the_first_start_leads_from_the_tour_to_an_answer_with_one_press() {
    let state = tempfile::tempdir().unwrap();
    let mut window = Opening::new(None).state(state.path()).draw();
    assert!(window.shows("From an issuer to an API's answer"));
    ready(&mut window);
    window.press("Run");
    window.until_shown("Every step went well");
    let done = window.harness.query_all_by_label("Done").count();
    assert_eq!(done, Step::ALL.len());
    assert!(window.shows("The API answered 200 OK"));
    window.scroll_and_press("Close the tour");
    window.until("the state", |_| {
        let saved = crate::store::StateFile::new(state.path()).read().saved;
        saved.is_some_and(|saved| !saved.shows_tour)
    });
}

#[test]
fn each_of_the_five_steps_is_taken_by_its_own_button() {
    let mut window = Opening::new(None).draw();
    ready(&mut window);
    for (step, button, shown) in [
        (Tab::Discover, "Read metadata", "/connect/token"),
        (Tab::Token, "Get token", "Access token"),
    ] {
        tab(&mut window, step);
        window.press(button);
        window.until(button, |window| !window.model().is_busy());
        assert!(window.shows(shown), "{shown}");
    }
    let harness = &mut window.harness;
    harness.key_press_modifiers(Modifiers::COMMAND, Key::I);
    window.until_shown("Unverified");
    window.press("Verify");
    window.until_shown("Accepted");
    tab(&mut window, Tab::Call);
    window.press("Send request");
    window.until_shown("200 OK");
}

#[test]
fn a_token_is_renewed_as_the_clock_comes_to_its_end_and_the_api_takes_the_next() {
    let ahead = Arc::new(AtomicI64::new(0));
    let seconds = Arc::clone(&ahead);
    let clock = move || now().plus_seconds(seconds.load(Ordering::Relaxed));
    let mut window = Opening::new(None).clock(clock).draw();
    ready(&mut window);
    window.command(Command::SetRenews(true));
    tab(&mut window, Tab::Token);
    window.press("Get token");
    window.until("the token", |window| !window.model().is_busy());
    let token = |window: &Window| {
        let workspace = window.model().workspace();
        workspace.and_then(|workspace| workspace.current_token.clone())
    };
    let first = token(&window).unwrap();
    let left = first.expires_at.unwrap().unix_seconds() - now().unix_seconds();
    ahead.store(left + 1, Ordering::Relaxed);
    window.until("the next token", |window| {
        token(window).is_some_and(|next| next.access_token.expose() != first.access_token.expose())
    });
    // The machine's own clock has not come to it.
    ahead.store(0, Ordering::Relaxed);
    window.until("its end", |window| !window.model().is_busy());
    tab(&mut window, Tab::Call);
    window.press("Send request");
    window.until_shown("200 OK");
}

/// What leaves one check of the API out.
type Planted = fn(ApiSettings) -> ApiSettings;

#[test]
fn a_probe_names_the_gap_that_was_planted_and_no_other() {
    let client = ("client_credentials", "client", "secret");
    let (mut window, server) = opened_at_token(Opening::new(None), client);
    let key = server.signing_key().to_json_with_private().to_string();
    let api = format!("{}/identity", server.api());
    for command in [
        Command::Edit(Field::Scope, "api1".into()),
        Command::Edit(Field::ApiUrl, api.as_str().into()),
        Command::Probe(ProbeCommand::EditSigningKey(key.as_str().into())),
    ] {
        window.command(command);
    }
    tab(&mut window, Tab::Probe);
    let usual = ApiSettings::clone(&server.state().api());
    let planted: [(Planted, &str); 3] = [
        (|usual| usual, "No gap was found."),
        (
            |usual| ApiSettings {
                audience: None,
                ..usual
            },
            "probe.audience-other: gap",
        ),
        (
            |usual| ApiSettings {
                scope: None,
                ..usual
            },
            "probe.scope-missing: gap",
        ),
    ];
    for (plant, shown) in planted {
        server.state().set_api(plant(usual.clone()));
        window.press("Probe");
        window.until(shown, |window| !window.model().is_busy());
        let gaps = window.harness.query_all_by_label_contains(": gap").count();
        assert_eq!(gaps, usize::from(shown.starts_with("probe.")), "{shown}");
        assert!(window.shows(shown), "{shown}");
    }
}
