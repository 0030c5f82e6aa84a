//! `cargo xtask test`: every check there is, one step after the other, then one line with the sum.

use std::time::Instant;

use anyhow::Result;

use crate::context::Context;
use crate::outcome::StepOutcome;
use crate::tally::Tally;
use crate::{border, checks, desktop, npm};

type Step = (&'static str, fn(&Context) -> Result<StepOutcome>);

/// Quick ones first, so that a slip shows early; every step runs, whatever failed before.
const STEPS: [Step; 21] = [
    ("set-up", checks::set_up),
    ("format", checks::format),
    ("spelling", checks::spelling),
    ("licences, bans, sources", checks::deny),
    ("advisories", checks::advisories),
    ("lints", checks::lints),
    ("tests", checks::tests),
    ("doc tests", checks::doc_tests),
    ("documentation", checks::documentation),
    ("core and oauth for wasm32", checks::wasm),
    ("conformance", checks::vectors),
    ("the wasm crate", border::run),
    ("npm package", npm::package),
    ("npm runtimes", npm::runtimes),
    ("npm installs", npm::installs),
    ("the guard", npm::guard),
    ("the page", npm::page),
    ("the scenes", npm::scenes),
    ("logins in a browser", npm::logins),
    ("fuzzing", checks::fuzzing),
    ("the window", desktop::smoke),
];

/// Runs all steps; true if nothing failed.
pub fn run(context: &Context) -> Result<bool> {
    let mut sum = Tally::default();
    let mut summary = Vec::new();
    let mut failed = Vec::new();
    for (name, step) in STEPS {
        println!("\n== {name}");
        let start = Instant::now();
        let outcome = step(context).unwrap_or_else(|error| {
            println!("{error:#}");
            StepOutcome::failed(&error.to_string())
        });
        let line = line(name, start.elapsed().as_secs(), outcome.tally);
        println!("{line}");
        summary.push(line);
        let reasons = outcome.left_out.iter();
        summary.extend(reasons.map(|reason| format!("               left out: {reason}")));
        let names = outcome.failed.iter();
        failed.extend(names.map(|failure| format!("  {name}: {failure}")));
        sum += outcome.tally;
    }
    println!("\n== all of it\n{}", summary.join("\n"));
    // The end of a log is what is read.
    if !failed.is_empty() {
        println!("failed:\n{}", failed.join("\n"));
    }
    println!("{sum}");
    Ok(sum.failed == 0)
}

fn line(name: &str, seconds: u64, tally: Tally) -> String {
    let word = if tally.failed > 0 { "FAILS" } else { "ok" };
    format!("{word:5} {seconds:5} s  {name}: {tally}")
}
