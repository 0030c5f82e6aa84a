//! What the window shows. Views read the model and push commands; they never wait, start work or read a clock.

mod call;
mod connections;
mod discover;
mod exchanges;
mod explanation;
mod inspect;
mod inspect_checks;
mod inspect_claims;
mod inspect_pasted;
mod inspect_summary;
mod inspect_token;
mod overview;
mod palette;
mod stage;
mod status;
mod token;
mod top_bar;

use claimscope_core::time::Timestamp;
use egui::{CentralPanel, Frame, Margin, Panel, Ui};
use jiff::tz::TimeZone;

use crate::message::Command;
use crate::model::Model;
use crate::theme::{self, Tokens};

/// What every view is given.
pub(crate) struct ViewCx<'a> {
    /// The state, to be read.
    pub(crate) model: &'a Model,
    /// The moment shown.
    pub(crate) now: Timestamp,
    /// The person's time zone.
    pub(crate) zone: &'a TimeZone,
    /// The colours.
    pub(crate) tokens: &'static Tokens,
    /// What the person asked for in this frame.
    pub(crate) commands: Vec<Command>,
}

impl ViewCx<'_> {
    fn push(&mut self, command: Command) {
        self.commands.push(command);
    }
}

/// The whole window. Returns what the person asked for.
pub(crate) fn window_ui(
    ui: &mut Ui,
    model: &Model,
    now: Timestamp,
    zone: &TimeZone,
) -> Vec<Command> {
    let mut cx = ViewCx {
        model,
        now,
        zone,
        tokens: Tokens::of(ui),
        commands: Vec::new(),
    };
    let tokens = cx.tokens;
    let bar = |margin: Margin| Frame::new().fill(tokens.panel).inner_margin(margin);
    Panel::top("top bar")
        .frame(bar(Margin::symmetric(14, 7)))
        .show(ui, |ui| top_bar::top_bar_ui(ui, &mut cx));
    Panel::bottom("status")
        .frame(bar(Margin::symmetric(14, 4)))
        .show(ui, |ui| status::status_ui(ui, &mut cx));
    Panel::left("connections")
        .frame(bar(Margin::symmetric(10, 12)))
        .default_size(228.0)
        .size_range(180.0..=360.0)
        .resizable(true)
        .show(ui, |ui| connections::connections_ui(ui, &mut cx));
    if model.log_hidden {
        Panel::bottom("folded log")
            .frame(bar(Margin::symmetric(14, 4)))
            .resizable(false)
            .show(ui, |ui| exchanges::folded_ui(ui, &mut cx));
    } else {
        // An exchange in full needs more room than the list: each has a height of its own, which the person can change.
        let (name, most) = match model.shown_exchange {
            Some(_) => ("log with exchange", 340.0),
            None => ("log", 180.0),
        };
        Panel::bottom(name)
            .frame(bar(Margin::symmetric(14, 8)))
            .default_size((ui.available_height() * most / 740.0).clamp(110.0, most))
            .size_range(110.0..=520.0)
            .resizable(true)
            .show(ui, |ui| exchanges::log_ui(ui, &mut cx));
    }
    CentralPanel::default()
        .frame(
            Frame::new()
                .fill(tokens.page)
                .inner_margin(theme::PAGE_MARGIN),
        )
        .show(ui, |ui| stage::stage_ui(ui, &mut cx));
    palette::palette_ui(ui, &mut cx);
    cx.commands
}
