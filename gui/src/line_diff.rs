//! How two texts differ, line by line.

/// On which side a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineOf {
    /// On both.
    Both,
    /// On the first alone.
    First,
    /// On the second alone.
    Second,
}

/// Above so many pairs of lines, what differs is not told line by line.
const MOST_PAIRS: usize = 1 << 20;

/// The lines of both texts in one order: of what differs, those of the first come before those of the second.
pub(crate) fn line_diff<'a>(first: &'a str, second: &'a str) -> Vec<(LineOf, &'a str)> {
    let first: Vec<&str> = first.lines().collect();
    let second: Vec<&str> = second.lines().collect();
    let same = |pair: &(&&str, &&str)| pair.0 == pair.1;
    let before = first.iter().zip(&second).take_while(same).count();
    let (start, first) = first.split_at(before);
    let second = &second[before..];
    let pairs = first.iter().rev().zip(second.iter().rev());
    let after = pairs.take_while(same).count();
    let (first, end) = first.split_at(first.len() - after);
    let second = &second[..second.len() - after];
    let both = |lines: &[&'a str]| lines.iter().map(|line| (LineOf::Both, *line)).collect();
    let mut lines: Vec<_> = both(start);
    lines.extend(middle(first, second));
    let end: Vec<_> = both(end);
    lines.extend(end);
    lines
}

/// The longest common subsequence, by the table of its lengths.
fn middle<'a>(first: &[&'a str], second: &[&'a str]) -> Vec<(LineOf, &'a str)> {
    let of = |side: LineOf, lines: &[&'a str]| lines.iter().map(|line| (side, *line)).collect();
    let mut lines: Vec<_> = Vec::new();
    let (mut at, mut beside) = (0, 0);
    if first.len() * second.len() <= MOST_PAIRS {
        let width = second.len() + 1;
        let mut length = vec![0_usize; (first.len() + 1) * width];
        for (row, one) in first.iter().enumerate().rev() {
            for (column, other) in second.iter().enumerate().rev() {
                length[row * width + column] = match one == other {
                    true => length[(row + 1) * width + column + 1] + 1,
                    false => {
                        length[(row + 1) * width + column].max(length[row * width + column + 1])
                    }
                };
            }
        }
        while at < first.len() && beside < second.len() {
            if first[at] == second[beside] {
                lines.push((LineOf::Both, first[at]));
                (at, beside) = (at + 1, beside + 1);
            } else if length[(at + 1) * width + beside] >= length[at * width + beside + 1] {
                lines.push((LineOf::First, first[at]));
                at += 1;
            } else {
                lines.push((LineOf::Second, second[beside]));
                beside += 1;
            }
        }
    }
    let rest: Vec<_> = of(LineOf::First, &first[at..]);
    lines.extend(rest);
    let rest: Vec<_> = of(LineOf::Second, &second[beside..]);
    lines.extend(rest);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(first: &str, second: &str) -> String {
        let lines = line_diff(first, second).into_iter();
        let mark = |of: LineOf| match of {
            LineOf::Both => ' ',
            LineOf::First => '-',
            LineOf::Second => '+',
        };
        lines
            .map(|(of, line)| format!("{}{line}", mark(of)))
            .collect()
    }

    #[test]
    fn lines_that_differ_stand_between_those_that_do_not() {
        assert_eq!(marked("a\nb\nc\n", "a\nx\nc\n"), " a-b+x c");
        assert_eq!(marked("a\nb\nc\nd\ne", "a\nc\nx\ne\n"), " a-b c-d+x e");
        assert_eq!(marked("", "a\nb"), "+a+b");
        assert_eq!(marked("a", ""), "-a");
        assert_eq!(marked("a\nb", "a\nb"), " a b");
        assert_eq!(marked("a\na", "a"), " a-a");
    }
}
