//! The keys that a token speaks of: its certificates, the key in its header, and the key that its sender must hold.

use claimscope_client::CertificateFacts;
use egui::{CollapsingHeader, Label, RichText, Ui};

use super::ViewCx;
use crate::theme::{GAP_SMALL, Tone};
use crate::times;
use crate::token_keys::{BoundTo, Matched, TokenKeys};
use crate::widgets::{Icon, card, icon, named_row, shown};

const NAME_WIDTH: f32 = 84.0;

/// What there is stands in one line; it unfolds.
pub(super) fn keys_ui(ui: &mut Ui, cx: &ViewCx<'_>, keys: &TokenKeys) {
    card(ui, |ui| {
        let title = format!("Keys that the token speaks of: {}", in_short(cx, keys));
        CollapsingHeader::new(title)
            .id_salt("keys of the token")
            .show(ui, |ui| all_ui(ui, cx, keys));
    });
}

fn in_short(cx: &ViewCx<'_>, keys: &TokenKeys) -> String {
    let bound = keys
        .bound_to
        .first()
        .map(|bound_to| match bound_to.matched {
            Matched::InUse => "bound to the key in use",
            Matched::Another => "bound to another key than the one in use",
            Matched::NoneInUse => "bound to a key",
        });
    let mut parts: Vec<String> = bound.map(str::to_owned).into_iter().collect();
    if keys.header_key.is_some() {
        parts.push("a key in its header".to_owned());
    }
    if !keys.chain.is_empty() {
        let holds = |one: &Option<CertificateFacts>| {
            let facts = one.as_ref();
            facts.is_some_and(|facts| validity(cx, facts).0 == Tone::Good)
        };
        let state = match keys.chain.iter().all(holds) {
            true => "valid now",
            false => "not all valid now",
        };
        let count = match keys.chain.len() {
            1 => "1 certificate".to_owned(),
            count => format!("{count} certificates"),
        };
        parts.push(format!("{count}, {state}"));
    }
    parts.join("; ")
}

fn all_ui(ui: &mut Ui, cx: &ViewCx<'_>, keys: &TokenKeys) {
    for bound_to in &keys.bound_to {
        bound_ui(ui, bound_to);
    }
    if let Some(thumbprint) = &keys.header_key {
        fact_ui(ui, cx, "jwk", thumbprint);
    }
    for (index, certificate) in keys.chain.iter().enumerate() {
        ui.add_space(GAP_SMALL);
        certificate_ui(ui, cx, index + 1, certificate.as_ref());
    }
    if let Some(is_named) = keys.is_first_named {
        let (mark, text) = match is_named {
            true => (
                Icon::Pass,
                "The thumbprint in the header is that of the first certificate.",
            ),
            false => (
                Icon::Fail,
                "The thumbprint in the header is that of another certificate than the first.",
            ),
        };
        told_ui(ui, mark, text);
    }
    if keys.header_key.is_some() || !keys.chain.is_empty() {
        let text = "A key or certificate inside a token proves nothing: whoever made the token put it there. Only a key that you know from elsewhere does.";
        told_ui(ui, Icon::Warn, text);
    }
}

fn told_ui(ui: &mut Ui, mark: Icon, text: &str) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().interact_size.y = 18.0;
        icon(ui, mark, 14.0);
        ui.add(Label::new(shown(ui, text)).wrap());
    });
}

fn bound_ui(ui: &mut Ui, bound_to: &BoundTo) {
    let (what, none) = match bound_to.member {
        "x5t#S256" => ("client certificate", "no client certificate"),
        _ => ("DPoP key", "no DPoP key"),
    };
    let member = bound_to.member;
    let (mark, text) = match bound_to.matched {
        Matched::InUse => (
            Icon::Pass,
            format!("cnf.{member}: the token is bound to the {what} in use."),
        ),
        Matched::Another => (
            Icon::Fail,
            format!(
                "cnf.{member}: the token is bound to another key than the {what} in use, so that this connection cannot use it."
            ),
        ),
        Matched::NoneInUse => (
            Icon::Waiting,
            format!(
                "cnf.{member}: the token is bound to a key, and {none} is in use here to compare it with."
            ),
        ),
    };
    told_ui(ui, mark, &text);
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 16.0;
        ui.add_space(22.0);
        let thumbprint = RichText::new(shown(ui, &bound_to.thumbprint)).monospace();
        ui.add(Label::new(thumbprint.size(11.5)).wrap());
    });
}

fn fact_ui(ui: &mut Ui, cx: &ViewCx<'_>, name: &str, value: &str) {
    let name = RichText::new(name).small().color(cx.tokens.muted);
    named_row(ui, NAME_WIDTH, name, |ui| {
        let value = RichText::new(shown(ui, value)).monospace();
        ui.add(Label::new(value.size(11.5)).wrap());
    });
}

fn certificate_ui(
    ui: &mut Ui,
    cx: &ViewCx<'_>,
    number: usize,
    certificate: Option<&CertificateFacts>,
) {
    let Some(certificate) = certificate else {
        let text = format!("x5c {number}: this is no certificate that can be read.");
        return told_ui(ui, Icon::Fail, &text);
    };
    let (tone, validity) = validity(cx, certificate);
    let mark = if tone == Tone::Good {
        Icon::Pass
    } else {
        Icon::Fail
    };
    told_ui(ui, mark, &format!("x5c {number}: {validity}"));
    fact_ui(ui, cx, "subject", &certificate.subject);
    match certificate.issuer == certificate.subject {
        true => fact_ui(ui, cx, "issuer", "the same: signed by itself"),
        false => fact_ui(ui, cx, "issuer", &certificate.issuer),
    }
    fact_ui(ui, cx, "x5t#S256", &certificate.sha256);
}

/// Whether it holds now, in words.
fn validity(cx: &ViewCx<'_>, certificate: &CertificateFacts) -> (Tone, String) {
    let (from, until) = (certificate.not_before, certificate.not_after);
    let at = |moment| times::both_texts(moment, cx.zone);
    if cx.now < from {
        let text = format!(
            "not valid yet; it is from {}, {}",
            at(from),
            cx.relative(from)
        );
        return (Tone::Bad, text);
    }
    if cx.now > until {
        let text = format!("expired {}, at {}", cx.relative(until), at(until));
        return (Tone::Bad, text);
    }
    let text = format!("valid until {}, {}", at(until), cx.relative(until));
    (Tone::Good, text)
}
