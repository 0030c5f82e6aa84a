//! What is done with the body of an answer beside the window, and what comes of it.

use std::sync::Arc;

use crate::body::{Body, BodyMode, Hits};
use crate::results::FailureText;
use crate::sensitive::Sensitive;

/// Whose work it is, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyTicket {
    /// The number of the answer.
    pub answer: u64,
    /// The number of the search or the attempt.
    pub generation: u64,
}

/// What is to be done.
#[derive(Clone, Debug)]
pub enum BodyWork {
    /// Make a text of it for the clipboard, as it is shown so.
    Copy(Arc<Body>, BodyMode),
    /// Make a text of a line's value.
    CopyValue(Arc<Body>, usize),
    /// Search in it.
    Find {
        /// Which search.
        ticket: BodyTicket,
        /// Where.
        body: Arc<Body>,
        /// In which of its texts.
        mode: BodyMode,
        /// For what.
        query: String,
    },
    /// Save it to a new file.
    Save {
        /// Which attempt.
        ticket: BodyTicket,
        /// What.
        body: Arc<Body>,
        /// The file's name.
        name: String,
    },
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum BodyEvent {
    /// A text is ready for the clipboard; the first part names it for the notice.
    Copied(&'static str, Result<Sensitive, FailureText>),
    /// Where it was found.
    Found(BodyTicket, Result<Hits, FailureText>),
    /// The path that it was saved to, or why not.
    Saved(BodyTicket, Result<String, FailureText>),
}
