//! What the issuer is asked about the token in use, against the playground.

use std::sync::Arc;
use std::sync::mpsc::channel;

use super::super::now;
use super::logins::{live, server, typed};
use super::user::browser;
use super::{PATIENCE, run_until};
use crate::about_token::{AboutToken, Told};
use crate::connection::Field;
use crate::message::Command;
use crate::model::Model;
use crate::results::ResponseToken;
use crate::runner::LiveRunner;
use crate::runner::person::Browser;
use crate::saved::Saved;
use crate::update::update;

fn idle(model: &Model) -> bool {
    !model.is_busy()
}

fn ask(runner: &mut LiveRunner, model: &mut Model, about: AboutToken) -> Told {
    run_until(runner, model, Command::AskAbout(about), idle);
    let answer = &model.workspace().unwrap().about;
    assert_eq!(answer.failure(), None, "{about:?}");
    answer.ready().unwrap().clone()
}

fn member<'a>(told: &'a Told, name: &str) -> Option<&'a str> {
    let mut members = told.members.iter();
    let (_, value) = members.find(|(member, _)| member == name)?;
    Some(value)
}

#[test]
fn a_token_is_introspected_and_revoked_and_its_user_is_named() {
    let (by_user, _) = browser(|user, end| user.visit(end));
    let mut runner = live(by_user);
    let server = server(&runner, &[]);
    let mut model = Model::new(Saved::default());
    for command in typed(
        &server.issuer(),
        "authorization_code",
        "interactive",
        "secret",
    ) {
        update(&mut model, command, now());
    }
    run_until(&mut runner, &mut model, Command::RequestToken, idle);
    let told = ask(&mut runner, &mut model, AboutToken::Userinfo);
    assert_eq!(member(&told, "sub"), Some("818727"));
    // The playground tells an API alone, as IdentityServer4 does.
    let introspect = Command::AskAbout(AboutToken::Introspect(ResponseToken::Access));
    run_until(&mut runner, &mut model, introspect, idle);
    let failure = model.workspace().unwrap().about.failure().unwrap().clone();
    let advice = failure.advice.unwrap();
    assert!(advice.contains("the API"), "{advice}");
    for (field, text) in [(Field::ApiId, "api1"), (Field::ApiSecret, "secret")] {
        update(&mut model, Command::Edit(field, text.into()), now());
    }
    let introspect = AboutToken::Introspect(ResponseToken::Access);
    let told = ask(&mut runner, &mut model, introspect);
    assert_eq!(told.is_active, Some(true));
    assert_eq!(member(&told, "client_id"), Some("interactive"));
    let told = ask(
        &mut runner,
        &mut model,
        AboutToken::Revoke(ResponseToken::Refresh),
    );
    assert!(
        told.headline.contains("has taken the request"),
        "{}",
        told.headline
    );
    run_until(&mut runner, &mut model, Command::Renew, idle);
    assert!(model.workspace().unwrap().token.failure().is_some());
}

#[test]
fn a_logout_opens_the_browser_with_the_id_token_or_gives_the_address() {
    let (by_user, _) = browser(|user, end| user.visit(end));
    let (opened, addresses) = channel();
    let fails = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let is_broken = Arc::clone(&fails);
    let both: Browser = Arc::new(move |url| {
        if !url.contains("endsession") {
            return by_user(url);
        }
        drop(opened.send(url.to_owned()));
        match is_broken.load(std::sync::atomic::Ordering::Relaxed) {
            true => Err("no browser could be opened".to_owned()),
            false => Ok(()),
        }
    });
    let mut runner = live(both);
    let server = server(&runner, &[]);
    let mut model = Model::new(Saved::default());
    for command in typed(
        &server.issuer(),
        "authorization_code",
        "interactive",
        "secret",
    ) {
        update(&mut model, command, now());
    }
    run_until(&mut runner, &mut model, Command::RequestToken, idle);
    let told = ask(&mut runner, &mut model, AboutToken::LogOut);
    assert!(told.address.is_none(), "{}", told.headline);
    let address = addresses.recv_timeout(PATIENCE).unwrap();
    assert!(address.contains("id_token_hint=eyJ"), "it names the login");
    fails.store(true, std::sync::atomic::Ordering::Relaxed);
    let told = ask(&mut runner, &mut model, AboutToken::LogOut);
    assert_eq!(told.address.unwrap().expose(), address);
    assert!(!told.headline.contains("eyJ"), "{}", told.headline);
}
