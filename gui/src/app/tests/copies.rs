//! Two windows over one state and one folder: what either writes shows in the other and stays, whichever closes first.

use std::fs;
use std::path::Path;

use egui::accesskit::Role;
use tempfile::TempDir;

use super::window::Window;
use crate::connection::Field;
use crate::message::Command;
use crate::store::StateFile;
use crate::tab::Tab;
use crate::theme_choice::ThemeChoice;

/// A folder for the files and one for the state, and two windows over them at the same connection.
fn two_windows() -> (TempDir, TempDir, Window, Window) {
    let folder = tempfile::tempdir().unwrap();
    let state = tempfile::tempdir().unwrap();
    let text = "claimscope = 1\nissuer = \"https://sts.example\"\n";
    fs::write(folder.path().join("shop.toml"), text).unwrap();
    let [first, second] = [0, 1].map(|_| {
        let mut window = Window::open(folder.path(), state.path());
        window.press_as(Role::ListBoxOption, "shop");
        window.press_as(Role::Tab, Tab::Discover.title());
        window
    });
    (folder, state, first, second)
}

fn file(folder: &Path) -> String {
    fs::read_to_string(folder.join("shop.toml")).unwrap()
}

fn names(window: &Window) -> Vec<&str> {
    let forms = window.model().connections.iter().skip(1);
    forms.map(|form| form.name.as_str()).collect()
}

#[test]
fn an_edit_in_one_shows_in_the_other() {
    let (folder, _state, mut first, mut second) = two_windows();
    assert!(!first.shows("Another copy of Claimscope is open."));
    assert!(second.shows("Another copy of Claimscope is open."));
    second.type_into("Issuer", "/of-the-second");
    second.until("its file", |_| {
        file(folder.path()).contains("/of-the-second")
    });
    first.until("its edit", |first| {
        first.model().connection().issuer == "https://sts.example/of-the-second"
    });
    first.type_into("Issuer", "/and-the-first");
    first.until("its file", |_| {
        file(folder.path()).contains("/and-the-first")
    });
    second.until("its edit", |second| {
        second
            .model()
            .connection()
            .issuer
            .ends_with("/of-the-second/and-the-first")
    });
}

#[test]
fn nothing_is_lost_whichever_closes_first() {
    for first_closes_first in [true, false] {
        let (folder, state, mut first, mut second) = two_windows();
        // One edit is not in its file yet, and one connection cannot be.
        first.command(Command::Edit(Field::ClientId, "typed-last".into()));
        second.press("New");
        second.command(Command::Edit(Field::Name, "../of-the-second".into()));
        second.until("why it is in no file", |second| {
            second.shows("cannot be the name of a file")
        });
        match first_closes_first {
            true => [first, second].map(Window::close),
            false => [second, first].map(Window::close),
        };
        assert!(file(folder.path()).contains("typed-last"));
        let next = Window::open(folder.path(), state.path());
        assert!(!next.shows("Another copy of Claimscope is open."));
        let names = names(&next);
        assert!(names.contains(&"shop"), "{names:?}");
        assert!(
            names.iter().any(|name| name.contains("of-the-second")),
            "{names:?}"
        );
    }
}

#[test]
fn the_second_goes_on_for_the_first_and_keeps_what_both_have_in_no_file() {
    let (folder, state, mut first, mut second) = two_windows();
    for (window, name) in [(&mut first, "../first"), (&mut second, "../second")] {
        window.press("New");
        window.command(Command::Edit(Field::Name, name.into()));
        window.until_shown("cannot be the name of a file");
    }
    first.close();
    second.until_shown("The other copy of Claimscope was closed.");
    assert!(!second.shows("Another copy of Claimscope is open."));
    second.command(Command::SetTheme(ThemeChoice::Dark));
    let kept = || StateFile::new(state.path()).read().saved.unwrap();
    second.until("its own state", |_| kept().theme == ThemeChoice::Dark);
    second.close();
    let next = Window::open(folder.path(), state.path());
    let names = names(&next);
    for name in ["first", "second"] {
        let found = names.iter().filter(|one| one.contains(name)).count();
        assert_eq!(found, 1, "{names:?}");
    }
    assert_eq!(next.model().theme, ThemeChoice::Dark);
}
