//! Where a secret is: all that a file says of it.

use std::fmt;

/// Where a secret is. The names may hold variables as long as no environment was chosen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecretPlace {
    /// In the system's keychain: the entry of this name that belongs to `claimscope`.
    Keychain(String),
    /// In this environment variable.
    Env(String),
    /// In this file; a relative path begins at the workspace's folder.
    File(String),
    /// With the person, who is asked each time.
    Ask,
}

impl fmt::Display for SecretPlace {
    /// As a file has it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keychain(name) => write!(formatter, "{{ keychain = {name:?} }}"),
            Self::Env(name) => write!(formatter, "{{ env = {name:?} }}"),
            Self::File(path) => write!(formatter, "{{ file = {path:?} }}"),
            Self::Ask => formatter.write_str("{ ask = true }"),
        }
    }
}

/// The environment variable that is proposed for something of this name: its letters and digits in capitals, `_` for all else,
/// and before a digit, which a shell takes for no name's beginning.
pub fn env_name(name: &str) -> String {
    let capital = |letter: char| match letter.is_ascii_alphanumeric() {
        true => letter.to_ascii_uppercase(),
        false => '_',
    };
    let start = name.starts_with(|first: char| first.is_ascii_digit());
    let start = if start { "_" } else { "" };
    let rest: String = name.chars().map(capital).collect();
    format!("{start}{rest}")
}
