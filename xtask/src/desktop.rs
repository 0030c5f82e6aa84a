//! The real window, on a display without a screen: a smoke run, and the pictures of docs/images.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use crate::checks;
use crate::command::{self, Show, command, exists};
use crate::context::Context;
use crate::outcome::StepOutcome;
use crate::tally::Tally;

/// A picture: its file, the theme, and the step or fault that the window shows after its run.
type Picture = (&'static str, &'static str, &'static str);

/// What docs/images has.
const PICTURES: [Picture; 3] = [
    ("overview.png", "light", "overview"),
    ("inspect.png", "dark", "inspect"),
    ("wrong-audience.png", "light", "wrong-audience"),
];

/// A window that stayed blank compresses to less than this.
const LEAST_BYTES: u64 = 20_000;

/// Opens the window, lets it take its five steps over real HTTP, and looks at the picture that it takes of itself.
pub fn smoke(context: &Context) -> Result<StepOutcome> {
    if cfg!(target_os = "linux") && !exists("Xvfb") {
        return Ok(StepOutcome::left_out(
            "there is no Xvfb to open a window on",
        ));
    }
    checks::build(context)?;
    take_all(context, &context.logs())?;
    let passed = PICTURES.len() as u64;
    Ok(StepOutcome::counted(Tally {
        passed,
        ..Tally::default()
    }))
}

/// Takes the committed pictures anew.
pub fn shots(context: &Context, folder: &Path) -> Result<()> {
    checks::build(context)?;
    take_all(context, folder)
}

fn take_all(context: &Context, folder: &Path) -> Result<()> {
    let display = Display::open(context)?;
    for picture in PICTURES {
        take(context, &display, folder, picture)?;
    }
    Ok(())
}

fn take(context: &Context, display: &Display, folder: &Path, picture: Picture) -> Result<()> {
    let (file, theme, step) = picture;
    let path = folder.join(file);
    // An earlier one must not pass for this one.
    let _ = fs::remove_file(&path);
    let mut window = command(context, context.program("claimscope"));
    window.args(["--theme", theme, "--step", step, "--screenshot"]);
    window.arg(&path);
    display.show(&mut window);
    command::run(context, "window", &mut window, Show::OnFailure)?.ok()?;
    let bytes = fs::metadata(&path).map(|data| data.len()).unwrap_or(0);
    println!("{file}: {bytes} bytes");
    ensure!(bytes >= LEAST_BYTES, "the window stayed blank: {file}");
    Ok(())
}

/// Where windows open: an X server of our own on Linux, ended when dropped; elsewhere the machine's own screen.
struct Display(Option<(Child, String)>);

impl Display {
    fn open(context: &Context) -> Result<Self> {
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
    fn show(&self, command: &mut Command) {
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
