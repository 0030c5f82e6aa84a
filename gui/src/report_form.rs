//! How a report is copied and saved.

/// The forms of a report for others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportForm {
    /// As JSON, the shape that `--json` has.
    Json,
    /// As Markdown, for a comment or a page.
    Markdown,
}

impl ReportForm {
    /// What it is called.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Markdown => "Markdown",
        }
    }

    /// What its file's name ends with.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Markdown => "md",
        }
    }
}
