//! Compare and Sign: two tokens beside each other, and a token of the person's own.

use claimscope_core::alg::Algorithm;
use claimscope_gui::compare::CompareCommand;
use claimscope_gui::inspect_place::{PlaceCommand, PlaceTab};
use claimscope_gui::message::Command;
use claimscope_gui::sign::{SignCommand, SignField};
use claimscope_gui::workspace::KeyChoice;
use egui::Event;
use egui_kittest::kittest::Queryable as _;

use crate::place::does;
use crate::shown::{command, press, press_any, shows, window};
use crate::support::{model, token};

fn show(tab: PlaceTab) -> Command {
    Command::Place(PlaceCommand::Show(tab))
}

fn sign(command: SignCommand) -> Command {
    Command::Place(PlaceCommand::Sign(command))
}

#[test]
fn two_tokens_are_compared_as_they_are_pasted() {
    let (mut harness, _) = window();
    command(&mut harness, show(PlaceTab::Compare));
    assert!(shows(&harness, "put both here"));
    // {"alg":"RS256"}.{"iss":"http://localhost:5001/","aud":"orders","exp":1}
    let other = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwOi8vbG9jYWxob3N0OjUwMDEvIiwiYXVkIjoib3JkZXJzIiwiZXhwIjoxfQ.c2ln";
    for text in [token(3_600), other.to_owned()] {
        harness.event(Event::Paste(text));
        harness.run();
    }
    for text in [
        "They come from different issuers: http://localhost:5001 and http://localhost:5001/, which differs only by a trailing slash.",
        "They are for different audiences: api1 and orders.",
        "The second lacks the scope api1.",
        "the second ended",
        "only in the first",
    ] {
        assert!(shows(&harness, text), "{text}");
    }
    let same = CompareCommand::Edit(1, token(3_600).into());
    command(&mut harness, Command::Place(PlaceCommand::Compare(same)));
    assert!(shows(&harness, "values are the same."));
    assert!(shows(&harness, "Nothing of issuer"));
    press_any(&mut harness, "Show what is the same too");
    assert!(shows(&harness, "client_id"));
}

#[test]
fn what_was_inspected_is_the_first_to_compare_and_no_token_is_said_to_be_none() {
    let mut model = model();
    let text = token(3_600);
    does(&mut model, Command::PasteAnywhere(text.as_str().into()));
    does(&mut model, show(PlaceTab::Compare));
    assert_eq!(model.place.compare.texts[0].expose(), text);
    let edit = CompareCommand::Edit(1, "hello".into());
    does(&mut model, Command::Place(PlaceCommand::Compare(edit)));
    let failure = model.place.compare.result.failure().unwrap();
    assert!(failure.sentence.contains("second"), "{failure:?}");
}

#[test]
fn a_key_is_made_and_the_token_that_it_signs_is_inspected_with_it() {
    let (mut harness, _) = window();
    harness.event(Event::Paste(token(3_600)));
    harness.run();
    press(&mut harness, "Edit and re-sign");
    let model = harness.state().model();
    assert_eq!(model.place.tab, PlaceTab::Sign);
    assert!(
        model
            .place
            .sign
            .claims
            .expose()
            .contains("\"aud\": \"api1\"")
    );
    assert!(model.place.sign.header.expose().contains("at+jwt"));
    assert!(!model.place.sign.header.expose().contains("HS256"));
    assert!(shows(&harness, "It verifies nothing"));
    press(&mut harness, "Make a key for ES256");
    assert!(shows(&harness, "Public key"));
    press(&mut harness, "Sign");
    assert!(shows(&harness, "Signed by you"));
    press(&mut harness, "Inspect it");
    let model = harness.state().model();
    assert_eq!(model.place.tab, PlaceTab::Inspect);
    let inspect = &model.workspace().unwrap().inspect;
    let (keys, key) = model.keys_of(model.selected);
    assert_eq!(keys, KeyChoice::Given);
    assert!(key.expose().contains("\"keys\""));
    assert!(!key.expose().contains("\"d\""));
    let header = inspect.current_report().unwrap().report().header.clone();
    assert_eq!(header.unwrap().get_str("alg"), Some("ES256"));
}

#[test]
fn what_is_no_json_is_marked_with_line_and_column_and_signs_nothing() {
    let (mut harness, _) = window();
    command(&mut harness, show(PlaceTab::Sign));
    assert!(harness.query_by_label("Claims as JSON").is_some());
    let edit = SignCommand::Edit(SignField::Claims, "{\n  \"sub\": }".into());
    command(&mut harness, sign(edit));
    assert!(shows(&harness, "line 2, column 10"));
    press(&mut harness, "Make a key for ES256");
    press(&mut harness, "Sign");
    assert!(shows(&harness, "The claims cannot be read as JSON"));
    assert!(!shows(&harness, "Signed by you"));
}

#[test]
fn a_weak_secret_is_refused_with_its_reason() {
    let mut model = model();
    for command in [
        show(PlaceTab::Sign),
        sign(SignCommand::SetAlgorithm(Algorithm::HS256)),
        sign(SignCommand::Edit(SignField::Key, "hunter2".into())),
        sign(SignCommand::Sign),
    ] {
        does(&mut model, command);
    }
    let failure = model.place.sign.signed.failure().unwrap();
    assert!(failure.sentence.contains("too weak"), "{failure:?}");
    assert!(!format!("{:?}", model.place).contains("hunter2"));
}

#[test]
fn a_token_signed_with_a_secret_is_inspected_with_the_same_secret() {
    let mut model = model();
    for command in [
        show(PlaceTab::Sign),
        sign(SignCommand::SetAlgorithm(Algorithm::HS256)),
        sign(SignCommand::MakeKey),
        sign(SignCommand::Sign),
        sign(SignCommand::InspectIt),
    ] {
        does(&mut model, command);
    }
    let inspect = &model.workspace().unwrap().inspect;
    let (keys, key) = model.keys_of(model.selected);
    assert_eq!(keys, KeyChoice::Secret);
    let secret = inspect.judging.encoding.decode(&key.to_secret());
    assert_eq!(secret.unwrap().expose().len(), 32);
}
