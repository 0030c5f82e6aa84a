//! Variables of an import that are secrets by where they are used, whatever they are called.

use std::collections::BTreeSet;

use super::draft::Draft;
use super::row::DraftRow;
use crate::workspace::{is_secret_variable, names_secret_of_header, user_of_url, variables_in};

/// How far before a variable its name is looked for, in letters.
const MAX_BEFORE: usize = 200;

impl Draft {
    /// Notes that the variables of a text are secrets: the text is the value of one.
    pub(super) fn mark(&mut self, text: &str) {
        self.secret_variables.extend(variables_in(text));
    }

    /// Notes those of a text before which the name of a secret stands, as a member, an element or a field has it, and that of
    /// a password in a URL.
    pub(super) fn mark_within(&mut self, text: &str) {
        if let Some((user, password, _)) = user_of_url(text) {
            self.mark(if password.is_empty() { user } else { password });
        }
        for (at, _) in text.match_indices("{{") {
            let end = text[at..].find("}}").map_or(text.len(), |end| at + end + 2);
            if follows_secret_name(&text[..at]) {
                self.mark(&text[at..end]);
            }
        }
    }

    /// Notes those of a token request that a connection does not take over.
    pub(super) fn mark_token_request(&mut self, headers: &[DraftRow], body: &str) {
        self.mark_within(body);
        for row in headers {
            let is_basic = row.name.eq_ignore_ascii_case("authorization");
            match row.value.trim().rsplit_once(' ') {
                // User name and password apart from each other are read as those of the client.
                Some((scheme, value)) if is_basic && !scheme.contains("{{") => {
                    self.mark(
                        value
                            .split_once(':')
                            .map_or(value, |(_, password)| password),
                    );
                }
                _ if !is_basic && names_secret_of_header(&row.name) => self.mark(&row.value),
                _ => {}
            }
        }
    }

    /// Notes the variables that stand in the values of those that are secrets.
    pub(super) fn mark_values(&mut self) {
        let all = self.variables.iter().flat_map(|(_, variables)| variables);
        let all: Vec<_> = all
            .filter(|one| one.value.contains("{{"))
            .map(|one| (one.name.clone(), one.value.clone()))
            .collect();
        for (name, value) in &all {
            match is_secret_variable(name, "") {
                true => self.mark(value),
                false => self.mark_within(value),
            }
        }
        let mut next: Vec<String> = self.secret_variables.iter().cloned().collect();
        while let Some(secret) = next.pop() {
            let values = all.iter().filter(|(name, _)| *name == secret);
            let named: BTreeSet<String> =
                values.flat_map(|(_, value)| variables_in(value)).collect();
            let new = named
                .into_iter()
                .filter(|name| self.secret_variables.insert(name.clone()));
            next.extend(new);
        }
    }

    /// Whether a variable in a text is a secret.
    pub(super) fn names_a_secret(&self, text: &str) -> bool {
        let names = variables_in(text);
        let is_marked = |name: &String| self.secret_variables.contains(name);
        names
            .iter()
            .any(|name| is_marked(name) || is_secret_variable(name, ""))
    }
}

/// Whether the last name in a text, with `:`, `=` or `>` behind it, is a secret's.
fn follows_secret_name(before: &str) -> bool {
    let start = before.char_indices().rev().take(MAX_BEFORE).last();
    let before = &before[start.map_or(before.len(), |(at, _)| at)..];
    let is_word = |letter: char| letter.is_alphanumeric() || "_-.".contains(letter);
    let nearest = before.rsplit(['\n', ',', '{', '&', '?', '<', ';']).next();
    let nearest = nearest.unwrap_or_default();
    nearest.match_indices([':', '=', '>']).any(|(at, _)| {
        let name = nearest[..at].trim_end_matches(|letter| !is_word(letter));
        let name = name.rsplit(|letter| !is_word(letter)).next();
        name.is_some_and(|name| is_secret_variable(name, ""))
    })
}
