//! A table of names and values as text, one line each, and back.

use crate::request::{RowForm, TableForm};
use crate::sensitive::Sensitive;

/// What stands before a line that is not sent.
const OFF: &str = "//";

impl TableForm {
    /// The rows, whichever way the table is edited. A line without the separator is a name alone.
    pub fn read(&self, separator: char) -> Vec<RowForm> {
        match &self.text {
            None => self.rows.clone(),
            Some(text) => self.rows_of(text.expose(), separator),
        }
    }

    /// The first line, from 1, of the text that is sent and has no name before its separator, such as a header without a colon.
    pub fn odd_line(&self, separator: char) -> Option<usize> {
        let text = self.text.as_ref()?.expose();
        let is_odd = |line: &str| {
            let name = line.split_once(separator).map_or("", |(name, _)| name);
            !line.is_empty() && !line.starts_with(OFF) && name.trim().is_empty()
        };
        let mut lines = text.lines().map(str::trim);
        lines.position(is_odd).map(|index| index + 1)
    }

    /// Goes over to editing a text.
    pub fn begin_text(&mut self, separator: char) {
        self.text = Some(Sensitive::from(text_of(&self.rows, separator)));
    }

    /// Goes back to rows.
    pub fn end_text(&mut self, separator: char) {
        self.rows = self.read(separator);
        self.text = None;
    }

    /// The rows of a text. What a file says of a row whose name and value stay is kept.
    fn rows_of(&self, text: &str, separator: char) -> Vec<RowForm> {
        let mut old: Vec<&RowForm> = self.rows.iter().collect();
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let mut row = |line: &str| {
            let (is_on, line) = match line.strip_prefix(OFF) {
                Some(line) => (false, line.trim_start()),
                None => (true, line),
            };
            let (name, value) = line.split_once(separator).unwrap_or((line, ""));
            let (name, value) = (name.trim(), value.trim());
            let same = |row: &&RowForm| row.name == name && row.value.expose() == value;
            let before = old.iter().position(same).map(|at| old.remove(at).clone());
            RowForm {
                is_on,
                ..before.unwrap_or_else(|| RowForm::new(name, value))
            }
        };
        lines.map(&mut row).collect()
    }
}

fn text_of(rows: &[RowForm], separator: char) -> String {
    let mut text = String::new();
    for row in rows.iter().filter(|row| !row.is_empty()) {
        let off = if row.is_on { "" } else { "// " };
        let space = if separator == ':' { " " } else { "" };
        let (name, value) = (&row.name, row.value.expose());
        text.push_str(&format!("{off}{name}{separator}{space}{value}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use claimscope_client::workspace::SecretPlace;

    use super::*;

    #[test]
    fn a_table_comes_back_from_its_text() {
        let key = RowForm {
            place: Some(SecretPlace::Env("KEY".to_owned())),
            ..RowForm::new("X-Api-Key", "k")
        };
        let off = RowForm {
            is_on: false,
            ..RowForm::new("Accept", "a:b")
        };
        let rows = vec![key, off, RowForm::new("X-Empty", "")];
        let mut table = TableForm::from(rows.clone());
        table.begin_text(':');
        let text = table.text.as_ref().unwrap().expose();
        assert_eq!(text, "X-Api-Key: k\n// Accept: a:b\nX-Empty: \n");
        table.end_text(':');
        assert_eq!(table, TableForm::from(rows));
    }

    #[test]
    fn a_line_without_a_name_is_told_by_its_number() {
        let table = |text: &str| TableForm {
            text: Some(Sensitive::from(text)),
            ..TableForm::default()
        };
        for (text, odd) in [
            ("A: 1\n\nX-Api-Key k", Some(3)),
            (": value", Some(1)),
            ("A: 1\n// a note", None),
            ("", None),
        ] {
            assert_eq!(table(text).odd_line(':'), odd, "{text}");
        }
    }
}
