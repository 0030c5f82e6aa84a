//! `cargo xtask setup`: the one place that installs things; `test` and CI call it too.

use anyhow::Result;

use crate::context::Context;
use crate::{browsers, packages, tools};

type Part = (&'static str, fn(&Context) -> Result<()>);

const PARTS: [Part; 6] = [
    ("system packages", packages::install),
    ("browsers", browsers::install),
    ("the wasm32 target", tools::wasm_target),
    ("wasm-bindgen", tools::install_wasm_bindgen),
    ("npm packages", tools::npm),
    ("Python packages", tools::python),
];

/// Installs what is missing; says plainly what could not be installed and what that leaves out.
pub fn run(context: &Context) -> Result<bool> {
    let mut complete = true;
    for (what, install) in PARTS {
        match install(context) {
            Ok(()) => println!("setup: {what}: ready"),
            Err(error) => {
                complete = false;
                println!("setup: {what}: not ready. {error:#}");
            }
        }
    }
    if !complete {
        println!("setup: tests that need what is not ready are left out, and counted as skipped");
    }
    Ok(complete)
}
