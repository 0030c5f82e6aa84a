//! A keychain that does not answer, as one does whose dialog waits for the person, and that answers later.

use std::io;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::mpsc::{Sender, channel};

use super::*;

/// Names the real bus to the process of its own.
const BUS: &str = "CLAIMSCOPE_TEST_BUS";
const GATE: &str = "CLAIMSCOPE_TEST_GATE";

/// Stands before the session bus, and lets nothing through until it is opened.
struct Gate {
    open: Sender<()>,
}

impl Gate {
    /// `None` where the process of its own does the work.
    fn of(test: &str) -> Option<Self> {
        if is_inside() {
            return Some(Self::listen());
        }
        let home = Home::with_keychain()?;
        let folder = tempfile::tempdir().unwrap();
        let gate = folder.path().join("gate");
        let mut command = again(module_path!(), test);
        for (name, value) in home.environment() {
            command.env(name, &value);
            if name == "DBUS_SESSION_BUS_ADDRESS" {
                command.env(BUS, value);
            }
        }
        command.env(
            "DBUS_SESSION_BUS_ADDRESS",
            format!("unix:path={}", gate.display()),
        );
        passes({
            command.env(GATE, gate);
            command
        });
        None
    }

    fn listen() -> Self {
        let listener = UnixListener::bind(std::env::var_os(GATE).unwrap()).unwrap();
        let address = std::env::var(BUS).unwrap();
        let path = address.split_once("path=").unwrap().1;
        let bus = PathBuf::from(path.split(',').next().unwrap());
        let (open, opened) = channel();
        std::thread::spawn(move || {
            let _ = opened.recv();
            for inner in listener.incoming() {
                let (inner, outer) = (inner.unwrap(), UnixStream::connect(&bus).unwrap());
                join(inner.try_clone().unwrap(), outer.try_clone().unwrap());
                join(outer, inner);
            }
        });
        Self { open }
    }
}

fn join(mut from: UnixStream, mut to: UnixStream) {
    std::thread::spawn(move || {
        let _ = io::copy(&mut from, &mut to);
        let _ = to.shutdown(std::net::Shutdown::Both);
    });
}

#[test]
fn a_keychain_that_waits_for_the_person_holds_nothing_else_up() {
    let test = "a_keychain_that_waits_for_the_person_holds_nothing_else_up";
    let Some(gate) = Gate::of(test) else {
        return;
    };
    let mut window = Window::of(&[("orders.toml", CLIENT), ("other.toml", CLIENT)]);
    window.select("orders");
    window.edit(Field::ClientSecret, "hunter2");
    window.edit(Field::ClientId, "edited");
    window.until(Event::Ticked, |_| true);
    // Another connection is written, and the folder is watched.
    window.select("other");
    window.edit(Field::ClientId, "second");
    let id = window.model.selected;
    window.until(Event::Ticked, |model| {
        model.files.of(id).is_some_and(|file| file.saving.is_none())
    });
    assert!(window.text("other.toml").contains("second"));
    assert!(
        !window.text("orders.toml").contains("edited"),
        "it waits a moment"
    );
    fs::write(window.path("new.toml"), CLIENT).unwrap();
    window.until(Event::Ticked, |model| {
        model.connections.iter().any(|form| form.name == "new")
    });
    // The file goes on without its secret, and that is said.
    window.select("orders");
    window.until(Event::Ticked, |model| model.files.keychain_waits);
    window.write();
    let text = window.text("orders.toml");
    assert!(
        text.contains("edited") && text.contains("ask = true"),
        "{text}"
    );
    let note = secret_note(&window.model, Field::ClientSecret).unwrap();
    assert!(note.text.contains("has not answered yet"), "{}", note.text);
    assert_eq!(window.client_secret(), "hunter2");
    // A second edit does not wait any more.
    window.edit(Field::Scope, "orders.read");
    window.write();
    assert!(window.text("orders.toml").contains("orders.read"));
    gate.open.send(()).unwrap();
    window.until(Event::Ticked, |model| {
        let place = model.connection().places.get("client_secret");
        matches!(
            place,
            Some(claimscope_client::workspace::SecretPlace::Keychain(_))
        )
    });
    window.write();
    assert!(!window.model.files.keychain_waits);
    let text = window.text("orders.toml");
    assert!(
        text.contains("keychain = \"orders/client_secret\""),
        "{text}"
    );
    assert_eq!(entry("orders/client_secret").unwrap(), "hunter2");
    let note = secret_note(&window.model, Field::ClientSecret).unwrap();
    assert_eq!(note.text, "Kept in the system's keychain.");
}

#[test]
fn what_is_deleted_while_the_keychain_waits_stays_deleted() {
    let test = "what_is_deleted_while_the_keychain_waits_stays_deleted";
    let Some(gate) = Gate::of(test) else {
        return;
    };
    let mut window = Window::of(&[("orders.toml", CLIENT)]);
    window.select("orders");
    window.edit(Field::ClientSecret, "hunter2");
    window.until(Event::Ticked, |_| true);
    window.until(Command::DeleteConnection, |model| {
        let deleted = model.files.deleted.last();
        deleted.is_some_and(|deleted| deleted.bytes.is_some())
    });
    assert!(names(window.folder.path()).is_empty());
    gate.open.send(()).unwrap();
    window.until(Event::Ticked, |model| !model.files.made.is_empty());
    assert!(names(window.folder.path()).is_empty());
    let effects = crate::update::files::forget_deleted(&mut window.model);
    window.finish(effects);
    let effects = crate::update::files::forget_left(&window.model);
    window.finish(effects);
    assert_eq!(entry("orders/client_secret"), None);
}
