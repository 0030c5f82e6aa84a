//! No command: the desktop; where no window can open, the same steps in the terminal.

use crate::args::{Demo, Window};
use crate::failure::{Exit, Failure};
use crate::output;

/// Opens the window, and comes back when it is closed.
pub(crate) fn run(window: &Window) -> Result<Exit, Failure> {
    match open(window) {
        Ok(()) => Ok(Exit::Done),
        // Whoever wants a picture has no use for the terminal's steps.
        Err(reason) if window.screenshot.is_some() => Err(Failure::usage(reason)),
        Err(reason) => {
            output::warn(&format!(
                "{reason}; here are the same steps in the terminal (`claimscope demo`)\n"
            ));
            super::demo(&Demo::default())
        }
    }
}

#[cfg(feature = "desktop")]
fn open(window: &Window) -> Result<(), String> {
    use claimscope_client::session::{Fault, has_display};
    use claimscope_gui::tab::Tab;
    use claimscope_gui::theme_choice::ThemeChoice;
    use claimscope_gui::{RunError, RunOptions, run};

    if !has_display() {
        return Err("there is no display to open the window on".to_owned());
    }
    let mut options = RunOptions {
        workspace: window.workspace.clone(),
        screenshot: window.screenshot.clone(),
        theme: window.theme.as_deref().and_then(ThemeChoice::from_name),
        run_steps: window.screenshot.is_some(),
        ..RunOptions::default()
    };
    if let Some(step) = &window.step {
        options.tab = Tab::from_name(step);
        options.fault = Fault::from_name(step);
        if options.tab.is_none() && options.fault.is_none() {
            return Err(format!("--step: the window has no {step}"));
        }
    }
    run(options).map_err(|error| match error {
        RunError::Display(reason) => {
            // Before its last words it names a place in somebody's source code.
            let words = reason.rsplit(": ").next().unwrap_or_default();
            format!("no window could be opened here: {words}")
        }
        other => other.to_string(),
    })
}

#[cfg(not(feature = "desktop"))]
fn open(_: &Window) -> Result<(), String> {
    Err("this build has no window".to_owned())
}
