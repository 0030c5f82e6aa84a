//! Runs the binary and looks at what came out.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// What a run gave.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// Standard output as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }

    /// Fails unless the exit code is this.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "stdout: {}\nstderr: {}",
            self.stdout, self.stderr
        );
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        self
    }

    /// Fails unless standard output has this, wherever its lines are broken.
    #[track_caller]
    pub(crate) fn prints(self, text: &str) -> Self {
        assert!(
            on_one_line(&self.stdout).contains(&on_one_line(text)),
            "{text:?} is not in {}",
            self.stdout
        );
        self
    }

    /// Fails unless standard error has this.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(
            self.stderr.contains(text),
            "{text:?} is not in {}",
            self.stderr
        );
        self
    }

    /// Fails if this stands in either stream.
    #[track_caller]
    pub(crate) fn hides(self, secret: &str) -> Self {
        assert!(
            !self.stdout.contains(secret),
            "{secret} is in {}",
            self.stdout
        );
        assert!(
            !self.stderr.contains(secret),
            "{secret} is in {}",
            self.stderr
        );
        self
    }

    /// Whether some line of standard output has all of these words in order, whatever lies between them.
    pub(crate) fn has_line(&self, words: &[&str]) -> bool {
        self.stdout.lines().any(|line| {
            let mut rest = line;
            words.iter().all(|word| match rest.split_once(word) {
                Some((_, after)) => {
                    rest = after;
                    true
                }
                None => false,
            })
        })
    }
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// The binary with no display, no proxy and no colour of its own choosing.
pub(crate) fn binary(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_claimscope"));
    command.args(arguments);
    for name in [
        "DISPLAY",
        "WAYLAND_DISPLAY",
        "NO_COLOR",
        "CLICOLOR_FORCE",
        "CLICOLOR",
    ] {
        command.env_remove(name);
    }
    command.env("TZ", "UTC");
    command
}

/// Runs to the end with nothing on standard input.
pub(crate) fn run(arguments: &[&str]) -> Run {
    run_with(arguments, b"", &[])
}

/// Runs to the end with this on standard input and these environment variables.
pub(crate) fn run_with(arguments: &[&str], input: &[u8], environment: &[(&str, &str)]) -> Run {
    let mut child = binary(arguments)
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // Beside the reading, so that neither pipe fills up; a child that has read enough may close it.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output.into()
}
