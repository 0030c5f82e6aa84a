//! The place Inspect: whatever is pasted or dropped anywhere lands there.

use claimscope_gui::connection::{ConnectionId, Field};
use claimscope_gui::effect::{PlaceWork, Work};
use claimscope_gui::file_field::FileField;
use claimscope_gui::importing::ImportCommand;
use claimscope_gui::inspect_place::{PlaceCommand, PlaceTab};
use claimscope_gui::judging::Judging;
use claimscope_gui::message::{Command, PlaceEvent};
use claimscope_gui::model::Model;
use claimscope_gui::tab::Tab;
use claimscope_gui::why::ExpectedByApi;
use claimscope_gui::{compare, sign, why};
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::shown::{command, open, paste_into, press, shows, window};
use crate::support::{NOW, answer, own_connection, token, update, work};

/// What a worker would give, with entropy that is none.
pub(crate) fn answer_place(work: &PlaceWork) -> PlaceEvent {
    let mut entropy = |bytes: &mut [u8]| {
        bytes
            .iter_mut()
            .zip(1..)
            .for_each(|(byte, count)| *byte = count);
        Ok(())
    };
    match work {
        PlaceWork::Compare(generation, texts) => {
            PlaceEvent::Compared(*generation, compare::compare(texts, NOW))
        }
        PlaceWork::Explain(generation, plan) => {
            PlaceEvent::Explained(*generation, why::diagnosis(plan, NOW))
        }
        PlaceWork::FetchMetadata(generation, _, url, _) => {
            let expected = ExpectedByApi {
                issuer: "https://login.example".to_owned(),
                audience: url.clone(),
                ..ExpectedByApi::default()
            };
            PlaceEvent::MetadataFetched(*generation, Ok((url.clone(), expected)))
        }
        PlaceWork::MakeKey(generation, algorithm) => {
            PlaceEvent::KeyMade(*generation, sign::make_key(*algorithm, &mut entropy))
        }
        PlaceWork::Sign(generation, plan) => {
            PlaceEvent::Signed(*generation, sign::sign(plan, &mut entropy))
        }
    }
}

/// What the person does, and what comes of it.
pub(crate) fn does(model: &mut Model, command: Command) {
    for work in work(model, command) {
        update(model, answer(&work));
    }
}

#[test]
fn what_is_pasted_on_a_step_of_a_connection_lands_in_the_place_and_is_shown_at_once() {
    for tab in [Tab::Run, Tab::Discover, Tab::Token, Tab::Call] {
        let (mut harness, _) = window();
        open(&mut harness, tab);
        harness.event(Event::Paste(format!("Bearer {}", token(3_600))));
        harness.run();
        let model = harness.state().model();
        assert!(model.is_at_inspect(), "{tab:?}");
        assert!(shows(&harness, "Copy client_id"), "{tab:?}");
        let playground = model.workspaces.get(&ConnectionId::PLAYGROUND);
        let own = playground.map(|one| one.inspect.text.expose().to_owned());
        assert_eq!(own.unwrap_or_default(), "", "{tab:?}");
    }
}

#[test]
fn what_is_pasted_into_a_field_stays_there() {
    let (mut harness, _) = window();
    press(&mut harness, "New");
    open(&mut harness, Tab::Discover);
    paste_into(&mut harness, "Issuer", "https://login.example");
    let model = harness.state().model();
    assert!(!model.is_at_inspect());
    assert_eq!(model.connection().issuer, "https://login.example");
}

#[test]
fn a_text_that_is_too_long_for_its_field_is_said_to_be() {
    let (mut harness, _) = window();
    press(&mut harness, "New");
    open(&mut harness, Tab::Discover);
    harness.get_by_label("Issuer").focus();
    harness.run();
    harness.event(Event::Paste("x".repeat(40_000)));
    harness.run();
    let notice = "40 KB are too much for this field, and nothing was pasted. A request's body takes more, and can be a file; Inspect takes any text";
    assert!(shows(&harness, notice));
    assert_eq!(harness.state().model().connection().issuer, "");
}

#[test]
fn a_long_text_is_pasted_into_an_import_that_is_open() {
    let (mut harness, _) = window();
    command(&mut harness, Command::Import(ImportCommand::Open));
    let text = format!("curl https://h.example -d '{}'", "x".repeat(40_000));
    harness.event(Event::Paste(text.clone()));
    harness.run();
    let import = harness.state().model().import.clone().unwrap();
    assert_eq!(import.text.expose(), text);
    assert!(shows(
        &harness,
        "40 kB were pasted; so much is not edited here."
    ));
}

#[test]
fn the_place_is_one_press_and_one_shortcut_away_and_the_connection_comes_back_with_its_step() {
    let (mut harness, _) = window();
    press(&mut harness, "Inspect anything");
    assert!(harness.state().model().is_at_inspect());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Num2);
    harness.run();
    let model = harness.state().model();
    assert_eq!(
        (model.selected, model.tab),
        (ConnectionId::PLAYGROUND, Tab::Discover)
    );
    let modifiers = Modifiers::COMMAND | Modifiers::SHIFT;
    harness.key_press_modifiers(modifiers, Key::I);
    harness.run();
    assert!(harness.state().model().is_at_inspect());
}

#[test]
fn a_text_survives_another_place_and_goes_to_no_file() {
    let mut model = own_connection();
    let text = token(3_600);
    does(&mut model, Command::PasteAnywhere(text.as_str().into()));
    update(
        &mut model,
        Command::SelectConnection(ConnectionId::PLAYGROUND),
    );
    let saved = serde_json::to_string(&model.saved()).unwrap();
    update(
        &mut model,
        Command::Place(PlaceCommand::Show(PlaceTab::Inspect)),
    );
    assert_eq!(model.workspace().unwrap().inspect.text.expose(), text);
    let saved = saved + &serde_json::to_string(&model.saved()).unwrap();
    assert!(!saved.contains(&text[..20]), "{saved}");
    assert!(!saved.contains("\"Inspect\""), "{saved}");
}

#[test]
fn a_token_of_any_issuer_for_any_audience_is_verified_by_the_key_that_is_given() {
    let mut model = own_connection();
    update(&mut model, Command::PasteAnywhere(token(3_600).into()));
    does(&mut model, Command::Verify);
    let inspect = &model.workspace().unwrap().inspect;
    let inspected = inspect.current_report().unwrap();
    assert_eq!(inspected.failure, None);
    assert_eq!(inspected.report().waived, ["issuer", "audience"]);
}

#[test]
fn the_place_is_no_connection() {
    let mut model = own_connection();
    let before = model.connections.clone();
    update(
        &mut model,
        Command::Place(PlaceCommand::Show(PlaceTab::Inspect)),
    );
    for command in [
        Command::DeleteConnection,
        Command::DeleteConnection,
        Command::DuplicateConnection,
        Command::Edit(Field::Issuer, "https://login.example".into()),
    ] {
        update(&mut model, command);
    }
    assert_eq!(model.connections, before);
    assert!(!model.can_step());
    assert_eq!(model.connection().issuer, "https://login.example");
}

#[test]
fn a_file_that_is_dropped_lands_in_the_place() {
    let mut model = own_connection();
    update(&mut model, Command::ShowTab(Tab::Discover));
    let works = update(&mut model, Command::DropFile("token.txt".into()));
    assert!(model.is_at_inspect());
    let [Work::ReadFile(ConnectionId::INSPECT, _)] = &works[..] else {
        panic!("{works:?}");
    };
    update(&mut model, answer(&works[0]));
    assert_eq!(
        model.workspace().unwrap().inspect.text.expose(),
        "token.txt"
    );
}

#[test]
fn a_text_too_long_for_a_field_is_inspected_from_anywhere() {
    let (mut harness, _) = window();
    command(&mut harness, Command::ShowTab(Tab::Call));
    harness.event(Event::Paste(format!("{}{}", token(60), " ".repeat(40_000))));
    harness.run();
    assert!(harness.state().model().is_at_inspect());
}

#[test]
fn each_token_of_a_response_can_be_looked_at_and_copied() {
    let (mut harness, script) = window();
    let response = format!(
        r#"{{"access_token":"{}","id_token":"{}","refresh_token":"Atza-hunter2-refresh","token_type":"Bearer"}}"#,
        token(3_600),
        token(60)
    );
    harness.event(Event::Paste(response));
    harness.run();
    for name in ["access_token", "id_token", "refresh_token"] {
        harness.get_by_label(&format!("Look at {name}"));
        harness.get_by_label(&format!("Copy {name}"));
    }
    harness.get_by_label("Look at id_token").click();
    harness.run();
    let work = script.work();
    let Some(Work::Inspect(_, plan)) = work.last() else {
        panic!("{work:?}");
    };
    assert_eq!(plan.chosen, Some(1));
}

#[test]
fn a_connection_s_expectations_are_used_where_it_is_chosen_and_fall_with_its_edits() {
    let mut model = own_connection();
    let orders = model.selected;
    does(&mut model, Command::Edit(Field::Audience, "orders".into()));
    does(&mut model, Command::PasteAnywhere(token(3_600).into()));
    let judging = Judging {
        judge_as: Some(orders),
        ..Judging::default()
    };
    does(&mut model, Command::Place(PlaceCommand::Judge(judging)));
    let works = work(&mut model, Command::Verify);
    let [Work::Verify(ticket, _, plan)] = &works[..] else {
        panic!("{works:?}");
    };
    assert_eq!(ticket.connection, ConnectionId::INSPECT);
    assert_eq!(plan.connection.issuer, "http://localhost:5001");
    assert_eq!(plan.connection.expectations.audience.values(), ["orders"]);
    update(&mut model, answer(&works[0]));
    let place = |model: &Model| model.workspaces[&ConnectionId::INSPECT].inspect.verified;
    assert!(place(&model));
    update(&mut model, Command::SelectConnection(orders));
    does(&mut model, Command::Edit(Field::Audience, "bills".into()));
    assert!(!place(&model));
}

#[test]
fn leeway_nonce_and_moment_are_part_of_what_is_expected_and_what_is_no_moment_verifies_nothing() {
    let mut model = own_connection();
    does(&mut model, Command::PasteAnywhere(token(3_600).into()));
    for (field, text) in [(FileField::Leeway, "1m"), (FileField::Nonce, "n-0S6")] {
        does(&mut model, Command::Edit(Field::File(field), text.into()));
    }
    let judging = Judging {
        at: "2026-01-31".to_owned(),
        ..Judging::default()
    };
    does(
        &mut model,
        Command::Place(PlaceCommand::Judge(judging.clone())),
    );
    let works = work(&mut model, Command::Verify);
    let [Work::Verify(_, text, plan)] = &works[..] else {
        panic!("{works:?}");
    };
    assert_eq!(text.at.map(|at| at.unix_seconds()), Some(1_769_817_600));
    assert_eq!(plan.connection.expectations.leeway_seconds, 60);
    assert_eq!(plan.connection.expectations.nonce.as_deref(), Some("n-0S6"));
    let at = "soon".to_owned();
    does(
        &mut model,
        Command::Place(PlaceCommand::Judge(Judging { at, ..judging })),
    );
    assert!(work(&mut model, Command::Verify).is_empty());
}
