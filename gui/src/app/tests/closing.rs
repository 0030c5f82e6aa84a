//! Closing the window: what was typed just before is written.

use std::fs;

use claimscope_client::KeychainSecret;

use super::window::Window;
use crate::connection::Field;
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
