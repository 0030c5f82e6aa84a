//! Grants in which a person takes part, against the playground: the model, moved by the real runner.

use std::sync::Arc;
use std::time::Instant;

use claimscope_server::config::{Config, Extension};
use claimscope_server::{Options, Running};

use super::{PATIENCE, run_until};
use crate::asked::Asked;
use crate::connection::Field;
use crate::grant::{GrantChoice, GrantField};
use crate::message::Command;
use crate::model::Model;
use crate::runner::LiveRunner;
use crate::runner::person::Browser;
use crate::saved::Saved;
use crate::update::update;

use super::super::now;
use super::user::browser;

/// A server that takes redirects to any port of this machine, and has these extensions.
pub(crate) fn server(runner: &LiveRunner, extensions: &[Extension]) -> Running {
    let mut config = Config::quickstart();
    for extension in [Extension::LoopbackAnyPort].iter().chain(extensions) {
        config.extensions.switch_on(*extension);
    }
    let options = Options::any_port().config(config);
    let started = claimscope_server::Playground::start(options);
    runner.runtime.as_ref().unwrap().block_on(started).unwrap()
}

/// What a person types for a client of the server.
pub(crate) fn typed(issuer: &str, grant: &str, client_id: &str, secret: &str) -> Vec<Command> {
    let redirect = GrantField::all().find(|field| field.is_redirect_uri());
    let free_port = "http://127.0.0.1:0/callback".into();
    vec![
        Command::NewConnection,
        Command::Edit(Field::Issuer, issuer.into()),
        Command::Edit(Field::ClientId, client_id.into()),
        Command::Edit(Field::ClientSecret, secret.into()),
        Command::Edit(Field::Scope, "openid profile api1 offline_access".into()),
        Command::Edit(Field::Grant(redirect.unwrap()), free_port),
        Command::SetGrant(GrantChoice::of_name(grant).unwrap()),
    ]
}

pub(crate) fn live(browser: Browser) -> LiveRunner {
    LiveRunner::with_browser(Arc::new(|| {}), browser).unwrap()
}

/// A window with a connection to a server of its own, which lives as long as what comes last.
fn window(
    browser: Browser,
    grant: &str,
    client_id: &str,
    secret: &str,
) -> (LiveRunner, Model, Running) {
    let runner = live(browser);
    let server = server(&runner, &[]);
    let mut model = Model::new(Saved::default());
    for command in typed(&server.issuer(), grant, client_id, secret) {
        update(&mut model, command, now());
    }
    (runner, model, server)
}

fn asked(model: &Model) -> Option<&Asked> {
    model.workspace()?.asked()
}

fn has_ended(model: &Model) -> bool {
    !model.is_busy()
}

/// The sentence of what went wrong.
fn failure(model: &Model) -> Option<String> {
    let failure = model.workspace()?.token.failure()?;
    Some(format!("{} {:?}", failure.sentence, failure.words))
}

#[test]
fn the_grants_that_need_nobody_bring_tokens() {
    let (browser, _) = browser(|_, _| {});
    let (mut runner, mut model, _server) = window(browser, "password", "ropg_client", "secret");
    for (name, text) in [("username", "bob"), ("password", "bob")] {
        let field = Field::Grant(GrantField::of_name(name).unwrap());
        update(&mut model, Command::Edit(field, text.into()), now());
    }
    run_until(&mut runner, &mut model, Command::RequestToken, has_ended);
    assert_eq!(failure(&model), None);
    let first = model.workspace().unwrap().current_token.clone().unwrap();
    let refresh_token = first.refresh_token.clone().unwrap();
    run_until(&mut runner, &mut model, Command::Renew, has_ended);
    assert_eq!(failure(&model), None);
    let renewed = model.workspace().unwrap().current_token.clone().unwrap();
    let next = renewed.refresh_token.unwrap();
    assert_ne!(next.expose(), refresh_token.expose(), "it is good once");
    // The form of the refresh token, with the one that came last.
    let form = GrantChoice::of_name("refresh_token").unwrap();
    update(&mut model, Command::SetGrant(form), now());
    let field = Field::Grant(form.fields().next().unwrap());
    let text = next.expose_str().unwrap().into();
    update(&mut model, Command::Edit(field, text), now());
    run_until(&mut runner, &mut model, Command::RequestToken, has_ended);
    assert_eq!(failure(&model), None);
}

#[test]
fn a_login_is_listened_for_and_ends_in_three_tokens() {
    let (browser, _) = browser(|user, end| user.visit(end));
    let (mut runner, mut model, _server) =
        window(browser, "authorization_code", "interactive", "secret");
    run_until(&mut runner, &mut model, Command::RequestToken, has_ended);
    assert_eq!(failure(&model), None);
    let workspace = model.workspace().unwrap();
    let token = workspace.current_token.as_ref().unwrap();
    assert!(token.refresh_token.is_some());
    let report = token.id_token.as_ref().unwrap().report.as_ref().unwrap();
    assert_eq!(report.verdict, claimscope_core::report::Verdict::Accepted);
    assert!(workspace.asked().is_none());
    let saved = serde_json::to_string(&model.saved()).unwrap();
    assert!(!saved.contains(token.text()), "no token is saved");
}

#[test]
fn a_run_of_the_steps_logs_in_too() {
    let (browser, _) = browser(|user, end| user.visit(end));
    let (mut runner, mut model, server) =
        window(browser, "authorization_code", "interactive", "secret");
    let api = format!("{}/identity", server.api());
    for (field, text) in [(Field::ApiUrl, &*api), (Field::Audience, "api1")] {
        update(&mut model, Command::Edit(field, text.into()), now());
    }
    run_until(&mut runner, &mut model, Command::Run(None), |model| {
        !model.is_running()
    });
    let workspace = model.workspace().unwrap();
    assert_eq!(failure(&model), None);
    assert_eq!(workspace.call.ready().unwrap().status, 200);
}

#[test]
fn an_answer_with_another_state_is_refused_and_waiting_goes_on() {
    let (browser, ends) = browser(|user, end| {
        let (before, state) = end.split_once("state=").unwrap();
        let rest = state.split_once('&').map_or("", |(_, rest)| rest);
        user.visit(&format!("{before}state=another&{rest}"));
    });
    let (mut runner, mut model, _server) =
        window(browser, "authorization_code", "interactive", "secret");
    let refused = |model: &Model| match asked(model) {
        Some(Asked::LogIn(login)) => login.refused.is_some(),
        _ => false,
    };
    run_until(&mut runner, &mut model, Command::RequestToken, refused);
    let Some(Asked::LogIn(login)) = asked(&model) else {
        panic!("{:?}", asked(&model))
    };
    let why = login.refused.clone().unwrap();
    assert!(why.contains("state"), "{why}");
    assert!(model.workspace().unwrap().token.is_pending());
    // The right answer still counts.
    let end = ends.recv_timeout(PATIENCE).unwrap();
    update(&mut model, Command::EditPaste(end.into()), now());
    run_until(&mut runner, &mut model, Command::SendPaste, has_ended);
    assert_eq!(failure(&model), None);
    assert!(model.workspace().unwrap().current_token.is_some());
}

#[test]
fn a_redirect_elsewhere_is_pasted_as_address_or_bare_code() {
    for bare in [false, true] {
        let (browser, ends) = browser(|_, _| {});
        let (mut runner, mut model, _server) =
            window(browser, "authorization_code", "interactive", "secret");
        let redirect = GrantField::all()
            .find(|field| field.is_redirect_uri())
            .unwrap();
        let registered = Command::Edit(Field::Grant(redirect), "".into());
        update(&mut model, registered, now());
        update(&mut model, Command::SetPastes(true), now());
        let waits = |model: &Model| matches!(asked(model), Some(Asked::LogIn(_)));
        run_until(&mut runner, &mut model, Command::RequestToken, waits);
        let Some(Asked::LogIn(login)) = asked(&model) else {
            panic!("{:?}", asked(&model))
        };
        assert!(!login.is_listening);
        let end = ends.recv_timeout(PATIENCE).unwrap();
        assert!(end.starts_with(&login.redirect_uri), "{end}");
        let pasted = match bare {
            true => {
                let (_, code) = end.split_once("code=").unwrap();
                code.split('&').next().unwrap().to_owned()
            }
            false => end,
        };
        update(&mut model, Command::EditPaste(pasted.into()), now());
        run_until(&mut runner, &mut model, Command::SendPaste, has_ended);
        assert_eq!(failure(&model), None, "bare: {bare}");
        let workspace = model.workspace().unwrap();
        assert!(workspace.current_token.is_some());
        assert_eq!(workspace.paste.expose(), "");
    }
}

#[test]
fn cancelling_a_login_frees_its_port_at_once() {
    // A browser that shows the page and does no more.
    let browser: Browser = Arc::new(|_| Ok(()));
    let (mut runner, mut model, _server) =
        window(browser, "authorization_code", "interactive", "secret");
    let waits = |model: &Model| matches!(asked(model), Some(Asked::LogIn(_)));
    run_until(&mut runner, &mut model, Command::RequestToken, waits);
    let Some(Asked::LogIn(login)) = asked(&model) else {
        panic!("{:?}", asked(&model))
    };
    assert!(
        login.until > now().plus_seconds(200),
        "some minutes are left"
    );
    let authority = login.redirect_uri.split('/').nth(2).unwrap().to_owned();
    assert!(std::net::TcpStream::connect(&authority).is_ok());
    run_until(&mut runner, &mut model, Command::Cancel, has_ended);
    assert!(asked(&model).is_none());
    assert!(model.workspace().unwrap().token.is_cancelled());
    let start = Instant::now();
    while std::net::TcpStream::connect(&authority).is_ok() {
        assert!(
            start.elapsed() < PATIENCE,
            "{authority} is still listened on"
        );
    }
}

#[test]
fn a_code_is_approved_on_another_device() {
    let (browser, ends) = browser(|_, _| {});
    let (mut runner, mut model, _server) = window(browser, "device_code", "device", "");
    let waits = |model: &Model| matches!(asked(model), Some(Asked::EnterCode(_)));
    run_until(&mut runner, &mut model, Command::RequestToken, waits);
    let Some(Asked::EnterCode(code)) = asked(&model) else {
        panic!("{:?}", asked(&model))
    };
    assert!(code.until > now());
    let complete = code.complete_uri.clone().unwrap();
    assert!(ends.try_recv().is_err(), "nothing is opened unasked");
    run_until(
        &mut runner,
        &mut model,
        Command::OpenBrowser(complete),
        has_ended,
    );
    assert_eq!(failure(&model), None);
    assert!(model.workspace().unwrap().current_token.is_some());
}
