//! The signals that end a program which runs until it is stopped.

use crate::failure::Failure;

/// Hears signals from when it is made.
#[cfg(unix)]
pub(super) struct Stop {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Stop {
    /// Listens for Ctrl-C, and for the signal with which service managers stop a program.
    pub(super) fn listen() -> Result<Self, Failure> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt()).map_err(deaf)?,
            terminate: signal(SignalKind::terminate()).map_err(deaf)?,
        })
    }

    /// Waits for one of them.
    pub(super) async fn wait(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// Hears Ctrl-C from when it is made.
#[cfg(windows)]
pub(super) struct Stop(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Stop {
    /// Listens for Ctrl-C.
    pub(super) fn listen() -> Result<Self, Failure> {
        tokio::signal::windows::ctrl_c().map(Self).map_err(deaf)
    }

    /// Waits for it.
    pub(super) async fn wait(&mut self) {
        self.0.recv().await;
    }
}

fn deaf(error: std::io::Error) -> Failure {
    Failure::system(format!("signals cannot be received: {error}"))
}
