//! The drawn window with its real runner, pressed by labels as a screen reader would.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use claimscope_client::session::Clock;
use claimscope_core::time::Timestamp;
use eframe::App as _;
use egui::Event;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use jiff::tz::TimeZone;

use crate::app::{Desktop, Parts};
use crate::files::FilesCommand;
use crate::message::Command;
use crate::model::Model;
use crate::runner::person::Browser;
use crate::runner::tests::PATIENCE;
use crate::runner::{LiveRunner, now};
use crate::saved::Saved;
use crate::store::StateFile;

/// A drawn window, and what wakes it.
pub(super) struct Window {
    pub(super) harness: Harness<'static, Desktop>,
    wakes: Receiver<()>,
}

/// A window before it is drawn.
pub(super) struct Opening {
    pub(super) runner: LiveRunner,
    wakes: Receiver<()>,
    store: Option<StateFile>,
    clock: Box<dyn Fn() -> Timestamp>,
}

impl Opening {
    /// One that opens addresses in this browser, or else in none.
    pub(super) fn new(browser: Option<Browser>) -> Self {
        let (wake, wakes) = channel();
        let wake = Arc::new(move || {
            // The test may be over.
            let _ = wake.send(());
        });
        let browser =
            browser.unwrap_or_else(|| Arc::new(|_| Err("there is no browser".to_owned())));
        Self {
            runner: LiveRunner::with_browser(wake, browser).unwrap(),
            wakes,
            store: None,
            clock: Box::new(now),
        }
    }

    /// The same that goes by this clock, with its sessions.
    pub(super) fn clock(mut self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        let clock = Arc::new(clock);
        let of_sessions = Arc::clone(&clock);
        let now_ms = move || of_sessions().unix_seconds() * 1000;
        self.runner = self.runner.with_clock(Clock::new(now_ms));
        self.clock = Box::new(move || clock());
        self
    }

    /// The same with its state in this folder.
    pub(super) fn state(mut self, folder: &Path) -> Self {
        self.store = Some(StateFile::open(folder));
        self
    }

    /// Draws it, with what it finds, as a start does.
    pub(super) fn draw(self) -> Window {
        let restored = self.store.as_ref().map(StateFile::read);
        let restored = restored.unwrap_or_default();
        let saved = restored.saved.unwrap_or_else(|| match self.store {
            Some(_) => Saved::of_first_start(),
            None => Saved::default(),
        });
        let harness = Harness::builder()
            .with_size([1280.0, 820.0])
            .build_eframe(|cx| {
                let parts = Parts {
                    runner: Box::new(self.runner),
                    clock: self.clock,
                    zone: TimeZone::UTC,
                    shot: None,
                    store: self.store,
                };
                Desktop::new(&cx.egui_ctx, saved, restored.trouble, parts)
            });
        Window {
            harness,
            wakes: self.wakes,
        }
    }
}

impl Window {
    /// A window with its state here, on a workspace folder.
    pub(super) fn open(folder: &Path, state: &Path) -> Self {
        let mut window = Opening::new(None).state(state).draw();
        window.open_folder(folder);
        window
    }

    pub(super) fn open_folder(&mut self, folder: &Path) {
        let open = FilesCommand::OpenFolder(folder.to_owned());
        self.command(Command::Files(open));
        self.until("the folder", |window| window.model().files.is_open);
    }

    pub(super) fn model(&self) -> &Model {
        self.harness.state().model()
    }

    /// Draws until `done`: whenever the runner wakes the window, and now and then.
    #[track_caller]
    pub(super) fn until(&mut self, what: &str, done: impl Fn(&Self) -> bool) {
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

    #[track_caller]
    pub(super) fn until_shown(&mut self, text: &str) {
        self.until(text, |window| window.shows(text));
    }

    pub(super) fn shows(&self, text: &str) -> bool {
        let mut nodes = self.harness.query_all_by_label_contains(text);
        nodes.next().is_some()
    }

    #[track_caller]
    pub(super) fn press(&mut self, label: &str) {
        self.press_as(Role::Button, label);
    }

    #[track_caller]
    pub(super) fn press_as(&mut self, role: Role, label: &str) {
        self.harness.get_by_role_and_label(role, label).click();
        self.harness.run_steps(3);
    }

    /// The same for what may have to be scrolled to, whatever it is.
    #[track_caller]
    pub(super) fn scroll_and_press(&mut self, label: &str) {
        self.harness.get_by_label(label).scroll_to_me();
        self.harness.run_steps(3);
        self.harness.get_by_label(label).click();
        self.harness.run_steps(3);
    }

    /// Opens what is folded below this title.
    #[track_caller]
    pub(super) fn unfold(&mut self, title: &str) {
        {
            let mut named = self.harness.get_all_by_label(title);
            let header = named.find(|node| node.accesskit_node().role() != Role::Switch);
            let header = header.expect(title);
            header.scroll_to_me();
            header.click();
        }
        self.harness.run_steps(5);
    }

    /// Closes it as a person does.
    pub(super) fn close(mut self) {
        self.harness.state_mut().on_exit(None);
    }

    pub(super) fn command(&mut self, command: Command) {
        let ctx = self.harness.ctx.clone();
        self.harness.state_mut().command(&ctx, command);
        self.harness.run_steps(3);
    }

    #[track_caller]
    pub(super) fn type_into(&mut self, label: &str, text: &str) {
        self.put_into(label, Event::Text(text.to_owned()));
    }

    #[track_caller]
    pub(super) fn paste_into(&mut self, label: &str, text: &str) {
        self.put_into(label, Event::Paste(text.to_owned()));
    }

    #[track_caller]
    fn put_into(&mut self, label: &str, event: Event) {
        // A title may say the same as the field below it.
        {
            let mut named = self.harness.get_all_by_label(label);
            let field = named.find(|node| node.accesskit_node().role() != Role::Label);
            field.expect(label).focus();
        }
        self.harness.run_steps(2);
        self.harness.event(event);
        self.harness.run_steps(2);
    }
}
