//! Inspect: the token encoded on the left, decoded on the right, the summary above.

use claimscope_core::json::Object;
use claimscope_core::time::Timestamp;
use egui::{Align, Label, Layout, RichText, ScrollArea, Ui};

use super::inspect_summary::summary_ui;
use super::{ViewCx, inspect_checks, inspect_claims, inspect_token};
use crate::message::Command;
use crate::results::Inspected;
use crate::theme::{GAP, SCROLL_LANE};
use crate::widgets::{Mark, quiet_button, tab_button, timeline, two_columns};

/// From this width on, the button stands beside the tabs.
const ONE_ROW: f32 = 380.0;

/// Which of the right side's lists is shown; the window remembers it, the model need not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Pane {
    #[default]
    Claims,
    Checks,
    Json,
}

pub(super) fn inspect_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let inspected = cx
        .model
        .workspace()
        .and_then(|workspace| workspace.inspect.shown_report());
    if let Some(inspected) = inspected {
        ui.scope(|ui| {
            ui.set_max_width(ui.available_width() - SCROLL_LANE);
            summary_ui(ui, cx, inspected);
        });
        ui.add_space(GAP);
    }
    two_columns(ui, 0.41, cx, encoded_column_ui, |ui, cx| match inspected {
        Some(inspected) => decoded_ui(ui, cx, inspected),
        None => empty_ui(ui, cx),
    });
}

fn encoded_column_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    ScrollArea::vertical()
        .id_salt("encoded")
        .auto_shrink(false)
        .show(ui, |ui| {
            ui.set_max_width(ui.available_width() - SCROLL_LANE);
            inspect_token::encoded_ui(ui, cx);
            ui.add_space(GAP);
        });
}

fn empty_ui(ui: &mut Ui, cx: &ViewCx<'_>) {
    let pending = cx
        .model
        .workspace()
        .is_some_and(|workspace| workspace.inspect.report.is_pending());
    if pending {
        ui.horizontal(|ui| {
            ui.spinner();
            ui.label("Looking at the text");
        });
        return;
    }
    let text = "Paste a token on the left: bare, with Bearer, as a token response, as a curl command. It stays in this window; nothing that it says is fetched.";
    ui.add(Label::new(RichText::new(text).color(cx.tokens.muted)).wrap());
}

fn decoded_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, inspected: &Inspected) {
    if let Some(claims) = &inspected.report.claims {
        life_ui(ui, cx, claims);
    }
    let id = ui.scope_id().with("pane");
    let mut pane: Pane = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let failed = inspected.report.failures().count();
    let checks = match failed {
        0 => format!("Checks ({})", inspected.report.checks.len()),
        failed => format!("Checks ({failed} failed)"),
    };
    let is_wide = ui.available_width() >= ONE_ROW;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        for (choice, title) in [
            (Pane::Claims, "Claims"),
            (Pane::Checks, checks.as_str()),
            (Pane::Json, "JSON"),
        ] {
            if tab_button(ui, title, pane == choice).clicked() {
                pane = choice;
            }
        }
        if is_wide {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add_space(SCROLL_LANE);
                copy_report_ui(ui, cx);
            });
        }
    });
    if !is_wide {
        copy_report_ui(ui, cx);
    }
    ui.add_space(2.0);
    ui.data_mut(|data| data.insert_temp(id, pane));
    ScrollArea::vertical()
        .id_salt(("decoded", pane as u8))
        .auto_shrink(false)
        .show(ui, |ui| {
            ui.set_max_width(ui.available_width() - SCROLL_LANE);
            match pane {
                Pane::Claims => inspect_claims::claims_ui(ui, cx, inspected),
                Pane::Checks => inspect_checks::checks_ui(ui, cx, &inspected.report),
                Pane::Json => inspect_token::json_ui(ui, cx, inspected),
            }
        });
}

fn copy_report_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    if quiet_button(ui, "Copy report").clicked() {
        cx.push(Command::CopyReport);
    }
}

/// `iat`, `nbf`, now and `exp` on a line.
fn life_ui(ui: &mut Ui, cx: &ViewCx<'_>, claims: &Object) {
    let at = |name: &str| Some(claims.numeric_date(name)?.unix_seconds());
    let now = cx.now.unix_seconds();
    let mut marks = vec![Mark {
        name: "now",
        at_seconds: now,
        text: String::new(),
    }];
    for name in ["iat", "nbf", "exp"] {
        marks.extend(at(name).map(|seconds| Mark {
            name,
            at_seconds: seconds,
            text: crate::times::relative(Timestamp::from_unix_seconds(seconds), cx.now),
        }));
    }
    if marks.len() > 1 {
        let summary = marks
            .iter()
            .filter(|mark| mark.name != "now")
            .map(|mark| format!("{} {}", mark.name, mark.text))
            .collect::<Vec<_>>()
            .join(", ");
        timeline(ui, &marks, (at("nbf").or(at("iat")), at("exp")), &summary);
    }
}
