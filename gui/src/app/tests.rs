//! The window itself with the real runner: pressed by labels, against the playground.

mod broken;
#[cfg(unix)]
mod closing;
mod files;
mod importing;
#[cfg(unix)]
mod traces;

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use egui::Event;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use jiff::tz::TimeZone;

use super::{Desktop, Parts};
use crate::message::Command;
use crate::model::Model;
use crate::runner::person::Browser;
use crate::runner::tests::PATIENCE;
use crate::runner::tests::logins::{server, typed};
use crate::runner::tests::user::browser;
use crate::runner::{LiveRunner, now};
use crate::saved::Saved;
use crate::store::StateFile;
use crate::tab::Tab;

/// A drawn window, and what wakes it.
struct Window {
    harness: Harness<'static, Desktop>,
    wakes: Receiver<()>,
    _server: claimscope_server::Running,
}

impl Window {
    fn new(browser: Browser, grant: &str, client_id: &str, secret: &str) -> Self {
        Self::with_store(browser, None, (grant, client_id, secret))
    }

    /// The same with a folder in which logins may be kept.
    fn with_store(
        browser: Browser,
        folder: Option<&Path>,
        (grant, client_id, secret): (&str, &str, &str),
    ) -> Self {
        let (wake, wakes) = channel();
        let wake = Arc::new(move || {
            // The test may be over.
            let _ = wake.send(());
        });
        let runner = LiveRunner::with_browser(wake, browser).unwrap();
        if let Some(folder) = folder {
            runner.keep_in(folder);
        }
        let server = server(&runner, &[]);
        let store = folder.map(StateFile::open);
        let harness = Harness::builder()
            .with_size([1280.0, 820.0])
            .build_eframe(|cx| {
                let parts = Parts {
                    runner: Box::new(runner),
                    clock: Box::new(now),
                    zone: TimeZone::UTC,
                    shot: None,
                    store,
                };
                Desktop::new(&cx.egui_ctx, Saved::default(), None, parts)
            });
        let mut window = Self {
            harness,
            wakes,
            _server: server,
        };
        for command in typed(&window._server.issuer(), grant, client_id, secret) {
            window.command(command);
        }
        window.command(Command::ShowTab(Tab::Token));
        window
    }

    fn command(&mut self, command: Command) {
        let ctx = self.harness.ctx.clone();
        self.harness.state_mut().command(&ctx, command);
        self.harness.run_steps(3);
    }

    fn model(&self) -> &Model {
        self.harness.state().model()
    }

    /// Draws until `done`: whenever the runner wakes the window, and now and then.
    fn until(&mut self, what: &str, done: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        loop {
            self.harness.run_steps(2);
            if done(self) {
                return;
            }
            assert!(start.elapsed() < PATIENCE, "{what} does not come");
            // Without a wake it is looked again all the same: time passes for the window too.
            let _ = self.wakes.recv_timeout(Duration::from_millis(100));
        }
    }

    fn shows(&self, text: &str) -> bool {
        self.harness
            .query_all_by_label_contains(text)
            .next()
            .is_some()
    }

    fn press(&mut self, label: &str) {
        self.harness
            .get_by_role_and_label(Role::Button, label)
            .click();
        self.harness.run_steps(3);
    }
}

#[test]
fn from_one_press_to_three_tokens_each_of_which_is_inspected_with_one() {
    let (browser, _) = browser(|user, end| user.visit(end));
    let mut window = Window::new(browser, "authorization_code", "interactive", "secret");
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
    let mut window = Window::new(
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
    let mut window = Window::new(browser, "authorization_code", "interactive", "secret");
    window.command(Command::SetPastes(true));
    window.press("Log in");
    window.until("the login", |window| {
        window.shows("Paste its whole address")
    });
    let end = ends.recv_timeout(PATIENCE).unwrap();
    let field = "Address that the browser ended on";
    window.harness.get_by_label(field).focus();
    window.harness.run_steps(2);
    window.harness.event(Event::Paste(end));
    window.harness.run_steps(2);
    window.press("Use this answer");
    window.until("the token", |window| !window.model().is_busy());
    assert!(window.shows("Refresh token"));
}

#[test]
fn a_device_s_code_is_shown_opened_and_waited_for() {
    let (browser, _) = browser(|_, _| {});
    let mut window = Window::new(browser, "device_code", "device", "");
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

fn scroll_and_click(window: &mut Window, label: &str) {
    let harness = &mut window.harness;
    harness.get_by_label(label).scroll_to_me();
    harness.run_steps(3);
    harness.get_by_label(label).click();
    harness.run_steps(3);
}

#[test]
fn a_login_is_kept_by_its_tick_listed_and_forgotten_with_one_press() {
    let folder = tempfile::tempdir().unwrap();
    let (browser, _) = browser(|_, _| {});
    let grant = ("device_code", "device", "");
    let mut window = Window::with_store(browser, Some(folder.path()), grant);
    let tick = "Keep the login for the next start";
    scroll_and_click(&mut window, tick);
    window.until("the look", |window| {
        let workspace = window.model().workspace();
        workspace.is_some_and(|one| one.kept.ready().is_some())
    });
    scroll_and_click(&mut window, "Get token");
    window.until("the code", |window| window.shows("Enter this code"));
    scroll_and_click(&mut window, "Open it here, with the code in it");
    window.until("the token", |window| !window.model().is_busy());
    assert!(window.shows("Kept"));
    assert!(window.shows("is kept. Without the tick"));
    scroll_and_click(&mut window, "All that is kept on this machine");
    window.until("the list", |window| window.shows("device at http://"));
    assert!(window.shows("token by device_code, user"));
    scroll_and_click(&mut window, "Forget all");
    window.until("the end", |window| window.shows("Nothing is kept."));
    assert!(window.shows("The token in use is not kept"));
}
