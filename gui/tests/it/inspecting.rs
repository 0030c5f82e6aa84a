//! Inspect, through the window: what is pasted there, and what is said of it.

use claimscope_gui::message::Command;
use claimscope_gui::tab::Tab;
use claimscope_gui::workspace::KeyChoice;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use crate::shown::{Desktop, command, open, paste_into, press, scroll_and_press, shows, window};

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
    let workspace = harness.state().model().workspace().unwrap();
    assert_eq!(workspace.inspect.keys, KeyChoice::Given);
    assert_eq!(workspace.inspect.key_text.expose(), "my key");
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
