//! What a token is judged by beside audience and scope: issuer, the moment, the form of a secret, or all that a connection expects.

use claimscope_core::SecretEncoding;
use egui::{Label, RichText, Ui};

use super::ViewCx;
use super::fields::{field_ui, send};
use super::inspect_pasted::profile_title;
use crate::connection::{ConnectionForm, ConnectionId, Field};
use crate::inspect_place::PlaceCommand;
use crate::judging::Judging;
use crate::message::Command;
use crate::sensitive::Sensitive;
use crate::widgets::{choice, shown, text_field};
use crate::workspace::{Inspect, KeyChoice};

fn push(cx: &mut ViewCx<'_>, judging: Judging) {
    cx.push(Command::Place(PlaceCommand::Judge(judging)));
}

/// In the place Inspect: whose expectations are used. `true` where a connection's are, which has all the rest.
pub(super) fn judge_as_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, inspect: &Inspect) -> bool {
    if !cx.model.is_at_inspect() {
        return false;
    }
    let model = cx.model;
    let chosen = model.judged_as(ConnectionId::INSPECT);
    let own = [(None, "What stands here", "")].into_iter();
    let others = model.connections.iter();
    let others = others.map(|one| (Some(one.id), one.name.as_str(), ""));
    let all: Vec<_> = own.chain(others).collect();
    if let Some(judge_as) = choice(ui, "Judge as", chosen.map(|one| one.id), &all) {
        let judging = inspect.judging.clone();
        push(
            cx,
            Judging {
                judge_as,
                ..judging
            },
        );
    }
    let Some(connection) = chosen else {
        return false;
    };
    let text = RichText::new(shown(ui, &expected(cx, connection))).small();
    ui.add(Label::new(text.color(cx.tokens.muted)).wrap());
    moment_ui(ui, cx, inspect);
    true
}

/// What a connection expects, in one sentence.
fn expected(cx: &ViewCx<'_>, connection: &ConnectionForm) -> String {
    let (keys, _) = cx.model.keys_of(connection.id);
    let or = |text: &str, otherwise: &str| match text.trim() {
        "" => otherwise.to_owned(),
        text => text.to_owned(),
    };
    let any = |may: bool| if may { "any" } else { "not stated" };
    format!(
        "Issuer {}, audience {}, scope {}, profile {}; keys: {}.",
        or(&connection.shown_issuer(), any(connection.any_issuer)),
        or(&connection.audience, any(connection.any_audience)),
        or(&connection.required_scope, "none"),
        profile_title(connection.profile),
        keys.title(),
    )
}

/// In the place Inspect: the issuer, whose keys are asked for where none are given.
pub(super) fn issuer_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, inspect: &Inspect) {
    if !cx.model.is_at_inspect() {
        return;
    }
    let (keys, _) = cx.model.keys_of(cx.model.selected);
    let hint = match keys {
        KeyChoice::Issuer => "its keys are found by discovery",
        _ => "empty: any",
    };
    field_ui(ui, cx, Field::Issuer, ("Issuer", "iss"), hint);
    let claims = inspect
        .current_report()
        .and_then(|one| one.report().claims.as_ref());
    let named = claims.and_then(|claims| claims.get_str("iss"));
    let is_unsaid = cx.model.connection().issuer.trim().is_empty();
    if let Some(named) = named.filter(|_| is_unsaid && keys == KeyChoice::Issuer)
        && ui.button("Take the one that the token names").clicked()
    {
        cx.push(Command::Edit(Field::Issuer, named.into()));
    }
}

/// How the shared secret is written down.
pub(super) fn encoding_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    inspect: &Inspect,
    written: &Sensitive,
) {
    let encodings = SecretEncoding::ALL.map(|one| (one, one.name(), ""));
    let chosen = inspect.judging.encoding;
    if let Some(encoding) = choice(ui, "The secret is written as", chosen, &encodings) {
        let judging = inspect.judging.clone();
        push(
            cx,
            Judging {
                encoding,
                ..judging
            },
        );
    }
    if !written.is_blank() && chosen.decode(&written.to_secret()).is_none() {
        let text = format!("The secret is not written in {}.", chosen.name());
        ui.label(RichText::new(text).small().color(cx.tokens.bad));
    }
}

/// The moment as of which is judged.
pub(super) fn moment_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, inspect: &Inspect) {
    let hint = "now; or 2026-01-31, 2026-01-31T12:00:00Z";
    let typed = text_field(ui, "As of", "", &inspect.judging.at, hint, false);
    if let Some(at) = typed.text {
        let judging = inspect.judging.clone();
        push(cx, Judging { at, ..judging });
    }
    if typed.submitted {
        send(cx);
    }
    if let Err(problem) = inspect.judging.moment() {
        ui.add(Label::new(RichText::new(problem).small().color(cx.tokens.bad)).wrap());
    }
}
