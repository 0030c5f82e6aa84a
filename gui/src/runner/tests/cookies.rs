//! Cookies of an API: none unless asked for, then along with the next call, and gone when they are given up.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;

use super::{live, playground, run_until};
use crate::connection::Field;
use crate::cookies::CookieCommand;
use crate::message::Command;
use crate::model::Model;
use crate::runner::LiveRunner;

/// An API that sets a cookie, and answers with the one that it got.
fn api() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/orders", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let (mut line, mut got) = (String::new(), "none".to_owned());
            while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
                if let Some(cookie) = line.to_ascii_lowercase().strip_prefix("cookie:") {
                    cookie.trim().clone_into(&mut got);
                }
                line.clear();
            }
            let head =
                "HTTP/1.1 200 OK\r\nSet-Cookie: session=abc; HttpOnly\r\nConnection: close\r\n";
            let length = got.len();
            let _ =
                stream.write_all(format!("{head}Content-Length: {length}\r\n\r\n{got}").as_bytes());
        }
    });
    address
}

/// The cookie that went along with a call.
fn called(runner: &mut LiveRunner, model: &mut Model) -> String {
    run_until(runner, model, Command::Call, |model| !model.is_busy());
    let call = model.workspace().unwrap().call.ready().unwrap();
    call.body.as_ref().unwrap().text().unwrap().to_owned()
}

#[test]
fn cookies_go_along_where_they_are_kept_and_are_gone_once_they_are_given_up() {
    let mut runner = live();
    let mut model = playground(&mut runner);
    let edit = Command::Edit(Field::ApiUrl, api().into());
    run_until(&mut runner, &mut model, edit, |_| true);
    assert_eq!(called(&mut runner, &mut model), "none");
    assert_eq!(called(&mut runner, &mut model), "none");
    let does = |runner: &mut LiveRunner, model: &mut Model, command| {
        run_until(runner, model, Command::Cookies(command), |_| true);
    };
    does(&mut runner, &mut model, CookieCommand::Keep(true));
    assert_eq!(called(&mut runner, &mut model), "none");
    let kept = model.workspace().unwrap().cookies.kept.clone();
    assert_eq!((kept.len(), &*kept[0].name), (1, "session"));
    assert!(kept[0].is_http_only && kept[0].ends.is_none());
    assert_eq!(called(&mut runner, &mut model), "session=abc");
    let exchange = model.exchanges.last().unwrap();
    assert!(!exchange.request_text.contains("abc"), "masked in the log");
    does(&mut runner, &mut model, CookieCommand::Forget);
    assert!(model.workspace().unwrap().cookies.kept.is_empty());
    assert_eq!(called(&mut runner, &mut model), "none");
    does(&mut runner, &mut model, CookieCommand::Keep(false));
    assert_eq!(called(&mut runner, &mut model), "none");
    assert!(model.workspace().unwrap().cookies.kept.is_empty());
    let state = serde_json::to_string(&model.saved()).unwrap();
    assert!(!state.contains("session=abc"));
}
