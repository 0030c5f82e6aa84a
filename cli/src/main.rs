//! `claimscope`: opens the desktop, or does one thing in the terminal.
//!
//! What this crate does not do: it decides nothing about tokens. Core decides; this crate reads arguments, does what
//! was asked, prints the answer and gives the exit code.

mod args;
mod clock;
mod command;
mod failure;
mod input;
mod network;
mod output;
mod render;

use std::process::ExitCode;

use crate::failure::Outcome;

fn main() -> ExitCode {
    let arguments = match args::parse(std::env::args_os()) {
        Ok(arguments) => arguments,
        Err(code) => return ExitCode::from(code),
    };
    match command::run(arguments) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Refused) => ExitCode::from(1),
        Err(failure) => {
            output::warn(&failure.to_string());
            ExitCode::from(failure.exit_code())
        }
    }
}
