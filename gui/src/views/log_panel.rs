//! The panel of the exchange log: each state of it has a height of its own, which the person can change.

use egui::containers::panel::PanelState;
use egui::{Frame, Id, Panel, Ui};

use super::{ViewCx, exchanges};
use crate::model::Model;

/// The log is never lower.
const LEAST: f32 = 110.0;
/// The log is never higher.
const MOST: f32 = 520.0;
/// The share of the height that it never exceeds.
const SHARE: f32 = 0.5;

/// A height of the open log, and how it came to it.
#[derive(Clone, Copy)]
struct Height {
    /// What it was set to, and how much there could be then.
    set: f32,
    most: f32,
    /// What the person drew it to, whatever there is room for by now.
    wanted: Option<f32>,
    was_pressed: bool,
}

/// The panel, before it is shown, and how high it is.
pub(super) fn log_panel(ui: &Ui, model: &Model) -> (Panel, f32) {
    let name = name(model);
    let id = ui.scope_id().with(name);
    let known = PanelState::load(ui.ctx(), id).map(|panel| panel.size().y);
    let panel = Panel::bottom(name);
    if !model.log.is_open() {
        if known.is_none() {
            // Nobody sees the first frame with a guess.
            ui.ctx()
                .request_discard("the height of the folded log was not known");
        }
        return (panel.resizable(false), known.unwrap_or_default());
    }
    let most = most(ui);
    let height = height(ui, model, id, (known, most));
    let panel = panel.default_size(height).size_range(LEAST..=most);
    (panel.resizable(true), height)
}

pub(super) fn show(ui: &mut Ui, cx: &mut ViewCx<'_>, panel: Panel, frame: Frame) {
    panel
        .frame(frame)
        .show(ui, |ui| match cx.model.log.is_open() {
            true => exchanges::log_ui(ui, cx),
            false => exchanges::head_ui(ui, cx),
        });
}

fn name(model: &Model) -> &'static str {
    match model.log.shown {
        _ if !model.log.is_open() => "folded log",
        Some(_) => "log with exchange",
        None => "log",
    }
}

/// What the person drew it to, or what is usual, as far as there is room: a low window changes neither for a higher one.
fn height(ui: &Ui, model: &Model, id: Id, (known, most): (Option<f32>, f32)) -> f32 {
    let state = id.with("height");
    let before: Option<Height> = ui.data(|data| data.get_temp(state));
    let is_pressed = ui.input(|input| input.pointer.any_down() || input.pointer.any_released());
    let mut wanted = before.and_then(|before| before.wanted);
    let height = match (before, known) {
        (Some(before), Some(known)) if before.most == most => {
            let is_drawn = is_pressed || before.was_pressed;
            if is_drawn && (known - before.set).abs() > 0.5 {
                wanted = Some(known);
            }
            known
        }
        _ => {
            ui.data_mut(|data| data.remove::<PanelState>(id));
            wanted.unwrap_or_else(|| usual(ui, model)).min(most)
        }
    };
    let now = Height {
        set: height,
        most,
        wanted,
        was_pressed: is_pressed,
    };
    ui.data_mut(|data| data.insert_temp(state, now));
    height
}

/// The step above keeps most of the height.
fn most(ui: &Ui) -> f32 {
    (ui.available_height() * SHARE).clamp(LEAST, MOST)
}

/// An exchange in full needs more room than the list.
fn usual(ui: &Ui, model: &Model) -> f32 {
    let most = match model.log.shown {
        Some(_) => 340.0,
        None => 180.0,
    };
    (ui.available_height() * most / 740.0).clamp(LEAST, most)
}
