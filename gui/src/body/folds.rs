//! Which brackets of a JSON document are folded, and which lines are left to be shown.

use super::JsonLines;

/// The folded brackets of one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folds {
    /// The lines that open what is folded, in order.
    closed: Vec<u32>,
    /// What is not shown, in order and apart from each other.
    hidden: Vec<Hidden>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Hidden {
    first: u32,
    last: u32,
    /// How many lines are hidden up to its end.
    so_far: u32,
}

impl Hidden {
    /// The row of the line after it.
    fn next_row(&self) -> u32 {
        self.last + 1 - self.so_far
    }
}

impl Folds {
    /// Whether what this line opens is folded.
    pub fn is_closed(&self, line: usize) -> bool {
        u32::try_from(line).is_ok_and(|line| self.closed.binary_search(&line).is_ok())
    }

    /// Folds what a line opens, or unfolds it.
    pub(crate) fn toggle(&mut self, lines: &JsonLines, line: usize) {
        let Ok(opener) = u32::try_from(line) else {
            return;
        };
        match self.closed.binary_search(&opener) {
            Ok(at) => {
                self.closed.remove(at);
            }
            Err(at) if lines.closing(line).is_some() => self.closed.insert(at, opener),
            Err(_) => return,
        }
        self.hide(lines);
    }

    /// Folds whatever stands directly within the document.
    pub(crate) fn close_all(&mut self, lines: &JsonLines) {
        self.closed.clear();
        let mut line = 1;
        while line < lines.len() {
            match lines.closing(line) {
                Some(closing) => {
                    self.closed.extend(u32::try_from(line));
                    line = closing + 1;
                }
                None => line += 1,
            }
        }
        self.hide(lines);
    }

    /// Unfolds all.
    pub(crate) fn open_all(&mut self) {
        *self = Self::default();
    }

    /// Unfolds whatever hides a line.
    pub(crate) fn reveal(&mut self, lines: &JsonLines, line: usize) {
        let before = self.closed.len();
        self.closed.retain(|opener| {
            let opener = *opener as usize;
            let hides = lines
                .closing(opener)
                .is_some_and(|closing| opener < line && line <= closing);
            !hides
        });
        if self.closed.len() != before {
            self.hide(lines);
        }
    }

    fn hide(&mut self, lines: &JsonLines) {
        self.hidden.clear();
        let (mut next, mut so_far) = (0, 0);
        for opener in &self.closed {
            // Folded within what is folded.
            if *opener < next {
                continue;
            }
            let closing = lines.closing(*opener as usize);
            let Some(last) = closing.and_then(|line| u32::try_from(line).ok()) else {
                continue;
            };
            so_far += last - opener;
            self.hidden.push(Hidden {
                first: opener + 1,
                last,
                so_far,
            });
            next = last + 1;
        }
    }

    /// How many rows are shown.
    pub fn rows(&self, lines: &JsonLines) -> usize {
        let hidden = self.hidden.last().map_or(0, |hidden| hidden.so_far);
        lines.len() - hidden as usize
    }

    /// The line that a row shows.
    pub fn line_at(&self, row: usize) -> usize {
        let before = self
            .hidden
            .partition_point(|hidden| hidden.next_row() as usize <= row);
        row + self.so_far(before)
    }

    /// The row that shows a line, or what it is folded into.
    pub fn row_of(&self, line: usize) -> usize {
        let before = self
            .hidden
            .partition_point(|hidden| hidden.first as usize <= line);
        match before.checked_sub(1).map(|at| self.hidden[at]) {
            Some(hidden) if line <= hidden.last as usize => hidden.next_row() as usize - 1,
            _ => line - self.so_far(before),
        }
    }

    /// How many lines the first of what is hidden take.
    fn so_far(&self, count: usize) -> usize {
        let last = count.checked_sub(1).map(|at| self.hidden[at]);
        last.map_or(0, |hidden| hidden.so_far as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines that are shown, by their numbers.
    fn shown(folds: &Folds, lines: &JsonLines) -> Vec<usize> {
        let rows = 0..folds.rows(lines);
        rows.map(|row| {
            let line = folds.line_at(row);
            assert_eq!(folds.row_of(line), row);
            line
        })
        .collect()
    }

    #[test]
    fn what_is_folded_is_left_out_and_comes_back() {
        // 0 {  1 "a": [  2 1,  3 {  4 "b": 2  5 }  6 ],  7 "c": {  8 "d": 3  9 }  10 }
        let lines = JsonLines::of(r#"{"a":[1,{"b":2}],"c":{"d":3}}"#).unwrap();
        let mut folds = Folds::default();
        assert_eq!(shown(&folds, &lines), (0..11).collect::<Vec<_>>());
        folds.toggle(&lines, 3);
        folds.toggle(&lines, 7);
        assert_eq!(shown(&folds, &lines), [0, 1, 2, 3, 6, 7, 10]);
        folds.toggle(&lines, 1);
        assert_eq!(shown(&folds, &lines), [0, 1, 7, 10]);
        assert_eq!((folds.row_of(4), folds.row_of(9)), (1, 2));
        folds.toggle(&lines, 2);
        assert!(!folds.is_closed(2), "it opens nothing");
        folds.reveal(&lines, 4);
        assert_eq!(shown(&folds, &lines), [0, 1, 2, 3, 4, 5, 6, 7, 10]);
        folds.close_all(&lines);
        assert_eq!(shown(&folds, &lines), [0, 1, 7, 10]);
        folds.open_all();
        assert_eq!(folds.rows(&lines), 11);
    }
}
