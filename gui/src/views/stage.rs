//! The middle: the connection's head, the tabs, and the step that is shown.

use egui::{Button, Key, Label, RichText, TextEdit, Ui, vec2};

use super::{
    ViewCx, asked, call, discover, files, importing, inspect, inspect_place, notices, overview,
    probe, request_bar, token, top_bar,
};
use crate::command_list::Menu;
use crate::files::FilesCommand;
use crate::message::Command;
use crate::model::PlaygroundState;
use crate::tab::Tab;
use crate::theme::{self, GAP_LARGE, SCROLL_LANE};
use crate::widgets::{ends, failure_card, page, primary_button, shown, tabs};

/// A step with less height scrolls as a whole.
const LEAST_STAGE: f32 = 360.0;

/// In less width the tabs are closer together.
const WIDE_TABS: f32 = 430.0;

/// Each connection has fields of its own: what was typed, and can be undone, stays with it.
pub(super) fn stage_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    if let Some(view) = &cx.model.import {
        ui.push_id("import", |ui| importing::import_ui(ui, cx, view));
        return;
    }
    ui.push_id(cx.model.selected, |ui| match cx.model.is_at_inspect() {
        true => inspect_place::place_ui(ui, cx),
        false => connection_ui(ui, cx),
    });
}

fn connection_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    ui.scope(|ui| {
        ui.set_max_width(ui.available_width() - SCROLL_LANE);
        head_ui(ui, cx);
        ui.add_space(6.0);
        tabs_ui(ui, cx);
    });
    ui.add_space(8.0);
    // Whatever comes to be known: what stands where stays so.
    let is_low = ui.available_height() < LEAST_STAGE;
    notices::notices_ui(ui, cx);
    files::files_ui(ui, cx);
    if cx.model.tab == Tab::Inspect {
        // This one has columns of its own that scroll.
        inspect::inspect_ui(ui, cx);
        return;
    }
    // What is little is the answer's: the bar of the request then scrolls with it.
    let is_call = cx.model.tab == Tab::Call;
    if is_call && !is_low {
        ui.scope(|ui| {
            ui.set_max_width(ui.available_width() - SCROLL_LANE);
            request_bar::bar_ui(ui, cx);
            ui.add_space(4.0);
        });
    }
    page(ui, ("stage", cx.model.tab, cx.model.selected), |ui| {
        if is_call && is_low {
            request_bar::bar_ui(ui, cx);
            ui.add_space(4.0);
        }
        if cx.model.connection().is_playground()
            && let PlaygroundState::Failed(failure) = &cx.model.playground
        {
            failure_card(ui, failure, &mut cx.commands);
            ui.add_space(GAP_LARGE);
        }
        asked::asked_ui(ui, cx);
        match cx.model.tab {
            Tab::Run => overview::overview_ui(ui, cx),
            Tab::Discover => discover::discover_ui(ui, cx),
            Tab::Token => token::token_ui(ui, cx),
            Tab::Inspect => {}
            Tab::Call => call::call_ui(ui, cx),
            Tab::Probe => probe::probe_ui(ui, cx),
        }
        ui.add_space(GAP_LARGE);
    });
}

fn tabs_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        if ui.available_width() < WIDE_TABS {
            ui.spacing_mut().button_padding.x = 6.0;
        }
        let all = Tab::ALL.map(|tab| (tab, tab.title()));
        if let Some(tab) = tabs(ui, "tabs", cx.model.tab, &all) {
            cx.push(Command::ShowTab(tab));
        }
    });
    let line = ui.available_rect_before_wrap();
    let stroke = egui::Stroke::new(1.0, cx.tokens.line);
    ui.painter().hline(line.x_range(), line.top() - 2.0, stroke);
}

/// A long name gives way to the buttons.
fn head_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = 32.0;
        ends(ui, "head", cx, name_ui, |ui, cx| {
            if cx.model.is_running() {
                ui.spinner();
                let cancel = Button::new("Cancel").min_size(vec2(76.0, 30.0));
                if ui.add(cancel).clicked() {
                    cx.push(Command::Cancel);
                }
            } else {
                let run = primary_button(ui, "Run", cx.model.can_send());
                let run = run.on_hover_text("Discover, get a token, inspect, verify, call (F5)");
                if run.clicked() {
                    cx.push(Command::Run(None));
                }
            }
            break_ui(ui, cx);
        });
    });
}

fn name_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let connection = cx.model.connection();
    if connection.is_playground() {
        ui.add(Label::new(RichText::new(&connection.name).heading()).selectable(false));
        let about = "A token server and an API inside this program, on loopback only";
        ui.add_space(4.0);
        ui.add(Label::new(RichText::new(about).color(cx.tokens.muted)).truncate());
        return;
    }
    let typed = cx.model.naming.as_ref();
    let typed = typed.filter(|(id, _)| *id == connection.id);
    let mut name = typed.map_or(&connection.name, |(_, name)| name).clone();
    let is_typed = typed.is_some();
    let field = TextEdit::singleline(&mut name)
        .font(theme::strong_font(19.0))
        .frame(egui::Frame::new())
        .margin(egui::Margin::ZERO)
        .hint_text("Name of the connection")
        .align(egui::Align2::LEFT_CENTER)
        .desired_width(f32::INFINITY);
    let mut response = ui.add(field);
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Name of the connection")
    });
    let whole = ui
        .painter()
        .layout_no_wrap(name.clone(), theme::strong_font(19.0), cx.tokens.text);
    if whole.size().x > response.rect.width() {
        response = response.on_hover_text(shown(ui, &name));
    }
    let seen = egui::Id::unique("how often a name was asked for");
    let before: u64 = ui.data(|data| data.get_temp(seen)).unwrap_or_default();
    if cx.model.renames > before {
        take_keys(ui, &response, &cx.model.connection().name);
        ui.data_mut(|data| data.insert_temp(seen, cx.model.renames));
    }
    if response.changed() {
        cx.push(Command::Files(FilesCommand::TypeName(name)));
    }
    // Esc keeps the name that was there.
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
        cx.push(Command::Files(FilesCommand::KeepName));
    } else if is_typed && !response.has_focus() || response.lost_focus() {
        cx.push(Command::Files(FilesCommand::TakeName));
    }
}

/// The field takes the keys, with all of its text marked.
fn take_keys(ui: &Ui, field: &egui::Response, text: &str) {
    field.request_focus();
    let mut state = TextEdit::load_state(ui.ctx(), field.id).unwrap_or_default();
    let all = egui::text::CCursorRange::select_all_str(text);
    state.cursor.set_char_range(Some(all));
    TextEdit::store_state(ui.ctx(), field.id, state);
}

/// The menu beside Run.
fn break_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    ui.add_enabled_ui(cx.model.can_send(), |ui| {
        let button = Button::new("Break something").min_size(vec2(0.0, 30.0));
        egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
            ui.set_min_width(190.0);
            top_bar::entries_ui(ui, cx, Menu::Break);
        });
    });
}
