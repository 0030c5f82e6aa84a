//! What the issuer is asked about the token in use, against the playground.

use std::sync::Arc;
use std::sync::mpsc::channel;

use claimscope_client::entropy;
use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::SigningKey;
use claimscope_core::json::{Object, parse_strict};
use claimscope_core::secret::Secret;
use claimscope_core::{jwk, jwt};

use super::super::{convert, now};
use super::impostor::serve_each;
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

/// An issuer that signs what it says of a token with this key, and publishes the other.
fn signing_issuer(signs: &jwk::Jwk, publishes: &jwk::Jwk) -> String {
    let key = SigningKey::new(signs, Algorithm::ES256).unwrap();
    let keys = format!(r#"{{"keys":[{}]}}"#, publishes.public().unwrap().to_json());
    let (address, _) = serve_each(|address| {
        let inside = parse_strict(br#"{"active":true,"client_id":"interactive"}"#).unwrap();
        let claims = Object::new()
            .with("iss", address)
            .with("aud", "interactive")
            .with("iat", now().unix_seconds())
            .with("token_introspection", inside);
        let header = Object::new().with("typ", "token-introspection+jwt");
        let answer = jwt::sign(&header, &claims, &key, &mut entropy).unwrap();
        let metadata = format!(
            r#"{{"issuer":"{address}","jwks_uri":"{address}/jwks","introspection_endpoint":"{address}/introspect"}}"#
        );
        move |path: &str| match path {
            "/jwks" => ("application/json", keys.clone()),
            "/introspect" => ("application/token-introspection+jwt", answer.clone()),
            _ => ("application/json", metadata.clone()),
        }
    });
    address
}

/// A window with a token, and a connection to this issuer.
fn holding(issuer: &str) -> (LiveRunner, Model) {
    let (by_user, _) = browser(|_, _| {});
    let mut model = Model::new(Saved::default());
    for command in typed(issuer, "authorization_code", "interactive", "secret") {
        update(&mut model, command, now());
    }
    let token = convert::signed(Secret::from("an-opaque-token"), now());
    model.workspace_mut(model.selected).take_into_use(token);
    (live(by_user), model)
}

#[test]
fn a_signed_answer_is_asked_for_verified_and_there_to_be_copied() {
    let key = jwk::generate(Algorithm::ES256, &mut entropy).unwrap();
    let (mut runner, mut model) = holding(&signing_issuer(&key, &key));
    let told = ask(&mut runner, &mut model, AboutToken::IntrospectSigned);
    assert_eq!(told.is_active, Some(true));
    assert_eq!(member(&told, "client_id"), Some("interactive"));
    assert!(
        told.headline.contains("its signature holds"),
        "{}",
        told.headline
    );
    assert!(told.signed.unwrap().expose().starts_with("eyJ"));
}

#[test]
fn an_answer_that_is_not_signed_by_the_issuer_is_not_told() {
    let [own, stranger] = [(); 2].map(|()| jwk::generate(Algorithm::ES256, &mut entropy).unwrap());
    let (mut runner, mut model) = holding(&signing_issuer(&stranger, &own));
    let signed = Command::AskAbout(AboutToken::IntrospectSigned);
    run_until(&mut runner, &mut model, signed, idle);
    let about = &model.workspace().unwrap().about;
    assert!(about.ready().is_none());
    let why = &about.failure().unwrap().sentence;
    assert!(why.contains("does not hold"), "{why}");
}
