//! The window, driven by labels as a screen reader would: no display, no network, a fixed clock.

use claimscope_client::HostCertificate;
use claimscope_client::session::{KeysFrom, Step};
use claimscope_gui::connection::Field;
use claimscope_gui::effect::{Switch, Work};
use claimscope_gui::files::FilesCommand;
use claimscope_gui::message::{Command, TrustFor};
use claimscope_gui::results::FailureText;
use claimscope_gui::tab::Tab;
use claimscope_gui::theme_choice::ThemeChoice;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::shown::{
    Desktop, command, open, paste_into, press, press_any, shows, type_into, window,
};
use crate::support::{Script, token};

#[test]
fn one_press_of_run_shows_every_step_done() {
    let (mut harness, script) = window();
    press(&mut harness, "Run");
    assert!(shows(&harness, "Every step went well"));
    assert_eq!(harness.query_all_by_label("Done").count(), Step::ALL.len());
    for result in [
        "Metadata and 1 key read from the issuer",
        "Access token received, 1 h before its end",
        "A signed JWT with",
        "The API answered 200 OK",
    ] {
        assert!(shows(&harness, result), "{result}");
    }
    assert!(shows(&harness, "Token expires in 1 h"));
    let runs = script.work().into_iter();
    assert_eq!(runs.filter(|work| matches!(work, Work::Run(_))).count(), 1);
}

#[test]
fn what_the_api_did_not_notice_is_the_headline() {
    let (mut harness, script) = window();
    script.accept_anything();
    press(&mut harness, "Break something");
    press(&mut harness, "No token");
    let headline = "Not noticed: the API answered a call that carried no token.";
    harness.get_by_label(headline);
    assert!(shows(
        &harness,
        "Unless this address is meant to be public, require authorization on it."
    ));
    assert!(!shows(&harness, "Every step went well"));
    assert!(!shows(&harness, "Broken on purpose, and noticed"));
}

#[test]
fn a_token_that_was_shown_and_is_not_used_is_not_said_to_be_missing() {
    let (mut harness, _) = window();
    press(&mut harness, "Break something");
    press(&mut harness, "Tampered token");
    open(&mut harness, Tab::Call);
    assert!(!shows(&harness, "There is none yet"));
    assert!(shows(
        &harness,
        "The last one came of a run with something broken"
    ));
}

#[test]
fn what_is_undone_in_one_connection_brings_nothing_from_another() {
    let (mut harness, script) = window();
    let secret = |harness: &mut Harness<'_, Desktop>| {
        press(harness, "New");
        open(harness, Tab::Token);
        harness.get_by_label("Client secret").focus();
        harness.run();
    };
    secret(&mut harness);
    harness.event(Event::Text("hunter2".to_owned()));
    harness.run();
    secret(&mut harness);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run();
    open(&mut harness, Tab::Discover);
    type_into(&mut harness, "Issuer", "http://localhost:5001");
    open(&mut harness, Tab::Token);
    press(&mut harness, "Get token");
    assert!(shows(&harness, "The client secret is empty"));
    let work = script.work();
    assert!(
        !work
            .iter()
            .any(|work| matches!(work, Work::RequestToken(..)))
    );
}

#[test]
fn an_empty_audience_is_waived_by_its_box_alone() {
    let (mut harness, script) = window();
    press(&mut harness, "New");
    open(&mut harness, Tab::Inspect);
    harness.get_by_label("Any issuer").click();
    harness.run();
    type_into(&mut harness, "Encoded token", token(3_600));
    press(&mut harness, "Verify");
    assert!(shows(&harness, "no audience is expected"));
    assert!(!shows(&harness, "Accepted"));
    harness.get_by_label("Any audience").click();
    harness.run();
    assert!(!shows(&harness, "no audience is expected"));
    press(&mut harness, "Verify");
    assert!(shows(&harness, "Accepted"));
    let work = script.work();
    assert!(matches!(work.last(), Some(Work::Verify(..))), "{work:?}");
}

#[test]
fn a_cancelled_call_leaves_no_older_answer_standing() {
    let (mut harness, script) = window();
    press(&mut harness, "Run");
    open(&mut harness, Tab::Call);
    assert!(shows(&harness, "200 OK"));
    script.hang();
    // A spinner turns as long as the answer is awaited: the window does not settle.
    harness
        .get_by_role_and_label(Role::Button, "Send request")
        .click();
    harness.run_steps(3);
    harness
        .get_by_role_and_label(Role::Button, "Cancel")
        .click();
    harness.run();
    assert!(shows(&harness, "Cancelled"));
    assert!(matches!(script.switches().last(), Some(Switch::Cancel(_))));
}

#[test]
fn a_method_that_changes_data_is_asked_about() {
    let (mut harness, script) = window();
    press(&mut harness, "New");
    type_into(&mut harness, "Issuer", "http://localhost:5001");
    open(&mut harness, Tab::Token);
    type_into(&mut harness, "Client secret", "secret");
    open(&mut harness, Tab::Call);
    type_into(
        &mut harness,
        "Address of the API",
        "http://localhost:6001/orders/7",
    );
    harness
        .get_by_role_and_label(Role::ComboBox, "Method")
        .click();
    harness.run();
    harness.get_by_label("DELETE").click();
    harness.run();
    press(&mut harness, "Run");
    let called = |script: &Script| {
        script
            .work()
            .iter()
            .any(|work| matches!(work, Work::Run(_)))
    };
    assert!(!called(&script));
    assert!(shows(&harness, "which may change data there"));
    press(&mut harness, "Run with GET");
    let methods: Vec<String> = script
        .work()
        .iter()
        .filter_map(|work| match work {
            Work::Run(plan) => Some(plan.request.as_ref().unwrap().request.method.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(methods, ["GET"]);
}

#[test]
fn a_form_field_decides_the_verdict() {
    let (mut harness, _) = window();
    open(&mut harness, Tab::Call);
    press_any(&mut harness, "API expects");
    harness.get_by_label("Audience of the API").focus();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.event(Event::Text("another".to_owned()));
    harness.run();
    assert_eq!(harness.state().model().connection().audience, "another");
    open(&mut harness, Tab::Inspect);
    paste_into(&mut harness, "Encoded token", token(3_600));
    press(&mut harness, "Verify");
    assert!(shows(&harness, "Rejected"));
}

#[test]
fn a_required_scope_that_the_token_lacks_fails_and_keys_may_come_from_a_jwks_url() {
    let (mut harness, script) = window();
    open(&mut harness, Tab::Inspect);
    paste_into(&mut harness, "Encoded token", token(3_600));
    harness.get_by_label("Required scope").focus();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.event(Event::Text("orders.write".to_owned()));
    harness.run();
    harness
        .get_by_role_and_label(Role::ComboBox, "Keys")
        .click();
    harness.run();
    press_any(&mut harness, "A JWKS URL");
    harness.get_by_label("JWKS URL").focus();
    harness.run();
    let url = "http://localhost:5001/jwks";
    harness.event(Event::Text(url.to_owned()));
    harness.run();
    press(&mut harness, "Verify");
    assert!(shows(&harness, "Rejected"));
    assert!(shows(&harness, "orders.write"));
    let keys = script.work().into_iter().find_map(|work| match work {
        Work::Verify(_, _, plan) => Some(plan.connection.keys),
        _ => None,
    });
    assert!(matches!(keys, Some(KeysFrom::JwksUrl(given)) if given == url));
}

#[test]
fn an_encrypted_token_is_called_encrypted_and_never_malformed() {
    let (mut harness, _) = window();
    open(&mut harness, Tab::Inspect);
    harness.get_by_label("Encoded token").focus();
    harness.run();
    let header = claimscope_core::base64url::encode(r#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#);
    let text = format!("{header}.a2V5.aXZpdml2aXZpdml2.Y2lwaGVy.dGFndGFndGFndGFndGFnMA");
    harness.event(Event::Paste(text));
    harness.run();
    assert!(shows(&harness, "encrypted"));
    assert!(!shows(&harness, "malformed"));
    assert!(!shows(&harness, "Accepted"));
}

#[test]
fn invisible_characters_are_written_as_their_numbers() {
    let (mut harness, _) = window();
    open(&mut harness, Tab::Inspect);
    harness.get_by_label("Encoded token").focus();
    harness.run();
    let payload = claimscope_core::base64url::encode("{\"sub\":\"ad\u{202e}nim\u{200b}\"}");
    harness.event(Event::Paste(format!("eyJhbGciOiJIUzI1NiJ9.{payload}.c2ln")));
    harness.run();
    assert!(shows(&harness, r"ad\u{202e}nim\u{200b}"));
}

#[test]
fn breaking_something_shows_what_a_client_sees_and_why() {
    let (mut harness, script) = window();
    press(&mut harness, "Break something");
    press(&mut harness, "No token");
    assert!(shows(&harness, "What a client sees"));
    assert!(shows(&harness, "WWW-Authenticate: Bearer"));
    assert!(shows(&harness, "401: the request carries no token."));
    assert!(shows(
        &harness,
        "Send Authorization: Bearer and an access token."
    ));
    let broken: Vec<_> = script
        .work()
        .iter()
        .filter_map(|work| match work {
            Work::Run(plan) => plan.fault.map(|fault| fault.name),
            _ => None,
        })
        .collect();
    assert_eq!(broken, ["no-token"]);
}

#[test]
fn a_pasted_token_shows_three_indicators_and_is_unverified() {
    let (mut harness, _) = window();
    open(&mut harness, Tab::Inspect);
    let text = format!("Authorization: Bearer {}", token(3_600));
    paste_into(&mut harness, "Encoded token", text);
    for name in ["Format", "Signature", "Claims"] {
        assert!(shows(&harness, name), "{name}");
    }
    assert!(shows(&harness, "Unverified"));
    assert!(shows(&harness, "not checked"));
    assert!(shows(&harness, "client_id"));
    press(&mut harness, "Verify");
    assert!(shows(&harness, "Accepted"));
}

#[test]
fn typing_keeps_the_focus_while_reports_come_and_go() {
    let (mut harness, _) = window();
    open(&mut harness, Tab::Inspect);
    harness.get_by_label("Encoded token").focus();
    harness.run();
    for letter in ["e", "y", "J"] {
        harness.event(Event::Text(letter.to_owned()));
        harness.run();
    }
    let workspace = harness.state().model().workspace().unwrap();
    assert_eq!(workspace.inspect.text.expose(), "eyJ");
}

#[test]
fn checks_are_listed_with_expected_and_actual() {
    let (mut harness, _) = window();
    open(&mut harness, Tab::Inspect);
    paste_into(&mut harness, "Encoded token", token(-60));
    press(&mut harness, "Verify");
    assert!(shows(&harness, "Rejected"));
    assert!(
        shows(&harness, "expired 1 m ago"),
        "the reason stands by the verdict"
    );
    harness
        .get_by_role_and_label(Role::Tab, "Checks (1 failed)")
        .click();
    harness.run();
    assert!(shows(&harness, "claim.exp"));
    assert!(shows(&harness, "expected"));
    assert!(shows(&harness, "advice"));
}

#[test]
fn the_palette_finds_any_command() {
    let (mut harness, _) = window();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    harness.run();
    harness.event(Event::Text("theme dark".to_owned()));
    harness.run();
    assert!(shows(&harness, "Theme: dark"));
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().model().theme, ThemeChoice::Dark);
    assert!(harness.state().model().palette.is_none());
}

#[test]
fn what_is_there_to_be_done_is_in_the_palette() {
    let (mut harness, _) = window();
    press(&mut harness, "Run");
    let model = harness.state().model();
    for (query, title) in [
        ("copy access token", "Copy the access token"),
        (
            "last curl masked",
            "Copy the last exchange as curl, secrets masked",
        ),
        ("renew itself", "Renew the token by itself"),
        ("no token", "Send no token"),
        ("theme system", "Theme: as the system (in use)"),
    ] {
        let hits = claimscope_gui::command_list::search(model, query);
        let titles: Vec<&str> = hits.iter().map(|hit| hit.title.as_str()).collect();
        assert_eq!(titles.first(), Some(&title), "{query}: {titles:?}");
    }
}

#[test]
fn a_secret_is_shown_and_hidden_again() {
    let (mut harness, _) = window();
    open(&mut harness, Tab::Token);
    let role = |harness: &Harness<'_, Desktop>| {
        let mut fields = harness.get_all_by_label("Client secret");
        fields.any(|field| field.accesskit_node().role() == Role::PasswordInput)
    };
    assert!(role(&harness));
    press(&mut harness, "Show Client secret");
    assert!(!role(&harness));
    type_into(&mut harness, "Client secret", "x");
    assert!(!role(&harness), "what is typed stays in sight");
    press(&mut harness, "Hide Client secret");
    assert!(role(&harness));
}

#[test]
fn the_network_switch_is_seen_and_reaches_the_runner() {
    let (mut harness, script) = window();
    harness
        .get_by_role_and_label(Role::Switch, "Network")
        .click();
    harness.run();
    assert!(shows(&harness, "Network off"));
    let switches = script.switches();
    assert!(matches!(switches.last(), Some(Switch::SetOffline(true))));
}

#[test]
fn the_overview_shows_the_fingerprint_and_trusts_it() {
    let (mut harness, script) = window();
    let fingerprint = vec!["AB"; 32].join(":");
    let certificate = HostCertificate::new("localhost", fingerprint.parse().unwrap());
    script.cut_off(FailureText {
        untrusted_certificate: Some(Box::new(certificate.clone())),
        ..FailureText::new("Nobody vouches for this certificate.", "Then trust it.")
    });
    press(&mut harness, "Run");
    assert!(shows(&harness, &certificate.fingerprint().to_string()));
    press(
        &mut harness,
        "Trust this certificate for localhost until the program ends",
    );
    let switches = script.switches();
    let trusted = switches.iter().any(
        |switch| matches!(switch, Switch::TrustCertificate(trusted) if *trusted == certificate),
    );
    assert!(trusted, "{switches:?}");
    let runs = script.work().into_iter();
    assert_eq!(runs.filter(|work| matches!(work, Work::Run(_))).count(), 2);
}

#[test]
fn trusting_a_certificate_sends_no_request_again_that_changes_data() {
    let (mut harness, script) = window();
    open(&mut harness, Tab::Call);
    command(&mut harness, Command::Edit(Field::Method, "DELETE".into()));
    let fingerprint = vec!["AB"; 32].join(":");
    let certificate = HostCertificate::new("localhost", fingerprint.parse().unwrap());
    let before = script.work().len();
    let trust = Command::TrustCertificate(certificate.clone(), TrustFor::ThisRun);
    command(&mut harness, trust);
    assert_eq!(script.work().len(), before);
    command(&mut harness, Command::Edit(Field::Method, "GET".into()));
    command(
        &mut harness,
        Command::TrustCertificate(certificate, TrustFor::ThisRun),
    );
    assert_eq!(script.work().len(), before + 1);
}

#[test]
fn the_headline_says_that_the_audience_was_waived() {
    let (mut harness, _) = window();
    open(&mut harness, Tab::Inspect);
    command(&mut harness, Command::Edit(Field::Audience, "".into()));
    harness.get_by_label("Any audience").click();
    harness.run();
    command(&mut harness, Command::EditInspect(token(3_600).into()));
    press(&mut harness, "Verify");
    assert!(shows(&harness, "Accepted"));
    assert!(shows(&harness, "with the audience waived"));
    open(&mut harness, Tab::Run);
    press(&mut harness, "Run");
    assert!(shows(&harness, "with the audience waived"));
}

#[test]
fn a_cleared_log_does_not_say_that_nothing_was_sent() {
    let (mut harness, _) = window();
    assert!(shows(&harness, "nothing has been sent yet"));
    press(&mut harness, "Run");
    press(&mut harness, "Show log");
    press(&mut harness, "Clear log");
    assert!(shows(&harness, "1 request was sent; the log was cleared"));
    assert!(!shows(&harness, "nothing has been sent yet"));
}

#[test]
fn connections_are_added_found_and_named() {
    let (mut harness, _) = window();
    press(&mut harness, "New");
    harness.get_by_label("Name of the connection").focus();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.event(Event::Text("Orders staging".to_owned()));
    harness.run();
    let before = harness.state().model().connection().name.clone();
    assert_ne!(before, "Orders staging", "not while it is typed");
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().model().connection().name, "Orders staging");
    type_into(&mut harness, "Search connections", "orders");
    assert!(
        harness
            .query_by_role_and_label(Role::ListBoxOption, "Playground")
            .is_none()
    );
    assert!(
        harness
            .query_by_role_and_label(Role::ListBoxOption, "Orders staging")
            .is_some()
    );
}

#[test]
fn esc_keeps_the_name_and_that_of_another_connection_is_refused() {
    let (mut harness, _) = window();
    press(&mut harness, "New");
    command(&mut harness, Command::Edit(Field::Name, "shop-api".into()));
    press(&mut harness, "New");
    command(&mut harness, Command::Edit(Field::Name, "shop".into()));
    let name = |harness: &Harness<'_, Desktop>| harness.state().model().connection().name.clone();
    let rename = Command::Files(FilesCommand::Rename);
    for (key, typed, expected) in [
        (Key::Escape, "slow", "shop"),
        (Key::Enter, "shop-api", "shop"),
        (Key::Enter, "slow", "slow"),
    ] {
        command(&mut harness, rename.clone());
        harness.event(Event::Text(typed.to_owned()));
        harness.run();
        harness.key_press(key);
        harness.run();
        assert_eq!(name(&harness), expected, "{typed}");
    }
    command(&mut harness, rename);
    harness.event(Event::Text("shop-api".to_owned()));
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    let notice = "A connection “shop-api” is there already: “slow” keeps its name";
    assert!(shows(&harness, notice));
    // Whatever is done next, what was typed counts for the connection that it was typed for.
    command(&mut harness, Command::Files(FilesCommand::Rename));
    harness.event(Event::Text("fast".to_owned()));
    harness.run();
    let first = harness.state().model().connections[1].id;
    command(&mut harness, Command::SelectConnection(first));
    let model = harness.state().model();
    let names: Vec<&str> = model.connections[1..]
        .iter()
        .map(|form| &*form.name)
        .collect();
    assert_eq!(names, ["shop-api", "fast"]);
}

#[test]
fn enter_in_the_palette_takes_the_hit_of_what_was_typed_in_the_same_frame() {
    let (mut harness, _) = window();
    command(&mut harness, Command::OpenPalette);
    harness.event(Event::Text("theme light".to_owned()));
    harness.key_press(Key::Enter);
    harness.run();
    let model = harness.state().model();
    assert!(model.palette.is_none());
    assert_eq!(model.theme, ThemeChoice::Light);
}

#[test]
fn the_palette_is_as_high_as_before_once_more_is_found_again() {
    let (mut harness, _) = window();
    command(&mut harness, Command::OpenPalette);
    let seen = |harness: &Harness<'_, Desktop>| {
        let window = harness.ctx.content_rect();
        let hits = harness.query_all_by_role(Role::Button);
        let hits =
            hits.filter(|hit| hit.rect().width() > 400.0 && window.contains_rect(hit.rect()));
        hits.count()
    };
    let before = seen(&harness);
    assert!(before > 5, "{before}");
    for query in ["zzz", ""] {
        command(&mut harness, Command::EditPalette(query.to_owned()));
        harness.run();
    }
    assert_eq!(seen(&harness), before);
}

#[test]
fn shortcuts_send_and_switch_tabs() {
    let (mut harness, script) = window();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Num3);
    harness.run();
    assert_eq!(harness.state().model().tab, Tab::Token);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    harness.run();
    let asked = script
        .work()
        .iter()
        .any(|effect| matches!(effect, Work::RequestToken(..)));
    assert!(asked);
}
