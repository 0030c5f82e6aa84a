//! Where the rows of a text begin: lines, and pieces of those that are long.

/// How many bytes of a line stand in one row.
pub(super) const ROW_BYTES: usize = 240;

/// Where the rows of a text begin. A text has at most 4 GiB.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextRows {
    starts: Vec<u32>,
}

impl TextRows {
    /// The rows of a text.
    pub(super) fn of(text: &str) -> Self {
        let mut starts = Vec::new();
        let bytes = text.as_bytes();
        let mut start = 0;
        while start < bytes.len() {
            let longest = text.floor_char_boundary((start + ROW_BYTES).min(bytes.len()));
            starts.push(u32::try_from(start).unwrap_or(u32::MAX));
            let line = memchr::memchr(b'\n', &bytes[start..longest]);
            start = match line {
                Some(at) => start + at + 1,
                // The break that follows a full row ends it, rather than beginning an empty one.
                None if bytes.get(longest) == Some(&b'\n') => longest + 1,
                None if bytes[longest..].starts_with(b"\r\n") => longest + 2,
                None => longest,
            };
        }
        starts.shrink_to_fit();
        Self { starts }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// Where a row begins in the text.
    pub fn start(&self, row: usize) -> usize {
        self.starts.get(row).map_or(0, |start| *start as usize)
    }

    /// A row without its line break.
    pub fn row<'a>(&self, text: &'a str, row: usize) -> &'a str {
        let start = self.start(row);
        let end = match self.starts.get(row + 1) {
            Some(next) => *next as usize,
            None => text.len(),
        };
        let line = text.get(start..end).unwrap_or_default();
        line.trim_end_matches(['\n', '\r'])
    }

    /// The row in which a byte of the text stands.
    pub fn row_of(&self, offset: usize) -> usize {
        let after = self
            .starts
            .partition_point(|start| *start as usize <= offset);
        after.saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_rows_and_long_ones_are_several() {
        let long = "é".repeat(ROW_BYTES / 2 + 1);
        let text = format!("a\r\n\nb\n{long}\nend");
        let rows = TextRows::of(&text);
        let read: Vec<&str> = (0..rows.len()).map(|row| rows.row(&text, row)).collect();
        assert_eq!(read, ["a", "", "b", &long[..ROW_BYTES], "é", "end"]);
        assert_eq!((rows.row_of(0), rows.row_of(3), rows.row_of(4)), (0, 1, 2));
        assert_eq!(rows.row_of(text.len()), 5);
    }

    #[test]
    fn a_break_after_a_full_row_begins_no_empty_one() {
        for line_break in ["\n", "\r\n"] {
            let text = format!("{}{line_break}b", "a".repeat(ROW_BYTES));
            let rows = TextRows::of(&text);
            assert_eq!((rows.len(), rows.row(&text, 1)), (2, "b"));
        }
    }

    #[test]
    fn fifty_megabytes_have_their_rows_where_they_are() {
        let line = "0123456789abcdef0123456789abcdef0123456789abcdef\n";
        let count = 50_000_000 / line.len();
        let text = line.repeat(count);
        let rows = TextRows::of(&text);
        assert_eq!(rows.len(), count);
        for row in [0, 1, count / 2, count - 1] {
            assert_eq!(rows.start(row), row * line.len());
            assert_eq!(rows.row(&text, row), line.trim_end());
            assert_eq!(rows.row_of(row * line.len() + 5), row);
        }
    }
}
