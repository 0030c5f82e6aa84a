//! A connection that is saved for another program.

use claimscope_gui::connection::Field;
use claimscope_gui::effect::Work;
use claimscope_gui::message::Command;
use serde_json::Value;

use crate::files_shown::{at_file, issued_by};
use crate::shown::command;

#[test]
fn a_connection_is_saved_as_a_collection_from_the_palette() {
    let (mut harness, script) = at_file(issued_by("https://sts.example"));
    let url = "https://api.example/orders";
    command(&mut harness, Command::Edit(Field::ApiUrl, url.into()));
    command(&mut harness, Command::OpenPalette);
    harness.event(egui::Event::Text("postman collection".to_owned()));
    harness.run();
    harness.key_press(egui::Key::Enter);
    harness.run();
    let work = script.work();
    let Some(Work::SaveText(file, remark)) = work.last() else {
        panic!("a file expected, not {work:?}");
    };
    assert_eq!(file.name, "shop.postman_collection");
    assert_eq!(file.extension, "json");
    assert!(file.folder.is_empty(), "the folder for downloads");
    let json: Value = serde_json::from_str(&file.text).unwrap();
    let exported = &json["item"][0]["request"]["url"];
    assert_eq!(exported, url, "as it is typed, before it is in its file");
    assert!(remark.contains("token_endpoint"), "{remark}");
}
