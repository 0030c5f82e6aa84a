//! `parity FILE`: writes the cases that the npm package is held against in every runtime.
#![expect(clippy::print_stdout, reason = "saying how many there are")]

use anyhow::{Context, Result};
use claimscope_tests::parity;

fn main() -> Result<()> {
    let file = std::env::args_os().nth(1).context("usage: parity FILE")?;
    let (counts, cases) = parity::cases()?;
    std::fs::write(file, cases.to_string())?;
    let counts = counts.map(|(source, count)| format!("{count} {source}"));
    println!("parity cases: {}", counts.join(", "));
    Ok(())
}
