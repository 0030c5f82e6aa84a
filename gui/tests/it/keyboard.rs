//! The window by the keyboard alone: Enter, Esc, Tab and the arrow keys.

use claimscope_gui::connection::{ConnectionId, Field};
use claimscope_gui::effect::{Switch, Work};
use claimscope_gui::files::{FilesCommand, FolderWork};
use claimscope_gui::importing::ImportCommand;
use claimscope_gui::message::Command;
use claimscope_gui::saved::Saved;
use claimscope_gui::tab::Tab;
use claimscope_gui::workspace::KeyChoice;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, Rect};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::shown::{Desktop, command, open, press, window, window_with_saved};
use crate::support::{Script, token};

fn focus(harness: &mut Harness<'_, Desktop>, label: &str) {
    harness.get_by_label(label).focus();
    harness.run();
}

fn key(harness: &mut Harness<'_, Desktop>, key: Key) {
    harness.key_press(key);
    harness.run();
}

/// How many pieces of work there were of a kind.
fn count(script: &Script, is_it: fn(&Work) -> bool) -> usize {
    script.work().iter().filter(|work| is_it(work)).count()
}

#[test]
fn enter_sends_each_form() {
    let (mut harness, script) = window();
    open(&mut harness, Tab::Discover);
    focus(&mut harness, "Issuer");
    key(&mut harness, Key::Enter);
    assert_eq!(count(&script, |work| matches!(work, Work::Discover(..))), 1);
    open(&mut harness, Tab::Token);
    for field in ["Client ID", "Client secret", "Scopes"] {
        focus(&mut harness, field);
        key(&mut harness, Key::Enter);
    }
    let asked = count(&script, |work| matches!(work, Work::RequestToken(..)));
    assert_eq!(asked, 3);
    open(&mut harness, Tab::Call);
    focus(&mut harness, "Address of the API");
    key(&mut harness, Key::Enter);
    assert_eq!(count(&script, |work| matches!(work, Work::Call(..))), 1);
    open(&mut harness, Tab::Inspect);
    focus(&mut harness, "Encoded token");
    harness.event(Event::Paste(token(3_600)));
    harness.run();
    focus(&mut harness, "Expected audience");
    key(&mut harness, Key::Enter);
    assert_eq!(count(&script, |work| matches!(work, Work::Verify(..))), 1);
}

#[test]
fn ctrl_enter_saves_the_environments_where_they_are_edited_and_reads_an_import() {
    let (mut harness, script) = window();
    open(&mut harness, Tab::Call);
    let edit = FilesCommand::EditEnvironments("[dev]\na = \"1\"\n".to_owned());
    command(&mut harness, Command::Files(edit));
    focus(&mut harness, "a in dev");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    harness.run();
    let saves = |work: &Work| matches!(work, Work::Folder(FolderWork::SaveEnvironments(..)));
    let calls = |work: &Work| matches!(work, Work::Call(..));
    assert_eq!((count(&script, saves), count(&script, calls)), (1, 0));
    press(&mut harness, "Edit as text");
    focus(&mut harness, "environments.toml");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    harness.run();
    assert_eq!((count(&script, saves), count(&script, calls)), (2, 0));
    focus(&mut harness, "Address of the API");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    harness.run();
    assert_eq!((count(&script, saves), count(&script, calls)), (2, 1));
    command(&mut harness, Command::Import(ImportCommand::Open));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    harness.run();
    assert_eq!(count(&script, calls), 1);
}

#[test]
fn the_path_of_an_import_has_the_keys_and_a_command_that_is_pasted_goes_to_the_text() {
    let (mut harness, _) = window();
    command(&mut harness, Command::Import(ImportCommand::Open));
    harness.event(Event::Text("/srv/shop.json".to_owned()));
    harness.run();
    harness.event(Event::Paste("curl https://api.example".to_owned()));
    harness.run();
    let import = harness.state().model().import.as_ref().unwrap();
    assert_eq!(import.path, "/srv/shop.json");
    assert_eq!(import.text.expose(), "curl https://api.example");
}

#[test]
fn a_secret_counts_before_the_enter_of_the_same_frame() {
    let (mut harness, script) = window();
    open(&mut harness, Tab::Inspect);
    focus(&mut harness, "Encoded token");
    harness.event(Event::Paste(token(3_600)));
    harness.run();
    command(&mut harness, Command::SetKeyChoice(KeyChoice::Secret));
    focus(&mut harness, "Secret");
    harness.event(Event::Text("typed".to_owned()));
    harness.key_press(Key::Enter);
    harness.run();
    let model = harness.state().model();
    assert_eq!(model.keys_of(model.selected).1.expose(), "typed");
    let inspect = &model.workspace().unwrap().inspect;
    assert_eq!(count(&script, |work| matches!(work, Work::Verify(..))), 1);
    assert!(inspect.verified);
}

#[test]
fn ctrl_z_brings_back_what_was_deleted_unless_a_field_takes_it() {
    let (mut harness, _) = window();
    press(&mut harness, "New");
    command(&mut harness, Command::NewRequest);
    let count =
        |harness: &Harness<'_, Desktop>| harness.state().model().connection().requests.iter().len();
    let before = count(&harness);
    command(&mut harness, Command::DeleteRequest);
    focus(&mut harness, "Address of the API");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run();
    assert_eq!(count(&harness), before - 1);
    harness.key_press(Key::Escape);
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run();
    assert_eq!(count(&harness), before);
}

#[test]
fn keys_count_in_the_order_in_which_they_were_pressed() {
    let (mut harness, script) = window();
    open(&mut harness, Tab::Token);
    let input = harness.input_mut();
    for key in [Key::Num5, Key::Enter] {
        input.events.push(Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::COMMAND,
        });
    }
    harness.run();
    assert_eq!(count(&script, |work| matches!(work, Work::Call(..))), 1);
    assert_eq!(
        count(&script, |work| matches!(work, Work::RequestToken(..))),
        0
    );
}

#[test]
fn a_second_enter_sends_nothing_twice_and_esc_cancels() {
    let (mut harness, script) = window();
    open(&mut harness, Tab::Call);
    script.hang();
    focus(&mut harness, "Address of the API");
    for _ in 0..2 {
        harness.key_press(Key::Enter);
        harness.run_steps(3);
    }
    assert_eq!(count(&script, |work| matches!(work, Work::Call(..))), 1);
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    let model = harness.state().model();
    assert!(model.workspace().unwrap().call.is_cancelled());
    assert!(matches!(script.switches().last(), Some(Switch::Cancel(_))));
}

#[test]
fn esc_leaves_what_is_asked_and_closes_what_was_opened() {
    let mut harness = window_with_saved(Saved::of_first_start());
    key(&mut harness, Key::Escape);
    assert!(!harness.state().model().shows_tour);

    command(&mut harness, Command::NewConnection);
    let edit = Command::Edit(Field::Method, "DELETE".into());
    command(&mut harness, edit);
    command(&mut harness, Command::Run(None));
    assert!(harness.state().model().question.is_some());
    key(&mut harness, Key::Escape);
    assert!(harness.state().model().question.is_none());

    let folder = FilesCommand::EditFolderField("/srv".to_owned());
    command(&mut harness, Command::Files(folder));
    focus(&mut harness, "Folder");
    key(&mut harness, Key::Escape);
    assert!(harness.state().model().files.folder_field.is_none());

    let edit = FilesCommand::EditEnvironments("[dev]\na = \"1\"\n".to_owned());
    command(&mut harness, Command::Files(edit));
    focus(&mut harness, "a in dev");
    key(&mut harness, Key::Escape);
    let files = &harness.state().model().files;
    assert!(files.shown_environments().is_none());
    assert!(files.environments_edit.is_some(), "the draft stays");

    command(&mut harness, Command::Import(ImportCommand::Open));
    let text = ImportCommand::EditText("curl https://api.example".into());
    command(&mut harness, Command::Import(text));
    key(&mut harness, Key::Escape);
    assert!(harness.state().model().import.is_none());
    command(&mut harness, Command::Import(ImportCommand::Open));
    let import = harness.state().model().import.as_ref().unwrap();
    assert!(!import.text.is_blank(), "what was given is there again");
}

#[test]
fn the_keys_are_in_one_list_that_esc_closes() {
    let (mut harness, _) = window();
    key(&mut harness, Key::F1);
    for text in ["Run all steps", "have back what was deleted last", "F5"] {
        assert!(crate::shown::shows(&harness, text), "{text}");
    }
    key(&mut harness, Key::Escape);
    assert!(!harness.state().model().shows_keys);
}

#[test]
fn arrows_move_in_the_list_of_connections_and_in_the_tabs() {
    let (mut harness, _) = window();
    press(&mut harness, "New");
    press(&mut harness, "New");
    harness
        .get_by_role_and_label(Role::ListBoxOption, "Playground")
        .click();
    harness.run();
    harness
        .get_by_role_and_label(Role::ListBoxOption, "Playground")
        .focus();
    harness.run();
    // The requests of the selected connection stand under it, in the same list.
    let request = |harness: &Harness<'_, Desktop>| {
        let row = harness.get_by_role_and_label(Role::ListBoxOption, "GET Request");
        row.accesskit_node().is_focused()
    };
    key(&mut harness, Key::ArrowDown);
    assert!(request(&harness));
    for below in [ConnectionId(1), ConnectionId(2)] {
        key(&mut harness, Key::ArrowDown);
        assert_eq!(harness.state().model().selected, below);
        key(&mut harness, Key::ArrowDown);
        assert!(request(&harness));
    }
    key(&mut harness, Key::Home);
    assert_eq!(harness.state().model().selected, ConnectionId::PLAYGROUND);
    let shown = harness.state().model().tab;
    harness
        .get_by_role_and_label(Role::Tab, shown.title())
        .focus();
    harness.run();
    key(&mut harness, Key::ArrowRight);
    assert_ne!(harness.state().model().tab, shown);
}

/// Where Tab stops, from the first stop round to it again.
fn stops(harness: &mut Harness<'_, Desktop>) -> Vec<(Role, String, Rect)> {
    let mut stops: Vec<(Role, String, Rect)> = Vec::new();
    for _ in 0..150 {
        harness.key_press(Key::Tab);
        harness.run();
        let focused = harness
            .root()
            .children_recursive()
            .find(|node| node.accesskit_node().is_focused());
        let Some(node) = focused else { continue };
        let name = node.accesskit_node().label().unwrap_or_default();
        let stop = (node.accesskit_node().role(), name, node.rect());
        if stops.first() == Some(&stop) {
            break;
        }
        stops.push(stop);
    }
    stops
}

#[test]
fn tab_stops_once_in_each_list_and_goes_as_the_eye_does() {
    for tab in Tab::ALL {
        let (mut harness, _) = window();
        for _ in 0..3 {
            press(&mut harness, "New");
        }
        harness
            .get_by_role_and_label(Role::ListBoxOption, "Playground")
            .click();
        harness.run();
        for _ in 0..3 {
            press(&mut harness, "Run");
        }
        press(&mut harness, "Show log");
        open(&mut harness, tab);
        let stops = stops(&mut harness);
        let of = |is_it: &dyn Fn(&Role, &str) -> bool| {
            stops
                .iter()
                .filter(|(role, name, _)| is_it(role, name))
                .count()
        };
        assert_eq!(of(&|role, _| *role == Role::ListBoxOption), 1, "{stops:#?}");
        assert_eq!(
            of(&|_, name| name.starts_with("Exchange ")),
            1,
            "{stops:#?}"
        );
        let tabs = match tab {
            Tab::Inspect => 2,
            // The request's, the answer's, and the ways of showing its body.
            Tab::Call => 4,
            _ => 1,
        };
        assert_eq!(of(&|role, _| *role == Role::Tab), tabs, "{stops:#?}");
        let at = |wanted: &str| {
            let found = stops.iter().position(|(_, name, _)| name == wanted);
            found.unwrap_or_else(|| panic!("{wanted}: {stops:#?}"))
        };
        // The bar, the list at the left, the middle from its head down, the log.
        let order = [
            "Connection",
            "Search connections",
            "Run",
            "Break something",
            "Hide log",
        ];
        assert!(order.map(at).is_sorted(), "{stops:#?}");
        let (first, last) = (at("Run"), at("Clear log"));
        let middle: Vec<f32> = stops[first..last].iter().map(|stop| stop.2.top()).collect();
        if tab != Tab::Inspect && tab != Tab::Token {
            let slack = 24.0;
            let falls = middle.windows(2).all(|pair| pair[0] <= pair[1] + slack);
            assert!(falls, "{tab:?}: {stops:#?}");
        }
    }
}

#[test]
fn enter_opens_the_exchange_that_the_arrows_came_to() {
    let (mut harness, _) = window();
    for _ in 0..3 {
        press(&mut harness, "Run");
    }
    press(&mut harness, "Show log");
    let label = "Exchange 3: GET http://localhost:6001/identity";
    harness.get_by_label(label).focus();
    harness.run();
    key(&mut harness, Key::ArrowUp);
    key(&mut harness, Key::Enter);
    assert_eq!(harness.state().model().log.shown, Some(2));
}

#[test]
fn what_an_address_is_saved_without_is_said_at_once() {
    let (mut harness, _) = window();
    press(&mut harness, "New");
    let edit = |text: &str| Command::Edit(Field::ApiUrl, text.into());
    command(&mut harness, edit("https://chat.example/api/orders?page=2"));
    open(&mut harness, Tab::Call);
    let note = "Not saved as it stands";
    assert!(!crate::shown::shows(&harness, note));
    command(&mut harness, edit("https://chat.example/hooks/hunter2"));
    assert!(crate::shown::shows(&harness, note));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Num2);
    harness.run();
    command(
        &mut harness,
        Command::Edit(Field::Issuer, "https://me:hunter2@login.example".into()),
    );
    assert!(crate::shown::shows(&harness, note));
}
