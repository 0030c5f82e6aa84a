//! No file imports another that imports it back, unless ARCHITECTURE.md names both on one line, with the reason.

use std::fs;
use std::path::PathBuf;

use claimscope_tests::{imports, workspace};

#[track_caller]
fn assert_explained(circles: Vec<Vec<PathBuf>>) {
    let architecture = workspace::root().join("ARCHITECTURE.md");
    let architecture = fs::read_to_string(architecture).unwrap_or_default();
    let is_named = |circle: &Vec<PathBuf>| {
        architecture.lines().any(|line| {
            let mut files = circle.iter().map(|file| format!("`{}`", file.display()));
            files.all(|file| line.contains(&file))
        })
    };
    let unexplained: Vec<_> = circles
        .into_iter()
        .filter(|circle| !is_named(circle))
        .collect();
    assert!(unexplained.is_empty(), "{unexplained:#?}");
}

#[test]
fn no_rust_files_import_each_other_in_a_circle() {
    let imports = imports::rust().unwrap();
    assert!(imports.len() > 200, "{}", imports.len());
    assert_explained(imports::circles(&imports));
}

#[test]
fn how_a_key_is_written_knows_nothing_of_who_computes_with_it() {
    let imports = imports::rust().unwrap();
    let written = imports
        .iter()
        .filter(|(file, _)| file.starts_with("core/src/jwk"));
    let wrong: Vec<_> = written
        .filter(|(_, imported)| {
            imported
                .iter()
                .any(|file| file.starts_with("core/src/crypto"))
        })
        .map(|(file, _)| file)
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn no_javascript_files_import_each_other_in_a_circle() {
    let imports = imports::javascript(&["wasm/js", "www/js", "tests/npm"]).unwrap();
    assert!(imports.len() > 60, "{}", imports.len());
    assert_explained(imports::circles(&imports));
}

#[test]
fn a_circle_is_found() {
    let pair = |one: &str, other: &str| (PathBuf::from(one), [PathBuf::from(other)].into());
    let imports = [
        pair("a", "b"),
        pair("b", "c"),
        pair("c", "a"),
        pair("d", "a"),
    ]
    .into();
    assert_eq!(
        imports::circles(&imports),
        [["a", "b", "c"].map(PathBuf::from)]
    );
}

/// What the package's and the page's own files may import beside files of their own folder: the host's modules, and
/// what building puts there.
const MAY_IMPORT: [(&str, &[&str]); 2] = [
    (
        "wasm/js",
        &[
            "node:buffer",
            "node:crypto",
            "node:fs",
            "wasm/claimscope.wasm",
            "wasm/claimscope-decrypt.wasm",
            "wasm/claimscope-diagnosis.wasm",
            "wasm/claimscope-lean.wasm",
            "wasm/claimscope-more-algorithms.wasm",
        ],
    ),
    ("www/js", &["www/claimscope/js"]),
];

#[test]
fn javascript_rooms_know_only_what_they_may() {
    let mut wrong = Vec::new();
    for (room, allowed) in MAY_IMPORT {
        for (path, imported) in imports::javascript(&[room]).unwrap() {
            let text = fs::read_to_string(workspace::root().join(&path)).unwrap();
            let named = imports::specifiers(&text).filter(|name| !name.starts_with('.'));
            let outside = imported.iter().filter(|file| !file.starts_with(room));
            let outside = outside.map(|file| file.display().to_string());
            for name in named.map(str::to_owned).chain(outside) {
                if !allowed.iter().any(|allowed| name.starts_with(allowed)) {
                    wrong.push(format!("{} imports {name}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
