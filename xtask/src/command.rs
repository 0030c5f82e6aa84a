//! Running other programs: said aloud, logged in full, read line by line.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Sender};
use std::thread;

use anyhow::{Context as _, Result, ensure};

use crate::context::Context;

/// What a program did.
pub struct Output {
    /// Whether it ended with exit code 0.
    pub success: bool,
    /// Everything that it printed, both streams, in the order in which it came.
    pub text: String,
}

impl Output {
    /// This output, if the program succeeded.
    pub fn ok(self) -> Result<Self> {
        ensure!(self.success, "it failed; what it said stands above");
        Ok(self)
    }
}

/// Which lines of a program's output a person sees; the log has them all.
#[derive(Clone, Copy, PartialEq)]
pub enum Show {
    /// Every line as it comes.
    All,
    /// None, unless it fails.
    OnFailure,
    /// None; the caller says what matters.
    Never,
}

/// A `cargo` command in the root.
pub fn cargo(context: &Context, arguments: &[&str]) -> Command {
    let mut command = command(context, &context.cargo);
    command.args(arguments);
    // What cargo sets for xtask itself would rebuild crates that look at it.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// Any program, in the root, without standard input.
pub fn command(context: &Context, program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(&context.root).stdin(Stdio::null());
    command
}

/// Whether a program can be started at all.
pub fn exists(program: impl AsRef<OsStr>) -> bool {
    Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok()
}

/// Says the command, runs it, logs all that it prints as NAME.log in the log folder.
pub fn run(context: &Context, name: &str, command: &mut Command, show: Show) -> Result<Output> {
    println!("$ {}", text_of(context, command));
    fs::create_dir_all(context.logs())?;
    let mut log = File::create(context.logs().join(format!("{name}.log")))?;
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("could not start {}", command.get_program().display()))?;
    let (sender, lines) = mpsc::channel();
    forward(child.stdout.take(), sender.clone());
    forward(child.stderr.take(), sender);
    let mut text = String::new();
    for line in lines {
        if show == Show::All {
            println!("{line}");
        }
        writeln!(log, "{line}")?;
        text.push_str(&line);
        text.push('\n');
    }
    let success = child.wait()?.success();
    if !success && show == Show::OnFailure {
        print!("{text}");
    }
    Ok(Output { success, text })
}

/// The command as a person would type it, with paths as seen from the root.
fn text_of(context: &Context, command: &Command) -> String {
    let shorten = |word: &OsStr| {
        let text = context.shown(Path::new(word));
        if text.contains(' ') {
            format!("'{text}'")
        } else {
            text
        }
    };
    let program = Path::new(command.get_program());
    let name = if program == context.cargo {
        "cargo".to_owned()
    } else {
        shorten(program.as_os_str())
    };
    let arguments = command.get_args().map(shorten);
    std::iter::once(name)
        .chain(arguments)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Sends each line of a stream, whatever bytes it has.
fn forward(stream: Option<impl Read + Send + 'static>, sender: Sender<String>) {
    let Some(stream) = stream else { return };
    thread::spawn(move || {
        for line in BufReader::new(stream).split(b'\n') {
            let Ok(line) = line else { return };
            let text = String::from_utf8_lossy(&line);
            if sender.send(text.trim_end_matches('\r').to_owned()).is_err() {
                return;
            }
        }
    });
}
