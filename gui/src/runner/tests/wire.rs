//! What is under way: in the log while it is, and ended on the wire.

use super::{PATIENCE, live, playground, run_until};
use crate::connection::Field;
use crate::effect::Runner as _;
use crate::message::Command;
use crate::runner::now;
use crate::update::update;

/// A server that takes a request and never answers; it tells when the connection was closed by the other side.
pub(super) fn silent() -> (String, std::sync::mpsc::Receiver<&'static str>) {
    use std::io::Read as _;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (sender, seen) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut bytes = [0; 4096];
        while stream.read(&mut bytes).is_ok_and(|count| count > 0) {
            sender.send("asked").unwrap();
        }
        sender.send("closed").unwrap();
    });
    (address, seen)
}

#[test]
fn cancel_ends_the_request_on_the_wire_and_the_log_says_so() {
    let mut runner = live();
    let mut model = playground(&mut runner);
    let (address, seen) = silent();
    let edit = Command::Edit(Field::ApiUrl, address.into());
    run_until(&mut runner, &mut model, edit, |_| true);
    run_until(&mut runner, &mut model, Command::Call, |_| true);
    assert_eq!(seen.recv_timeout(PATIENCE), Ok("asked"));
    run_until(&mut runner, &mut model, Command::Cancel, |model| {
        !model.exchanges.is_empty()
    });
    assert_eq!(seen.recv_timeout(PATIENCE), Ok("closed"));
    let error = model.exchanges[0].error.as_ref().unwrap();
    assert!(error.contains("cancelled"), "{error}");
    assert!(model.exchanges[0].was_ended);
    assert!(!model.is_busy());
}

#[test]
fn a_request_stands_in_the_log_while_it_is_under_way_and_ends_when_the_network_is_cut() {
    let mut runner = live();
    let mut model = playground(&mut runner);
    let (address, seen) = silent();
    let edit = Command::Edit(Field::ApiUrl, address.into());
    run_until(&mut runner, &mut model, edit, |_| true);
    run_until(&mut runner, &mut model, Command::Call, |_| true);
    assert_eq!(seen.recv_timeout(PATIENCE), Ok("asked"));
    for event in runner.events() {
        update(&mut model, event, now());
    }
    assert!(model.exchanges[0].under_way);
    run_until(
        &mut runner,
        &mut model,
        Command::SetOffline(true),
        |model| !model.is_busy(),
    );
    assert_eq!(seen.recv_timeout(PATIENCE), Ok("closed"));
    assert_eq!(model.exchanges.len(), 1);
    assert!(!model.exchanges[0].under_way && model.exchanges[0].was_ended);
    let failure = model.workspace().unwrap().call.failure().unwrap();
    assert!(failure.sentence.contains("switched off"), "{failure:?}");
}
