//! Secrets that are typed, with a real keychain, and with none that takes them.

mod left;
mod silent;

use claimscope_client::KeychainSecret;
use claimscope_client::workspace::{SecretUse, WorkspaceError, WorkspaceFolder, read_secret};
use claimscope_oauth::HttpRequest;

use super::super::elsewhere::{again, is_inside, passes};
use super::super::keychain::Home;
use super::*;
use crate::effect::{Effect, Runner as _};
use crate::request::{BodyForm, BodyKind, RowForm};
use crate::request_edit::RequestEdit;
use crate::request_secrets::RowTable;
use crate::secret_note::{ends_with_program, row_note, secret_note};

const CLIENT: &str = "claimscope = 1\nissuer = \"https://sts.example\"\nclient_id = \"orders\"\n";
const LIST: &str = "\n[[request]]\nname = \"list\"\nurl = \"https://api.example/orders\"\n";

/// Runs the test again in a home with that keychain; whether this is the process that is to do the work.
fn in_home(home: fn() -> Option<Home>, test: &str) -> bool {
    in_home_of(module_path!(), home, test)
}

/// The same of a test of this module.
fn in_home_of(module: &str, home: fn() -> Option<Home>, test: &str) -> bool {
    if is_inside() {
        return true;
    }
    if let Some(home) = home() {
        let mut command = again(module, test);
        command.envs(home.environment());
        passes(command);
    }
    false
}

pub(super) fn entry(name: &str) -> Option<String> {
    let secret = KeychainSecret::named(name).read().unwrap()?;
    Some(secret.expose_str().unwrap().to_owned())
}

impl Window {
    /// Does the work to its end.
    pub(super) fn finish(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            if let Effect::Work(work) = effect {
                self.runner.run(work);
            }
        }
        self.runner.finish_writing(super::super::PATIENCE);
    }

    pub(super) fn with_typed_secrets() -> Self {
        let mut window = Self::of(&[("orders.toml", &format!("{CLIENT}{LIST}"))]);
        window.select("orders");
        window.type_secrets();
        window.write();
        window
    }

    fn type_secrets(&mut self) {
        self.edit(Field::ClientSecret, "hunter2-client");
        self.edit(
            Field::ApiUrl,
            "https://api.example/orders?top=1&subscription-key=hunter2-query",
        );
        self.header("hunter2-header");
        let body = BodyForm {
            kind: BodyKind::Form,
            form: vec![
                RowForm::new("a", "1"),
                RowForm::new("password", "hunter2-form"),
            ]
            .into(),
            ..BodyForm::default()
        };
        self.until(Command::EditRequest(RequestEdit::Body(body)), |_| true);
    }

    fn header(&mut self, key: &str) {
        let mut headers = self.model.connection().requests.chosen().headers.clone();
        match headers.rows.iter_mut().find(|row| row.name == "X-Api-Key") {
            Some(row) => row.value = key.into(),
            None => headers.rows.extend([
                RowForm::new("Accept", "text/plain"),
                RowForm::new("X-Api-Key", key),
            ]),
        }
        self.until(Command::EditRequest(RequestEdit::Headers(headers)), |_| {
            true
        });
    }

    fn request(&self) -> HttpRequest {
        crate::update::request_for_tests(&self.model)
            .unwrap()
            .request
    }

    fn client_secret(&self) -> String {
        let session = crate::update::session_for_tests(&self.model);
        let secret = session.connection.client.secret.unwrap();
        secret.expose_str().unwrap().to_owned()
    }

    /// The request as `call -c` sends it.
    fn request_of_terminal(&self, name: &str) -> HttpRequest {
        let folder = WorkspaceFolder::open(self.folder.path()).unwrap();
        let (saved, _) = folder.filled(name, None).unwrap();
        let nobody = |_: &SecretUse| Err(WorkspaceError::absent("nobody is asked"));
        let read = |wanted: &SecretUse| read_secret(wanted, self.folder.path(), &nobody);
        let request = saved.request("list").unwrap();
        request
            .http_request(&saved, self.folder.path(), &read)
            .unwrap()
    }

    fn header_note(&self) -> String {
        let rows = &self.model.connection().requests.chosen().headers.rows;
        let at = rows.iter().position(|row| row.name == "X-Api-Key").unwrap();
        row_note(&self.model, RowTable::Headers, rows, at)
            .unwrap()
            .text
    }
}

fn has_all(request: &HttpRequest) {
    assert!(request.url.contains("top=1"), "{}", request.url);
    assert!(request.url.contains("subscription-key=hunter2-query"));
    assert_eq!(request.header_value("X-Api-Key"), Some("hunter2-header"));
    assert_eq!(request.body.expose(), b"a=1&password=hunter2-form");
}

#[test]
fn typed_secrets_are_in_the_keychain_after_a_restart_for_window_and_terminal() {
    let test = "typed_secrets_are_in_the_keychain_after_a_restart_for_window_and_terminal";
    if !in_home(Home::with_keychain, test) {
        return;
    }
    let window = Window::with_typed_secrets();
    let text = window.text("orders.toml");
    assert!(!text.contains("hunter2"), "{text}");
    assert!(
        text.contains("X-Api-Key = { keychain = \"orders/list/headers.X-Api-Key\" }"),
        "{text}"
    );
    assert_eq!(window.header_note(), "Kept in the system's keychain.");
    let note = secret_note(&window.model, Field::ClientSecret).unwrap();
    assert_eq!(note.text, "Kept in the system's keychain.");
    assert_eq!(
        ends_with_program(&window.model).unwrap(),
        "In memory alone, until the program ends: tokens."
    );
    has_all(&window.request());
    let mut window = window.restarted();
    window.read_secrets();
    assert_eq!(window.client_secret(), "hunter2-client");
    has_all(&window.request());
    has_all(&window.request_of_terminal("orders"));
    assert!(window.header_note().contains("From the system's keychain"));
    // Another key is typed over the one that is kept, in the entry that it has.
    window.header("hunter3");
    window.write();
    assert_eq!(entry("orders/list/headers.X-Api-Key").unwrap(), "hunter3");
    assert_eq!(window.text("orders.toml"), text);
    let request = window.request_of_terminal("orders");
    assert_eq!(request.header_value("X-Api-Key"), Some("hunter3"));
}

#[test]
fn a_connection_takes_its_secrets_along_and_a_copy_gets_its_own() {
    let test = "a_connection_takes_its_secrets_along_and_a_copy_gets_its_own";
    if !in_home(Home::with_keychain, test) {
        return;
    }
    let mut window = Window::with_typed_secrets();
    window.edit(Field::Name, "shop/orders");
    window.write();
    has_all(&window.request_of_terminal("shop/orders"));
    // A copy, edited and deleted: the original keeps what it has.
    window.until(Command::DuplicateConnection, |_| true);
    window.write();
    window.edit(Field::ClientSecret, "hunter4");
    window.header("hunter4");
    window.write();
    let copy = window.text("shop/orders copy.toml");
    assert!(
        copy.contains("shop/orders copy/list/headers.X-Api-Key"),
        "{copy}"
    );
    assert_eq!(entry("shop/orders copy/client_secret").unwrap(), "hunter4");
    assert_eq!(entry("orders/client_secret").unwrap(), "hunter2-client");
    has_all(&window.request_of_terminal("shop/orders"));
    window.until(Command::DeleteConnection, |model| {
        let deleted = model.files.deleted.last();
        deleted.is_some_and(|deleted| deleted.bytes.is_some())
    });
    assert!(
        entry("shop/orders copy/client_secret").is_some(),
        "it can be had back"
    );
    let effects = crate::update::files::forget_deleted(&mut window.model);
    window.finish(effects);
    for name in [
        "client_secret",
        "list/headers.X-Api-Key",
        "list/query.subscription-key",
    ] {
        assert_eq!(entry(&format!("shop/orders copy/{name}")), None, "{name}");
        assert!(entry(&format!("orders/{name}")).is_some(), "{name}");
    }
    has_all(&window.request_of_terminal("shop/orders"));
}

#[test]
fn a_new_secret_never_takes_an_entry_that_something_else_names() {
    let test = "a_new_secret_never_takes_an_entry_that_something_else_names";
    if !in_home(Home::with_keychain, test) {
        return;
    }
    KeychainSecret::named("orders/client_secret")
        .write(&"theirs".into())
        .unwrap();
    let shared = "headers = { X-Api-Key = { keychain = \"shared-{{stage}}\" } }\n";
    let twice = format!(
        "{CLIENT}{LIST}{shared}{}{shared}",
        LIST.replace("list", "other")
    );
    let mut window = Window::of(&[
        ("environments.toml", "[dev]\nstage = \"dev\"\n"),
        ("orders.toml", &twice),
        (
            "one.toml",
            &format!("{CLIENT}{LIST}{}", shared.replace("shared", "own")),
        ),
    ]);
    KeychainSecret::named("shared-dev")
        .write(&"both".into())
        .unwrap();
    window.select("orders");
    window.edit(Field::ClientSecret, "mine");
    window.header("mine");
    window.write();
    assert_eq!(entry("orders/client_secret").unwrap(), "theirs");
    assert_eq!(entry("orders/client_secret-2").unwrap(), "mine");
    assert_eq!(entry("shared-dev").unwrap(), "both");
    assert_eq!(entry("orders/list/headers.X-Api-Key").unwrap(), "mine");
    // An entry that this row alone names is that of the environment in use.
    window.select("one");
    window.header("mine");
    window.write();
    assert_eq!(entry("own-dev").unwrap(), "mine");
    assert!(window.text("one.toml").contains("own-{{stage}}"));
}

fn stays_in_memory_and_is_said(test: &str, home: fn() -> Option<Home>) {
    if !in_home(home, test) {
        return;
    }
    let mut window = Window::with_typed_secrets();
    let text = window.text("orders.toml");
    assert!(!text.contains("hunter2"), "{text}");
    assert!(text.contains("X-Api-Key = { ask = true }"), "{text}");
    let note = secret_note(&window.model, Field::ClientSecret).unwrap();
    for note in [note.text, window.header_note()] {
        assert!(
            note.starts_with("Kept in memory only, since the system's keychain"),
            "{note}"
        );
    }
    assert_eq!(
        ends_with_program(&window.model).unwrap(),
        "In memory alone, until the program ends: tokens and the client secret."
    );
    has_all(&window.request());
    assert_eq!(window.client_secret(), "hunter2-client");
    // What is edited elsewhere meanwhile takes nothing away.
    let theirs = text.replace("sts.example", "theirs.example");
    fs::write(window.path("orders.toml"), theirs).unwrap();
    window.until(Event::Ticked, |model| {
        model.connection().issuer.contains("theirs")
    });
    has_all(&window.request());
    assert_eq!(window.client_secret(), "hunter2-client");
}

#[test]
fn without_a_keychain_a_secret_stays_in_memory_and_that_is_said() {
    let test = "without_a_keychain_a_secret_stays_in_memory_and_that_is_said";
    stays_in_memory_and_is_said(test, || Some(Home::bare()));
}

#[test]
fn with_a_keychain_that_was_never_opened_a_secret_stays_in_memory_and_that_is_said() {
    let test = "with_a_keychain_that_was_never_opened_a_secret_stays_in_memory_and_that_is_said";
    stays_in_memory_and_is_said(test, Home::with_new_keychain);
}

#[test]
fn with_a_locked_keychain_a_secret_stays_in_memory_and_that_is_said() {
    let test = "with_a_locked_keychain_a_secret_stays_in_memory_and_that_is_said";
    stays_in_memory_and_is_said(test, Home::with_locked_keychain);
}
