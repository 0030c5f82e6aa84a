//! The live runner against real servers on loopback.

mod about_token;
mod answers;
mod api_login;
mod cookies;
mod drafts;
pub(crate) mod elsewhere;
mod environments;
mod folder;
pub(crate) mod importing;
mod impostor;
mod keeping;
#[cfg(unix)]
#[expect(dead_code, reason = "the terminal's tests look at more of it")]
#[path = "../../../cli/tests/it/keychain.rs"]
pub(crate) mod keychain;
pub(crate) mod logins;
mod place;
mod probe;
mod proofs;
mod remedy;
mod runs;
#[cfg(unix)]
#[path = "../../../cli/tests/it/secret_forms.rs"]
pub(crate) mod secret_forms;
mod step_up;
mod trust;
pub(crate) mod user;
mod verify;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use super::{LiveRunner, now};
use crate::effect::{Effect, Runner as _, Work};
use crate::message::Message;
use crate::model::Model;
use crate::saved::Saved;
use crate::update::update;

/// No answer on loopback takes as long.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

fn live() -> LiveRunner {
    LiveRunner::new(Arc::new(|| {})).unwrap()
}

/// Feeds events to the model until `done`.
fn run_until(
    runner: &mut LiveRunner,
    model: &mut Model,
    first: impl Into<Message>,
    done: impl Fn(&Model) -> bool,
) {
    let mut effects = update(model, first, now());
    loop {
        for effect in effects {
            match effect {
                Effect::Work(work) => runner.run(work),
                Effect::Switch(switch) => runner.switch(switch),
                Effect::Window(_) => {}
            }
        }
        if done(model) {
            return;
        }
        let event = runner.inbox.recv_timeout(PATIENCE).unwrap();
        effects = update(model, event, now());
    }
}

fn playground(runner: &mut LiveRunner) -> Model {
    let mut model = Model::new(Saved::default());
    runner.run(Work::StartPlayground);
    let event = runner.inbox.recv_timeout(PATIENCE).unwrap();
    update(&mut model, event, now());
    assert!(model.is_ready());
    model
}
