//! `cargo xtask bench`: the benchmarks, release build.

use anyhow::Result;

use crate::command::{Show, cargo, run};
use crate::context::Context;

/// Core's verification beside `jsonwebtoken` and the raw primitive, with their ratios.
pub fn core(context: &Context) -> Result<bool> {
    let mut command = cargo(context, &["bench", "-p", "claimscope-core"]);
    Ok(run(context, "bench", &mut command, Show::All)?.success)
}
