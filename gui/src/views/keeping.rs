//! The tick that keeps a login, what became of it, and all that is kept on this machine.

use claimscope_client::session::{KeptRow, NamedRow};
use egui::{CollapsingHeader, Id, Label, RichText, Ui};

use super::ViewCx;
use crate::message::Command;
use crate::results::Keeping;
use crate::sentence::sentence;
use crate::theme::{self, GAP_SMALL};
use crate::times;
use crate::widgets::{failure_card, shown};

pub(super) fn keeping_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    if !cx.model.connection().can_keep() {
        return;
    }
    let mut keeps = cx.model.connection().keeps;
    if ui
        .checkbox(&mut keeps, "Keep the login for the next start")
        .changed()
    {
        cx.push(Command::SetKeeps(keeps));
    }
    let (text, color) = match (keeps, trouble(cx)) {
        (false, _) => (about(), cx.tokens.muted),
        (true, Some(trouble)) => (trouble, cx.tokens.warn),
        (true, None) => (state(cx), cx.tokens.muted),
    };
    let text = RichText::new(shown(ui, &text)).small().color(color);
    ui.add(Label::new(text).wrap());
    all_ui(ui, cx);
}

fn about() -> String {
    "Its tokens then lie sealed in a file of yours; the key to it is in the system's keychain."
        .to_owned()
}

/// Why nothing is kept.
fn trouble(cx: &ViewCx<'_>) -> Option<String> {
    let workspace = cx.model.workspace()?;
    if let Some(failure) = workspace.kept.failure() {
        let advice = failure.advice.as_deref().unwrap_or_default();
        let why = format!("{} {advice}", failure.sentence);
        return Some(format!("Not kept, but in memory only. {}", why.trim()));
    }
    match &workspace.current_token.as_ref()?.keeping {
        Keeping::Failed(why) => Some(format!("Not kept, but in memory only. {why}")),
        Keeping::No | Keeping::Kept(_) => None,
    }
}

/// What stands of the token in use.
fn state(cx: &ViewCx<'_>) -> String {
    let workspace = cx.model.workspace();
    let token = workspace.and_then(|workspace| workspace.current_token.as_ref());
    match token {
        Some(token) if token.kept().is_some() => format!(
            "The token of {} is kept. Without the tick, it is deleted here.",
            times::local_text(token.received_at, cx.zone)
        ),
        Some(_) => "The token in use is not kept: log in again to keep it.".to_owned(),
        None => about(),
    }
}

/// What is kept of this and other connections, by the window and the terminal.
fn all_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let title = RichText::new("All that is kept on this machine").color(cx.tokens.muted);
    let list = CollapsingHeader::new(title)
        .id_salt("kept")
        .show_unindented(ui, |ui| list_ui(ui, cx));
    if list.header_response.clicked() {
        cx.push(Command::ListKept);
    }
}

fn list_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let kept = &cx.model.kept;
    if let Some(failure) = kept.failure() {
        failure_card(ui, failure, &mut cx.commands);
    }
    let Some(rows) = kept.ready() else {
        if kept.is_pending() {
            ui.spinner();
        }
        return;
    };
    if rows.is_empty() {
        ui.label(RichText::new("Nothing is kept.").color(cx.tokens.muted));
        return;
    }
    for row in rows {
        row_ui(ui, cx, row);
    }
    ui.add_space(GAP_SMALL);
    forget_all_ui(ui, cx, rows.len());
    let text = "What is deleted here holds at the issuer until it ends; “Revoke” tells the issuer.";
    ui.add(Label::new(RichText::new(text).small().color(cx.tokens.muted)).wrap());
}

/// They cannot be had back: a second press says so.
fn forget_all_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, count: usize) {
    let id = Id::unique("whether all that is kept is to be forgotten");
    let mut asks: bool = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    if !asks {
        asks = ui.button("Forget all").clicked();
    } else {
        let what = match count {
            1 => "the login that is kept".to_owned(),
            count => format!("all {count} that are kept"),
        };
        let text =
            format!("Forget {what}, of every connection and of the terminal? It cannot be undone.");
        ui.add(Label::new(theme::strong(text)).wrap());
        ui.horizontal(|ui| {
            if ui.button("Forget them for good").clicked() {
                cx.push(Command::DeleteKept(None));
                asks = false;
            }
            if ui.button("Keep them").clicked() {
                asks = false;
            }
        });
    }
    ui.data_mut(|data| data.insert_temp(id, asks));
}

fn row_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, (name, row): &NamedRow) {
    ui.add_space(GAP_SMALL);
    match row {
        Ok(row) => {
            ui.add(Label::new(theme::strong(shown(ui, &title(row)))).wrap());
            let about = RichText::new(shown(ui, &about_row(cx, row))).small();
            ui.add(Label::new(about.color(cx.tokens.muted)).wrap());
        }
        Err(error) => {
            let text = shown(ui, &sentence(&error.message()));
            ui.add(Label::new(RichText::new(text).color(cx.tokens.warn)).wrap());
        }
    }
    let label = format!("Forget {}", name.short());
    if ui.small_button(label).clicked() {
        cx.push(Command::DeleteKept(Some(vec![name.clone()])));
    }
}

fn title(row: &KeptRow) -> String {
    format!("{} at {}", row.client_id, row.issuer)
}

fn about_row(cx: &ViewCx<'_>, row: &KeptRow) -> String {
    let mut parts = vec![match &row.grant {
        Some(grant) => format!("token by {grant}"),
        None => "client that was registered".to_owned(),
    }];
    parts.extend(
        row.subject
            .as_ref()
            .map(|subject| format!("user {subject}")),
    );
    parts.extend((!row.scope.is_empty()).then(|| row.scope.clone()));
    parts.push(format!(
        "kept since {}",
        times::local_text(row.received_at, cx.zone)
    ));
    parts.extend(row.expires_at.map(|end| {
        let word = match end > cx.now {
            true => "ends",
            false => "ended",
        };
        format!("{word} {}", cx.relative(end))
    }));
    parts.join(", ")
}
