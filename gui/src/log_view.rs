//! How the exchange log is shown: one line, unless the person wants more or something asks for it.

/// The state of the log's panel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogView {
    /// Whether the person wants it unfolded; this is remembered.
    pub is_wanted: bool,
    /// Whether an exchange or a failure has unfolded it, until it is folded again.
    pub is_called_up: bool,
    /// Whether it unfolds where a request fails.
    pub opens_on_failure: bool,
    /// The exchange shown in full.
    pub shown: Option<u64>,
}

impl LogView {
    /// Whether more than its line is shown.
    pub fn is_open(&self) -> bool {
        self.is_wanted || self.is_called_up
    }

    /// Folds it, or unfolds it.
    pub(crate) fn toggle(&mut self) {
        self.is_wanted = !self.is_open();
        self.is_called_up = false;
    }

    /// Shows an exchange in full: whoever wants to see one wants to see the log.
    pub(crate) fn show(&mut self, number: Option<u64>) {
        self.shown = number;
        self.is_called_up |= number.is_some();
    }
}
