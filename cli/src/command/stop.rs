//! The signals that end a program which runs until it is stopped.

use crate::failure::Failure;

/// Hears signals from when it is made.
#[cfg(unix)]
pub(super) struct Stop {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    hangup: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Stop {
    /// Listens for Ctrl-C, and for the signal with which service managers stop a program.
    pub(super) fn listen() -> Result<Self, Failure> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt()).map_err(deaf)?,
            terminate: signal(SignalKind::terminate()).map_err(deaf)?,
            hangup: None,
        })
    }

    /// Listens too for the end of the terminal, for what must not be left undone by it. Where whoever started the program has
    /// switched that signal off, as `nohup` does, it stays off.
    pub(super) fn or_hangup(self) -> Result<Self, Failure> {
        use tokio::signal::unix::{SignalKind, signal};
        let hangup = match is_hangup_ignored() {
            true => None,
            false => Some(signal(SignalKind::hangup()).map_err(deaf)?),
        };
        Ok(Self { hangup, ..self })
    }

    /// Waits for one of them.
    pub(super) async fn wait(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            Some(()) = hung_up(self.hangup.as_mut()) => {}
        }
    }
}

#[cfg(unix)]
async fn hung_up(hangup: Option<&mut tokio::signal::unix::Signal>) -> Option<()> {
    match hangup {
        Some(hangup) => hangup.recv().await,
        None => None,
    }
}

/// Whether this process was started with SIGHUP ignored, as far as the system tells: it is the first bit of the mask.
#[cfg(unix)]
fn is_hangup_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mut lines = status.lines();
    let mask = lines.find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask & 1 == 1)
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

    /// No other signal is sent here when a terminal ends.
    pub(super) fn or_hangup(self) -> Result<Self, Failure> {
        Ok(self)
    }

    /// Waits for it.
    pub(super) async fn wait(&mut self) {
        self.0.recv().await;
    }
}

fn deaf(error: std::io::Error) -> Failure {
    Failure::system(format!("signals cannot be received: {error}"))
}
