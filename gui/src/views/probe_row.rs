//! A row of the probe's matrix: a case that is over, under way, or still to come.

use claimscope_oauth::probe::{ProbeCase, ProbeResult, ProbeVerdict};
use egui::{
    Align, CursorIcon, Label, Layout, Rect, RichText, Role, Sense, Stroke, StrokeKind, Ui,
    UiBuilder, WidgetInfo, pos2, vec2,
};

use super::ViewCx;
use crate::message::Command;
use crate::probe::ProbeCommand;
use crate::theme;
use crate::widgets::{Icon, List, icon, shown};

/// From this width on, what is sent has a column of its own.
const WIDE: f32 = 760.0;
const ROW_HEIGHT: f32 = 26.0;
/// The widths of the columns id, expected, seen, outcome and exchange.
const COLUMNS: [f32; 5] = [196.0, 84.0, 168.0, 112.0, 52.0];

/// A case and how far it is.
#[derive(Clone, Copy)]
pub(super) enum MatrixRow<'a> {
    /// It came to this.
    Over(&'a ProbeResult),
    /// Its request is under way.
    UnderWay(ProbeCase),
    /// Nothing of it was sent yet.
    Waiting(ProbeCase),
}

impl MatrixRow<'_> {
    pub(super) fn case(self) -> ProbeCase {
        match self {
            Self::Over(result) => result.case,
            Self::UnderWay(case) | Self::Waiting(case) => case,
        }
    }

    fn mark(self) -> Icon {
        match self {
            Self::Over(result) => match result.verdict {
                ProbeVerdict::Pass => Icon::Pass,
                ProbeVerdict::Gap => Icon::Fail,
                ProbeVerdict::Deviation => Icon::Warn,
                ProbeVerdict::NotJudged => Icon::Skipped,
            },
            Self::UnderWay(_) => Icon::Running,
            Self::Waiting(_) => Icon::Waiting,
        }
    }

    fn outcome(self) -> &'static str {
        match self {
            Self::Over(result) => result.outcome(),
            Self::UnderWay(_) => "under way",
            Self::Waiting(_) => "to come",
        }
    }

    fn seen(self) -> String {
        match self {
            Self::Over(result) if result.seen.is_empty() => "nothing".to_owned(),
            Self::Over(result) => result.seen.clone(),
            Self::UnderWay(_) | Self::Waiting(_) => String::new(),
        }
    }

    fn label(self) -> String {
        let (code, outcome) = (self.case().code(), self.outcome());
        match self {
            Self::Over(_) => format!("{code}: {outcome}, seen {}", self.seen()),
            Self::UnderWay(_) | Self::Waiting(_) => format!("{code}: {outcome}"),
        }
    }

    /// The exchange that says most: of a gap, one in which the API let the request in.
    fn exchange(self) -> Option<u64> {
        let Self::Over(result) = self else {
            return None;
        };
        let is_gap = result.verdict == ProbeVerdict::Gap;
        let mut attempts = result.attempts.iter();
        let taken = attempts.find(|one| is_gap && one.status.is_some_and(|status| status < 400));
        taken.or(result.attempts.first())?.exchange
    }
}

/// Where each column lies: id, what was sent where there is room, expected, seen, outcome, exchange.
fn columns(row: Rect) -> [Option<Rect>; 6] {
    let inner = row.shrink2(vec2(8.0, 0.0));
    let is_wide = inner.width() >= WIDE;
    let [id, expected, seen, outcome, exchange] = COLUMNS;
    let (seen, id) = match is_wide {
        true => (seen, id),
        // A narrow window gives what it has to the id and to what was seen.
        false => {
            let rest = (inner.width() - expected - outcome - exchange).max(0.0);
            (rest * 0.42, rest * 0.58)
        }
    };
    let sent = inner.width() - id - expected - seen - outcome - exchange;
    let mut left = inner.left();
    let mut next = |width: f32| {
        let rect = Rect::from_min_size(pos2(left, row.top()), vec2(width - 8.0, row.height()));
        left += width;
        Some(rect)
    };
    let id = next(id);
    let sent = if is_wide { next(sent) } else { None };
    let [expected, seen, outcome, exchange] = [expected, seen, outcome, exchange].map(next);
    [id, sent, expected, seen, outcome, exchange]
}

fn cell_ui(ui: &mut Ui, rect: Option<Rect>, add: impl FnOnce(&mut Ui)) {
    if let Some(rect) = rect {
        let layout = Layout::left_to_right(Align::Center);
        let mut cell = ui.new_child(UiBuilder::new().max_rect(rect).layout(layout));
        cell.shrink_clip_rect(rect);
        add(&mut cell);
    }
}

fn text_ui(ui: &mut Ui, text: RichText) {
    ui.add(Label::new(text).truncate().selectable(false));
}

pub(super) fn head_ui(ui: &mut Ui, cx: &ViewCx<'_>) {
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), 18.0));
    let titles = ["Case", "What is sent", "Expected", "Seen", "Result", "Log"];
    for (title, column) in titles.into_iter().zip(columns(rect)) {
        let title = RichText::new(title).small().color(cx.tokens.muted);
        cell_ui(ui, column, |ui| text_ui(ui, title));
    }
}

pub(super) fn row_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    list: &mut List,
    row: MatrixRow<'_>,
    is_chosen: bool,
) {
    let size = vec2(ui.available_width(), ROW_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, list.sense());
    let tokens = cx.tokens;
    response
        .widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_chosen, row.label()));
    list.drew(ui, &response);
    let is_gap = matches!(row, MatrixRow::Over(result) if result.verdict == ProbeVerdict::Gap);
    let fill = match (is_chosen, response.hovered()) {
        _ if is_gap => tokens.bad_back,
        (true, _) => tokens.chosen,
        (false, true) => tokens.hover,
        (false, false) => egui::Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, 4.0, fill);
    if is_chosen || response.has_focus() {
        let ring = Stroke::new(1.5, tokens.accent);
        ui.painter()
            .rect_stroke(rect, 4.0, ring, StrokeKind::Inside);
    }
    let case = row.case();
    let [id, sent, expected, seen_at, outcome_at, exchange_at] = columns(rect);
    let mono = |text: &str| RichText::new(text).monospace().size(12.0);
    cell_ui(ui, id, |ui| {
        text_ui(ui, mono(case.code()).color(tokens.text))
    });
    cell_ui(ui, sent, |ui| {
        text_ui(ui, RichText::new(case.sent()).color(tokens.text));
    });
    cell_ui(ui, expected, |ui| {
        text_ui(ui, mono(case.expected().text()).color(tokens.muted));
    });
    cell_ui(ui, seen_at, |ui| {
        let seen = shown(ui, &row.seen());
        text_ui(ui, mono(&seen).color(tokens.text));
    });
    let mark = row.mark();
    cell_ui(ui, outcome_at, |ui| {
        icon(ui, mark, 13.0);
        let word = theme::strong(row.outcome()).color(tokens.tone(mark.tone()));
        text_ui(ui, word);
    });
    if let (Some(number), Some(at)) = (row.exchange(), exchange_at) {
        exchange_ui(ui, cx, number, at);
    }
    if response.clicked() && matches!(row, MatrixRow::Over(_)) {
        let chosen = (!is_chosen).then_some(case);
        cx.push(Command::Probe(ProbeCommand::Choose(chosen)));
    }
}

/// The press that leads to the exchange in the log; for the keys it stands in the case's details too.
fn exchange_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, number: u64, at: Rect) {
    if !cx.model.has_exchange(number) {
        return;
    }
    let id = ui.scope_id().with(("exchange of a case", number));
    let response = ui.interact(at, id, Sense::CLICK);
    let label = format!("Exchange {number} in the log");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
    let color = match response.hovered() {
        true => cx.tokens.text,
        false => cx.tokens.muted,
    };
    let text = RichText::new(format!("#{number}")).monospace().size(12.0);
    let text = text.underline().color(color);
    cell_ui(ui, Some(at), |ui| text_ui(ui, text));
    if response.on_hover_cursor(CursorIcon::PointingHand).clicked() {
        cx.push(Command::ShowExchange(Some(number)));
    }
}
