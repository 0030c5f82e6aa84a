//! Habits that a reader relies on, kept by looking at the files.

use std::collections::{BTreeMap, BTreeSet};
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
fn every_rust_file_is_compiled() {
    let all = files(&["rs"]);
    let mut named: BTreeSet<PathBuf> = BTreeSet::new();
    for (path, text) in &all {
        let folder = path.parent().unwrap_or(Path::new(""));
        let stem = path.file_stem().unwrap_or_default();
        let is_root = ["lib", "main", "mod", "build"]
            .iter()
            .any(|name| stem == *name)
            || is_target(path);
        let below = match is_root {
            true => folder.to_owned(),
            false => folder.join(stem),
        };
        for line in text.lines() {
            let words = line.trim().rsplit_once("mod ").and_then(|(before, name)| {
                let is_item = before.is_empty() || before.starts_with("pub");
                name.strip_suffix(';').filter(|_| is_item)
            });
            if let Some(name) = words {
                named.insert(below.join(format!("{name}.rs")));
                named.insert(below.join(name).join("mod.rs"));
            }
            let attribute = Some(line.trim()).filter(|line| line.starts_with("#["));
            let other = attribute.and_then(|line| line.split_once("path = \""));
            if let Some((name, _)) = other.and_then(|(_, rest)| rest.split_once('"')) {
                named.insert(folder.join(name));
            }
        }
    }
    let lost: Vec<_> = all
        .iter()
        .map(|(path, _)| path)
        .filter(|path| !is_target(path) && !named.contains(*path))
        .map(|path| path.display().to_string())
        .collect();
    assert_none(
        &lost,
        "no `mod` names this file, so that nothing compiles it",
    );
}

/// Whether Cargo takes a file for the beginning of a crate.
fn is_target(path: &Path) -> bool {
    let file = path.file_name().and_then(|name| name.to_str());
    let file = file.unwrap_or_default();
    let folder = path.parent().and_then(|folder| folder.file_name());
    let folder = folder.and_then(|name| name.to_str()).unwrap_or_default();
    let kinds = ["tests", "benches", "examples", "bin", "fuzz_targets"];
    match file {
        "main.rs" | "lib.rs" | "build.rs" => true,
        // Folders of modules may have such a name too.
        _ => kinds.contains(&folder) && (folder == "bin" || !path.iter().any(|part| part == "src")),
    }
}

#[test]
fn nothing_is_left_for_later() {
    // Spelt in two, so that this file does not find itself.
    let marks = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("#[", "ignore"),
    ];
    let files = files(&["rs", "js", "mjs", "py", "toml", "md"]);
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
    let files = files(&["rs", "js", "mjs", "py", "toml", "md", "json", "yml"]);
    let found = lines(&files, |_, line| {
        places.iter().any(|place| line.contains(place))
    });
    assert_none(&found, "paths of one machine mean nothing on another");
}

#[test]
fn no_test_sleeps() {
    let sleeping = concat!("thread::sl", "eep(");
    // What is measured over a span of time waits for its end.
    let is_bench =
        |path: &Path| path.starts_with("gui/examples") || path.ends_with("desktop_bench.rs");
    let found = lines(&files(&["rs"]), |path, line| {
        !is_bench(path) && line.contains(sleeping)
    });
    assert_none(&found, "wait for the thing itself");
}

/// The modules of the window that draw or open it. All others decide what it does, and so are tested as plain functions.
const DRAWN: [&str; 9] = [
    "app",
    "command_list",
    "headless",
    "lib",
    "run",
    "screenshot",
    "theme",
    "views",
    "widgets",
];

fn is_pure(path: &Path) -> bool {
    let Ok(inside) = path.strip_prefix("gui/src") else {
        return false;
    };
    let first = inside.iter().next().and_then(|name| name.to_str());
    first.is_some_and(|name| !DRAWN.contains(&name.trim_end_matches(".rs")))
}

#[test]
fn what_the_window_decides_knows_no_egui() {
    let found = lines(&files(&["rs"]), |path, line| {
        let is_drawing = line.contains("egui::") || line.contains("eframe::");
        is_pure(path) && !line.trim_start().starts_with("//") && is_drawing
    });
    assert_none(&found, "the model, its messages and update are plain Rust");
}

/// Words that stood for things once, and say nothing to a reader of the specifications.
const PRIVATE_WORDS: [&str; 6] = [
    concat!("la", "mp"),
    concat!("wa", "lk"),
    concat!("de", "ed"),
    concat!("under the gla", "ss"),
    concat!("whole ro", "ad"),
    concat!("under the ho", "od"),
];

#[test]
fn no_word_is_known_to_this_project_alone() {
    let files = files(&["rs", "js", "mjs", "md", "html", "css"]);
    let found = lines(&files, |_, line| {
        let line = line.to_ascii_lowercase();
        let mut words = line.split(|letter: char| !letter.is_ascii_alphabetic());
        let is_one = |word: &str| {
            let stem = word.strip_suffix("ing").or(word.strip_suffix('s'));
            PRIVATE_WORDS.contains(&stem.unwrap_or(word)) || PRIVATE_WORDS.contains(&word)
        };
        words.any(is_one)
            || PRIVATE_WORDS
                .iter()
                .any(|phrase| phrase.contains(' ') && line.contains(phrase))
    });
    assert_none(&found, "plain technical English, in the words of the RFCs");
}

/// Providers and products of which core and oauth know what they do differently, in small letters.
const PRODUCTS: [&str; 28] = [
    "adfs",
    "amazon",
    "apple",
    "asp",
    "aspnet",
    "auth0",
    "aws",
    "azure",
    "cloudflare",
    "cognito",
    "entra",
    "facebook",
    "firebase",
    "github",
    "gitlab",
    "google",
    "identityserver",
    "istio",
    "keycloak",
    "kubernetes",
    "microsoft",
    "nginx",
    "okta",
    "salesforce",
    "slack",
    "supabase",
    "traefik",
    "zitadel",
];

/// Where such a word is no fact about a provider, and what it is there.
const NO_FACTS: [(&str, &str); 4] = [
    ("core/src/registry", "who uses a name"),
    (
        "core/src/inspect/kinds.rs",
        "what a pasted document is called",
    ),
    ("core/src/crypto/aws_lc", "the name of a library"),
    (
        "oauth/src/diagnose/cause.rs",
        "two codes are each about one provider's tokens, and stand beside their documentation",
    ),
];

#[test]
fn facts_about_products_stand_in_vendors() {
    let is_kept = |path: &Path| {
        let is_test = path.ends_with("tests.rs") || path.iter().any(|part| part == "tests");
        let is_vendor = path.iter().any(|part| part == "vendors");
        let is_excepted = NO_FACTS.iter().any(|(place, _)| path.starts_with(place));
        let inside = path.starts_with("core/src") || path.starts_with("oauth/src");
        inside && !is_test && !is_vendor && !is_excepted
    };
    let mut files = files(&["rs"]);
    files.retain(|(path, _)| is_kept(path));
    for (_, text) in &mut files {
        let tests = text.find("#[cfg(test)]\nmod tests {");
        text.truncate(tests.unwrap_or(text.len()));
    }
    let found = lines(&files, |path, line| {
        // What core names as a path is looked up, and what it quotes is a fact; diagnosis asks without any name.
        let shown = match path.starts_with("oauth/src/diagnose") {
            true => line.to_ascii_lowercase(),
            false => {
                let quoted = line.split('"').skip(1).step_by(2);
                quoted.collect::<Vec<_>>().join(" ").to_ascii_lowercase()
            }
        };
        let mut words = shown.split(|letter: char| !letter.is_ascii_alphanumeric());
        !line.trim_start().starts_with("//") && words.any(|word| PRODUCTS.contains(&word))
    });
    assert_none(
        &found,
        "a fact about a provider stands in vendors, with its source",
    );
}

/// Files that say what the public types of all rooms are.
fn is_source(path: &Path) -> bool {
    path.iter().any(|part| part == "src") && path.extension().is_some_and(|it| it == "rs")
}

#[test]
fn a_public_types_name_is_used_once() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, text) in files(&["rs"]) {
        if !is_source(&path) {
            continue;
        }
        for line in text.lines() {
            let Some(rest) = line.trim_start().strip_prefix("pub ") else {
                continue;
            };
            let kinds = ["struct ", "enum ", "trait ", "type ", "union "];
            let Some(rest) = kinds.iter().find_map(|kind| rest.strip_prefix(kind)) else {
                continue;
            };
            let name = rest.split(|letter: char| !letter.is_ascii_alphanumeric());
            let name = name.take(1).collect::<String>();
            places
                .entry(name)
                .or_default()
                .push(path.display().to_string());
        }
    }
    assert!(places.len() > 200, "{}", places.len());
    let twice: Vec<_> = places
        .into_iter()
        .filter(|(_, places)| places.len() > 1)
        .map(|(name, places)| format!("{name}: {}", places.join(", ")))
        .collect();
    assert_none(&twice, "a public type's name says what it is");
}

#[test]
fn a_type_has_one_public_path() {
    for room in ["core", "oauth", "client"] {
        let path = workspace::root().join(room).join("src/lib.rs");
        let text = fs::read_to_string(path).unwrap();
        let modules = text
            .lines()
            .filter_map(|line| line.strip_prefix("pub mod "));
        for module in modules.map(|line| line.trim_end_matches(';')) {
            let again = format!("pub use {module}::");
            assert!(!text.contains(&again), "{room} exports {module} twice");
        }
    }
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
            && !path.ends_with("theme/colours.rs")
            && makers.iter().any(|maker| line.contains(maker))
    });
    assert_none(&found, "a colour has a name, and theme/colours.rs gives it");
}
