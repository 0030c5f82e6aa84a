//! Connections as files, walked through in the drawn window: made, edited elsewhere, asked about, deleted, had back, restored.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use egui::Event;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use jiff::tz::TimeZone;

use crate::app::{Desktop, Parts};
use crate::files::FilesCommand;
use crate::message::Command;
use crate::runner::tests::PATIENCE;
use crate::runner::{LiveRunner, now};
use crate::saved::Saved;
use crate::store::StateFile;

pub(super) struct Window {
    pub(super) harness: Harness<'static, Desktop>,
    wakes: Receiver<()>,
}

impl Window {
    pub(super) fn open(folder: &Path, state: &Path) -> Self {
        let (wake, wakes) = channel();
        let wake = Arc::new(move || {
            // The test may be over.
            let _ = wake.send(());
        });
        let runner = LiveRunner::new(wake).unwrap();
        let store = StateFile::new(state);
        let saved: Saved = store.read().saved.unwrap_or_default();
        let harness = Harness::builder()
            .with_size([1280.0, 820.0])
            .build_eframe(|cx| {
                let parts = Parts {
                    runner: Box::new(runner),
                    clock: Box::new(now),
                    zone: TimeZone::UTC,
                    shot: None,
                    store: Some(store),
                };
                Desktop::new(&cx.egui_ctx, saved, None, parts)
            });
        let mut window = Self { harness, wakes };
        let open = FilesCommand::OpenFolder(folder.to_owned());
        let ctx = window.harness.ctx.clone();
        window
            .harness
            .state_mut()
            .command(&ctx, Command::Files(open));
        window.until("the folder", |window| {
            window.harness.state().model().files.is_open
        });
        window
    }

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

    pub(super) fn shows(&self, text: &str) -> bool {
        let mut nodes = self.harness.query_all_by_label_contains(text);
        nodes.next().is_some()
    }

    pub(super) fn press(&mut self, label: &str) {
        self.harness
            .get_by_role_and_label(Role::Button, label)
            .click();
        self.harness.run_steps(3);
    }

    pub(super) fn command(&mut self, command: Command) {
        let ctx = self.harness.ctx.clone();
        self.harness.state_mut().command(&ctx, command);
        self.harness.run_steps(3);
    }

    fn type_into(&mut self, label: &str, text: &str) {
        self.harness.get_by_label(label).focus();
        self.harness.run_steps(2);
        self.harness.event(Event::Text(text.to_owned()));
        self.harness.run_steps(2);
    }
}

#[test]
fn a_connection_is_a_file_for_the_window_and_for_whoever_else_edits_it() {
    let folder = tempfile::tempdir().unwrap();
    let state = tempfile::tempdir().unwrap();
    let file = folder.path().join("New connection.toml");
    let text = || fs::read_to_string(&file).unwrap_or_default();
    let mut window = Window::open(folder.path(), state.path());
    window.press("New");
    window.type_into("Issuer", "https://mine.example");
    window.until("the file", |_| text().contains("https://mine.example"));
    // Somebody else's edit shows.
    let theirs = text().replace("mine.example", "theirs.example");
    fs::write(&file, &theirs).unwrap();
    window.until("their edit", |window| {
        window.harness.state().model().connection().issuer == "https://theirs.example"
    });
    // Both sides at once: the question, with both, and nothing overwritten.
    fs::write(&file, theirs.replace("theirs.example", "again.example")).unwrap();
    window.type_into("Issuer", "/mine");
    window.until("the question", |window| {
        window.shows("The file was changed elsewhere")
    });
    assert!(text().contains("again.example") && window.shows("Take theirs"));
    window.press("Keep mine");
    window.until("mine in the file", |_| text().contains("/mine"));
    let written = text();
    window.press("Delete");
    window.until("the deletion", |_| !file.exists());
    window.press("Undo the deletion");
    window.until("the file again", |_| text() == written);
    window.until("nothing left to write", |window| {
        let saved = StateFile::new(state.path()).read().saved;
        let is_kept = saved
            .is_some_and(|saved| saved.folder.selected.is_some() && saved.connections.is_empty());
        is_kept && window.shows("New connection")
    });
    drop(window);
    let window = Window::open(folder.path(), state.path());
    assert_eq!(
        window.harness.state().model().connection().name,
        "New connection"
    );
    drop(window);
    fs::write(&file, "claimscope = 1\nisuer = \"https://x.example\"\n").unwrap();
    let window = Window::open(folder.path(), state.path());
    assert!(window.shows("New connection.toml:2:1"), "the line is said");
}
