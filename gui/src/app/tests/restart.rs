//! What the next start finds: the state and the files of the one before, also where they are damaged.

use std::fs;
use std::path::Path;

use egui::accesskit::Role;

use super::window::Window;
use crate::store::StateFile;
use crate::tab::Tab;
use crate::theme_choice::ThemeChoice;

const SHOP: &str = r#"claimscope = 1
issuer = "https://sts.example"
client_id = "shop"

[[request]]
name = "list"
url = "https://api.example/orders?top=10"

[[request]]
name = "order"
method = "PUT"
url = "https://api.example/orders/7"
headers = { Accept = "application/json" }

[request.body]
json = '{"pieces": 3}'
"#;

/// A window on this folder, at the second request of its connection.
fn at_second_request(folder: &Path, state: &Path) -> Window {
    fs::write(folder.join("shop.toml"), SHOP).unwrap();
    let mut window = Window::open(folder, state);
    window.press_as(Role::ListBoxOption, "shop");
    window.press_as(Role::Tab, Tab::Call.title());
    window.press_as(Role::ListBoxOption, "PUT order");
    window
}

#[test]
fn a_restart_comes_back_to_the_request_its_tab_and_its_edits() {
    let folder = tempfile::tempdir().unwrap();
    let state = tempfile::tempdir().unwrap();
    let mut window = at_second_request(folder.path(), state.path());
    window.command(crate::message::Command::SetTheme(ThemeChoice::Dark));
    window.type_into("Address of the API", "?express=yes");
    window.close();
    let window = Window::open(folder.path(), state.path());
    let model = window.model();
    assert_eq!(model.connection().name, "shop");
    let request = model.connection().requests.chosen();
    assert_eq!(request.name, "order");
    assert_eq!(request.url, "https://api.example/orders/7?express=yes");
    assert_eq!(request.headers.rows.len(), 1);
    assert_eq!(request.body.text.expose(), r#"{"pieces": 3}"#);
    assert_eq!((model.tab, model.theme), (Tab::Call, ThemeChoice::Dark));
    assert!(window.shows("PUT order"));
}

/// The state that a window left, damaged so, and the window that starts with it.
fn damaged(damage: impl Fn(&str) -> String) -> (Window, String, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let state = tempfile::tempdir().unwrap();
    at_second_request(folder.path(), state.path()).close();
    let file = state.path().join("state.json");
    let text = damage(&fs::read_to_string(&file).unwrap());
    fs::write(&file, &text).unwrap();
    let window = Window::open(folder.path(), state.path());
    (window, text, state)
}

#[test]
fn a_state_that_was_cut_off_is_kept_aside_and_said_and_the_connections_are_there() {
    let (mut window, text, state) = damaged(|text| text[..text.len() / 2].to_owned());
    assert!(window.shows("Some of what was saved last time could not be read."));
    assert!(window.shows("state.damaged-1.json"));
    let aside = fs::read_to_string(state.path().join("state.damaged-1.json")).unwrap();
    assert_eq!(aside, text);
    window.press_as(Role::ListBoxOption, "shop");
    assert_eq!(window.model().connection().client_id, "shop");
    window.press("Dismiss");
    window.until("the new state", |_| {
        let restored = StateFile::new(state.path()).read();
        restored.trouble.is_none() && restored.saved.is_some()
    });
}

#[test]
fn what_a_newer_version_added_to_the_state_is_kept_aside_and_the_rest_is_read() {
    let (window, text, state) = damaged(|text| {
        let text = text.replacen("\"dark\"", "\"sepia\"", 1);
        text.replacen('{', "{\n  \"a_member_of_tomorrow\": [1, 2],", 1)
    });
    let aside = fs::read_to_string(state.path().join("state.damaged-1.json")).unwrap();
    assert_eq!(aside, text);
    assert!(window.shows("state.damaged-1.json"));
    assert_eq!(window.model().connection().name, "shop");
    assert_eq!(window.model().tab, Tab::Call);
}
