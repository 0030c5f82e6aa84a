//! Fuzzing on the stable toolchain: libFuzzer with the compiler's own coverage pass, no sanitizer, no cargo-fuzz.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use crate::command::{self, Show, cargo, command};
use crate::context::Context;
use crate::tally::Tally;

/// How long a smoke run gives each target.
pub const SMOKE_SECONDS: u32 = 20;

/// The fuzz targets of core/fuzz.
const TARGETS: [&str; 3] = ["inspect", "verify", "documents"];

/// What makes libFuzzer see which branches an input takes.
const COVERAGE: [&str; 7] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
    "--cfg=fuzzing",
];

/// Whether this platform links the coverage tables that libFuzzer reads.
pub const SUPPORTED: bool = cfg!(all(target_os = "linux", target_arch = "x86_64"));

/// Runs every target for so long; false if one found something.
pub fn run(context: &Context, seconds: u32) -> Result<bool> {
    let tally = targets(context, seconds)?;
    println!("{tally}");
    Ok(tally.failed == 0)
}

/// Runs every target for so long and counts which found nothing.
pub fn targets(context: &Context, seconds: u32) -> Result<Tally> {
    ensure!(
        SUPPORTED,
        "fuzzing on stable Rust is set up for Linux on x86-64 only"
    );
    build(context)?;
    let mut tally = Tally::default();
    for name in TARGETS {
        if fuzz(context, name, seconds)? {
            tally.passed += 1;
        } else {
            tally.failed += 1;
        }
    }
    Ok(tally)
}

const TRIPLE: &str = "x86_64-unknown-linux-gnu";

fn build(context: &Context) -> Result<()> {
    // Naming the target keeps the coverage flags off build scripts and macros.
    let mut command = cargo(context, &["build", "--locked", "--target", TRIPLE]);
    command
        .arg("--manifest-path")
        .arg(context.root.join("core/fuzz/Cargo.toml"))
        .arg("--target-dir")
        .arg(context.target.join("fuzz"))
        .env("CARGO_ENCODED_RUSTFLAGS", COVERAGE.join("\u{1f}"));
    command::run(context, "fuzz-build", &mut command, Show::OnFailure)?.ok()?;
    Ok(())
}

/// One target: starts from the committed corpus, keeps what it finds under the target folder.
fn fuzz(context: &Context, name: &str, seconds: u32) -> Result<bool> {
    let found = context.target.join("fuzz/corpus").join(name);
    let crashes = context.target.join("fuzz/artifacts").join(name);
    fs::create_dir_all(&found)?;
    fs::create_dir_all(&crashes)?;
    let committed = Path::new("core/fuzz/corpus").join(name);
    let program = Path::new(TRIPLE).join("debug").join(name);
    let mut command = command(context, context.target.join("fuzz").join(program));
    command
        .args([&found, &committed])
        .arg("-dict=core/fuzz/words.dict")
        .arg(format!("-max_total_time={seconds}"))
        .args(["-timeout=10", "-rss_limit_mb=2048", "-max_len=65536"])
        .arg(format!("-artifact_prefix={}/", crashes.display()));
    let output = command::run(
        context,
        &format!("fuzz-{name}"),
        &mut command,
        Show::OnFailure,
    )?;
    let last = output.text.lines().rfind(|line| line.starts_with("Done "));
    println!("fuzz {name}: {}", last.unwrap_or("it found something"));
    if output.success {
        ensure_coverage_grows(&output.text)
            .with_context(|| format!("fuzz target {name} is blind"))?;
    }
    Ok(output.success)
}

/// A fuzzer that sees no coverage mutates blindly and proves nothing.
fn ensure_coverage_grows(text: &str) -> Result<()> {
    let seen = text.lines().any(|line| {
        let mut words = line.split_whitespace().skip_while(|word| *word != "cov:");
        let count = words.nth(1).and_then(|word| word.parse::<u32>().ok());
        count.is_some_and(|count| count > 100)
    });
    ensure!(seen, "libFuzzer reported no coverage");
    Ok(())
}
