//! The servers' log: what each client asked, what it got, and for every refusal the human reason that HTTP hides.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use claimscope_core::time::Timestamp;
use tokio::sync::broadcast;

/// How many entries are kept; older ones are dropped.
pub const KEPT_ENTRIES: usize = 500;

/// The longest text of a client's own that an entry repeats, in characters.
const MAX_ECHO_CHARS: usize = 64;

/// Who wrote an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Server {
    /// The token server.
    Token,
    /// The protected API.
    Api,
}

impl fmt::Display for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Token => "token server",
            Self::Api => "API",
        })
    }
}

/// One thing that happened. It never holds a secret, a token or a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// Its number, counted from 1 and never used twice.
    pub sequence: u64,
    /// When, by the playground's clock.
    pub at: Timestamp,
    /// Who.
    pub server: Server,
    /// What came in, such as `POST /connect/token`; empty for what no request caused.
    pub request: String,
    /// The status that went out; absent for what no request caused.
    pub status: Option<u16>,
    /// What happened and why, one sentence.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl fmt::Display for LogEntry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.at, self.server)?;
        if let Some(status) = self.status {
            write!(formatter, " {} -> {status}", self.request)?;
        }
        write!(formatter, ": {}", self.message)?;
        match &self.hint {
            Some(hint) => write!(formatter, " ({hint})"),
            None => Ok(()),
        }
    }
}

/// What happened, as its writer tells it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Event {
    pub(crate) request: String,
    pub(crate) status: Option<u16>,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
}

/// The last [`KEPT_ENTRIES`] entries, and a feed of new ones. Clones share one log.
#[derive(Clone)]
pub struct Log {
    shared: Arc<Shared>,
}

struct Shared {
    ring: Mutex<Ring>,
    feed: broadcast::Sender<LogEntry>,
}

#[derive(Default)]
struct Ring {
    entries: VecDeque<LogEntry>,
    written: u64,
}

impl Log {
    /// An empty log.
    pub fn new() -> Self {
        Self {
            shared: Arc::new(Shared {
                ring: Mutex::default(),
                feed: broadcast::channel(KEPT_ENTRIES).0,
            }),
        }
    }

    /// The entries kept, oldest first.
    pub fn entries(&self) -> Vec<LogEntry> {
        self.entries_after(0)
    }

    /// The entries kept that came after the one numbered `sequence`.
    pub fn entries_after(&self, sequence: u64) -> Vec<LogEntry> {
        let ring = self.ring();
        let newer = ring
            .entries
            .iter()
            .filter(|entry| entry.sequence > sequence);
        newer.cloned().collect()
    }

    /// A feed of the entries written from now on; a reader that falls behind loses the oldest.
    pub fn subscribe(&self) -> broadcast::Receiver<LogEntry> {
        self.shared.feed.subscribe()
    }

    pub(crate) fn write(&self, server: Server, at: Timestamp, event: Event) {
        let mut ring = self.ring();
        ring.written += 1;
        let entry = LogEntry {
            sequence: ring.written,
            at,
            server,
            request: event.request,
            status: event.status,
            message: event.message,
            hint: event.hint,
        };
        if ring.entries.len() == KEPT_ENTRIES {
            ring.entries.pop_front();
        }
        ring.entries.push_back(entry.clone());
        // Nobody may be listening, which is no fault.
        let _ = self.shared.feed.send(entry);
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        // A writer that panicked leaves the ring whole: it only pushes.
        self.shared
            .ring
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Log {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Log({} entries)", self.ring().entries.len())
    }
}

/// A client's own words, in quotes, shortened and without control characters; what looks like a token is left out.
pub(crate) fn echo(text: &str) -> String {
    if text.contains("eyJ") {
        return "`[token]`".to_owned();
    }
    let mut shown: String = text
        .chars()
        .take(MAX_ECHO_CHARS)
        .map(|character| {
            if character.is_control() {
                '\u{fffd}'
            } else {
                character
            }
        })
        .collect();
    if text.chars().nth(MAX_ECHO_CHARS).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(message: &str) -> Event {
        Event {
            message: message.to_owned(),
            ..Event::default()
        }
    }

    #[test]
    fn keeps_the_newest_and_feeds_subscribers() {
        let log = Log::new();
        let mut feed = log.subscribe();
        for number in 0..=KEPT_ENTRIES {
            log.write(
                Server::Api,
                Timestamp::default(),
                event(&number.to_string()),
            );
        }
        let entries = log.entries();
        assert_eq!(entries.len(), KEPT_ENTRIES);
        assert_eq!(entries[0].message, "1");
        assert_eq!(log.entries_after(KEPT_ENTRIES as u64).len(), 1);
        assert_eq!(feed.try_recv().unwrap().sequence, 1);
    }

    #[test]
    fn repeats_a_clients_words_with_care() {
        assert_eq!(echo("a\r\nb"), "`a\u{fffd}\u{fffd}b`");
        assert_eq!(echo(&"x".repeat(500)).chars().count(), MAX_ECHO_CHARS + 3);
        assert_eq!(echo("eyJhbGciOiJub25lIn0.e30."), "`[token]`");
    }
}
