//! Habits that a reader relies on, kept by looking at the files.

use std::fs;
use std::path::{Path, PathBuf};

use claimscope_tests::workspace;

fn files(extensions: &[&str]) -> Vec<(PathBuf, String)> {
    let read = |path: PathBuf| {
        let text = fs::read_to_string(workspace::root().join(&path)).unwrap();
        (path, text)
    };
    let files: Vec<_> = workspace::files(extensions).unwrap();
    assert!(!files.is_empty());
    files.into_iter().map(read).collect()
}

/// Every line of `files` that `is_bad` picks out, as `path:line: text`.
fn lines(files: &[(PathBuf, String)], is_bad: impl Fn(&Path, &str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in files {
        for (index, line) in text.lines().enumerate() {
            if is_bad(path, line) {
                found.push(format!("{}:{}: {line}", path.display(), index + 1));
            }
        }
    }
    found
}

#[track_caller]
fn assert_none(found: &[String], why: &str) {
    assert!(found.is_empty(), "{why}:\n{}", found.join("\n"));
}

#[test]
fn every_rust_file_says_what_it_is_for() {
    let bare: Vec<String> = files(&["rs"])
        .iter()
        .filter(|(_, text)| !text.starts_with("//! "))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert_none(&bare, "a file starts with one `//!` sentence");
}

#[test]
fn nothing_is_left_for_later() {
    // Spelt in two, so that this file does not find itself.
    let marks = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("#[", "ignore"),
    ];
    let files = files(&["rs", "mjs", "py", "toml", "md"]);
    let found = lines(&files, |_, line| {
        marks.iter().any(|mark| line.contains(mark))
    });
    assert_none(&found, "open an issue, or do it now");
}

#[test]
fn no_file_names_a_place_on_one_machine() {
    let places = [
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
        concat!("/Us", "ers/"),
        concat!("C:\\Us", "ers"),
    ];
    let files = files(&["rs", "mjs", "py", "toml", "md", "json", "yml"]);
    let found = lines(&files, |_, line| {
        places.iter().any(|place| line.contains(place))
    });
    assert_none(&found, "paths of one machine mean nothing on another");
}

#[test]
fn no_test_sleeps() {
    let sleeping = concat!("thread::sl", "eep(");
    let found = lines(&files(&["rs"]), |_, line| line.contains(sleeping));
    assert_none(&found, "wait for the thing itself");
}

/// The modules that decide what the window does, and so are tested as plain functions.
const PURE: [&str; 16] = [
    "connection",
    "effect",
    "message",
    "model",
    "remote",
    "results",
    "saved",
    "sensitive",
    "sentence",
    "stepped",
    "steps",
    "tab",
    "theme_choice",
    "update",
    "without_secrets",
    "workspace",
];

fn is_pure(path: &Path) -> bool {
    let Ok(inside) = path.strip_prefix("gui/src") else {
        return false;
    };
    let first = inside.iter().next().and_then(|name| name.to_str());
    first.is_some_and(|name| PURE.contains(&name.trim_end_matches(".rs")))
}

#[test]
fn what_the_window_decides_knows_no_egui() {
    let found = lines(&files(&["rs"]), |path, line| {
        is_pure(path) && !line.trim_start().starts_with("//") && line.contains("egui::")
    });
    assert_none(&found, "the model, its messages and update are plain Rust");
}

#[test]
fn only_the_app_implements_eframe() {
    let found = lines(&files(&["rs"]), |path, line| {
        path.starts_with("gui/src") && !path.ends_with("app.rs") && line.contains("eframe::App for")
    });
    assert_none(&found, "app.rs alone implements eframe");
}

#[test]
fn colours_live_in_the_theme() {
    let makers = [
        "Color32::from_",
        "Color32::RED",
        "Color32::GREEN",
        "Color32::BLUE",
        "Rgba::from_",
    ];
    let found = lines(&files(&["rs"]), |path, line| {
        path.starts_with("gui/src")
            && !path.ends_with("theme.rs")
            && makers.iter().any(|maker| line.contains(maker))
    });
    assert_none(&found, "a colour has a name, and theme.rs gives it");
}
