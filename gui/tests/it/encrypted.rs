//! Encrypted tokens in Inspect: the key is asked for where one is there, and the token inside is shown.

use claimscope_core::report::Format;
use claimscope_gui::message::{Command, Event};
use claimscope_gui::tab::Tab;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use serde_json::Value;

use crate::place::does;
use crate::shown::{Desktop, command, open, paste_into, press_any, shows, window};
use crate::support::{own_connection, update};

/// A signed token in an encrypted one, and claims that nobody signed, made by jose for JavaScript.
const NESTED: &str = include_str!("../../../core/tests/data/jwe-nested.json");
const CLAIMS: &str = include_str!("../../../core/tests/data/jwe.json");
const FIELD: &str = "Decryption key";

fn nested() -> (String, String) {
    let case: Value = serde_json::from_str(NESTED).unwrap();
    let token = case["token"].as_str().unwrap().to_owned();
    (token, case["key"].to_string())
}

fn format(harness: &Harness<'_, Desktop>) -> Format {
    let workspace = harness.state().model().workspace().unwrap();
    workspace.inspect.current_report().unwrap().report().format
}

#[test]
fn a_token_opens_with_the_key_that_is_pasted_and_the_one_inside_is_shown() {
    let (token, key) = nested();
    let (mut harness, _) = window();
    open(&mut harness, Tab::Inspect);
    assert!(!shows(&harness, FIELD));
    paste_into(&mut harness, "Encoded token", token.as_str());
    assert!(shows(&harness, FIELD) && shows(&harness, "Encrypted: only its header can be read"));
    assert_eq!(format(&harness), Format::Jwe);
    paste_into(&mut harness, FIELD, key);
    let typed =
        |harness: &Harness<'_, Desktop>| harness.get_by_label(FIELD).accesskit_node().value();
    let is_clear = |text: Option<String>| text.unwrap_or_default().contains("kty");
    assert!(!is_clear(typed(&harness)), "dots stand for the key");
    press_any(&mut harness, "Show Decryption key");
    assert!(is_clear(typed(&harness)));
    assert!(shows(
        &harness,
        "Decrypted: ECDH-ES+A256KW, A256GCM; the token in it is shown"
    ));
    assert!(shows(&harness, "alice") && shows(&harness, "Copy Inner token"));
    // Beside the inner header stands the one of what was opened.
    assert!(shows(&harness, "Outer header") && shows(&harness, "A256GCM"));
    for label in [
        "Copy header",
        "Copy outer header",
        "Copy enc of the outer header",
    ] {
        assert!(shows(&harness, label), "{label}");
    }
    assert_eq!(format(&harness), Format::Jws);
    // Another text needs another key, or none.
    command(
        &mut harness,
        Command::EditInspect("eyJhbGciOiJub25lIn0.e30.".into()),
    );
    assert!(!shows(&harness, FIELD) && !shows(&harness, "Decrypted:"));
}

#[test]
fn a_key_that_does_not_open_it_is_said_with_what_would_be_right() {
    let (token, key) = nested();
    let (mut harness, _) = window();
    open(&mut harness, Tab::Inspect);
    paste_into(&mut harness, "Encoded token", token.as_str());
    let mut public: Value = serde_json::from_str(&key).unwrap();
    public.as_object_mut().unwrap().remove("d");
    paste_into(&mut harness, FIELD, public.to_string());
    assert!(shows(
        &harness,
        "This is a public key, which encrypts and opens nothing"
    ));
    let (mut harness, _) = window();
    open(&mut harness, Tab::Inspect);
    paste_into(&mut harness, "Encoded token", token.as_str());
    paste_into(&mut harness, FIELD, "a shared secret");
    assert!(shows(&harness, "The token's alg needs a key for ECDH"));
    assert!(shows(&harness, "The decryption key is written as"));
    assert_eq!(format(&harness), Format::Jwe);
}

#[test]
fn what_nobody_signed_is_shown_as_that() {
    let all: Vec<Value> = serde_json::from_str(CLAIMS).unwrap();
    let (mut harness, _) = window();
    open(&mut harness, Tab::Inspect);
    paste_into(
        &mut harness,
        "Encoded token",
        all[0]["token"].as_str().unwrap(),
    );
    paste_into(&mut harness, FIELD, all[0]["key"].to_string());
    assert!(shows(&harness, "signed by nobody"));
    assert!(shows(&harness, "https://issuer.example"));
    assert_eq!(format(&harness), Format::Jwe);
}

#[test]
fn a_file_that_is_dropped_is_the_key_and_no_key_is_saved() {
    let (token, key) = nested();
    let mut model = own_connection();
    update(&mut model, Command::ShowTab(Tab::Inspect));
    does(&mut model, Command::EditInspect(token.as_str().into()));
    let id = model.selected;
    update(&mut model, Event::FileRead(id, Ok(key.as_str().into())));
    let inspect = &model.workspace().unwrap().inspect;
    assert_eq!(inspect.decryption.key.expose(), key);
    assert_eq!(inspect.text.expose(), token);
    let saved = serde_json::to_string(&model.saved()).unwrap();
    let private: Value = serde_json::from_str(&key).unwrap();
    assert!(!saved.contains(private["d"].as_str().unwrap()), "{saved}");
    assert!(!format!("{model:?}").contains(private["d"].as_str().unwrap()));
}
