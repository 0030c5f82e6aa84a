//! The folders among the connections of the sidebar: their rows, folded and not.

use egui::collapsing_header::paint_default_icon;
use egui::{Frame, Label, Margin, RichText, Role, Sense, Ui, UiBuilder, WidgetInfo};

use super::ViewCx;
use crate::connection::{ConnectionForm, ConnectionId};
use crate::connection_folder::{is_within, parts};
use crate::files::FilesCommand;
use crate::message::Command;
use crate::model::Model;
use crate::widgets::{List, shown};

/// One row of the list.
pub(super) enum SidebarRow<'a> {
    /// A connection.
    Connection(&'a ConnectionForm),
    /// The heading of those of one folder.
    Folder {
        /// Its name, with those around it.
        name: &'a str,
        /// How many connections are in it.
        count: usize,
    },
}

impl SidebarRow<'_> {
    /// Whether it is this connection.
    pub(super) fn is(&self, id: ConnectionId) -> bool {
        matches!(self, Self::Connection(connection) if connection.id == id)
    }
}

/// The rows of the connections that are searched for; a search looks into what is folded.
pub(super) fn rows(model: &Model) -> Vec<SidebarRow<'_>> {
    let is_searched = !model.search.trim().is_empty();
    // Only what has a heading can be unfolded again.
    let has_heading = |folder: &&String| {
        let mut all = model.connections.iter();
        all.any(|one| parts(&one.name).0 == folder.as_str())
    };
    let folded: Vec<_> = model.files.folded.iter().filter(has_heading).collect();
    let hides = |folder: &str, outer: &str| !is_searched && is_within(folder, outer);
    let mut rows = Vec::new();
    let mut last = "";
    let all = model.connections.iter();
    let all: Vec<_> = all.filter(|one| one.matches(&model.search)).collect();
    for connection in &all {
        let name = parts(&connection.name).0;
        if name != last
            && !folded
                .iter()
                .any(|outer| *outer != name && hides(name, outer))
        {
            let of_it = all.iter().filter(|one| parts(&one.name).0 == name);
            rows.push(SidebarRow::Folder {
                name,
                count: of_it.count(),
            });
        }
        last = name;
        if !folded.iter().any(|outer| hides(name, outer)) {
            rows.push(SidebarRow::Connection(connection));
        }
    }
    rows
}

/// The heading of a folder: a press folds it, and a connection that is dropped on it goes there.
pub(super) fn folder_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    list: &mut List,
    name: &str,
    count: usize,
) {
    let tokens = cx.tokens;
    let is_folded = cx.model.files.folded.contains(name);
    let builder = UiBuilder::new().id_salt(("folder", name.to_owned()));
    let row = ui.scope_builder(builder.sense(list.sense()), |ui| {
        let is_goal = ui.response().dnd_hover_payload::<ConnectionId>().is_some();
        let fill = match is_goal || ui.response().hovered() {
            true => tokens.hover,
            false => egui::Color32::TRANSPARENT,
        };
        let margin = Margin::symmetric(4, 3);
        let frame = Frame::new()
            .fill(fill)
            .corner_radius(6)
            .inner_margin(margin);
        frame.show(ui, |ui| {
            ui.take_available_width();
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                let size = egui::Vec2::splat(10.0);
                let (_, icon) = ui.allocate_exact_size(size, Sense::hover());
                paint_default_icon(ui, if is_folded { 0.0 } else { 1.0 }, &icon);
                let text = match is_folded {
                    true => format!("{}  {count}", shown(ui, name)),
                    false => shown(ui, name),
                };
                let text = RichText::new(text).small().color(tokens.muted);
                ui.add(Label::new(text).truncate().selectable(false));
            });
        });
    });
    let response = row.response;
    if response.has_focus() {
        let ring = egui::Stroke::new(1.5, tokens.accent);
        ui.painter()
            .rect_stroke(response.rect, 6.0, ring, egui::StrokeKind::Inside);
    }
    let state = if is_folded { "folded" } else { "unfolded" };
    let label = format!("Folder {name}, {state}");
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, false, &label));
    if response.dnd_hover_payload::<ConnectionId>().is_some() {
        response.show_tooltip_text(format!("Into {}", shown(ui, name)));
    }
    list.drew(ui, &response);
    if response.clicked() {
        let fold = FilesCommand::Fold(name.to_owned(), !is_folded);
        cx.push(Command::Files(fold));
    }
    if let Some(dragged) = response.dnd_release_payload::<ConnectionId>() {
        let command = FilesCommand::MoveToFolder(*dragged, name.to_owned());
        cx.push(Command::Files(command));
    }
}
