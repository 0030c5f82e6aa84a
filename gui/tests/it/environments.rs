//! The environments while they are edited: nothing that is typed is lost, and the keys stay where they are.

use claimscope_gui::effect::Work;
use claimscope_gui::files::{FilesCommand, FolderWork};
use claimscope_gui::importing::ImportCommand;
use claimscope_gui::message::Command;
use claimscope_gui::saved::Saved;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::files_shown::{Harness, at_file, folder_with, issued_by};
use crate::shown::{command, press, shows, type_into, window, window_with_saved};
use crate::support::Script;

const TEXT: &str = "[dev]\nissuer = \"http://localhost:5001\"\nscope = \"read\"\n";

/// A window at a folder with these environments, which are shown.
fn editing(text: &str) -> (Harness, Script) {
    let (mut harness, script) = window();
    script.tell(folder_with(issued_by("https://sts.example"), text));
    harness.run();
    let show = Command::Files(FilesCommand::ShowEnvironments);
    command(&mut harness, show);
    (harness, script)
}

/// What is typed in place of the environments.
fn edited(harness: &Harness) -> Option<String> {
    let edit = harness.state().model().files.environments_edit.as_ref();
    edit.map(|edit| edit.text.clone())
}

fn saved(harness: &Harness) -> Saved {
    let json = serde_json::to_string(&harness.state().model().saved()).unwrap();
    serde_json::from_str(&json).unwrap()
}

fn key(harness: &mut Harness, key: Key) {
    harness.key_press(key);
    harness.run();
}

fn type_on(harness: &mut Harness, text: &str) {
    harness.event(Event::Text(text.to_owned()));
    harness.run();
}

#[test]
fn what_was_typed_is_a_draft_once_the_environments_are_closed() {
    let (mut harness, script) = editing(TEXT);
    press(&mut harness, "Close environments");
    assert_eq!(edited(&harness), None, "nothing was typed");
    press(&mut harness, "Edit environments");
    type_into(&mut harness, "issuer in dev", "/x");
    type_into(&mut harness, "Name of scope", "s");
    type_into(&mut harness, "Name of a new environment", "li");
    press(&mut harness, "Close environments");
    assert!(shows(&harness, "kept as a draft"));
    assert!(!shows(&harness, "issuer in dev"));
    assert!(shows(&harness, "with edits that are not saved"));
    // Whatever is read meanwhile.
    script.tell(folder_with(issued_by("https://other.example"), TEXT));
    harness.run();
    press(&mut harness, "Edit environments");
    let expected = TEXT.replace("5001", "5001/x").replace("scope", "scopes") + "\n[li]\n";
    assert_eq!(edited(&harness), Some(expected.clone()));
    press(&mut harness, "Save environments");
    assert_eq!(saved_environments(&script), Some(expected.clone()));
    // Typed while it is being written.
    type_into(&mut harness, "issuer in dev", "y");
    script.tell(folder_with(issued_by("https://sts.example"), &expected));
    harness.run();
    assert_eq!(edited(&harness), Some(expected.replace("/x", "/xy")));
    assert!(!shows(&harness, "was changed elsewhere"));
    press(&mut harness, "Discard edits");
    assert_eq!(edited(&harness), None);
}

#[test]
fn the_keys_go_to_the_first_value_of_an_environment_that_is_added() {
    let shared = "[shared]\nbase = \"http://localhost:6001\"\n";
    let (mut harness, _) = editing(shared);
    type_into(&mut harness, "Name of a new environment", "staging");
    key(&mut harness, Key::Enter);
    type_on(&mut harness, "x");
    let text = edited(&harness).unwrap();
    assert!(text.contains("[staging]\nbase = \"x\""), "{text}");
}

#[test]
fn what_was_typed_is_there_again_after_a_restart() {
    let (mut harness, _) = editing(TEXT);
    type_into(&mut harness, "issuer in dev", "/x");
    type_into(&mut harness, "Name of scope", "s");
    let mut again = window_with_saved(saved(&harness));
    assert_eq!(edited(&again), Some(TEXT.replace("5001", "5001/x")));
    assert!(shows(&again, "Name of scope"));
    press(&mut again, "Close environments");
    let again = window_with_saved(saved(&again));
    assert_eq!(edited(&again), Some(TEXT.replace("5001", "5001/x")));
    assert!(!shows(&again, "Name of scope"));
    // As text too, and as one that is no table.
    let (mut harness, _) = editing(TEXT);
    press(&mut harness, "Edit as text");
    type_into(&mut harness, "environments.toml", "[live");
    let again = window_with_saved(saved(&harness));
    assert_eq!(edited(&again), Some(format!("{TEXT}[live")));
}

#[test]
fn what_was_given_to_an_import_is_there_when_it_is_opened_again() {
    let (mut harness, _) = editing(TEXT);
    press(&mut harness, "Close environments");
    command(&mut harness, Command::Import(ImportCommand::Open));
    let text = ImportCommand::EditText("curl https://api.example".into());
    command(&mut harness, Command::Import(text));
    press(&mut harness, "Edit environments");
    assert!(shows(&harness, "issuer in dev"));
    press(&mut harness, "Import");
    let given = |harness: &Harness| {
        let import = harness.state().model().import.as_ref().unwrap();
        import.text.expose().to_owned()
    };
    assert_eq!(given(&harness), "curl https://api.example");
    press(&mut harness, "Close the import");
    press(&mut harness, "Import");
    assert_eq!(given(&harness), "");
}

#[test]
fn environments_in_which_nothing_is_typed_stay_open_whatever_is_read() {
    let (mut harness, script) = editing(TEXT);
    script.tell(folder_with(issued_by("https://other.example"), TEXT));
    harness.run();
    assert!(shows(&harness, "issuer in dev"));
    let (mut harness, script) = editing(TEXT);
    type_into(&mut harness, "Name of scope", "s");
    script.tell(folder_with(issued_by("https://other.example"), TEXT));
    harness.run();
    key(&mut harness, Key::Enter);
    assert!(shows(&harness, "Name of scopes"));
}

#[test]
fn the_keys_go_on_to_the_next_field_from_a_name_that_is_typed() {
    let (mut harness, _) = editing(TEXT);
    type_into(&mut harness, "Name of issuer", "_2");
    key(&mut harness, Key::Tab);
    assert!(harness.get_by_label("issuer_2 in dev").is_focused());
    type_on(&mut harness, "/x");
    let expected = TEXT.replace("issuer", "issuer_2").replace("5001", "5001/x");
    assert_eq!(edited(&harness), Some(expected));
    // And back.
    harness.key_press_modifiers(Modifiers::SHIFT, Key::Tab);
    harness.run();
    assert!(harness.get_by_label("Name of issuer_2").is_focused());
    type_on(&mut harness, "b");
    harness.key_press_modifiers(Modifiers::SHIFT, Key::Tab);
    harness.run();
    assert!(shows(&harness, "Name of issuer_2b"));
    type_into(&mut harness, "Name of scope", "s");
    key(&mut harness, Key::Tab);
    assert!(harness.get_by_label("scopes in dev").is_focused());
}

#[test]
fn a_row_that_is_added_takes_the_keys_and_one_that_is_removed_gives_them_on() {
    let (mut harness, _) = editing(TEXT);
    press(&mut harness, "Add a variable");
    assert!(harness.get_by_label("Name of variable").is_focused());
    let remove = |harness: &mut Harness, name: &str| {
        harness.get_by_label(&format!("Remove {name}")).focus();
        harness.run();
        key(harness, Key::Enter);
    };
    remove(&mut harness, "issuer");
    assert!(harness.get_by_label("Name of scope").is_focused());
    remove(&mut harness, "variable");
    assert!(harness.get_by_label("Name of scope").is_focused());
    assert_eq!(edited(&harness).unwrap(), "[dev]\nscope = \"read\"\n");
}

#[test]
fn a_row_stays_where_it_is_while_a_value_is_typed_in_it() {
    let text = "[dev]\na = \"1\"\n[live]\nc = \"3\"\nb = \"2\"\n";
    let (mut harness, _) = editing(text);
    let top = |harness: &Harness| harness.get_by_label("Name of b").rect().top();
    let before = top(&harness);
    type_into(&mut harness, "b in dev", "4");
    assert_eq!(top(&harness), before);
    type_on(&mut harness, "5");
    assert!(edited(&harness).unwrap().contains("b = \"45\""));
}

#[test]
fn the_buttons_of_the_environments_stay_in_sight() {
    let (mut harness, _) = at_file(issued_by("https://sts.example"));
    harness.set_size(egui::vec2(800.0, 600.0));
    let text = "[dev]\na = \"1\"\n".repeat(60);
    command(
        &mut harness,
        Command::Files(FilesCommand::EditEnvironments(text)),
    );
    let save = harness.get_by_role_and_label(Role::Button, "Save environments");
    assert!(save.rect().bottom() < 400.0, "{:?}", save.rect());
}

#[test]
fn environments_are_a_table_whose_cells_edit_the_text() {
    let (mut harness, script) = at_file(issued_by("https://sts.example"));
    let text = "# ours\n[dev]\nissuer = \"http://localhost:5001\"\n";
    let begin = FilesCommand::EditEnvironments(text.to_owned());
    command(&mut harness, Command::Files(begin));
    type_into(&mut harness, "issuer in dev", "/x");
    assert_eq!(edited(&harness), Some(text.replace("5001", "5001/x")));
    type_into(&mut harness, "Name of a new environment", "live");
    harness.key_press(Key::Enter);
    harness.run();
    type_into(&mut harness, "issuer in live", "https://login.example");
    press(&mut harness, "Add a variable");
    type_into(&mut harness, "Name of variable", "-2");
    harness.key_press(Key::Enter);
    harness.run();
    let all = edited(&harness).unwrap();
    assert!(all.starts_with("# ours\n[dev]\n"), "{all}");
    assert!(
        all.contains("[live]\nissuer = \"https://login.example\""),
        "{all}"
    );
    assert_eq!(all.matches("variable-2 = \"\"").count(), 1, "{all}");
    press(&mut harness, "Edit as text");
    assert!(!shows(&harness, "issuer in live"));
    press(&mut harness, "Save environments");
    let saved = script.work().into_iter().find_map(|work| match work {
        Work::Folder(FolderWork::SaveEnvironments(text, _)) => Some(text),
        _ => None,
    });
    assert_eq!(saved, Some(all));
}

/// The text of the environments that was saved last.
fn saved_environments(script: &Script) -> Option<String> {
    script.work().into_iter().rev().find_map(|work| match work {
        Work::Folder(FolderWork::SaveEnvironments(text, _)) => Some(text),
        _ => None,
    })
}

#[test]
fn a_name_that_is_typed_counts_before_any_button_of_the_environments() {
    let text = "[dev]\nissuer = \"http://localhost:5001\"\n";
    let (mut harness, script) = at_file(issued_by("https://sts.example"));
    let begin = FilesCommand::EditEnvironments(text.to_owned());
    command(&mut harness, Command::Files(begin));
    type_into(&mut harness, "Name of issuer", "_2");
    press(&mut harness, "Add a variable");
    assert!(shows(&harness, "Name of issuer_2"));
    type_into(&mut harness, "Name of variable", "-of-mine");
    type_into(&mut harness, "Name of a new environment", "live");
    press(&mut harness, "Save environments");
    let expected = text.replace("issuer", "issuer_2") + "variable-of-mine = \"\"\n\n[live]\n";
    assert_eq!(saved_environments(&script), Some(expected));
}

#[test]
fn what_cannot_be_a_name_stays_typed_and_is_said_beside_the_field() {
    let (mut harness, script) = at_file(issued_by("https://sts.example"));
    let begin = FilesCommand::EditEnvironments("[dev]\nmine = \"1\"\n".to_owned());
    command(&mut harness, Command::Files(begin));
    type_into(&mut harness, "Name of mine", " var");
    harness.key_press(Key::Enter);
    harness.run();
    let says =
        "“mine var”: a name is of letters, digits, `_`, `-` and `.`, with a letter or `_` first.";
    assert!(shows(&harness, says));
    for button in ["Edit as text", "Save environments"] {
        press(&mut harness, button);
        assert!(shows(&harness, says), "{button}");
    }
    assert!(shows(&harness, "The environments were not saved."));
    assert_eq!(saved_environments(&script), None);
}

#[test]
fn secrets_in_the_text_are_dots_until_a_press_shows_them_and_no_edit_is_lost() {
    let text = "[dev]\npassword = \"hunter2\"\nscope = \"read\"\n";
    let (mut harness, script) = editing(text);
    press(&mut harness, "Edit as text");
    let area = |harness: &Harness| {
        let node = harness.get_by_label("environments.toml");
        node.accesskit_node().value().unwrap_or_default()
    };
    assert_eq!(area(&harness), text.replace("\"hunter2\"", "•••••••••"));
    // What is typed under dots is what is saved.
    type_into(&mut harness, "environments.toml", "pin = \"4711\"\n");
    assert!(!area(&harness).contains("hunter2"));
    press(&mut harness, "Show what may be a secret in the text");
    let whole = format!("{text}pin = \"4711\"\n");
    assert_eq!(area(&harness), whole);
    type_into(&mut harness, "environments.toml", "a = \"1\"\n");
    let whole = format!("{whole}a = \"1\"\n");
    assert_eq!(area(&harness), whole, "it stays shown while it is typed in");
    press(&mut harness, "Hide what may be a secret in the text");
    assert!(!area(&harness).contains("hunter2"));
    press(&mut harness, "Save environments");
    assert_eq!(saved_environments(&script), Some(whole));
}

#[test]
fn values_that_are_secret_by_their_name_are_dots_until_a_press_shows_them() {
    let (mut harness, _) = editing("[dev]\npassword = \"hunter2\"\nscope = \"read\"\n");
    let value = |harness: &Harness, name: &str| harness.get_by_label(name).accesskit_node().value();
    let is_shown = |harness: &Harness| {
        let value = value(harness, "password in dev");
        value.is_some_and(|value| value.contains("hunter2"))
    };
    assert!(!is_shown(&harness));
    assert_eq!(value(&harness, "scope in dev").as_deref(), Some("read"));
    press(&mut harness, "Show the values of password");
    assert!(is_shown(&harness));
    // It stays while it is typed in.
    type_into(&mut harness, "password in dev", "3");
    assert!(is_shown(&harness));
    press(&mut harness, "Hide the values of password");
    assert!(!is_shown(&harness));
}
