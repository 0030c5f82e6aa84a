//! All automation: `cargo xtask WORD`; `cargo xtask help` lists the words.

mod bench;
mod border;
mod browsers;
mod checks;
mod code_pages;
mod command;
mod context;
mod desktop;
mod desktop_bench;
mod display;
mod fuzz;
mod npm;
mod outcome;
mod package;
mod packages;
mod setup;
mod shots;
mod steps;
mod tally;
mod tools;
mod windows;
mod www;

use std::env;
use std::process::ExitCode;

use anyhow::{Result, bail};
use context::Context;

const HELP: &str = "\
cargo xtask WORD

  setup            install what building and testing need (`test` does this first by itself)
  test             every check there is: format, lints, tests, wasm, interop, conformance,
                   the npm package in every runtime, the page, fuzzing, the window
  conformance DIR  run the public test vectors in DIR (folders wycheproof and rfc7520)
  bench [core]     measure verification against jsonwebtoken and the raw primitive
  bench desktop    measure the window beside an empty one, its longest frames, and what it draws while idle
  bench server     measure the playground's tokens against a raw signature and npm's oidc-provider, and its memory
  bench npm        measure the npm package beside other libraries in every runtime: docs/bench-npm.md
  fuzz [SECONDS]   run each fuzz target for so long, 20 seconds if not said
  package          build the npm package: target/npm/claimscope-VERSION.tgz
  sizes [KIND]     print what makes up the bytes of a wasm file of the package: full, slim, lean (if not said), diagnosis
  www              build the web inspector from the npm package, and the pages of codes: target/www
  windows          build the program for Windows and try its terminal commands under wine
  shots [NAME]     take the pictures of docs/images from a real window and a real browser: all, those of
                   the window or of the page, or the window's of this name
  ci               what CI runs: the same as test
  help             this text";

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Whether the work succeeded; an error means that it could not be done at all.
fn run(words: &[&str]) -> Result<bool> {
    let context = Context::find()?;
    match words {
        [] | ["help" | "-h" | "--help"] => println!("{HELP}"),
        ["setup"] => return setup::run(&context),
        ["test" | "ci"] => return steps::run(&context),
        ["conformance", folder] => return checks::conformance(&context, folder.as_ref()),
        ["bench"] | ["bench", "core"] => return bench::core(&context),
        ["bench", "server"] => return bench::server(&context),
        ["bench", "desktop"] => return desktop_bench::run_all(&context),
        ["bench", "npm"] => return bench::npm(&context),
        ["fuzz"] => return fuzz::run(&context, fuzz::SMOKE_SECONDS),
        ["fuzz", seconds] => return fuzz::run(&context, seconds.parse()?),
        ["package"] => return package::run(&context),
        ["sizes"] => return package::sizes(&context, "lean"),
        ["sizes", kind] => return package::sizes(&context, kind),
        ["windows"] => return windows::run_all(&context),
        ["www"] => {
            checks::build_program(&context)?;
            return www::run(&context);
        }
        ["shots"] => return shots::run_all(&context, None),
        ["shots", name] => return shots::run_all(&context, Some(name)),
        _ => bail!("there is no such word: {}\n\n{HELP}", words.join(" ")),
    }
    Ok(true)
}
