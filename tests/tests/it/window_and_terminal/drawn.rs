//! The window as it is drawn, with its real runner, worked by roles and labels as a screen reader would.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use claimscope_gui::files::FilesCommand;
use claimscope_gui::message::Command;
use claimscope_gui::model::Model;
use claimscope_gui::saved::Saved;
use claimscope_gui::{Desktop, Parts};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

/// Nothing on loopback takes as long.
const PATIENCE: Duration = Duration::from_secs(30);

/// A drawn window, and what wakes it.
pub(super) struct DrawnWindow {
    harness: Harness<'static, Desktop>,
    wakes: Receiver<()>,
}

impl DrawnWindow {
    /// A window on a workspace folder, as the program opens it with `--workspace`.
    pub(super) fn open(folder: &Path) -> Self {
        let (wake, wakes) = channel();
        let wake = Arc::new(move || {
            // The test may be over.
            let _ = wake.send(());
        });
        let parts = Parts::live(wake).unwrap();
        let folder = folder.to_owned();
        let harness = Harness::builder()
            .with_size([1280.0, 820.0])
            .build_eframe(|cx| {
                let ctx = &cx.egui_ctx;
                let mut desktop = Desktop::new(ctx, Saved::default(), None, parts);
                let open = Command::Files(FilesCommand::OpenFolder(folder));
                desktop.command(ctx, open);
                desktop
            });
        let mut window = Self { harness, wakes };
        window.until("the folder", |window| window.model().files.is_open);
        window
    }

    pub(super) fn model(&self) -> &Model {
        self.harness.state().model()
    }

    /// Draws until `done`: whenever the runner wakes the window, and now and then, since time passes for it too.
    #[track_caller]
    pub(super) fn until(&mut self, what: &str, done: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        loop {
            self.harness.run_steps(2);
            if done(self) {
                return;
            }
            assert!(start.elapsed() < PATIENCE, "{what} does not come");
            let _ = self.wakes.recv_timeout(Duration::from_millis(100));
        }
    }

    pub(super) fn shows(&self, text: &str) -> bool {
        let mut nodes = self.harness.query_all_by_label_contains(text);
        nodes.next().is_some()
    }

    /// Whether the field of this label shows this text.
    pub(super) fn shows_value(&self, label: &str, text: &str) -> bool {
        let mut named = self.harness.query_all_by_label(label);
        named.any(|node| node.accesskit_node().value().as_deref() == Some(text))
    }

    #[track_caller]
    pub(super) fn press(&mut self, role: Role, label: &str) {
        self.harness.get_by_role_and_label(role, label).click();
        self.harness.run_steps(3);
    }

    /// The same, whatever it is.
    #[track_caller]
    pub(super) fn press_any(&mut self, label: &str) {
        self.harness.get_by_label(label).click();
        self.harness.run_steps(3);
    }

    /// Types into a field, where its cursor is.
    #[track_caller]
    pub(super) fn type_into(&mut self, label: &str, text: &str) {
        self.focus(label);
        self.harness.event(Event::Text(text.to_owned()));
        self.harness.run_steps(2);
    }

    /// Types over what is in a field.
    #[track_caller]
    pub(super) fn replace(&mut self, label: &str, text: &str) {
        self.focus(label);
        self.harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        self.harness.run_steps(2);
        match text.is_empty() {
            true => self.harness.key_press(Key::Backspace),
            false => self.harness.event(Event::Text(text.to_owned())),
        }
        self.harness.run_steps(2);
    }

    #[track_caller]
    fn focus(&mut self, label: &str) {
        // A title may say the same as the field below it.
        {
            let mut named = self.harness.get_all_by_label(label);
            let field = named.find(|node| node.accesskit_node().role() != Role::Label);
            field.expect(label).focus();
        }
        self.harness.run_steps(2);
    }
}
