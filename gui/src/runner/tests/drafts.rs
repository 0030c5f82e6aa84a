//! Edits that are in no file yet, files that cannot be used, and folders of their own: nothing is lost and nothing goes astray.

use std::fs;

use super::folder::{ORDERS, Window, names};
use crate::connection::{ConnectionId, Field};
use crate::files::FilesCommand;
use crate::message::{Command, Event};
use crate::model::Model;
use crate::request::BodyKind;
use crate::request_edit::RequestEdit;
use crate::runner::convert::signed;
use crate::runner::now;
use crate::saved::Saved;

const WHOLE: &str = r#"# mine
claimscope = 1
issuer = "https://sts.example"
client_id = "orders"

[parameters]
audience = "https://orders.example"
api_key = { env = "KEY" }

[[request]]
name = "create"
method = "POST"
url = "https://api.example/orders?top=1"
headers = { Accept = "application/json", X-Api-Key = { env = "KEY" } }
# the smallest order
body = { json = '{"a": 1}' }

[[request]]
name = "wipe"
method = "DELETE"
url = "https://hooks.example/services/10240"
query = { all = "yes" }
"#;

fn is_said(model: &Model) -> bool {
    let files = &model.files;
    files.refusal.is_some() || files.of.values().any(|file| file.fault().is_some())
}

fn set_body(window: &mut Window, text: &str) {
    let mut body = window.model.connection().requests.chosen().body.clone();
    body.kind = BodyKind::Json;
    body.text = text.into();
    window.until(Command::EditRequest(RequestEdit::Body(body)), |_| true);
}

#[test]
fn edits_that_were_not_written_before_the_end_leave_all_else_of_the_file() {
    let mut window = Window::of(&[("orders.toml", WHOLE)]);
    window.select("orders");
    window.edit(Field::Scope, "orders.read");
    let mut window = window.restarted();
    assert_eq!(window.form("orders").scope, "orders.read");
    window.write();
    let added = window
        .text("orders.toml")
        .replace("scope = [\"orders.read\"]\n", "");
    assert_eq!(added, WHOLE);
    assert!(window.model.saved().connections.is_empty());
}

#[test]
fn a_secret_that_was_typed_into_a_draft_leaves_its_place_in_the_file() {
    let mut window = Window::of(&[("orders.toml", WHOLE)]);
    window.select("orders");
    let mut headers = window.form("orders").requests.chosen().headers.clone();
    headers.rows[1].place = None;
    headers.rows[1].value = "hunter2".into();
    window.until(Command::EditRequest(RequestEdit::Headers(headers)), |_| {
        true
    });
    let state = serde_json::to_string(&window.model.saved()).unwrap();
    assert!(!state.contains("hunter2"), "{state}");
    let mut window = window.restarted();
    window.write();
    assert_eq!(window.text("orders.toml"), WHOLE);
}

#[test]
fn json_that_is_not_finished_leaves_the_body_of_the_file_and_survives_a_restart() {
    let mut window = Window::of(&[("orders.toml", WHOLE)]);
    window.select("orders");
    set_body(&mut window, "{\"a\": 2");
    window.edit(Field::Scope, "orders.read");
    window.write();
    let text = window.text("orders.toml");
    assert!(
        text.contains("# the smallest order\nbody = { json = '{\"a\": 1}' }"),
        "{text}"
    );
    let mut window = window.restarted();
    let body = |window: &Window| {
        let body = &window.form("orders").requests.chosen().body;
        body.text.expose().to_owned()
    };
    assert_eq!(body(&window), "{\"a\": 2");
    window.write();
    // Something else that is changed in the file takes nothing from it.
    let text = window
        .text("orders.toml")
        .replace("https://sts", "https://login");
    fs::write(window.path("orders.toml"), text).unwrap();
    window.until(Event::Ticked, |model| {
        model.connections[1].issuer.contains("login")
    });
    assert_eq!(body(&window), "{\"a\": 2");
    set_body(&mut window, "{\"a\": 2}");
    window.write();
    assert!(window.text("orders.toml").contains("json = '{\"a\": 2}'"));
    assert!(window.model.saved().connections.is_empty());
}

#[test]
fn a_file_whose_body_has_a_secret_is_refused_and_left_as_it_is() {
    let secret = WHOLE.replace(r#"{"a": 1}"#, r#"{"password": "hunter2"}"#);
    let mut window = Window::of(&[("orders.toml", &secret)]);
    window.select("orders");
    let saved = serde_json::to_string(&window.model.saved().connections).unwrap();
    assert!(!saved.contains("hunter2"), "{saved}");
    let mut window = window.restarted();
    window.write();
    assert_eq!(window.text("orders.toml"), secret);
}

#[test]
fn what_is_in_memory_alone_stays_when_its_file_is_changed_elsewhere() {
    let mut window = Window::of(&[("orders.toml", WHOLE)]);
    window.select("orders");
    set_body(&mut window, "{\"password\": \"hunter2\"}");
    window.write();
    let text = window.text("orders.toml").replace("POST", "PUT");
    assert!(!text.contains("hunter2"));
    fs::write(window.path("orders.toml"), &text).unwrap();
    window.until(Event::Ticked, |model| {
        model.connection().requests.chosen().method == "PUT"
    });
    let request = window.model.connection().requests.chosen();
    assert!(request.body.text.expose().contains("hunter2"));
    assert!(!request.is_body_missing, "nothing was lost over a restart");
    window.write();
    assert_eq!(window.text("orders.toml"), text);
}

#[test]
fn what_is_in_memory_alone_stays_where_the_file_that_is_taken_has_no_body() {
    let bare = WHOLE.replace("body = { json = '{\"a\": 1}' }\n", "");
    assert_ne!(bare, WHOLE);
    let mut window = Window::of(&[("orders.toml", &bare)]);
    window.select("orders");
    set_body(&mut window, "{\"password\": \"hunter2\"}");
    window.write();
    let theirs = bare.replace("https://sts.example", "https://theirs.example");
    fs::write(window.path("orders.toml"), &theirs).unwrap();
    window.edit(Field::Issuer, "https://mine.example");
    let is_asked = |model: &Model| {
        let file = model.files.of(model.selected);
        file.is_some_and(|file| file.theirs.is_some())
    };
    window.until(Event::Ticked, is_asked);
    let take = Command::Files(FilesCommand::TakeTheirs);
    window.until(take, |model| {
        model.connection().issuer == "https://theirs.example"
    });
    let request = window.model.connection().requests.chosen();
    assert!(request.body.text.expose().contains("hunter2"));
}

#[test]
fn a_secret_that_was_typed_for_a_row_stays_when_its_file_is_changed_elsewhere() {
    let asking = WHOLE.replace(
        "X-Api-Key = { env = \"KEY\" }",
        "X-Api-Key = { ask = true }",
    );
    let mut window = Window::of(&[("orders.toml", &asking)]);
    window.select("orders");
    let mut headers = window.model.connection().requests.chosen().headers.clone();
    headers.rows[1].value = "hunter2".into();
    window.until(Command::EditRequest(RequestEdit::Headers(headers)), |_| {
        true
    });
    window.write();
    fs::write(window.path("orders.toml"), asking.replace("POST", "PUT")).unwrap();
    window.until(Event::Ticked, |model| {
        model.connection().requests.chosen().method == "PUT"
    });
    let request = window.model.connection().requests.chosen();
    assert_eq!(request.headers.rows[1].value.expose(), "hunter2");
    window.write();
    assert_eq!(window.text("orders.toml"), asking.replace("POST", "PUT"));
}

#[test]
fn a_method_that_no_file_may_have_leaves_the_one_it_has() {
    let mut window = Window::of(&[("orders.toml", WHOLE)]);
    window.select("orders");
    window.edit(Field::Method, "PO ST");
    window.write();
    assert_eq!(window.text("orders.toml"), WHOLE);
    assert_eq!(
        window.restarted().form("orders").requests.chosen().method,
        "PO ST"
    );
}

#[test]
fn a_moments_fault_in_a_file_costs_neither_fields_nor_token() {
    let mut window = Window::of(&[("orders.toml", WHOLE)]);
    window.select("orders");
    let id = window.model.selected;
    let wipe = window.model.connection().requests.iter().last().unwrap().id;
    window.until(Command::ChooseRequest(wipe), |_| true);
    window.edit(Field::ClientSecret, "hunter2");
    window.write();
    let sound = window.text("orders.toml");
    window.model.workspace_mut(id).current_token = Some(signed("token".into(), now()));
    fs::write(window.path("orders.toml"), sound.replacen('"', "", 1)).unwrap();
    window.until(Event::Ticked, is_said);
    let before = window.model.connection().clone();
    assert_eq!(
        (before.client_id.as_str(), before.requests.iter().len()),
        ("orders", 2)
    );
    fs::write(window.path("orders.toml"), &sound).unwrap();
    window.until(Event::Ticked, |model| !is_said(model));
    assert_eq!(*window.model.connection(), before);
    assert_eq!(window.model.connection().requests.chosen().id, wipe);
    assert_eq!(window.model.connection().client_secret.expose(), "hunter2");
    assert!(window.model.workspace_mut(id).current_token.is_some());
}

#[test]
fn a_draft_is_written_into_its_own_folder_alone() {
    let mut window = Window::of(&[("orders.toml", ORDERS)]);
    window.until(Command::NewConnection, |_| true);
    window.write();
    window.edit(Field::Name, "private");
    window.select("orders");
    window.edit(Field::Scope, "mine");
    window.until(Command::SetRenews(true), |_| true);
    let saved: Saved =
        serde_json::from_str(&serde_json::to_string(&window.model.saved()).unwrap()).unwrap();
    let own = window.folder;
    // The same program on another folder, in which the same name means something else.
    let other = tempfile::tempdir().unwrap();
    fs::write(other.path().join("orders.toml"), ORDERS).unwrap();
    let mut elsewhere = Window::open(other, saved);
    elsewhere.write();
    assert_eq!(names(elsewhere.folder.path()), ["orders.toml"]);
    assert_eq!(elsewhere.text("orders.toml"), ORDERS);
    assert!(!elsewhere.form("orders").renews);
    // And back, in the same run.
    let open = FilesCommand::OpenFolder(own.path().to_owned());
    elsewhere.until(Command::Files(open), |model| {
        model.files.folder.as_deref() == Some(own.path())
    });
    elsewhere.write();
    assert_eq!(names(own.path()), ["orders.toml", "private.toml"]);
    assert!(
        fs::read_to_string(own.path().join("orders.toml"))
            .unwrap()
            .contains("mine")
    );
    assert!(elsewhere.form("orders").renews);
}

#[test]
fn a_deletion_is_undone_beside_a_file_that_took_its_name() {
    let mut window = Window::of(&[("w.toml", WHOLE)]);
    window.select("w");
    window.until(Command::DeleteConnection, |model| {
        model
            .files
            .deleted
            .last()
            .is_some_and(|deleted| deleted.bytes.is_some())
    });
    fs::write(window.path("W.toml"), ORDERS).unwrap();
    window.until(Event::Ticked, |model| {
        model.connections.iter().any(|form| form.name == "W")
    });
    window.until(Command::Files(FilesCommand::UndoDelete), |model| {
        model.files.deleted.is_empty()
    });
    window.write();
    assert_eq!(names(window.folder.path()), ["W.toml", "w 2.toml"]);
    assert_eq!(window.text("w 2.toml"), WHOLE);
    assert_eq!(window.form("w 2").id, window.model.selected);
}

#[test]
fn a_deletion_that_cannot_be_undone_on_disk_loses_no_connection_and_says_why() {
    let mut window = Window::of(&[("sub/w.toml", WHOLE)]);
    window.select("sub/w");
    window.until(Command::DeleteConnection, |model| {
        model
            .files
            .deleted
            .last()
            .is_some_and(|deleted| deleted.bytes.is_some())
    });
    // A file where the folder was, so that nothing can be written into it.
    fs::remove_dir(window.path("sub")).unwrap();
    fs::write(window.path("sub"), "").unwrap();
    window.until(Command::Files(FilesCommand::UndoDelete), |model| {
        model.files.refusal.is_some()
    });
    assert_eq!(window.form("sub/w").requests.iter().len(), 2);
    assert!(
        window.model.saved().connections.len() == 1,
        "it is kept for the next start"
    );
    window.until(Event::Ticked, |model| {
        model.files.of.values().all(|file| file.saving.is_none())
    });
    assert!(
        window.model.files.refusal.is_some(),
        "a folder that is read anew does not take it away"
    );
    fs::remove_file(window.path("sub")).unwrap();
    window.edit(Field::Scope, "a");
    window.write();
    assert!(window.text("sub/w.toml").contains("[[request]]"));
}

#[test]
fn a_rename_whose_text_cannot_be_written_leaves_one_connection() {
    let mut window = Window::of(&[("orders.toml", ORDERS)]);
    window.select("orders");
    fs::write(window.path("sub"), "").unwrap();
    window.edit(Field::Name, "sub/orders");
    window.edit(Field::Scope, "a");
    window.write();
    assert!(window.file("sub/orders").trouble.is_some());
    assert_eq!(window.model.connections.len(), 2);
    window.edit(Field::Name, "renamed");
    window.write();
    assert_eq!(names(window.folder.path()), ["renamed.toml", "sub"]);
    assert_eq!(window.model.connections.len(), 2);
    assert!(window.file("renamed").theirs.is_none());
}

#[test]
fn another_folder_is_opened_once_everything_is_written_and_not_where_that_fails() {
    let mut window = Window::of(&[("orders.toml", ORDERS)]);
    let own = window.folder.path().to_owned();
    let other = tempfile::tempdir().unwrap();
    window.select("orders");
    fs::write(window.path("sub"), "").unwrap();
    window.edit(Field::Name, "sub/orders");
    let open = FilesCommand::OpenFolder(other.path().to_owned());
    window.until(Command::Files(open.clone()), |model| {
        model.files.refusal.is_some()
    });
    assert_eq!(window.model.files.folder.as_deref(), Some(own.as_path()));
    assert_eq!(window.form("sub/orders").client_id, "orders");
    window.edit(Field::Name, "orders");
    window.edit(Field::Scope, "mine");
    window.until(Command::Files(open), |model| {
        model.files.folder.as_deref() == Some(other.path())
    });
    assert!(
        fs::read_to_string(own.join("orders.toml"))
            .unwrap()
            .contains("mine")
    );
    assert_eq!(window.model.connections.len(), 1);
    assert_eq!(window.model.selected, ConnectionId::PLAYGROUND);
}
