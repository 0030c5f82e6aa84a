//! A day with the window against its own playground: the first start, the five steps, a token that is renewed, an API with a gap.

use std::collections::BTreeSet;
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
use crate::results::TokenResult;
use crate::runner::now;
use crate::runner::tests::user::browser;
use crate::tab::Tab;
use crate::update::requests::RENEWAL_SECONDS;

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

/// The token in use.
fn token(window: &Window) -> TokenResult {
    let workspace = window.model().workspace();
    let token = workspace.and_then(|workspace| workspace.current_token.clone());
    token.expect("a token")
}

#[test]
fn a_token_is_renewed_at_one_expiry_after_the_other_and_the_api_takes_the_last() {
    const EXPIRIES: usize = 5;
    let by_refresh = ("device_code", "device", "");
    for client in [("client_credentials", "client", "secret"), by_refresh] {
        // One clock for the window, its sessions and both servers; it goes forward alone.
        let ahead = Arc::new(AtomicI64::new(0));
        let seconds = Arc::clone(&ahead);
        let clock = move || now().plus_seconds(seconds.load(Ordering::Relaxed));
        let (browser, _) = browser(|_, _| {});
        let opening = Opening::new(Some(browser)).clock(clock);
        let (mut window, server) = opened_at_token(opening, client);
        let go_to = |moment: i64| {
            let seconds = moment - now().unix_seconds();
            ahead.store(seconds, Ordering::Relaxed);
            server.state().clock().set_offset_seconds(seconds);
        };
        let api = format!("{}/identity", server.api());
        for command in [
            Command::Edit(Field::ApiUrl, api.as_str().into()),
            Command::SetRenews(true),
        ] {
            window.command(command);
        }
        if client != by_refresh {
            window.command(Command::Edit(Field::Scope, "api1".into()));
        }
        window.press("Get token");
        if client == by_refresh {
            window.until_shown("Enter this code");
            window.press("Open it here, with the code in it");
        }
        window.until("the token", |window| !window.model().is_busy());
        let mut had = vec![token(&window)];
        for expiry in 1..=EXPIRIES {
            let last = token(&window);
            let end = last.expires_at.unwrap().unix_seconds();
            // Too early by a few seconds, then past its end.
            go_to(end - RENEWAL_SECONDS - 5);
            window.harness.run_steps(3);
            assert!(!window.model().is_busy(), "{client:?}, {expiry}");
            go_to(end + 1);
            window.until("the next token", |window| {
                let is_next = token(window).access_token.expose() != last.access_token.expose();
                is_next && !window.model().is_busy()
            });
            let next = token(&window);
            assert!(next.expires_at > last.expires_at, "{client:?}, {expiry}");
            assert_eq!(next.refresh_token.is_some(), client == by_refresh);
            had.push(next);
        }
        let texts: BTreeSet<&[u8]> = had.iter().map(|one| one.access_token.expose()).collect();
        assert_eq!(texts.len(), EXPIRIES + 1);
        tab(&mut window, Tab::Call);
        window.press("Send request");
        window.until_shown("200 OK");
    }
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
        Command::Edit(Field::RequiredScope, "api1".into()),
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
        // What was found before may have scrolled it away.
        let button = window.harness.get_by_role_and_label(Role::Button, "Probe");
        button.scroll_to_me();
        window.harness.run_steps(3);
        window.press("Probe");
        window.until(shown, |window| !window.model().is_busy());
        let gaps = window.harness.query_all_by_label_contains(": gap").count();
        assert_eq!(gaps, usize::from(shown.starts_with("probe.")), "{shown}");
        assert!(window.shows(shown), "{shown}");
    }
}
