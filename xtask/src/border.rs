//! The crate `claimscope-wasm` itself, compiled to wasm: its tests in Node and in headless Chromium.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::json;

use crate::checks;
use crate::command::{Show, cargo, exists, run as run_command};
use crate::context::Context;
use crate::outcome::StepOutcome;
use crate::tally::Tally;
use crate::{browsers, tools};

/// What wasm-bindgen's runner reads, for [`tools::WASM`] and for the host that runs the tests.
const RUNNER: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER";
const CAPABILITIES: &str = "WASM_BINDGEN_TEST_WEBDRIVER_JSON";
const IN_BROWSER: [(&str, &str); 2] = [
    ("WASM_BINDGEN_USE_BROWSER", "1"),
    ("WASM_BINDGEN_TEST_TIMEOUT", "60"),
];

/// The tests of `wasm/tests`, once in Node and once in a page; what a host is missing for is left out by name.
pub fn run(context: &Context) -> Result<StepOutcome> {
    let Some(runner) = tools::wasm_bindgen(context, "wasm-bindgen-test-runner") else {
        return Ok(StepOutcome::left_out("wasm-bindgen could not be installed"));
    };
    if !tools::has_wasm_target(context) {
        return Ok(StepOutcome::left_out(
            "the wasm32 target could not be added",
        ));
    }
    let mut outcome = StepOutcome::counted(Tally::default());
    if exists("node") {
        let mut node = tests(context, &runner);
        outcome += count(context, "Node", &mut node)?;
    } else {
        outcome += StepOutcome::left_out("Node: node is not here");
    }
    let [chromium, driver] = ["Chromium", "chromedriver"].map(browsers::path);
    match (chromium, driver) {
        (Some(chromium), Some(driver)) => {
            let mut page = tests(context, &runner);
            page.env("CHROMEDRIVER", driver).envs(IN_BROWSER);
            page.env(CAPABILITIES, capabilities(context, chromium)?);
            outcome += count(context, "Chromium", &mut page)?;
        }
        (None, _) => outcome += StepOutcome::left_out("Chromium: it is not here"),
        (_, None) => outcome += StepOutcome::left_out("Chromium: chromedriver is not here"),
    }
    Ok(outcome)
}

fn tests(context: &Context, runner: &Path) -> Command {
    let options = "test --locked --profile wasm --package claimscope-wasm --test border --target";
    let mut tests = cargo(context, &options.split(' ').collect::<Vec<_>>());
    tests.arg(tools::WASM).env(RUNNER, runner);
    tests
}

fn count(context: &Context, host: &str, tests: &mut Command) -> Result<StepOutcome> {
    let log = format!("border-{}", host.to_lowercase());
    let outcome = checks::counted(&run_command(context, &log, tests, Show::OnFailure)?)?;
    println!("{host}: {}", outcome.tally);
    Ok(outcome)
}

/// How chromedriver is to start the browser. Root, as in containers, has no sandbox.
fn capabilities(context: &Context, chromium: PathBuf) -> Result<PathBuf> {
    let file = context.logs().join("webdriver.json");
    let arguments = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
    ];
    let options = json!({ "goog:chromeOptions": { "binary": chromium, "args": arguments } });
    fs::write(&file, options.to_string())
        .with_context(|| format!("could not write {}", file.display()))?;
    Ok(file)
}
