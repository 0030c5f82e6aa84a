//! Tokens, secrets and files that come in: bounded, and never from where others could read them.

use std::fs::File;
use std::io::{self, ErrorKind, IsTerminal, Read};
use std::path::Path;

use claimscope_core::secret::Secret;

use crate::failure::Failure;
use crate::output;

/// How much is read, and what to say where there is more.
struct Bound {
    bytes: u64,
    hint: &'static str,
}

/// For a text: far more than any token, so that a paste gone wrong still gets a report.
const TEXT: Bound = Bound {
    bytes: 32 * 1024 * 1024,
    hint: "a token has a few thousand characters; check what was given",
};

/// For a document of another program.
const DOCUMENT: Bound = Bound {
    bytes: TEXT.bytes,
    hint: "no collection or configuration is as large; check which file was named",
};

/// For a key, certificate or secret file.
const FILE: Bound = Bound {
    bytes: 4 * 1024 * 1024,
    hint: "keys, certificates and secrets are far smaller; check which file was named",
};

/// For the body of a request.
const BODY: Bound = Bound {
    bytes: 256 * 1024 * 1024,
    hint: "it is read into memory as a whole; send a larger one with a program that streams it, such as curl -T",
};

/// What is said where there is no token.
pub(crate) const NO_TOKEN: &str = "no token was given";

/// How a token can be given.
pub(crate) const NO_TOKEN_HINT: &str =
    "give it as argument, by --token-file FILE, or pipe it in with -";

/// Whether no token is given, and none can come through a pipe.
pub(crate) fn lacks_token(argument: Option<&str>, file: Option<&Path>) -> bool {
    argument.is_none() && file.is_none() && std::io::stdin().is_terminal()
}

/// The token from the argument, standard input or a file.
pub(crate) fn token(argument: Option<&str>, file: Option<&Path>) -> Result<String, Failure> {
    let (text, from) = match (argument, file) {
        (_, Some(path)) => (text_of(&read_file(path, &TEXT)?)?, name_of(path)),
        (Some("-"), None) => (standard_input()?, STANDARD_INPUT.to_owned()),
        (Some(text), None) => (text.to_owned(), "the argument".to_owned()),
        (None, None) if lacks_token(argument, file) => {
            return Err(Failure::usage(NO_TOKEN).hint(NO_TOKEN_HINT));
        }
        (None, None) => (standard_input()?, STANDARD_INPUT.to_owned()),
    };
    match text.trim().is_empty() {
        true => Err(empty(&from)),
        false => Ok(text),
    }
}

fn empty(from: &str) -> Failure {
    Failure::input(format!("{from} is empty, so there is no token"))
        .hint("if a command or a variable should have given one, look at what it said or holds")
}

const STANDARD_INPUT: &str = "standard input";

/// A text as it was pasted, down to its last line break: what stands around a token is worth telling.
pub(crate) fn pasted(argument: Option<&str>, file: Option<&Path>) -> Result<String, Failure> {
    let (bytes, from) = match (argument, file) {
        (Some("-"), None) => (standard_input_bytes(&TEXT)?, STANDARD_INPUT.to_owned()),
        (None, Some(path)) => (read_file(path, &TEXT)?, name_of(path)),
        _ => return token(argument, file),
    };
    match bytes.trim_ascii().is_empty() {
        true => Err(empty(&from)),
        false => decoded(&bytes),
    }
}

/// A file as bytes, up to the bound; `-` is standard input.
fn read_file(path: &Path, bound: &Bound) -> Result<Vec<u8>, Failure> {
    if is_standard_input(path) {
        return standard_input_bytes(bound);
    }
    let name = name_of(path);
    let file = File::open(path).map_err(|error| unreadable(&name, &error))?;
    bounded(file, bound, &name)
}

/// Why a file or a stream cannot be read, with what to do.
fn unreadable(name: &str, error: &io::Error) -> Failure {
    let failure = Failure::input(format!("{name} cannot be read: {error}"));
    match hint_of(error) {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

/// What to do about a file that cannot be read.
fn hint_of(error: &io::Error) -> Option<&'static str> {
    match error.kind() {
        ErrorKind::NotFound => Some(
            "check the name and its folders; one that does not begin at the root is looked for from the folder where the command runs",
        ),
        ErrorKind::PermissionDenied => {
            Some("give this user the right to read it, or copy it to where it has that")
        }
        ErrorKind::IsADirectory => Some("it is a folder; name a file in it"),
        ErrorKind::NotADirectory => Some("a part of the path is a file and no folder"),
        _ => None,
    }
}

/// As [`hint_of`], for a file that another room could not read.
pub(crate) fn hint_for(path: &Path) -> Option<&'static str> {
    let read = File::open(path).and_then(|mut file| file.read(&mut [0]));
    hint_of(&read.err()?)
}

/// A key, certificate or other small file; `-` is standard input.
pub(crate) fn small_file(path: &Path) -> Result<Vec<u8>, Failure> {
    read_file(path, &FILE)
}

/// The body of a request; `-` is standard input.
pub(crate) fn body(path: &Path) -> Result<Vec<u8>, Failure> {
    read_file(path, &BODY)
}

/// A document of another program, as text; `-` is standard input.
pub(crate) fn document(path: &Path) -> Result<String, Failure> {
    decoded(&read_file(path, &DOCUMENT)?)
}

fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// What a person calls the place that a path leads to.
pub(crate) fn name_of(path: &Path) -> String {
    if is_standard_input(path) {
        STANDARD_INPUT.to_owned()
    } else {
        path.display().to_string()
    }
}

fn standard_input() -> Result<String, Failure> {
    text_of(&standard_input_bytes(&TEXT)?)
}

fn standard_input_bytes(bound: &Bound) -> Result<Vec<u8>, Failure> {
    bounded(std::io::stdin().lock(), bound, STANDARD_INPUT)
}

fn bounded(stream: impl Read, bound: &Bound, name: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    stream
        .take(bound.bytes + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(name, &error))?;
    if bytes.len() as u64 > bound.bytes {
        let limit = bound.bytes / 1024 / 1024;
        return Err(Failure::input(format!("{name} holds more than {limit} MiB")).hint(bound.hint));
    }
    Ok(bytes)
}

/// The text without what pipes and editors put around it.
fn text_of(bytes: &[u8]) -> Result<String, Failure> {
    decoded(bare(bytes))
}

/// Bytes as text; those that are no text are shown as such.
fn decoded(bytes: &[u8]) -> Result<String, Failure> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(
            Failure::input("the input is UTF-16, as Windows PowerShell writes files")
                .hint("write it with `| Out-File -Encoding ascii FILE`, or pipe it without a file"),
        );
    }
    Ok(String::from_utf8_lossy(bytes).into_owned())
}

/// The bytes without the byte order mark that Windows PowerShell writes, and without the one line end at the end.
fn bare(bytes: &[u8]) -> &[u8] {
    without_line_end(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
}

fn without_line_end(bytes: &[u8]) -> &[u8] {
    match bytes.strip_suffix(b"\n") {
        Some(bytes) => bytes.strip_suffix(b"\r").unwrap_or(bytes),
        None => bytes,
    }
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
    /// Refuses a secret that stands in the command line.
    pub(crate) fn refuse_argument(&self) -> Result<(), Failure> {
        let Self { what, option, .. } = self;
        match self.argument {
            false => Ok(()),
            true => Err(Failure::usage(format!(
                "the {what} is not taken from the command line, where other users of this machine can read it"
            ))
            .hint(format!("use {option}-env NAME or {option}-file FILE"))),
        }
    }

    /// The secret; `None` where no source was named.
    pub(crate) fn read(&self) -> Result<Option<Secret>, Failure> {
        let what = self.what;
        self.refuse_argument()?;
        let given = match (self.env, self.file) {
            (Some(name), _) => from_environment(what, name)?,
            (None, Some(path)) => from_file(what, path)?,
            (None, None) => return Ok(None),
        };
        let secret = bare(given.expose());
        if secret.is_empty() {
            return Err(Failure::input(format!(
                "the {what} that was named is empty"
            )));
        }
        if secret.len() != given.expose().len() {
            output::warn(&format!(
                "note: the {what} is used without the line end or byte order mark around it"
            ));
        }
        if secret.trim_ascii().len() != secret.len() {
            output::warn(&format!(
                "note: the {what} has white space at its start or end, which is used as it is"
            ));
        }
        Ok(Some(Secret::new(secret)))
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
                    Failure::input(format!("the {} cannot be asked for: {error}", self.what))
                })?;
        Ok((!answer.is_empty()).then(|| Secret::from(answer)))
    }
}

/// The secret that is piped in.
pub(crate) fn standard_input_secret() -> Result<Secret, Failure> {
    let bytes = Secret::new(standard_input_bytes(&FILE)?);
    Ok(Secret::new(bare(bytes.expose())))
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
        Err(std::env::VarError::NotUnicode(_)) => Err(Failure::input(format!(
            "the environment variable named for the {what} is not UTF-8"
        ))
        .hint("set it anew from a terminal that writes UTF-8, or give the value in a file, whose bytes are taken as they are")),
    }
}

fn from_file(what: &str, path: &Path) -> Result<Secret, Failure> {
    if is_standard_input(path) {
        return Ok(Secret::new(standard_input_bytes(&FILE)?));
    }
    // The name itself may be a secret typed in the wrong place, so it is not repeated.
    let named = format!("the file named for the {what}");
    let file = File::open(path).map_err(|error| match error.kind() {
        ErrorKind::PermissionDenied => unreadable(&named, &error),
        _ => Failure::input(format!("{named} cannot be read: {error}"))
            .hint("give the file's name, not the secret itself"),
    })?;
    Ok(Secret::new(bounded(file, &FILE, &named)?))
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
    fn a_byte_order_mark_is_taken_off() {
        assert_eq!(text_of(b"\xef\xbb\xbfa.b.c\r\n").unwrap(), "a.b.c");
        assert_eq!(text_of("a\u{feff}".as_bytes()).unwrap(), "a\u{feff}");
    }

    #[test]
    fn powershells_files_are_named_as_such() {
        let failure = text_of(b"\xff\xfee\0y\0").unwrap_err();
        assert!(failure.message().contains("UTF-16"));
    }

    #[test]
    fn input_without_end_is_refused() {
        let failure = bounded(std::io::repeat(b'a'), &FILE, "standard input").unwrap_err();
        assert_eq!(failure.message(), "standard input holds more than 4 MiB");
    }

    #[test]
    fn a_file_that_cannot_be_read_says_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let absent = folder.path().join("absent");
        let below = folder.path().join("file").join("x");
        std::fs::write(folder.path().join("file"), "x").unwrap();
        for (path, hint) in [
            (absent.as_path(), "check the name"),
            (folder.path(), "it is a folder"),
            (below.as_path(), "a file and no folder"),
        ] {
            let shown = small_file(path).unwrap_err().to_string();
            assert!(shown.contains("cannot be read"), "{shown}");
            assert!(shown.contains(hint), "{shown}");
            assert!(hint_for(path).is_some_and(|text| text.contains(hint)));
        }
        let denied = unreadable("x", &ErrorKind::PermissionDenied.into()).to_string();
        assert!(denied.contains("the right to read it"), "{denied}");
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
