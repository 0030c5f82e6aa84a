//! The list of connections: playground on top, search, new, duplicate, delete.

use egui::{
    Align, Frame, Label, Layout, Margin, RichText, Role, ScrollArea, TextEdit, Ui, UiBuilder,
    WidgetInfo,
};

use super::connection_folders::{self, SidebarRow, rows};
use super::request_list::{request_actions_ui, requests_ui};
use super::sidebar_menu::connection_menu_ui;
use super::{ViewCx, files, inspect_place};
use crate::connection::ConnectionForm;
use crate::connection_folder::parts;
use crate::file_field::FileField;
use crate::files::FilesCommand;
use crate::importing::ImportCommand;
use crate::message::Command;
use crate::model::PlaygroundState;
use crate::theme;
use crate::widgets::{List, at_least, dragged_to, quiet_button, section_title, shown};

/// In less width the buttons stand under the title.
const HEAD_IN_ONE_LINE: f32 = 190.0;
/// What stands above and below the list, and some rows of it.
const LEAST_HEIGHT: f32 = 460.0;

pub(super) fn connections_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    at_least(ui, "connections", LEAST_HEIGHT, |ui| sidebar_ui(ui, cx));
}

fn sidebar_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    inspect_place::entry_ui(ui, cx);
    let is_narrow = ui.available_width() < HEAD_IN_ONE_LINE;
    ui.horizontal(|ui| {
        ui.add_space(4.0);
        section_title(ui, "Connections");
        if !is_narrow {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| new_ui(ui, cx));
        }
    });
    if is_narrow {
        ui.horizontal(|ui| new_ui(ui, cx));
    }
    ui.add_space(2.0);
    let mut search = cx.model.search.clone();
    let field = TextEdit::singleline(&mut search)
        .id_salt("search connections")
        .hint_text("Search connections")
        .desired_width(f32::INFINITY);
    let field = ui.add(field);
    field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Search connections"));
    if field.changed() {
        cx.push(Command::SearchConnections(search));
    }
    ui.add_space(4.0);
    actions_ui(ui, cx);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        let model = cx.model;
        let rows = rows(model);
        let chosen = rows.iter().position(|row| row.is(model.selected));
        let requests = chosen.map_or(0, |_| model.connection().requests.iter().len());
        let mut list = List::new(ui, "connections", rows.len() + requests, chosen);
        for (index, row) in rows.iter().enumerate() {
            let connection = match row {
                SidebarRow::Connection(connection) => connection,
                SidebarRow::Folder { name, count } => {
                    connection_folders::folder_ui(ui, cx, &mut list, name, *count);
                    continue;
                }
            };
            // In one scope, so that no row becomes another where requests come and go before it.
            ui.push_id(connection.id, |ui| {
                if connection_ui(ui, cx, &mut list, connection) {
                    // The requests of the one that was selected go.
                    list.moves_to(ui, index);
                }
                if connection.id == model.selected {
                    requests_ui(ui, cx, &mut list);
                }
            });
        }
        if rows.is_empty() {
            ui.label(RichText::new("No connection matches.").color(cx.tokens.muted));
        }
    });
}

/// Drags a connection before or behind another, into its folder.
fn drag_ui(ui: &Ui, cx: &mut ViewCx<'_>, response: &egui::Response, connection: &ConnectionForm) {
    let own = connection.id;
    if !connection.is_playground() {
        response.dnd_set_drag_payload(own);
    }
    let can_be_first = !connection.is_playground();
    let name = &connection.name;
    if let Some((dragged, is_behind)) = dragged_to(ui, cx.tokens, response, own, name, can_be_first)
    {
        cx.push(Command::Files(FilesCommand::Drop {
            dragged,
            at: own,
            is_behind,
        }));
    }
}

fn actions_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    egui::Panel::bottom("connection actions")
        .frame(Frame::new().inner_margin(Margin::symmetric(0, 4)))
        .show_separator_line(false)
        .resizable(false)
        .show(ui, |ui| {
            request_actions_ui(ui, cx);
            files::environment_ui(ui, cx);
            ui.horizontal_wrapped(|ui| {
                ui.add_enabled_ui(!cx.model.is_at_inspect(), |ui| {
                    if quiet_button(ui, "Duplicate").clicked() {
                        cx.push(Command::DuplicateConnection);
                    }
                });
                let own = cx.model.connection().is_own();
                ui.add_enabled_ui(own, |ui| {
                    if quiet_button(ui, "Delete").clicked() {
                        cx.push(Command::DeleteConnection);
                    }
                });
            });
        });
}

/// The ways to another connection.
fn new_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    if quiet_button(ui, "New").clicked() {
        cx.push(Command::NewConnection);
    }
    if quiet_button(ui, "Import").clicked() {
        cx.push(Command::Import(ImportCommand::Open));
    }
}

/// Whether it was selected.
fn connection_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    list: &mut List,
    connection: &ConnectionForm,
) -> bool {
    let chosen = connection.id == cx.model.selected;
    let tokens = cx.tokens;
    let response = ui
        .scope_builder(
            UiBuilder::new()
                .id_salt(("connection", connection.id))
                .sense(list.sense() | egui::Sense::DRAG),
            |ui| {
                let hovered = ui.response().hovered();
                let fill = match (chosen, hovered) {
                    (true, _) => tokens.chosen,
                    (false, true) => tokens.hover,
                    (false, false) => egui::Color32::TRANSPARENT,
                };
                Frame::new()
                    .fill(fill)
                    .corner_radius(6)
                    .inner_margin(Margin::symmetric(10, 7))
                    .show(ui, |ui| {
                        ui.take_available_width();
                        ui.spacing_mut().item_spacing.y = 2.0;
                        let name = parts(&connection.name).1;
                        let name = if chosen {
                            theme::strong(shown(ui, name))
                        } else {
                            RichText::new(shown(ui, name))
                        };
                        ui.add(Label::new(name).truncate().selectable(false));
                        let issuer = subtitle(cx, connection);
                        let issuer = RichText::new(shown(ui, &issuer))
                            .small()
                            .color(tokens.muted);
                        ui.add(Label::new(issuer).truncate().selectable(false));
                    });
            },
        )
        .response;
    if response.has_focus() {
        let ring = egui::Stroke::new(1.5, tokens.accent);
        ui.painter()
            .rect_stroke(response.rect, 6.0, ring, egui::StrokeKind::Inside);
    }
    response
        .widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, chosen, &connection.name));
    drag_ui(ui, cx, &response, connection);
    connection_menu_ui(cx, &response, connection);
    let is_selected = list.drew(ui, &response) || response.clicked();
    if is_selected {
        cx.push(Command::SelectConnection(connection.id));
    }
    is_selected
}

/// What stands for the issuer where a connection names its token endpoint alone.
fn token_endpoint(connection: &ConnectionForm) -> String {
    let endpoint = connection.file_values.text(FileField::TokenEndpoint).trim();
    let (_, rest) = endpoint.split_once("://").unwrap_or(("", endpoint));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    match (host, connection.client_id.as_str()) {
        ("", _) => "no issuer yet".to_owned(),
        (host, "") => host.to_owned(),
        (host, client) => format!("{client} at {host}"),
    }
}

fn subtitle(cx: &ViewCx<'_>, connection: &ConnectionForm) -> String {
    if connection.is_playground() {
        match &cx.model.playground {
            PlaygroundState::Starting => return "starting".to_owned(),
            PlaygroundState::Failed(_) => return "could not start".to_owned(),
            PlaygroundState::Running { .. } => {}
        }
    }
    let file = cx.model.files.of(connection.id);
    if let Some(file) = file {
        if file.theirs.is_some() {
            return "changed elsewhere: choose".to_owned();
        }
        if let Some(fault) = file.fault() {
            return format!("cannot be used: {}", fault.sentence);
        }
        if file.trouble.is_some() {
            return "the last edits are in no file yet".to_owned();
        }
    }
    let issuer = connection.shown_issuer();
    let issuer = match connection.issuer.contains("{{") {
        true => connection.issuer.clone(),
        false => issuer,
    };
    if issuer.starts_with("{{") {
        return issuer;
    }
    let host = issuer.split_once("://").map_or("", |(_, rest)| rest);
    if connection.issuer.trim().is_empty() {
        token_endpoint(connection)
    } else if host.is_empty() {
        "the issuer is no URL yet".to_owned()
    } else if connection.client_id.is_empty() {
        host.to_owned()
    } else {
        format!("{} at {host}", connection.client_id)
    }
}
