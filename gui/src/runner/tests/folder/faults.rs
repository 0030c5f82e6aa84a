//! What a folder cannot do: a sentence each, and nothing is lost.

use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::process::Command as Program;

use super::super::elsewhere::{again, again_with_limits, is_inside, passes};
use super::*;
use crate::store::StateFile;

/// A user who owns nothing.
const NOBODY: u32 = 65_534;

fn set_mode(window: &Window, mode: u32) {
    fs::set_permissions(window.folder.path(), fs::Permissions::from_mode(mode)).unwrap();
}

fn has_lost_nothing(mut window: Window) {
    assert_eq!(window.text("orders.toml"), ORDERS);
    assert_eq!(window.model.saved().connections[0].client_id, "other");
    window.edit(Field::ClientId, "third");
    window.write();
    assert!(window.text("orders.toml").contains("third"));
    assert!(window.file("orders").trouble.is_none());
}

#[test]
fn a_folder_that_cannot_be_written_is_said_and_loses_nothing() {
    let mut window = Window::of(&[("orders.toml", ORDERS)]);
    window.select("orders");
    set_mode(&window, 0o555);
    if fs::write(window.path("probe"), "").is_ok() {
        // The superuser writes into any folder: somebody else tries it.
        assert!(!is_inside(), "a folder without rights can be written");
        let mut other = again(
            module_path!(),
            "a_folder_that_cannot_be_written_is_said_and_loses_nothing",
        );
        other.uid(NOBODY).gid(NOBODY);
        return passes(other);
    }
    window.edit(Field::ClientId, "other");
    window.write();
    let trouble = window.file("orders").trouble.clone().unwrap();
    assert!(
        trouble.sentence.contains("cannot be written"),
        "{trouble:?}"
    );
    set_mode(&window, 0o755);
    has_lost_nothing(window);
}

/// How many bytes this process may write into a file; the hard limit stays.
fn limit_files(bytes: &str) {
    let limit = format!("--fsize={bytes}:unlimited");
    let pid = std::process::id().to_string();
    let done = Program::new("prlimit")
        .args(["--pid", &pid, &limit])
        .status();
    assert!(done.unwrap().success());
}

#[test]
fn a_disk_without_room_is_said_and_loses_nothing() {
    if !is_inside() {
        let test = "a_disk_without_room_is_said_and_loses_nothing";
        return passes(again_with_limits(module_path!(), test));
    }
    let mut window = Window::of(&[("orders.toml", ORDERS)]);
    let state = tempfile::tempdir().unwrap();
    let mut store = StateFile::new(state.path());
    store.write(&window.model.saved()).unwrap();
    window.select("orders");
    limit_files("0");
    window.edit(Field::ClientId, "other");
    window.write();
    let trouble = window.file("orders").trouble.clone().unwrap();
    let refused = store.write(&window.model.saved());
    limit_files("unlimited");
    assert!(
        trouble.sentence.contains("cannot be written"),
        "{trouble:?}"
    );
    assert!(
        trouble.advice.as_ref().unwrap().contains("space"),
        "{trouble:?}"
    );
    assert!(refused.is_err());
    let saved = store.read().saved.unwrap();
    assert!(saved.connections.is_empty(), "the state before is whole");
    assert_eq!(
        names(window.folder.path()),
        ["orders.toml"],
        "nothing half written stays"
    );
    has_lost_nothing(window);
}

#[test]
fn a_folder_of_a_name_that_is_a_file_is_said_and_loses_nothing() {
    let mut window = Window::of(&[("orders.toml", ORDERS), ("shop", "a file")]);
    window.select("orders");
    window.edit(Field::Name, "shop/orders");
    window.write();
    let trouble = window.file("shop/orders").trouble.clone().unwrap();
    assert!(trouble.sentence.contains("shop"), "{trouble:?}");
    assert_eq!(window.text("orders.toml"), ORDERS);
    assert_eq!(window.text("shop"), "a file");
    window.edit(Field::Name, "orders 2");
    window.write();
    assert_eq!(names(window.folder.path()), ["orders 2.toml", "shop"]);
    assert_eq!(window.text("orders 2.toml"), ORDERS);
}
