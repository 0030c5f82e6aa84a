//! The tokens of a text that has several, such as a token response: each can be looked at and copied. Of several signatures it is
//! said what each came to.

use claimscope_core::FoundToken;
use claimscope_core::report::{Format, Verdict};
use egui::{Button, Label, RichText, Role, Ui, WidgetInfo};

use super::ViewCx;
use crate::inspect_place::PlaceCommand;
use crate::message::Command;
use crate::results::{Inspected, JudgedSignature};
use crate::widgets::{Icon, List, copy_button_of, icon, section_title, shown};

/// How many of them are offered.
const SHOWN_TOKENS: usize = 20;

pub(super) fn found_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, inspected: &Inspected) {
    let tokens = &inspected.look.inspection.tokens;
    if tokens.is_empty() {
        return;
    }
    let judged = &inspected.signatures;
    let count = tokens.len().min(SHOWN_TOKENS);
    let inspect = cx.model.workspace().map(|workspace| &workspace.inspect);
    let chosen = inspect.and_then(|inspect| inspect.shown_token);
    // Where nobody chose, the report is on the first signature that holds.
    let shown_one = judged.iter().position(|one| one.is_shown);
    let chosen = shown_one.or(chosen).unwrap_or_default();
    section_title(ui, &format!("Tokens in it ({})", tokens.len()));
    if !judged.is_empty() {
        let text = "Each signature is judged by itself, and one that is accepted is enough.";
        ui.add(Label::new(RichText::new(text).small().color(cx.tokens.muted)).wrap());
    }
    let mut list = List::new(ui, "found tokens", count, Some(chosen));
    let mut copies = List::new(ui, "copies of tokens", count, None);
    for (index, token) in tokens.iter().enumerate().take(count) {
        let name = name(index, token);
        ui.horizontal(|ui| {
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
        if let Some(judged) = judged.get(index) {
            judged_ui(ui, judged);
        }
    }
}

/// What a signature came to.
fn judged_ui(ui: &mut Ui, judged: &JudgedSignature) {
    let mark = match judged.verdict {
        Verdict::Accepted => Icon::Pass,
        Verdict::Rejected => Icon::Fail,
        Verdict::Unverified => Icon::Warn,
    };
    ui.horizontal_top(|ui| {
        icon(ui, mark, 13.0);
        let (name, word) = (&judged.name, judged.word);
        let text = format!("{name}: {word}: {}", judged.headline);
        let text = RichText::new(shown(ui, &text)).small();
        ui.add(Label::new(text).wrap());
    });
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
