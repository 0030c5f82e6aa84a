//! Logins that outlive the window, with a store in place of the system's.

use std::path::Path;
use std::sync::Arc;

use claimscope_client::SealedStore;
use claimscope_core::secret::Secret;
use claimscope_server::Running;
use claimscope_server::config::Extension;
use tempfile::TempDir;

use super::super::now;
use super::logins::{live, server, typed};
use super::run_until;
use super::user::browser;
use crate::asked::Asked;
use crate::connection::Field;
use crate::effect::{Effect, Runner as _};
use crate::grant::GrantField;
use crate::message::Command;
use crate::model::Model;
use crate::results::{Keeping, TokenResult};
use crate::runner::LiveRunner;
use crate::saved::Saved;
use crate::update::{keeping, update};

/// A program that is started: its window, what it saved before, and the store in this folder.
fn started(saved: Saved, folder: &Path) -> (LiveRunner, Model) {
    let (browser, _) = browser(|user, end| user.visit(end));
    let runner = live(browser);
    runner.keep_in(folder);
    (runner, Model::new(saved))
}

impl LiveRunner {
    /// Keeps tokens in this folder, in place of the system's.
    pub(crate) fn keep_in(&self, folder: &Path) {
        let store = SealedStore::with_key(folder, &Secret::new([7; 32])).unwrap();
        let set = self.shared.store.set(Arc::new(store));
        assert!(set.is_ok(), "it is set once");
    }
}

/// The next start, with what the first window saved.
fn again(model: &Model, folder: &Path) -> (LiveRunner, Model) {
    let (mut runner, mut next) = started(model.saved(), folder);
    let id = model.selected;
    for effect in keeping::at_start(&mut next) {
        if let Effect::Work(work) = effect {
            runner.run(work);
        }
    }
    run_until(
        &mut runner,
        &mut next,
        Command::ShowTab(model.tab),
        |next| !next.workspaces[&id].kept.is_pending(),
    );
    (runner, next)
}

fn idle(model: &Model) -> bool {
    !model.is_busy() && !model.kept.is_pending()
}

fn token(model: &Model) -> &TokenResult {
    let workspace = model.workspace().unwrap();
    assert_eq!(workspace.token.failure(), None);
    workspace.current_token.as_ref().unwrap()
}

fn refresh_token(model: &Model) -> String {
    let refresh_token = token(model).refresh_token.as_ref().unwrap();
    refresh_token.expose_str().unwrap().to_owned()
}

fn rows(folder: &TempDir) -> usize {
    let entries = std::fs::read_dir(folder.path()).unwrap();
    let names = entries.map(|entry| entry.unwrap().path());
    names
        .filter(|path| path.extension().is_some_and(|ending| ending == "row"))
        .count()
}

/// A window in which somebody has logged in with a public client, with the tick or without.
fn logged_in(folder: &TempDir, keeps: bool) -> (LiveRunner, Model, Running) {
    let (mut runner, mut model, server) = about_to_log_in(folder.path(), &[]);
    run_until(&mut runner, &mut model, Command::SetKeeps(keeps), |model| {
        !model.workspaces.values().any(|one| one.kept.is_pending())
    });
    log_in(&mut runner, &mut model);
    (runner, model, server)
}

fn about_to_log_in(folder: &Path, extensions: &[Extension]) -> (LiveRunner, Model, Running) {
    let (mut runner, mut model) = started(Saved::default(), folder);
    let server = server(&runner, extensions);
    for command in typed(&server.issuer(), "device_code", "device", "") {
        run_until(&mut runner, &mut model, command, |_| true);
    }
    (runner, model, server)
}

fn log_in(runner: &mut LiveRunner, model: &mut Model) {
    let code = |model: &Model| match model.workspace()?.asked()? {
        Asked::EnterCode(code) => code.complete_uri.clone(),
        _ => None,
    };
    run_until(runner, model, Command::RequestToken, |model| {
        code(model).is_some()
    });
    let address = code(model).unwrap();
    run_until(runner, model, Command::OpenBrowser(address), idle);
}

#[test]
fn without_the_tick_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (_runner, model, _server) = logged_in(&folder, false);
    assert!(matches!(token(&model).keeping, Keeping::No));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_kept_login_is_there_at_the_next_start_without_a_request_and_renewed_by_one() {
    let folder = tempfile::tempdir().unwrap();
    let (mut first_runner, mut first, _server) = logged_in(&folder, true);
    let before = refresh_token(&first);
    assert!(token(&first).kept().is_some());
    assert_eq!(rows(&folder), 1);
    let saved = serde_json::to_string(&first.saved()).unwrap();
    assert!(!saved.contains(&before), "the state has no token");

    let (mut runner, mut next) = again(&first, folder.path());
    assert_eq!(refresh_token(&next), before);
    assert!(token(&next).kept().is_some());
    assert_eq!(next.sent, 0);
    // Both windows hold the same refresh token, which is good once.
    run_until(&mut runner, &mut next, Command::Renew, idle);
    let renewed = refresh_token(&next);
    assert_ne!(renewed, before);
    run_until(&mut first_runner, &mut first, Command::Renew, idle);
    assert_eq!(refresh_token(&first), renewed, "what the other one got");
}

#[test]
fn another_press_is_another_login_which_takes_the_place_of_the_kept_one() {
    let folder = tempfile::tempdir().unwrap();
    let (mut runner, mut model, _server) = logged_in(&folder, true);
    let before = token(&model).text().to_owned();
    log_in(&mut runner, &mut model);
    let now = token(&model).text().to_owned();
    assert_ne!(now, before);
    let (_runner, next) = again(&model, folder.path());
    assert_eq!(token(&next).text(), now);
}

#[test]
fn an_edited_connection_still_renews_what_it_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (mut runner, mut model, _server) = logged_in(&folder, true);
    let before = refresh_token(&model);
    let scope = Command::Edit(Field::Scope, "api1 offline_access".into());
    update(&mut model, scope, now());
    run_until(&mut runner, &mut model, Command::Renew, idle);
    assert_ne!(refresh_token(&model), before);
    assert_eq!(rows(&folder), 1);
}

#[test]
fn taking_the_tick_away_deletes_what_is_kept_and_so_does_the_list() {
    for forget in [Command::SetKeeps(false), Command::DeleteKept(None)] {
        let folder = tempfile::tempdir().unwrap();
        let (mut runner, mut model, _server) = logged_in(&folder, true);
        run_until(&mut runner, &mut model, Command::ListKept, idle);
        let listed = model.kept.ready().unwrap();
        assert_eq!(listed.len(), 1);
        let (_, row) = &listed[0];
        assert_eq!(row.as_ref().unwrap().client_id, "device");
        run_until(&mut runner, &mut model, forget, idle);
        assert_eq!(rows(&folder), 0);
        assert!(
            matches!(token(&model).keeping, Keeping::No),
            "it is in memory still"
        );
        run_until(&mut runner, &mut model, Command::Renew, idle);
        token(&model);
        assert_eq!(rows(&folder), 0);
    }
}

#[test]
fn where_the_store_cannot_be_written_the_token_comes_all_the_same_and_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let (mut runner, mut model, _server) = about_to_log_in(&file.join("kept"), &[]);
    run_until(&mut runner, &mut model, Command::SetKeeps(true), |_| true);
    log_in(&mut runner, &mut model);
    let Keeping::Failed(why) = &token(&model).keeping else {
        panic!("it says why not")
    };
    assert!(why.contains("cannot be"), "{why}");
}

#[test]
fn a_key_that_was_made_is_kept_with_its_token_and_proves_it_after_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let (mut runner, mut model, server) = about_to_log_in(folder.path(), &[Extension::DPoP]);
    let api = format!("{}/identity", server.api());
    let dpop = Field::Grant(GrantField::of_name("dpop").unwrap());
    for (field, text) in [(dpop, "yes"), (Field::ApiUrl, &*api)] {
        update(&mut model, Command::Edit(field, text.into()), now());
    }
    run_until(&mut runner, &mut model, Command::SetKeeps(true), |_| true);
    log_in(&mut runner, &mut model);
    assert_eq!(token(&model).token_type, "DPoP");

    let (mut runner, mut next) = again(&model, folder.path());
    run_until(&mut runner, &mut next, Command::Call, idle);
    let called = |model: &Model| model.workspace().unwrap().call.ready().unwrap().status;
    assert_eq!(called(&next), 200);
    run_until(&mut runner, &mut next, Command::Renew, idle);
    run_until(&mut runner, &mut next, Command::Call, idle);
    assert_eq!(called(&next), 200);
}
