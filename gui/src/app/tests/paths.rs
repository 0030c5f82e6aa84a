//! A field for a path in the drawn window: its folder is listed, and what was begun of it completed.

use std::fs;

use egui::accesskit::Role;
use egui::{Event, Key};
use egui_kittest::kittest::Queryable as _;

use super::window::Window;

const FIELD: &str = "File, or folder of Bruno";

fn type_text(window: &mut Window, text: &str) {
    window.harness.event(Event::Text(text.to_owned()));
    window.harness.run_steps(2);
}

#[test]
fn what_was_begun_of_a_path_is_completed_by_keys_and_by_a_press() {
    let (folder, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let files = tempfile::tempdir().unwrap();
    fs::create_dir(files.path().join("exports")).unwrap();
    for name in ["shop-a.json", "shop-b.json"] {
        fs::write(files.path().join("exports").join(name), "{}").unwrap();
    }
    let path = |name: &str| format!("{}/{name}", files.path().display());
    let mut window = Window::open(folder.path(), state.path());
    let typed = |window: &Window| window.model().import.clone().unwrap().path;
    window.press("Import");
    let field = window.harness.get_by_role_and_label(Role::TextInput, FIELD);
    field.focus();
    window.harness.run_steps(2);
    type_text(&mut window, &path("ex"));
    window.until_shown("exports/");
    // The only one is taken whole; behind it, what is in it.
    window.harness.key_press(Key::Tab);
    window.until_shown("shop-b.json");
    assert_eq!(typed(&window), path("exports/"));
    type_text(&mut window, "s");
    window.until("the list", |window| {
        window.model().path.seen_text() == Some(&path("exports/s"))
    });
    window.harness.key_press(Key::Tab);
    window.until("what is alike", |window| {
        typed(window) == path("exports/shop-")
    });
    window.until_shown("shop-b.json");
    for key in [Key::ArrowDown, Key::ArrowDown, Key::Enter] {
        window.harness.key_press(key);
        window.harness.run_steps(2);
    }
    assert_eq!(typed(&window), path("exports/shop-b.json"));
    assert!(
        window
            .model()
            .import
            .as_ref()
            .unwrap()
            .read
            .ready()
            .is_none()
    );
    // A press on the list takes too, and what is wrong is said at once.
    type_text(&mut window, "x");
    window.until_shown("There is nothing of this path.");
    window.harness.key_press(Key::Backspace);
    for _ in 0.."b.json".len() {
        window.harness.key_press(Key::Backspace);
    }
    window.until_shown("shop-a.json");
    window.press("shop-a.json");
    window.until("the press", |window| {
        typed(window) == path("exports/shop-a.json")
    });
    assert!(!window.shows("There is nothing of this path."));
}
