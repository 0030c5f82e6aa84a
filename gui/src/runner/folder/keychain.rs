//! The thread that alone asks the system's keychain, which may ask the person: nothing of the folder waits for that.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use claimscope_client::workspace::SecretPlace;

use super::Order;
use super::secrets::{self, KeptSecret};
use crate::files::{SecretRead, TypedSecret};

/// How long the keychain is waited for before everything goes on without it. A closing window waits longer.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// What the keychain is asked.
pub(super) enum Ask {
    /// Everything before it is done once this is answered.
    Answer(Sender<()>),
    /// Delete entries, unless a file of one of these folders may name one.
    Forget(Vec<String>, Vec<PathBuf>),
    /// Keep the secrets of the file that is written under this number.
    Keep(u64, Vec<TypedSecret>),
    /// Read secrets.
    Read(Vec<SecretPlace>),
}

/// What came of it.
pub(super) enum Answer {
    Done(Sender<()>),
    Forgotten(Vec<String>),
    Kept(u64, Vec<KeptSecret>),
    Read(Vec<(SecretPlace, SecretRead)>),
}

/// Hands questions to the thread, whose answers are orders to the folder's.
pub(super) struct Keychain {
    asks: Sender<Ask>,
    /// How many were not answered yet.
    open: usize,
    /// Since when the first of them is.
    since: Instant,
}

impl Keychain {
    pub(super) fn start(orders: Sender<Order>) -> Self {
        let (asks, inbox) = channel();
        std::thread::spawn(move || run(&inbox, &orders));
        Self {
            asks,
            open: 0,
            since: Instant::now(),
        }
    }

    pub(super) fn ask(&mut self, ask: Ask) {
        if self.open == 0 {
            self.since = Instant::now();
        }
        self.open += 1;
        // The thread lives as long as this.
        let _ = self.asks.send(ask);
    }

    /// One of the answers came.
    pub(super) fn answered(&mut self) {
        self.open = self.open.saturating_sub(1);
        self.since = Instant::now();
    }

    /// When it will have been waited for too long; nothing where it is not asked.
    pub(super) fn patience_ends(&self) -> Option<Instant> {
        (self.open > 0).then(|| self.since + PATIENCE)
    }
}

fn run(inbox: &Receiver<Ask>, orders: &Sender<Order>) {
    for ask in inbox {
        let answer = match ask {
            Ask::Answer(answer) => Answer::Done(answer),
            Ask::Forget(entries, folders) => Answer::Forgotten(secrets::forget(entries, &folders)),
            Ask::Keep(number, typed) => Answer::Kept(number, secrets::keep(typed)),
            Ask::Read(places) => Answer::Read(secrets::read(&places, &PathBuf::new())),
        };
        if orders.send(Order::Keychain(answer)).is_err() {
            return;
        }
    }
}
