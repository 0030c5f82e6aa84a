//! The binary `claimscope` as a user runs it.

use std::env;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result};

/// Where a build in this test's own profile leaves the binary.
///
/// # Errors
/// Where it was not built: a run of these tests alone does not build it.
pub fn path() -> Result<PathBuf> {
    let test = env::current_exe()?;
    // Tests lie in target/debug/deps, programs in target/debug.
    let folder = test.parent().context("a program lies in a folder")?;
    let folder = match folder.ends_with("deps") {
        true => folder.parent().context("tests lie in deps")?,
        false => folder,
    };
    let path = folder.join(format!("claimscope{}", env::consts::EXE_SUFFIX));
    let missing = || format!("{} is missing: run `cargo build` first", path.display());
    path.is_file().then_some(()).with_context(missing)?;
    Ok(path)
}

/// The binary with these arguments, without a display, a terminal's colours or anything on standard input.
///
/// # Errors
/// As [`path`].
pub fn claimscope(arguments: &[&str]) -> Result<Command> {
    let mut command = Command::new(path()?);
    command
        .args(arguments)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env("NO_COLOR", "1")
        .stdin(Stdio::null());
    Ok(command)
}

/// Runs a command with `input` on standard input and waits for its end.
///
/// # Errors
/// Where it cannot be started.
pub fn run_with_input(mut command: Command, input: &[u8]) -> Result<Output> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut stdin = child.stdin.take().context("stdin is piped")?;
    // A program that does not read to the end has its reasons; its exit code says more.
    let _ = stdin.write_all(input);
    drop(stdin);
    Ok(child.wait_with_output()?)
}
