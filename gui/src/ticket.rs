//! The name of a request, by which an answer finds it.

use crate::connection::ConnectionId;

/// Names a request: whose it is, and which of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// Whose.
    pub connection: ConnectionId,
    /// Which; answers of older generations are dropped.
    pub generation: u64,
}
