//! A text of a shell parted into its commands, as far as quotation marks, joints, comments, redirections and here-documents go.

mod words;

use std::collections::BTreeSet;

/// One command of a shell's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ShellCommand {
    /// The line on which it begins.
    pub(crate) line: usize,
    /// Its text, with what it reads from a here-document in the place of `@-`, and the shell's variables as `{{NAME}}`.
    pub(crate) text: String,
    /// Whether it gets what the one before it prints.
    pub(crate) is_fed: bool,
    /// Whether nothing closes a quotation mark in it.
    pub(crate) is_unclosed: bool,
}

/// A quotation mark that nothing closes is a letter: so many of them are looked at again.
const MAX_UNCLOSED: usize = 100;

/// The commands of a text, in order, and whether typographic marks were read as plain ones.
pub(crate) fn commands(text: &str) -> (Vec<ShellCommand>, bool) {
    let mut shell = Shell::of(text);
    let mut unclosed = 0;
    loop {
        while shell.at < shell.all.len() {
            match shell.quote {
                Some(open) => shell.quoted(open),
                None => shell.bare(),
            }
        }
        match shell.quote.take() {
            Some(_) if unclosed < MAX_UNCLOSED => shell.end_unclosed(),
            _ => break,
        }
        unclosed += 1;
    }
    shell.end(false);
    (shell.commands, shell.had_typography)
}

/// The names that the text gives values to: `NAME=…` at the start of a word, and `for NAME in`.
fn assigned(text: &str) -> BTreeSet<String> {
    let words = || text.split([' ', '\t', '\n', ';', '(']);
    let names = words().filter_map(|word| Some(word.split_once('=')?.0));
    let counted = words()
        .zip(words().skip(1))
        .filter(|(word, _)| *word == "for");
    names
        .chain(counted.map(|(_, name)| name))
        .filter(|name| is_name(name))
        .map(str::to_owned)
        .collect()
}

/// Whether a text can be the name of a shell's variable.
pub(crate) fn is_name(text: &str) -> bool {
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    !text.is_empty()
        && !text.starts_with(|first: char| first.is_ascii_digit())
        && text.chars().all(is_letter)
}

/// Stands for the quotation mark of `$'…'`.
const ANSI: char = '$';

/// The marks that a word processor puts in place of plain ones.
const DOUBLE: [char; 3] = ['“', '”', '„'];
const SINGLE: [char; 3] = ['‘', '’', '‚'];

struct Shell {
    all: Vec<char>,
    at: usize,
    line: usize,
    quote: Option<char>,
    /// Where the quotation mark stood, on which line, and how long the command was before it.
    opened: (usize, usize, usize),
    had_typography: bool,
    /// Whether `^` takes the next character as it is, as in a command for Windows.
    has_carets: bool,
    assigned: BTreeSet<String>,
    /// How many `$(` are open that began a command.
    depth: usize,
    /// The words that end here-documents whose text is still to come.
    awaited: Vec<String>,
    now: ShellCommand,
    commands: Vec<ShellCommand>,
}

impl Shell {
    fn of(text: &str) -> Self {
        Self {
            all: text.chars().collect(),
            at: 0,
            line: 1,
            quote: None,
            opened: (0, 1, 0),
            had_typography: false,
            has_carets: text.contains("^\""),
            assigned: assigned(text),
            depth: 0,
            awaited: Vec::new(),
            now: ShellCommand::default(),
            commands: Vec::new(),
        }
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.all.get(self.at + ahead).copied()
    }

    fn starts_with(&self, text: &str) -> bool {
        let rest = &self.all[self.at..];
        text.chars()
            .enumerate()
            .all(|(at, letter)| rest.get(at) == Some(&letter))
    }

    /// Passes over characters.
    fn skip(&mut self, count: usize) {
        for _ in 0..count {
            self.line += usize::from(self.peek(0) == Some('\n'));
            self.at += 1;
        }
    }

    /// Takes characters as they are.
    fn take(&mut self, count: usize) {
        for _ in 0..count {
            let Some(letter) = self.peek(0) else { return };
            if self.now.text.trim().is_empty() && !letter.is_whitespace() {
                self.now.line = self.line;
            }
            self.now.text.push(letter);
            self.skip(1);
        }
    }

    /// Ends a command; what follows may get what it prints.
    fn end(&mut self, feeds: bool) {
        let done = std::mem::take(&mut self.now);
        if !done.text.trim().is_empty() {
            self.commands.push(done);
        }
        self.now.is_fed = feeds;
    }

    /// A command with a quotation mark that nothing closes ends with its line.
    fn end_unclosed(&mut self) {
        let length;
        (self.at, self.line, length) = self.opened;
        self.now.text.truncate(length);
        while self.peek(0).is_some_and(|letter| letter != '\n') {
            self.take(1);
        }
        self.now.is_unclosed = true;
        self.end(false);
    }

    fn open(&mut self, quote: char) {
        self.quote = Some(quote);
        self.opened = (self.at, self.line, self.now.text.len());
    }

    fn is_at_word(&self) -> bool {
        self.now.text.is_empty() || self.now.text.ends_with(char::is_whitespace)
    }

    /// Whether an operator of this length stands apart, so that it is none of an address that nobody quoted.
    fn is_apart(&self, length: usize) -> bool {
        let is_end = self
            .peek(length)
            .is_none_or(|next| next.is_whitespace() || ";&|".contains(next));
        let mut rest = self.all[self.at + length.min(self.all.len() - self.at)..].iter();
        let word: String = rest.by_ref().take(4).collect();
        is_end || self.is_at_word() || word == "curl"
    }

    fn bare(&mut self) {
        let letter = self.all[self.at];
        match letter {
            '\\' => self.backslash(),
            '^' if self.has_carets => self.caret(),
            '^' | '`' if matches!(self.peek(1), Some('\n' | '\r')) => {
                self.take(2);
                self.skip_prompt();
            }
            '"' | '\'' => {
                self.open(letter);
                self.take(1);
            }
            '“' | '”' | '„' | '‘' | '’' | '‚' | '–' | '—' if self.is_at_word() => {
                self.typographic_word(letter);
            }
            '$' if self.peek(1) == Some('\'') => {
                self.open(ANSI);
                self.take(2);
            }
            '$' if self.peek(1) == Some('(') && self.is_assignment() => self.substitution(),
            '$' => self.variable(),
            '#' if self.is_at_word() && !self.is_prompt() => {
                while self.peek(0).is_some_and(|letter| letter != '\n') {
                    self.skip(1);
                }
            }
            '\n' => self.line_end(),
            ';' if self.is_apart(1) => self.joint(1, false),
            '&' if self.peek(1) == Some('&') && self.is_apart(2) => self.joint(2, false),
            '&' if self.is_at_word() && self.peek(1) == Some('>') => self.redirection(),
            '&' if self.is_apart(1) => self.joint(1, false),
            '|' if self.peek(1) == Some('|') => self.joint(2, false),
            '|' => self.joint(1, true),
            '<' | '>' if self.is_redirection() => self.redirection(),
            ')' if self.depth > 0 => {
                self.depth -= 1;
                self.joint(1, false);
                // The mark that closes `NAME="$(…)"`.
                let is_closing = self.peek(0) == Some('"');
                self.skip(usize::from(is_closing));
            }
            '-' if self.is_at_word() && self.is_next() => {
                let length = if self.starts_with("--next") { 6 } else { 2 };
                self.joint(length, false);
                self.now.line = self.line;
                self.now.text.push_str("curl");
            }
            _ => self.take(1),
        }
    }

    fn joint(&mut self, length: usize, feeds: bool) {
        self.skip(length);
        self.end(feeds);
    }

    /// A line goes on behind a backslash, also where spaces slipped in behind it.
    fn backslash(&mut self) {
        let rest = &self.all[self.at + 1..];
        let blanks = rest
            .iter()
            .take_while(|letter| matches!(letter, ' ' | '\t' | '\r'));
        let blanks = blanks.count();
        match rest.get(blanks) {
            Some('\n') => {
                self.skip(blanks + 2);
                self.now.text.push(' ');
                self.skip_prompt();
            }
            _ => self.take(2),
        }
    }

    /// What a shell prints before a line that goes on.
    fn skip_prompt(&mut self) {
        let prompts = [">> ", "> ", "More? "];
        let prompt = prompts.iter().find(|prompt| self.starts_with(prompt));
        self.skip(prompt.map_or(0, |prompt| prompt.len()));
    }

    /// `# curl` is root's prompt where it begins the text and is its only command; elsewhere it is a comment.
    fn is_prompt(&self) -> bool {
        let is_first = self.all[..self.at]
            .iter()
            .all(|letter| letter.is_whitespace());
        if !(is_first && self.starts_with("# curl ")) {
            return false;
        }
        let rest: String = self.all[self.at..].iter().collect();
        rest.matches("curl ").count() == 1
    }

    /// `--next` and `-:` begin another request of the same command.
    fn is_next(&self) -> bool {
        let is_one = |text: &str| {
            let behind = self.peek(text.len());
            self.starts_with(text) && behind.is_none_or(char::is_whitespace)
        };
        is_one("--next") || is_one("-:")
    }

    /// A command ends with its line, unless the next one goes on with an option: a mail may have lost the backslash.
    fn line_end(&mut self) {
        let mut next = self.all[self.at..]
            .iter()
            .skip_while(|letter| letter.is_whitespace());
        let is_option = next.next() == Some(&'-')
            && next
                .next()
                .is_some_and(|second| "-:".contains(*second) || second.is_ascii_alphabetic());
        match is_option && self.awaited.is_empty() && !self.now.text.trim().is_empty() {
            true => self.take(1),
            false => {
                self.skip(1);
                for end in std::mem::take(&mut self.awaited) {
                    self.here_document(&end);
                }
                self.end(false);
            }
        }
    }

    /// The lines up to the one that ends them, as the text in the place of `@-`.
    fn here_document(&mut self, end: &str) {
        let mut lines = Vec::new();
        while self.at < self.all.len() {
            let rest = &self.all[self.at..];
            let length = rest
                .iter()
                .position(|letter| *letter == '\n')
                .unwrap_or(rest.len());
            let line: String = rest[..length].iter().collect();
            self.skip(length + 1);
            if line.trim() == end {
                break;
            }
            lines.push(line);
        }
        let text = lines.join("\n").replace('\'', "'\\''");
        let last = self
            .commands
            .last_mut()
            .filter(|last| last.text.contains("@-"));
        let command = match self.now.text.contains("@-") {
            true => &mut self.now,
            false => last.unwrap_or(&mut self.now),
        };
        command.text = command.text.replacen("@-", &format!("'{text}'"), 1);
    }

    /// Whether `<` or `>` reads or writes a file here, and is no sign of a placeholder such as `<id>`, or of a prompt.
    fn is_redirection(&self) -> bool {
        let last = self
            .now
            .text
            .split(char::is_whitespace)
            .next_back()
            .unwrap_or_default();
        let is_digit = last.len() == 1 && last.chars().all(|letter| letter.is_ascii_digit());
        let mut rest = self.all[self.at + 1..].iter();
        let is_placeholder = self.all[self.at] == '<'
            && rest
                .by_ref()
                .find(|letter| letter.is_whitespace() || "<>".contains(**letter))
                == Some(&'>');
        !self.now.text.trim().is_empty() && (self.is_at_word() || is_digit) && !is_placeholder
    }

    fn redirection(&mut self) {
        let text = self
            .now
            .text
            .trim_end_matches(|last: char| last.is_ascii_digit());
        self.now.text = text.to_owned();
        let is_document = self.starts_with("<<") && !self.starts_with("<<<");
        while self.peek(0).is_some_and(|letter| "<>&|-".contains(letter)) {
            self.skip(1);
        }
        while self
            .peek(0)
            .is_some_and(|letter| letter == ' ' || letter == '\t')
        {
            self.skip(1);
        }
        let mut target = String::new();
        while let Some(letter) = self
            .peek(0)
            .filter(|letter| !letter.is_whitespace() && !";|&)".contains(*letter))
        {
            target.push(letter);
            self.skip(1);
        }
        if is_document {
            let end = target.trim_matches(['"', '\'', '\\']);
            self.awaited.push(end.to_owned());
        }
    }
}

#[cfg(test)]
mod tests;
