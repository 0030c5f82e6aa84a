//! What the window shows. Views read the model and push commands; they never wait, start work or read a clock.

mod about_token;
mod api_login;
mod asked;
mod call;
mod claims_json;
mod claims_rows;
mod claims_table;
mod claims_view;
mod client_form;
mod compare;
mod connections;
mod cookies;
mod discover;
mod environments;
mod exchanges;
mod explanation;
mod fields;
mod file_fields;
mod files;
mod grant_form;
mod importing;
mod inspect;
mod inspect_checks;
mod inspect_claims;
mod inspect_encrypted;
mod inspect_found;
mod inspect_further;
mod inspect_judging;
mod inspect_keys;
mod inspect_pasted;
mod inspect_place;
mod inspect_summary;
mod inspect_token;
mod keeping;
mod notices;
mod overview;
mod palette;
mod pasted;
mod probe;
mod probe_matrix;
mod probe_row;
mod remedy;
mod request_bar;
mod request_body;
mod request_editor;
mod request_list;
mod request_table;
mod response;
mod response_body;
mod response_picture;
mod response_rows;
mod sidebar_menu;
mod sign;
mod stage;
mod status;
mod token;
mod token_history;
mod top_bar;
mod tour;
mod why;

use std::cell::Cell;
use std::time::Duration;

use claimscope_core::time::{Timestamp, relative_text, relative_text_changes_in};
use egui::containers::panel::PanelState;
use egui::{CentralPanel, Frame, Margin, Panel, Ui, UiBuilder};
use jiff::tz::TimeZone;

use crate::message::Command;
use crate::model::Model;
use crate::response_view::ResponseCommand;
use crate::theme::{self, Tokens};

/// The log is never lower.
const LEAST_LOG: f32 = 110.0;
/// The log is never higher.
const MOST_LOG: f32 = 520.0;
/// The share of the height that it never exceeds.
const LOG_SHARE: f32 = 0.5;

/// In less width the list of connections leaves more to the middle.
const NARROW_WINDOW: f32 = 700.0;

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
    /// In how many seconds something that was drawn is not so any more.
    changes_in: Cell<Option<u64>>,
}

/// What came of drawing.
pub(crate) struct Drawn {
    /// What the person asked for.
    pub(crate) commands: Vec<Command>,
    /// How long what was drawn stays so; `None` where passing time changes nothing of it.
    pub(crate) holds_for: Option<Duration>,
}

impl ViewCx<'_> {
    /// How many seconds are left to a moment, negative where it has passed; for words that are drawn anew when they change.
    fn seconds_to(&self, at: Timestamp) -> i64 {
        let change = relative_text_changes_in(at, self.now);
        let first = self
            .changes_in
            .get()
            .map_or(change, |other| other.min(change));
        self.changes_in.set(Some(first));
        at.unix_seconds().saturating_sub(self.now.unix_seconds())
    }

    /// Where a moment lies: `in 59 m 48 s`.
    fn relative(&self, at: Timestamp) -> String {
        self.seconds_to(at);
        relative_text(at, self.now)
    }

    fn push(&mut self, command: Command) {
        self.commands.push(command);
    }

    fn respond(&mut self, command: ResponseCommand) {
        self.push(Command::Response(command));
    }
}

/// The whole window.
pub(crate) fn window_ui(ui: &mut Ui, model: &Model, now: Timestamp, zone: &TimeZone) -> Drawn {
    let mut cx = ViewCx {
        model,
        now,
        zone,
        tokens: Tokens::of(ui),
        commands: Vec::new(),
        changes_in: Cell::default(),
    };
    let tokens = cx.tokens;
    let bar = |margin: Margin| Frame::new().fill(tokens.panel).inner_margin(margin);
    Panel::top("top bar")
        .frame(bar(Margin::symmetric(14, 7)))
        .show(ui, |ui| top_bar::top_bar_ui(ui, &mut cx));
    Panel::bottom("status")
        .frame(bar(Margin::symmetric(14, 4)))
        .show(ui, |ui| status::status_ui(ui, &mut cx));
    let (name, usual) = match ui.available_width() < NARROW_WINDOW {
        true => ("narrow connections", 186.0),
        false => ("connections", 228.0),
    };
    Panel::left(name)
        .frame(bar(Margin::symmetric(10, 12)))
        .default_size(usual)
        .size_range((usual * 0.8)..=(usual * 1.6))
        .resizable(true)
        .show(ui, |ui| connections::connections_ui(ui, &mut cx));
    // The middle comes first for the keyboard, as for the eye, and the log's panel first for the layout.
    let log = log_panel(ui, model).frame(bar(Margin::symmetric(14, 6)));
    let mut middle = ui.available_rect_before_wrap();
    middle.max.y -= log_height(ui, model);
    let mut middle_ui = ui.new_child(UiBuilder::new().id_salt("middle").max_rect(middle));
    CentralPanel::default()
        .frame(
            Frame::new()
                .fill(tokens.page)
                .inner_margin(theme::PAGE_MARGIN),
        )
        .show(&mut middle_ui, |ui| stage::stage_ui(ui, &mut cx));
    log.show(ui, |ui| match model.log.is_open() {
        true => exchanges::log_ui(ui, &mut cx),
        false => exchanges::head_ui(ui, &mut cx),
    });
    palette::palette_ui(ui, &mut cx);
    Drawn {
        commands: cx.commands,
        holds_for: cx.changes_in.get().map(Duration::from_secs),
    }
}

/// Each state of the log has a height of its own, which the person can change.
fn log_name(model: &Model) -> &'static str {
    match model.log.shown {
        _ if !model.log.is_open() => "folded log",
        Some(_) => "log with exchange",
        None => "log",
    }
}

fn log_panel(ui: &Ui, model: &Model) -> Panel {
    let panel = Panel::bottom(log_name(model));
    match model.log.is_open() {
        true => panel
            .default_size(usual_log_height(ui, model))
            .size_range(LEAST_LOG..=most_log_height(ui))
            .resizable(true),
        false => panel.resizable(false),
    }
}

/// How high the log was drawn last.
fn log_height(ui: &Ui, model: &Model) -> f32 {
    let id = ui.scope_id().with(log_name(model));
    match PanelState::load(ui.ctx(), id) {
        Some(panel) if model.log.is_open() => panel.size().y.min(most_log_height(ui)),
        Some(panel) => panel.size().y,
        None if !model.log.is_open() => {
            // Nobody sees the first frame with a guess.
            ui.ctx()
                .request_discard("the height of the folded log was not known");
            0.0
        }
        None => usual_log_height(ui, model),
    }
}

/// The step above keeps most of the height, whatever the log was drawn to in a higher window.
fn most_log_height(ui: &Ui) -> f32 {
    (ui.available_height() * LOG_SHARE).clamp(LEAST_LOG, MOST_LOG)
}

/// An exchange in full needs more room than the list.
fn usual_log_height(ui: &Ui, model: &Model) -> f32 {
    let most = match model.log.shown {
        Some(_) => 340.0,
        None => 180.0,
    };
    let usual = (ui.available_height() * most / 740.0).clamp(LEAST_LOG, most);
    usual.min(most_log_height(ui))
}
