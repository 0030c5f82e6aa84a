//! Tells the window of the client's log: of each request when it leaves, and again when it has ended.

use std::collections::BTreeSet;

use super::{Shared, convert};
use crate::connection::ConnectionId;
use crate::message::Event;

/// How much of the log the window knows.
#[derive(Default)]
pub(super) struct Told {
    revision: u64,
    last: u64,
    under_way: BTreeSet<u64>,
}

impl Shared {
    /// Tells what the window does not know yet.
    pub(super) fn tell_log(&self) {
        let log = self.client.log();
        let mut told = super::lock(&self.told);
        // Read before the exchanges: what comes between is told next time.
        let revision = log.revision();
        if revision == told.revision {
            return;
        }
        told.revision = revision;
        let mut news = Vec::new();
        for exchange in log.exchanges() {
            let known = exchange.id <= told.last;
            if known && !told.under_way.contains(&exchange.id) {
                continue;
            }
            let shown = convert::exchange(&exchange);
            if !shown.under_way {
                told.under_way.remove(&exchange.id);
            } else if !told.under_way.insert(exchange.id) {
                continue;
            }
            told.last = told.last.max(exchange.id);
            news.push(shown);
        }
        if !news.is_empty() {
            self.send(Event::ExchangesLogged(news));
        }
    }

    /// How far the server's clock is from ours, from the connection's own requests that were sent after `sent` others.
    pub(super) fn compare_clocks(&self, connection: ConnectionId, sent: u64) {
        let exchanges = self.client.log().since(sent);
        let offset = exchanges
            .iter()
            .rev()
            .filter(|exchange| exchange.sender == Some(connection.0))
            .find_map(|exchange| exchange.clock_offset_seconds());
        if let Some(offset) = offset {
            self.send(Event::ClockCompared(connection, offset));
        }
    }
}
