//! Connections and requests by name: renamed, found, and what the menu of a row offers.

use claimscope_gui::Desktop;
use claimscope_gui::command_list::search;
use claimscope_gui::connection::{ConnectionId, Field};
use claimscope_gui::files::FilesCommand;
use claimscope_gui::message::Command;
use claimscope_gui::model::Model;
use claimscope_gui::request_edit::RequestEdit;
use claimscope_gui::request_pane::RequestPane;
use claimscope_gui::tab::Tab;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use crate::files_shown::{folder, issued_by};
use crate::shown::{command, open, press, shows, window};
use crate::support::{model, own_connection, work};

#[test]
fn f2_and_the_menu_of_a_row_rename_a_connection() {
    let (mut harness, _) = window();
    press(&mut harness, "New");
    harness.key_press(Key::F2);
    harness.run();
    harness.event(Event::Text("Orders".to_owned()));
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().model().connection().name, "Orders");
    let playground = Command::SelectConnection(ConnectionId::PLAYGROUND);
    command(&mut harness, playground);
    let row = harness.get_by_role_and_label(Role::ListBoxOption, "Orders");
    row.click_secondary();
    harness.run();
    press(&mut harness, "Rename");
    harness.event(Event::Text("Shop".to_owned()));
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().model().connection().name, "Shop");
}

#[test]
fn the_palette_renames_and_finds_requests_and_connections() {
    let mut model = own_connection();
    let own = model.selected;
    work(&mut model, Command::Edit(Field::Name, "Shop".into()));
    let name = RequestEdit::Name("List orders".to_owned());
    work(&mut model, Command::EditRequest(name));
    work(
        &mut model,
        Command::SelectConnection(ConnectionId::PLAYGROUND),
    );
    assert!(
        search(&model, "rename")
            .iter()
            .any(|one| one.title == "Rename request")
    );
    let hits = search(&model, "list ord");
    assert_eq!(hits[0].title, "Go to Shop: GET List orders");
    work(&mut model, hits[0].command.clone());
    assert_eq!((model.selected, model.tab), (own, Tab::Call));
    assert!(
        search(&model, "rename")
            .iter()
            .any(|one| one.title == "Rename connection")
    );
    let form = model.connection();
    assert!(form.matches("list ord") && form.matches("shop") && !form.matches("nothing"));
}

fn names(model: &Model) -> Vec<&str> {
    let own = model.connections.iter().skip(1);
    own.map(|form| &*form.name).collect()
}

fn id(model: &Model, name: &str) -> ConnectionId {
    let mut all = model.connections.iter();
    all.find(|form| form.name == name).unwrap().id
}

const NAMES: [&str; 4] = ["billing/a", "orders", "billing/b", "stock"];

#[test]
fn those_of_a_folder_stand_together_and_a_new_one_comes_to_the_chosen_folder() {
    let mut model = model();
    for name in NAMES {
        work(&mut model, Command::NewConnection);
        work(&mut model, Command::Edit(Field::Name, name.into()));
    }
    assert_eq!(names(&model), ["orders", "stock", "billing/a", "billing/b"]);
    let orders = id(&model, "orders");
    work(&mut model, Command::SelectConnection(orders));
    work(&mut model, Command::DuplicateConnection);
    assert_eq!(names(&model)[..3], ["orders", "orders copy", "stock"]);
    let a = id(&model, "billing/a");
    work(&mut model, Command::SelectConnection(a));
    work(&mut model, Command::NewConnection);
    assert_eq!(model.connection().name, "billing/New connection");
    assert_eq!(names(&model)[3..5], ["billing/a", "billing/b"]);
    let hits = search(&model, "move folder out");
    work(&mut model, hits[0].command.clone());
    assert_eq!(names(&model)[3], "New connection");
    let into = search(&model, "move folder billing");
    work(&mut model, into[0].command.clone());
    assert_eq!(names(&model)[5], "billing/New connection");
    let fold = FilesCommand::Fold("billing".to_owned(), true);
    work(&mut model, Command::Files(fold));
    assert!(model.saved().folder.folded.contains("billing"));
    work(&mut model, Command::SelectConnection(orders));
    work(&mut model, Command::SelectConnection(a));
    assert!(model.files.folded.is_empty());
}

fn row<'a>(harness: &'a Harness<'_, Desktop>, label: &'a str) -> egui_kittest::Node<'a> {
    harness.get_by_role_and_label(Role::ListBoxOption, label)
}

/// Drags a row onto the upper or lower part of another; what is said while it is held there.
fn drag(harness: &mut Harness<'_, Desktop>, from: &str, to: &str, lower: bool, said: &str) {
    let start = row(harness, from).rect().center();
    let rect = row(harness, to).rect();
    let by = if lower { 0.3 } else { -0.3 } * rect.height();
    let end = rect.center() + egui::vec2(0.0, by);
    harness.hover_at(start);
    harness.run();
    harness.drag_at(start);
    harness.run();
    harness.hover_at(start + egui::vec2(0.0, 8.0));
    harness.run();
    harness.hover_at(end);
    harness.run();
    assert!(shows(harness, said), "{said}");
    harness.drop_at(end);
    harness.run();
    assert!(!shows(harness, said), "{said}");
}

#[test]
fn a_folder_folds_and_what_is_dragged_lands_where_it_is_said() {
    let (mut harness, _) = window();
    for name in NAMES {
        command(&mut harness, Command::NewConnection);
        command(&mut harness, Command::Edit(Field::Name, name.into()));
    }
    let orders = id(harness.state().model(), "orders");
    command(&mut harness, Command::SelectConnection(orders));
    row(&harness, "Folder billing, unfolded").click();
    harness.run();
    assert!(!shows(&harness, "billing/a"));
    // Past its request to the next one, and past that one's.
    row(&harness, "orders").focus();
    harness.run();
    for _ in 0..4 {
        harness.key_press(Key::ArrowDown);
        harness.run();
    }
    harness.key_press(Key::Space);
    harness.run();
    assert!(shows(&harness, "billing/a"));
    drag(
        &mut harness,
        "stock",
        "billing/b",
        false,
        "Before billing/b",
    );
    let expected = ["orders", "billing/a", "billing/stock", "billing/b"];
    assert_eq!(names(harness.state().model()), expected);
    drag(
        &mut harness,
        "billing/b",
        "Playground",
        true,
        "Behind Playground",
    );
    let expected = ["b", "orders", "billing/a", "billing/stock"];
    assert_eq!(names(harness.state().model()), expected);
    drag(
        &mut harness,
        "b",
        "Folder billing, unfolded",
        true,
        "Into billing",
    );
    let expected = ["orders", "billing/a", "billing/stock", "billing/b"];
    assert_eq!(names(harness.state().model()), expected);
}

#[test]
fn what_is_folded_is_seen_again_where_its_heading_goes_and_where_one_is_renamed_into_it() {
    let (mut harness, script) = window();
    for name in ["shop/a", "shop/eu/b", "orders"] {
        command(&mut harness, Command::NewConnection);
        command(&mut harness, Command::Edit(Field::Name, name.into()));
    }
    let fold = |folder: &str| Command::Files(FilesCommand::Fold(folder.to_owned(), true));
    command(&mut harness, fold("shop"));
    assert!(!shows(&harness, "shop/eu"));
    let a = id(harness.state().model(), "shop/a");
    let out = FilesCommand::MoveToFolder(a, String::new());
    command(&mut harness, Command::Files(out));
    assert!(shows(&harness, "Folder shop/eu, unfolded") && shows(&harness, "shop/eu/b"));
    command(&mut harness, fold("shop/eu"));
    assert!(!shows(&harness, "shop/eu/b"));
    let renamed = Command::Edit(Field::Name, "shop/eu/orders".into());
    command(&mut harness, renamed);
    row(&harness, "shop/eu/orders");
    command(&mut harness, fold("gone"));
    let folded = |harness: &Harness<'_, Desktop>| harness.state().model().files.folded.len();
    assert_eq!(
        folded(&harness),
        1,
        "until a folder is read, connections may be missing"
    );
    script.tell(folder(issued_by("https://sts.example")));
    harness.run();
    assert_eq!(folded(&harness), 0);
}

#[test]
fn requests_are_put_in_order_by_dragging_and_by_keys() {
    let (mut harness, _) = window();
    command(&mut harness, Command::NewConnection);
    for name in ["one", "two", "three"] {
        command(&mut harness, Command::NewRequest);
        let name = RequestEdit::Name(name.to_owned());
        command(&mut harness, Command::EditRequest(name));
    }
    let order = |harness: &Harness<'_, Desktop>| -> Vec<String> {
        let requests = harness.state().model().connection().requests.iter();
        requests.skip(1).map(|one| one.name.clone()).collect()
    };
    assert_eq!(order(&harness), ["one", "two", "three"]);
    drag(&mut harness, "GET three", "GET one", false, "Before one");
    assert_eq!(order(&harness), ["three", "one", "two"]);
    let chosen = harness.state().model().connection().requests.chosen();
    assert_eq!(chosen.name, "three");
    let keys = Modifiers::ALT | Modifiers::SHIFT;
    harness.key_press_modifiers(keys, Key::ArrowDown);
    harness.run();
    assert_eq!(order(&harness), ["one", "three", "two"]);
}

#[test]
fn a_row_that_is_added_takes_the_keys() {
    let (mut harness, _) = window();
    open(&mut harness, Tab::Call);
    command(&mut harness, Command::ShowRequestPane(RequestPane::Headers));
    press(&mut harness, "Add a header");
    assert!(harness.get_by_label("Name of header 1").is_focused());
    press(&mut harness, "Add a header");
    assert!(harness.get_by_label("Name of header 2").is_focused());
}
