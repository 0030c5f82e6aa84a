//! What an environment and the network's fields do to a request that is sent, by whoever receives it.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;

use super::window::Window;
use crate::message::Command;
use crate::runner::tests::PATIENCE;
use crate::tab::Tab;

/// Something that answers every request with its own name, and tells the request's first line.
fn answering(name: &'static str) -> (SocketAddr, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (told, lines) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            answer(stream.unwrap(), name, &told);
        }
    });
    (address, lines)
}

fn answer(mut stream: TcpStream, name: &str, told: &Sender<String>) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    // The test may be over.
    let _ = told.send(head.lines().next().unwrap_or_default().to_owned());
    let length = name.len();
    let answer =
        format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{name}");
    let _ = stream.write_all(answer.as_bytes());
}

/// A window at the request of a connection to this address, which is sent without a token.
fn at_request(folder: &Path, state: &Path, url: &str) -> Window {
    let file = format!(
        "claimscope = 1\nissuer = \"https://sts.example\"\nclient_id = \"shop\"\n\n[[request]]\nname = \"list\"\nurl = \"{url}\"\n"
    );
    std::fs::write(folder.join("shop.toml"), file).unwrap();
    let mut window = Window::open(folder, state);
    window.press_as(Role::ListBoxOption, "shop");
    window.press_as(Role::Tab, Tab::Call.title());
    window.command(Command::SetSendNoToken(true));
    window
}

#[test]
fn the_environment_that_is_chosen_says_where_a_request_goes() {
    let (dev, of_dev) = answering("this is dev");
    let (live, of_live) = answering("this is live");
    let folder = tempfile::tempdir().unwrap();
    let state = tempfile::tempdir().unwrap();
    let environments =
        format!("[dev]\nhost = \"http://{dev}\"\n\n[live]\nhost = \"http://{live}\"\n");
    std::fs::write(folder.path().join("environments.toml"), environments).unwrap();
    let mut window = at_request(folder.path(), state.path(), "{{host}}/orders");
    window.press("Send request");
    window.until_shown("this is dev");
    window.press_as(Role::ComboBox, "Environment");
    window
        .harness
        .get_by_role_and_label(Role::Button, "live")
        .click();
    window.harness.run_steps(3);
    window.press("Send request");
    window.until_shown("this is live");
    for lines in [of_dev, of_live] {
        assert_eq!(
            lines.try_iter().collect::<Vec<_>>(),
            ["GET /orders HTTP/1.1"]
        );
    }
}

#[test]
fn a_proxy_that_is_typed_gets_the_request() {
    let (proxy, lines) = answering("this is the proxy");
    let folder = tempfile::tempdir().unwrap();
    let state = tempfile::tempdir().unwrap();
    let mut window = at_request(folder.path(), state.path(), "http://api.invalid/orders");
    window.press_as(Role::Tab, Tab::Discover.title());
    window.unfold("Network");
    window.type_into("Proxy", &format!("http://{proxy}"));
    window.press_as(Role::Tab, Tab::Call.title());
    window.press("Send request");
    window.until_shown("this is the proxy");
    let line = lines.recv_timeout(PATIENCE).unwrap();
    assert_eq!(line, "GET http://api.invalid/orders HTTP/1.1");
}

#[test]
fn a_server_that_does_not_answer_is_waited_for_as_long_as_is_typed() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/orders", listener.local_addr().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let state = tempfile::tempdir().unwrap();
    let mut window = at_request(folder.path(), state.path(), &url);
    window.press_as(Role::Tab, Tab::Discover.title());
    window.unfold("Network");
    window.type_into("Time-out in seconds", "1");
    window.press_as(Role::Tab, Tab::Call.title());
    window.press("Send request");
    window.until_shown("gave no whole answer within 1s");
}
