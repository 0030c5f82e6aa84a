//! What the next start finds: the state and the files of the one before, also where they are damaged.

use std::fs;
use std::path::Path;

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

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

/// A window with this command typed letter by letter into the address of the second request, its files written in between.
fn with_typed_command(folder: &Path, state: &Path, command: &str) -> Window {
    let mut window = at_second_request(folder, state);
    // The first letter takes the place of what was there: an empty address might be written before the next one comes.
    let (first, rest) = command.split_at(1);
    window.command(crate::message::Command::Edit(
        crate::connection::Field::ApiUrl,
        first.into(),
    ));
    for (at, letter) in rest.chars().enumerate() {
        window.type_into("Address of the API", &letter.to_string());
        // Where it is written while it is half typed, too.
        if at % 16 == 15 {
            until_written(&mut window);
        }
    }
    until_written(&mut window);
    window
}

fn until_written(window: &mut Window) {
    window.until("the file", |window| {
        let files = &window.model().files;
        let written = files.of.values().all(|file| file.saving.is_none());
        written && !crate::update::files::is_due(window.model())
    });
}

#[test]
fn a_token_that_is_not_to_be_sent_is_not_sent_after_a_restart_either() {
    let (folder, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut window = at_second_request(folder.path(), state.path());
    window.command(crate::message::Command::SetSendNoToken(true));
    window.close();
    let window = Window::open(folder.path(), state.path());
    assert!(window.model().connection().sends_no_token);
}

#[test]
fn what_an_earlier_version_kept_beside_the_file_goes_into_it_once() {
    let (folder, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    at_second_request(folder.path(), state.path()).close();
    let path = state.path().join("state.json");
    let mut json: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    json["folder"]["beside"]["shop"]["leaves_resource_out"] = true.into();
    json["folder"]["beside"]["shop"]["sends_no_token"] = true.into();
    json["folder"]["beside"]["shop"]["without_body"] = vec!["list", "order"].into();
    fs::write(&path, json.to_string()).unwrap();
    let mut window = Window::open(folder.path(), state.path());
    until_written(&mut window);
    let file = || fs::read_to_string(folder.path().join("shop.toml")).unwrap();
    assert!(file().contains("no_resource = true\n") && file().contains("no_token = true\n"));
    assert_eq!(file().matches("body_left_out = true").count(), 1);
    window.command(crate::message::Command::SetSendNoToken(false));
    window.press_as(Role::ListBoxOption, "GET list");
    assert!(window.shows("the import left it out"));
    window.press("The request is whole as it is");
    window.close();
    for gone in ["no_token", "body_left_out"] {
        assert!(!file().contains(gone), "{}", file());
    }
    let window = Window::open(folder.path(), state.path());
    let form = window.model().connection();
    assert!(form.leaves_resource_out && !form.sends_no_token);
    let missing = form.requests.iter().map(|one| one.missing_body().is_some());
    assert_eq!(
        missing.collect::<Vec<_>>(),
        [false, true],
        "a body that the file had before is no reason to take it for the one that was lost"
    );
}

#[test]
fn a_command_that_is_typed_is_in_no_file_and_becomes_the_request_by_enter() {
    let folder = tempfile::tempdir().unwrap();
    let state = tempfile::tempdir().unwrap();
    let command = "curl h.de?x=1 -H 'X-Api-Key: hunter2' -d a={{b}}";
    let mut window = with_typed_command(folder.path(), state.path(), command);
    let request = |window: &Window| window.model().connection().requests.chosen().clone();
    assert_eq!(request(&window).url, command);
    assert!(window.shows("Press Enter, and the curl command becomes the request"));
    let file = || fs::read_to_string(folder.path().join("shop.toml")).unwrap();
    assert_eq!(file(), SHOP, "the file has what it had");
    let has_secret = |folder: &Path| {
        let mut files = fs::read_dir(folder).unwrap();
        files.any(|one| {
            fs::read_to_string(one.unwrap().path())
                .unwrap()
                .contains("hunter2")
        })
    };
    assert!(!has_secret(state.path()));
    window.harness.key_press(egui::Key::Enter);
    window.harness.run_steps(3);
    assert_eq!(request(&window).url, "http://h.de?x=1");
    assert_eq!(request(&window).headers.rows[0].name, "X-Api-Key");
    assert_eq!(request(&window).method(), "POST");
    window.close();
    assert!(!has_secret(folder.path()) && !has_secret(state.path()));
    assert!(file().contains("http://h.de?x=1"), "{}", file());
}

#[test]
fn an_address_that_no_file_may_hold_is_told_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let state = tempfile::tempdir().unwrap();
    with_typed_command(folder.path(), state.path(), "curl h.de -u me:hunter2").close();
    let mut window = Window::open(folder.path(), state.path());
    assert!(window.shows("Complete it: what"));
    window.type_into("Address of the API", "0");
    assert!(!window.shows("Complete it: what"));
}

#[test]
fn a_body_with_a_secret_is_told_to_be_missing_after_a_restart_and_nothing_is_sent_without_it() {
    use crate::request::BodyKind::{Json, Text};

    for (kind, text) in [
        (Json, r#"{"password": "hunter2"}"#),
        (Json, r#"{"password": "hunter2""#),
        (Json, "{user: 'me', password: 'hunter2'"),
        (Text, r#"{"user": "me", "password": "hunter2"}"#),
        (Text, "<password>hunter2</password>"),
        (Text, "user=me&password=hunter2"),
    ] {
        told_to_be_missing(kind, text);
    }
}

#[test]
fn of_a_file_with_unwritten_edits_the_state_has_no_comment() {
    let (folder, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut window = at_second_request(folder.path(), state.path());
    let file = folder.path().join("shop.toml");
    let text = format!("# client_secret: hunter2\n{SHOP}");
    fs::write(&file, &text).unwrap();
    window.until("the comment", |window| {
        let mut files = window.model().files.of.values();
        files.any(|file| file.stored.as_ref().is_some_and(|file| file.text == text))
    });
    let mut body = window.model().connection().requests.chosen().body.clone();
    body.text = "{".into();
    let edit = crate::request_edit::RequestEdit::Body(body);
    window.command(crate::message::Command::EditRequest(edit));
    window.close();
    let saved = fs::read_to_string(state.path().join("state.json")).unwrap();
    assert!(
        saved.contains("made_on") && !saved.contains("hunter2"),
        "{saved}"
    );
    let window = Window::open(folder.path(), state.path());
    let request = window.model().connection().requests.chosen();
    assert_eq!(request.body.text.expose(), "{");
    assert!(!window.shows("The file was changed elsewhere"));
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
}

fn told_to_be_missing(kind: crate::request::BodyKind, text: &str) {
    let folder = tempfile::tempdir().unwrap();
    let state = tempfile::tempdir().unwrap();
    let mut window = at_second_request(folder.path(), state.path());
    window.press_as(Role::Tab, "Body (JSON)");
    let mut body = window.model().connection().requests.chosen().body.clone();
    body.kind = kind;
    body.text = text.into();
    let edit = crate::request_edit::RequestEdit::Body(body);
    window.command(crate::message::Command::EditRequest(edit));
    window.close();
    let missing = "Its body is missing: a secret may have stood in it";
    for _ in 0..2 {
        let window = Window::open(folder.path(), state.path());
        assert!(window.shows(missing));
        window.close();
    }
    let mut window = Window::open(folder.path(), state.path());
    window.press("Send request");
    window.until_shown("The body of this request is missing");
    window.press_as(Role::ListBoxOption, "GET list");
    assert!(!window.shows(missing), "the other request is whole");
    window.press_as(Role::ListBoxOption, "PUT order");
    window.press("The request is whole as it is");
    assert!(!window.shows(missing));
    window.close();
    let window = Window::open(folder.path(), state.path());
    assert!(!window.shows(missing));
    assert_eq!(
        fs::read_to_string(folder.path().join("shop.toml")).unwrap(),
        SHOP
    );
}

#[test]
fn a_request_says_which_variable_is_not_defined_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let state = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("environments.toml"), "[dev]\na = '1'\n").unwrap();
    let mut window = at_second_request(folder.path(), state.path());
    let said = "The variable tenant is not defined in dev.";
    assert!(!window.shows(said));
    window.type_into("Address of the API", "/{{a}}/{{tenant}}");
    assert!(window.shows(said));
    window.press_as(Role::ListBoxOption, "GET list");
    assert!(!window.shows(said));
}

#[test]
fn a_secret_that_is_shown_shows_no_other_one() {
    use crate::request::{RowForm, TableForm};
    let headers = |values: &[&str]| {
        let rows = values.iter().map(|value| RowForm::new("X-Api-Key", *value));
        let table = TableForm::from(rows.collect::<Vec<_>>());
        crate::message::Command::EditRequest(crate::request_edit::RequestEdit::Headers(table))
    };
    let (folder, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut window = at_second_request(folder.path(), state.path());
    window.command(headers(&["hunter2", "hunter3"]));
    window.press_as(Role::Tab, "Headers (2)");
    assert!(window.shows("The text shows the secrets too."));
    window.press("Show the value of header 1");
    let is_shown = |window: &Window| window.shows("Hide the value");
    assert!(is_shown(&window));
    // It stays while it is typed in.
    window.type_into("Value of header 1", "x");
    assert!(is_shown(&window));
    window.press("Remove header 1");
    assert!(window.shows("Show the value of header 1") && !is_shown(&window));
    window.press("Show the value of header 1");
    window.press_as(Role::ListBoxOption, "GET list");
    window.command(headers(&["hunter3"]));
    assert!(!is_shown(&window), "of another request");
    window.press_as(Role::ListBoxOption, "PUT order");
    assert!(is_shown(&window));
}

#[test]
fn secrets_among_the_parameters_are_dots_until_a_press_shows_them() {
    use crate::connection::Field;
    use crate::message::Command;
    let (folder, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut window = at_second_request(folder.path(), state.path());
    window.press_as(Role::Tab, Tab::Token.title());
    window.command(Command::SetGrant(crate::grant::GrantChoice::Extension));
    let shows = |window: &Window, text: &str| {
        let mut fields = window.harness.query_all_by_label("Further parameters");
        let value = fields.find_map(|field| field.accesskit_node().value());
        value.is_some_and(|value| value.contains(text))
    };
    let press = "Show the secrets";
    window.command(Command::Edit(
        Field::Parameters,
        "a=1\nclient_secret=".into(),
    ));
    assert!(!window.shows(press) && shows(&window, "client_secret="));
    window.command(Command::Edit(
        Field::Parameters,
        "a=1\nclient_secret=hunter2".into(),
    ));
    assert!(shows(&window, "a=1\nclient_secret=•••••••"));
    window.scroll_and_press(press);
    assert!(shows(&window, "hunter2"));
}
