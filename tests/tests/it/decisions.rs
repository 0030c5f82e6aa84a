//! What is decided once: faces fill in a connection and draw what comes back, and make none of the items below.

use std::fs;
use std::path::Path;

use anyhow::Result;
use claimscope_tests::workspace;

/// What only the session, oauth and core make or call: policies, key sets, discovery, verdicts, diagnoses, and whether
/// metadata is its issuer's own.
const OF_THE_SESSION: [&str; 15] = [
    ".policy()",
    "KeySet::from_",
    "RemoteKeys",
    "Discovery::new",
    "dangerous_over_http",
    "require_issuer_match",
    "verify(&token",
    "explain(",
    "verify_jws(",
    "diagnose(&",
    "Refused::new",
    "jwks::accept",
    "TokenRequest::",
    "TokenGrant::",
    "AuthorizationRequest",
];

/// What JavaScript leaves to the crate.
const OF_THE_CRATE: [&str; 4] = [".well-known", "=== 401", "=== 403", "'at+jwt' ?"];

fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("//") || line.starts_with('*') || line.starts_with("/*")
}

/// The lines of code below `folders` that have one of `items`, tests left out.
fn found(folders: &[&str], extension: &str, items: &[&str]) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for path in workspace::files(&[extension])? {
        let inside = folders.iter().any(|folder| path.starts_with(folder));
        let is_test = path.ends_with("tests.rs") || path.iter().any(|part| part == "tests");
        if !inside || is_test {
            continue;
        }
        let text = fs::read_to_string(workspace::root().join(&path))?;
        let code = text.lines().enumerate();
        let code = code.take_while(|(_, line)| !line.starts_with("mod tests {"));
        for (index, line) in code.filter(|(_, line)| !is_comment(line)) {
            if items.iter().any(|item| line.contains(item)) {
                found.push(format!("{}:{}: {}", path.display(), index + 1, line.trim()));
            }
        }
    }
    Ok(found)
}

#[test]
fn terminal_and_window_decide_nothing_that_a_session_decides() {
    let mut found = found(&["cli/src", "gui/src"], "rs", &OF_THE_SESSION).unwrap();
    // Files that a person names are the terminal's to read; the session is given what was in them.
    found.retain(|line| {
        !line.starts_with("cli/src/command/keys.rs:") || !line.contains("KeySet::from_")
    });
    assert!(
        found.is_empty(),
        "a session does this:\n{}",
        found.join("\n")
    );
}

#[test]
fn a_code_is_made_beside_its_documentation_alone() {
    let rooms = ["core", "oauth", "client", "server", "gui", "cli", "wasm"];
    let mut found = found(&rooms, "rs", &["Code::documented"]).unwrap();
    found.retain(|line| !line.starts_with("core/src/code.rs:"));
    assert!(found.is_empty(), "codes! does this:\n{}", found.join("\n"));
}

#[test]
fn javascript_decides_nothing_of_a_verdict() {
    let mut found = found(&["wasm/js", "www/js"], "js", &OF_THE_CRATE).unwrap();
    // Where an API's own metadata is served is no verdict, and no build of the crate needs to know it.
    found.retain(|line| {
        !line.starts_with("wasm/js/guard/metadata.js:") || !line.contains(".well-known")
    });
    assert!(
        found.is_empty(),
        "the crate does this:\n{}",
        found.join("\n")
    );
}

#[test]
fn the_list_finds_what_it_bans() {
    let session = found(&["client/src/session"], "rs", &OF_THE_SESSION).unwrap();
    assert!(session.len() >= 5, "{session:?}");
}

#[test]
fn the_table_of_rooms_says_what_the_manifests_say() {
    let architecture = fs::read_to_string(workspace::root().join("ARCHITECTURE.md")).unwrap();
    let packages = workspace::packages().unwrap();
    let folder = |name: &str| match name {
        "claimscope" => "cli".to_owned(),
        name => name.trim_start_matches("claimscope-").to_owned(),
    };
    let rooms: Vec<String> = packages
        .iter()
        .map(|package| folder(&package.name))
        .collect();
    for package in packages
        .iter()
        .filter(|package| package.name != "claimscope-tests")
    {
        let room = folder(&package.name);
        let start = format!("| `{room}/` |");
        let row = architecture.lines().find(|line| line.starts_with(&start));
        let row = row.unwrap_or_else(|| panic!("{room} has no row"));
        let cell = row
            .trim_end_matches([' ', '|'])
            .rsplit('|')
            .next()
            .unwrap_or_default();
        let mut said: Vec<&str> = cell
            .trim()
            .split(", ")
            .filter(|name| *name != "nothing")
            .collect();
        let used = package.dependencies.iter().filter(|one| !one.is_dev);
        let mut used: Vec<String> = used.map(|one| folder(&one.name)).collect();
        used.retain(|name| rooms.contains(name) && Path::new(name).is_relative());
        said.sort_unstable();
        used.sort_unstable();
        used.dedup();
        assert_eq!(said, used, "{room}");
    }
}
