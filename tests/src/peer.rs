//! Foreign programs as child processes: node peers that serve, node and Python judges that answer once.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::workspace;

/// How long a peer may take to start or to answer: far more than it needs.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where the peers lie.
pub fn folder() -> PathBuf {
    workspace::root().join("tests/interop")
}

/// Why the node peers cannot run here, if they cannot.
pub fn missing_node() -> Option<&'static str> {
    if !folder().join("node_modules/.claimscope").is_file() {
        return Some("the interop peers are not installed; `cargo xtask setup` does it");
    }
    let version = Command::new("node").arg("--version").output();
    version.is_err().then_some("there is no node on PATH")
}

/// The Python that has PyJWT, or why there is none.
///
/// # Errors
/// Where the virtual environment was not made.
pub fn python() -> Result<PathBuf, &'static str> {
    let python = std::env::var_os("CLAIMSCOPE_PYTHON")
        .map(PathBuf::from)
        .unwrap_or_else(|| workspace::root().join("target/tools/venv/bin/python"));
    if python.is_file() {
        Ok(python)
    } else {
        Err("PyJWT is not installed; `cargo xtask setup` does it")
    }
}

/// A `node` command for one of the scripts.
pub fn node(script: &str) -> Command {
    let mut command = Command::new("node");
    command.arg(folder().join(script)).current_dir(folder());
    command
}

/// A program that serves on loopback until this is dropped.
pub struct Peer {
    child: Child,
    hello: Value,
}

impl Peer {
    /// Starts it and waits for its first line, JSON that says where it listens.
    ///
    /// # Errors
    /// Where it cannot be started, ends early, or says nothing for a minute.
    pub fn start(mut command: Command) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("the peer could not be started")?;
        let stdout = child.stdout.take().context("stdout is piped")?;
        let mut peer = Self {
            child,
            hello: Value::Null,
        };
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            // Reads on to the end: a peer whose log nobody takes would stop.
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        let line = lines.recv_timeout(PATIENCE);
        let line = line.context("the peer ended early, or said nothing for a minute")?;
        peer.hello = serde_json::from_str(&line).context("the peer said something else")?;
        Ok(peer)
    }

    /// Where it listens, such as `http://127.0.0.1:40123`.
    pub fn origin(&self) -> &str {
        self.said("origin")
    }

    /// A member of its first line; empty where there is none.
    pub fn said(&self, name: &str) -> &str {
        self.hello[name].as_str().unwrap_or_default()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Gives a judge its question on standard input and reads its answer from standard output, both JSON.
///
/// # Errors
/// Where it cannot be started, fails, takes more than a minute, or answers something else.
pub fn ask(mut command: Command, question: &Value) -> Result<Value> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("the judge could not be started")?;
    let mut stdin = child.stdin.take().context("stdin is piped")?;
    stdin.write_all(question.to_string().as_bytes())?;
    drop(stdin);
    let output = within_patience(move || child.wait_with_output())??;
    let error = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "the judge failed: {error}");
    serde_json::from_slice(&output.stdout).context("the judge answered something else than JSON")
}

/// The result of work that may block, or an error once the time is over.
fn within_patience<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(work()));
    match receiver.recv_timeout(PATIENCE) {
        Ok(result) => Ok(result),
        Err(_) => bail!("the peer said nothing for {} s", PATIENCE.as_secs()),
    }
}
