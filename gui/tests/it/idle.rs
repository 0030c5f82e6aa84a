//! How often the window is drawn while nobody does anything: as often as what it shows changes, and no more.

use std::time::Duration;

use claimscope_gui::connection::Field;
use claimscope_gui::message::{Command, Event};
use claimscope_gui::store::StateFile;
use claimscope_gui::tab::Tab;
use egui::ViewportId;
use egui_kittest::Harness;

use crate::shown::{Desktop, command, open, press, window, window_with};
use crate::support::{Script, token, token_result};

/// In how many seconds the window is drawn again by itself; `None` where it never is.
fn drawn_again_in(harness: &Harness<'_, Desktop>) -> Option<u64> {
    let delay = harness.output().viewport_output[&ViewportId::ROOT].repaint_delay;
    (delay < Duration::from_secs(1_000_000)).then_some(delay.as_secs())
}

/// The window of a token that lives for so long; it is not asked for with a run, which would show more.
fn window_with_token(seconds: i64) -> (Harness<'static, Desktop>, Script) {
    let (mut harness, script) = window();
    script.hang();
    open(&mut harness, Tab::Token);
    let ctx = harness.ctx.clone();
    harness.state_mut().command(&ctx, Command::RequestToken);
    let generation = script.work().iter().find_map(|work| match work {
        claimscope_gui::effect::Work::RequestToken(ticket, _) => Some(*ticket),
        _ => None,
    });
    let answer = Ok(token_result(&token(seconds), seconds));
    script.tell(Event::TokenReceived(generation.unwrap(), answer));
    harness.run();
    (harness, script)
}

#[test]
fn a_window_without_a_token_is_not_drawn_again_whatever_is_shown() {
    let (mut harness, _) = window();
    for tab in Tab::ALL {
        open(&mut harness, tab);
        assert_eq!(drawn_again_in(&harness), None, "{tab:?}");
    }
}

#[test]
fn a_countdown_is_drawn_when_its_words_change() {
    let (harness, _) = window_with_token(272);
    assert_eq!(drawn_again_in(&harness), Some(1), "4 m 32 s");
    // Of hours, minutes are told.
    let (harness, _) = window_with_token(7_220);
    assert_eq!(drawn_again_in(&harness), Some(21), "2 h");
    let (harness, _) = window_with_token(90_000);
    assert_eq!(drawn_again_in(&harness), Some(1), "1 d 1 h");
}

#[test]
fn the_times_of_a_token_that_is_inspected_count_where_they_are_shown() {
    let (mut harness, _) = window();
    let text = token(90);
    command(&mut harness, Command::EditInspect(text.as_str().into()));
    assert_ne!(drawn_again_in(&harness), Some(1), "they are on another tab");
    open(&mut harness, Tab::Inspect);
    assert_eq!(drawn_again_in(&harness), Some(1));
}

#[test]
fn a_token_is_renewed_in_time_though_nothing_is_drawn() {
    let (mut harness, _) = window_with_token(90_000);
    command(&mut harness, Command::SetRenews(true));
    // The connection whose token it is is not the one that is shown.
    press(&mut harness, "New");
    assert_eq!(drawn_again_in(&harness), Some(90_000 - 30));
}

#[test]
fn a_notice_goes_and_a_change_is_saved_though_nothing_else_happens() {
    let (mut harness, _) = window();
    command(&mut harness, Command::Copy("Text", "text".into()));
    assert_eq!(drawn_again_in(&harness), Some(4));

    let folder = std::env::temp_dir().join(format!("claimscope-idle-{}", std::process::id()));
    let (mut harness, _, seconds) = window_with(Some(StateFile::new(&folder)), None);
    command(&mut harness, Command::NewConnection);
    command(&mut harness, Command::Edit(Field::Name, "Orders".into()));
    assert_eq!(drawn_again_in(&harness), Some(1));
    seconds.set(1);
    harness.run();
    assert_eq!(drawn_again_in(&harness), None, "it is written");
    drop(std::fs::remove_dir_all(&folder));
}
