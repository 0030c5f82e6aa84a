//! The requests under the selected connection in the sidebar.

use egui::{
    Color32, Frame, Label, Margin, Response, RichText, Role, Sense, Ui, UiBuilder, WidgetInfo,
};

use super::ViewCx;
use super::sidebar_menu::request_menu_ui;
use crate::message::Command;
use crate::request::RequestForm;
use crate::tab::Tab;
use crate::theme;
use crate::widgets::{List, dragged_to, quiet_button, shown};

/// The rows are items of the list of connections: one Tab stop for both.
pub(super) fn requests_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, list: &mut List) {
    let requests = &cx.model.connection().requests;
    for request in requests.iter() {
        request_ui(ui, cx, list, request);
    }
}

/// What can be done with them as a whole; a deleted one can be put back.
pub(super) fn request_actions_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let deleted = cx
        .model
        .workspace()
        .and_then(|one| one.deleted_requests.last());
    if let Some(deleted) = deleted {
        let text = format!("Put back “{}”", shown(ui, &deleted.request.name));
        if quiet_button(ui, &text).clicked() {
            cx.push(Command::RestoreRequest);
        }
    }
}

/// Drags a request before or behind another of its connection.
fn drag_ui(ui: &Ui, cx: &mut ViewCx<'_>, response: &Response, request: &RequestForm) {
    response.dnd_set_drag_payload(request.id);
    let (own, name) = (request.id, &request.name);
    let dropped = dragged_to(ui, cx.tokens, response, own, name, true);
    let Some((dragged, is_behind)) = dropped else {
        return;
    };
    let place = |id| {
        let mut all = cx.model.connection().requests.iter();
        all.position(|request| request.id == id)
    };
    let (Some(from), Some(at)) = (place(dragged), place(request.id)) else {
        return;
    };
    let to = at + usize::from(is_behind) - usize::from(from < at);
    let by = to.cast_signed() - from.cast_signed();
    cx.push(Command::MoveRequest(dragged, by));
}

fn request_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, list: &mut List, request: &RequestForm) {
    let tokens = cx.tokens;
    let is_chosen = request.id == cx.model.connection().requests.chosen().id;
    let is_shown = is_chosen && cx.model.tab == Tab::Call;
    let builder = UiBuilder::new().id_salt(("request", request.id));
    let sense = list.sense() | Sense::DRAG;
    let row = ui.scope_builder(builder.sense(sense), |ui| {
        let fill = match (is_shown, ui.response().hovered()) {
            (true, _) => tokens.chosen,
            (false, true) => tokens.hover,
            (false, false) => Color32::TRANSPARENT,
        };
        let margin = Margin {
            left: 22,
            right: 10,
            top: 3,
            bottom: 3,
        };
        Frame::new()
            .fill(fill)
            .corner_radius(6)
            .inner_margin(margin)
            .show(ui, |ui| {
                ui.take_available_width();
                ui.horizontal(|ui| {
                    let method = RichText::new(shown(ui, request.method()))
                        .monospace()
                        .size(10.5);
                    ui.add(Label::new(method.color(tokens.muted)).selectable(false));
                    let name = shown(ui, &request.name);
                    let name = match is_chosen {
                        true => theme::strong(name),
                        false => RichText::new(name),
                    };
                    ui.add(Label::new(name).truncate().selectable(false));
                });
            });
    });
    let response = row.response;
    if response.has_focus() {
        let ring = egui::Stroke::new(1.5, tokens.accent);
        ui.painter()
            .rect_stroke(response.rect, 6.0, ring, egui::StrokeKind::Inside);
    }
    let label = format!("{} {}", request.method(), request.name);
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_chosen, &label));
    drag_ui(ui, cx, &response, request);
    request_menu_ui(cx, &response, request);
    let came = list.drew(ui, &response);
    if came || response.clicked() {
        cx.push(Command::ChooseRequest(request.id));
    }
    if response.clicked() {
        cx.push(Command::ShowTab(Tab::Call));
    }
}
