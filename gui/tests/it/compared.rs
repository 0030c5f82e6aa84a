//! What was proved stands over what it was compared with, and over nothing else.

use claimscope_core::jwt::{Expected, Profile};
use claimscope_core::report::Verdict;
use claimscope_gui::connection::Field;
use claimscope_gui::effect::Work;
use claimscope_gui::message::{Command, Event, Ticket};
use claimscope_gui::model::Model;
use claimscope_gui::tab::Tab;
use claimscope_gui::workspace::{Inspect, KeyChoice};

use crate::support::{
    NOW, begun, gave, inspected, model, refused, stepped, token, update_at as update,
};

/// Every edit of what a token is compared with.
fn edits() -> Vec<Command> {
    vec![
        Command::Edit(Field::Audience, "api2".into()),
        Command::Edit(Field::RequiredScope, "api1.write".into()),
        Command::Edit(Field::Issuer, "https://elsewhere.example".into()),
        Command::Edit(Field::JwksUrl, "https://elsewhere.example/jwks".into()),
        Command::SetProfile(Profile::AtJwt),
        Command::SetAnyAudience(true),
        Command::SetAnyIssuer(true),
        Command::SetKeyChoice(KeyChoice::Secret),
        Command::EditKey("another key".into()),
    ]
}

fn inspect(model: &Model) -> &Inspect {
    &model.workspace().unwrap().inspect
}

/// A token in the window, which the person asked to verify.
fn verifying() -> (Model, Event) {
    let mut model = model();
    update(&mut model, Command::EditInspect(token(60).into()), NOW);
    update(&mut model, Command::SetKeyChoice(KeyChoice::Given), NOW);
    update(&mut model, Command::EditKey("a key".into()), NOW);
    let effects = update(&mut model, Command::Verify, NOW);
    let [Work::Verify(ticket, plan, verify)] = &effects[..] else {
        panic!("{effects:?}")
    };
    let report = inspected(plan, Some(verify), NOW);
    assert_eq!(report.report().verdict, Verdict::Accepted);
    (model, Event::Inspected(*ticket, Ok(report)))
}

#[test]
fn an_edit_of_what_a_token_was_compared_with_ends_what_was_proved() {
    for edit in edits() {
        let (mut model, report) = verifying();
        update(&mut model, report, NOW);
        assert!(inspect(&model).shown_report().is_some());
        let effects = update(&mut model, edit.clone(), NOW);
        assert!(inspect(&model).shown_report().is_none(), "{edit:?}");
        assert!(!inspect(&model).verified, "{edit:?}");
        assert!(
            matches!(effects[..], [Work::Inspect(..)]),
            "the token is looked at without keys: {effects:?}"
        );
    }
}

#[test]
fn nothing_is_waived_that_the_person_did_not_waive() {
    let mut model = model();
    update(&mut model, Command::NewConnection, NOW);
    update(&mut model, Command::EditInspect(token(60).into()), NOW);
    let mut expected = |command: Command| {
        update(&mut model, command, NOW);
        match &update(&mut model, Command::Verify, NOW)[..] {
            [Work::Verify(_, _, plan)] => plan.connection.expectations.clone(),
            other => panic!("{other:?}"),
        }
    };
    let nothing = expected(Command::ShowTab(Tab::Inspect));
    assert!(nothing.audience.is_unsaid() && nothing.issuer.is_unsaid());
    let any_audience = expected(Command::SetAnyAudience(true));
    assert_eq!(any_audience.audience, Expected::Waived);
    assert!(any_audience.issuer.is_unsaid());
    let any = expected(Command::SetAnyIssuer(true));
    assert_eq!(any.issuer, Expected::Waived);
    let stated = expected(Command::Edit(Field::Audience, "api1".into()));
    assert_eq!(
        stated.audience.values(),
        ["api1"],
        "what is stated is no waiver"
    );
}

#[test]
fn a_verification_under_way_is_dropped_with_an_edit_of_what_it_compares() {
    for edit in edits() {
        let (mut model, late) = verifying();
        update(&mut model, edit.clone(), NOW);
        update(&mut model, late, NOW);
        assert!(inspect(&model).shown_report().is_none(), "{edit:?}");
    }
}

#[test]
fn what_was_proved_of_one_text_is_not_shown_over_another() {
    let (mut model, report) = verifying();
    update(&mut model, report, NOW);
    update(&mut model, Command::EditInspect(token(90).into()), NOW);
    assert!(inspect(&model).report.is_pending());
    assert!(inspect(&model).shown_report().is_none());
}

#[test]
fn an_edit_that_changes_nothing_leaves_what_was_proved() {
    let (mut model, report) = verifying();
    update(&mut model, report, NOW);
    for same in [
        Command::Edit(Field::Audience, "api1".into()),
        Command::SetProfile(Profile::IdentityServer4),
        Command::SetKeyChoice(KeyChoice::Given),
        Command::EditKey("a key".into()),
        Command::Edit(Field::Name, "Another name".into()),
    ] {
        assert!(update(&mut model, same.clone(), NOW).is_empty(), "{same:?}");
        assert!(inspect(&model).current_report().is_some(), "{same:?}");
    }
}

#[test]
fn an_edit_of_what_a_run_compares_ends_it() {
    for edit in edits() {
        let (mut model, _) = verifying();
        let plan = begun(&mut model, Command::Run(None));
        update(&mut model, edit.clone(), NOW);
        assert!(!model.is_running(), "{edit:?}");
        for gave in gave(&plan) {
            update(&mut model, stepped(&plan, gave), NOW);
        }
        assert!(inspect(&model).shown_report().is_none(), "{edit:?}");
    }
}

#[test]
fn a_diagnosis_ends_with_an_edit_of_what_the_api_is_known_to_expect() {
    let called = |model: &mut Model| {
        let effects = update(model, Command::Call, NOW);
        let [Work::Call(ticket, ..)] = effects[..] else {
            panic!("{effects:?}")
        };
        ticket
    };
    let known = [Field::Audience, Field::RequiredScope, Field::Issuer];
    for edit in known.map(|field| Command::Edit(field, "https://elsewhere.example".into())) {
        let mut model = model();
        let answer = |ticket: Ticket| Event::Called(ticket, Ok(refused()));
        let ticket = called(&mut model);
        update(&mut model, answer(ticket), NOW);
        assert!(model.workspace().unwrap().call.ready().is_some());
        update(&mut model, edit.clone(), NOW);
        assert!(
            model.workspace().unwrap().call.ready().is_none(),
            "{edit:?}"
        );
        let ticket = called(&mut model);
        update(
            &mut model,
            Command::Edit(Field::Audience, "api3".into()),
            NOW,
        );
        update(&mut model, answer(ticket), NOW);
        assert!(
            model.workspace().unwrap().call.ready().is_none(),
            "{edit:?}"
        );
    }
}
