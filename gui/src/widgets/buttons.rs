//! Buttons: main, quiet, copy, tab and switch. All carry a text label.

use egui::{
    Button, CornerRadius, Rect, Response, RichText, Role, Sense, Stroke, StrokeKind, Ui, Vec2,
    WidgetInfo, pos2, vec2,
};

use super::List;
use crate::message::Command;
use crate::theme::{self, Tokens};

/// The button of the main action.
pub(crate) fn primary_button(ui: &mut Ui, text: &str, enabled: bool) -> Response {
    let tokens = Tokens::of(ui);
    ui.scope(|ui| {
        let visuals = &mut ui.visuals_mut().widgets;
        for (state, fill) in [
            (&mut visuals.inactive, tokens.accent),
            (&mut visuals.hovered, tokens.accent_hover),
            (&mut visuals.active, tokens.accent_hover),
        ] {
            state.weak_bg_fill = fill;
            state.bg_stroke = Stroke::new(1.0, fill);
        }
        let label = theme::strong(text).color(tokens.on_accent);
        ui.add_enabled(enabled, Button::new(label).min_size(vec2(76.0, 30.0)))
    })
    .inner
}

/// A button without a frame until it is pointed at.
pub(crate) fn quiet_button(ui: &mut Ui, text: &str) -> Response {
    let color = Tokens::of(ui).muted;
    ui.add(Button::new(RichText::new(text).color(color)).frame_when_inactive(false))
}

/// Words that can be pressed, where a button would be too much; `label` says more to a screen reader.
pub(crate) fn quiet_link(ui: &mut Ui, sense: Sense, text: &str, label: &str) -> Response {
    let color = Tokens::of(ui).accent;
    let text = RichText::new(text).small().color(color);
    let button = Button::new(text).frame_when_inactive(false).small();
    let response = ui.add(button.sense(sense));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), label));
    response
}

/// A code, whose page a press opens.
pub(crate) fn code_link(ui: &mut Ui, code: &'static str, commands: &mut Vec<Command>) {
    let label = format!("About {code}");
    if quiet_link(ui, Sense::click(), code, &label).clicked() {
        commands.push(Command::ShowCodePage(code));
    }
}

/// A small painted button that copies `value`; `name` says what it is.
pub(crate) fn copy_button(
    ui: &mut Ui,
    name: &'static str,
    value: &str,
    commands: &mut Vec<Command>,
) {
    let response = copy_mark(ui, Sense::click(), &format!("Copy {name}"));
    if response.clicked() {
        commands.push(Command::Copy(name, value.into()));
    }
}

/// The same for a row of a table, whose buttons are a list of their own; the label has the row's name.
pub(crate) fn copy_button_of(
    ui: &mut Ui,
    list: &mut List,
    label: &str,
    value: &str,
    commands: &mut Vec<Command>,
) {
    let response = copy_mark(ui, list.sense(), label);
    list.drew(ui, &response);
    if response.clicked() {
        commands.push(Command::Copy("Value", value.into()));
    }
}

/// The mark of a copy button.
pub(crate) fn copy_mark(ui: &mut Ui, sense: Sense, label: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(18.0), sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), label));
    let tokens = Tokens::of(ui);
    let active = response.hovered() || response.has_focus();
    if active {
        ui.painter().rect_filled(rect, 4.0, tokens.hover);
    }
    let stroke = Stroke::new(1.2, if active { tokens.text } else { tokens.muted });
    let sheet = |dx: f32, dy: f32| {
        Rect::from_min_size(pos2(rect.left() + dx, rect.top() + dy), vec2(7.5, 8.5))
    };
    let radius = CornerRadius::same(2);
    ui.painter()
        .rect_stroke(sheet(4.0, 3.5), radius, stroke, StrokeKind::Middle);
    let back = if active {
        tokens.hover
    } else {
        ui.visuals().panel_fill
    };
    ui.painter()
        .rect(sheet(6.5, 6.0), radius, back, stroke, StrokeKind::Middle);
    response.on_hover_text(label)
}

/// Tabs, of which one is chosen. Returns the one that was taken instead, by a click or with the arrow keys.
pub(crate) fn tabs<T: Copy + PartialEq>(
    ui: &mut Ui,
    salt: &str,
    chosen: T,
    all: &[(T, &str)],
) -> Option<T> {
    let at = all.iter().position(|(one, _)| *one == chosen);
    let mut list = List::new(ui, salt, all.len(), at);
    let mut taken = None;
    for (one, title) in all {
        let response = tab_button(ui, title, *one == chosen, list.sense());
        if list.drew(ui, &response) || response.clicked() {
            taken = Some(*one);
        }
    }
    taken.filter(|taken| *taken != chosen)
}

/// A tab's button: underlined while chosen.
fn tab_button(ui: &mut Ui, text: &str, chosen: bool, sense: Sense) -> Response {
    let tokens = Tokens::of(ui);
    // Semibold in both states, so that nothing moves when another tab is chosen.
    let color = if chosen { tokens.text } else { tokens.muted };
    let label = theme::strong(text).color(color);
    let response = ui.add(
        Button::selectable(false, label)
            .frame_when_inactive(false)
            .sense(sense),
    );
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, chosen, text));
    if chosen {
        let line = Rect::from_min_max(
            pos2(response.rect.left() + 8.0, response.rect.bottom() + 1.0),
            pos2(response.rect.right() - 8.0, response.rect.bottom() + 3.5),
        );
        ui.painter().rect_filled(line, 1.5, tokens.accent);
    }
    response
}

/// A switch; returns the new state when it was changed. The words beside it are the caller's.
pub(crate) fn toggle(ui: &mut Ui, on: bool, label: &str) -> Option<bool> {
    let size = vec2(30.0, 17.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Switch, ui.is_enabled(), on, label));
    let tokens = Tokens::of(ui);
    let fill = if on { tokens.accent } else { tokens.edge };
    ui.painter().rect_filled(rect, size.y / 2.0, fill);
    let x = if on {
        rect.right() - 8.5
    } else {
        rect.left() + 8.5
    };
    ui.painter()
        .circle_filled(pos2(x, rect.center().y), 6.0, tokens.card);
    if response.has_focus() {
        let stroke = Stroke::new(1.5, tokens.accent);
        ui.painter()
            .rect_stroke(rect.expand(2.0), 10.0, stroke, StrokeKind::Outside);
    }
    response.clicked().then_some(!on)
}
