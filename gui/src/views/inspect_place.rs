//! The place Inspect: its entry above the connections, its head, and what it shows.

use egui::{Button, Label, RichText, Role, Ui, WidgetInfo, vec2};

use super::{ViewCx, compare, files, inspect, notices, sign, why};
use crate::inspect_place::{PlaceCommand, PlaceTab};
use crate::message::Command;
use crate::theme::{self, SCROLL_LANE};
use crate::widgets::tabs;

/// What the entry is called.
const ENTRY: &str = "Inspect anything";

/// The entry of the sidebar: one press from wherever the person is.
pub(super) fn entry_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let chosen = cx.model.is_at_inspect();
    let text = match chosen {
        true => theme::strong(ENTRY),
        false => RichText::new(ENTRY),
    };
    let about = "Paste a token, a response or a refusal";
    let size = vec2(ui.available_width(), 34.0);
    let button = Button::selectable(chosen, text).min_size(size);
    let response = ui.add(button).on_hover_text(about);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, ENTRY));
    if response.clicked() {
        cx.push(Command::Place(PlaceCommand::Show(cx.model.place.tab)));
    }
    ui.add_space(6.0);
}

pub(super) fn place_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    ui.scope(|ui| {
        ui.set_max_width(ui.available_width() - SCROLL_LANE);
        head_ui(ui, cx);
    });
    ui.add_space(8.0);
    notices::notices_ui(ui, cx);
    files::files_ui(ui, cx);
    match cx.model.place.tab {
        PlaceTab::Inspect => inspect::inspect_ui(ui, cx),
        PlaceTab::Compare => compare::compare_ui(ui, cx),
        PlaceTab::Sign => sign::sign_ui(ui, cx),
        PlaceTab::Why => why::why_ui(ui, cx),
    }
}

fn head_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 32.0;
        ui.add(Label::new(RichText::new("Inspect").heading()).selectable(false));
        ui.add_space(4.0);
        let about =
            "Whatever is pasted anywhere lands here; it stays in this window, and goes to no file";
        ui.add(Label::new(RichText::new(about).color(cx.tokens.muted)).truncate());
    });
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let all = PlaceTab::ALL.map(|tab| (tab, tab.title()));
        if let Some(tab) = tabs(ui, "places", cx.model.place.tab, &all) {
            cx.push(Command::Place(PlaceCommand::Show(tab)));
        }
    });
    let line = ui.available_rect_before_wrap();
    let stroke = egui::Stroke::new(1.0, cx.tokens.line);
    ui.painter().hline(line.x_range(), line.top() - 2.0, stroke);
}
