//! The real window, on a display without a screen: a smoke run of the program as it is shipped.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

use crate::checks;
use crate::command::{self, Show, command};
use crate::context::Context;
use crate::display::Display;
use crate::outcome::StepOutcome;
use crate::tally::Tally;

/// A picture: its file, the theme, and the step or fault that the window shows after its run.
type Look = (&'static str, &'static str, &'static str);

/// What is looked at.
const LOOKS: [Look; 3] = [
    ("overview.png", "light", "overview"),
    ("inspect.png", "dark", "inspect"),
    ("wrong-audience.png", "light", "wrong-audience"),
];

/// A window that stayed blank compresses to less than this.
const LEAST_BYTES: u64 = 20_000;

/// Opens the window, lets it take its five steps over real HTTP, and looks at the picture that it takes of itself.
pub fn smoke(context: &Context) -> Result<StepOutcome> {
    if !Display::is_possible() {
        return Ok(StepOutcome::left_out(
            "there is no Xvfb to open a window on",
        ));
    }
    checks::build(context)?;
    let display = Display::open(context)?;
    for (file, theme, step) in LOOKS {
        let mut window = command(context, context.program("claimscope"));
        window.args(["--theme", theme, "--step", step]);
        let bytes = take(context, &display, &context.logs().join(file), window)?;
        println!("{file}: {bytes} bytes");
    }
    let passed = LOOKS.len() as u64;
    Ok(StepOutcome::counted(Tally {
        passed,
        ..Tally::default()
    }))
}

/// Lets a window take its picture; how many bytes that has.
pub fn take(context: &Context, display: &Display, path: &Path, mut window: Command) -> Result<u64> {
    // An earlier one must not pass for this one.
    let _ = fs::remove_file(path);
    window.arg("--screenshot").arg(path);
    display.show(&mut window);
    command::run(context, "window", &mut window, Show::OnFailure)?.ok()?;
    let bytes = fs::metadata(path).map(|data| data.len()).unwrap_or(0);
    let file = context.shown(path);
    ensure!(bytes >= LEAST_BYTES, "the window stayed blank: {file}");
    Ok(bytes)
}
