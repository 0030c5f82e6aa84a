//! What tokens said outlives a restart, bounded, and is offered in Compare.

use claimscope_core::base64url;
use claimscope_core::secret::Secret;
use claimscope_gui::compare::CompareCommand;
use claimscope_gui::connection::{ConnectionId, Field};
use claimscope_gui::inspect_place::{PlaceCommand, PlaceTab};
use claimscope_gui::message::{Command, Event};
use claimscope_gui::model::Model;
use claimscope_gui::results::TokenResult;
use claimscope_gui::saved::Saved;
use claimscope_gui::saved_history::{SAVED_BYTES, SAVED_TOKENS};
use claimscope_gui::store::StateFile;
use claimscope_gui::token_history::TokenRecord;
use egui_kittest::kittest::Queryable as _;

use crate::place::does;
use crate::shown::{press, shows, window_with_saved};
use crate::support::{own_connection, renewable, token, token_result, update, work};

/// Takes a token into use, as an answer does.
fn obtain(model: &mut Model, token: TokenResult) {
    let requested = work(model, Command::RequestToken);
    let [claimscope_gui::effect::Work::RequestToken(ticket, _)] = &requested[..] else {
        panic!("{requested:?}");
    };
    update(model, Event::TokenReceived(*ticket, Ok(token)));
}

fn records(model: &Model, id: ConnectionId) -> Vec<TokenRecord> {
    let workspace = model.workspaces.get(&id);
    workspace.map_or(vec![], |workspace| workspace.history.records().to_vec())
}

/// A JWT of this many bytes or a little more, whose signature is told from everything else.
fn large(bytes: usize, number: usize) -> String {
    let claims = format!(r#"{{"jti":"{number}","pad":"{}"}}"#, "a".repeat(bytes));
    let parts = [r#"{"alg":"RS256"}"#, &claims, "the signature"];
    parts.map(base64url::encode).join(".")
}

#[test]
fn header_and_claims_are_there_after_a_restart_and_no_token_is() {
    let folder = tempfile::tempdir().unwrap();
    let mut model = own_connection();
    let id = model.selected;
    let sent = token(3_600);
    obtain(&mut model, renewable(3_600));
    obtain(&mut model, token_result("hunter2-opaque", 60));
    let before = records(&model, id);
    assert_eq!(before.len(), 2);
    let mut file = StateFile::open(folder.path());
    file.write(&model.saved()).unwrap();
    let text = std::fs::read_to_string(folder.path().join("state.json")).unwrap();
    let signature = sent.rsplit('.').next().unwrap();
    for secret in [signature, "hunter2", "refresh-1"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    let saved = file.read().saved.unwrap();
    let again = Model::new(saved);
    assert_eq!(records(&again, id), before);
    assert_eq!(again.saved().histories, model.saved().histories);
}

#[test]
fn the_same_token_is_remembered_once_over_a_restart() {
    let mut model = own_connection();
    let id = model.selected;
    obtain(&mut model, token_result(&token(3_600), 3_600));
    let mut again = Model::new(model.saved());
    for (field, text) in [
        (Field::ClientSecret, "secret"),
        (Field::Issuer, "http://localhost:5001"),
    ] {
        work(&mut again, Command::Edit(field, text.into()));
    }
    obtain(&mut again, renewable(3_600));
    assert_eq!(records(&again, id).len(), 1);
}

#[test]
fn what_is_kept_is_bounded_in_count_and_bytes() {
    let mut model = own_connection();
    for number in 0..SAVED_TOKENS + 5 {
        obtain(&mut model, token_result(&large(10, number), 60));
    }
    let saved = model.saved();
    assert_eq!(saved.histories[0].tokens.len(), SAVED_TOKENS);
    for number in 0..10 {
        obtain(
            &mut model,
            token_result(&large(SAVED_BYTES / 4, number), 60),
        );
    }
    let saved = model.saved();
    assert_eq!(saved.histories[0].tokens.len(), 3);
    let text = serde_json::to_string(&saved.histories).unwrap();
    assert!(text.len() < SAVED_BYTES + 1_000);
}

#[test]
fn a_damaged_record_costs_itself_alone_and_what_is_forgotten_stays_so() {
    let mut model = own_connection();
    let id = model.selected;
    for number in 0..2 {
        obtain(&mut model, token_result(&large(10, number), 60));
    }
    let text = serde_json::to_string(&model.saved()).unwrap();
    let (key, value) = ("\"received_at\":", "1800000000");
    let damaged = text.replacen(&format!("{key}{value}"), &format!("{key}\"soon\""), 1);
    assert_ne!(text, damaged);
    let saved: Saved = serde_json::from_str(&damaged).unwrap();
    assert_eq!(records(&Model::new(saved), id).len(), 1);
    work(&mut model, Command::ForgetTokens);
    assert!(model.saved().histories.is_empty());
    work(&mut model, Command::RestoreTokens);
    assert_eq!(records(&model, id).len(), 2, "until the program ends");
}

#[test]
fn a_token_of_before_is_compared_without_its_signature() {
    let mut model = own_connection();
    obtain(&mut model, token_result(&large(10, 1), 60));
    let record = records(&model, model.selected)[0].clone();
    let before = record.unsigned_text().unwrap();
    assert!(!before.contains(&base64url::encode("the signature")));
    does(
        &mut model,
        Command::Place(PlaceCommand::Show(PlaceTab::Compare)),
    );
    for (side, text) in [(0, before), (1, token(3_600))] {
        let edit = CompareCommand::Edit(side, text.as_str().into());
        does(&mut model, Command::Place(PlaceCommand::Compare(edit)));
    }
    let result = model.place.compare.result.ready().unwrap();
    assert!(result.claims.iter().any(|row| row.name == "pad"));
    let opaque = TokenRecord::of(&TokenResult {
        access_token: Secret::from("hunter2-opaque"),
        ..token_result("", 60)
    });
    assert_eq!(opaque.unsigned_text(), None);
}

#[test]
fn compare_offers_what_a_connection_obtained_before() {
    let mut model = own_connection();
    work(&mut model, Command::Edit(Field::Name, "Orders".into()));
    obtain(&mut model, token_result(&large(10, 7), 60));
    model.selected = ConnectionId::INSPECT;
    let mut harness = window_with_saved(model.saved());
    crate::shown::command(
        &mut harness,
        Command::Place(PlaceCommand::Show(PlaceTab::Compare)),
    );
    press(&mut harness, "Take a token for the first");
    harness
        .get_by_label_contains("Orders: obtained before (1)")
        .click();
    harness.run();
    harness.get_by_label_contains("jti 7").click();
    harness.run();
    assert!(!shows(&harness, "No connection has a token yet."));
    let text = harness.state().model().place.compare.texts[0].clone();
    assert!(text.expose().ends_with('.'), "{}", text.expose());
}
