//! `cargo xtask package`: the npm package, from the crate `claimscope-wasm` and the JavaScript beside it.

use std::env;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};

use crate::command::{Show, cargo, command, run as run_command};
use crate::context::Context;
use crate::tools;

/// One of the wasm files.
struct Build {
    kind: &'static str,
    /// What it has of the crate.
    features: &'static str,
    /// For rustc.
    flags: &'static [&'static str],
}

/// All that there is for tokens.
const FULL: Build = Build {
    kind: "full",
    features: "tokens,explain,sign,software,pem,registry,summary,hints,forms,more-algorithms",
    // Past this, inlining makes the module larger and no faster: measured by `cargo xtask bench npm`.
    flags: &[SIMD, "-Cllvm-args=-inline-threshold=25"],
};

/// Without software RSA, ECDSA and EdDSA, and as small as it gets.
const SLIM: Build = Build {
    kind: "slim",
    features: "tokens,explain,sign,kinds,more-algorithms",
    flags: &[SIMD],
};

/// What verifies and says no more than the check that failed.
const LEAN: Build = Build {
    kind: "lean",
    features: "tokens,kinds,more-algorithms",
    flags: &[SIMD],
};

/// Why an API said no: only a few ask for it, and it needs no key.
const DIAGNOSIS: Build = Build {
    kind: "diagnosis",
    features: "diagnose",
    flags: &[SIMD],
};

/// What opens encrypted tokens: only a few have any.
const DECRYPT: Build = Build {
    kind: "decrypt",
    features: "decrypt,pem,hints",
    flags: &[SIMD],
};

/// What computes ES256K, Ed448 and ML-DSA: only a few name one of them.
const MORE_ALGORITHMS: Build = Build {
    kind: "more-algorithms",
    features: "more-software",
    flags: &[SIMD, "-Cllvm-args=-inline-threshold=25"],
};

const BUILDS: [Build; 6] = [FULL, SLIM, LEAN, DIAGNOSIS, DECRYPT, MORE_ALGORITHMS];

/// SHA-2 is faster and shorter with it, and every runtime has it: Node 16, Chrome 91, Firefox 89, Safari 16.4.
const SIMD: &str = "-Ctarget-feature=+simd128";

/// Builds, packs and prints sizes; false if the package outgrew wasm/budget.json.
pub fn run(context: &Context) -> Result<bool> {
    if let Some(reason) = obstacle(context) {
        println!("setup: {reason}: `cargo xtask setup` installs it, or says why not");
        return Ok(false);
    }
    make(context)
}

/// Prints what makes up the bytes of one of the wasm files, by crate and module, as it was last packed.
pub fn sizes(context: &Context, kind: &str) -> Result<bool> {
    let known = BUILDS.map(|build| build.kind);
    ensure!(known.contains(&kind), "there are {}", known.join(", "));
    let made = context.target.join(format!("npm/bindgen/{kind}.opt.wasm"));
    if !made.is_file() {
        run(context)?;
    }
    let mut map = command(context, "node");
    map.arg("wasm/build/size-map.mjs").arg(&context.target);
    map.arg(kind);
    Ok(run_command(context, "sizes", &mut map, Show::All)?.success)
}

/// What is missing for building the package, if anything is.
pub fn obstacle(context: &Context) -> Option<&'static str> {
    if !tools::has_wasm_target(context) {
        Some("the wasm32 target could not be added")
    } else if tools::wasm_bindgen(context, "wasm-bindgen").is_none() {
        Some("wasm-bindgen could not be installed")
    } else if !tools::has_npm_packages(context, "wasm") {
        Some("the npm packages of wasm/ could not be installed")
    } else {
        None
    }
}

/// The tarball that [`run`] leaves.
pub fn tarball(context: &Context) -> PathBuf {
    let name = format!("claimscope-{}.tgz", env!("CARGO_PKG_VERSION"));
    context.target.join("npm").join(name)
}

fn make(context: &Context) -> Result<bool> {
    for build in &BUILDS {
        compile(context, build)?;
    }
    let mut build = command(context, "node");
    build.arg("wasm/build/main.mjs").arg(&context.target);
    build.arg(env!("CARGO_PKG_VERSION"));
    let fits = run_command(context, "package", &mut build, Show::All)?.success;
    let tarball = tarball(context);
    ensure!(tarball.is_file(), "no package was made");
    println!("{}", context.shown(&tarball));
    Ok(fits)
}

/// One wasm file with its glue, in target/npm/bindgen/KIND.
fn compile(context: &Context, build: &Build) -> Result<()> {
    // As an rlib too, which tests need, the library would keep a tenth more for others to call.
    let options = "rustc --locked --profile wasm --package claimscope-wasm --lib --crate-type cdylib --target";
    let mut compile = cargo(context, &options.split(' ').collect::<Vec<_>>());
    compile.args([tools::WASM, "--no-default-features", "--features"]);
    compile.arg(build.features);
    let remapped = remapped_paths();
    let flags = build.flags.iter().copied();
    let flags: Vec<&str> = flags.chain(remapped.iter().map(String::as_str)).collect();
    compile.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    run_command(context, "package-cargo", &mut compile, Show::OnFailure)?.ok()?;
    let built = context.target.join(tools::WASM).join("wasm");
    let program = tools::wasm_bindgen(context, "wasm-bindgen").context("no wasm-bindgen")?;
    let mut bindgen = command(context, program);
    let options = ["--target", "web", "--out-name", "claimscope", "--out-dir"];
    bindgen
        .args(options)
        .arg(context.target.join("npm/bindgen").join(build.kind))
        .arg(built.join("claimscope_wasm.wasm"));
    run_command(context, "package-bindgen", &mut bindgen, Show::OnFailure)?.ok()?;
    Ok(())
}

/// Flags for rustc that take this machine's folders of downloaded crates out of panic messages.
fn remapped_paths() -> Vec<String> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(env::home_dir()?.join(".cargo")));
    let registries = home.and_then(|home| fs::read_dir(home.join("registry/src")).ok());
    registries
        .into_iter()
        .flatten()
        .flatten()
        .map(|folder| format!("--remap-path-prefix={}=", folder.path().display()))
        .collect()
}
