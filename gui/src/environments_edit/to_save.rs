//! The text of the environments as the window's state may hold it: without what may be a secret.

use std::ops::Range;

use claimscope_client::workspace::{EnvironmentTable, is_secret_variable};

use crate::without_secrets::text_without_secrets;

/// What begins and ends a string that may go on in the next line.
const LONG_MARKS: [&str; 2] = ["\"\"\"", "'''"];
/// The same of any string.
const MARKS: [&str; 4] = ["\"\"\"", "'''", "\"", "'"];

/// A text without what may be a secret.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Cleaned {
    pub(super) text: String,
    /// The environments and variables whose values are empty in it, and are not in the text that it was made of.
    pub(super) emptied: Vec<(String, String)>,
    /// Whether comments, or lines of what is no table, are left out.
    pub(super) lacks_lines: bool,
}

/// Leaves out what may be a secret: values are empty in its place. What is no table has no values that could be told: of
/// that, lines are left out whole, and all from where a string may go on in the next.
pub(super) fn cleaned(text: &str) -> Cleaned {
    let Some(mut table) = EnvironmentTable::read(text) else {
        let is_long = |line: &str| LONG_MARKS.iter().any(|mark| line.contains(mark));
        let lines = text.split_inclusive('\n').take_while(|line| !is_long(line));
        let kept: String = lines.filter(|line| !may_hold_secret(line)).collect();
        return Cleaned {
            lacks_lines: kept != text,
            text: kept,
            emptied: vec![],
        };
    };
    let mut kept = text.to_owned();
    let mut emptied = Vec::new();
    for environment in table.environments() {
        for variable in table.variables() {
            let value = table.value(&environment, &variable).unwrap_or_default();
            if value.is_empty() || !is_secret(&variable, &value) {
                continue;
            }
            kept = table.with_value(&environment, &variable, "");
            table = EnvironmentTable::read(&kept).unwrap_or(table);
            emptied.push((environment.clone(), variable));
        }
    }
    let all = kept.len();
    for comment in comments(&kept).into_iter().rev() {
        if may_hold_secret(&kept[comment.clone()]) {
            kept.replace_range(comment, "");
        }
    }
    Cleaned {
        lacks_lines: kept.len() < all,
        text: kept,
        emptied,
    }
}

/// The text with dots for what may be a secret, in as many characters: in a line what follows its name, and all from where a
/// string may go on in the next.
pub(super) fn dotted(text: &str) -> String {
    let mut is_long = false;
    let lines = text.split_inclusive('\n').map(|line| {
        is_long |= LONG_MARKS.iter().any(|mark| line.contains(mark));
        let is_comment = line.trim_start().starts_with('#');
        let from = match line.find('=').filter(|_| !is_comment) {
            Some(at) => at + 1,
            None => 0,
        };
        let is_empty = line[from..].trim().trim_matches(['"', '\'']).is_empty();
        match is_long || (!is_empty && may_hold_secret(line)) {
            true => format!("{}{}", &line[..from], dots(&line[from..])),
            false => line.to_owned(),
        }
    });
    lines.collect()
}

/// Dots for all that is to be seen.
fn dots(text: &str) -> String {
    let dot = |letter: char| match letter.is_whitespace() {
        true => letter,
        false => '•',
    };
    text.chars().map(dot).collect()
}

fn is_secret(name: &str, value: &str) -> bool {
    is_secret_variable(name, value) || text_without_secrets(value) != value
}

/// Whether a secret may stand in a line or in a comment: where one is named, or a word is one.
fn may_hold_secret(line: &str) -> bool {
    let between = |letter: char| letter.is_whitespace() || "\"'#,()[]{}".contains(letter);
    let not_of_names = |letter: char| !(letter.is_alphanumeric() || "_-.".contains(letter));
    let text = line.trim_start_matches(['#', ' ', '\t']).trim_end();
    let (name, value) = text.split_once('=').unwrap_or(("", text));
    let bare = |text: &str| text.trim().trim_matches(['"', '\'']).to_owned();
    let mut words = text.split(between);
    let mut names = text.split(not_of_names);
    text_without_secrets(text) != text
        || is_secret(&bare(name), &bare(value))
        || words.any(|word| is_secret("", word))
        || names.any(|name| is_secret_variable(name.trim_end_matches('.'), ""))
}

/// Where the comments stand, each up to the end of its line: no `#` in a string begins one.
fn comments(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find(['"', '\'', '#']) {
        at += next;
        let rest = &text[at..];
        match MARKS.into_iter().find(|mark| rest.starts_with(mark)) {
            Some(mark) => at += mark.len() + end_of_string(&rest[mark.len()..], mark),
            None => {
                let end = at + rest.find(['\r', '\n']).unwrap_or(rest.len());
                found.push(at..end);
                at = end;
            }
        }
    }
    found
}

/// Where what follows a string begins.
fn end_of_string(text: &str, mark: &str) -> usize {
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        if letter == '\\' && mark.starts_with('"') {
            letters.next();
        } else if text[at..].starts_with(mark) {
            let behind = &text[at + mark.len()..];
            // A long string may end with quotation marks of its own.
            let own = match mark.len() {
                1 => 0,
                _ => behind.len() - behind.trim_start_matches(letter).len(),
            };
            return at + mark.len() + own;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_text_that_is_no_table_no_line_is_kept_that_may_hold_a_secret() {
        for (text, kept) in [
            ("[dev\nhost = 1\n", "[dev\nhost = 1\n"),
            (
                "[dev]\nhost = \nclient_secret = \"hunter2\"\n",
                "[dev]\nhost = \n",
            ),
            ("[dev\nclient_secret = \"\"\"\nhunter2", "[dev\n"),
            ("[dev\na = '''\nhunter2\n'''\nb = 1", "[dev\n"),
            ("[dev\n# client_secret = \"hunter2\"\n", "[dev\n"),
            ("[dev\na = 1 # https://me:hunter2@h\n", "[dev\n"),
            ("[dev\na = { client_secret = \"hunter2\" }\n", "[dev\n"),
            ("[dev\na = [\"https://me:hunter2@h\"]\n", "[dev\n"),
        ] {
            let cleaned = cleaned(text);
            assert_eq!(cleaned.text, kept);
            assert_eq!(cleaned.lacks_lines, kept != text, "{text}");
        }
    }

    #[test]
    fn dots_stand_for_what_may_be_a_secret_in_as_many_characters() {
        for (text, drawn) in [
            (
                "# ours\n[dev]\nissuer = \"http://h\"\nclient_secret = \"pw\" # x\n",
                "# ours\n[dev]\nissuer = \"http://h\"\nclient_secret = •••• • •\n",
            ),
            ("client_secret = \"\"\n", "client_secret = \"\"\n"),
            ("# client_secret = \"pw\"", "• ••••••••••••• • ••••"),
            (
                "[dev\na = \"https://me:pw@h\"",
                "[dev\na = •••••••••••••••••",
            ),
            ("a = \"\"\"\npw\n\"\"\"\n", "a = •••\n••\n•••\n"),
        ] {
            assert_eq!(dotted(text), drawn);
            assert_eq!(text.chars().count(), drawn.chars().count());
        }
    }

    #[test]
    fn comments_that_may_hold_a_secret_go_and_what_looks_like_one_in_a_string_stays() {
        for (text, kept) in [
            ("# ours\n[dev]\na = \"1\"\n", "# ours\n[dev]\na = \"1\"\n"),
            ("# client_secret = \"hunter2\"\n[dev]\n", "\n[dev]\n"),
            (
                "[dev]\na = \"1\" # https://me:hunter2@h\nb = 'x' # b\n",
                "[dev]\na = \"1\" \nb = 'x' # b\n",
            ),
            (
                "[dev] # curl -u me:hunter2 https://h\r\na = 1\r\n",
                "[dev] \r\na = 1\r\n",
            ),
            (
                "[dev]\na = \"\\\" # token x\"\nb = ''' # token '' x''''\nc = \"\" # old: token x",
                "[dev]\na = \"\\\" # token x\"\nb = ''' # token '' x''''\nc = \"\" ",
            ),
        ] {
            let cleaned = cleaned(text);
            assert_eq!(cleaned.text, kept);
            assert_eq!(cleaned.lacks_lines, kept != text, "{text}");
            assert_eq!(super::cleaned(kept).text, kept, "it is clean then");
        }
    }
}
