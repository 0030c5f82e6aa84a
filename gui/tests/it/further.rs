//! Further expectations of the place Inspect: those that the terminal's `verify` has, folded away.

use claimscope_core::alg::Algorithm;
use claimscope_core::jwt::Algorithms;
use claimscope_core::report::Verdict;
use claimscope_gui::connection::Field;
use claimscope_gui::effect::Work;
use claimscope_gui::file_field::FileField;
use claimscope_gui::message::Command;
use claimscope_gui::waiver::Waiver;
use claimscope_gui::workspace::KeyChoice;
use egui::{Event, accesskit::Role};
use egui_kittest::kittest::Queryable as _;

use crate::place::does;
use crate::shown::{command, press_any, scroll_and_press, shows, window};
use crate::support::{own_connection, token, work};

#[test]
fn what_the_terminals_verify_expects_is_expected_here_too() {
    let mut model = own_connection();
    does(&mut model, Command::PasteAnywhere(token(3_600).into()));
    for (field, text) in [
        (FileField::Algorithms, "HS256 RS256"),
        (FileField::ExpectClientId, "client"),
        (FileField::MaxAge, "1h"),
        (FileField::MaxAuthAge, "5m"),
        (FileField::AcrValues, "mfa"),
        (FileField::RequiredClaims, "sub tenant"),
    ] {
        does(&mut model, Command::Edit(Field::File(field), text.into()));
    }
    for waiver in Waiver::ALL {
        does(&mut model, Command::SetWaiver(waiver, true));
    }
    let works = work(&mut model, Command::Verify);
    let [Work::Verify(_, _, plan)] = &works[..] else {
        panic!("{works:?}");
    };
    let expected = &plan.connection.expectations;
    let allowed = Algorithms::AnyOf(vec![Algorithm::HS256, Algorithm::RS256]);
    assert_eq!(expected.algorithms, allowed);
    assert_eq!(expected.client_id.as_deref(), Some("client"));
    assert_eq!(expected.max_age_seconds, Some(3_600));
    assert_eq!(expected.max_auth_age_seconds, Some(300));
    assert_eq!(expected.acr_values, ["mfa"]);
    assert_eq!(expected.required_claims, ["sub", "tenant"]);
    assert!(expected.allow_missing_expiry && expected.allow_padding && expected.allow_weak_keys);
    let unknown = Command::Edit(Field::File(FileField::Algorithms), "XS256".into());
    does(&mut model, unknown);
    assert!(work(&mut model, Command::Verify).is_empty());
}

#[test]
fn a_token_of_another_client_is_rejected_and_a_folded_expectation_is_said() {
    let (mut harness, _) = window();
    harness.event(Event::Paste(token(3_600)));
    harness.run();
    command(&mut harness, Command::SetKeyChoice(KeyChoice::Secret));
    command(&mut harness, Command::EditKey("secret".into()));
    harness.get_by_label("Further expectations").scroll_to_me();
    harness.run();
    press_any(&mut harness, "Further expectations");
    let client = harness.get_by_role_and_label(Role::TextInput, "Client");
    client.focus();
    harness.run();
    harness.event(Event::Text("another".to_owned()));
    harness.run();
    scroll_and_press(&mut harness, "Verify");
    let workspace = harness.state().model().workspace().unwrap();
    let report = workspace.inspect.current_report().unwrap().report();
    assert_eq!(report.verdict, Verdict::Rejected);
    assert!(shows(&harness, "Further expectations: filled in"));
    harness
        .get_by_label("Take a token without exp")
        .scroll_to_me();
    harness.run();
    harness.get_by_label("Take a token without exp").click();
    harness.run();
    let form = harness.state().model().connection();
    assert!(form.waivers.contains(&Waiver::MissingExpiry));
    assert_eq!(
        form.field(Field::File(FileField::ExpectClientId)),
        "another"
    );
}
