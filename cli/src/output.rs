//! Standard output and standard error: colour only on a terminal, and a closed pipe is no fault.

use std::io::{ErrorKind, IsTerminal, Write};

use crate::failure::Failure;
use crate::harmless::harmless_json;

/// Prints a result for a person. Colours go where standard output is a terminal and `NO_COLOR` is not set.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    written(write_all(&mut anstream::stdout(), text.as_bytes()))
}

/// Prints a result for a program: exactly these bytes.
pub(crate) fn print_raw(bytes: &[u8]) -> Result<(), Failure> {
    written(write_all(&mut std::io::stdout().lock(), bytes))
}

/// Prints a JSON document for a program, over several lines.
pub(crate) fn print_json(document: &serde_json::Value) -> Result<(), Failure> {
    print_json_text(&format!("{document:#}"))
}

/// Prints a JSON document for a program, on one line.
pub(crate) fn print_json_line(document: &serde_json::Value) -> Result<(), Failure> {
    print_json_text(&document.to_string())
}

/// Prints JSON for a program and a line break. A person may look at it too: hidden characters stand there as `\u202e`, which
/// is the same to every parser.
pub(crate) fn print_json_text(json: &str) -> Result<(), Failure> {
    print_raw(format!("{}\n", harmless_json(json)).as_bytes())
}

/// Says something that is no result, on standard error.
pub(crate) fn warn(text: &str) {
    // Without standard error there is nobody left to tell.
    let _ = write_all(&mut anstream::stderr(), format!("{text}\n").as_bytes());
}

/// Shows on one line of a terminal how far the work is, in place of what it showed before; an empty text takes it away.
pub(crate) fn progress(text: &str) {
    if std::io::stderr().is_terminal() {
        // What cannot be shown is no matter.
        let _ = write_all(
            &mut std::io::stderr(),
            format!("\r{text}\u{1b}[K").as_bytes(),
        );
    }
}

/// Says why a command could not do its work: on standard error, and for a program on standard output too.
pub(crate) fn fail(failure: &Failure, json: bool) {
    warn(&failure.to_string());
    if json {
        fail_json(failure);
    }
}

/// The failure for a program, on standard output.
pub(crate) fn fail_json(failure: &Failure) {
    // Where standard output cannot be written either, the exit code says it.
    let _ = print_json_line(&serde_json::json!({ "error": failure.to_json() }));
}

fn write_all(stream: &mut dyn Write, bytes: &[u8]) -> std::io::Result<()> {
    stream.write_all(bytes)?;
    stream.flush()
}

fn written(result: std::io::Result<()>) -> Result<(), Failure> {
    match result {
        // Whoever read as far as it wanted, such as `head -1`, has closed the pipe.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::system(format!(
            "standard output cannot be written: {error}"
        ))),
        Ok(()) => Ok(()),
    }
}

/// Whether a person can be asked something.
pub(crate) fn can_prompt() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}
