//! Serves the scenes for the npm package and the page: prints one line of JSON, and runs until its input ends.

use std::io::Read;

use anyhow::Result;
use claimscope_tests::scenes;
use serde_json::json;

#[expect(clippy::print_stdout, reason = "the line is what this program is for")]
fn main() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let (stage, scenes) = runtime.block_on(scenes::set_up())?;
    let lines = scenes
        .iter()
        .map(|scene| Ok(json!({ "scene": scene, "terminal": scenes::in_terminal(scene)? })));
    let lines = lines.collect::<Result<Vec<_>>>()?;
    println!("{}", json!(lines));
    std::io::stdin().read_to_end(&mut Vec::new())?;
    drop(stage);
    Ok(())
}
