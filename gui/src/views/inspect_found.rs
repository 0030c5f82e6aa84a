//! The tokens of a text that has several, such as a token response: each can be looked at and copied.

use claimscope_core::FoundToken;
use claimscope_core::report::Format;
use egui::{Button, Role, Ui, WidgetInfo};

use super::ViewCx;
use crate::inspect_place::PlaceCommand;
use crate::message::Command;
use crate::widgets::{List, copy_button_of, section_title, shown};

/// How many of them are offered.
const SHOWN_TOKENS: usize = 20;

pub(super) fn found_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, tokens: &[FoundToken]) {
    if tokens.is_empty() {
        return;
    }
    let count = tokens.len().min(SHOWN_TOKENS);
    let inspect = cx.model.workspace().map(|workspace| &workspace.inspect);
    let chosen = inspect.map_or(0, |inspect| inspect.shown_token);
    section_title(ui, &format!("Tokens in it ({})", tokens.len()));
    let mut list = List::new(ui, "found tokens", count, Some(chosen));
    let mut copies = List::new(ui, "copies of tokens", count, None);
    for (index, token) in tokens.iter().enumerate().take(count) {
        ui.horizontal(|ui| {
            let name = name(index, token);
            let text = format!("{} ({})", shown(ui, &name), kind(token));
            let button = Button::selectable(index == chosen, text).sense(list.sense());
            let response = ui.add(button);
            let label = format!("Look at {name}");
            response.widget_info(|| {
                WidgetInfo::selected(Role::ListBoxOption, true, index == chosen, &label)
            });
            if (list.drew(ui, &response) || response.clicked()) && index != chosen {
                cx.push(Command::Place(PlaceCommand::ShowToken(index)));
            }
            let label = format!("Copy {name}");
            copy_button_of(ui, &mut copies, &label, &token.token, &mut cx.commands);
        });
    }
}

fn name(index: usize, token: &FoundToken) -> String {
    let name = token.name.clone();
    name.unwrap_or_else(|| format!("token {}", index + 1))
}

fn kind(token: &FoundToken) -> &'static str {
    match token.format {
        Format::Jws => "JWT",
        Format::Jwe => "encrypted",
        _ => "opaque",
    }
}
