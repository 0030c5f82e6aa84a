//! Within a word: quotation marks of every kind, and the variables that a shell fills in.

use super::{ANSI, DOUBLE, SINGLE, Shell, ShellCommand, is_name};

impl Shell {
    pub(super) fn quoted(&mut self, open: char) {
        let letter = self.all[self.at];
        match (open, letter) {
            (ANSI, '\\') => self.take(2),
            (ANSI, '\'') => {
                self.quote = None;
                self.take(1);
            }
            ('"', '\\') => self.take(2),
            ('"', '"') if self.is_doubled() => {
                self.now.text.push_str("\\\"");
                self.skip(2);
            }
            ('"', '^') if self.has_carets => self.caret(),
            ('"', '$') => self.variable(),
            ('“' | '‘', _) => self.typographic(open, letter),
            (open, close) if open == close => {
                self.quote = None;
                self.take(1);
            }
            _ => self.take(1),
        }
    }

    /// Within typographic marks: those that end a word close it.
    fn typographic(&mut self, open: char, letter: char) {
        let (marks, plain, escaped) = match open {
            '“' => (DOUBLE, '"', "\\\""),
            _ => (SINGLE, '\'', "'\\''"),
        };
        let closes = self.peek(1).is_none_or(char::is_whitespace);
        match letter {
            letter if marks.contains(&letter) && closes => {
                self.quote = None;
                self.now.text.push(plain);
                self.skip(1);
            }
            letter if marks.contains(&letter) || letter == plain => {
                self.now.text.push_str(escaped);
                self.skip(1);
            }
            '\\' if open == '“' => self.take(2),
            _ => self.take(1),
        }
    }

    /// A word that begins with a typographic mark, or an option with a dash.
    pub(super) fn typographic_word(&mut self, letter: char) {
        let option = self.all[self.at + 1..]
            .iter()
            .take_while(|letter| !letter.is_whitespace());
        let plain = match letter {
            letter if DOUBLE.contains(&letter) => "\"",
            letter if SINGLE.contains(&letter) => "'",
            _ if option.count() == 1 => "-",
            _ => "--",
        };
        match plain {
            "\"" => self.open('“'),
            "'" => self.open('‘'),
            _ => {}
        }
        self.had_typography = true;
        self.now.text.push_str(plain);
        self.skip(1);
    }

    /// `^"` is a quotation mark for the program, and `^\^"` one within it.
    pub(super) fn caret(&mut self) {
        match (self.peek(1), self.peek(2), self.peek(3)) {
            (Some('\\'), Some('^'), Some('"')) => return self.take(4),
            (Some('"'), ..) => match self.quote.take() {
                Some(_) => {}
                None => self.open('"'),
            },
            _ => {}
        }
        self.take(2);
    }

    /// Windows writes a quotation mark within others twice, as in `"{""a"":1}"`.
    fn is_doubled(&self) -> bool {
        let before = self.now.text.chars().next_back();
        self.peek(1) == Some('"')
            && (before.is_some_and(|before| "{[,:".contains(before))
                || self.peek(2).is_some_and(|behind| ":,]}".contains(behind)))
    }

    /// What another command would print: only the shell knows it, so that it stands as a variable that has no name here.
    fn printed(&mut self) {
        let mut depth = 0;
        let end = self.all[self.at..].iter().position(|letter| {
            depth += i32::from(*letter == '(') - i32::from(*letter == ')');
            *letter == ')' && depth == 0
        });
        let Some(end) = end else {
            return self.take(1);
        };
        self.skip(end + 1);
        self.now.text.push_str("{{$shell}}");
    }

    /// `$NAME` and `${NAME}` where the text gives the name a value, or it is written as those of an environment are.
    pub(super) fn variable(&mut self) {
        if self.quote == Some('"') && self.peek(1) == Some('(') && self.is_assignment() {
            return self.substitution();
        }
        if self.peek(1) == Some('(') && !self.has_carets {
            return self.printed();
        }
        let is_braced = self.peek(1) == Some('{');
        let from = self.at + 1 + usize::from(is_braced);
        let letters = self.all[from.min(self.all.len())..].iter();
        let name: String = letters
            .take_while(|letter| letter.is_ascii_alphanumeric() || **letter == '_')
            .collect();
        let is_closed = !is_braced || self.all.get(from + name.len()) == Some(&'}');
        let is_capital =
            name.len() > 1 && !name.contains(|letter: char| letter.is_ascii_lowercase());
        let is_known = is_name(&name) && (is_capital || self.assigned.contains(&name));
        if !is_known || !is_closed || self.has_carets {
            return self.take(1);
        }
        self.now.line = if self.now.text.trim().is_empty() {
            self.line
        } else {
            self.now.line
        };
        self.now.text.push_str(&format!("{{{{{name}}}}}"));
        self.skip(from - self.at + name.len() + usize::from(is_braced));
    }

    /// Whether the command so far gives a variable a value: `NAME=`, `export NAME="`.
    pub(super) fn is_assignment(&self) -> bool {
        let words: Vec<&str> = self.now.text.split_whitespace().collect();
        let name = words
            .last()
            .and_then(|word| word.trim_end_matches('"').strip_suffix('='));
        let before = words.split_last().map_or(&[][..], |(_, before)| before);
        let declares = ["export", "local", "readonly", "declare", "$"];
        name.is_some_and(is_name) && before.iter().all(|word| declares.contains(word))
    }

    pub(super) fn substitution(&mut self) {
        self.skip(2);
        self.now = ShellCommand::default();
        self.depth += 1;
        self.quote = None;
    }
}
