//! Files of each format as people have them: what becomes of them, and what does not.

mod bruno;
mod collections;
mod commands;
mod descriptions;
mod folders;
mod hostile;
mod http_files;
mod operations;
mod requests;
mod secrets;
mod switched_off;

use std::fmt::Write as _;

use expect_test::Expect;

use super::*;

/// Everything that came of a text, for a person to look at.
pub(super) fn shown(name: &str, text: &str) -> String {
    let imported = match import(Some(name), text) {
        Ok(imported) => imported,
        Err(error) => return format!("{error}\n"),
    };
    let mut shown = format!("{}\n", imported.format.title());
    for finding in &imported.findings {
        let mark = if finding.is_understood { "+" } else { "-" };
        writeln!(shown, "{mark} {:>3}  {}", finding.line, finding.text).unwrap();
    }
    for (environment, variables) in &imported.variables {
        writeln!(shown, "[{environment}]").unwrap();
        for (name, value) in variables {
            writeln!(shown, "{name} = {value:?}").unwrap();
        }
    }
    for found in &imported.secrets {
        let value = if found.value.is_some() {
            "there"
        } else {
            "absent"
        };
        writeln!(shown, "secret {} or {}: {value}", found.env, found.keychain).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let mut workspace = crate::workspace::WorkspaceFolder::open(folder.path()).unwrap();
    for (environment, variables) in &imported.variables {
        workspace.add_variables(environment, variables).unwrap();
    }
    for (name, saved) in &imported.connections {
        workspace.save(name, saved).unwrap();
        let text = std::fs::read_to_string(folder.path().join(format!("{name}.toml"))).unwrap();
        let text = text.trim_start_matches("claimscope = 1\n");
        write!(shown, "# {name}\n{text}").unwrap();
    }
    assert!(!shown.contains("hunter2"), "{shown}");
    shown
}

#[track_caller]
pub(super) fn check(name: &str, text: &str, expect: Expect) {
    expect.assert_eq(&shown(name, text));
    // A file that was cut off anywhere is read or refused, and what is said of it has no secret.
    let ends = (0..text.len()).filter(|end| text.is_char_boundary(*end));
    for end in ends {
        let said = match import(Some(name), &text[..end]) {
            Ok(imported) => format!("{:?} {:?}", imported.findings, imported.connections),
            Err(error) => error.to_string(),
        };
        assert!(!said.contains("hunter2"), "{end}: {said}");
    }
}

#[test]
fn what_is_no_format_is_refused_with_its_line() {
    for (name, text, words) in [
        ("", "", "line 1"),
        ("x.json", "{\"a\": 1}", "the format is none that is known"),
        ("x.json", "{\n\"a\": }", "line 2: this is no JSON"),
        ("x.yaml", "a: b", "the format is none that is known"),
        ("x.yaml", "a:\n - [", "this is no YAML"),
        ("x.json", "{\"swagger\": \"2.0\"}", "convert it first"),
        (
            "x.json",
            "{\"openapi\": \"3.0.0\", \"info\": {\"title\": \"x\"}}",
            "nothing in it can be imported",
        ),
        ("x.txt", "hello", "the format is none that is known"),
    ] {
        let error = import(Some(name), text).unwrap_err().to_string();
        assert!(error.contains(words), "{text}: {error}");
    }
}

#[test]
fn a_secret_goes_to_the_keychain_where_it_is_wanted() {
    let text = "curl https://sts.example/connect/token -d 'grant_type=client_credentials&client_id=a&client_secret=hunter2'";
    let mut imported = import(Some("orders.sh"), text).unwrap();
    let kept = imported.use_keychain();
    let [(name, secret)] = &kept[..] else {
        panic!("{} secrets", kept.len());
    };
    assert_eq!(name, "orders/client_secret");
    assert_eq!(secret.expose(), b"hunter2");
    let (_, saved) = &imported.connections[0];
    let place = crate::workspace::SecretPlace::Keychain(name.clone());
    assert_eq!(saved.client_secret, Some(place));
}
