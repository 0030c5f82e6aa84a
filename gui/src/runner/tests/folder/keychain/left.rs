//! Entries of the keychain that nothing names any more: when they go, and whose they are.

use super::*;
use crate::importing::ImportCommand;
use crate::update::files::{forget_deleted, forget_left};

const HEADER: &str = "orders/list/headers.X-Api-Key";
const SECRET: &str = "orders/client_secret";

impl Window {
    /// The rest of the time in which a deletion can be undone.
    fn delete_for_good(&mut self) {
        self.until(Command::DeleteConnection, |model| {
            let deleted = model.files.deleted.last();
            deleted.is_some_and(|deleted| deleted.bytes.is_some())
        });
        let effects = forget_deleted(&mut self.model);
        self.finish(effects);
    }

    fn close(&mut self) {
        let effects = forget_left(&self.model);
        self.finish(effects);
    }

    fn without_headers(&mut self) {
        let headers = crate::request::TableForm::default();
        let edit = RequestEdit::Headers(headers);
        self.until(Command::EditRequest(edit), |_| true);
        self.write();
    }
}

#[test]
fn the_entry_of_a_row_that_was_deleted_goes_when_the_window_closes() {
    let test = "the_entry_of_a_row_that_was_deleted_goes_when_the_window_closes";
    if !in_home_of(module_path!(), Home::with_keychain, test) {
        return;
    }
    let mut window = Window::with_typed_secrets();
    let headers = window.model.connection().requests.chosen().headers.clone();
    window.without_headers();
    assert!(!window.text("orders.toml").contains(HEADER));
    assert!(entry(HEADER).is_some(), "an undo may bring the row back");
    let edit = RequestEdit::Headers(headers);
    window.until(Command::EditRequest(edit), |_| true);
    window.write();
    window.close();
    assert!(entry(HEADER).is_some(), "the row came back");
    assert!(window.text("orders.toml").contains(HEADER));
    window.without_headers();
    // The next start finds it where the window could not close.
    let mut window = window.restarted();
    window.runner.finish_writing(super::super::super::PATIENCE);
    assert_eq!(entry(HEADER), None);
    assert!(entry(SECRET).is_some());
    window.until(Event::Ticked, |model| {
        !model.files.made.contains_key(HEADER)
    });
    // What was taken out of the folder by other hands comes back as it was.
    let text = window.text("orders.toml");
    fs::remove_file(window.path("orders.toml")).unwrap();
    let mut window = window.restarted();
    window.close();
    fs::write(window.path("orders.toml"), text).unwrap();
    assert!(entry(SECRET).is_some());
}

#[test]
fn an_entry_stays_where_another_copy_of_the_folder_names_it() {
    let test = "an_entry_stays_where_another_copy_of_the_folder_names_it";
    if !in_home_of(module_path!(), Home::with_keychain, test) {
        return;
    }
    let mut window = Window::with_typed_secrets();
    let copy = tempfile::tempdir().unwrap();
    fs::copy(window.path("orders.toml"), copy.path().join("orders.toml")).unwrap();
    let own = window.folder.path().to_owned();
    for folder in [copy.path(), own.as_path()] {
        let open = FilesCommand::OpenFolder(folder.to_owned());
        window.until(Command::Files(open), |model| {
            model.files.folder.as_deref() == Some(folder)
        });
    }
    window.select("orders");
    window.delete_for_good();
    assert!(entry(SECRET).is_some() && entry(HEADER).is_some());
    // Once it does not, the next time is the last.
    fs::write(copy.path().join("orders.toml"), CLIENT).unwrap();
    window.close();
    assert_eq!((entry(SECRET), entry(HEADER)), (None, None));
}

#[test]
fn the_entry_of_an_import_goes_with_its_connection_and_one_that_was_there_stays() {
    let test = "the_entry_of_an_import_goes_with_its_connection_and_one_that_was_there_stays";
    if !in_home_of(module_path!(), Home::with_keychain, test) {
        return;
    }
    let text = "curl https://sts.example/connect/token -d 'grant_type=client_credentials&client_id=a&client_secret=hunter2'";
    let secret = "sts.example/client_secret";
    for was_there in [false, true] {
        if was_there {
            KeychainSecret::named(secret)
                .write(&"hunter2".into())
                .unwrap();
        }
        let mut window = Window::of(&[("other.toml", CLIENT)]);
        for command in [
            ImportCommand::EditText(text.into()),
            ImportCommand::ReadText,
            ImportCommand::SetKeychain(true),
            ImportCommand::Keep,
        ] {
            window.until(Command::Import(command), |model| {
                let view = model.import.as_ref();
                view.is_none_or(|view| !view.read.is_pending() && !view.kept.is_pending())
            });
        }
        window.until(Event::Ticked, |model| model.imported_first.is_none());
        assert_eq!(entry(secret).as_deref(), Some("hunter2"));
        window.select("sts.example");
        // The next start knows of it, too.
        let mut window = window.restarted();
        window.select("sts.example");
        window.delete_for_good();
        assert_eq!(entry(secret).is_some(), was_there);
    }
}

#[test]
fn an_entry_stays_under_version_control_and_where_nobody_made_it_here() {
    let test = "an_entry_stays_under_version_control_and_where_nobody_made_it_here";
    if !in_home_of(module_path!(), Home::with_keychain, test) {
        return;
    }
    let mut window = Window::with_typed_secrets();
    fs::create_dir(window.path(".git")).unwrap();
    window.delete_for_good();
    assert!(entry(SECRET).is_some(), "another branch may name it");
    let by_hand = "by hand/client_secret";
    KeychainSecret::named(by_hand)
        .write(&"theirs".into())
        .unwrap();
    let file = format!("{CLIENT}client_secret = {{ keychain = \"{by_hand}\" }}\n");
    let mut window = Window::of(&[("by hand.toml", &file)]);
    window.select("by hand");
    window.delete_for_good();
    assert_eq!(entry(by_hand).unwrap(), "theirs");
}
