//! The page of a code: what it means and what to do; of a check, an example that fails and one that passes, and what to do in
//! servers of others.

use claimscope_core::code::CodeEntry;
use claimscope_oauth::{PageSection, page_sections};
use egui::{Area, Frame, Id, Label, Modal, RichText, ScrollArea, Ui};

use super::ViewCx;
use crate::message::Command;
use crate::sentence::sentence;
use crate::theme::{GAP, GAP_SMALL};
use crate::widgets::{code_block, ends, quiet_button, section_title, spec_label};

const WIDTH: f32 = 640.0;
const MAX_HEIGHT: f32 = 520.0;

pub(super) fn code_page_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let Some(entry) = cx.model.code_page.and_then(entry_of) else {
        return;
    };
    // One of its own for each: a page would stay as low as the one before it.
    let area = Area::new(Id::unique(("code page area", entry.code.as_str())))
        .kind(egui::UiKind::Modal)
        .anchor(egui::Align2::CENTER_CENTER, egui::Vec2::ZERO)
        .order(egui::Order::Foreground);
    let frame = Frame::popup(ui.style()).inner_margin(14);
    let room = ui.ctx().content_rect().size();
    let response = Modal::new(Id::unique("code page"))
        .area(area)
        .frame(frame)
        .show(ui.ctx(), |ui| {
            ui.set_width(WIDTH.min(room.x - 60.0));
            let title = |ui: &mut Ui, _: &mut ViewCx<'_>| {
                ui.label(RichText::new(entry.code.as_str()).monospace().strong());
                spec_label(ui, entry.source);
            };
            ends(ui, "code page head", cx, title, |ui, cx| {
                if quiet_button(ui, "Close").clicked() {
                    cx.push(Command::CloseCodePage);
                }
            });
            ScrollArea::vertical()
                .id_salt(entry.code.as_str())
                .max_height(MAX_HEIGHT.min(room.y - 120.0))
                .show(ui, |ui| page_ui(ui, cx, &entry));
        });
    if response.should_close() {
        cx.push(Command::CloseCodePage);
    }
}

fn page_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, entry: &CodeEntry) {
    ui.take_available_width();
    ui.add(Label::new(entry.meaning.replace('`', "")).wrap());
    ui.add_space(GAP_SMALL);
    ui.add(Label::new(sentence(entry.remedy)).wrap());
    for section in page_sections(entry.code.as_str()) {
        ui.add_space(GAP);
        section_ui(ui, cx, &section);
    }
}

fn section_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, section: &PageSection) {
    section_title(ui, &section.title);
    ui.add(Label::new(section.text.as_str()).wrap());
    if !section.code.is_empty() {
        ui.add_space(GAP_SMALL);
        code_block(ui, &section.code);
    }
    for code in &section.codes {
        if quiet_button(ui, code).clicked() {
            cx.push(Command::ShowCodePage(code));
        }
    }
    if let Some(link) = &section.link {
        let link = RichText::new(link).small().color(cx.tokens.muted);
        ui.add(Label::new(link).wrap());
    }
}

fn entry_of(code: &str) -> Option<CodeEntry> {
    let mut entries = claimscope_core::codes()
        .chain(claimscope_oauth::code::entries())
        .chain(claimscope_client::code::entries());
    entries.find(|entry| entry.code == code)
}
