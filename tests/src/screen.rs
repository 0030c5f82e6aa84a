//! The real window on a display of its own without a screen: driven by keys, closed as a window manager closes it.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{ClientMessageEvent, ConnectionExt as _, EventMask};

use crate::program;

/// Far more than a window takes to open, to write a file, or to close.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often it is looked whether something has come.
const LOOK: Duration = Duration::from_millis(20);

/// What a window cannot be opened or driven without, where it is not here.
pub fn missing() -> Option<String> {
    let is_absent = |name: &&str| {
        Command::new("which")
            .arg(name)
            .output()
            .is_ok_and(|which| !which.status.success())
    };
    let absent: Vec<&str> = ["Xvfb", "xdotool"].into_iter().filter(is_absent).collect();
    let absent = absent.join(" and ");
    (!absent.is_empty()).then(|| format!("there is no {absent}: cargo xtask setup installs it"))
}

/// A program that is ended with this.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A window, and the display that it alone is on. It ends with this, without a word.
pub struct WindowOnScreen {
    program: Ended,
    _server: Ended,
    display: String,
    id: u32,
}

impl WindowOnScreen {
    /// Opens the program's window with its state and its workspace in this folder, and waits until it is there.
    ///
    /// # Errors
    /// Where the program was not built, or no window comes.
    pub fn open(folder: &Path) -> Result<Self> {
        let (server, display) = display()?;
        let program = program::claimscope(&[])?
            .current_dir(folder)
            .env("DISPLAY", &display)
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env("XDG_DATA_HOME", folder)
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .stderr(Stdio::inherit())
            .spawn()?;
        let program = Ended(program);
        let mut window = Self {
            program,
            _server: server,
            display,
            id: 0,
        };
        let find = [
            "search",
            "--sync",
            "--onlyvisible",
            "--name",
            "^Claimscope$",
        ];
        let id = window.xdotool(&find)?;
        window.xdotool(&["windowfocus", "--sync", id.trim()])?;
        window.id = id.trim().parse()?;
        Ok(window)
    }

    /// Presses keys, such as `ctrl+n`.
    ///
    /// # Errors
    /// Where they cannot be pressed.
    pub fn press(&self, keys: &str) -> Result<()> {
        self.xdotool(&["key", "--clearmodifiers", keys]).map(drop)
    }

    /// Asks the window to close, and waits until its program has ended.
    ///
    /// # Errors
    /// Where it does not end, or not well.
    pub fn close(mut self) -> Result<()> {
        let (display, _) = x11rb::connect(Some(&self.display))?;
        let atom =
            |name: &[u8]| Ok::<_, anyhow::Error>(display.intern_atom(false, name)?.reply()?.atom);
        let data = [atom(b"WM_DELETE_WINDOW")?, 0, 0, 0, 0];
        let message = ClientMessageEvent::new(32, self.id, atom(b"WM_PROTOCOLS")?, data);
        display.send_event(false, self.id, EventMask::NO_EVENT, message)?;
        display.flush()?;
        let mut status: Option<ExitStatus> = None;
        until("the end of the window's program", || {
            status = self.program.0.try_wait()?;
            Ok(status.is_some())
        })?;
        ensure!(status.is_some_and(|status| status.success()), "{status:?}");
        Ok(())
    }

    fn xdotool(&self, words: &[&str]) -> Result<String> {
        let output = Command::new("xdotool")
            .args(words)
            .env("DISPLAY", &self.display)
            .output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "xdotool {words:?}: {said}");
        Ok(String::from_utf8(output.stdout)?)
    }
}

/// An X server, and the name of its display.
fn display() -> Result<(Ended, String)> {
    let mut server = Command::new("Xvfb")
        .args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1280x820x24",
            "-nolisten",
            "tcp",
        ])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let stream = server.stdout.take();
    let server = Ended(server);
    // It writes its number once it is ready for clients.
    let mut number = String::new();
    BufReader::new(stream.context("stdout is piped")?).read_line(&mut number)?;
    ensure!(!number.trim().is_empty(), "Xvfb did not start");
    Ok((server, format!(":{}", number.trim())))
}

/// Looks until it is so.
///
/// # Errors
/// Where it does not come to be in a minute, or looking fails.
pub fn until(what: &str, mut is_so: impl FnMut() -> Result<bool>) -> Result<()> {
    let start = Instant::now();
    while !is_so()? {
        if start.elapsed() > PATIENCE {
            bail!("{what} does not come");
        }
        std::thread::park_timeout(LOOK);
    }
    Ok(())
}
