//! Why 401: answers of each family of servers, and where it comes from what an API expects.

use claimscope_gui::connection::Field;
use claimscope_gui::effect::{PlaceWork, Work};
use claimscope_gui::file_field::FileField;
use claimscope_gui::inspect_place::{PlaceCommand, PlaceTab};
use claimscope_gui::message::{Command, Event as Message};
use claimscope_gui::model::Model;
use claimscope_gui::request_pane::RequestPane;
use claimscope_gui::results::CallResult;
use claimscope_gui::tab::Tab;
use claimscope_gui::why::{WhyCommand, WhyField};
use egui::Event;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::place::does;
use crate::shown::{command, open, scroll_and_press, shows, window};
use crate::support::{model, own_connection, refused, token, update, work};

fn why(command: WhyCommand) -> Command {
    Command::Place(PlaceCommand::Why(command))
}

fn edit(field: WhyField, text: &str) -> Command {
    why(WhyCommand::Edit(field, text.into()))
}

/// The code of the likeliest reason.
fn first(model: &Model) -> &'static str {
    let diagnosis = model.place.why.diagnosis.ready();
    let reason = diagnosis.and_then(|diagnosis| diagnosis.reasons.first());
    reason.map_or("none", |reason| reason.code)
}

/// {"alg":"RS256"}.{"iss":"http://localhost:5001","aud":"orders","scope":"orders.read"}
const GOOD: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwOi8vbG9jYWxob3N0OjUwMDEiLCJhdWQiOiJvcmRlcnMiLCJzY29wZSI6Im9yZGVycy5yZWFkIn0.c2ln";

#[test]
fn the_answer_of_each_family_of_servers_is_explained() {
    let challenge = |error: &str, said: &str| {
        format!(
            "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer error=\"{error}\", error_description=\"{said}\"\n"
        )
    };
    for (family, answer, code) in [
        (
            "ASP.NET Core",
            challenge("invalid_token", "The audience 'bills' is invalid"),
            "token.audience",
        ),
        (
            "express-oauth2-jwt-bearer",
            challenge("invalid_token", "Unexpected 'aud' value"),
            "token.audience",
        ),
        (
            "AWS API Gateway",
            challenge("invalid_token", "the token does not have a valid audience"),
            "token.audience",
        ),
        (
            "Spring Security",
            challenge("invalid_token", "The iss claim is not valid"),
            "token.issuer",
        ),
        (
            "Keycloak",
            challenge("invalid_token", "Didn't find publicKey for specified kid"),
            "key.not-found",
        ),
        (
            "Microsoft Graph",
            "401\nContent-Type: application/json\n\n{\"error\":{\"code\":\"InvalidAuthenticationToken\",\"message\":\"Access token validation failure. Invalid audience.\"}}".to_owned(),
            "token.audience",
        ),
        (
            "express-jwt",
            "401\nContent-Type: application/json\n\n{\"message\":\"jwt expired\"}".to_owned(),
            "token.expired",
        ),
    ] {
        let mut model = model();
        does(&mut model, Command::Place(PlaceCommand::Show(PlaceTab::Why)));
        does(&mut model, edit(WhyField::Token, &token(3_600)));
        does(&mut model, edit(WhyField::Answer, &answer));
        assert_eq!(first(&model), code, "{family}");
    }
}

#[test]
fn what_an_api_expects_is_learned_from_a_token_that_it_takes() {
    let (mut harness, _) = window();
    command(
        &mut harness,
        Command::Place(PlaceCommand::Show(PlaceTab::Why)),
    );
    for edit in [
        edit(
            WhyField::Answer,
            "401\nWWW-Authenticate: Bearer error=\"invalid_token\"",
        ),
        edit(WhyField::Token, &token(3_600)),
        edit(WhyField::GoodToken, GOOD),
    ] {
        command(&mut harness, edit);
    }
    scroll_and_press(&mut harness, "Learn from it");
    assert!(shows(&harness, "Learned from the token that works."));
    let why = &harness.state().model().place.why;
    assert_eq!(why.expected.audience, "orders");
    assert_eq!(first(harness.state().model()), "token.audience");
    assert!(shows(&harness, "What to do"));
}

#[test]
fn what_the_api_of_a_call_expects_is_learned_and_kept_in_its_connection() {
    let (mut harness, _) = window();
    command(&mut harness, Command::NewConnection);
    let own = harness.state().model().selected;
    let url = "http://localhost:6001/identity";
    for (field, text) in [
        (Field::Name, "shop"),
        (Field::Issuer, "http://localhost:5001"),
        (Field::ApiUrl, url),
    ] {
        command(&mut harness, Command::Edit(field, text.into()));
    }
    open(&mut harness, Tab::Call);
    let pane = Command::ShowRequestPane(RequestPane::Expected);
    command(&mut harness, pane);
    let learn = harness.get_by_label("Learn what the API expects");
    assert!(learn.accesskit_node().is_disabled());
    command(&mut harness, Command::Call);
    let learn = harness
        .get_all_by_label("Learn what the API expects")
        .next();
    learn.unwrap().click();
    harness.run();
    let why = &harness.state().model().place.why;
    assert!(why.answer.expose().starts_with("HTTP/1.1 "));
    assert_eq!((&*why.url, why.of), (url, Some(own)));
    command(&mut harness, edit(WhyField::GoodToken, GOOD));
    scroll_and_press(&mut harness, "Learn from it");
    scroll_and_press(&mut harness, "Keep what it expects in “shop”");
    let model = harness.state().model();
    assert_eq!((model.selected, model.tab), (own, Tab::Call));
    let form = model.connection();
    assert_eq!(
        (&*form.audience, &*form.required_scope),
        ("orders", "orders.read")
    );
    // The connection's own needs no word.
    assert_eq!(form.field(Field::File(FileField::ExpectIssuer)), "");
}

/// The answer of the selected connection's next call.
fn call(model: &mut Model, answer: CallResult) {
    let works = work(model, Command::Call);
    let [Work::Call(ticket, ..)] = &works[..] else {
        panic!("{works:?}");
    };
    update(model, Message::Called(*ticket, Ok(answer)));
}

#[test]
fn a_call_is_explained_with_the_token_that_it_sent_and_what_was_put_there_comes_back() {
    let mut model = own_connection();
    let own = model.selected;
    let show = Command::Place(PlaceCommand::Show(PlaceTab::Why));
    does(&mut model, show);
    does(&mut model, edit(WhyField::Answer, "403"));
    does(&mut model, edit(WhyField::GoodToken, GOOD));
    does(&mut model, Command::ShowTab(Tab::Call));
    // There is nothing to explain yet.
    assert!(work(&mut model, why(WhyCommand::ExplainCall)).is_empty());
    assert_eq!(model.selected, own);
    let sent = |text: &str| CallResult {
        sent_token: text.into(),
        ..refused()
    };
    call(&mut model, sent(&token(60)));
    // Another is in use by now; the request that is answered carried the one before.
    does(&mut model, Command::RequestToken);
    does(&mut model, why(WhyCommand::ExplainCall));
    let place = &model.place.why;
    assert_eq!(place.token.expose(), token(60));
    assert!(place.answer.expose().starts_with("HTTP/1.1 401"));
    // Once more: what the person had put there is set aside still.
    does(&mut model, Command::ShowTab(Tab::Call));
    call(&mut model, sent(""));
    does(&mut model, why(WhyCommand::ExplainCall));
    assert_eq!(model.place.why.token.expose(), "");
    does(&mut model, why(WhyCommand::TakeBack));
    let place = &model.place.why;
    assert_eq!(place.answer.expose(), "403");
    assert_eq!(place.good_token.expose(), GOOD);
    assert_eq!((place.of, place.set_aside.is_none()), (None, true));
    assert!(place.diagnosis.ready().is_some());
}

#[test]
fn what_another_api_expects_is_kept_in_no_connection() {
    let mut model = own_connection();
    let own = model.selected;
    for (field, text) in [
        (WhyField::Answer, "401"),
        (WhyField::Url, "https://another.example"),
    ] {
        does(&mut model, Command::ShowTab(Tab::Call));
        call(&mut model, refused());
        does(&mut model, why(WhyCommand::ExplainCall));
        assert_eq!(model.place.why.of, Some(own));
        does(&mut model, edit(field, text));
        does(&mut model, edit(WhyField::Audience, "another"));
        does(&mut model, why(WhyCommand::Keep));
        assert_eq!(model.connection_of(own).field(Field::Audience), "");
    }
}

#[test]
fn the_metadata_of_the_api_are_asked_by_a_press_alone_and_the_address_is_shown_first() {
    let (mut harness, script) = window();
    command(
        &mut harness,
        Command::Place(PlaceCommand::Show(PlaceTab::Why)),
    );
    command(
        &mut harness,
        edit(WhyField::Url, "http://localhost:6001/orders"),
    );
    assert!(shows(
        &harness,
        "http://localhost:6001/.well-known/oauth-protected-resource/orders"
    ));
    let asked = |script: &crate::support::Script| {
        let is_asked = |work: &Work| matches!(work, Work::Place(PlaceWork::FetchMetadata(..)));
        script.work().iter().any(is_asked)
    };
    assert!(!asked(&script));
    scroll_and_press(&mut harness, "Ask there");
    assert!(asked(&script));
    assert!(shows(&harness, "Learned from the API's metadata at"));
    let why = &harness.state().model().place.why;
    assert_eq!(why.expected.issuer, "https://login.example");
}

#[test]
fn an_answer_that_is_pasted_outside_the_fields_is_explained_and_other_texts_are_named() {
    let (mut harness, _) = window();
    command(
        &mut harness,
        Command::Place(PlaceCommand::Show(PlaceTab::Why)),
    );
    harness.event(Event::Paste(
        "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer\n".to_owned(),
    ));
    harness.run();
    assert_ne!(first(harness.state().model()), "none");
    command(&mut harness, edit(WhyField::Answer, "hello"));
    assert!(shows(&harness, "nothing of a refusal"));
}

#[test]
fn what_was_inspected_is_the_token_that_was_sent() {
    let mut model = model();
    let sent = token(3_600);
    does(&mut model, Command::PasteAnywhere(sent.as_str().into()));
    does(
        &mut model,
        Command::Place(PlaceCommand::Show(PlaceTab::Why)),
    );
    assert_eq!(model.place.why.token.expose(), sent);
    // A stale answer changes nothing.
    let works = work(&mut model, edit(WhyField::Answer, "401"));
    let [Work::Place(old)] = &works[..] else {
        panic!("{works:?}");
    };
    let old = crate::place::answer_place(old);
    does(&mut model, edit(WhyField::Answer, ""));
    update(&mut model, Message::Place(old));
    assert_eq!(first(&model), "none");
}
