//! `cargo xtask bench`: the benchmarks, release build.

use anyhow::{Result, ensure};

use crate::command::{Show, cargo, command, run};
use crate::context::Context;
use crate::{package, tools};

/// Core's verification beside `jsonwebtoken` and the raw primitive, with their ratios.
pub fn core(context: &Context) -> Result<bool> {
    let mut command = cargo(context, &["bench", "-p", "claimscope-core"]);
    Ok(run(context, "bench", &mut command, Show::All)?.success)
}

/// The playground's tokens beside a raw signature and npm's oidc-provider, and its memory.
pub fn server(context: &Context) -> Result<bool> {
    let mut command = cargo(
        context,
        &["bench", "-p", "claimscope-server", "--bench", "token"],
    );
    Ok(run(context, "bench-server", &mut command, Show::All)?.success)
}

/// The packed npm package beside other libraries, in every runtime; writes docs/bench-npm.md.
pub fn npm(context: &Context) -> Result<bool> {
    let has_runtimes = tools::has_npm_packages(context, "tests/npm");
    ensure!(has_runtimes, "first: cargo xtask setup");
    // A package past its size budget can be measured all the same.
    package::run(context)?;
    let mut bench = command(context, "node");
    bench.arg("wasm/bench/main.mjs").arg(&context.root);
    bench.arg(package::tarball(context)).arg(&context.target);
    Ok(run(context, "bench-npm", &mut bench, Show::All)?.success)
}
