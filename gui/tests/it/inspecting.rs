//! Inspect, through the window: what is pasted there, and what is said of it.

use claimscope_core::report::Verdict;
use claimscope_gui::connection::Field;
use claimscope_gui::message::Command;
use claimscope_gui::tab::Tab;
use claimscope_gui::workspace::KeyChoice;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use crate::shown::{
    Desktop, command, open, paste_into, press, scroll_and_press, shows, window, window_with,
};
use crate::support::token;

fn paste(harness: &mut Harness<'_, Desktop>, text: &str) {
    open(harness, Tab::Inspect);
    paste_into(harness, "Encoded token", text);
}

#[test]
fn a_pasted_challenge_is_explained_as_calls_are() {
    let (mut harness, _) = window();
    let challenge = r#"WWW-Authenticate: Bearer error="insufficient_scope", scope="orders.write""#;
    paste(&mut harness, challenge);
    assert!(shows(&harness, "Why"));
    assert!(shows(&harness, "What to do"));
    assert!(shows(&harness, "orders.write"));
    press(&mut harness, "Verify");
    assert!(shows(&harness, "What to do"));
    assert!(!shows(&harness, "Rejected"));
}

#[test]
fn an_error_body_is_no_rejected_token() {
    let (mut harness, _) = window();
    paste(
        &mut harness,
        r#"{"error":"invalid_client","error_description":"Bad secret"}"#,
    );
    press(&mut harness, "Verify");
    assert!(shows(&harness, "No token"));
    assert!(!shows(&harness, "Rejected"));
}

#[test]
fn a_run_keeps_what_a_person_pasted() {
    let (mut harness, _) = window();
    let own = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtaW5lIn0.c2ln";
    paste(&mut harness, own);
    command(&mut harness, Command::SetKeyChoice(KeyChoice::Given));
    command(&mut harness, Command::EditKey("my key".into()));
    press(&mut harness, "Run");
    open(&mut harness, Tab::Inspect);
    let text = |harness: &Harness<'_, Desktop>| {
        let workspace = harness.state().model().workspace().unwrap();
        workspace.inspect.text.expose().to_owned()
    };
    assert_ne!(text(&harness), own);
    press(&mut harness, "Run");
    open(&mut harness, Tab::Inspect);
    press(&mut harness, "Back to my text");
    assert_eq!(text(&harness), own);
    let model = harness.state().model();
    let keys = (KeyChoice::Given, "my key".into());
    assert_eq!(model.keys_of(model.selected), keys);
    assert!(!shows(&harness, "Back to my text"));
}

#[test]
fn what_no_font_has_is_written_as_its_number() {
    let (mut harness, _) = window();
    let claims = r#"{"sub":"中文 אב Ж Ω","iss":"https://中.example"}"#;
    let payload = claimscope_core::base64url::encode(claims);
    paste(
        &mut harness,
        &format!("eyJhbGciOiJIUzI1NiJ9.{payload}.c2ln"),
    );
    // egui's own fonts have Greek and Cyrillic.
    assert!(shows(&harness, r"\u{4e2d}\u{6587} \u{5d0}\u{5d1} Ж Ω"));
    press(&mut harness, "Verify");
    assert!(shows(&harness, r"\u{4e2d}.example"));
}

#[test]
fn what_nobody_sees_in_the_text_is_named_beside_it() {
    let (mut harness, _) = window();
    paste(&mut harness, "eyJh\u{202e}bGci\u{200b}\nOiJub25lIn0");
    assert!(shows(&harness, r"what nobody sees: \u{200b} \u{202e}"));
    command(&mut harness, Command::ClearInspect);
    assert!(!shows(&harness, "what nobody sees"));
    press(&mut harness, "Back to my text");
    assert!(shows(&harness, "what nobody sees"));
}

#[test]
fn a_checks_name_opens_its_page_which_leads_on_and_closes() {
    let (mut harness, _) = window();
    paste(
        &mut harness,
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtaW5lIn0.c2ln",
    );
    let tab = harness.query_all_by_label_contains("Checks (").next();
    tab.unwrap().click();
    harness.run();
    scroll_and_press(&mut harness, "claim.aud");
    for text in [
        "An example that fails",
        "In Spring Security (resource server)",
        "audience_required",
    ] {
        assert!(shows(&harness, text), "{text}");
    }
    scroll_and_press(&mut harness, "token.audience");
    assert_eq!(harness.state().model().code_page, Some("token.audience"));
    assert!(shows(&harness, "The check behind it"));
    press(&mut harness, "Close");
    assert!(!shows(&harness, "The check behind it"));
    assert_eq!(harness.state().model().code_page, None);
}

#[test]
fn a_finding_s_code_opens_its_page() {
    let (mut harness, _) = window();
    command(&mut harness, Command::ShowTab(Tab::Discover));
    command(&mut harness, Command::Discover);
    harness.run();
    let code = "metadata.response_types_supported";
    scroll_and_press(&mut harness, &format!("About {code}"));
    assert_eq!(harness.state().model().code_page, Some(code));
    assert!(shows(&harness, "strict clients refuse metadata without it"));
}

#[test]
fn a_reasons_code_opens_its_page() {
    let (mut harness, _) = window();
    let challenge = r#"WWW-Authenticate: Bearer error="insufficient_scope", scope="orders.write""#;
    paste(&mut harness, challenge);
    scroll_and_press(&mut harness, "About scope.missing");
    assert!(shows(&harness, "SCOPE_orders.read"));
    harness.key_press(egui::Key::Escape);
    harness.run();
    assert_eq!(harness.state().model().code_page, None);
}

/// With "your-256-bit-secret".
const SAMPLE: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c";

#[test]
fn what_refuses_the_sample_of_jwt_io_can_be_let_pass() {
    let (mut harness, _) = window();
    harness.event(egui::Event::Paste(SAMPLE.to_owned()));
    harness.run();
    command(&mut harness, Command::SetKeyChoice(KeyChoice::Secret));
    command(&mut harness, Command::EditKey("your-256-bit-secret".into()));
    press(&mut harness, "Verify");
    let judged = |harness: &Harness<'_, Desktop>| {
        let workspace = harness.state().model().workspace().unwrap();
        let report = workspace.inspect.current_report().unwrap().report();
        (report.verdict, report.waived.clone())
    };
    assert_eq!(judged(&harness).0, Verdict::Rejected);
    assert!(shows(&harness, "The signature is valid."));
    assert!(shows(&harness, "What follows can be let pass for a try"));
    scroll_and_press(&mut harness, "Take keys too weak to prove anything");
    assert_eq!(judged(&harness).0, Verdict::Rejected);
    assert!(!shows(&harness, "Let all of it pass"));
    scroll_and_press(&mut harness, "Take a token without exp");
    let waived = vec!["issuer", "audience", "missing-expiry", "weak-keys"];
    assert_eq!(judged(&harness), (Verdict::Accepted, waived));
    assert!(!shows(&harness, "can be let pass for a try"));
}

#[test]
fn what_is_let_pass_for_a_try_is_kept_in_the_connection_by_a_press_of_its_own() {
    let (mut harness, _) = window();
    for first in [
        Command::NewConnection,
        Command::Edit(Field::Name, "shop".into()),
        Command::SetAnyAudience(true),
        Command::SetAnyIssuer(true),
    ] {
        command(&mut harness, first);
    }
    paste(&mut harness, SAMPLE);
    command(&mut harness, Command::SetKeyChoice(KeyChoice::Secret));
    command(&mut harness, Command::EditKey("your-256-bit-secret".into()));
    press(&mut harness, "Verify");
    let verdict = |harness: &Harness<'_, Desktop>| {
        let model = harness.state().model();
        let inspect = &model.workspace().unwrap().inspect;
        let verdict = inspect.current_report().unwrap().report().verdict;
        (verdict, model.connection().waivers.len())
    };
    scroll_and_press(&mut harness, "Let all of it pass");
    assert_eq!(verdict(&harness), (Verdict::Accepted, 0));
    scroll_and_press(&mut harness, "No longer");
    assert_eq!(verdict(&harness), (Verdict::Rejected, 0));
    // A try is over with its text.
    scroll_and_press(&mut harness, "Let all of it pass");
    let another = format!("{SAMPLE} ");
    command(&mut harness, Command::EditInspect(another.into()));
    press(&mut harness, "Verify");
    assert_eq!(verdict(&harness), (Verdict::Rejected, 0));
    scroll_and_press(&mut harness, "Let all of it pass");
    scroll_and_press(&mut harness, "Keep in “shop”");
    assert_eq!(verdict(&harness), (Verdict::Accepted, 2));
    assert!(!shows(&harness, "Let pass for a try"));
}

#[test]
fn words_that_do_not_count_on_say_as_of_when_they_are() {
    let (mut harness, _, clock) = window_with(None, None);
    paste(&mut harness, &token(3_600));
    press(&mut harness, "Verify");
    assert!(shows(&harness, "as of 08:00:00"));
    clock.set(65);
    harness.run();
    assert!(shows(&harness, "as of 08:00:00"));
    assert!(shows(&harness, "in 58 m 55 s"), "the line counts on");
    let tab = harness.query_all_by_label_contains("Checks (").next();
    tab.unwrap().click();
    harness.run();
    assert!(shows(&harness, "What they say of times is as of 08:00:00."));
}
