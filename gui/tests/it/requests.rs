//! The requests of a connection: their list, their parts, their answers, and curl commands.

use claimscope_gui::connection::Field;
use claimscope_gui::effect::{Effect, WindowChange, Work};
use claimscope_gui::message::{Command, Event};
use claimscope_gui::model::Model;
use claimscope_gui::request::{BodyForm, BodyKind, PartForm, RequestId, RowForm, TableForm};
use claimscope_gui::request_edit::RequestEdit;
use claimscope_gui::request_pane::RequestPane;
use claimscope_gui::results::CallResult;
use claimscope_gui::tab::Tab;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::layout::CONTROLS;
use crate::shown::{Desktop, command, open, press, shows, window};
use crate::support::{NOW, answer, model, own_connection, update, work};

fn edit(model: &mut Model, edit: RequestEdit) {
    assert!(work(model, Command::EditRequest(edit)).is_empty());
}

fn chosen(model: &Model) -> RequestId {
    model.connection().requests.chosen().id
}

fn names(model: &Model) -> Vec<&str> {
    let requests = model.connection().requests.iter();
    requests.map(|request| request.name.as_str()).collect()
}

fn status(model: &Model) -> Option<u16> {
    let call = model.workspace()?.call.ready()?;
    Some(call.status)
}

/// What a command puts on the clipboard.
fn copied(model: &mut Model, command: Command) -> String {
    match &claimscope_gui::update::update(model, command, NOW)[..] {
        [Effect::Window(WindowChange::Copy(text))] => text.expose().to_owned(),
        other => panic!("a copy expected, not {other:?}"),
    }
}

#[test]
fn a_request_is_added_copied_renamed_deleted_and_put_back() {
    let mut model = own_connection();
    edit(&mut model, RequestEdit::Name("List".to_owned()));
    work(&mut model, Command::DuplicateRequest);
    work(&mut model, Command::NewRequest);
    assert_eq!(names(&model), ["List", "List 2", "Request"]);
    let url = "http://localhost:6001/orders";
    assert_eq!(model.connection().request_url(), url);
    let second = model.connection().requests.iter().nth(1).unwrap().id;
    work(&mut model, Command::ChooseRequest(second));
    work(&mut model, Command::DeleteRequest);
    assert_eq!(names(&model), ["List", "Request"]);
    work(&mut model, Command::RestoreRequest);
    assert_eq!(names(&model), ["List", "List 2", "Request"]);
    assert_eq!(model.connection().requests.chosen().name, "List 2");
}

#[test]
fn each_request_keeps_its_answer_also_one_that_comes_while_another_is_shown() {
    let mut model = model();
    let first = chosen(&model);
    let calls = work(&mut model, Command::Call);
    update(&mut model, answer(&calls[0]));
    assert_eq!(status(&model), Some(401));
    work(&mut model, Command::NewRequest);
    let second = chosen(&model);
    assert_eq!(status(&model), None);
    let [Work::Call(ticket, ..)] = &work(&mut model, Command::Call)[..] else {
        panic!("a call expected");
    };
    let late = *ticket;
    work(&mut model, Command::ChooseRequest(first));
    assert_eq!(status(&model), Some(401));
    let again = work(&mut model, Command::Call);
    let teapot = CallResult {
        status: 418,
        ..CallResult::default()
    };
    update(&mut model, Event::Called(late, Ok(teapot)));
    assert!(model.workspace().unwrap().call.is_pending());
    update(&mut model, answer(&again[0]));
    assert_eq!(status(&model), Some(401));
    work(&mut model, Command::ChooseRequest(second));
    assert_eq!(status(&model), Some(418));
}

#[test]
fn cancel_gives_up_on_the_calls_of_all_requests() {
    let mut model = model();
    let first = chosen(&model);
    work(&mut model, Command::Call);
    work(&mut model, Command::NewRequest);
    work(&mut model, Command::Cancel);
    work(&mut model, Command::ChooseRequest(first));
    assert!(model.workspace().unwrap().call.is_cancelled());
}

#[test]
fn rows_that_are_off_are_not_sent_and_bodies_bring_their_content_type() {
    let mut model = own_connection();
    let off = RowForm {
        is_on: false,
        ..RowForm::new("X-Debug", "1")
    };
    let headers = vec![RowForm::new("Accept", "text/plain"), off];
    edit(&mut model, RequestEdit::Headers(headers.into()));
    let query = vec![RowForm::new("q", "a b")];
    edit(&mut model, RequestEdit::Query(query.into()));
    work(&mut model, Command::Edit(Field::Method, "PATCH".into()));
    let body = BodyForm {
        kind: BodyKind::Form,
        form: vec![RowForm::new("a", "1 2")].into(),
        ..BodyForm::default()
    };
    edit(&mut model, RequestEdit::Body(body));
    let [Work::Call(_, _, sent, _)] = &work(&mut model, Command::Call)[..] else {
        panic!("a call expected");
    };
    let request = &sent.request;
    assert_eq!(request.method, "PATCH");
    assert_eq!(request.url, "http://localhost:6001/orders?q=a%20b");
    let names: Vec<&str> = request.headers.iter().map(|(name, _)| &**name).collect();
    assert_eq!(names, ["Accept", "Content-Type"]);
    assert_eq!(request.body.expose_str(), Some("a=1+2"));
}

#[test]
fn another_kind_of_body_goes_out_as_what_it_is() {
    let mut model = own_connection();
    let command = "curl https://api.example/a -H 'Content-Type: application/json' -d '{}'";
    edit(&mut model, RequestEdit::Curl(command.into()));
    let sent_type = |model: &mut Model, kind: BodyKind| {
        let mut body = model.connection().requests.chosen().body.clone();
        body.kind = kind;
        edit(model, RequestEdit::Body(body));
        let [Work::Call(_, _, sent, _)] = &work(model, Command::Call)[..] else {
            panic!("a call expected");
        };
        let sent = sent.request.header_value("content-type");
        sent.map(str::to_owned)
    };
    let json = "application/json";
    assert_eq!(sent_type(&mut model, BodyKind::Json).as_deref(), Some(json));
    let form = "application/x-www-form-urlencoded";
    assert_eq!(sent_type(&mut model, BodyKind::Form).as_deref(), Some(form));
    // The worker adds it, with the boundary.
    assert_eq!(sent_type(&mut model, BodyKind::Multipart), None);
    assert_eq!(sent_type(&mut model, BodyKind::Json).as_deref(), Some(json));
    let headers = vec![RowForm::new(
        "Content-Type",
        "multipart/form-data; boundary=x",
    )];
    edit(&mut model, RequestEdit::Headers(headers.into()));
    assert_eq!(sent_type(&mut model, BodyKind::Multipart), None);
    let text = copied(&mut model, Command::CopyRequest { with_secrets: true });
    assert!(!text.to_lowercase().contains("content-type"), "{text}");
}

#[test]
fn a_curl_command_becomes_the_request_and_its_token_is_put_aside() {
    let mut model = own_connection();
    let command = "curl -X PUT 'https://api.example/orders/1?x=1' -H 'Authorization: Bearer hunter2' -H 'X-A: b' -d '{\"n\":1}' -H 'Content-Type: application/json' --max-time 3";
    work(&mut model, Command::Edit(Field::ApiUrl, command.into()));
    assert_eq!(
        model.connection().request_url(),
        command,
        "while it is typed"
    );
    assert!(
        work(&mut model, Command::Call).is_empty(),
        "it is looked at first"
    );
    let request = model.connection().requests.chosen().clone();
    assert_eq!(request.url, "https://api.example/orders/1?x=1");
    assert_eq!(
        (request.method(), request.body.kind),
        ("PUT", BodyKind::Json)
    );
    assert_eq!(request.headers.rows[0], RowForm::new("X-A", "b"));
    let left_out = &model.workspace().unwrap().curl_left_out;
    assert_eq!(left_out.len(), 2, "{left_out:?}");
    assert!(left_out[0].contains("--max-time"), "{left_out:?}");
    assert!(left_out[1].contains("put aside"), "{left_out:?}");
}

#[test]
fn the_request_is_copied_as_curl_without_being_sent() {
    let mut model = own_connection();
    let headers = vec![RowForm::new("X-Api-Key", "hunter2")];
    edit(&mut model, RequestEdit::Headers(headers.into()));
    let part = PartForm {
        row: RowForm::new("photo", "/tmp/a.png"),
        is_file: true,
        content_type: "image/png".to_owned(),
    };
    let body = BodyForm {
        kind: BodyKind::Multipart,
        parts: vec![part],
        ..BodyForm::default()
    };
    edit(&mut model, RequestEdit::Body(body));
    let clear = Command::CopyRequest { with_secrets: true };
    let text = copied(&mut model, clear);
    assert!(text.contains("'X-Api-Key: hunter2'"), "{text}");
    assert!(
        text.contains("-F 'photo=@/tmp/a.png;type=image/png'"),
        "{text}"
    );
    let masked = Command::CopyRequest {
        with_secrets: false,
    };
    let text = copied(&mut model, masked);
    assert!(
        !text.contains("hunter2") && text.contains("/orders"),
        "{text}"
    );
}

#[test]
fn a_header_line_without_a_colon_stays_and_nothing_is_sent() {
    let mut model = own_connection();
    let mut headers = TableForm {
        text: Some("Accept: a\nX-Api-Key".into()),
        ..TableForm::default()
    };
    edit(&mut model, RequestEdit::Headers(headers.clone()));
    assert!(work(&mut model, Command::Call).is_empty());
    headers.end_text(':');
    assert_eq!(headers.rows[1].name, "X-Api-Key");
}

#[test]
fn the_sidebar_chooses_a_request_and_the_table_and_the_url_are_in_step() {
    let (mut harness, _) = window();
    open(&mut harness, Tab::Call);
    command(&mut harness, Command::NewRequest);
    command(
        &mut harness,
        Command::EditRequest(RequestEdit::Name("Create".to_owned())),
    );
    harness.get_by_role_and_label(Role::Tab, "Query").click();
    harness.run();
    press(&mut harness, "Add a parameter");
    for (field, text) in [
        ("Name of parameter 1", "q"),
        ("Value of parameter 1", "a&b"),
    ] {
        harness.get_by_label(field).focus();
        harness.run();
        harness.event(egui::Event::Text(text.to_owned()));
        harness.run();
    }
    let url = harness.state().model().connection().request_url();
    assert!(url.ends_with("/identity?q=a%26b"), "{url}");
    harness
        .get_by_role_and_label(Role::ListBoxOption, "GET Request")
        .click();
    harness.run();
    let chosen = &harness.state().model().connection().requests.chosen().name;
    assert_eq!(chosen, "Request");
    assert!(shows(&harness, "Create"));
}

#[test]
fn a_command_that_is_pasted_into_the_url_keeps_the_ends_of_its_lines() {
    let (mut harness, _) = window();
    open(&mut harness, Tab::Call);
    harness.get_by_label("Address of the API").focus();
    harness.run();
    let text = "curl 'https://h/a' \\\n  -H 'X-A: b' \\\n  -k";
    harness.event(egui::Event::Paste(text.to_owned()));
    harness.run();
    let request = harness.state().model().connection().requests.chosen();
    assert_eq!(request.url, "https://h/a");
    assert_eq!(request.headers.rows, [RowForm::new("X-A", "b")]);
    assert!(shows(
        &harness,
        "-k is refused: certificates are always checked here"
    ));
}

#[test]
fn nothing_of_the_request_is_cut_in_a_small_window() {
    let (mut harness, _) = window();
    open(&mut harness, Tab::Call);
    for size in [egui::vec2(800.0, 600.0), egui::vec2(760.0, 520.0)] {
        harness.set_size(size);
        for pane in RequestPane::ALL {
            command(&mut harness, Command::ShowRequestPane(pane));
            for node in harness.root().children_recursive() {
                let control = node.accesskit_node();
                if CONTROLS.contains(&control.role()) {
                    let (name, rect) = (control.label().unwrap_or_default(), node.rect());
                    assert!(rect.right() <= size.x, "{pane:?}: {name} at {rect}");
                }
            }
        }
    }
}

#[test]
fn the_file_of_a_body_is_looked_for_from_the_workspace_folder() {
    let mut model = own_connection();
    model.files.folder = Some("/shop".into());
    let body = BodyForm {
        kind: BodyKind::File,
        file: "photo.bin".to_owned(),
        ..BodyForm::default()
    };
    edit(&mut model, RequestEdit::Body(body));
    let effects = work(&mut model, Command::Call);
    let [Work::Call(_, _, request, _)] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(request.folder, std::path::Path::new("/shop"));
}

/// What stands in the field as it is drawn.
fn drawn(harness: &Harness<'static, Desktop>, label: &str) -> String {
    let field = harness.get_by_role_and_label(Role::TextInput, label);
    field.accesskit_node().value().unwrap_or_default()
}

#[test]
fn a_secret_in_a_row_or_in_the_address_is_shown_by_a_press_alone() {
    let (mut harness, _) = window();
    open(&mut harness, Tab::Call);
    for text in [
        RequestEdit::Headers(
            vec![
                RowForm::new("X-Api-Key", "hunter2"),
                RowForm::new("Accept", "a/b"),
            ]
            .into(),
        ),
        RequestEdit::Query(vec![RowForm::new("access_token", "hunter3")].into()),
    ] {
        command(&mut harness, Command::EditRequest(text));
    }
    command(&mut harness, Command::ShowRequestPane(RequestPane::Headers));
    let secret = "Value of header 1";
    assert!(
        harness
            .query_by_label("Show the value of header 2")
            .is_none()
    );
    let is_hidden =
        |harness: &Harness<'static, Desktop>| !drawn(harness, secret).contains("hunter2");
    assert!(is_hidden(&harness));
    press(&mut harness, "Show the value of header 1");
    assert!(!is_hidden(&harness));
    assert_eq!(drawn(&harness, secret), "hunter2");
    press(&mut harness, "Hide the value of header 1");
    assert!(is_hidden(&harness));
    command(&mut harness, Command::ShowRequestPane(RequestPane::Query));
    press(&mut harness, "Show the value of parameter 1");
    let address = "Address of the API";
    assert!(!drawn(&harness, address).contains("hunter3"));
    harness.get_by_label(address).focus();
    harness.run();
    assert!(drawn(&harness, address).contains("hunter3"));
    let url = harness.state().model().connection().request_url();
    assert!(url.ends_with("access_token=hunter3"), "{url}");
}

#[test]
fn a_new_request_and_a_search_take_the_keys() {
    let (mut harness, _) = window();
    open(&mut harness, Tab::Call);
    let has_keys = |harness: &Harness<'static, Desktop>, label: &str| {
        harness
            .get_by_role_and_label(Role::TextInput, label)
            .is_focused()
    };
    assert!(!has_keys(&harness, "Address of the API"));
    for _ in 0..2 {
        command(&mut harness, Command::NewRequest);
        assert!(has_keys(&harness, "Address of the API"));
        harness.get_by_role_and_label(Role::Tab, "Query").focus();
        harness.run();
        assert!(!has_keys(&harness, "Address of the API"));
    }
}

/// A window at a request's body of JSON.
fn at_json(text: &str) -> Harness<'static, Desktop> {
    let (mut harness, _) = window();
    command(&mut harness, Command::NewConnection);
    let body = BodyForm {
        kind: BodyKind::Json,
        text: text.into(),
        ..BodyForm::default()
    };
    command(&mut harness, Command::EditRequest(RequestEdit::Body(body)));
    command(&mut harness, Command::ShowRequestPane(RequestPane::Body));
    harness
}

#[test]
fn a_long_paste_into_a_body_goes_where_the_cursor_is_and_is_sent_whole() {
    let mut harness = at_json("[]");
    let long = format!("\"{}\"", "x".repeat(100_000));
    harness.get_by_label("JSON of the body").focus();
    harness.run();
    harness.key_press(egui::Key::ArrowLeft);
    harness.run();
    harness.event(egui::Event::Paste(long.clone()));
    harness.run();
    let text = |harness: &Harness<'_, Desktop>| {
        let request = harness.state().model().connection().requests.chosen();
        request.body.text.expose().to_owned()
    };
    assert_eq!(text(&harness), format!("[{long}]"));
    assert!(shows(&harness, "so much is sent whole"));
    press(&mut harness, "Clear the body");
    harness.get_by_label("JSON of the body").focus();
    harness.run();
    harness.event(egui::Event::Paste("x".repeat(5_000_000)));
    harness.run();
    assert_eq!(text(&harness), "");
    assert!(shows(&harness, "nothing was pasted"));
}

#[test]
fn json_that_is_wrong_says_where_also_beside_variables() {
    let harness = at_json("{\"a\": oops, \"b\": {{n}}}");
    assert!(shows(&harness, "Line 1, column 7: expected value."));
    let harness = at_json("{\"b\": {{n}}, \"a\": oops}");
    assert!(
        !shows(&harness, "It is sent as it stands"),
        "nobody knows what n is"
    );
}

#[test]
fn a_row_that_was_removed_is_put_back_where_it_stood_whatever_was_typed_since() {
    let mut model = own_connection();
    let rows = |names: &[&str]| {
        let rows = names.iter().map(|name| RowForm::new(*name, "1"));
        TableForm::from(rows.collect::<Vec<_>>())
    };
    edit(&mut model, RequestEdit::Headers(rows(&["A", "B", "C"])));
    edit(&mut model, RequestEdit::Headers(rows(&["A", "C"])));
    edit(&mut model, RequestEdit::Headers(rows(&["A", "D"])));
    work(&mut model, Command::RestorePart);
    let request = model.connection().requests.chosen();
    let names: Vec<&str> = request.headers.rows.iter().map(|row| &*row.name).collect();
    assert_eq!(names, ["A", "B", "D"]);
    let long = BodyForm {
        kind: BodyKind::Text,
        text: "x".repeat(40_000).into(),
        ..BodyForm::default()
    };
    edit(&mut model, RequestEdit::Body(long.clone()));
    let text = "".into();
    edit(
        &mut model,
        RequestEdit::Body(BodyForm {
            text,
            ..long.clone()
        }),
    );
    work(&mut model, Command::RestorePart);
    assert_eq!(model.connection().requests.chosen().body, long);
}
