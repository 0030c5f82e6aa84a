//! A server whose metadata names another issuer gets no secret, gives no keys and names no expectation.

use std::io::{BufRead as _, Write as _};
use std::sync::mpsc::Receiver;

use claimscope_core::report::Verdict;
use claimscope_server::{Mint, Options, Playground, Running};

use super::runs::ran;
use super::{live, playground, run_until};
use crate::connection::Field;
use crate::message::Command;
use crate::model::Model;
use crate::results::Inspected;
use crate::runner::LiveRunner;

/// Serves this metadata at every path; gives back its address and how each request began.
pub(super) fn serve(metadata: impl FnOnce(&str) -> String) -> (String, Receiver<String>) {
    serve_each(|address| {
        let body = metadata(address);
        move |_: &str| ("application/json", body.clone())
    })
}

/// The same with an answer for each path: its media type and its body.
pub(super) fn serve_each<F>(answers: impl FnOnce(&str) -> F) -> (String, Receiver<String>)
where
    F: Fn(&str) -> (&'static str, String) + Send + 'static,
{
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let answer = answers(&address);
    let (sender, seen) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let reader = std::io::BufReader::new(stream.try_clone().unwrap());
            let lines = reader.lines().map_while(Result::ok);
            let head: Vec<_> = lines.take_while(|line| !line.is_empty()).collect();
            let _ = sender.send(head[0].clone());
            let (media_type, body) = answer(head[0].split(' ').nth(1).unwrap_or_default());
            let length = body.len();
            let head =
                format!("HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nConnection: close");
            let _ = write!(stream, "{head}\r\nContent-Length: {length}\r\n\r\n{body}");
        }
    });
    (address, seen)
}

/// Another issuer, with keys and tokens of its own.
fn other(runner: &LiveRunner) -> Running {
    let runtime = runner.runtime.as_ref().unwrap();
    runtime
        .block_on(Playground::start(Options::any_port()))
        .unwrap()
}

/// A connection to a server that gives out the metadata of `other`.
fn connected(runner: &mut LiveRunner, other: &Running) -> (Model, Receiver<String>) {
    let issuer = other.issuer();
    let (address, seen) = serve(|address| {
        format!(
            r#"{{"issuer":"{issuer}","token_endpoint":"{address}/token","jwks_uri":"{issuer}/.well-known/openid-configuration/jwks"}}"#
        )
    });
    let mut model = playground(runner);
    for command in [
        Command::NewConnection,
        Command::Edit(Field::Issuer, address.into()),
        Command::Edit(Field::ClientId, "client".into()),
        Command::Edit(Field::ClientSecret, "hunter2".into()),
        Command::Edit(Field::Audience, "api1".into()),
    ] {
        run_until(runner, &mut model, command, |_| true);
    }
    run_until(runner, &mut model, Command::Discover, |model| {
        !model.is_busy()
    });
    (model, seen)
}

fn verified(runner: &mut LiveRunner, model: &mut Model, token: String) -> Inspected {
    let idle = |model: &Model| !model.is_busy();
    run_until(runner, model, Command::EditInspect(token.into()), idle);
    run_until(runner, model, Command::Verify, idle);
    let inspect = &model.workspace().unwrap().inspect;
    inspect.current_report().unwrap().clone()
}

#[test]
fn a_token_of_the_issuer_that_an_impostor_names_is_not_accepted() {
    let mut runner = live();
    let other = other(&runner);
    let (mut model, _) = connected(&mut runner, &other);
    let token = other.mint(&Mint::default()).unwrap();
    let inspected = verified(&mut runner, &mut model, token);
    assert_ne!(inspected.report().verdict, Verdict::Accepted);
    let failure = inspected.failure.unwrap();
    assert!(failure.sentence.contains(&other.issuer()), "{failure:?}");
}

#[test]
fn a_form_that_does_not_hold_is_not_accepted_for_the_signature_in_it() {
    let mut runner = live();
    let other = other(&runner);
    let mut model = playground(&mut runner);
    for command in [
        Command::NewConnection,
        Command::Edit(Field::Issuer, other.issuer().into()),
        Command::Edit(Field::Audience, "api1".into()),
    ] {
        run_until(&mut runner, &mut model, command, |_| true);
    }
    let token = other.mint(&Mint::default()).unwrap();
    let forged = claimscope_core::base64url::encode(r#"["c2FsdA","role","admin"]"#);
    let parts: Vec<&str> = token.split('.').collect();
    let (protected, payload, signature) = (parts[0], parts[1], parts[2]);
    let unprotected = format!(
        r#"{{"payload":"{payload}","protected":"{protected}","header":{{"crit":["b64"]}},"signature":"{signature}"}}"#
    );
    for (text, why) in [
        (format!("{token}~"), None),
        (format!("{token}~{forged}~"), Some("does not hold")),
        (format!("Bearer {token}~{forged}~"), Some("")),
        (format!(r#"{{"credential":"{token}~{forged}~"}}"#), Some("")),
        (unprotected, Some("")),
    ] {
        let inspected = verified(&mut runner, &mut model, text.clone());
        let verdict = inspected.report().verdict;
        assert_eq!(verdict == Verdict::Accepted, why.is_none(), "{text}");
        let said = inspected.failure.map(|failure| failure.sentence);
        let why = why.unwrap_or_default();
        assert!(said.unwrap_or_default().contains(why), "{text}");
    }
}

#[test]
fn its_own_issuer_is_believed_by_any_of_its_addresses() {
    let mut runner = live();
    let other = other(&runner);
    let mut model = playground(&mut runner);
    let well_known = format!("{}/.well-known/openid-configuration", other.issuer());
    for command in [
        Command::NewConnection,
        Command::Edit(Field::Issuer, well_known.into()),
        Command::Edit(Field::Audience, "api1".into()),
    ] {
        run_until(&mut runner, &mut model, command, |_| true);
    }
    let token = other.mint(&Mint::default()).unwrap();
    let inspected = verified(&mut runner, &mut model, token);
    assert_eq!(inspected.report().verdict, Verdict::Accepted);
}

#[test]
fn discover_shows_the_refusal_and_a_run_ends_there() {
    let mut runner = live();
    let other = other(&runner);
    let (mut model, _) = connected(&mut runner, &other);
    let discovery = model.workspace().unwrap().discovery.ready().unwrap();
    let refusal = discovery.refusal.as_ref().unwrap();
    assert!(refusal.sentence.contains(&other.issuer()), "{refusal:?}");
    let steps = ran(&mut runner, &mut model, None);
    assert_eq!(steps[0], "Failed");
    assert_eq!(steps[1], "Not reached");
}

#[test]
fn no_secret_goes_to_a_server_that_names_another_issuer() {
    let mut runner = live();
    let other = other(&runner);
    let (mut model, seen) = connected(&mut runner, &other);
    run_until(&mut runner, &mut model, Command::RequestToken, |model| {
        !model.is_busy()
    });
    let failure = model.workspace().unwrap().token.failure().unwrap();
    assert!(failure.sentence.contains(&other.issuer()), "{failure:?}");
    let methods: Vec<_> = seen.try_iter().collect();
    assert!(
        methods.iter().all(|line| line.starts_with("GET ")),
        "{methods:?}"
    );
}
