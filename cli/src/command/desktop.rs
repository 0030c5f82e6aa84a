//! No command: the desktop; where no window can open, the same walk in the terminal.

use crate::args::{Demo, Window};
use crate::failure::{Failure, Outcome};
use crate::output;

/// Opens the window, and comes back when it is closed.
pub(crate) fn run(window: &Window) -> Result<Outcome, Failure> {
    match open(window) {
        Ok(()) => Ok(Outcome::Done),
        // Whoever wants a picture has no use for the terminal's walk.
        Err(reason) if window.screenshot.is_some() => Err(Failure::usage(reason)),
        Err(reason) => {
            output::warn(&format!(
                "{reason}; here is the same walk in the terminal (`claimscope demo`)\n"
            ));
            super::demo(&Demo::default())
        }
    }
}

fn open(_: &Window) -> Result<(), String> {
    Err("there is no display to open the window on".to_owned())
}
