//! How the answer of a call is looked at: which part of it, how, what is folded, what is searched.

use crate::body::{Body, BodyMode, Folds, Hits};
use crate::remote::Remote;
use crate::results::CallResult;

/// A part of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseTab {
    /// Why it says no.
    Why,
    /// The body.
    Body,
    /// The headers.
    Headers,
}

/// How the answer of a call is looked at. Each answer begins anew.
#[derive(Clone, Debug, Default)]
pub struct ResponseView {
    /// The number of the answer: what is kept of the place in one is not for another.
    pub number: u64,
    /// The part that was chosen.
    pub tab: Option<ResponseTab>,
    /// The way of showing the body that was chosen.
    pub mode: Option<BodyMode>,
    /// What is folded of JSON.
    pub folds: Folds,
    /// The line of JSON that is marked.
    pub line: Option<usize>,
    /// The search, while it is open.
    pub find: Option<Find>,
    /// Whether the phases are shown.
    pub shows_phases: bool,
    /// Where to scroll to.
    pub goal: Option<Goal>,
    /// The file that the body was saved to.
    pub saved: Remote<String>,
}

/// A search in the body.
#[derive(Clone, Debug, Default)]
pub struct Find {
    /// What is searched.
    pub query: String,
    /// Where it stands.
    pub hits: Remote<Hits>,
    /// Which of them is shown.
    pub at: usize,
}

/// A place to scroll to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Goal {
    /// Counts them: each is scrolled to once.
    pub number: u64,
    /// The byte of the text that is to be seen.
    pub offset: usize,
}

/// What a person does with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponseCommand {
    /// Close the search.
    CloseFind,
    /// Put the body on the clipboard, as it is shown.
    CopyBody,
    /// Put the headers on the clipboard.
    CopyHeaders,
    /// Put the value of the marked line on the clipboard.
    CopyValue,
    /// Change what is searched.
    EditFind(String),
    /// Search in the body.
    Find,
    /// Show the next hit.
    FindNext,
    /// Show the hit before.
    FindPrevious,
    /// Fold all that stands directly within the document.
    FoldAll,
    /// Mark a line of JSON.
    MarkLine(usize),
    /// Save the body to a file.
    Save,
    /// Show the body so.
    ShowAs(BodyMode),
    /// Show the phases, or not.
    ShowPhases(bool),
    /// Show a part.
    ShowTab(ResponseTab),
    /// Fold what a line opens, or unfold it.
    ToggleFold(usize),
    /// Unfold all.
    UnfoldAll,
}

impl ResponseView {
    /// The part shown: why it says no comes first.
    pub fn shown_tab(&self, call: &CallResult) -> ResponseTab {
        match (self.tab, &call.diagnosis) {
            (Some(ResponseTab::Why), None) => ResponseTab::Body,
            (Some(tab), _) => tab,
            (None, Some(_)) => ResponseTab::Why,
            (None, None) => ResponseTab::Body,
        }
    }

    /// How the body is shown.
    pub fn shown_mode(&self, body: &Body) -> BodyMode {
        let modes = body.modes();
        let chosen = self.mode.filter(|mode| modes.contains(mode));
        chosen.or(modes.first().copied()).unwrap_or(BodyMode::Hex)
    }

    /// The view of the next answer.
    pub(crate) fn next(&mut self, number: u64) {
        *self = Self {
            number,
            shows_phases: self.shows_phases,
            ..Self::default()
        };
    }

    /// Scrolls to a place in the text.
    pub(crate) fn go_to(&mut self, offset: usize) {
        let number = self.goal.map_or(0, |goal| goal.number) + 1;
        self.goal = Some(Goal { number, offset });
    }

    /// The hit that is shown: where it begins.
    pub fn hit(&self) -> Option<usize> {
        let find = self.find.as_ref()?;
        let start = find.hits.ready()?.starts.get(find.at)?;
        Some(*start as usize)
    }
}
