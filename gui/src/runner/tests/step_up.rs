//! A refusal that asks for more than the token has, answered with one press.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use super::super::now;
use super::logins::{live, server, typed};
use super::run_until;
use super::user::browser;
use crate::connection::Field;
use crate::grant::GrantField;
use crate::message::Command;
use crate::model::Model;
use crate::runner::person::Browser;
use crate::saved::Saved;
use crate::update::update;

/// An API that refuses the first token with this status and challenge, takes every other one, and has no metadata.
pub(super) fn api(status: &'static str, challenge: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let mut first = None;
        for mut stream in listener.incoming().flatten() {
            let reader = BufReader::new(stream.try_clone().unwrap());
            let lines = reader.lines().map_while(Result::ok);
            let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
            let is_call = head[0].contains("/orders");
            let mut headers = head.iter();
            let token = headers.find(|line| line.to_lowercase().starts_with("authorization"));
            let token = token.cloned();
            let status = match (is_call, &token) {
                (false, _) => "404 Not Found",
                (true, None) => "401 Unauthorized",
                (true, token) => {
                    let is_first = first.get_or_insert_with(|| token.clone()) == token;
                    if is_first { status } else { "200 OK" }
                }
            };
            let challenge = match status {
                "404 Not Found" | "200 OK" => String::new(),
                _ => format!("WWW-Authenticate: {challenge}\r\n"),
            };
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\n{challenge}Connection: close\r\nContent-Length: 0\r\n\r\n"
            );
        }
    });
    format!("{address}/orders")
}

pub(super) fn idle(model: &Model) -> bool {
    !model.is_busy()
}

/// The window after a token was refused, and what it opens in the browser from then on.
pub(super) fn refused(
    grant: &str,
    client_id: &str,
    scope: &str,
    api: String,
) -> (
    crate::runner::LiveRunner,
    Model,
    claimscope_server::Running,
    Arc<Mutex<Vec<String>>>,
) {
    let (by_user, _) = browser(|user, end| user.visit(end));
    let opened = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&opened);
    let both: Browser = Arc::new(move |url| {
        seen.lock().unwrap().push(url.to_owned());
        by_user(url)
    });
    let mut runner = live(both);
    let server = server(&runner, &[]);
    let mut model = Model::new(Saved::default());
    for command in typed(&server.issuer(), grant, client_id, "secret") {
        update(&mut model, command, now());
    }
    let named = |name: &str| Field::Grant(GrantField::of_name(name).unwrap());
    for (field, text) in [
        (Field::Scope, scope),
        (Field::ApiUrl, &*api),
        (named("username"), "alice"),
        (named("password"), "alice"),
    ] {
        update(&mut model, Command::Edit(field, text.into()), now());
    }
    run_until(&mut runner, &mut model, Command::RequestToken, idle);
    assert_eq!(model.workspace().unwrap().token.failure(), None);
    run_until(&mut runner, &mut model, Command::Call, idle);
    opened.lock().unwrap().clear();
    (runner, model, server, opened)
}

#[test]
fn a_stronger_login_is_asked_for_and_the_call_goes_through() {
    let challenge =
        "Bearer error=\"insufficient_user_authentication\", acr_values=\"mfa\", max_age=\"5\"";
    let api = api("401 Unauthorized", challenge);
    let (mut runner, mut model, _server, opened) =
        refused("authorization_code", "interactive", "openid api1", api);
    let call = model.workspace().unwrap().call.ready().unwrap();
    assert_eq!(call.status, 401);
    let wanted = call.asks_for_more.clone().unwrap();
    assert!(wanted.contains("mfa") && wanted.contains('5'), "{wanted}");
    run_until(&mut runner, &mut model, Command::CallWithLogin, idle);
    let workspace = model.workspace().unwrap();
    assert_eq!(workspace.call.failure(), None);
    let call = workspace.call.ready().unwrap();
    assert_eq!(call.status, 200);
    let mut facts = call.login.as_ref().unwrap().facts.iter();
    assert!(facts.any(|(name, value)| *name == "refusal" && value.contains("mfa")));
    let opened = opened.lock().unwrap();
    assert_eq!(opened.len(), 1, "one login");
    for asked in ["acr_values=mfa", "max_age=5", "scope=api1+openid"] {
        assert!(opened[0].contains(asked), "{asked}: {}", opened[0]);
    }
}

#[test]
fn more_scopes_are_asked_for_beside_those_of_the_token_without_a_user_where_the_grant_needs_none() {
    let challenge = "Bearer error=\"insufficient_scope\", scope=\"openid\"";
    let api_url = api("403 Forbidden", challenge);
    let (mut runner, mut model, _server, opened) =
        refused("authorization_code", "interactive", "api1", api_url);
    run_until(&mut runner, &mut model, Command::CallWithLogin, idle);
    assert_eq!(model.workspace().unwrap().call.ready().unwrap().status, 200);
    assert!(opened.lock().unwrap()[0].contains("scope=api1+openid"));

    let api_url = api("403 Forbidden", challenge);
    let (mut runner, mut model, _server, opened) =
        refused("password", "ropg_client", "api1", api_url);
    run_until(&mut runner, &mut model, Command::CallWithLogin, idle);
    let workspace = model.workspace().unwrap();
    assert_eq!(workspace.call.failure(), None);
    assert_eq!(workspace.call.ready().unwrap().status, 200);
    assert!(opened.lock().unwrap().is_empty(), "nobody logs in");
    let token = workspace.current_token.as_ref().unwrap();
    assert!(token.scope.as_ref().unwrap().contains("openid"));
}

#[test]
fn what_the_token_has_already_is_not_asked_for_again() {
    let challenge = "Bearer error=\"insufficient_scope\", scope=\"api1\"";
    let (mut runner, mut model, _server, opened) = refused(
        "client_credentials",
        "client",
        "api1",
        api("403 Forbidden", challenge),
    );
    run_until(&mut runner, &mut model, Command::CallWithLogin, idle);
    let workspace = model.workspace().unwrap();
    assert_eq!(workspace.call.failure(), None);
    let call = workspace.call.ready().unwrap();
    assert_eq!(call.status, 403);
    assert!(
        call.login
            .as_ref()
            .unwrap()
            .end
            .unwrap()
            .contains("already")
    );
    assert!(opened.lock().unwrap().is_empty(), "nobody logs in");
}
