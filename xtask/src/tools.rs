//! What rustup, npm and pip install: the wasm32 target, the interop peers, the checkers.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use crate::command::{Show, cargo, command, exists, run};
use crate::context::Context;

/// The target that core must build for.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Whether the toolchain has [`WASM`]'s standard library.
pub fn has_wasm_target(context: &Context) -> bool {
    let arguments = ["--print", "target-libdir", "--target", WASM];
    let output = command(context, "rustc").args(arguments).output();
    output.is_ok_and(|output| {
        let folder = String::from_utf8_lossy(&output.stdout);
        Path::new(folder.trim()).is_dir()
    })
}

/// `rustup target add`, where it is missing.
pub fn wasm_target(context: &Context) -> Result<()> {
    if has_wasm_target(context) {
        return Ok(());
    }
    ensure!(exists("rustup"), "There is no rustup to add {WASM} with.");
    let mut add = command(context, "rustup");
    add.args(["target", "add", WASM]);
    ensure!(
        run(context, "rustup", &mut add, Show::OnFailure)?.success,
        "rustup could not add {WASM}."
    );
    Ok(())
}

/// Whether the interop peers are installed as the lock file says.
pub fn has_npm_packages(context: &Context) -> bool {
    let folder = context.interop();
    is_stamped(
        &folder.join("package-lock.json"),
        &folder.join("node_modules/.claimscope"),
    )
}

/// `npm ci` of the interop peers.
pub fn npm(context: &Context) -> Result<()> {
    if has_npm_packages(context) {
        return Ok(());
    }
    let major = node_major(context).context("There is no node on PATH.")?;
    ensure!(major >= 20, "node {major} is too old: 20 is needed.");
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut install = command(context, program);
    install.arg("ci").current_dir(context.interop());
    ensure!(
        run(context, "npm", &mut install, Show::OnFailure)?.success,
        "npm could not install the interop peers."
    );
    let folder = context.interop();
    stamp(
        &folder.join("package-lock.json"),
        &folder.join("node_modules/.claimscope"),
    )
}

fn node_major(context: &Context) -> Option<u32> {
    let output = command(context, "node").arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.trim()
        .strip_prefix('v')?
        .split('.')
        .next()?
        .parse()
        .ok()
}

/// A virtual environment with what `requirements.txt` lists.
pub fn python(context: &Context) -> Result<()> {
    let wanted = context.root.join("xtask/requirements.txt");
    let done = context.venv().join(".claimscope");
    if is_stamped(&wanted, &done) {
        return Ok(());
    }
    let python = ["python3", "python"].into_iter().find(|name| exists(name));
    let python = python.context("There is no python3 on PATH.")?;
    fs::create_dir_all(context.target.join("tools"))?;
    let mut create = command(context, python);
    create.args(["-m", "venv", "--clear"]).arg(context.venv());
    ensure!(
        run(context, "venv", &mut create, Show::OnFailure)?.success,
        "python3 could not make a virtual environment."
    );
    let mut install = command(context, context.venv_program("python"));
    let pip = "-m pip install --quiet --disable-pip-version-check --requirement";
    install.args(pip.split(' ')).arg(&wanted);
    ensure!(
        run(context, "pip", &mut install, Show::OnFailure)?.success,
        "pip could not install the checkers."
    );
    stamp(&wanted, &done)
}

/// Whether `done` was written for this very content of `wanted`.
fn is_stamped(wanted: &Path, done: &Path) -> bool {
    match (fs::read(wanted), fs::read(done)) {
        (Ok(wanted), Ok(done)) => wanted == done,
        _ => false,
    }
}

fn stamp(wanted: &Path, done: &Path) -> Result<()> {
    fs::copy(wanted, done).with_context(|| format!("could not write {}", done.display()))?;
    Ok(())
}

/// What is downloaded once, so that later steps can work offline.
pub fn crates(context: &Context) -> Result<()> {
    let mut fetch = cargo(context, &["fetch", "--locked"]);
    run(context, "fetch", &mut fetch, Show::OnFailure)?.ok()?;
    Ok(())
}
