//! Inspect: the token encoded on the left, decoded on the right, the summary above.

use claimscope_core::json::Object;
use claimscope_core::time::Timestamp;
use egui::{Align, Label, Layout, RichText, ScrollArea, Ui};

use super::explanation::diagnosis_ui;
use super::inspect_summary::{FOUR_ACROSS, summary_ui};
use super::{ViewCx, inspect_checks, inspect_claims, inspect_offers, inspect_token};
use crate::message::Command;
use crate::report_form::ReportForm;
use crate::results::Inspected;
use crate::theme::{GAP, SCROLL_LANE};
use crate::widgets::{Mark, card, keys_in_view, tabs, timeline, two_columns};

/// The summary in one row, and columns that show a form.
const LEAST_HEIGHT: f32 = 400.0;
/// In less width what is encoded and what is decoded stand below each other.
const TWO_COLUMNS: f32 = 520.0;
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

/// What scrolls.
#[derive(Clone, Copy)]
enum Scrolls {
    /// Each column by itself, under the summary.
    Columns,
    /// The summary and the columns together.
    Whole,
}

/// Where there is less room under the summary than two columns need, the whole scrolls.
pub(super) fn inspect_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let least = match ui.available_width() {
        ..FOUR_ACROSS => LEAST_HEIGHT + 140.0,
        _ => LEAST_HEIGHT,
    };
    if ui.available_height() >= least && ui.available_width() >= TWO_COLUMNS {
        return whole_ui(ui, cx, Scrolls::Columns);
    }
    ScrollArea::vertical()
        .id_salt("inspect")
        .auto_shrink(false)
        .show(ui, |ui| {
            whole_ui(ui, cx, Scrolls::Whole);
            keys_in_view(ui);
        });
}

fn whole_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, scrolls: Scrolls) {
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
    let encoded = |ui: &mut Ui, cx: &mut ViewCx<'_>| {
        column_ui(ui, scrolls, "encoded", |ui| {
            inspect_token::encoded_ui(ui, cx)
        });
    };
    let decoded = |ui: &mut Ui, cx: &mut ViewCx<'_>| match inspected {
        Some(inspected) => decoded_ui(ui, cx, inspected, scrolls),
        None => empty_ui(ui, cx),
    };
    if ui.available_width() >= TWO_COLUMNS {
        return two_columns(ui, 0.41, cx, encoded, decoded);
    }
    encoded(ui, cx);
    decoded(ui, cx);
}

/// A column that scrolls by itself, unless the whole does.
fn column_ui(ui: &mut Ui, scrolls: Scrolls, salt: &str, add_contents: impl FnOnce(&mut Ui)) {
    let add_contents = |ui: &mut Ui| {
        ui.set_max_width(ui.available_width() - SCROLL_LANE);
        add_contents(ui);
        ui.add_space(GAP);
    };
    match scrolls {
        Scrolls::Columns => {
            ScrollArea::vertical()
                .id_salt(salt)
                .auto_shrink(false)
                .show(ui, |ui| {
                    add_contents(ui);
                    keys_in_view(ui);
                });
        }
        Scrolls::Whole => {
            ui.push_id(salt, add_contents);
        }
    }
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
    let text = "Paste a token on the left: bare, with Bearer, as a token response, as a curl command; or a server's refusal, which is explained. It stays in this window; nothing that it says is fetched.";
    ui.add(Label::new(RichText::new(text).color(cx.tokens.muted)).wrap());
}

fn decoded_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, inspected: &Inspected, scrolls: Scrolls) {
    if let Some(claims) = &inspected.report().claims {
        life_ui(ui, cx, claims);
    }
    let id = ui.scope_id().with("pane");
    let mut pane: Pane = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let failed = inspected.report().failures().count();
    let checks = match failed {
        0 => format!("Checks ({})", inspected.report().checks.len()),
        failed => format!("Checks ({failed} failed)"),
    };
    let is_wide = ui.available_width() >= ONE_ROW;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let all = [
            (Pane::Claims, "Claims"),
            (Pane::Checks, checks.as_str()),
            (Pane::Json, "JSON"),
        ];
        pane = tabs(ui, "panes", pane, &all).unwrap_or(pane);
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
    let salt = match pane {
        Pane::Claims => "claims",
        Pane::Checks => "checks",
        Pane::Json => "json",
    };
    column_ui(ui, scrolls, salt, |ui| {
        inspect_offers::offers_ui(ui, cx, inspected);
        if let Some(diagnosis) = &inspected.look.diagnosis {
            card(ui, |ui| diagnosis_ui(ui, cx, diagnosis));
            ui.add_space(GAP);
        }
        match pane {
            Pane::Claims => inspect_claims::claims_ui(ui, cx, inspected),
            Pane::Checks => inspect_checks::checks_ui(ui, cx, inspected),
            Pane::Json => inspect_claims::json_ui(ui, cx, inspected),
        }
    });
}

fn copy_report_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let color = cx.tokens.muted;
    ui.menu_button(RichText::new("Report").color(color), |ui| {
        for (title, command) in [
            ("Copy as JSON", Command::CopyReport(ReportForm::Json)),
            (
                "Copy as Markdown",
                Command::CopyReport(ReportForm::Markdown),
            ),
            ("Save as JSON", Command::SaveReport(ReportForm::Json)),
            (
                "Save as Markdown",
                Command::SaveReport(ReportForm::Markdown),
            ),
        ] {
            if ui.button(title).clicked() {
                cx.push(command);
            }
        }
    });
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
            text: cx.relative(Timestamp::from_unix_seconds(seconds)),
        }));
    }
    if marks.len() > 1 {
        timeline(ui, &marks, (at("nbf").or(at("iat")), at("exp")));
    }
}
