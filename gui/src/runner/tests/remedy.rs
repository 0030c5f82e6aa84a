//! “Do it” against the playground: the form is edited, a token comes, and the API takes the call.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use claimscope_oauth::diagnose::Cause;
use claimscope_server::config::{ApiResource, Config, Extension, Scope};
use claimscope_server::{ApiSettings, Options, Running};

use super::super::now;
use super::logins::{live, typed};
use super::run_until;
use super::step_up::{api, idle, refused};
use super::user::browser;
use crate::connection::Field;
use crate::message::Command;
use crate::model::Model;
use crate::remedy::{RemedyAnswer, RemedyCommand};
use crate::runner::LiveRunner;
use crate::saved::Saved;
use crate::update::update;

const DO_IT: Command = Command::Remedy(RemedyCommand::DoIt);
const UNDO: Command = Command::Remedy(RemedyCommand::Undo);

/// The window with a server, and a connection to it whose client asks in its own name for `api1`.
fn window(options: Options, extensions: &[Extension]) -> (LiveRunner, Model, Running) {
    let (browser, _) = browser(|_, _| {});
    let runner = live(browser);
    let mut config = Config::quickstart();
    for extension in extensions {
        config.extensions.switch_on(*extension);
    }
    // Another API of the issuer, and a scope that writes to the first.
    for scope in ["orders", "orders.write"] {
        config.api_scopes.push(Scope::new(scope));
        config.clients[0].allowed_scopes.push(scope.to_owned());
    }
    config.api_resources[0]
        .scopes
        .push("orders.write".to_owned());
    config.api_resources.push(ApiResource {
        scope: Scope::new("orders"),
        scopes: vec!["orders".to_owned()],
        api_secrets: vec![],
    });
    let started = claimscope_server::Playground::start(options.config(config));
    let server = runner.runtime.as_ref().unwrap().block_on(started).unwrap();
    let mut model = Model::new(Saved::default());
    for command in typed(&server.issuer(), "client_credentials", "client", "secret") {
        update(&mut model, command, now());
    }
    edit(&mut model, Field::Scope, "api1");
    edit(
        &mut model,
        Field::ApiUrl,
        &format!("{}/identity", server.api()),
    );
    (runner, model, server)
}

fn edit(model: &mut Model, field: Field, text: &str) {
    update(model, Command::Edit(field, text.into()), now());
}

/// A token, and the call with it that is refused for this.
fn refuse(runner: &mut LiveRunner, model: &mut Model, cause: Cause) {
    run_until(runner, model, Command::RequestToken, idle);
    assert_eq!(model.workspace().unwrap().token.failure(), None);
    call(runner, model, cause);
}

fn call(runner: &mut LiveRunner, model: &mut Model, cause: Cause) {
    run_until(runner, model, Command::Call, idle);
    let call = model.workspace().unwrap().call.ready().unwrap();
    assert_eq!(call.shortfall.cause, Some(cause), "{:?}", call.diagnosis);
}

fn status(model: &Model) -> u16 {
    let workspace = model.workspace().unwrap();
    assert_eq!(workspace.token.failure(), None);
    workspace.call.ready().unwrap().status
}

/// How many requests of this method were sent to the API's address.
fn sent(model: &Model, method: &str) -> usize {
    let url = model.connection().request_url();
    let mut exchanges: Vec<_> = model.exchanges.iter().collect();
    exchanges.retain(|one| one.method == method && one.url == url);
    exchanges.len()
}

#[test]
fn a_scope_that_is_missing_is_added_whoever_names_it() {
    let metadata = Extension::ProtectedResourceMetadata;
    for (extensions, required) in [(&[metadata][..], ""), (&[][..], "orders.write")] {
        let (mut runner, mut model, server) = window(Options::any_port(), extensions);
        server.state().set_api(ApiSettings {
            scope: Some("orders.write".to_owned()),
            ..ApiSettings::clone(&server.state().api())
        });
        edit(&mut model, Field::RequiredScope, required);
        refuse(&mut runner, &mut model, Cause::Scope);
        assert_eq!(status(&model), 403);
        run_until(&mut runner, &mut model, DO_IT, idle);
        assert_eq!(status(&model), 200);
        assert_eq!(model.connection().scope, "api1 orders.write");
        run_until(&mut runner, &mut model, UNDO, idle);
        assert_eq!(model.connection().scope, "api1");
    }
}

#[test]
fn a_token_for_another_api_is_replaced_by_one_for_this_by_scope_or_by_resource() {
    let (mut runner, mut model, server) = window(Options::any_port(), &[]);
    server.state().set_api(ApiSettings {
        audience: Some("orders".to_owned()),
        scope: None,
        ..ApiSettings::clone(&server.state().api())
    });
    edit(&mut model, Field::Audience, "orders");
    refuse(&mut runner, &mut model, Cause::Audience);
    run_until(&mut runner, &mut model, DO_IT, idle);
    assert_eq!(status(&model), 200);
    assert_eq!(model.connection().scope, "api1 orders");

    let extensions = [Extension::ResourceIndicators];
    let (mut runner, mut model, server) = window(Options::any_port(), &extensions);
    server.state().set_api(ApiSettings {
        audience: Some("urn:of-nobody".to_owned()),
        ..ApiSettings::clone(&server.state().api())
    });
    edit(&mut model, Field::Audience, &server.api());
    refuse(&mut runner, &mut model, Cause::Audience);
    run_until(&mut runner, &mut model, DO_IT, idle);
    assert_eq!(status(&model), 200);
    assert_eq!(model.connection().resource, server.api());
}

#[test]
fn an_expired_token_is_replaced_by_a_new_one() {
    let ahead = Arc::new(AtomicI64::new(0));
    let offset = Arc::clone(&ahead);
    let clock = Arc::new(move || now().plus_seconds(offset.load(Ordering::Relaxed)));
    let (mut runner, mut model, _server) = window(Options::any_port().clock(clock), &[]);
    run_until(&mut runner, &mut model, Command::RequestToken, idle);
    ahead.store(2 * 3_600, Ordering::Relaxed);
    call(&mut runner, &mut model, Cause::Expired);
    let before = model.connection().clone();
    run_until(&mut runner, &mut model, DO_IT, idle);
    assert_eq!(status(&model), 200);
    assert_eq!(*model.connection(), before);
}

#[test]
fn a_token_that_is_missing_is_asked_for() {
    let (mut runner, mut model, _server) = window(Options::any_port(), &[]);
    call(&mut runner, &mut model, Cause::TokenMissing);
    run_until(&mut runner, &mut model, DO_IT, idle);
    assert_eq!(status(&model), 200);
}

const EXPIRED: &str = "Bearer error=\"invalid_token\", error_description=\"The token expired at '01/02/2026 03:04:05'\"";

#[test]
fn a_delete_is_asked_about_and_sent_once() {
    let (mut runner, mut model, _server, _) = refused(
        "client_credentials",
        "client",
        "api1",
        api("401 Unauthorized", EXPIRED),
    );
    edit(&mut model, Field::Method, "DELETE");
    call(&mut runner, &mut model, Cause::Expired);
    assert_eq!(sent(&model, "DELETE"), 1);
    run_until(&mut runner, &mut model, DO_IT, idle);
    assert!(model.workspace().unwrap().remedy.question.is_some());
    assert_eq!(sent(&model, "DELETE"), 1);
    let yes = Command::Remedy(RemedyCommand::Answer(RemedyAnswer::All));
    run_until(&mut runner, &mut model, yes, idle);
    assert_eq!(status(&model), 200);
    assert_eq!(sent(&model, "DELETE"), 2);
}

#[test]
fn a_scope_that_the_server_does_not_know_is_refused_in_its_words_and_taken_back() {
    let challenge = "Bearer error=\"insufficient_scope\", scope=\"orders.nobody\"";
    let (mut runner, mut model, _server, _) = refused(
        "client_credentials",
        "client",
        "api1",
        api("403 Forbidden", challenge),
    );
    run_until(&mut runner, &mut model, DO_IT, idle);
    let failure = model.workspace().unwrap().token.failure().unwrap();
    let words = format!("{} {:?}", failure.sentence, failure.words);
    assert!(words.contains("invalid_scope"), "{words}");
    assert_eq!(sent(&model, "GET"), 1, "nothing is sent without a token");
    assert_eq!(model.connection().scope, "api1 orders.nobody");
    run_until(&mut runner, &mut model, UNDO, idle);
    assert_eq!(model.connection().scope, "api1");
}

#[test]
fn an_api_that_refuses_every_token_is_called_once_more_and_no_more() {
    let (mut runner, mut model, server) = window(Options::any_port(), &[]);
    server.state().set_api(ApiSettings {
        audience: Some("urn:of-nobody".to_owned()),
        ..ApiSettings::clone(&server.state().api())
    });
    edit(&mut model, Field::Audience, "orders");
    refuse(&mut runner, &mut model, Cause::Audience);
    for _ in 0..3 {
        run_until(&mut runner, &mut model, DO_IT, idle);
    }
    assert_eq!(status(&model), 401);
    assert_eq!(sent(&model, "GET"), 2);
}

#[test]
fn a_user_is_sent_to_log_in_as_the_challenge_says() {
    let challenge =
        "Bearer error=\"insufficient_user_authentication\", acr_values=\"mfa\", max_age=\"5\"";
    let api = api("401 Unauthorized", challenge);
    let (mut runner, mut model, _server, opened) =
        refused("authorization_code", "interactive", "openid api1", api);
    run_until(&mut runner, &mut model, DO_IT, idle);
    assert_eq!(status(&model), 200);
    assert!(opened.lock().unwrap()[0].contains("acr_values=mfa"));
}

#[test]
fn an_api_that_takes_bound_tokens_alone_gets_one() {
    let (mut runner, mut model, _server) = window(Options::any_port(), &[Extension::DPoP]);
    let url = api("401 Unauthorized", "DPoP algs=\"ES256\"");
    edit(&mut model, Field::ApiUrl, &url);
    refuse(&mut runner, &mut model, Cause::DpopRequired);
    run_until(&mut runner, &mut model, DO_IT, idle);
    assert_eq!(status(&model), 200);
    let workspace = model.workspace().unwrap();
    let token = workspace.current_token.as_ref().unwrap();
    assert!(token.token_type.eq_ignore_ascii_case("dpop"));
}
