//! What is expected of a token now and then, folded away: leeway, nonce, the moment, and all that the terminal's `verify` has beside.

use egui::{CollapsingHeader, Label, RichText, Ui};

use super::ViewCx;
use super::fields::send;
use super::inspect_judging::{moment_ui, push};
use crate::judging::Judging;
use crate::waivers::WAIVERS;
use crate::widgets::{text_field, two_fields};
use crate::workspace::Inspect;

/// A line of text: its label, the specification's name, what stands in it while it is empty, and where it is kept.
type Line = (
    &'static str,
    &'static str,
    &'static str,
    fn(&mut Judging) -> &mut String,
);

const LINES: [[Line; 2]; 3] = [
    [
        ("Leeway", "", "such as 30s", |one| &mut one.leeway),
        ("Nonce", "nonce", "of an ID token", |one| &mut one.nonce),
    ],
    [
        ("Allowed algorithms", "alg", "those of the keys", |one| {
            &mut one.further.algorithms
        }),
        ("Client", "client_id", "any", |one| {
            &mut one.further.client_id
        }),
    ],
    [
        ("Highest age", "iat", "any; or such as 1h", |one| {
            &mut one.further.max_age
        }),
        ("Required claims", "", "such as sub tenant", |one| {
            &mut one.further.required_claims
        }),
    ],
];

pub(super) fn more_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, inspect: &Inspect) {
    let is_used = inspect.judging
        != Judging {
            encoding: inspect.judging.encoding,
            ..Judging::default()
        };
    // What is folded away and in force all the same is said.
    let title = match is_used {
        true => "Further expectations: filled in",
        false => "Further expectations",
    };
    CollapsingHeader::new(title)
        .id_salt("judging")
        .default_open(is_used)
        .show(ui, |ui| {
            for [left, right] in LINES {
                let judging = &inspect.judging;
                two_fields(
                    ui,
                    cx,
                    |ui, cx| line_ui(ui, cx, judging, left),
                    |ui, cx| line_ui(ui, cx, judging, right),
                );
            }
            moment_ui(ui, cx, inspect);
            waivers_ui(ui, cx, &inspect.judging);
        });
    let leeway = inspect.judging.leeway_seconds().err();
    let problem = leeway.or_else(|| inspect.judging.further.problem());
    if let Some(problem) = problem {
        ui.add(Label::new(RichText::new(problem).small().color(cx.tokens.bad)).wrap());
    }
}

fn line_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    judging: &Judging,
    (label, spec_name, hint, member): Line,
) {
    let mut edited = judging.clone();
    let typed = text_field(ui, label, spec_name, member(&mut edited), hint, false);
    if let Some(text) = typed.text {
        *member(&mut edited) = text;
        push(cx, edited);
    }
    if typed.submitted {
        send(cx);
    }
}

fn waivers_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, judging: &Judging) {
    for waiver in &WAIVERS {
        let mut edited = judging.clone();
        let is_on = (waiver.member)(&mut edited.further);
        let about = format!(
            "The terminal's {}; the report says that it is waived",
            waiver.option
        );
        let response = ui.checkbox(is_on, waiver.text).on_hover_text(about);
        if response.changed() {
            push(cx, edited);
        }
    }
}
