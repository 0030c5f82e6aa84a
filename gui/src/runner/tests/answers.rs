//! What the window says of an API's answer: its secrets, its clock, and what a refusal names.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use claimscope_core::time::Timestamp;

use super::{PATIENCE, live, playground, run_until};
use crate::connection::Field;
use crate::message::{Command, Event};
use crate::model::Model;
use crate::request::{BodyForm, BodyKind, PartForm, RowForm};
use crate::request_edit::RequestEdit;
use crate::runner::{LiveRunner, now};

/// An API on loopback that answers as told; gives back its address.
pub(super) fn api(answer: impl Fn(&mut TcpStream, &str) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let request = request(&stream);
            answer(&mut stream, &request);
        }
    });
    address
}

/// A whole request as text.
fn request(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut text = String::new();
    while !text.ends_with("\r\n\r\n") && reader.read_line(&mut text).unwrap_or(0) > 0 {}
    let length = text
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    text + &String::from_utf8(body).unwrap()
}

/// The window after a call of this address by the playground's connection.
fn called(runner: &mut LiveRunner, address: String, edits: Vec<Command>) -> Model {
    let mut model = playground(runner);
    let address = Command::Edit(Field::ApiUrl, address.into());
    for edit in edits.into_iter().chain([address]) {
        run_until(runner, &mut model, edit, |_| true);
    }
    let idle = |model: &Model| !model.is_busy();
    run_until(runner, &mut model, Command::RequestToken, idle);
    run_until(runner, &mut model, Command::Call, |model| {
        let call = &model.workspace().unwrap().call;
        let logged = model.exchanges.iter().all(|exchange| !exchange.under_way);
        call.ready().is_some() && logged
    });
    model
}

#[test]
fn the_log_shows_no_secret_that_was_sent_or_echoed() {
    let mut runner = live();
    let address = api(|stream, request| {
        let head = "HTTP/1.1 200 OK\r\nSet-Cookie: sid=hunter2\r\nContent-Type: text/plain";
        let length = request.len();
        write!(
            stream,
            "{head}\r\nContent-Length: {length}\r\n\r\n{request}"
        )
        .unwrap();
    });
    let headers = [
        RowForm::new("X-Api-Key", "hunter2"),
        RowForm::new("Cookie", "sid=hunter2"),
    ];
    let body = BodyForm {
        kind: BodyKind::Json,
        text: r#"{"user":"alice","password":"hunter2"}"#.into(),
        ..BodyForm::default()
    };
    let edits = [
        Command::Edit(Field::Method, "POST".into()),
        Command::EditRequest(RequestEdit::Headers(headers.to_vec().into())),
        Command::EditRequest(RequestEdit::Body(body)),
    ];
    let model = called(&mut runner, address, edits.to_vec());
    let answer = model.workspace().unwrap().call.ready().unwrap();
    assert!(
        answer
            .body
            .as_ref()
            .unwrap()
            .text()
            .unwrap()
            .contains("hunter2"),
        "it was echoed"
    );
    let token = model.workspace().unwrap().current_token.as_ref().unwrap();
    for exchange in &model.exchanges {
        for text in [&exchange.request_text, &exchange.response_text] {
            assert!(!text.contains("hunter2"), "{text}");
            assert!(!text.contains(token.text()), "{text}");
        }
    }
    let last = model.exchanges.last().unwrap();
    assert!(last.response_text.contains("alice"), "the rest is shown");
}

/// Comes back once the clock shows this moment; the client's side says nothing meanwhile.
fn until(moment: Timestamp) {
    let (_sender, silence) = std::sync::mpsc::channel::<()>();
    while now() < moment {
        let _ = silence.recv_timeout(Duration::from_millis(50));
    }
}

#[test]
fn an_answer_that_comes_slowly_tells_of_no_other_clock() {
    let mut runner = live();
    let address = api(|stream, _| {
        write!(stream, "{}", head(0)).unwrap();
        stream.flush().unwrap();
        until(now().plus_seconds(2));
        write!(stream, "{{}}").unwrap();
    });
    let model = called(&mut runner, address, vec![]);
    let workspace = model.workspace().unwrap();
    assert!(workspace.call.ready().unwrap().milliseconds > 1_000);
    assert_eq!(workspace.clock_offset_seconds, Some(0));
}

/// The head of an answer by a server whose clock is so many seconds ahead.
fn head(ahead: i64) -> String {
    let printer = jiff::fmt::rfc2822::DateTimePrinter::new();
    let date = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(ahead);
    let date = printer.timestamp_to_rfc9110_string(&date).unwrap();
    format!("HTTP/1.1 200 OK\r\nDate: {date}\r\nContent-Length: 2\r\n\r\n")
}

#[test]
fn a_servers_clock_is_told_of_its_own_connection_alone() {
    let mut runner = live();
    let (ask, asked) = std::sync::mpsc::channel();
    let (answer, told) = std::sync::mpsc::channel();
    let slow = api(move |stream, _| {
        ask.send(()).unwrap();
        told.recv().unwrap();
        write!(stream, "{}{{}}", head(0)).unwrap();
    });
    let ahead = api(|stream, _| write!(stream, "{}{{}}", head(3_600)).unwrap());
    let mut model = playground(&mut runner);
    let first = model.selected;
    for command in [Command::Edit(Field::ApiUrl, slow.into()), Command::Call] {
        run_until(&mut runner, &mut model, command, |_| true);
    }
    asked.recv_timeout(PATIENCE).unwrap();
    for command in [
        Command::NewConnection,
        Command::Edit(Field::ApiUrl, ahead.into()),
    ] {
        run_until(&mut runner, &mut model, command, |_| true);
    }
    let second = model.selected;
    run_until(&mut runner, &mut model, Command::Call, |model| {
        !model.is_busy()
    });
    answer.send(()).unwrap();
    run_until(&mut runner, &mut model, Event::Ticked, |model| {
        model.workspaces[&first].call.ready().is_some()
    });
    assert_eq!(model.workspaces[&first].clock_offset_seconds, Some(0));
    let offset = model.workspaces[&second].clock_offset_seconds.unwrap();
    assert!((3_590..=3_600).contains(&offset), "{offset}");
}

#[test]
fn the_audience_that_an_api_names_is_in_the_diagnosis() {
    let mut runner = live();
    let address = api(|stream, _| {
        let words = "IDX10214: Audience validation failed. Audiences: 'api1'. Did not match: \
                     validationParameters.ValidAudience: 'https://orders.example' or \
                     validationParameters.ValidAudiences: 'null'.";
        let challenge = format!(r#"Bearer error="invalid_token", error_description="{words}""#);
        let head = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0";
        write!(stream, "{head}\r\nWWW-Authenticate: {challenge}\r\n\r\n").unwrap();
    });
    let model = called(&mut runner, address, vec![]);
    let answer = model.workspace().unwrap().call.ready().unwrap();
    let reason = &answer.diagnosis.as_ref().unwrap().reasons[0];
    assert_eq!(reason.code, "token.audience");
    let told = format!("{} {}", reason.evidence.join(" "), reason.fix);
    assert!(told.contains("https://orders.example"), "{told}");
}

#[test]
fn a_multipart_body_reaches_the_api_with_its_file() {
    let mut runner = live();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    std::fs::write(&path, "of the file").unwrap();
    let (sender, received) = std::sync::mpsc::channel();
    let address = api(move |stream, request| {
        sender.send(request.to_owned()).unwrap();
        write!(stream, "HTTP/1.1 204 No Content\r\n\r\n").unwrap();
    });
    let part = PartForm {
        row: RowForm::new("a", path.to_string_lossy().into_owned()),
        is_file: true,
        content_type: "text/plain".to_owned(),
    };
    let body = BodyForm {
        kind: BodyKind::Multipart,
        parts: vec![part],
        ..BodyForm::default()
    };
    let edits = vec![
        Command::Edit(Field::Method, "POST".into()),
        Command::EditRequest(RequestEdit::Body(body)),
    ];
    called(&mut runner, address, edits);
    let sent = received.recv().unwrap();
    for part in [
        "multipart/form-data; boundary=",
        "filename=\"a.txt\"",
        "\r\n\r\nof the file\r\n",
    ] {
        assert!(sent.contains(part), "{part}: {sent}");
    }
}
