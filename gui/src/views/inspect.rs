//! Inspect: the token encoded on the left, decoded on the right, three lamps above.

use claimscope_core::json::Object;
use claimscope_core::report::{
    CheckId, Format, KeySource, Report, SignatureStatus, Status, Verdict,
};
use claimscope_core::time::Timestamp;
use egui::{Align, Frame, Label, Layout, Margin, RichText, ScrollArea, Stroke, Ui};

use super::stage::SCROLL_LANE;
use super::{ViewCx, inspect_checks, inspect_claims, inspect_token};
use crate::message::Command;
use crate::results::{Inspected, moment};
use crate::theme::{self, GAP, Tone};
use crate::widgets::{Icon, Mark, icon, pill, quiet_button, tab_button, timeline, two_columns};

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
            lamps_ui(ui, cx, inspected);
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

/// From this width on, the lamps stand in one row.
const FOUR_ACROSS: f32 = 680.0;

fn lamps_ui(ui: &mut Ui, cx: &ViewCx<'_>, inspected: &Inspected) {
    let report = &inspected.report;
    let lamps = [
        format_lamp(report),
        signature_lamp(inspected),
        claims_lamp(inspected),
    ];
    let across = if ui.available_width() < FOUR_ACROSS {
        2
    } else {
        4
    };
    for first in (0..4).step_by(across) {
        ui.columns(across, |columns| {
            for (index, ui) in columns.iter_mut().enumerate() {
                match lamps.get(first + index) {
                    Some(lamp) => lamp_ui(ui, cx, lamp),
                    None => verdict_ui(ui, cx, report),
                }
            }
        });
    }
}

struct Lamp {
    name: &'static str,
    word: String,
    about: String,
    icon: Icon,
}

fn lamp_ui(ui: &mut Ui, cx: &ViewCx<'_>, lamp: &Lamp) {
    frame_ui(ui, cx, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().interact_size.y = 20.0;
            icon(ui, lamp.icon, 16.0);
            let name = RichText::new(lamp.name).color(cx.tokens.muted);
            ui.add(Label::new(name).selectable(false));
            let word = theme::strong(&lamp.word).color(cx.tokens.tone(lamp.icon.tone()));
            ui.add(Label::new(word).truncate());
        });
        let about = RichText::new(&lamp.about).small().color(cx.tokens.muted);
        ui.add(Label::new(about).truncate());
    });
}

fn frame_ui(ui: &mut Ui, cx: &ViewCx<'_>, add_contents: impl FnOnce(&mut Ui)) {
    Frame::new()
        .fill(cx.tokens.card)
        .stroke(Stroke::new(1.0, cx.tokens.line))
        .corner_radius(8)
        .inner_margin(Margin::symmetric(12, 8))
        .show(ui, |ui| {
            ui.take_available_width();
            ui.spacing_mut().item_spacing.y = 3.0;
            add_contents(ui);
        });
}

fn format_lamp(report: &Report) -> Lamp {
    let broken = report
        .failures()
        .find(|check| check.id.as_str().starts_with("format."));
    let (icon, word) = match report.format {
        Format::Jws if broken.is_none() => (Icon::Pass, "JWT"),
        Format::Jwe if broken.is_none() => (Icon::Warn, "encrypted JWT"),
        Format::Opaque => (Icon::Warn, "opaque"),
        _ => (Icon::Fail, "malformed"),
    };
    let about = match (broken, report.format) {
        (Some(check), _) => check.message.clone(),
        (None, Format::Opaque) => "not a JWT: only its issuer can read it".to_owned(),
        (None, Format::Jwe) => "only its recipient can read it".to_owned(),
        _ => format!("{} parts, strict", report.parts.len()),
    };
    Lamp {
        name: "Format",
        word: word.to_owned(),
        about,
        icon,
    }
}

fn signature_lamp(inspected: &Inspected) -> Lamp {
    let signature = &inspected.report.signature;
    let embedded = signature
        .key
        .as_ref()
        .is_some_and(|key| key.source == KeySource::Embedded);
    let (icon, word) = match signature.status {
        SignatureStatus::Valid if embedded => (Icon::Warn, "proves nothing"),
        SignatureStatus::Valid => (Icon::Pass, "valid"),
        SignatureStatus::Invalid => (Icon::Fail, "invalid"),
        SignatureStatus::NotChecked => (Icon::Waiting, "not checked"),
    };
    let alg = signature.alg.as_deref().unwrap_or("no alg");
    let about = match (&signature.key, &inspected.key_failure) {
        (Some(key), _) => {
            let kid = key.kid.as_deref().unwrap_or("without kid");
            format!("{alg}, key {kid}, from {}", source_text(key.source))
        }
        (None, Some(failure)) => failure.sentence.clone(),
        (None, None) => format!("{alg}, no key was tried"),
    };
    Lamp {
        name: "Signature",
        word: word.to_owned(),
        about,
        icon,
    }
}

pub(super) fn source_text(source: KeySource) -> &'static str {
    match source {
        KeySource::IssuerJwks => "the issuer's JWKS",
        KeySource::Jwks => "a JWKS you gave",
        KeySource::Key => "a key you gave",
        KeySource::Secret => "a secret you gave",
        KeySource::Embedded => "the token itself",
        _ => "elsewhere",
    }
}

fn claims_lamp(inspected: &Inspected) -> Lamp {
    let report = &inspected.report;
    let claims = report
        .checks
        .iter()
        .filter(|check| check.id.as_str().starts_with("claim."));
    let run: Vec<_> = claims
        .filter(|check| check.status != Status::Skip)
        .collect();
    let failed: Vec<&str> = run
        .iter()
        .filter(|check| check.status == Status::Fail)
        .map(|check| check.message.as_str())
        .collect();
    let (icon, word) = match (failed.is_empty(), report.profile) {
        _ if report.claims.is_none() => (Icon::Waiting, "not readable"),
        (false, _) => (Icon::Fail, "not as expected"),
        (true, Some(_)) => (Icon::Pass, "as expected"),
        (true, None) => (Icon::Waiting, "not compared"),
    };
    let about = match (failed.first(), report.profile) {
        _ if report.claims.is_none() => "there are none to compare".to_owned(),
        (Some(first), _) => (*first).to_owned(),
        (None, Some(profile)) => format!("{} checks, profile {profile}", run.len()),
        (None, None) => "times only; verify to compare the rest".to_owned(),
    };
    Lamp {
        name: "Claims",
        word: word.to_owned(),
        about,
        icon,
    }
}

/// The lamps' sum stands apart from them. `unverified` is never green.
fn verdict_ui(ui: &mut Ui, cx: &ViewCx<'_>, report: &Report) {
    let (word, tone, about) = match report.verdict {
        Verdict::Accepted => ("Accepted", Tone::Good, "a trusted key, no failed check"),
        Verdict::Rejected => ("Rejected", Tone::Bad, "at least one check failed"),
        Verdict::Unverified => (
            "Unverified",
            Tone::Warn,
            "nothing failed, nothing is proved",
        ),
    };
    frame_ui(ui, cx, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().interact_size.y = 20.0;
            let name = RichText::new("Verdict").color(cx.tokens.muted);
            ui.add(Label::new(name).selectable(false));
            pill(ui, word, tone);
        });
        let about = RichText::new(about).small().color(cx.tokens.muted);
        ui.add(Label::new(about).truncate());
    });
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
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(SCROLL_LANE);
            if quiet_button(ui, "Copy report").clicked() {
                cx.push(Command::CopyReport);
            }
        });
    });
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

/// `iat`, `nbf`, now and `exp` on a line.
fn life_ui(ui: &mut Ui, cx: &ViewCx<'_>, claims: &Object) {
    let at = |name: &str| Some(moment(claims.get(name)?)?.unix_seconds());
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

/// The check that speaks of a claim, where one was run.
pub(super) fn check_of<'a>(
    report: &'a Report,
    name: &str,
) -> Option<&'a claimscope_core::report::Check> {
    let name = if name == "scp" { "scope" } else { name };
    CheckId::ALL
        .iter()
        .find(|id| id.as_str().strip_prefix("claim.") == Some(name))
        .and_then(|id| report.check(*id))
        .filter(|check| check.status != Status::Skip)
}
