//! The command palette: every command by its name.

use egui::{
    Align2, Area, Button, Frame, Id, Key, Modal, Role, ScrollArea, TextEdit, Ui, WidgetInfo, vec2,
};

use super::ViewCx;
use crate::command_list;
use crate::message::Command;

const WIDTH: f32 = 460.0;
const MAX_HEIGHT: f32 = 320.0;
/// Between the top of the window and the palette, where there is room.
const ABOVE: f32 = 90.0;
/// Between the palette and the sides of a small window.
const BESIDE: f32 = 24.0;
/// What stands around the hits: the field, margins, and a gap to the foot of the window.
const AROUND_HITS: f32 = 72.0;

pub(super) fn palette_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let Some(palette) = &cx.model.palette else {
        return;
    };
    let mut hits = command_list::search(cx.model, &palette.query);
    let mut marked = palette.marked.min(hits.len().saturating_sub(1));
    let (up, down, enter) = ui.input_mut(|input| {
        let none = egui::Modifiers::NONE;
        (
            input.consume_key(none, Key::ArrowUp),
            input.consume_key(none, Key::ArrowDown),
            input.consume_key(none, Key::Enter),
        )
    });
    if up && marked > 0 {
        cx.push(Command::MovePalette(-1));
    }
    if down && marked + 1 < hits.len() {
        cx.push(Command::MovePalette(1));
    }
    let room = ui.ctx().content_rect().size();
    let above = ABOVE.min(room.y * 0.12);
    let area = Area::new(Id::unique("palette area"))
        .kind(egui::UiKind::Modal)
        .anchor(Align2::CENTER_TOP, vec2(0.0, above))
        .order(egui::Order::Foreground);
    let frame = Frame::popup(ui.style()).inner_margin(10);
    let response = Modal::new(Id::unique("palette"))
        .area(area)
        .frame(frame)
        .show(ui.ctx(), |ui| {
            ui.set_width(WIDTH.min(room.x - 2.0 * BESIDE));
            let mut query = palette.query.clone();
            let field = TextEdit::singleline(&mut query)
                .hint_text("Type a command")
                .desired_width(f32::INFINITY);
            let field = ui.add(field);
            field.request_focus();
            field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Type a command"));
            if field.changed() {
                hits = command_list::search(cx.model, &query);
                marked = 0;
                cx.push(Command::EditPalette(query));
            }
            // What was typed last counts.
            if enter && let Some(hit) = hits.get(marked) {
                cx.push(Command::ClosePalette);
                cx.push(hit.command.clone());
            }
            ui.add_space(4.0);
            let height = MAX_HEIGHT.min(room.y - above - AROUND_HITS);
            hits_ui(ui, cx, &hits, marked, height);
        });
    if response.should_close() {
        cx.push(Command::ClosePalette);
    }
}

fn hits_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    hits: &[command_list::ListedCommand],
    marked: usize,
    height: f32,
) {
    if hits.is_empty() {
        ui.label(egui::RichText::new("No command has these words.").color(cx.tokens.muted));
    }
    // Whatever fewer hits took before.
    let area = ScrollArea::vertical().max_height(height);
    area.min_scrolled_height(height).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        for (index, hit) in hits.iter().enumerate() {
            let mut button = Button::selectable(index == marked, hit.title.as_str());
            let keys = hit.shortcut.map_or_else(
                || hit.menu.title().to_owned(),
                |shortcut| ui.ctx().format_shortcut(&shortcut),
            );
            button = button.shortcut_text(egui::RichText::new(keys).color(cx.tokens.muted));
            let response = ui.add(button.min_size(vec2(ui.available_width(), 26.0)));
            if index == marked {
                response.scroll_to_me(None);
            }
            if response.clicked() {
                cx.push(Command::ClosePalette);
                cx.push(hit.command.clone());
            }
        }
    });
}
