//! An import in the drawn window: read, shown, kept, and selected.

use std::path::Path;

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;

use super::window::Window;
use crate::importing::ImportCommand;
use crate::message::Command;
use crate::runner::tests::importing::FORMATS;

#[test]
fn an_import_is_shown_before_it_is_kept_and_its_first_connection_selected_after() {
    let folder = tempfile::tempdir().unwrap();
    let state = tempfile::tempdir().unwrap();
    let mut window = Window::open(folder.path(), state.path());
    window.press("Import");
    let text = "curl https://sts.example/connect/token -d 'grant_type=client_credentials&client_id=orders&client_secret=hunter2'";
    window.command(Command::Import(ImportCommand::EditText(text.into())));
    window.press("Read the text");
    window.until("what was read", |window| {
        window.shows("Read as a curl command")
    });
    for text in [
        "Understood",
        "What would be kept",
        "Secrets",
        "its value is here",
    ] {
        assert!(window.shows(text), "{text}");
    }
    let radio = "Name environment variables; no value is kept";
    window
        .harness
        .get_by_role_and_label(Role::RadioButton, radio);
    assert_eq!(files(folder.path()), 0);
    window.harness.get_by_label("Keep").scroll_to_me();
    window.harness.run_steps(3);
    window.press("Keep");
    window.until("the connection", |window| {
        let model = window.model();
        model.import.is_none() && !model.connection().is_playground()
    });
    assert_eq!(files(folder.path()), 1);
}

#[test]
fn each_format_is_understood_shown_and_kept_through_the_window() {
    for (name, text, format) in FORMATS {
        let folder = tempfile::tempdir().unwrap();
        let state = tempfile::tempdir().unwrap();
        let mut window = Window::open(folder.path(), state.path());
        window.press("Import");
        if name.ends_with(".sh") {
            window.paste_into("Text to import", text);
            window.press("Read the text");
        } else {
            let path = state.path().join(name);
            std::fs::write(&path, text).unwrap();
            window.type_into("File, or folder of Bruno", path.to_str().unwrap());
            window.press("Read the file");
        }
        window.until_shown(&format!("Read as {format}"));
        for part in ["Understood", "What would be kept"] {
            assert!(window.shows(part), "{name}: {part}");
        }
        assert!(!window.shows("hunter2"), "{name}");
        assert_eq!(files(folder.path()), 0, "{name}");
        window.scroll_and_press("Keep");
        window.until("the connection", |window| {
            let model = window.model();
            model.import.is_none() && !model.connection().is_playground()
        });
        assert!(files(folder.path()) > 0, "{name}");
    }
}

#[test]
fn an_environment_of_postman_is_shown_and_kept_as_variables_through_the_window() {
    let folder = tempfile::tempdir().unwrap();
    let state = tempfile::tempdir().unwrap();
    let path = state.path().join("Staging.postman_environment.json");
    let text = r#"{"name": "staging", "values": [{"key": "base", "value": "https://api.example", "enabled": true},
        {"key": "pwd", "value": "hunter2", "enabled": true}], "_postman_variable_scope": "environment"}"#;
    std::fs::write(&path, text).unwrap();
    let mut window = Window::open(folder.path(), state.path());
    window.press("Import");
    window.type_into("File, or folder of Bruno", path.to_str().unwrap());
    window.press("Read the file");
    window.until_shown("Read as a Postman environment");
    for part in [
        "Variables of staging: base",
        "The variable pwd of staging is a secret, and is left out.",
        "Environment staging.",
    ] {
        assert!(window.shows(part), "{part}");
    }
    assert!(!window.shows("hunter2"));
    assert_eq!(files(folder.path()), 0);
    window.scroll_and_press("Keep");
    window.until("the variables", |window| window.model().import.is_none());
    let kept = std::fs::read_to_string(folder.path().join("environments.toml")).unwrap();
    assert!(kept.contains("base = \"https://api.example\""), "{kept}");
    assert!(!kept.contains("hunter2"), "{kept}");
}

#[test]
fn both_dialects_of_http_files_come_whole_through_the_window() {
    for (name, first, shown, said) in [
        (
            "vscode.http",
            "vscode",
            &["Request list.", "Request POST /orders."][..],
            "The variable api_key of shared is a secret, and is left out.",
        ),
        (
            "jetbrains.http",
            "jetbrains",
            &["Request List."],
            "The script before the request is left out.",
        ),
    ] {
        let mut formats = FORMATS.iter();
        let (_, text, _) = formats.find(|(one, ..)| *one == name).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let state = tempfile::tempdir().unwrap();
        let path = state.path().join(name);
        std::fs::write(&path, text).unwrap();
        let mut window = Window::open(folder.path(), state.path());
        window.press("Import");
        window.type_into("File, or folder of Bruno", path.to_str().unwrap());
        window.press("Read the file");
        window.until_shown("Read as a file of HTTP requests");
        for text in shown.iter().chain([&said]) {
            assert!(window.shows(text), "{name}: {text}");
        }
        window.scroll_and_press("Keep");
        window.until("the connection", |window| {
            window.model().connection().name == first
        });
        let requests = &window.model().connection().requests;
        assert_eq!(requests.iter().len(), shown.len(), "{name}");
        let kept = std::fs::read_to_string(folder.path().join(format!("{first}.toml"))).unwrap();
        assert!(!kept.contains("hunter2"), "{name}: {kept}");
    }
}

#[test]
fn a_body_that_an_import_leaves_out_is_told_to_be_missing_and_nothing_is_sent_without_it() {
    let folder = tempfile::tempdir().unwrap();
    let state = tempfile::tempdir().unwrap();
    let mut window = Window::open(folder.path(), state.path());
    let missing = "Its body is missing";
    window.press("Import");
    let text = r#"curl https://api.example/login --json '{"user": "me", "password": "hunter2"}'"#;
    window.paste_into("Text to import", text);
    window.press("Read the text");
    window.until_shown("Request POST /login: the body is left out");
    window.scroll_and_press("Keep");
    window.until("the connection", |window| {
        let model = window.model();
        model.import.is_none() && !model.connection().is_playground()
    });
    window.command(Command::ShowTab(crate::tab::Tab::Call));
    window.until_shown(missing);
    window.press("Send request");
    window.until_shown("The body of this request is missing");
    assert!(window.model().exchanges.is_empty());
    window.close();
    let window = Window::open(folder.path(), state.path());
    assert!(window.shows(missing));
    window.close();
    // Whoever writes it into the file has mended it.
    let path = folder.path().join("api.example.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let mut window = Window::open(folder.path(), state.path());
    assert!(window.shows(missing));
    let body = r#"body.json = '{"user": "me"}'"#;
    std::fs::write(&path, text.replace("body_left_out = true", body)).unwrap();
    window.until("the body", |window| !window.shows(missing));
}

#[test]
fn a_wrong_import_names_its_line_and_keeps_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let state = tempfile::tempdir().unwrap();
    let mut window = Window::open(folder.path(), state.path());
    window.press("Import");
    window.paste_into(
        "Text to import",
        "{\n  \"info\": {\n    \"name\": oops\n  }\n}",
    );
    window.press("Read the text");
    window.until_shown("Line 3");
    window.press("Close the import");
    assert_eq!(files(folder.path()), 0);
}

/// How many files and folders there are.
fn files(folder: &Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}
