//! The jars of cookies: one for each connection that keeps them.

use claimscope_client::CookieJar;

use super::{Shared, lock};
use crate::connection::ConnectionId;
use crate::message::Event;

impl Shared {
    /// The connection's jar.
    pub(super) fn jar(&self, id: ConnectionId) -> CookieJar {
        lock(&self.jars).entry(id).or_default().clone()
    }

    /// Forgets the cookies of a connection. A call under way has the old jar, whose cookies go along with nothing more.
    pub(super) fn forget_cookies(&self, id: ConnectionId) {
        lock(&self.jars).remove(&id);
    }

    /// Tells what is kept, where anything is to be.
    pub(super) fn tell_cookies(&self, id: ConnectionId) {
        let kept = lock(&self.jars).get(&id).map(CookieJar::kept);
        if let Some(kept) = kept {
            self.send(Event::CookiesKept(id, kept));
        }
    }
}
