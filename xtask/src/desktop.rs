//! The real window, on a display without a screen: a smoke run, and the pictures of docs/images.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use anyhow::{Context as _, Result, ensure};

use crate::command::{command, exists};
use crate::context::Context;
use crate::steps::Outcome;

/// Opens the window and looks at what it drew.
pub fn smoke(_context: &Context) -> Result<Outcome> {
    Ok(Outcome::left_out("the window has no way to be driven yet"))
}

/// Takes the committed pictures anew.
pub fn shots(context: &Context) -> Result<bool> {
    let _display = Display::open(context)?;
    Ok(true)
}

/// An X server of our own, ended when dropped.
struct Display {
    server: Child,
    name: String,
}

impl Display {
    fn open(context: &Context) -> Result<Self> {
        ensure!(
            exists("Xvfb"),
            "there is no Xvfb: cargo xtask setup installs it"
        );
        let screen = ["-screen", "0", "1600x1000x24", "-nolisten", "tcp"];
        let mut server = command(context, "Xvfb")
            .args(["-displayfd", "1"])
            .args(screen)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        // It writes its number once it is ready for clients.
        let stream = server.stdout.take().context("stdout is piped")?;
        let mut number = String::new();
        BufReader::new(stream).read_line(&mut number)?;
        let name = format!(":{}", number.trim());
        let display = Self { server, name };
        ensure!(display.name.len() > 1, "Xvfb did not start");
        Ok(display)
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
