//! A header, a parameter or a field of a form as it was read, one that is switched off among them.

/// A name and its value, in clear.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DraftRow {
    pub(super) name: String,
    pub(super) value: String,
    /// Whether it is not sent.
    pub(super) is_off: bool,
}

impl DraftRow {
    pub(super) fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
            is_off: false,
        }
    }
}

/// Rows that are all sent.
pub(super) fn rows(pairs: impl IntoIterator<Item = (String, String)>) -> Vec<DraftRow> {
    let pairs = pairs.into_iter();
    pairs
        .map(|(name, value)| DraftRow::new(name, value))
        .collect()
}

/// The value of the row of this name that is sent, whatever its case.
pub(super) fn value_of<'a>(rows: &'a [DraftRow], wanted: &str) -> Option<&'a str> {
    let mut on = rows.iter().filter(|row| !row.is_off);
    let row = on.find(|row| row.name.trim().eq_ignore_ascii_case(wanted))?;
    Some(&row.value)
}
