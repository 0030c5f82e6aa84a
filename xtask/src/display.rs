//! Where windows open: a display without a screen on Linux, elsewhere the machine's own screen.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use crate::command::{command, exists};
use crate::context::Context;

/// An X server of our own on Linux, ended when dropped; `None` elsewhere.
pub struct Display(Option<(Child, String)>);

impl Display {
    /// Whether a window can be opened at all.
    pub fn is_possible() -> bool {
        !cfg!(target_os = "linux") || exists("Xvfb")
    }

    /// Starts it.
    pub fn open(context: &Context) -> Result<Self> {
        if !cfg!(target_os = "linux") {
            return Ok(Self(None));
        }
        // The pointer rests in the middle of the screen, where the window has nothing that shows a hint.
        let screen = ["-screen", "0", "1280x820x24", "-nolisten", "tcp"];
        let mut server = command(context, "Xvfb")
            .args(["-displayfd", "1"])
            .args(screen)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("there is no Xvfb: cargo xtask setup installs it")?;
        let stream = server.stdout.take().context("stdout is piped")?;
        let mut display = Self(Some((server, String::new())));
        // It writes its number once it is ready for clients.
        let mut number = String::new();
        BufReader::new(stream).read_line(&mut number)?;
        ensure!(!number.trim().is_empty(), "Xvfb did not start");
        if let Some((_, name)) = &mut display.0 {
            *name = format!(":{}", number.trim());
        }
        Ok(display)
    }

    /// Makes the command open its windows here, drawn without a graphics card.
    pub fn show(&self, command: &mut Command) {
        if let Some((_, name)) = &self.0 {
            command
                .env("DISPLAY", name)
                .env_remove("WAYLAND_DISPLAY")
                .env("LIBGL_ALWAYS_SOFTWARE", "1");
        }
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        if let Some((server, _)) = &mut self.0 {
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}
