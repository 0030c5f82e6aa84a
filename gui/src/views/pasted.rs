//! A field for a whole text: as high as a token needs, and of a very long one only its size is shown.

use egui::{Label, RichText, ScrollArea, TextEdit, Ui};

use super::inspect_token::EDITED_BYTES;
use crate::theme::{GAP, Tokens};
use crate::widgets::{quiet_button, section_title, two_columns};

/// From this width on, two columns have room.
const TWO_COLUMNS: f32 = 680.0;

/// Two columns where there is room, and otherwise the one under the other.
pub(super) fn columns_ui<C>(
    ui: &mut Ui,
    share: f32,
    cx: &mut C,
    left: impl FnOnce(&mut Ui, &mut C),
    right: impl FnOnce(&mut Ui, &mut C),
) {
    if ui.available_width() >= TWO_COLUMNS {
        return two_columns(ui, share, cx, left, right);
    }
    left(ui, cx);
    ui.add_space(GAP);
    right(ui, cx);
}

/// A text under its title; gives the new text, where it was changed.
pub(super) fn pasted_ui(
    ui: &mut Ui,
    title: &str,
    value: &str,
    hint: &str,
    height: f32,
) -> Option<String> {
    let mut edited = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 20.0;
        section_title(ui, title);
        if !value.is_empty() && quiet_button(ui, "Clear").clicked() {
            edited = Some(String::new());
        }
    });
    if value.len() > EDITED_BYTES {
        let text = format!(
            "{} kB were pasted; so much is not edited here.",
            value.len() / 1_000
        );
        let text = RichText::new(text).color(Tokens::of(ui).muted);
        ui.add(Label::new(text).wrap());
        return edited;
    }
    let mut text = value.to_owned();
    let field = TextEdit::multiline(&mut text)
        .id_salt(title)
        .hint_text(hint)
        .font(egui::TextStyle::Monospace)
        .desired_rows((height / 20.0) as usize)
        .desired_width(f32::INFINITY);
    let shown = ScrollArea::vertical()
        .id_salt((title, "scroll"))
        .max_height(height)
        .show(ui, |ui| ui.add(field));
    let response = shown.inner;
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, title));
    if response.changed() {
        edited = Some(text);
    }
    edited
}
