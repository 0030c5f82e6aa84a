//! Every scene in every face: one verdict, the same indicators, keys and reasons.

use claimscope_tests::scenes;

#[test]
fn the_terminal_says_what_is_expected() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let (stage, scenes) = runtime.block_on(scenes::set_up()).unwrap();
    assert!(scenes.len() >= 60, "{}", scenes.len());
    let mut wrong = Vec::new();
    for scene in &scenes {
        match scenes::in_terminal(scene) {
            Ok(seen) => wrong.extend(
                seen.difference(&scene.expected)
                    .map(|difference| format!("{}: {difference}", scene.name)),
            ),
            Err(error) => wrong.push(format!("{}: {error:#}", scene.name)),
        }
    }
    drop(stage);
    assert!(
        wrong.is_empty(),
        "{} of {} scenes:\n{}",
        wrong.len(),
        scenes.len(),
        wrong.join("\n")
    );
}
