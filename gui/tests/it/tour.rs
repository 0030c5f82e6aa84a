//! The tour of the first start, and what else a restart brings back.

use claimscope_gui::connection::Field;
use claimscope_gui::inspect_place::{PlaceCommand, PlaceTab};
use claimscope_gui::message::Command;
use claimscope_gui::model::Model;
use claimscope_gui::saved::Saved;
use claimscope_gui::store::StateFile;
use claimscope_gui::tab::Tab;
use claimscope_gui::theme_choice::ThemeChoice;
use egui_kittest::kittest::Queryable as _;

use crate::shown::{command, open, press, shows, window, window_with_saved};
use crate::support::update;

const TITLE: &str = "From an issuer to an API's answer";

#[test]
fn the_first_start_says_what_the_window_does_until_a_press_closes_it_for_good() {
    let mut harness = window_with_saved(Saved::of_first_start());
    for text in [
        TITLE,
        "Takes the five steps below against the playground",
        "Takes them again with one thing wrong",
        "Adds a connection to your own issuer",
        "is inspected wherever you paste it",
    ] {
        assert!(shows(&harness, text), "{text}");
    }
    press(&mut harness, "Run");
    assert!(shows(&harness, TITLE), "a run does not close it");
    harness.get_by_label("Close the tour").scroll_to_me();
    harness.run();
    press(&mut harness, "Close the tour");
    assert!(!shows(&harness, TITLE));
    assert!(!harness.state().model().saved().shows_tour);
}

#[test]
fn the_tour_comes_back_from_the_palette_and_from_no_restart() {
    let (mut harness, _) = window();
    assert!(!shows(&harness, TITLE));
    open(&mut harness, Tab::Token);
    command(&mut harness, Command::ShowTour(true));
    assert!(shows(&harness, TITLE), "on the overview");
    press(&mut harness, "Close the tour");
    let harness = window_with_saved(harness.state().model().saved());
    assert!(!shows(&harness, TITLE));
}

#[test]
fn the_place_inspect_is_shown_again_after_a_restart() {
    let mut model = Model::new(Saved::default());
    let place = PlaceCommand::Show(PlaceTab::Inspect);
    update(&mut model, Command::Place(place));
    assert!(Model::new(model.saved()).is_at_inspect());
}

#[test]
fn each_choice_of_the_window_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let mut model = Model::new(Saved::default());
    for command in [
        Command::NewConnection,
        Command::Edit(Field::Name, "Orders".into()),
        Command::SetTheme(ThemeChoice::Dark),
        Command::Zoom(1),
        Command::ToggleLog,
        Command::ShowTour(true),
        Command::ShowTab(Tab::Call),
    ] {
        update(&mut model, command);
    }
    let mut first = StateFile::open(folder.path());
    first.write(&model.saved()).unwrap();
    drop(first);
    let restored = StateFile::open(folder.path()).read();
    assert_eq!(restored.trouble, None);
    let next = Model::new(restored.saved.unwrap());
    assert_eq!(next.connection().name, "Orders");
    assert_eq!(next.theme, ThemeChoice::Dark);
    assert_eq!(next.zoom_percent, 110);
    assert!(next.log.is_open());
    assert!(next.shows_tour);
    assert_eq!(next.tab, Tab::Call);
}
