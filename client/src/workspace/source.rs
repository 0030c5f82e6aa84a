//! A file's text, with what is said of a place in it.

use std::cell::Cell;
use std::ops::Range;
use std::path::Path;

use claimscope_core::code::Code;
use claimscope_core::json::line_and_column;
use toml_edit::Document;

use super::error::WorkspaceError;
use super::variables::{Texts, VariableFault};
use crate::code::workspace as code;

/// One file while it is read.
pub(super) struct Source<'a> {
    path: &'a Path,
    text: &'a str,
    texts: Texts<'a>,
    /// How many bytes the texts of the file may still come to.
    room: Cell<usize>,
}

/// All texts of a file together come to as many bytes at most, however often a variable stands in them.
const MAX_FILLED_BYTES: usize = 16 << 20;

impl<'a> Source<'a> {
    pub(super) fn new(path: &'a Path, text: &'a str, texts: Texts<'a>) -> Self {
        Self {
            path,
            text,
            texts,
            room: Cell::new(MAX_FILLED_BYTES),
        }
    }

    /// Whether its variables are filled in.
    pub(super) fn is_filled(&self) -> bool {
        matches!(self.texts, Texts::Filled(..))
    }

    /// The file as TOML.
    pub(super) fn document(&self) -> Result<Document<&'a str>, WorkspaceError> {
        Document::parse(self.text).map_err(|error| {
            let reason = error.message().lines().collect::<Vec<_>>().join(", ");
            self.fault(
                error.span(),
                code::FORMAT,
                format!("this is no TOML: {reason}"),
            )
        })
    }

    /// What is wrong at a place.
    pub(super) fn fault(
        &self,
        span: Option<Range<usize>>,
        code: Code,
        reason: impl Into<String>,
    ) -> WorkspaceError {
        self.at(span, WorkspaceError::new(code, reason))
    }

    /// What is wrong, with its place.
    pub(super) fn at(&self, span: Option<Range<usize>>, error: WorkspaceError) -> WorkspaceError {
        let mut error = error.of(self.path);
        error.place = span.map(|span| line_and_column(self.text.as_bytes(), span.start));
        error
    }

    /// A text with its variables filled in, where an environment was chosen.
    pub(super) fn filled(
        &self,
        span: Option<Range<usize>>,
        text: &str,
    ) -> Result<String, WorkspaceError> {
        let room = self.room.get();
        self.or_fault(span, self.texts.filled(text, room))
    }

    /// The same of a URL: what is filled into its query is percent-encoded.
    pub(super) fn filled_url(
        &self,
        span: Option<Range<usize>>,
        text: &str,
    ) -> Result<String, WorkspaceError> {
        let room = self.room.get();
        self.or_fault(span, self.texts.filled_url(text, room))
    }

    fn or_fault(
        &self,
        span: Option<Range<usize>>,
        filled: Result<String, VariableFault>,
    ) -> Result<String, WorkspaceError> {
        let filled = filled.map_err(|fault| {
            let VariableFault { reason, hint } = fault;
            self.fault(span, code::VARIABLE, reason).hint(hint)
        })?;
        self.room.set(self.room.get().saturating_sub(filled.len()));
        Ok(filled)
    }
}
