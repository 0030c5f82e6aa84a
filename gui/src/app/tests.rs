//! The window itself with the real runner: pressed by labels, against the playground.

mod broken;
#[cfg(unix)]
mod closing;
mod copies;
mod day;
mod files;
mod importing;
mod network;
mod paths;
mod restart;
#[cfg(unix)]
mod traces;
mod window;

use std::path::Path;
use std::sync::Arc;

use crate::message::Command;
use crate::runner::person::Browser;
use crate::runner::tests::PATIENCE;
use crate::runner::tests::logins::{server, typed};
use crate::runner::tests::user::browser;
use crate::tab::Tab;
use window::{Opening, Window};

/// A window at the token of a connection to a server, which lives as long as what comes last.
fn at_token(
    browser: Browser,
    grant: &str,
    client_id: &str,
    secret: &str,
) -> (Window, claimscope_server::Running) {
    opened_at_token(Opening::new(Some(browser)), (grant, client_id, secret))
}

/// The same with a folder for its state, in which logins may be kept.
fn at_token_with_state(
    browser: Browser,
    folder: &Path,
    client: (&str, &str, &str),
) -> (Window, claimscope_server::Running) {
    let opening = Opening::new(Some(browser)).state(folder);
    opening.runner.keep_in(folder);
    opened_at_token(opening, client)
}

fn opened_at_token(
    opening: Opening,
    (grant, client_id, secret): (&str, &str, &str),
) -> (Window, claimscope_server::Running) {
    let server = server(&opening.runner, &[]);
    let mut window = opening.draw();
    for command in typed(&server.issuer(), grant, client_id, secret) {
        window.command(command);
    }
    window.command(Command::ShowTab(Tab::Token));
    (window, server)
}

#[test]
fn from_one_press_to_three_tokens_each_of_which_is_inspected_with_one() {
    let (browser, _) = browser(|user, end| user.visit(end));
    let (mut window, _server) = at_token(browser, "authorization_code", "interactive", "secret");
    window.press("Log in");
    window.until("the token", |window| !window.model().is_busy());
    for text in ["Access token", "ID token", "Refresh token", "Accepted"] {
        assert!(window.shows(text), "{text}");
    }
    window.press("Renew");
    window.until("the next token", |window| !window.model().is_busy());
    let token = window
        .model()
        .workspace()
        .unwrap()
        .current_token
        .clone()
        .unwrap();
    assert!(token.id_token.is_some());
    window.press("Inspect ID token");
    let inspect = &window.model().workspace().unwrap().inspect;
    let shown = inspect.text.expose().as_bytes();
    assert_eq!(shown, token.id_token.unwrap().text.expose());
    assert_eq!(window.model().tab, Tab::Inspect);
}

#[test]
fn a_login_that_waits_shows_address_redirect_and_time_and_is_stopped_with_one_press() {
    let (mut window, _server) = at_token(
        Arc::new(|_| Err("no browser could be opened".to_owned())),
        "authorization_code",
        "interactive",
        "secret",
    );
    window.press("Log in");
    window.until("the login", |window| window.shows("Log in at the browser"));
    for text in ["No browser could be opened.", "Copy Login address", "left"] {
        assert!(window.shows(text), "{text}");
    }
    assert!(window.shows("/connect/authorize?"));
    window.press("Stop waiting");
    window.until("the end", |window| !window.model().is_busy());
    assert!(!window.shows("Log in at the browser"));
    assert!(window.shows("Cancelled"));
}

#[test]
fn an_answer_is_typed_in_where_the_browser_ended_elsewhere() {
    let (browser, ends) = browser(|_, _| {});
    let (mut window, _server) = at_token(browser, "authorization_code", "interactive", "secret");
    window.command(Command::SetPastes(true));
    window.press("Log in");
    window.until("the login", |window| {
        window.shows("Paste its whole address")
    });
    let end = ends.recv_timeout(PATIENCE).unwrap();
    window.paste_into("Address that the browser ended on", &end);
    window.press("Use this answer");
    window.until("the token", |window| !window.model().is_busy());
    assert!(window.shows("Refresh token"));
}

#[test]
fn a_device_s_code_is_shown_opened_and_waited_for() {
    let (browser, _) = browser(|_, _| {});
    let (mut window, _server) = at_token(browser, "device_code", "device", "");
    window.press("Get token");
    window.until("the code", |window| window.shows("Enter this code"));
    for text in [
        "Copy Code",
        "Copy Verification address",
        "Nobody has decided yet",
        "left",
    ] {
        assert!(window.shows(text), "{text}");
    }
    window.press("Open it here, with the code in it");
    window.until("the token", |window| !window.model().is_busy());
    assert!(window.shows("Access token"));
}

#[test]
fn a_login_is_kept_by_its_tick_listed_and_forgotten_once_that_is_agreed_to() {
    let folder = tempfile::tempdir().unwrap();
    let (browser, _) = browser(|_, _| {});
    let grant = ("device_code", "device", "");
    let (mut window, _server) = at_token_with_state(browser, folder.path(), grant);
    let tick = "Keep the login for the next start";
    window.scroll_and_press(tick);
    window.until("the look", |window| {
        let workspace = window.model().workspace();
        workspace.is_some_and(|one| one.kept.ready().is_some())
    });
    window.scroll_and_press("Get token");
    window.until("the code", |window| window.shows("Enter this code"));
    window.scroll_and_press("Open it here, with the code in it");
    window.until("the token", |window| !window.model().is_busy());
    assert!(window.shows("Kept"));
    assert!(window.shows("is kept. Without the tick"));
    window.scroll_and_press("All that is kept on this machine");
    window.until("the list", |window| window.shows("device at http://"));
    assert!(window.shows("token by device_code, user"));
    window.scroll_and_press("Forget all");
    assert!(window.shows("It cannot be undone."));
    window.scroll_and_press("Forget them for good");
    window.until("the end", |window| window.shows("Nothing is kept."));
    assert!(window.shows("The token in use is not kept"));
}
