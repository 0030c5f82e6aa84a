//! The three lamps: format, signature, claims. Each says its own word; the verdict stands apart from them.

use claimscope_core::report::{Check, Format, KeySource, Report, SignatureStatus, Status, Verdict};
use egui::{Frame, Label, Margin, RichText, Stroke, Ui};

use super::ViewCx;
use crate::results::Inspected;
use crate::theme::{self, Tone};
use crate::widgets::{Icon, icon, pill};

/// From this width on, the lamps stand in one row.
const FOUR_ACROSS: f32 = 680.0;

pub(super) fn lamps_ui(ui: &mut Ui, cx: &ViewCx<'_>, inspected: &Inspected) {
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

/// The first failed check of these groups.
fn failure<'a>(report: &'a Report, groups: &[&str]) -> Option<&'a Check> {
    let in_groups = |check: &&Check| {
        let group = check.id.as_str().split('.').next().unwrap_or_default();
        groups.contains(&group)
    };
    report.failures().find(in_groups)
}

fn format_lamp(report: &Report) -> Lamp {
    let broken = failure(report, &["format"]);
    let header = failure(report, &["header"]);
    let (icon, word) = match report.format {
        Format::Jws if broken.is_none() && header.is_some() => (Icon::Fail, "header refused"),
        Format::Jws if broken.is_none() => (Icon::Pass, "JWT"),
        Format::Jwe if broken.is_none() => (Icon::Warn, "encrypted JWT"),
        Format::Opaque => (Icon::Warn, "opaque"),
        _ => (Icon::Fail, "malformed"),
    };
    let about = match (broken.or(header), report.format) {
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
    let refused = failure(&inspected.report, &["key", "signature"])
        .filter(|_| signature.status == SignatureStatus::NotChecked);
    let icon = if refused.is_some() { Icon::Fail } else { icon };
    let about = match (&signature.key, &inspected.key_failure) {
        (_, None) if let Some(check) = refused => check.message.clone(),
        (Some(key), _) => {
            let kid = match key.kid.as_deref() {
                Some(kid) => format!("key {}", short(kid)),
                None => "key without kid".to_owned(),
            };
            format!("{}: {kid}, {alg}", source_text(key.source))
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

/// The beginning of a long `kid`: where the key comes from must fit beside it.
fn short(kid: &str) -> String {
    match kid.char_indices().nth(7) {
        Some((at, _)) => format!("{}…", &kid[..at]),
        None => kid.to_owned(),
    }
}

fn source_text(source: KeySource) -> &'static str {
    match source {
        KeySource::IssuerJwks => "issuer's JWKS",
        KeySource::Jwks => "JWKS you gave",
        KeySource::Key => "key you gave",
        KeySource::Secret => "secret you gave",
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
    let reason = report
        .failures()
        .next()
        .map_or("", |check| check.message.as_str());
    let (word, tone, about) = match report.verdict {
        Verdict::Accepted => ("Accepted", Tone::Good, "a trusted key, no failed check"),
        Verdict::Rejected => ("Rejected", Tone::Bad, reason),
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
