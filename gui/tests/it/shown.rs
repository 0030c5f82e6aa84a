//! A window that is driven by labels as a screen reader would: no display, no network, a fixed clock.

use std::cell::Cell;
use std::rc::Rc;

pub(crate) use claimscope_gui::Desktop;
use claimscope_gui::Parts;
use claimscope_gui::message::Command;
use claimscope_gui::results::FailureText;
use claimscope_gui::saved::Saved;
use claimscope_gui::store::StateFile;
use claimscope_gui::tab::Tab;
use egui::Event;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use jiff::tz::TimeZone;

use crate::support::{NOW, Script};

pub(crate) fn window() -> (Harness<'static, Desktop>, Script) {
    window_restored(None)
}

pub(crate) fn window_restored(trouble: Option<FailureText>) -> (Harness<'static, Desktop>, Script) {
    let (harness, script, _) = window_with(None, trouble);
    (harness, script)
}

/// The last is the clock: seconds after [`NOW`].
pub(crate) fn window_with(
    store: Option<StateFile>,
    trouble: Option<FailureText>,
) -> (Harness<'static, Desktop>, Script, Rc<Cell<i64>>) {
    started(store, Saved::default(), trouble)
}

/// A window that finds this at its start.
pub(crate) fn window_with_saved(saved: Saved) -> Harness<'static, Desktop> {
    started(None, saved, None).0
}

fn started(
    store: Option<StateFile>,
    saved: Saved,
    trouble: Option<FailureText>,
) -> (Harness<'static, Desktop>, Script, Rc<Cell<i64>>) {
    let seconds = Rc::new(Cell::new(0));
    let clock = Rc::clone(&seconds);
    let script = Script::default();
    let runner = script.clone();
    let mut harness = Harness::builder()
        .with_size([1280.0, 820.0])
        .with_max_steps(60)
        .build_eframe(|cx| {
            let parts = Parts {
                runner: Box::new(runner),
                clock: Box::new(move || NOW.plus_seconds(clock.get())),
                zone: TimeZone::UTC,
                shot: None,
                store,
            };
            Desktop::new(&cx.egui_ctx, saved, trouble, parts)
        });
    harness.run();
    (harness, script, seconds)
}

pub(crate) fn press(harness: &mut Harness<'_, Desktop>, label: &str) {
    harness.get_by_role_and_label(Role::Button, label).click();
    harness.run();
}

/// The same for what may have to be scrolled to.
pub(crate) fn scroll_and_press(harness: &mut Harness<'_, Desktop>, label: &str) {
    let button = harness.get_by_role_and_label(Role::Button, label);
    button.scroll_to_me();
    harness.run();
    press(harness, label);
}

/// Types into the field of this label, where its cursor is.
pub(crate) fn type_into(harness: &mut Harness<'_, Desktop>, label: &str, text: impl Into<String>) {
    put_into(harness, label, Event::Text(text.into()));
}

pub(crate) fn paste_into(harness: &mut Harness<'_, Desktop>, label: &str, text: impl Into<String>) {
    put_into(harness, label, Event::Paste(text.into()));
}

fn put_into(harness: &mut Harness<'_, Desktop>, label: &str, event: Event) {
    harness.get_by_label(label).focus();
    harness.run();
    harness.event(event);
    harness.run();
}

pub(crate) fn press_any(harness: &mut Harness<'_, Desktop>, label: &str) {
    harness.get_by_label(label).click();
    harness.run();
}

pub(crate) fn open(harness: &mut Harness<'_, Desktop>, tab: Tab) {
    harness
        .get_by_role_and_label(Role::Tab, tab.title())
        .click();
    harness.run();
}

pub(crate) fn shows(harness: &Harness<'_, Desktop>, text: &str) -> bool {
    harness.query_all_by_label_contains(text).next().is_some()
}

/// Does what a person would have asked for by hand.
pub(crate) fn command(harness: &mut Harness<'_, Desktop>, command: Command) {
    let ctx = harness.ctx.clone();
    harness.state_mut().command(&ctx, command);
    harness.run();
}
