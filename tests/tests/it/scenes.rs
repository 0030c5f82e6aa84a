//! Every scene in every face: one verdict, the same indicators, keys and reasons. The npm package and the page are held
//! against the terminal by `tests/npm/scenes`.

use anyhow::Result;
use claimscope_tests::scenes::{self, Scene, SceneServer, Seen};
use tokio::runtime::Runtime;

fn set_up() -> Result<(Runtime, SceneServer, Vec<Scene>)> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let (stage, scenes) = runtime.block_on(scenes::set_up())?;
    anyhow::ensure!(scenes.len() >= 60, "{}", scenes.len());
    Ok((runtime, stage, scenes))
}

#[track_caller]
fn assert_all(scenes: &[Scene], look: impl Fn(&Scene) -> Result<Option<String>>) {
    let wrong: Vec<String> = scenes
        .iter()
        .filter_map(|scene| match look(scene) {
            Ok(difference) => difference.map(|difference| format!("{}: {difference}", scene.name)),
            Err(error) => Some(format!("{}: {error:#}", scene.name)),
        })
        .collect();
    let (count, all) = (wrong.len(), scenes.len());
    assert!(
        wrong.is_empty(),
        "{count} of {all} scenes:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn the_terminal_says_what_is_expected() {
    let (_runtime, _stage, scenes) = set_up().unwrap();
    assert_all(&scenes, |scene| {
        Ok(scenes::in_terminal(scene)?.difference(&scene.expected))
    });
}

#[test]
fn the_window_says_what_the_terminal_says() {
    let (_runtime, _stage, scenes) = set_up().unwrap();
    assert_all(&scenes, |scene| {
        let window = scenes::in_window(scene)?;
        let terminal: Seen = scenes::in_terminal(scene)?;
        let differs = window != terminal;
        Ok(differs.then(|| format!("terminal {terminal:?}\n    window {window:?}")))
    });
}
