//! Connections and requests by name: renamed, found, and what the menu of a row offers.

use claimscope_gui::command_list::search;
use claimscope_gui::connection::{ConnectionId, Field};
use claimscope_gui::message::Command;
use claimscope_gui::request_edit::RequestEdit;
use claimscope_gui::request_pane::RequestPane;
use claimscope_gui::tab::Tab;
use egui::accesskit::Role;
use egui::{Event, Key};
use egui_kittest::kittest::Queryable as _;

use crate::shown::{command, open, press, window};
use crate::support::{own_connection, work};

#[test]
fn f2_and_the_menu_of_a_row_rename_a_connection() {
    let (mut harness, _) = window();
    press(&mut harness, "New");
    harness.key_press(Key::F2);
    harness.run();
    harness.event(Event::Text("Orders".to_owned()));
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
