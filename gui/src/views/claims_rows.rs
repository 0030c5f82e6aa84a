//! What can be done with the rows of header and claims: copying and folding, each one stop for the Tab key.

use claimscope_core::json::Value;
use claimscope_core::report::Report;
use egui::{Color32, Label, Response, Role, Sense, Shape, Ui, WidgetInfo, pos2, vec2};

use super::ViewCx;
use crate::claim_rows::{Content, Row, RowName};
use crate::message::Command;
use crate::sizes::size_text;
use crate::theme::{self, Tokens};
use crate::widgets::{List, copy_mark, quiet_link, shown};

/// The part that is the header of the encrypted token around the one that is shown.
pub(super) const OUTER_HEADER: &str = "outer header";
/// Longer names are cut where they are a label, in characters.
const NAME_CHARACTERS: usize = 80;

/// What is known beside the rows.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    /// Another one for every token and report.
    pub(super) key: u64,
    /// The checks of the claims, where there are any.
    pub(super) report: Option<&'a Report>,
}

/// The lists of copy buttons and of folds while the rows are drawn.
pub(super) struct RowLists {
    copies: List,
    folds: List,
    /// Which copy button and which fold a row has.
    places: Vec<(Option<usize>, Option<usize>)>,
    /// The row that a person folded or unfolded.
    pub(super) turned: Option<u64>,
}

impl RowLists {
    pub(super) fn new(ui: &Ui, salt: &str, rows: &[Row<'_>]) -> Self {
        let (mut copies, mut folds) = (0, 0);
        let next = |is_there: bool, count: &mut usize| {
            is_there.then(|| {
                *count += 1;
                *count - 1
            })
        };
        let places = rows
            .iter()
            .map(|row| {
                let is_copied = !matches!(row.content, Content::End(_) | Content::Part(None));
                let is_folding = row.content.is_unfolded().is_some();
                (next(is_copied, &mut copies), next(is_folding, &mut folds))
            })
            .collect();
        Self {
            copies: List::new(ui, &format!("{salt} copies"), copies, None),
            folds: List::new(ui, &format!("{salt} folds"), folds, None),
            places,
            turned: None,
        }
    }

    /// The rows that the Tab key stops at.
    pub(super) fn pinned(&self) -> [usize; 2] {
        let (copy, fold) = (Some(self.copies.stop()), Some(self.folds.stop()));
        let of_copy = self.places.iter().position(|place| place.0 == copy);
        let of_fold = self.places.iter().position(|place| place.1 == fold);
        [of_copy, of_fold].map(|place| place.unwrap_or(usize::MAX))
    }

    /// The button that copies the row, with what else can be copied of it in its context menu.
    pub(super) fn copy_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut ViewCx<'_>,
        (index, row): (usize, &Row<'_>),
    ) {
        let Some(Some(at)) = self.places.get(index).map(|place| place.0) else {
            return;
        };
        let label = format!("Copy {}", label_name(ui, row));
        let response = copy_mark(ui, self.copies.sense_of(at), &label);
        self.copies.drew_at(ui, at, &response);
        if response.clicked() {
            let what = match row.name {
                RowName::Part => title(row.part),
                _ => "Value",
            };
            copy(cx, what, copied(row.content));
        }
        copy_menu(&response, cx, row);
    }

    /// The triangle that folds and unfolds the row; room for one where the row does not fold.
    pub(super) fn fold_ui(&mut self, ui: &mut Ui, (index, row): (usize, &Row<'_>)) {
        // A text has words for it.
        let is_text = row.content.long_text().is_some();
        let place = self.places.get(index).and_then(|place| place.1);
        let (Some(at), Some(is_unfolded), false) = (place, row.content.is_unfolded(), is_text)
        else {
            ui.add_space(FOLD_WIDTH);
            return;
        };
        let verb = if is_unfolded { "Fold" } else { "Unfold" };
        let label = format!("{verb} {}", label_name(ui, row));
        let response = triangle(ui, self.folds.sense_of(at), is_unfolded, &label);
        self.took(ui, at, row, &response);
    }

    /// What shows a long text in full, or cuts it again.
    pub(super) fn more_ui(&mut self, ui: &mut Ui, (index, row): (usize, &Row<'_>), bytes: usize) {
        let Some(Some(at)) = self.places.get(index).map(|place| place.1) else {
            return;
        };
        let text = match row.content.is_unfolded() {
            Some(true) => "Show less".to_owned(),
            _ => format!("Show all, {}", size_text(bytes)),
        };
        let label = format!("{text}: {}", label_name(ui, row));
        let response = quiet_link(ui, self.folds.sense_of(at), &text, &label);
        self.took(ui, at, row, &response);
    }

    fn took(&mut self, ui: &Ui, at: usize, row: &Row<'_>, response: &Response) {
        self.folds.drew_at(ui, at, response);
        if response.clicked() {
            self.turned = Some(row.id);
        }
    }
}

/// A row's name as it stands in labels: short, and with nothing hidden in it.
pub(super) fn label_name(ui: &Ui, row: &Row<'_>) -> String {
    let name = cut(&row.name.text(row.part), NAME_CHARACTERS);
    match row.name {
        RowName::Part => name,
        // The same names stand in the inner one.
        _ if row.part == OUTER_HEADER => shown(ui, &format!("{name} of the {OUTER_HEADER}")),
        _ => shown(ui, &name),
    }
}

fn title(part: &str) -> &'static str {
    match part {
        OUTER_HEADER => "Outer header",
        "header" => "Header",
        _ => "Payload",
    }
}

/// The first characters of a text.
pub(super) fn cut(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// What a person copies of a row: strings bare, everything else as JSON.
fn copied(content: Content<'_>) -> String {
    match content {
        Content::Part(Some(object)) => Value::Object(object.clone()).to_pretty(),
        Content::Part(None) | Content::End(_) => String::new(),
        Content::Whole(value) | Content::Folded(value) | Content::Unfolded(value) => match value {
            Value::String(text) => text.clone(),
            other => other.to_pretty(),
        },
    }
}

/// Puts a text of a row on the clipboard.
fn copy(cx: &mut ViewCx<'_>, what: &'static str, text: String) {
    cx.push(Command::Copy(what, text.into()));
}

fn copy_menu(response: &Response, cx: &mut ViewCx<'_>, row: &Row<'_>) {
    response.context_menu(|ui| {
        if ui.button("Copy value").clicked() {
            copy(cx, "Value", copied(row.content));
        }
        if let Some(value) = row.content.value()
            && ui.button("Copy value as JSON").clicked()
        {
            copy(cx, "JSON", value.to_pretty());
        }
        if let RowName::Member(name) = row.name
            && ui.button("Copy name").clicked()
        {
            copy(cx, "Name", name.to_owned());
        }
    });
}

/// The width of a fold's triangle, in points.
const FOLD_WIDTH: f32 = 14.0;

fn triangle(ui: &mut Ui, sense: Sense, is_unfolded: bool, label: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(FOLD_WIDTH, 18.0), sense);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_unfolded, label));
    let tokens = Tokens::of(ui);
    let is_active = response.hovered() || response.has_focus();
    let color: Color32 = if is_active { tokens.text } else { tokens.muted };
    if is_active {
        ui.painter().rect_filled(rect, 4.0, tokens.hover);
    }
    let at = |x: f32, y: f32| pos2(rect.center().x + x, rect.center().y + y);
    let corners = match is_unfolded {
        true => vec![at(-4.0, -2.5), at(4.0, -2.5), at(0.0, 3.5)],
        false => vec![at(-2.5, -4.0), at(3.5, 0.0), at(-2.5, 4.0)],
    };
    let stroke = egui::Stroke::NONE;
    ui.painter()
        .add(Shape::convex_polygon(corners, color, stroke));
    response.on_hover_text(label)
}

/// The part's name with its colour as a bar.
pub(super) fn part_title(ui: &mut Ui, tokens: &Tokens, part: &str) {
    let title = title(part);
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(4.0, 16.0), egui::Sense::hover());
        ui.painter().rect_filled(rect, 2.0, tokens.part(part));
        ui.add(Label::new(theme::strong(title)).selectable(false));
    });
}
