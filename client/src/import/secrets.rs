//! Secrets of an import: where each will be.

use claimscope_core::secret::Secret;

use super::draft::{Draft, DraftId};
use super::imported::FoundSecret;
use crate::workspace::{SavedValue, SecretPlace, env_name, is_secret_value, variables_in};

/// A variable that nothing defines: what it stands for is still to be given.
pub(super) const ABSENT: &str = "{{absent.secret}}";

/// How much of a name becomes part of a secret's name in the keychain.
const MAX_MEMBER: usize = 60;

/// How deep variables are looked up that stand for others.
const MAX_DEPTH: usize = 8;

/// How long a text may become by its variables, in bytes.
const MAX_FILLED: usize = 64 << 10;

impl Draft {
    /// Where a secret of a connection will be. Variables in its value are secrets from then on, and are looked up.
    pub(super) fn secret(
        &mut self,
        id: DraftId,
        member: &str,
        value: &str,
        line: usize,
    ) -> SecretPlace {
        let connection = self.connections[id.0].name.clone();
        self.mark(value);
        let value = match sole_variable(value) {
            Some(name) => match variable_of_system(name) {
                Some(env) => return SecretPlace::Env(env.to_owned()),
                None => self.value_of(name, line, MAX_DEPTH),
            },
            None if variables_in(value).is_empty() => Some(value.to_owned()),
            None => self.filled(value, line),
        };
        let value = value.filter(|value| !value.is_empty()).map(Secret::from);
        let is_same = |found: &FoundSecret| match (&found.value, &value) {
            (Some(one), Some(other)) => one.constant_time_eq(other.expose()),
            (one, other) => one.is_none() && other.is_none(),
        };
        let mut member = member_name(member);
        let mut number = 2;
        let env = loop {
            let env = env_name(&format!("{connection}_{member}"));
            match self.secrets.iter().find(|found| found.env == env) {
                Some(found) if is_same(found) => return SecretPlace::Env(env),
                None => break env,
                Some(_) => {
                    let bare = member.trim_end_matches(|last: char| last.is_ascii_digit());
                    member = format!("{}_{number}", bare.trim_end_matches('_'));
                    number += 1;
                }
            }
        };
        let told = match value {
            Some(_) => "is a secret; its value is not written",
            None => "is a secret whose value is not here",
        };
        self.understood(line, format!("{member} of {connection} {told}"));
        self.secrets.push(FoundSecret {
            keychain: format!("{connection}/{member}"),
            connection,
            env: env.clone(),
            value,
            line,
        });
        SecretPlace::Env(env)
    }

    /// The value of a variable; where environments differ in it, that of the first, which is said.
    fn value_of(&mut self, variable: &str, line: usize, depth: usize) -> Option<String> {
        let all = self.variables.iter().flat_map(|(environment, variables)| {
            variables.iter().map(move |one| (environment, one))
        });
        let mut values = all.filter(|(_, one)| one.name == variable && !one.value.is_empty());
        let (environment, found) = values.next()?;
        let (environment, found) = (environment.clone(), found.value.clone());
        if values.any(|(_, one)| one.value != found) {
            let text = format!(
                "{variable} has more than one value: that of {environment} is taken for the secret"
            );
            self.not_understood(line, text);
        }
        match variables_in(&found).is_empty() {
            true => Some(found),
            false => self.filled_within(&found, line, depth.checked_sub(1)?),
        }
    }

    /// A text with its variables filled in; `None` where one of them has no value here.
    pub(super) fn filled(&mut self, text: &str, line: usize) -> Option<String> {
        self.filled_within(text, line, MAX_DEPTH)
    }

    fn filled_within(&mut self, text: &str, line: usize, depth: usize) -> Option<String> {
        let mut parts = text.split("{{");
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, rest) = part.split_once("}}")?;
            filled.push_str(&self.value_of(name.trim(), line, depth)?);
            filled.push_str(rest);
            if filled.len() > MAX_FILLED {
                return None;
            }
        }
        Some(filled)
    }

    /// A text, or the place of a secret where the name says that it is one, or what is in it.
    pub(super) fn value(
        &mut self,
        id: DraftId,
        name: &str,
        value: String,
        is_secret: bool,
        line: usize,
    ) -> SavedValue {
        let names_secret = self.names_a_secret(&value);
        let stands_for = names_secret && sole_variable(&value).is_some();
        // A secret within a text makes all of it one, where its value is here; otherwise that is still to be given.
        let value = match names_secret && !stands_for {
            true => self
                .filled(&value, line)
                .unwrap_or_else(|| ABSENT.to_owned()),
            false => value,
        };
        let is_secret = is_secret || names_secret || is_secret_value(&value);
        match is_secret && !value.is_empty() {
            true => SavedValue::Secret(self.secret(id, name, &value, line)),
            false => SavedValue::Text(value),
        }
    }
}

/// The name of the variable that a text is, and nothing else.
pub(super) fn sole_variable(text: &str) -> Option<&str> {
    let name = text.trim().strip_prefix("{{")?.strip_suffix("}}")?.trim();
    (!name.contains(['{', '}'])).then_some(name)
}

/// Whether a variable stands for one of the system's environment.
pub(super) fn is_of_system(name: &str) -> bool {
    variable_of_system(name).is_some()
}

/// The environment variable that programs let a variable stand for.
fn variable_of_system(name: &str) -> Option<&str> {
    let starts = ["process.env.", "$processEnv ", "$dotenv ", "$env."];
    let env = starts.iter().find_map(|start| name.strip_prefix(start))?;
    let env = env.trim().trim_start_matches('%');
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    (!env.is_empty() && env.chars().all(is_name)).then_some(env)
}

/// A name that a keychain and a file take.
fn member_name(text: &str) -> String {
    let plain = |letter: char| match letter.is_alphanumeric() || "-_.".contains(letter) {
        true => letter,
        false => '-',
    };
    let name: String = text.trim().chars().map(plain).take(MAX_MEMBER).collect();
    match name.is_empty() {
        true => "value".to_owned(),
        false => name,
    }
}
