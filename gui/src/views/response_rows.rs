//! The rows of a body: JSON with its folds, text, and bytes. Only what is to be seen is laid out.

use std::borrow::Cow;
use std::ops::Range;

use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, FontId, Label, Role, Sense, Stroke, TextStyle, Ui, WidgetInfo, pos2, vec2};

use super::ViewCx;
use crate::body::{Body, BodyMode, Hits, JsonLines, PieceKind};
use crate::response_view::{ResponseCommand, ResponseView};
use crate::theme::Tokens;
use crate::widgets::{Rows, Sideways, shown};

/// How much of a long string is laid out, in bytes.
const SHOWN_BYTES: usize = 400;
/// The width of the place for the triangle that folds.
const FOLD_WIDTH: f32 = 16.0;

/// What marks hits in a row.
struct Marking<'a> {
    hits: Option<&'a Hits>,
    at: Option<usize>,
    font: FontId,
    tokens: &'static Tokens,
}

impl<'a> Marking<'a> {
    fn new(ui: &Ui, cx: &ViewCx<'_>, view: &'a ResponseView) -> Self {
        let hits = view.find.as_ref().and_then(|find| find.hits.ready());
        Self {
            hits,
            at: view.hit(),
            font: TextStyle::Monospace.resolve(ui.style()),
            tokens: cx.tokens,
        }
    }

    /// Adds a stretch of the text, in which hits are marked.
    fn add(&self, ui: &Ui, job: &mut LayoutJob, text: &str, range: Range<usize>, color: Color32) {
        let mut at = range.start;
        let numbers = self
            .hits
            .map_or(0..0, |hits| hits.within(range.start, range.end));
        for number in numbers {
            let Some(hits) = self.hits else { break };
            let start = hits.starts[number] as usize;
            let from = start.max(at).min(range.end);
            let to = (start + hits.length).min(range.end);
            self.append(ui, job, text.get(at..from), color, None);
            let is_shown = self.at == Some(start);
            self.append(ui, job, text.get(from..to), color, Some(is_shown));
            at = to;
        }
        self.append(ui, job, text.get(at..range.end), color, None);
    }

    fn append(
        &self,
        ui: &Ui,
        job: &mut LayoutJob,
        text: Option<&str>,
        color: Color32,
        hit: Option<bool>,
    ) {
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            return;
        };
        let mut format = TextFormat::simple(self.font.clone(), color);
        match hit {
            Some(true) => {
                format.background = self.tokens.accent;
                format.color = self.tokens.on_accent;
            }
            Some(false) => {
                format.background = self.tokens.warn_back;
                format.underline = Stroke::new(1.0, self.tokens.warn);
            }
            None => {}
        }
        let text = match text.contains('\t') {
            true => Cow::Owned(text.replace('\t', "    ")),
            false => Cow::Borrowed(text),
        };
        job.append(&shown(ui, &text), 0.0, format);
    }
}

fn row_label(job: LayoutJob) -> Label {
    Label::new(job).extend().selectable(true)
}

pub(super) fn text_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    body: &Body,
    (view, mode): (&ResponseView, BodyMode),
    height: f32,
) {
    let (Some(text), Some(rows)) = (body.shown_text(mode), body.shown_rows(mode)) else {
        return;
    };
    let marking = Marking::new(ui, cx, view);
    let goal = view.goal;
    Rows {
        salt: (view.number, mode.title()),
        label: "Body, row by row",
        count: rows.len(),
        height,
        goal: goal.map(|goal| (goal.number, rows.row_of(goal.offset))),
        marked: None,
    }
    .show(ui, |ui, row| {
        let start = rows.start(row);
        let range = start..start + rows.row(text, row).len();
        let mut job = LayoutJob::default();
        marking.add(ui, &mut job, text, range, cx.tokens.text);
        ui.add(row_label(job));
    });
}

pub(super) fn hex_ui(ui: &mut Ui, cx: &ViewCx<'_>, body: &Body, view: &ResponseView, height: f32) {
    let marking = Marking::new(ui, cx, view);
    Rows {
        salt: (view.number, BodyMode::Hex.title()),
        label: "Body in hexadecimal, 16 bytes a row",
        count: body.hex_rows(),
        height,
        goal: None,
        marked: None,
    }
    .show(ui, |ui, row| {
        let mut job = LayoutJob::default();
        let row = body.hex_row(row);
        marking.append(ui, &mut job, Some(&row), cx.tokens.text, None);
        ui.add(row_label(job));
    });
}

pub(super) fn json_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    (body, json): (&Body, &JsonLines),
    view: &ResponseView,
    height: f32,
) {
    let Some(text) = body.text() else {
        return;
    };
    let folds = &view.folds;
    let marking = Marking::new(ui, cx, view);
    let goal = view.goal;
    let row_of = |offset| folds.row_of(json.line_of(offset));
    let mut commands = Vec::new();
    let keys = Rows {
        salt: (view.number, BodyMode::Pretty.title()),
        label: "Body as JSON, a member a row",
        count: folds.rows(json),
        height,
        goal: goal.map(|goal| (goal.number, row_of(goal.offset))),
        marked: Some(view.line.map(|line| folds.row_of(line))),
    }
    .show(ui, |ui, row| {
        let line = folds.line_at(row);
        if view.line == Some(line) {
            let row = ui.max_rect();
            ui.painter().rect_filled(row, 2.0, marking.tokens.chosen);
        }
        ui.add_space(json.depth(line) as f32 * 14.0);
        let is_closed = folds.is_closed(line);
        if fold_ui(ui, json, line, is_closed) {
            commands.push(ResponseCommand::ToggleFold(line));
        }
        let job = json_job(ui, (text, json), line, is_closed, &marking);
        if ui.add(row_label(job)).clicked() {
            commands.push(ResponseCommand::MarkLine(line));
        }
    });
    if let Some(row) = keys.marked {
        commands.push(ResponseCommand::MarkLine(folds.line_at(row)));
    }
    if let (Some(sideways), Some(line)) = (keys.sideways, view.line) {
        let folds_it = sideways == Sideways::Left;
        if json.closing(line).is_some() && folds.is_closed(line) != folds_it {
            commands.push(ResponseCommand::ToggleFold(line));
        }
    }
    for command in commands {
        cx.respond(command);
    }
}

/// The triangle before a line that opens something; whether it was pressed.
fn fold_ui(ui: &mut Ui, json: &JsonLines, line: usize, is_closed: bool) -> bool {
    let size = vec2(FOLD_WIDTH, ui.available_height());
    if json.closing(line).is_none() {
        ui.add_space(FOLD_WIDTH);
        return false;
    }
    // No stop for the Tab key: the arrow keys fold the marked line.
    let (rect, response) = ui.allocate_exact_size(size, Sense::CLICK);
    let verb = if is_closed { "Unfold" } else { "Fold" };
    let label = format!("{verb} line {}", line + 1);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
    let tokens = Tokens::of(ui);
    let color = match response.hovered() {
        true => tokens.text,
        false => tokens.muted,
    };
    let middle = rect.center();
    let points = match is_closed {
        true => [vec2(-2.0, -4.0), vec2(3.0, 0.0), vec2(-2.0, 4.0)],
        false => [vec2(-4.0, -2.0), vec2(4.0, -2.0), vec2(0.0, 3.0)],
    };
    let points = points.map(|point| pos2(middle.x + point.x, middle.y + point.y));
    ui.painter().add(egui::Shape::convex_polygon(
        points.to_vec(),
        color,
        Stroke::NONE,
    ));
    response.clicked()
}

fn json_job(
    ui: &Ui,
    (text, json): (&str, &JsonLines),
    line: usize,
    is_closed: bool,
    marking: &Marking<'_>,
) -> LayoutJob {
    let tokens = marking.tokens;
    let mut job = LayoutJob::default();
    let plain = |job: &mut LayoutJob, text: &str| {
        marking.append(ui, job, Some(text), tokens.muted, None);
    };
    for piece in json.pieces(text, line) {
        let color = match piece.kind {
            PieceKind::Name => tokens.accent,
            PieceKind::String => tokens.good,
            PieceKind::Scalar => tokens.warn,
            PieceKind::Mark => tokens.text,
        };
        let is_colon = piece.kind == PieceKind::Mark && text.get(piece.range.clone()) == Some(":");
        let length = piece.range.len();
        if length > SHOWN_BYTES {
            let end = text.floor_char_boundary(piece.range.start + SHOWN_BYTES);
            marking.add(ui, &mut job, text, piece.range.start..end, color);
            plain(
                &mut job,
                &format!("… and {} bytes more", piece.range.end - end),
            );
        } else {
            marking.add(ui, &mut job, text, piece.range, color);
        }
        if is_colon {
            plain(&mut job, " ");
        }
    }
    if let Some(closing) = json.closing(line).filter(|_| is_closed) {
        let count = closing - line - 1;
        let lines = if count == 1 { "line" } else { "lines" };
        plain(&mut job, &format!(" {count} {lines} "));
        marking.add(ui, &mut job, text, json.range(closing), tokens.text);
    }
    job
}
