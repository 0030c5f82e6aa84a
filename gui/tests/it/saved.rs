//! What is saved, and what is said of it.

use claimscope_gui::results::FailureText;
use claimscope_gui::store::StateFile;
use claimscope_gui::tab::Tab;
use egui::Event;
use egui_kittest::kittest::Queryable as _;

use crate::shown::{open, press, shows, window, window_restored, window_with};

#[test]
fn no_password_of_an_issuers_url_is_shown_beside_it() {
    let (mut harness, _) = window();
    press(&mut harness, "New");
    harness.get_by_label("Issuer").focus();
    harness.run();
    let issuer = "https://me:hunter2@login.example/realm";
    harness.event(Event::Text(issuer.to_owned()));
    harness.run();
    assert_eq!(harness.state().model().connection().issuer, issuer);
    open(&mut harness, Tab::Run);
    assert!(shows(&harness, "login.example/realm"));
    assert!(!shows(&harness, "hunter2"));
}

#[test]
fn what_is_wrong_with_the_saved_state_is_said_until_it_is_read() {
    let (mut harness, _) =
        window_restored(Some(FailureText::new("It was damaged.", "Kept aside.")));
    for tab in Tab::ALL {
        open(&mut harness, tab);
        assert!(shows(&harness, "It was damaged."), "{tab:?}");
    }
    press(&mut harness, "Dismiss");
    assert!(!shows(&harness, "It was damaged."));
}

#[test]
fn a_change_is_on_disk_within_a_second() {
    let folder = std::env::temp_dir().join(format!("claimscope-window-{}", std::process::id()));
    let (mut harness, _, seconds) = window_with(Some(StateFile::new(&folder)), None);
    press(&mut harness, "New");
    seconds.set(1);
    harness.run();
    let saved = StateFile::new(&folder).read().saved.unwrap();
    assert_eq!(saved.tab, Tab::Discover);
    drop(std::fs::remove_dir_all(&folder));
    assert_eq!(saved.connections.len(), 1);
}
