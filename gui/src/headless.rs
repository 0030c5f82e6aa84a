//! The window without a display: its model and its real runner, moved by commands.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;

use crate::app::Parts;
use crate::effect::{Effect, Runner as _};
use crate::message::{Command, Event, Message};
use crate::model::Model;
use crate::runner::{LiveRunner, SetupError, now};
use crate::saved::Saved;
use crate::update::update;

/// How often time passes for the window where nothing else happens.
const TICK: Duration = Duration::from_millis(200);

/// What the window does, with real requests and files of a workspace folder; nothing is drawn, and no state is saved. Playground and
/// switches work as in the window.
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

    /// Takes in what happens until `done`, while time passes; `false` where nothing else happens for so long.
    pub fn run_until(&mut self, patience: Duration, done: impl Fn(&Model) -> bool) -> bool {
        let mut last = Instant::now();
        while !done(&self.model) {
            match self.runner.next_event(TICK) {
                Some(event) => {
                    self.take(event);
                    last = Instant::now();
                }
                None if last.elapsed() > patience => return false,
                None => self.take(Event::Ticked),
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

impl Parts {
    /// What a window is made of that is drawn without a display: real requests, the machine's clock, and no state that is
    /// saved. `wake` is called when there is something new to draw.
    ///
    /// # Errors
    ///
    /// As [`Headless::new`].
    pub fn live(wake: Arc<dyn Fn() + Send + Sync>) -> Result<Self, String> {
        let runner = LiveRunner::new(wake).map_err(|error| error.to_string())?;
        Ok(Self {
            runner: Box::new(runner),
            clock: Box::new(now),
            zone: TimeZone::UTC,
            shot: None,
            store: None,
        })
    }
}
