//! Findings: what a person should know of a configuration, and what a misspelt name was meant to be.

use std::fmt;

use strsim::levenshtein;

/// How bad a finding is; the worst comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConfigSeverity {
    /// IdentityServer4 would not start with it; the configuration is not taken.
    Error,
    /// It starts, and something will not work.
    Warning,
    /// Worth knowing.
    Note,
}

/// Something about the configuration that a person should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigFinding {
    /// How bad it is.
    pub severity: ConfigSeverity,
    /// Where: a configuration path such as `Clients:0:AllowedGrantTypes:0`.
    pub at: String,
    /// What is the matter, one sentence without full stop.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

impl ConfigFinding {
    fn new(
        severity: ConfigSeverity,
        at: impl Into<String>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            severity,
            at: at.into(),
            message: message.into(),
            hint: hint.into(),
        }
    }

    pub(super) fn error(
        at: impl Into<String>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self::new(ConfigSeverity::Error, at, message, hint)
    }

    pub(crate) fn warning(
        at: impl Into<String>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self::new(ConfigSeverity::Warning, at, message, hint)
    }

    pub(crate) fn note(
        at: impl Into<String>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self::new(ConfigSeverity::Note, at, message, hint)
    }
}

impl fmt::Display for ConfigFinding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            ConfigSeverity::Error => "error",
            ConfigSeverity::Warning => "warning",
            ConfigSeverity::Note => "note",
        };
        write!(
            formatter,
            "{severity}: {}: {} ({})",
            self.at, self.message, self.hint
        )
    }
}

/// The name of `known` that `text` was meant to be: the same letters, or two slips of the finger away at most.
pub(crate) fn did_you_mean<'a>(
    text: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let wanted = plain(text);
    known
        .into_iter()
        .filter(|name| *name != text)
        .map(|name| (levenshtein(&wanted, &plain(name)), name))
        .filter(|(distance, name)| *distance <= 2 && distance * 3 < name.len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Letters and digits alone, in lower case.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .take(64)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::did_you_mean;

    #[test]
    fn short_names_are_not_taken_for_each_other() {
        assert_eq!(did_you_mean("api2", ["api1"]), Some("api1"));
        assert_eq!(did_you_mean("abc", ["xyz"]), None);
        assert_eq!(did_you_mean("a", ["b"]), None);
    }
}
