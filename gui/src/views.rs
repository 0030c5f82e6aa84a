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
mod code_page;
mod compare;
mod connection_folders;
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
mod inspect_offers;
mod inspect_pasted;
mod inspect_place;
mod inspect_summary;
mod inspect_token;
mod keeping;
mod keys;
mod log_panel;
mod notices;
mod overview;
mod palette;
mod pasted;
mod path_line;
mod probe;
mod probe_matrix;
mod probe_row;
mod probe_with;
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
use egui::{CentralPanel, Frame, Margin, Panel, Ui, UiBuilder};
use jiff::tz::TimeZone;

use crate::message::Command;
use crate::model::Model;
use crate::response_view::ResponseCommand;
use crate::theme::{self, Tokens};
use crate::widgets::at_least;

pub(crate) use request_body::BODY_AREAS;

/// In less width the list of connections leaves more to the middle.
const NARROW_WINDOW: f32 = 700.0;
/// In less width it takes the place of the middle, on demand.
const NARROWEST_WINDOW: f32 = 560.0;
/// A middle with less height scrolls as a whole.
const LEAST_MIDDLE: f32 = 280.0;

/// What is told where a person points is no wider than this.
const WIDEST_TOOLTIP: f32 = 500.0;
/// What stands beside it in its frame, and around that.
const TOOLTIP_EDGES: f32 = 40.0;

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

/// What is told where a person points is no wider than the window.
fn fit_tooltips(ui: &Ui) {
    let width = (ui.ctx().content_rect().width() - TOOLTIP_EDGES).min(WIDEST_TOOLTIP);
    if ui.ctx().global_style().spacing.tooltip_width != width {
        ui.ctx()
            .all_styles_mut(|style| style.spacing.tooltip_width = width);
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
    fit_tooltips(ui);
    let tokens = cx.tokens;
    let bar = |margin: Margin| Frame::new().fill(tokens.panel).inner_margin(margin);
    Panel::top("top bar")
        .frame(bar(Margin::symmetric(14, 7)))
        .show(ui, |ui| match ui.available_width() < NARROWEST_WINDOW {
            true => top_bar::narrow_bar_ui(ui, &mut cx),
            false => top_bar::top_bar_ui(ui, &mut cx),
        });
    Panel::bottom("status")
        .frame(bar(Margin::symmetric(14, 4)))
        .show(ui, |ui| status::status_ui(ui, &mut cx));
    let has_room = ui.available_width() >= NARROWEST_WINDOW;
    let (name, usual) = match ui.available_width() < NARROW_WINDOW {
        true => ("narrow connections", 186.0),
        false => ("connections", 228.0),
    };
    if has_room {
        Panel::left(name)
            .frame(bar(Margin::symmetric(10, 12)))
            .default_size(usual)
            .size_range((usual * 0.8)..=(usual * 1.6))
            .resizable(true)
            .show(ui, |ui| connections::connections_ui(ui, &mut cx));
    }
    // The middle comes first for the keyboard, as for the eye, and the log's panel first for the layout.
    let (log, log_height) = log_panel::log_panel(ui, model);
    let mut middle = ui.available_rect_before_wrap();
    middle.max.y -= log_height;
    let mut middle_ui = ui.new_child(UiBuilder::new().id_salt("middle").max_rect(middle));
    let page = Frame::new().fill(tokens.page);
    CentralPanel::default()
        .frame(page.inner_margin(theme::PAGE_MARGIN))
        .show(&mut middle_ui, |ui| {
            match model.shows_connections && !has_room {
                true => connections::connections_ui(ui, &mut cx),
                false => at_least(ui, "step", LEAST_MIDDLE, |ui| stage::stage_ui(ui, &mut cx)),
            }
        });
    log_panel::show(ui, &mut cx, log, bar(Margin::symmetric(14, 6)));
    code_page::code_page_ui(ui, &mut cx);
    keys::keys_ui(ui, &mut cx);
    palette::palette_ui(ui, &mut cx);
    Drawn {
        commands: cx.commands,
        holds_for: cx.changes_in.get().map(Duration::from_secs),
    }
}
