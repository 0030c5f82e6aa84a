//! Tokens, secrets and files that come in: bounded, and never from where others could read them.

use std::fs::File;
use std::io::{IsTerminal, Read};
use std::path::Path;

use claimscope_core::secret::Secret;

use crate::failure::Failure;
use crate::output;

/// The most that is read of a text, in bytes: far more than any token, so that a paste gone wrong still gets a report.
const MAX_TEXT_BYTES: u64 = 32 * 1024 * 1024;

/// The most that is read of a key, certificate or secret file, in bytes.
const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024;

/// The token from the argument, standard input or a file.
pub(crate) fn token(argument: Option<&str>, file: Option<&Path>) -> Result<String, Failure> {
    match (argument, file) {
        (_, Some(path)) => text_of(&read_file(path, MAX_TEXT_BYTES)?),
        (Some("-"), None) => standard_input(),
        (Some(text), None) => Ok(text.to_owned()),
        (None, None) if std::io::stdin().is_terminal() => Err(Failure::usage("no token was given")
            .hint("give it as argument, by --token-file FILE, or pipe it in with -")),
        (None, None) => standard_input(),
    }
}

/// A file as bytes, up to `limit`.
fn read_file(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let file = File::open(path)
        .map_err(|error| Failure::usage(format!("{} cannot be read: {error}", path.display())))?;
    bounded(file, limit, &path.display().to_string())
}

/// A key, certificate or other small file.
pub(crate) fn small_file(path: &Path) -> Result<Vec<u8>, Failure> {
    read_file(path, MAX_FILE_BYTES)
}

fn standard_input() -> Result<String, Failure> {
    let bytes = bounded(std::io::stdin().lock(), MAX_TEXT_BYTES, "standard input")?;
    if bytes.is_empty() {
        return Err(Failure::usage("standard input is empty")
            .hint("if a command before this one should have given a token, look at what it said"));
    }
    text_of(&bytes)
}

fn bounded(stream: impl Read, limit: u64, name: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    stream
        .take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::usage(format!("{name} cannot be read: {error}")))?;
    if bytes.len() as u64 > limit {
        let limit = limit / 1024 / 1024;
        return Err(
            Failure::usage(format!("{name} holds more than {limit} MiB"))
                .hint("a token has a few thousand characters; check what was given"),
        );
    }
    Ok(bytes)
}

/// The text without the one line break that pipes and editors put at the end. Bytes that are no text are shown as such.
fn text_of(bytes: &[u8]) -> Result<String, Failure> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(
            Failure::usage("the input is UTF-16, as Windows PowerShell writes files")
                .hint("write it with `| Out-File -Encoding ascii FILE`, or pipe it without a file"),
        );
    }
    Ok(String::from_utf8_lossy(without_line_break(bytes)).into_owned())
}

fn without_line_break(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}

/// Where a secret may come from.
pub(crate) struct SecretSource<'a> {
    /// What it is, such as `client secret`.
    pub(crate) what: &'static str,
    /// The option's name without `-env` or `-file`, such as `--client-secret`.
    pub(crate) option: &'static str,
    /// The environment variable that holds it.
    pub(crate) env: Option<&'a str>,
    /// The file that holds it.
    pub(crate) file: Option<&'a Path>,
    /// Whether it came as an argument, which is refused.
    pub(crate) argument: bool,
}

impl SecretSource<'_> {
    /// The secret; `None` where no source was named.
    pub(crate) fn read(&self) -> Result<Option<Secret>, Failure> {
        let Self { what, option, .. } = self;
        if self.argument {
            return Err(Failure::usage(format!(
                "the {what} is not taken from the command line, where other users of this machine can read it"
            ))
            .hint(format!("use {option}-env NAME or {option}-file FILE")));
        }
        let secret = match (self.env, self.file) {
            (Some(name), _) => from_environment(what, name)?,
            (None, Some(path)) => Secret::new(without_line_break(&small_file(path)?)),
            (None, None) => return Ok(None),
        };
        if secret.is_empty() {
            return Err(Failure::usage(format!(
                "the {what} that was named is empty"
            )));
        }
        Ok(Some(secret))
    }

    /// As [`SecretSource::read`], and asks on a terminal where no source was named. An empty answer means that there
    /// is none.
    pub(crate) fn read_or_ask(&self) -> Result<Option<Secret>, Failure> {
        let given = self.read()?;
        if given.is_some() || !output::can_prompt() {
            return Ok(given);
        }
        let answer =
            rpassword::prompt_password(format!("{} (not shown): ", capitalised(self.what)))
                .map_err(|error| {
                    Failure::usage(format!("the {} cannot be asked for: {error}", self.what))
                })?;
        Ok((!answer.is_empty()).then(|| Secret::from(answer)))
    }
}

fn from_environment(what: &str, name: &str) -> Result<Secret, Failure> {
    match std::env::var(name) {
        Ok(value) => Ok(Secret::from(value)),
        Err(std::env::VarError::NotPresent) => {
            // The name itself may be a secret typed in the wrong place, so it is not repeated.
            Err(Failure::usage(format!(
                "the environment variable named for the {what} is not set"
            ))
            .hint("give the variable's name, not the secret itself"))
        }
        Err(std::env::VarError::NotUnicode(_)) => Err(Failure::usage(format!(
            "the environment variable named for the {what} is not UTF-8"
        ))),
    }
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_line_break_is_taken_off() {
        assert_eq!(text_of(b"a.b.c\n").unwrap(), "a.b.c");
        assert_eq!(text_of(b"a.b.c\r\n").unwrap(), "a.b.c");
        assert_eq!(text_of(b"a.b.c\n\n").unwrap(), "a.b.c\n");
        assert_eq!(text_of(b" a.b.c ").unwrap(), " a.b.c ");
    }

    #[test]
    fn powershells_files_are_named_as_such() {
        let failure = text_of(b"\xff\xfee\0y\0").unwrap_err();
        assert!(failure.message().contains("UTF-16"));
    }

    #[test]
    fn input_without_end_is_refused() {
        let failure = bounded(std::io::repeat(b'a'), 1024 * 1024, "standard input").unwrap_err();
        assert_eq!(failure.message(), "standard input holds more than 1 MiB");
    }

    #[test]
    fn a_secret_as_argument_is_refused() {
        let source = SecretSource {
            what: "client secret",
            option: "--client-secret",
            env: None,
            file: None,
            argument: true,
        };
        assert!(source.read().is_err());
    }
}
