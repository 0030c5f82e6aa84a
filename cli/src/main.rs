//! `claimscope`: opens the desktop, or does one thing in the terminal.
//!
//! What this crate does not do: it decides nothing about tokens. Core decides; this crate reads arguments, does what
//! was asked, prints the answer and gives the exit code.

mod args;
mod client_certificate;
mod clock;
mod code;
mod command;
mod connection_file;
mod failure;
mod harmless;
mod input;
mod network;
mod output;
mod person;
mod render;
mod report_file;
mod style;

use std::process::ExitCode;

fn main() -> ExitCode {
    let json = args::wants_json(std::env::args_os());
    let arguments = match args::parse(std::env::args_os(), json) {
        Ok(arguments) => arguments,
        Err(code) => return ExitCode::from(code),
    };
    match command::run(arguments) {
        Ok(outcome) => ExitCode::from(outcome.exit_code()),
        Err(failure) => {
            output::fail(&failure, json);
            ExitCode::from(failure.exit_code())
        }
    }
}
