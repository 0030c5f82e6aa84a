//! Environments that are edited on both sides, and a folder that is gone for a while.

use super::*;

/// What is typed in place of the environments.
fn typed(model: &Model) -> Option<String> {
    let edit = model.files.environments_edit.as_ref();
    edit.map(|edit| edit.text.clone())
}

impl Window {
    fn files(&mut self, command: FilesCommand, done: impl Fn(&Model) -> bool) {
        self.until(Command::Files(command), done);
    }
}

#[test]
fn environments_that_were_edited_on_both_sides_are_asked_about() {
    let text = |value: &str| format!("[dev]\na = \"{value}\"\n");
    let mut window = Window::of(&[("environments.toml", &text("old"))]);
    // Where nothing was typed yet, what the file says is shown.
    window.files(FilesCommand::EditEnvironments(text("old")), |_| true);
    fs::write(window.path("environments.toml"), text("new")).unwrap();
    window.until(Event::Ticked, |model| typed(model) == Some(text("new")));
    assert!(!window.model.files.environments_differ());
    window.files(FilesCommand::EditEnvironments(text("mine")), |_| true);
    fs::write(window.path("environments.toml"), text("theirs")).unwrap();
    window.files(FilesCommand::SaveEnvironments, |model| {
        model.files.refusal.is_some() && model.files.environments_differ()
    });
    assert_eq!(window.text("environments.toml"), text("theirs"));
    assert_eq!(typed(&window.model), Some(text("mine")));
    window.files(FilesCommand::KeepMyEnvironments, |model| {
        model.files.environments_edit.is_none()
    });
    assert_eq!(window.text("environments.toml"), text("mine"));
    // The other answer.
    window.files(FilesCommand::EditEnvironments(text("mine again")), |_| true);
    fs::write(window.path("environments.toml"), text("theirs")).unwrap();
    window.until(Event::Ticked, |model| model.files.environments_differ());
    window.files(FilesCommand::TakeTheirEnvironments, |_| true);
    assert_eq!(typed(&window.model), Some(text("theirs")));
    assert!(!window.model.files.environments_differ());
}

#[test]
fn a_folder_that_is_gone_is_not_made_anew_and_its_edits_wait_for_it() {
    let mut window = Window::of(&[("orders.toml", ORDERS)]);
    let (own, away) = (
        window.folder.path().to_owned(),
        tempfile::tempdir().unwrap(),
    );
    let away = away.path().join("away");
    window.select("orders");
    fs::rename(&own, &away).unwrap();
    window.edit(Field::ClientId, "other");
    window.until(Command::NewConnection, |_| true);
    window.edit(Field::ClientId, "new");
    window.write();
    window.until(Event::Ticked, |model| model.files.trouble.is_some());
    assert!(!own.exists(), "another disk gets nothing");
    let said = window.file("New connection").trouble.clone().unwrap();
    assert!(said.sentence.contains("not there any more"), "{said:?}");
    // Another folder can be opened meanwhile.
    let another = tempfile::tempdir().unwrap();
    let open = FilesCommand::OpenFolder(another.path().to_owned());
    window.files(open, |model| {
        model.files.folder.as_deref() == Some(another.path())
    });
    fs::rename(&away, &own).unwrap();
    let open = FilesCommand::OpenFolder(own.clone());
    window.files(open, |model| model.files.folder.as_ref() == Some(&own));
    window.write();
    assert!(window.text("orders.toml").contains("\"other\""));
    assert!(window.text("New connection.toml").contains("\"new\""));
}
