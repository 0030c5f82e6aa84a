//! An import in the drawn window: read, shown, kept, and selected.

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;

use super::files::Window;
use crate::importing::ImportCommand;
use crate::message::Command;

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
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    window.harness.get_by_label("Keep").scroll_to_me();
    window.harness.run_steps(3);
    window.press("Keep");
    window.until("the connection", |window| {
        let model = window.harness.state().model();
        model.import.is_none() && !model.connection().is_playground()
    });
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}
