//! The list of checks: what was expected, what was found, the rule, the advice. Failures first.

use claimscope_core::report::{Check, CheckId, Report, Status};
use egui::{Button, Label, Layout, RichText, Ui, UiBuilder, vec2};

use super::ViewCx;
use crate::message::Command;
use crate::results::Inspected;
use crate::theme::{self, GAP};
use crate::times;
use crate::widgets::{Icon, List, icon, named_row, shown, spec_label};

const GROUPS: [(Status, &str); 4] = [
    (Status::Fail, "Failed"),
    (Status::Warn, "Worth knowing"),
    (Status::Pass, "Passed"),
    (Status::Skip, "Not run"),
];

const NAME_WIDTH: f32 = 158.0;

pub(super) fn checks_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, inspected: &Inspected) {
    let report = inspected.report();
    let text = format!(
        "What they say of times is {}.",
        times::as_of_text(inspected.at, cx.now, cx.zone)
    );
    let text = RichText::new(text).small().color(cx.tokens.muted);
    ui.add(Label::new(text).wrap());
    let mut names = List::new(ui, "checks", report.checks.len(), None);
    if !report.waived.is_empty() {
        let text = format!("Waived: {}", report.waived.join(", "));
        ui.label(RichText::new(text).color(cx.tokens.warn));
    }
    for (status, title) in GROUPS {
        let checks: Vec<&Check> = report
            .checks
            .iter()
            .filter(|check| check.status == status)
            .collect();
        if checks.is_empty() {
            continue;
        }
        ui.add(Label::new(theme::strong(format!("{title} ({})", checks.len()))).selectable(false));
        for check in checks {
            check_ui(ui, cx, &mut names, check);
        }
        ui.add_space(GAP);
    }
}

fn check_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, names: &mut List, check: &Check) {
    let (mark, word) = match check.status {
        Status::Pass => (Icon::Pass, "passed"),
        Status::Fail => (Icon::Fail, "failed"),
        Status::Warn => (Icon::Warn, "worth knowing"),
        Status::Skip => (Icon::Skipped, "not run"),
    };
    ui.horizontal_top(|ui| {
        icon(ui, mark, 14.0).on_hover_text(word);
        ui.spacing_mut().interact_size.y = 18.0;
        name_ui(ui, cx, names, check.id);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.horizontal_wrapped(|ui| {
                ui.add(Label::new(shown(ui, &check.message)).wrap());
                spec_label(ui, check.spec);
            });
            if matches!(check.status, Status::Fail | Status::Warn) {
                detail_ui(ui, cx, check);
            }
        });
    });
}

/// The name of a check, in a column of its own; a press opens its page.
fn name_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, names: &mut List, id: CheckId) {
    let (_, rect) = ui.allocate_space(vec2(NAME_WIDTH, 18.0));
    let layout = Layout::left_to_right(egui::Align::Min);
    let mut name_ui = ui.new_child(UiBuilder::new().max_rect(rect).layout(layout));
    name_ui.spacing_mut().button_padding = vec2(0.0, 0.0);
    let text = RichText::new(id.as_str())
        .monospace()
        .color(cx.tokens.muted);
    let button = Button::new(text).frame_when_inactive(false).truncate();
    let response = name_ui.add(button.sense(names.sense()));
    names.drew(ui, &response);
    let about = format!("{}: what this check means, and what to do", id.as_str());
    let response = response.on_hover_text(about);
    if response.clicked() {
        cx.push(Command::ShowCodePage(id.as_str()));
    }
}

fn detail_ui(ui: &mut Ui, cx: &ViewCx<'_>, check: &Check) {
    let muted = |name: &str| RichText::new(name).small().color(cx.tokens.muted);
    for (name, value) in [("expected", &check.expected), ("actual", &check.actual)] {
        if let Some(value) = value {
            named_row(ui, 62.0, muted(name), |ui| {
                ui.add(Label::new(RichText::new(shown(ui, value)).monospace()).wrap());
            });
        }
    }
    if let Some(hint) = &check.hint {
        named_row(ui, 62.0, muted("advice"), |ui| {
            ui.add(Label::new(shown(ui, hint)).wrap());
        });
    }
}

/// The check that speaks of a claim, where one was run.
pub(super) fn check_of<'a>(report: &'a Report, name: &str) -> Option<&'a Check> {
    let name = if name == "scp" { "scope" } else { name };
    CheckId::ALL
        .iter()
        .find(|id| id.as_str().strip_prefix("claim.") == Some(name))
        .and_then(|id| report.check(*id))
        .filter(|check| check.status != Status::Skip)
}
