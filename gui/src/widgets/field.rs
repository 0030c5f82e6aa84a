//! Labelled fields. A view edits a copy and gets the new text back, if it changed.

use egui::text::{LayoutJob, TextFormat};
use egui::{ComboBox, Key, Label, Response, RichText, Stroke, TextEdit, Ui};

use super::{is_secret_shown, keep_shown, show_secret};
use crate::theme::Tokens;

/// Under which the focused area of text is remembered.
const AREA: &str = "the area of text that has the focus";

/// Under which the focused line for a path is remembered.
const PATH: &str = "the line for a path that has the focus";

/// No line of text is wider: its end would be far from its label.
const LINE_WIDTH: f32 = 720.0;
/// The same of several lines.
const AREA_WIDTH: f32 = 960.0;
/// What the button takes that shows a secret.
const SHOW_BUTTON: f32 = 68.0;

/// The label of a field, with the specification's name small beside it.
fn label(ui: &mut Ui, text: &str, spec_name: &str) -> egui::Id {
    let tokens = Tokens::of(ui);
    low_row(ui, |ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let id = ui.add(Label::new(text).selectable(false)).id;
        if !spec_name.is_empty() {
            let spec_name = RichText::new(spec_name)
                .monospace()
                .size(11.0)
                .color(tokens.muted);
            ui.add(Label::new(spec_name).selectable(false));
        }
        id
    })
}

/// A row that is as high as its text: what is small belongs to what stands under it.
fn low_row<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = 16.0;
        ui.horizontal(add).inner
    })
    .inner
}

/// What a person did in a line of text.
#[derive(Debug)]
pub(crate) struct TypedIn {
    /// The line itself.
    pub(crate) response: Response,
    /// The new text, where it was changed.
    pub(crate) text: Option<String>,
    /// Whether Enter was pressed in it.
    pub(crate) submitted: bool,
}

/// Whether Enter was pressed in a line of text, which then keeps the focus.
pub(crate) fn submitted(ui: &Ui, response: &Response) -> bool {
    let submitted = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if submitted {
        response.request_focus();
    }
    submitted
}

/// A line of text under its label, which also names it: it keeps the focus when things above it come and go.
pub(crate) fn text_field(
    ui: &mut Ui,
    text: &str,
    spec_name: &str,
    value: &str,
    hint: &str,
    secret: bool,
) -> TypedIn {
    let label = label(ui, text, spec_name);
    let mut edited = value.to_owned();
    let field = TextEdit::singleline(&mut edited)
        .id_salt(text)
        .hint_text(hint);
    let response = match secret {
        true => secret_line(ui, text, value, field),
        false => ui.add(
            field
                .font(egui::TextStyle::Monospace)
                .desired_width(line_width(ui)),
        ),
    };
    let response = response.labelled_by(label);
    if secret && response.changed() {
        let id = shown_id(ui, text);
        if is_secret_shown(ui, id, value) {
            keep_shown(ui, id, &edited);
        }
    }
    typed_in(ui, response, edited)
}

/// A line of text for a path under its label, known by this id, which may keep the Tab key for itself.
pub(crate) fn path_field(
    ui: &mut Ui,
    id: egui::Id,
    (text, spec_name): (&str, &str),
    value: &str,
    hint: &str,
    keeps_tab: bool,
) -> TypedIn {
    let label = label(ui, text, spec_name);
    let mut edited = value.to_owned();
    let field = TextEdit::singleline(&mut edited)
        .id(id)
        .hint_text(hint)
        .font(egui::TextStyle::Monospace)
        .desired_width(line_width(ui))
        .lock_focus(keeps_tab);
    let response = ui.add(field).labelled_by(label);
    if response.has_focus() {
        ui.data_mut(|data| data.insert_temp(egui::Id::unique(PATH), response.id));
    }
    typed_in(ui, response, edited)
}

/// Whether a field for a path has the focus: a file that is dropped is meant for it.
pub(crate) fn path_has_focus(ctx: &egui::Context) -> bool {
    let path: Option<egui::Id> = ctx.data(|data| data.get_temp(egui::Id::unique(PATH)));
    path.is_some() && path == ctx.memory(|memory| memory.focused())
}

fn typed_in(ui: &Ui, response: Response, edited: String) -> TypedIn {
    TypedIn {
        submitted: submitted(ui, &response),
        text: response.changed().then_some(edited),
        response,
    }
}

/// How wide a line of text is: in a wide window no wider than it can be read.
fn line_width(ui: &Ui) -> f32 {
    ui.available_width().min(LINE_WIDTH)
}

fn shown_id(ui: &Ui, text: &str) -> egui::Id {
    ui.scope_id().with((text, "is shown"))
}

/// Dots, with the button that shows what they are behind them, where there is something.
fn secret_line(ui: &mut Ui, text: &str, value: &str, field: TextEdit<'_>) -> Response {
    let id = shown_id(ui, text);
    let is_hidden = !is_secret_shown(ui, id, value);
    let width = line_width(ui);
    ui.horizontal(|ui| {
        let room = if value.is_empty() { 0.0 } else { SHOW_BUTTON };
        let field = field.password(is_hidden).desired_width(width - room);
        let response = ui.add(field);
        if !value.is_empty() {
            show_secret(ui, id, text, value);
        }
        response
    })
    .inner
}

/// Several lines of text under their label.
pub(crate) fn text_area(
    ui: &mut Ui,
    text: &str,
    spec_name: &str,
    value: &str,
    hint: &str,
    rows: usize,
) -> Option<String> {
    let label = label(ui, text, spec_name);
    let mut edited = value.to_owned();
    let field = TextEdit::multiline(&mut edited)
        .id_salt(text)
        .hint_text(hint)
        .font(egui::TextStyle::Monospace)
        .desired_rows(rows)
        .desired_width(area_width(ui));
    let response = ui.add(field).labelled_by(label);
    belongs_to_area(ui, &response, text);
    response.changed().then_some(edited)
}

fn area_width(ui: &Ui) -> f32 {
    ui.available_width().min(AREA_WIDTH)
}

/// The same, with what stands from this byte to the end of its line marked as wrong.
pub(crate) fn marked_area(
    ui: &mut Ui,
    text: &str,
    value: &str,
    rows: usize,
    wrong_from: Option<usize>,
) -> Option<String> {
    let label = label(ui, text, "");
    let mut edited = value.to_owned();
    let mut layouter = |ui: &Ui, buffer: &dyn egui::TextBuffer, width: f32| {
        let mut job = marked(ui, buffer.as_str(), wrong_from);
        job.wrap.max_width = width;
        ui.fonts_mut(|fonts| fonts.layout_job(job))
    };
    let field = TextEdit::multiline(&mut edited)
        .id_salt(text)
        .font(egui::TextStyle::Monospace)
        .desired_rows(rows)
        .desired_width(area_width(ui))
        .layouter(&mut layouter);
    let response = ui.add(field).labelled_by(label);
    belongs_to_area(ui, &response, text);
    response.changed().then_some(edited)
}

/// A text, underlined from this byte to the end of its line.
pub(crate) fn marked(ui: &Ui, text: &str, wrong_from: Option<usize>) -> LayoutJob {
    let tokens = Tokens::of(ui);
    let font = egui::TextStyle::Monospace.resolve(ui.style());
    let plain = TextFormat::simple(font.clone(), tokens.text);
    let mut job = LayoutJob::default();
    let Some((right, wrong)) = wrong_from.and_then(|at| text.split_at_checked(at)) else {
        job.append(text, 0.0, plain);
        return job;
    };
    let end = wrong.find('\n').unwrap_or(wrong.len());
    let mut bad = TextFormat::simple(font, tokens.bad);
    bad.underline = Stroke::new(1.5, tokens.bad);
    job.append(right, 0.0, plain.clone());
    job.append(&wrong[..end], 0.0, bad);
    job.append(&wrong[end..], 0.0, plain);
    job
}

/// Several lines of text that are drawn otherwise than they are, such as secrets: `drawn` gives them in as many characters.
pub(crate) fn drawn_area(
    ui: &mut Ui,
    text: &str,
    value: &str,
    (hint, rows): (&str, usize),
    drawn: &dyn Fn(&str) -> String,
) -> Option<String> {
    let label = label(ui, text, "");
    let color = Tokens::of(ui).text;
    let mut layouter = |ui: &Ui, buffer: &dyn egui::TextBuffer, width: f32| {
        let font = egui::TextStyle::Monospace.resolve(ui.style());
        ui.painter()
            .layout(drawn(buffer.as_str()), font, color, width)
    };
    let mut edited = value.to_owned();
    let field = TextEdit::multiline(&mut edited)
        .id_salt(text)
        .hint_text(hint)
        .font(egui::TextStyle::Monospace)
        .desired_rows(rows)
        .desired_width(area_width(ui))
        .layouter(&mut layouter);
    let response = ui.add(field);
    // What is read aloud is what is drawn.
    let said = drawn(&edited);
    response.widget_info(|| egui::WidgetInfo::text_edit(ui.is_enabled(), &said, &said, hint));
    let response = response.labelled_by(label);
    belongs_to_area(ui, &response, text);
    response.changed().then_some(edited)
}

/// The same of a secret: dots until a press shows it, and no higher than some lines.
pub(crate) fn secret_area(ui: &mut Ui, text: &str, value: &str, hint: &str) -> Option<String> {
    const MOST_HEIGHT: f32 = 96.0;
    let label = label(ui, text, "");
    let id = ui.make_persistent_id((text, "is shown"));
    let mut is_shown: bool = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    if !value.is_empty() && ui.checkbox(&mut is_shown, format!("Show {text}")).changed() {
        ui.data_mut(|data| data.insert_temp(id, is_shown));
    }
    let mut edited = value.to_owned();
    let field = TextEdit::multiline(&mut edited)
        .id_salt(text)
        .password(!is_shown)
        .hint_text(hint)
        .font(egui::TextStyle::Monospace)
        .desired_rows(3)
        .desired_width(area_width(ui));
    let area = egui::ScrollArea::vertical()
        .id_salt((text, "lines"))
        .max_height(MOST_HEIGHT);
    let response = area.show(ui, |ui| ui.add(field)).inner.labelled_by(label);
    belongs_to_area(ui, &response, text);
    response.changed().then_some(edited)
}

/// Ctrl+Enter in this field is meant for the area of that name.
pub(crate) fn belongs_to_area(ui: &Ui, field: &Response, name: &str) {
    if field.has_focus() {
        let area = (field.id, name.to_owned());
        ui.data_mut(|data| data.insert_temp(egui::Id::unique(AREA), area));
    }
}

/// What the area of text is called that has the focus, where one has.
pub(crate) fn focused_area(ctx: &egui::Context) -> Option<String> {
    let area: Option<(egui::Id, String)> = ctx.data(|data| data.get_temp(egui::Id::unique(AREA)));
    let focused = ctx.memory(|memory| memory.focused());
    area.filter(|(id, _)| Some(*id) == focused)
        .map(|(_, name)| name)
}

/// What is marked in the text that has the focus, in characters; its cursor, where nothing is.
pub(crate) fn place_in_area(ctx: &egui::Context) -> Option<std::ops::Range<usize>> {
    let focused = ctx.memory(|memory| memory.focused())?;
    let range = TextEdit::load_state(ctx, focused)?.cursor.char_range()?;
    let range = range.as_sorted_char_range();
    Some(range.start.0..range.end.0)
}

/// One of several, under its label. Each choice has a title and the specification's name.
pub(crate) fn choice<T: Copy + PartialEq>(
    ui: &mut Ui,
    text: &str,
    chosen: T,
    choices: &[(T, &str, &str)],
) -> Option<T> {
    let spec_name = choices
        .iter()
        .find(|(choice, ..)| *choice == chosen)
        .map_or(("", ""), |(_, title, spec_name)| (*title, *spec_name));
    let label = label(ui, text, spec_name.1);
    let mut picked = None;
    let width = line_width(ui);
    let response = ComboBox::from_id_salt(text)
        .width(width)
        .selected_text(spec_name.0)
        .show_ui(ui, |ui| {
            for (choice, title, _) in choices {
                if ui.selectable_label(*choice == chosen, *title).clicked() {
                    picked = Some(*choice);
                }
            }
        })
        .response;
    response.labelled_by(label);
    picked.filter(|picked| *picked != chosen)
}
