//! Closing the window: what was typed just before is written.

use std::fs;

use claimscope_client::KeychainSecret;

use super::window::Window;
use crate::connection::Field;
use crate::files::FilesCommand;
use crate::message::Command;
use crate::runner::tests::elsewhere::{again, is_inside, passes};
use crate::runner::tests::keychain::Home;
use crate::store::StateFile;

#[test]
fn what_was_typed_in_the_last_second_is_written_when_the_window_closes() {
    if !is_inside() {
        let home = Home::with_keychain().unwrap_or_else(Home::bare);
        let test = "what_was_typed_in_the_last_second_is_written_when_the_window_closes";
        let mut command = again(module_path!(), test);
        command.envs(home.environment());
        return passes(command);
    }
    let (folder, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = folder.path().join("New connection.toml");
    let mut window = Window::open(folder.path(), state.path());
    window.command(Command::NewConnection);
    let secret = || Command::Edit(Field::ClientSecret, "hunter2-of-the-last-second".into());
    for command in [
        secret(),
        Command::Edit(Field::ClientId, "the-last-one".into()),
    ] {
        let ctx = window.harness.ctx.clone();
        window.harness.state_mut().command(&ctx, command);
    }
    window.harness.state_mut().close();
    let text = fs::read_to_string(&file).unwrap();
    assert!(
        text.contains("the-last-one") && !text.contains("hunter2"),
        "{text}"
    );
    let saved = StateFile::new(state.path()).read().saved.unwrap();
    assert!(
        saved.connections.is_empty(),
        "nothing is left that is in no file"
    );
    let entry = KeychainSecret::named("New connection/client_secret").read();
    match text.contains("keychain = ") {
        true => {
            let secret = entry.unwrap().unwrap();
            assert_eq!(secret.expose(), b"hunter2-of-the-last-second");
        }
        false => assert!(entry.is_err() && text.contains("ask = true"), "{text}"),
    }
}

#[test]
fn what_was_typed_into_the_environments_is_a_draft_when_the_window_closes() {
    let (folder, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let other = tempfile::tempdir().unwrap();
    let file = folder.path().join("environments.toml");
    let text = "[dev]\nhost = \"http://localhost:1\"\n";
    fs::write(&file, text).unwrap();
    let mut window = Window::open(folder.path(), state.path());
    window.command(Command::Files(FilesCommand::ShowEnvironments));
    window.type_into("host in dev", "/x");
    window.close();
    assert_eq!(fs::read_to_string(&file).unwrap(), text, "nobody saved it");
    let mut window = Window::open(folder.path(), state.path());
    assert!(window.shows("host in dev"));
    // A draft belongs to its folder.
    window.open_folder(other.path());
    window.until("the other folder", |window| !window.shows("host in dev"));
    window.close();
    let mut window = Window::open(folder.path(), state.path());
    window.press("Save environments");
    let expected = text.replace(":1", ":1/x");
    window.until("the file", |_| {
        fs::read_to_string(&file).unwrap_or_default() == expected
    });
    window.until("the end of the edit", |window| !window.shows("host in dev"));
}

#[test]
fn a_secret_that_was_typed_into_the_environments_is_asked_for_after_a_restart() {
    let (folder, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = folder.path().join("environments.toml");
    let text = "[dev]\nhost = \"http://localhost:1\"\napi = \"https://h/x\"\n";
    fs::write(&file, text).unwrap();
    let saved = || fs::read_to_string(state.path().join("state.json")).unwrap();
    let mut window = Window::open(folder.path(), state.path());
    window.command(Command::Files(FilesCommand::ShowEnvironments));
    window.type_into("host in dev", "/x");
    window.close();
    let mut window = Window::open(folder.path(), state.path());
    window.press("Save environments");
    let expected = text.replace(":1", ":1/x");
    window.until("the file", |_| {
        fs::read_to_string(&file).unwrap_or_default() == expected
    });
    window.until("the end of the edit", |window| !window.shows("host in dev"));
    window.command(Command::Files(FilesCommand::ShowEnvironments));
    window.type_into("api in dev", "?sig=hunter3");
    window.close();
    assert!(!saved().contains("hunter3"));
    let mut window = Window::open(folder.path(), state.path());
    let missing = "What may be a secret was not kept over the restart: api in dev.";
    assert!(window.shows(missing));
    window.press("Save environments");
    assert!(window.shows("The environments were not saved."));
    assert_eq!(fs::read_to_string(&file).unwrap(), expected);
    window.press("Go on without it");
    assert!(!window.shows(missing));
    window.press("Save environments");
    let expected = expected.replace("https://h/x", "");
    window.until("the file", |_| {
        fs::read_to_string(&file).unwrap_or_default() == expected
    });
}
