//! A connection that is saved for another program.

use claimscope_gui::effect::Work;
use claimscope_gui::message::Command;

use crate::files_shown::{at_file, issued_by};
use crate::shown::command;

#[test]
fn a_connection_is_saved_as_a_collection_from_the_palette() {
    let (mut harness, script) = at_file(issued_by("https://sts.example"));
    command(&mut harness, Command::OpenPalette);
    harness.event(egui::Event::Text("postman collection".to_owned()));
    harness.run();
    harness.key_press(egui::Key::Enter);
    harness.run();
    let work = script.work();
    let Some(Work::SaveText(file)) = work.last() else {
        panic!("a file expected, not {work:?}");
    };
    assert_eq!(file.name, "shop.postman_collection");
    assert_eq!(file.extension, "json");
    assert!(file.folder.is_empty(), "the folder for downloads");
    assert!(file.text.contains("\"clientId\""), "{}", file.text);
}
