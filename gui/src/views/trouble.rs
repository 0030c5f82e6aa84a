//! What is wrong with the saved state, which is said on every place.

use egui::Ui;

use super::ViewCx;
use crate::message::Command;
use crate::widgets::{failure_card, quiet_button};

/// What is wrong with the saved state, wherever the person is.
pub(super) fn trouble_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    if let Some(trouble) = &cx.model.state_trouble {
        failure_card(ui, trouble, &mut cx.commands);
        if quiet_button(ui, "Dismiss").clicked() {
            cx.push(Command::DismissTrouble);
        }
    }
}
