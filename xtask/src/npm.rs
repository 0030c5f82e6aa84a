//! What `cargo xtask test` does with the npm package and the page on it: pack it, check it, run it everywhere.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::checks;
use crate::command::{Show, command, run as run_command};
use crate::context::Context;
use crate::outcome::StepOutcome;
use crate::tally::{self, Tally};
use crate::{browsers, package, tools, www};

/// The package is built and packed within its budget; publint and attw have nothing to say; its examples run.
pub fn package(context: &Context) -> Result<StepOutcome> {
    if let Some(reason) = obstacle(context) {
        return Ok(StepOutcome::left_out(reason));
    }
    let fits = package::run(context)?;
    let mut check = script(context, "tests/npm/check.mjs");
    let mut outcome = outcome(context, "npm-package", &mut check)?;
    outcome += StepOutcome::one(fits, "the package is larger than wasm/budget.json allows");
    Ok(outcome)
}

/// The packed package passes the same suite in every runtime, and reports as native core does.
pub fn runtimes(context: &Context) -> Result<StepOutcome> {
    if let Some(reason) = obstacle(context) {
        return Ok(StepOutcome::left_out(reason));
    }
    if !package::tarball(context).is_file() {
        package::run(context)?;
    }
    checks::build(context)?;
    let cases = context.target.join("npm/parity.json");
    let mut parity = command(context, context.program("parity"));
    run_command(context, "parity", parity.arg(&cases), Show::All)?.ok()?;
    let mut suite = script(context, "tests/npm/main.mjs");
    suite.arg(cases);
    outcome(context, "npm-runtimes", &mut suite)
}

/// The packed package as applications take it: compilers old and new, bundles for Node, Next.js; and its verdicts beside those of others.
pub fn installs(context: &Context) -> Result<StepOutcome> {
    if let Some(reason) = obstacle(context) {
        return Ok(StepOutcome::left_out(reason));
    }
    if !package::tarball(context).is_file() {
        package::run(context)?;
    }
    let mut installs = script(context, "tests/npm/install/main.mjs");
    outcome(context, "npm-installs", &mut installs)
}

/// The guard in each framework, as clients of others read it, and a login by an API's URL alone.
pub fn guard(context: &Context) -> Result<StepOutcome> {
    if let Some(reason) = obstacle(context) {
        return Ok(StepOutcome::left_out(reason));
    }
    if !package::tarball(context).is_file() {
        package::run(context)?;
    }
    checks::build(context)?;
    let mut guard = script(context, "tests/npm/guard/main.mjs");
    guard.arg(context.program("claimscope"));
    guard.arg(context.program("guarded"));
    outcome(context, "npm-guard", &mut guard)
}

/// The page, built and driven in Chromium and Firefox beside the playground.
pub fn page(context: &Context) -> Result<StepOutcome> {
    if let Some(reason) = obstacle(context) {
        return Ok(StepOutcome::left_out(reason));
    }
    let fits = build_page(context)?;
    let mut drive = on_page(context, "tests/npm/www/main.mjs");
    let mut outcome = outcome(context, "page", &mut drive)?;
    outcome += StepOutcome::one(fits, "the page's first view is larger than it may be");
    Ok(outcome)
}

/// Every scene of the tests in the package and on the page, held against the terminal.
pub fn scenes(context: &Context) -> Result<StepOutcome> {
    if let Some(reason) = obstacle(context) {
        return Ok(StepOutcome::left_out(reason));
    }
    build_page(context)?;
    let mut scenes = script(context, "tests/npm/scenes/main.mjs");
    scenes.arg(context.target.join("www"));
    scenes.arg(context.program("scenes"));
    scenes.arg(context.program("claimscope"));
    outcome(context, "scenes", &mut scenes)
}

/// Logins in Chromium, which the terminal and the window start, at the playground.
pub fn logins(context: &Context) -> Result<StepOutcome> {
    if let Some(reason) = obstacle(context) {
        return Ok(StepOutcome::left_out(reason));
    }
    checks::build(context)?;
    let mut logins = command(context, "node");
    logins.arg("tests/npm/logins/main.mjs");
    logins.arg(context.program("claimscope"));
    browsers::name(&mut logins);
    outcome(context, "logins", &mut logins)
}

/// Takes the page's pictures, in Chromium.
pub fn shots(context: &Context, images: &Path) -> Result<bool> {
    if let Some(reason) = obstacle(context) {
        bail!("no pictures of the page: {reason}");
    }
    build_page(context)?;
    let mut take = on_page(context, "tests/npm/www/shots.mjs");
    take.arg(images);
    Ok(run_command(context, "page-shots", &mut take, Show::All)?.success)
}

/// Builds the page and the playground that serves it; false if the page's first view has outgrown its bound.
fn build_page(context: &Context) -> Result<bool> {
    if !package::tarball(context).is_file() {
        package::run(context)?;
    }
    checks::build(context)?;
    www::run(context)
}

/// A script that is told where the page, the playground and browsers are.
fn on_page(context: &Context, path: &str) -> Command {
    let mut script = command(context, "node");
    script.arg(path).arg(context.target.join("www"));
    script.arg(context.program("claimscope"));
    browsers::name(&mut script);
    script
}

fn obstacle(context: &Context) -> Option<&'static str> {
    let missing = !tools::has_npm_packages(context, "tests/npm");
    package::obstacle(context)
        .or(missing.then_some("the npm packages of tests/npm could not be installed"))
}

/// A script that is told the target folder, the tarball, and where browsers are.
fn script(context: &Context, path: &str) -> Command {
    let mut script = command(context, "node");
    script
        .arg(path)
        .arg(&context.target)
        .arg(package::tarball(context));
    browsers::name(&mut script);
    script
}

/// Runs a script whose last line counts, and which says by `left out:` what it skipped.
fn outcome(context: &Context, name: &str, script: &mut Command) -> Result<StepOutcome> {
    let output = run_command(context, name, script, Show::All)?;
    let mut tally = Tally::closing(&output.text);
    if !output.success && tally.failed == 0 {
        tally.failed = 1;
    }
    let left_out = Tally::left_out(&output.text).map(str::to_owned).collect();
    Ok(StepOutcome {
        tally,
        left_out,
        failed: tally::failed(&output.text),
    })
}
