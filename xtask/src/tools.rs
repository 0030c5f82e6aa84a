//! What rustup, cargo, npm and pip install: the wasm32 target, its glue's generator, peers, runtimes, checkers.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

use crate::command::{Show, cargo, command, exists, run};
use crate::context::Context;

/// The target that core must build for.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Folders with packages from npm: what builds our package, what tests it, and the interop peers.
const NPM: [&str; 3] = ["wasm", "tests/npm", "tests/interop"];

/// Whether the toolchain has [`WASM`]'s standard library.
pub fn has_wasm_target(context: &Context) -> bool {
    has_target(context, WASM)
}

fn has_target(context: &Context, target: &str) -> bool {
    let arguments = ["--print", "target-libdir", "--target", target];
    let output = command(context, "rustc").args(arguments).output();
    output.is_ok_and(|output| {
        let folder = String::from_utf8_lossy(&output.stdout);
        Path::new(folder.trim()).is_dir()
    })
}

/// `rustup target add`, where it is missing.
pub fn wasm_target(context: &Context) -> Result<()> {
    add_target(context, WASM)
}

/// The same for any target.
pub fn add_target(context: &Context, target: &str) -> Result<()> {
    if has_target(context, target) {
        return Ok(());
    }
    ensure!(exists("rustup"), "There is no rustup to add {target} with.");
    let mut add = command(context, "rustup");
    add.args(["target", "add", target]);
    ensure!(
        run(context, "rustup", &mut add, Show::OnFailure)?.success,
        "rustup could not add {target}."
    );
    Ok(())
}

/// Whether one of [`NPM`] is installed as its lock file says.
pub fn has_npm_packages(context: &Context, folder: &str) -> bool {
    let folder = context.root.join(folder);
    is_stamped(
        &folder.join("package-lock.json"),
        &folder.join("node_modules/.claimscope"),
    )
}

/// `npm ci` in each folder of [`NPM`]. No package's own scripts run.
pub fn npm(context: &Context) -> Result<()> {
    for folder in NPM {
        if !has_npm_packages(context, folder) {
            npm_ci(context, folder)?;
        }
    }
    Ok(())
}

fn npm_ci(context: &Context, folder: &str) -> Result<()> {
    let major = node_major(context).context("There is no node on PATH.")?;
    ensure!(major >= 20, "node {major} is too old: 20 is needed.");
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut install = command(context, program);
    install.args(["ci", "--prefix", folder]);
    ensure!(
        run(context, "npm", &mut install, Show::OnFailure)?.success,
        "npm could not install what {folder}/package-lock.json lists."
    );
    let folder = context.root.join(folder);
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

/// A program of the crate wasm-bindgen-cli, where the version that Cargo.lock asks for is installed.
pub fn wasm_bindgen(context: &Context, name: &str) -> Option<PathBuf> {
    let folder = wasm_bindgen_folder(context).join("bin");
    let program = |name: &str| folder.join(format!("{name}{}", env::consts::EXE_SUFFIX));
    let version = command(context, program("wasm-bindgen"))
        .arg("--version")
        .output()
        .ok()?;
    let installed = String::from_utf8(version.stdout).ok()?;
    let wanted = wasm_bindgen_version(context).ok()?;
    (installed.trim().strip_prefix("wasm-bindgen ") == Some(&wanted)).then(|| program(name))
}

/// `cargo install wasm-bindgen-cli`: it must be exactly as old as the library.
pub fn install_wasm_bindgen(context: &Context) -> Result<()> {
    if wasm_bindgen(context, "wasm-bindgen").is_some() {
        return Ok(());
    }
    let version = wasm_bindgen_version(context)?;
    let options = ["install", "--quiet", "wasm-bindgen-cli", "--version"];
    let mut install = cargo(context, &options);
    install
        .arg(&version)
        .args(["--force", "--root"])
        .arg(wasm_bindgen_folder(context));
    ensure!(
        run(context, "wasm-bindgen-cli", &mut install, Show::OnFailure)?.success,
        "cargo could not install wasm-bindgen-cli {version}."
    );
    Ok(())
}

fn wasm_bindgen_folder(context: &Context) -> PathBuf {
    context.target.join("tools/wasm-bindgen")
}

fn wasm_bindgen_version(context: &Context) -> Result<String> {
    let lock = fs::read_to_string(context.root.join("Cargo.lock"))?;
    let mut lines = lock.lines();
    lines
        .find(|line| *line == "name = \"wasm-bindgen\"")
        .and_then(|_| {
            lines
                .next()?
                .strip_prefix("version = \"")?
                .strip_suffix('"')
        })
        .map(str::to_owned)
        .context("Cargo.lock names no wasm-bindgen.")
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
