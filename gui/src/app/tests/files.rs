//! Connections as files, walked through in the drawn window: made, edited elsewhere, asked about, deleted, had back, restored.

use std::fs;

use super::window::Window;
use crate::store::StateFile;

#[test]
fn a_connection_is_a_file_for_the_window_and_for_whoever_else_edits_it() {
    let folder = tempfile::tempdir().unwrap();
    let state = tempfile::tempdir().unwrap();
    let file = folder.path().join("New connection.toml");
    let text = || fs::read_to_string(&file).unwrap_or_default();
    let mut window = Window::open(folder.path(), state.path());
    window.press("New");
    window.type_into("Issuer", "https://mine.example");
    window.until("the file", |_| text().contains("https://mine.example"));
    // Somebody else's edit shows.
    let theirs = text().replace("mine.example", "theirs.example");
    fs::write(&file, &theirs).unwrap();
    window.until("their edit", |window| {
        window.model().connection().issuer == "https://theirs.example"
    });
    // Both sides at once: the question, with both, and nothing overwritten.
    let again = theirs.replace("theirs.example", "again.example");
    fs::write(&file, format!("# for the night shift\n{again}")).unwrap();
    window.type_into("Issuer", "/mine");
    window.until("the question", |window| {
        window.shows("The file was changed elsewhere")
    });
    assert!(text().contains("again.example") && window.shows("Take theirs"));
    // What Keep mine would leave is on both sides.
    assert!(window.shows("  # for the night shift") && window.shows("+ issuer"));
    window.press("Keep mine");
    window.until("mine in the file", |_| text().contains("/mine"));
    assert!(text().contains("# for the night shift"));
    let written = text();
    window.press("Delete");
    window.until("the deletion", |_| !file.exists());
    window.press("Undo the deletion");
    window.until("the file again", |_| text() == written);
    window.until("nothing left to write", |window| {
        let saved = StateFile::new(state.path()).read().saved;
        let is_kept = saved
            .is_some_and(|saved| saved.folder.selected.is_some() && saved.connections.is_empty());
        is_kept && window.shows("New connection")
    });
    drop(window);
    let window = Window::open(folder.path(), state.path());
    assert_eq!(window.model().connection().name, "New connection");
    drop(window);
    fs::write(&file, "claimscope = 1\nisuer = \"https://x.example\"\n").unwrap();
    let mut window = Window::open(folder.path(), state.path());
    assert!(window.shows("New connection.toml:2:1"), "the line is said");
    window.scroll_and_press("About workspace.format");
    assert!(window.shows("correct the line") || window.shows("Correct the line"));
}
