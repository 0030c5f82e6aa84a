//! Cards, badges, code blocks, and how a failure is told.

use claimscope_client::HostCertificate;
use egui::{
    Frame, Label, Layout, Margin, Rect, Response, RichText, Role, Sense, Stroke, Ui, UiBuilder,
    WidgetInfo, pos2, vec2,
};

use super::{shown, shown_lines};
use crate::message::{Command, TrustFor};
use crate::results::FailureText;
use crate::theme::{self, GAP_SMALL, Tokens, Tone};

/// A framed group.
pub(crate) fn card<R>(ui: &mut Ui, add_contents: impl FnOnce(&mut Ui) -> R) -> R {
    let tokens = Tokens::of(ui);
    Frame::new()
        .fill(tokens.card)
        .stroke(Stroke::new(1.0, tokens.line))
        .corner_radius(8)
        .inner_margin(Margin::symmetric(14, 12))
        .show(ui, |ui| {
            ui.take_available_width();
            add_contents(ui)
        })
        .inner
}

/// Two columns of which the left one has this share of the width.
pub(crate) fn two_columns<C>(
    ui: &mut Ui,
    share: f32,
    cx: &mut C,
    left: impl FnOnce(&mut Ui, &mut C),
    right: impl FnOnce(&mut Ui, &mut C),
) {
    let gap = theme::GAP * 1.5;
    let whole = ui.available_rect_before_wrap();
    let width = ((whole.width() - gap) * share).floor();
    let mut column = |from: f32, width: f32| {
        let rect = Rect::from_min_size(pos2(from, whole.top()), vec2(width, whole.height()));
        let layout = Layout::top_down(egui::Align::Min);
        ui.new_child(UiBuilder::new().max_rect(rect).layout(layout))
    };
    let mut left_ui = column(whole.left(), width);
    let mut right_ui = column(whole.left() + width + gap, whole.width() - gap - width);
    left(&mut left_ui, cx);
    right(&mut right_ui, cx);
    let used = left_ui.min_rect().union(right_ui.min_rect());
    ui.advance_cursor_after_rect(used);
}

/// A field with its label needs so much.
const LEAST_FIELD: f32 = 180.0;

/// Two fields beside each other, or below where there is no room.
pub(crate) fn two_fields<C>(
    ui: &mut Ui,
    cx: &mut C,
    left: impl FnOnce(&mut Ui, &mut C),
    right: impl FnOnce(&mut Ui, &mut C),
) {
    if ui.available_width() >= 2.0 * LEAST_FIELD {
        return two_columns(ui, 0.5, cx, left, right);
    }
    left(ui, cx);
    right(ui, cx);
}

/// A row of a table: the name in a column of its own, then whatever stands beside it.
pub(crate) fn named_row<R>(
    ui: &mut Ui,
    name_width: f32,
    name: RichText,
    add_value: impl FnOnce(&mut Ui) -> R,
) -> R {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().interact_size.y = 18.0;
        let (_, rect) = ui.allocate_space(vec2(name_width, 18.0));
        let layout = Layout::left_to_right(egui::Align::Min);
        let mut name_ui = ui.new_child(UiBuilder::new().max_rect(rect).layout(layout));
        name_ui.add(Label::new(name).truncate());
        add_value(ui)
    })
    .inner
}

/// A specification and its section, small, and never broken over lines.
pub(crate) fn spec_label(ui: &mut Ui, spec: &str) {
    if !spec.is_empty() {
        let spec = spec.replace(' ', "\u{a0}");
        let color = Tokens::of(ui).muted;
        ui.label(RichText::new(spec).small().color(color));
    }
}

/// The title of a group.
pub(crate) fn section_title(ui: &mut Ui, text: &str) -> Response {
    let color = Tokens::of(ui).text;
    ui.add(Label::new(theme::strong(text).color(color).size(13.5)).selectable(false))
}

/// A badge with a word on it.
pub(crate) fn pill(ui: &mut Ui, text: &str, tone: Tone) -> Response {
    let tokens = Tokens::of(ui);
    let color = tokens.tone(tone);
    let galley = ui
        .painter()
        .layout_no_wrap(text.to_owned(), theme::strong_font(11.5), color);
    let size = galley.size() + vec2(16.0, 6.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    ui.painter()
        .rect_filled(rect, size.y / 2.0, tokens.tone_back(tone));
    ui.painter()
        .galley(rect.center() - galley.size() / 2.0, galley, color);
    response
}

/// Monospaced text in a well. What cannot be seen is written as its number.
pub(crate) fn code_block(ui: &mut Ui, text: &str) {
    let tokens = Tokens::of(ui);
    Frame::new()
        .fill(tokens.well)
        .stroke(Stroke::new(1.0, tokens.line))
        .corner_radius(6)
        .inner_margin(Margin::symmetric(10, 7))
        .show(ui, |ui| {
            ui.take_available_width();
            let text = RichText::new(shown_lines(ui, text)).monospace();
            ui.add(Label::new(text.color(tokens.text)).wrap());
        });
}

/// Names and values on as few lines as they need.
pub(crate) fn fact_line<'a>(ui: &mut Ui, facts: impl IntoIterator<Item = (&'a str, &'a str)>) {
    let tokens = Tokens::of(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(5.0, 2.0);
        ui.spacing_mut().interact_size.y = 16.0;
        for (index, (name, value)) in facts.into_iter().enumerate() {
            if index > 0 {
                ui.add_space(GAP_SMALL * 2.0);
            }
            ui.label(RichText::new(name).small().color(tokens.muted));
            let value = shown(ui, value);
            ui.label(RichText::new(value).monospace().size(12.0));
        }
    });
}

/// What must not be overlooked: a sentence, large and red.
pub(crate) fn alarm(ui: &mut Ui, text: &str) {
    let tokens = Tokens::of(ui);
    Frame::new()
        .fill(tokens.bad_back)
        .stroke(Stroke::new(1.0, tokens.bad))
        .corner_radius(8)
        .inner_margin(Margin::symmetric(14, 12))
        .show(ui, |ui| {
            ui.take_available_width();
            ui.horizontal(|ui| {
                super::icon(ui, super::Icon::Fail, 20.0);
                let text = theme::strong(text).size(17.0).color(tokens.bad);
                ui.add(Label::new(text).wrap());
            });
        });
}

/// A failure: one sentence, the other side's words, what to do.
pub(crate) fn failure_card(ui: &mut Ui, failure: &FailureText, commands: &mut Vec<Command>) {
    let tokens = Tokens::of(ui);
    let fill = match failure.is_notice {
        true => tokens.neutral_back,
        false => tokens.bad_back,
    };
    Frame::new()
        .fill(fill)
        .corner_radius(8)
        .inner_margin(Margin::symmetric(14, 12))
        .show(ui, |ui| {
            ui.take_available_width();
            ui.horizontal(|ui| {
                if !failure.is_notice {
                    super::icon(ui, super::Icon::Fail, 16.0);
                }
                let sentence = shown(ui, &failure.sentence);
                ui.add(Label::new(theme::strong(sentence)).wrap());
            });
            if let Some(words) = &failure.words {
                ui.add_space(GAP_SMALL);
                code_block(ui, words);
            }
            if let Some(advice) = &failure.advice {
                ui.add_space(GAP_SMALL);
                ui.add(Label::new(advice).wrap());
            }
            if let Some(code) = failure.code {
                super::code_link(ui, code.as_str(), commands);
            }
            if let Some(certificate) = &failure.untrusted_certificate {
                certificate_ui(ui, certificate, commands);
            }
        });
}

/// The fingerprint of a certificate that nobody vouches for, and the button that trusts it at its host.
pub(crate) fn certificate_ui(
    ui: &mut Ui,
    certificate: &HostCertificate,
    commands: &mut Vec<Command>,
) {
    ui.add_space(GAP_SMALL);
    let name = RichText::new("SHA-256 fingerprint").small();
    ui.label(name.color(Tokens::of(ui).muted));
    let fingerprint = certificate.fingerprint().to_string();
    ui.add(Label::new(RichText::new(fingerprint).monospace()).wrap());
    let host = certificate.host();
    let buttons = [
        (
            format!("Trust this certificate for {host} until the program ends"),
            TrustFor::ThisRun,
        ),
        (
            "Trust it and write its fingerprint into the connection's file".to_owned(),
            TrustFor::Connection,
        ),
    ];
    ui.horizontal_wrapped(|ui| {
        for (text, length) in buttons {
            if ui.button(text).clicked() {
                commands.push(Command::TrustCertificate(certificate.clone(), length));
            }
        }
    });
}
