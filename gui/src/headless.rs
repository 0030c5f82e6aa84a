//! The window without a display: its model and its real runner, moved by commands.

use std::sync::Arc;
use std::time::Duration;

use crate::effect::{Effect, Runner as _};
use crate::message::{Command, Message};
use crate::model::Model;
use crate::runner::{LiveRunner, SetupError, now};
use crate::saved::Saved;
use crate::update::update;

/// What the window does, with real requests and nothing drawn or saved. Playground and switches work as in the window.
pub struct Headless {
    model: Model,
    runner: LiveRunner,
}

impl Headless {
    /// A window that was just opened, without its playground.
    ///
    /// # Errors
    ///
    /// The sentence that the window would show, where there are no threads or TLS cannot be set up.
    pub fn new() -> Result<Self, String> {
        let runner = LiveRunner::new(Arc::new(|| {}));
        Ok(Self {
            model: Model::new(Saved::default()),
            runner: runner.map_err(|error: SetupError| error.to_string())?,
        })
    }

    /// What the window would show.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Does what a person asks for; what comes of it later is taken in by [`Headless::run_until`].
    pub fn command(&mut self, command: Command) {
        self.take(command);
    }

    /// Takes in what happens until `done`; `false` where nothing happens for so long.
    pub fn run_until(&mut self, patience: Duration, done: impl Fn(&Model) -> bool) -> bool {
        while !done(&self.model) {
            match self.runner.next_event(patience) {
                Some(event) => self.take(event),
                None => return false,
            }
        }
        true
    }

    fn take(&mut self, message: impl Into<Message>) {
        for effect in update(&mut self.model, message, now()) {
            match effect {
                Effect::Work(work) => self.runner.run(work),
                Effect::Switch(switch) => self.runner.switch(switch),
                Effect::Window(_) => {}
            }
        }
    }
}
