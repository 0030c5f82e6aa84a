//! Connections as files of a real folder: made, edited here and elsewhere, asked about, deleted and had back.

mod edited_twice;
mod elsewhere_places;
#[cfg(unix)]
mod faults;
#[cfg(unix)]
mod keychain;
mod keys;
mod learned;

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{LiveRunner, PATIENCE, live, run_until};
use crate::connection::{ConnectionForm, ConnectionId, Field};
use crate::effect::{Runner as _, Work};
use crate::file_field::FileField;
use crate::files::{ConnectionFile, FilesCommand, FolderEvent, FolderWork, Theirs};
use crate::message::{Command, Event};
use crate::model::Model;
use crate::saved::Saved;

/// A window on a folder of its own.
pub(super) struct Window {
    runner: LiveRunner,
    pub(super) model: Model,
    pub(super) folder: TempDir,
}

impl Window {
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Self::open(folder, Saved::default())
    }

    pub(super) fn open(folder: TempDir, saved: Saved) -> Self {
        let mut window = Self {
            runner: live(),
            model: Model::new(saved),
            folder,
        };
        let open = FilesCommand::OpenFolder(window.folder.path().to_owned());
        window.until(Command::Files(open), |model| {
            model.files.is_open || model.files.trouble.is_some()
        });
        window
    }

    pub(super) fn until(
        &mut self,
        first: impl Into<crate::message::Message>,
        done: impl Fn(&Model) -> bool,
    ) {
        run_until(&mut self.runner, &mut self.model, first, done);
    }

    /// Writes what was edited, and waits for it.
    pub(super) fn write(&mut self) {
        loop {
            self.until(Event::Ticked, |model| {
                model.files.of.values().all(|file| file.saving.is_none())
            });
            if !crate::update::files::is_due(&self.model) {
                return;
            }
        }
    }

    pub(super) fn edit(&mut self, field: Field, text: &str) {
        self.until(Command::Edit(field, text.into()), |_| true);
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub(super) fn form(&self, name: &str) -> &ConnectionForm {
        let mut forms = self.model.connections.iter();
        forms.find(|form| form.name == name).unwrap()
    }

    pub(super) fn file(&self, name: &str) -> &ConnectionFile {
        self.model.files.of(self.form(name).id).unwrap()
    }

    pub(super) fn select(&mut self, name: &str) {
        let id = self.form(name).id;
        self.until(Command::SelectConnection(id), |_| true);
    }

    /// The secrets that the file names are here.
    fn read_secrets(&mut self) {
        self.until(Event::Ticked, |model| {
            !model.files.secrets.is_empty() && model.files.reading.is_empty()
        });
    }

    /// The same folder and state after a restart.
    pub(super) fn restarted(self) -> Self {
        let saved = serde_json::to_string(&self.model.saved()).unwrap();
        Self::open(self.folder, serde_json::from_str(&saved).unwrap())
    }
}

pub(super) const ORDERS: &str = "# mine\nclaimscope = 1\nissuer = \"https://sts.example\" # the old one\nclient_id = \"orders\"\n";

#[test]
fn a_variable_that_is_not_defined_stops_only_the_request_that_uses_it() {
    let text = format!("{ORDERS}\n[[request]]\nname = \"other\"\nurl = \"https://h\"\n");
    let environments = "[dev]\na = \"1\"\n";
    let mut window = Window::of(&[("orders.toml", &text), ("environments.toml", environments)]);
    window.select("orders");
    window.until(Command::NewRequest, |_| true);
    window.edit(Field::ApiUrl, "{{v}}/x");
    window.write();
    let file = window.file("orders");
    assert_eq!((file.fault(), file.trouble.as_ref()), (None, None));
    assert!(window.text("orders.toml").contains("{{v}}/x"));
    let sent = |window: &Window| crate::update::request_for_tests(&window.model);
    let refused = sent(&window).unwrap_err();
    assert!(
        refused.sentence.starts_with("The variable v is not"),
        "{refused:?}"
    );
    let session = crate::update::session_for_tests(&window.model);
    assert_eq!(session.connection.issuer, "https://sts.example");
    window.edit(Field::ClientSecret, "hunter2");
    window.until(Command::SetOffline(true), |_| true);
    window.until(Command::RequestToken, |_| true);
    let token = &window.model.workspace().unwrap().token;
    assert!(token.failure().is_none(), "{:?}", token.failure());
    let other = window.model.connection().requests.iter().next().unwrap().id;
    window.until(Command::ChooseRequest(other), |_| true);
    assert_eq!(sent(&window).unwrap().request.url, "https://h");
}

pub(super) fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn a_connection_that_is_made_and_edited_is_a_file() {
    let mut window = Window::of(&[]);
    window.until(Command::NewConnection, |_| true);
    window.edit(Field::Issuer, "https://sts.example");
    window.edit(Field::File(FileField::Timeout), "5");
    window.write();
    let text = window.text("New connection.toml");
    assert!(text.contains("issuer = \"https://sts.example\""), "{text}");
    assert!(text.contains("timeout = 5"), "{text}");
    window.edit(Field::Name, "shop/orders");
    window.write();
    assert!(window.path("shop/orders.toml").exists());
    assert!(!window.path("New connection.toml").exists());
    assert!(
        window.model.saved().connections.is_empty(),
        "it is in its file"
    );
}

#[test]
fn an_edit_keeps_comments_and_a_damaged_file_keeps_no_other_from_being_used() {
    let mut window = Window::of(&[
        ("orders.toml", ORDERS),
        ("bad.toml", "claimscope = 1\nisuer = \"x\"\n"),
    ]);
    let fault = window.file("bad").fault().unwrap();
    assert!(
        fault.sentence.contains("bad.toml:2:1"),
        "{}",
        fault.sentence
    );
    window.select("orders");
    window.edit(Field::ClientId, "other");
    window.write();
    assert_eq!(
        window.text("orders.toml"),
        ORDERS.replace("\"orders\"", "\"other\"")
    );
    let corrected = "claimscope = 1\nissuer = \"https://x.example\"\n";
    fs::write(window.path("bad.toml"), corrected).unwrap();
    window.until(Event::Ticked, |model| {
        model
            .connections
            .iter()
            .any(|form| form.issuer == "https://x.example")
    });
    assert!(window.file("bad").fault().is_none());
}

#[test]
fn an_edit_elsewhere_shows_at_once_and_one_on_both_sides_asks() {
    let mut window = Window::of(&[("orders.toml", ORDERS)]);
    window.select("orders");
    let theirs = ORDERS.replace("sts.example", "theirs.example");
    fs::write(window.path("orders.toml"), &theirs).unwrap();
    window.until(Event::Ticked, |model| {
        model.connection().issuer.contains("theirs")
    });
    // Both sides.
    let again = theirs.replace("theirs.example", "again.example");
    fs::write(window.path("orders.toml"), &again).unwrap();
    window.edit(Field::ClientId, "mine");
    window.until(Event::Ticked, |model| {
        model
            .files
            .of(model.selected)
            .is_some_and(|file| file.theirs.is_some())
    });
    assert_eq!(window.text("orders.toml"), again, "nothing is overwritten");
    assert!(matches!(
        window.file("orders").theirs,
        Some(Theirs::Changed(_))
    ));
    window.until(Command::Files(FilesCommand::KeepMine), |model| {
        model.files.of.values().all(|file| file.saving.is_none())
    });
    let text = window.text("orders.toml");
    assert!(
        text.contains("\"mine\"") && text.contains("# mine"),
        "{text}"
    );
    // The other answer.
    fs::write(window.path("orders.toml"), &again).unwrap();
    window.edit(Field::ClientId, "mine again");
    window.until(Event::Ticked, |model| {
        model
            .files
            .of(model.selected)
            .is_some_and(|file| file.theirs.is_some())
    });
    window.until(Command::Files(FilesCommand::TakeTheirs), |_| true);
    assert_eq!(window.form("orders").client_id, "orders");
    assert_eq!(window.form("orders").issuer, "https://again.example");
    window.write();
    assert_eq!(window.text("orders.toml"), again);
}

#[test]
fn what_was_deleted_comes_back_byte_for_byte() {
    let mut window = Window::of(&[("orders.toml", ORDERS)]);
    window.select("orders");
    let id = window.model.selected;
    let token = crate::runner::convert::signed("token".into(), crate::runner::now());
    window.model.workspace_mut(id).current_token = Some(token);
    window.until(Command::DeleteConnection, |model| {
        let deleted = model.files.deleted.last();
        deleted.is_some_and(|deleted| deleted.bytes.is_some())
    });
    assert!(names(window.folder.path()).is_empty());
    assert_eq!(window.model.selected, ConnectionId::PLAYGROUND);
    window.until(Command::Files(FilesCommand::UndoDelete), |model| {
        model.files.deleted.is_empty()
    });
    assert_eq!(window.model.connection().client_id, "orders");
    let workspace = window.model.workspace().unwrap();
    assert!(workspace.current_token.is_some() && !workspace.is_busy());
    let path = window.path("orders.toml");
    window.until(Event::Ticked, |_| path.exists());
    assert_eq!(window.text("orders.toml"), ORDERS);
    assert_eq!(window.model.connections.len(), 2);
}

#[test]
fn a_restart_finds_selection_order_and_the_edits_that_were_in_no_file_yet() {
    let mut window = Window::of(&[("a.toml", ORDERS), ("b.toml", ORDERS)]);
    window.select("b");
    let id = window.model.selected;
    window.until(Command::Files(FilesCommand::Move(id, -1)), |_| true);
    window.until(Command::SetRenews(true), |_| true);
    window.edit(Field::Scope, "orders.read");
    // The program ends before the edit is written.
    let mut window = window.restarted();
    let names: Vec<_> = window
        .model
        .connections
        .iter()
        .map(|form| form.name.clone())
        .collect();
    assert_eq!(names, ["Playground", "b", "a"]);
    assert_eq!(window.model.connection().name, "b");
    assert_eq!(window.model.connection().scope, "orders.read");
    window.write();
    assert!(window.text("b.toml").contains("scope = [\"orders.read\"]"));
    let window = window.restarted();
    assert!(window.form("b").renews && window.model.saved().connections.is_empty());
}

#[test]
fn connections_of_an_older_state_become_files_and_a_clash_of_names_gets_a_number() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Orders.toml"), ORDERS).unwrap();
    let old = r#"{"connections":[
        {"id":1,"name":"Orders","issuer":"https://old.example","client_id":"old"},
        {"id":2,"name":"A/B: c","issuer":"https://odd.example"},
        {"id":3,"name":"Half","grant":"password"}],"selected":1}"#;
    let mut window = Window::open(folder, serde_json::from_str(old).unwrap());
    window.write();
    assert_eq!(
        names(window.folder.path()),
        ["Orders 2.toml", "Orders.toml", "a-b-c.toml"]
    );
    assert_eq!(window.text("Orders.toml"), ORDERS);
    assert!(window.text("Orders 2.toml").contains("https://old.example"));
    let trouble = window.file("Half").trouble.clone().unwrap();
    assert!(
        trouble.sentence.contains("needs username"),
        "{}",
        trouble.sentence
    );
    let kept = window.model.saved().connections;
    assert_eq!(
        kept.len(),
        1,
        "what could not be written stays in the state"
    );
    assert_eq!(kept[0].name, "Half");
}

#[test]
fn environments_fill_in_and_can_be_edited() {
    let mut window = Window::of(&[
        (
            "environments.toml",
            "[dev]\nhost = \"http://localhost:1\"\n[live]\nhost = \"https://live.example\"\n",
        ),
        ("orders.toml", "claimscope = 1\nissuer = \"{{host}}\"\n"),
    ]);
    window.select("orders");
    let issuer = |window: &Window| {
        crate::update::session_for_tests(&window.model)
            .connection
            .issuer
    };
    assert_eq!(issuer(&window), "http://localhost:1");
    let live = FilesCommand::ChooseEnvironment(Some("live".to_owned()));
    window.until(Command::Files(live), |_| true);
    assert_eq!(issuer(&window), "https://live.example");
    let text = "[live]\nhost = \"https://new.example\"\n".to_owned();
    window.until(Command::Files(FilesCommand::EditEnvironments(text)), |_| {
        true
    });
    window.until(Command::Files(FilesCommand::SaveEnvironments), |model| {
        model.files.environments.all().len() == 1
    });
    assert_eq!(issuer(&window), "https://new.example");
    assert_eq!(window.model.files.environments_edit, None);
}

#[test]
fn a_secret_in_a_file_reaches_the_session_and_a_typed_one_never_reaches_a_file() {
    let mut window = Window::of(&[
        ("secret", "hunter2\n"),
        (
            "orders.toml",
            "claimscope = 1\nissuer = \"https://sts.example\"\nclient_id = \"a\"\nclient_secret = { file = \"secret\" }\n",
        ),
    ]);
    window.select("orders");
    window.until(Event::Ticked, |model| !model.files.secrets.is_empty());
    let secret = |window: &Window| {
        let session = crate::update::session_for_tests(&window.model);
        session.connection.client.secret.unwrap()
    };
    assert_eq!(secret(&window).expose(), b"hunter2");
    window.edit(Field::ClientSecret, "typed-hunter3");
    window.write();
    let text = window.text("orders.toml");
    assert!(!text.contains("hunter3"), "{text}");
    assert!(text.contains("{ file = \"secret\" }"), "{text}");
    assert_eq!(secret(&window).expose(), b"typed-hunter3");
    let state = serde_json::to_string(&window.model.saved()).unwrap();
    assert!(!state.contains("hunter"), "{state}");
}

#[test]
fn what_a_file_expects_is_what_a_token_is_verified_by_and_what_cannot_be_meant_verifies_nothing() {
    let text = "claimscope = 1\nissuer = \"https://sts.example\"\n[expect]\nnonce = \"n\"\nleeway_seconds = 30\n";
    let mut window = Window::of(&[("orders.toml", text)]);
    window.select("orders");
    let expected = crate::update::verifying_for_tests(&window.model)
        .connection
        .expectations;
    assert_eq!(
        (expected.nonce.as_deref(), expected.leeway_seconds),
        (Some("n"), 30)
    );
    window.edit(Field::File(FileField::Algorithms), "XS256");
    window.until(
        Command::EditInspect("eyJhbGciOiJub25lIn0.e30.".into()),
        |_| true,
    );
    window.until(Command::Verify, |_| true);
    let report = &window.model.workspace().unwrap().inspect.report;
    assert!(report.failure().unwrap().sentence.contains("XS256"));
}

#[test]
fn what_is_asked_of_the_folder_is_done_in_that_order() {
    let mut window = Window::of(&[]);
    let text = |number: usize| format!("[env-{number}]\n");
    for number in 0..200 {
        window.runner.run(Work::Folder(FolderWork::SaveEnvironments(
            text(number),
            None,
        )));
    }
    for number in 0..200 {
        let event = window.runner.inbox.recv_timeout(PATIENCE).unwrap();
        let Event::Folder(FolderEvent::Read(read)) = event else {
            panic!("{event:?}");
        };
        assert_eq!(read.environments_text, text(number));
    }
}
