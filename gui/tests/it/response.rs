//! The answer of a call: its parts, the ways of showing its body, search, folds, saving, and what becomes of an old one.

use std::sync::Arc;

use claimscope_gui::body::{Body, BodyMode};
use claimscope_gui::body_work::BodyWork;
use claimscope_gui::effect::{Effect, WindowChange, Work};
use claimscope_gui::message::{Command, Event, Message, Ticket};
use claimscope_gui::model::Model;
use claimscope_gui::response_view::{ResponseCommand, ResponseTab};
use claimscope_gui::results::{CallResult, FailureText};
use claimscope_gui::tab::Tab;
use claimscope_oauth::diagnose::{Refused, diagnose};
use claimscope_oauth::{HttpRequest, HttpResponse};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use crate::shown::{Desktop, command, open, press, shows, window};
use crate::support::{NOW, Script, answer, model, refused};

const ORDERS: &str = r#"{"orders":[{"id":1,"name":"Pen"},{"id":2,"name":"Ink"}],"total":2}"#;

fn result(response: HttpResponse) -> CallResult {
    let mut result = CallResult {
        method: "GET".to_owned(),
        url: "http://localhost:6001/orders".to_owned(),
        status: response.status,
        headers: response.headers.clone(),
        body_bytes: response.body.len(),
        ..CallResult::default()
    };
    result.transfer.wire_bytes = result.body_bytes;
    result.body = Some(Arc::new(Body::read(response)));
    result
}

fn json(body: &str) -> CallResult {
    result(HttpResponse::new(200, body).header("content-type", "application/json"))
}

fn ticket(work: &[Work]) -> Ticket {
    let tickets = work.iter().rev().filter_map(|work| match work {
        Work::Call(ticket, ..) => Some(*ticket),
        _ => None,
    });
    tickets.into_iter().next().unwrap()
}

fn update(model: &mut Model, message: impl Into<Message>) -> Vec<Effect> {
    claimscope_gui::update::update(model, message, NOW)
}

fn works(effects: Vec<Effect>) -> Vec<Work> {
    effects
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::Work(work) => Some(work),
            _ => None,
        })
        .collect()
}

/// The state after a call with this answer.
fn called(result: CallResult) -> Model {
    let mut model = model();
    let work = works(update(&mut model, Command::Call));
    update(&mut model, Event::Called(ticket(&work), Ok(result)));
    model
}

/// Does it, and takes in what comes of the work.
fn done(model: &mut Model, command: ResponseCommand) -> Vec<Effect> {
    let effects = update(model, Command::Response(command));
    let work = works(effects.clone());
    let later = work.iter().flat_map(|work| update(model, answer(work)));
    let later: Vec<Effect> = later.collect();
    effects.into_iter().chain(later).collect()
}

fn copied(effects: &[Effect]) -> String {
    let copies = effects.iter().filter_map(|effect| match effect {
        Effect::Window(WindowChange::Copy(text)) => Some(text.expose().to_owned()),
        _ => None,
    });
    copies.into_iter().next().unwrap()
}

#[test]
fn why_comes_first_where_there_is_a_reason() {
    let refused = called(refused());
    let workspace = refused.workspace().unwrap();
    let (call, _) = workspace.answer().unwrap();
    assert_eq!(workspace.response.shown_tab(call), ResponseTab::Why);
    let taken = called(json(ORDERS));
    let workspace = taken.workspace().unwrap();
    let (call, _) = workspace.answer().unwrap();
    assert_eq!(workspace.response.shown_tab(call), ResponseTab::Body);
}

#[test]
fn what_the_server_says_itself_stands_below_the_reasons() {
    let (mut harness, script) = window();
    open(&mut harness, Tab::Call);
    script.hang();
    let ctx = harness.ctx.clone();
    harness.state_mut().command(&ctx, Command::Call);
    let work = script.work();
    let Some(Work::Call(ticket, ..)) = work.last() else {
        panic!("{work:?}")
    };
    let request = HttpRequest::get("http://localhost:6001/identity");
    let response = HttpResponse::new(500, "IDX20803: Unable to obtain configuration")
        .header("content-type", "text/plain");
    let call = CallResult {
        status: 500,
        diagnosis: Some(diagnose(&Refused::new(&request, &response, NOW))),
        ..CallResult::default()
    };
    script.tell(Event::Called(*ticket, Ok(call)));
    harness.run();
    assert!(shows(&harness, "The server's own words"));
    assert!(shows(
        &harness,
        "body: IDX20803: Unable to obtain configuration"
    ));
}

#[test]
fn a_search_goes_round_and_unfolds_what_it_finds() {
    let mut model = called(json(ORDERS));
    done(&mut model, ResponseCommand::FoldAll);
    let json = |model: &Model| {
        let (call, _) = model.workspace().unwrap().answer().unwrap();
        Arc::clone(call.body.as_ref().unwrap())
    };
    let body = json(&model);
    let lines = body.json.as_ref().unwrap();
    let rows = |model: &Model| model.workspace().unwrap().response.folds.rows(lines);
    assert_eq!(rows(&model), 4);
    done(&mut model, ResponseCommand::Find);
    done(&mut model, ResponseCommand::EditFind("NAME".to_owned()));
    assert_eq!(rows(&model), lines.len());
    let hit = |model: &Model| model.workspace().unwrap().response.hit().unwrap();
    let first = ORDERS.find("name").unwrap();
    let last = ORDERS.rfind("name").unwrap();
    assert_eq!(hit(&model), first);
    done(&mut model, ResponseCommand::FindNext);
    assert_eq!(hit(&model), last);
    done(&mut model, ResponseCommand::FindNext);
    assert_eq!(hit(&model), first);
    done(&mut model, ResponseCommand::FindPrevious);
    assert_eq!(hit(&model), last);
    assert_eq!(
        copied(&done(&mut model, ResponseCommand::CopyValue)),
        "\"Ink\""
    );
    done(&mut model, ResponseCommand::EditFind("nowhere".to_owned()));
    assert_eq!(model.workspace().unwrap().response.hit(), None);
    done(&mut model, ResponseCommand::CloseFind);
    assert!(model.workspace().unwrap().response.find.is_none());
}

#[test]
fn a_late_result_of_a_search_is_dropped() {
    let mut model = called(json(ORDERS));
    done(&mut model, ResponseCommand::Find);
    let edit = |text: &str| Command::Response(ResponseCommand::EditFind(text.to_owned()));
    let first = works(update(&mut model, edit("id")));
    let second = works(update(&mut model, edit("total")));
    update(&mut model, answer(&second[0]));
    update(&mut model, answer(&first[0]));
    let hit = model.workspace().unwrap().response.hit();
    assert_eq!(hit, ORDERS.find("total"));
}

#[test]
fn body_and_headers_are_copied_as_they_are_shown() {
    let mut model = called(json("[1]"));
    let pretty = copied(&done(&mut model, ResponseCommand::CopyBody));
    assert_eq!(pretty, "[\n  1\n]");
    done(&mut model, ResponseCommand::ShowAs(BodyMode::Raw));
    let raw = copied(&done(&mut model, ResponseCommand::CopyBody));
    assert_eq!(raw, "[1]");
    let headers = copied(&done(&mut model, ResponseCommand::CopyHeaders));
    assert_eq!(headers, "content-type: application/json");
}

#[test]
fn a_body_is_saved_under_a_name_without_a_path() {
    let response = HttpResponse::new(200, "a;b");
    let response = response.header(
        "Content-Disposition",
        "attachment; filename=\"../x/orders.csv\"",
    );
    let mut model = called(result(response));
    let save = Command::Response(ResponseCommand::Save);
    let work = works(update(&mut model, save));
    let Work::Body(_, BodyWork::Save { name, body, .. }) = &work[0] else {
        panic!("{work:?}")
    };
    assert_eq!((name.as_str(), body.bytes()), ("orders.csv", &b"a;b"[..]));
    update(&mut model, answer(&work[0]));
    let saved = &model.workspace().unwrap().response.saved;
    assert_eq!(saved.ready().unwrap(), "/srv/downloads/orders.csv");
}

#[test]
fn the_answer_before_stays_as_an_old_one_until_the_next_comes() {
    let mut model = called(json(ORDERS));
    let is_old = |model: &Model| {
        let answer = model.workspace().unwrap().answer();
        answer.map(|(call, is_old)| (call.body_bytes, is_old))
    };
    assert_eq!(is_old(&model), Some((ORDERS.len(), false)));
    update(&mut model, Command::Call);
    assert_eq!(is_old(&model), Some((ORDERS.len(), true)));
    update(&mut model, Command::Cancel);
    assert_eq!(is_old(&model), Some((ORDERS.len(), true)));
    let work = works(update(&mut model, Command::Call));
    update(&mut model, Event::Called(ticket(&work), Ok(json("[]"))));
    assert_eq!(is_old(&model), Some((2, false)));
    let work = works(update(&mut model, Command::Call));
    let failure = FailureText::new("Nothing listens.", "Start it.");
    update(&mut model, Event::Called(ticket(&work), Err(failure)));
    assert_eq!(is_old(&model), None);
}

#[test]
fn a_body_leaves_memory_when_it_is_replaced_or_the_log_is_cleared() {
    let mut model = called(json(ORDERS));
    let first = Arc::clone(
        model
            .workspace()
            .unwrap()
            .call
            .ready()
            .unwrap()
            .body
            .as_ref()
            .unwrap(),
    );
    assert_eq!(Arc::strong_count(&first), 2);
    let work = works(update(&mut model, Command::Call));
    update(&mut model, Event::Called(ticket(&work), Ok(json(ORDERS))));
    assert_eq!(Arc::strong_count(&first), 1);
    update(&mut model, Command::ClearLog);
    let call = model.workspace().unwrap().call.ready().unwrap();
    assert!(call.body.is_none());
    assert_eq!((call.status, call.body_bytes), (200, ORDERS.len()));
}

/// Sends a request that is not answered: something turns until then.
fn send(harness: &mut Harness<'_, Desktop>) {
    let ctx = harness.ctx.clone();
    harness.state_mut().command(&ctx, Command::Call);
    harness.run_steps(2);
}

/// The window with this answer in the Call step.
fn window_of(result: CallResult) -> (Harness<'static, Desktop>, Script) {
    let (mut harness, script) = window();
    script.hang();
    open(&mut harness, Tab::Call);
    send(&mut harness);
    script.tell(Event::Called(ticket(&script.work()), Ok(result)));
    harness.run();
    (harness, script)
}

fn tab(harness: &mut Harness<'_, Desktop>, label: &str) {
    harness.get_by_role_and_label(Role::Tab, label).click();
    harness.run();
}

#[test]
fn json_is_shown_a_member_a_row_and_folds() {
    let (mut harness, _) = window_of(json(ORDERS));
    assert!(shows(&harness, "\"name\": \"Pen\""));
    press(&mut harness, "Fold line 3");
    assert!(!shows(&harness, "\"name\": \"Pen\""));
    assert!(shows(&harness, "{ 2 lines },"));
    assert!(shows(&harness, "\"name\": \"Ink\""));
    press(&mut harness, "Unfold line 3");
    assert!(shows(&harness, "\"name\": \"Pen\""));
    press(&mut harness, "Fold all");
    assert!(shows(&harness, "\"orders\": [ 8 lines ],"));
}

#[test]
fn the_rows_are_one_stop_and_the_arrow_keys_move_and_fold() {
    let (mut harness, _) = window_of(json(ORDERS));
    harness.get_by_label("Body as JSON, a member a row").focus();
    harness.run();
    for key in [Key::Home, Key::ArrowDown, Key::ArrowLeft] {
        harness.key_press(key);
        harness.run();
    }
    assert!(shows(&harness, "\"orders\": [ 8 lines ],"));
    harness.key_press(Key::ArrowRight);
    harness.run();
    assert!(shows(&harness, "\"name\": \"Pen\""));
    harness.key_press(Key::End);
    harness.run();
    let model = harness.state().model();
    assert_eq!(model.workspace().unwrap().response.line, Some(12));
}

#[test]
fn find_is_at_hand_and_counts() {
    let (mut harness, _) = window_of(json(ORDERS));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::F);
    harness.run();
    harness.event(egui::Event::Text("name".to_owned()));
    harness.run();
    assert!(shows(&harness, "1 of 2"));
    harness.key_press(Key::Enter);
    harness.run();
    assert!(shows(&harness, "2 of 2"));
    harness.key_press_modifiers(Modifiers::SHIFT, Key::Enter);
    harness.run();
    assert!(shows(&harness, "1 of 2"));
    harness.event(egui::Event::Text("less".to_owned()));
    harness.run();
    assert!(shows(&harness, "not found"));
    harness.key_press(Key::Escape);
    harness.run();
    assert!(!shows(&harness, "not found"));
}

#[test]
fn a_search_that_is_asked_for_again_takes_the_keys_again() {
    let (mut harness, _) = window_of(json(ORDERS));
    for text in ["na", "me"] {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::F);
        harness.run();
        harness.event(egui::Event::Text(text.to_owned()));
        harness.run();
        harness.get_by_label("Body as JSON, a member a row").focus();
        harness.run();
    }
    assert!(shows(&harness, "1 of 2"));
}

#[test]
fn bytes_pages_and_pictures_are_shown_as_what_they_are() {
    let pdf = HttpResponse::new(200, &b"%PDF\0\xff"[..]).header("content-type", "application/pdf");
    let (harness, _) = window_of(result(pdf));
    assert!(shows(&harness, "00000000  25 50 44 46 00 ff"));

    let page = "<html><title>Oops</title><p>Bad <b>gateway</b></html>";
    let page = HttpResponse::new(502, page).header("content-type", "text/html");
    let (mut harness, _) = window_of(result(page));
    assert!(shows(&harness, "Bad gateway"));
    tab(&mut harness, "Raw");
    assert!(shows(&harness, "<p>Bad <b>gateway</b>"));

    // A GIF of one pixel.
    let gif = &b"GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;"[..];
    let gif = HttpResponse::new(200, gif).header("content-type", "image/gif");
    let (mut harness, _) = window_of(result(gif));
    assert!(shows(&harness, "GIF image, 1 × 1 pixels"));
    tab(&mut harness, "Hex");
    assert!(shows(&harness, "47 49 46 38 39 61"));
}

#[test]
fn size_phases_and_headers_are_a_press_away() {
    let mut answer = json(ORDERS);
    answer.milliseconds = 42;
    answer.transfer.wire_bytes = 40;
    let (mut harness, _) = window_of(answer);
    assert!(shows(
        &harness,
        &format!("40 bytes, {} bytes decoded", ORDERS.len())
    ));
    press(&mut harness, "42 ms: show how long each phase took");
    assert!(shows(&harness, "waiting for the first byte"));
    assert!(!shows(&harness, "TLS handshake"), "there was none");
    tab(&mut harness, "Headers (1)");
    harness.get_by_label("Copy content-type");
    press(&mut harness, "Copy headers");
    assert!(shows(&harness, "Headers copied"));
}

#[test]
fn a_secret_in_the_url_is_masked_beside_the_answer() {
    let mut answer = json(ORDERS);
    answer.url = "https://api.example/orders?access_token=hunter2&top=1".to_owned();
    let (harness, _) = window_of(answer);
    assert!(shows(&harness, "https://api.example/orders?access_token="));
    assert!(!shows(&harness, "hunter2"));
}

#[test]
fn a_saved_file_is_told_by_its_whole_path() {
    let (mut harness, _) = window_of(json(ORDERS));
    press(&mut harness, "Save to file");
    assert!(shows(&harness, "/srv/downloads/orders.json"));
    harness.get_by_role_and_label(Role::Button, "Copy Path");
}

#[test]
fn an_old_answer_is_marked_while_the_next_is_awaited_and_after_cancel() {
    let (mut harness, _) = window_of(json(ORDERS));
    assert!(!shows(&harness, "Old answer"));
    send(&mut harness);
    assert!(shows(&harness, "the new one is awaited."));
    command(&mut harness, Command::Cancel);
    assert!(shows(
        &harness,
        "Cancelled: this is the answer to the request before."
    ));
}

#[test]
fn megabytes_are_drawn_as_far_as_they_are_seen() {
    let members: Vec<String> = (0..200_000)
        .map(|number| format!("{{\"id\":{number}}}"))
        .collect();
    let (mut harness, _) = window_of(json(&format!("[{}]", members.join(","))));
    let rows =
        |harness: &Harness<'_, Desktop>| harness.query_all_by_label_contains("\"id\":").count();
    assert!((2..100).contains(&rows(&harness)), "{}", rows(&harness));
    harness.get_by_label("Body as JSON, a member a row").focus();
    harness.run();
    harness.key_press(Key::End);
    harness.run();
    assert!(shows(&harness, "\"id\": 199999"));
    assert!(!shows(&harness, "\"id\": 0"));
}

#[test]
fn the_wheel_scrolls_the_rows_under_the_pointer() {
    let lines: Vec<String> = (0..500).map(|number| format!("line {number}.")).collect();
    let text = HttpResponse::new(200, lines.join("\n")).header("content-type", "text/plain");
    let (mut harness, _) = window_of(result(text));
    assert!(shows(&harness, "line 0."));
    let rows = harness.get_by_label("Body, row by row").rect();
    harness.event(egui::Event::PointerMoved(rows.center()));
    harness.run();
    harness.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Line,
        delta: egui::vec2(0.0, -30.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    });
    harness.run();
    assert!(!shows(&harness, "line 0."));
    harness.get_by_label("Body, row by row").focus();
    harness.run();
    harness.key_press(Key::Home);
    harness.run();
    assert!(shows(&harness, "line 0."));
}
