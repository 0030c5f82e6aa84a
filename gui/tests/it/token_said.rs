//! What a token said, kept and handed on: reports, and the tokens that were obtained before.

use claimscope_core::secret::Secret;
use claimscope_gui::effect::{Effect, WindowChange, Work};
use claimscope_gui::message::{Command, Event};
use claimscope_gui::report_form::ReportForm;
use claimscope_gui::tab::Tab;
use claimscope_gui::token_history::KEPT_TOKENS;
use egui_kittest::kittest::Queryable as _;

use crate::shown::{command, open, press, press_any, shows, window};
use crate::support::{NOW, model, token, token_result, update, work};

#[test]
fn a_report_is_copied_and_saved_without_the_token() {
    let mut model = model();
    let text = token(3_600);
    let signature = text.rsplit('.').next().unwrap().to_owned();
    for work in update(&mut model, Command::EditInspect(text.as_str().into())) {
        update(&mut model, crate::support::answer(&work));
    }
    for form in [ReportForm::Json, ReportForm::Markdown] {
        let copied = claimscope_gui::update::update(&mut model, Command::CopyReport(form), NOW);
        let [Effect::Window(WindowChange::Copy(copied))] = &copied[..] else {
            panic!("a copy expected, not {copied:?}");
        };
        let saved = work(&mut model, Command::SaveReport(form));
        let [Work::SaveText(file, _)] = &saved[..] else {
            panic!("a file expected, not {saved:?}");
        };
        assert_eq!(file.text, copied.expose());
        assert!(file.folder.is_empty(), "the folder for downloads");
        for secret in [&text, &signature] {
            assert!(!file.text.contains(secret.as_str()), "{form:?}");
        }
        assert!(file.text.contains("http://localhost:5001"), "{form:?}");
        update(&mut model, crate::support::answer(&saved[0]));
        let notice = model.notice.as_ref().unwrap();
        assert!(notice.text.starts_with("Saved: "), "{notice:?}");
    }
}

#[test]
fn tokens_that_were_obtained_are_remembered_by_what_they_said_and_no_more_than_fifty() {
    let mut model = model();
    for seconds in 0..60 {
        let asked = work(&mut model, Command::RequestToken);
        let [Work::RequestToken(ticket, _)] = asked[..] else {
            panic!("a request expected, not {asked:?}");
        };
        let mut result = token_result(&token(3_600 + seconds), 3_600 + seconds);
        result.received_at = NOW.plus_seconds(seconds);
        update(&mut model, Event::TokenReceived(ticket, Ok(result)));
    }
    let history = &model.workspace().unwrap().history;
    assert_eq!(history.records().len(), KEPT_TOKENS);
    let newest = &history.records()[0];
    let (header, claims) = newest.header_and_claims().unwrap();
    assert_eq!(header.get_str("typ"), Some("at+jwt"));
    let exp = claims.numeric_date("exp").unwrap();
    assert_eq!(exp, NOW.plus_seconds(3_659));
    let token = token(3_659);
    let signature = token.rsplit('.').next().unwrap();
    assert!(!format!("{history:?}").contains(signature));
}

#[test]
fn a_token_that_is_no_jwt_is_remembered_without_its_text() {
    let mut model = model();
    let asked = work(&mut model, Command::RequestToken);
    let [Work::RequestToken(ticket, _)] = asked[..] else {
        panic!("a request expected, not {asked:?}");
    };
    let mut result = token_result("reference-token", 60);
    result.access_token = Secret::from("reference-token");
    update(&mut model, Event::TokenReceived(ticket, Ok(result)));
    let history = &model.workspace().unwrap().history;
    assert_eq!(history.records().len(), 1);
    assert!(history.records()[0].header_and_claims().is_none());
    assert!(!format!("{history:?}").contains("reference-token"));
}

#[test]
fn an_earlier_token_is_looked_at_as_it_was() {
    let (mut harness, _) = window();
    press(&mut harness, "Run");
    open(&mut harness, Tab::Token);
    assert!(shows(&harness, "Tokens obtained (1)"));
    assert!(!shows(&harness, "http://localhost:5001\n"));
    let label = "Look at it: token of 2027-01-15 08:00:00 +00:00, 1";
    harness.get_by_label(label).scroll_to_me();
    harness.run();
    press_any(&mut harness, label);
    assert!(shows(&harness, "Search claims"));
    assert!(shows(&harness, "Copy client_id"));
}

#[test]
fn what_a_token_is_bound_to_and_its_times_are_said_in_sentences() {
    let (mut harness, _) = window();
    open(&mut harness, Tab::Inspect);
    command(&mut harness, Command::EditInspect(token(3_600).into()));
    assert!(shows(&harness, "By its times the token holds now"));
}
