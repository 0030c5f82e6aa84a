//! `conformance DIR`: runs the public test vectors, prints exceptions with their reasons and a closing count.
#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use claimscope_tests::conformance::SUITES;

fn main() -> Result<ExitCode> {
    let folder = std::env::args_os().nth(1);
    let folder = folder.context("usage: conformance DIR (with folders wycheproof and rfc7520)")?;
    let (mut passed, mut failed, mut excepted) = (0, 0, 0);
    for (name, run) in SUITES {
        let outcome = run(Path::new(&folder))?;
        let surprises = outcome.surprises.len();
        let named = outcome.excepted.len();
        println!(
            "{name}: {} as the file says, {named} excepted, {surprises} not",
            outcome.passed
        );
        for line in &outcome.excepted {
            println!("  excepted {line}");
        }
        for line in &outcome.surprises {
            println!("  SURPRISE {line}");
        }
        passed += outcome.passed;
        failed += surprises;
        excepted += named;
    }
    println!("excepted by name, each with its reason above: {excepted}");
    println!("{passed} passed, {failed} failed");
    Ok(if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
