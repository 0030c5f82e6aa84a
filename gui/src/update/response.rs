//! What a person does with the answer of a call.

use std::sync::Arc;

use claimscope_core::time::Timestamp;

use crate::body::{Body, BodyMode};
use crate::body_work::{BodyEvent, BodyTicket, BodyWork};
use crate::connection::ConnectionId;
use crate::effect::{Effect, WindowChange, Work};
use crate::file_name;
use crate::model::{FocusField, Model};
use crate::response_view::{Find, ResponseCommand, ResponseTab, ResponseView};
use crate::workspace::Workspace;

pub(super) fn obey(
    model: &mut Model,
    id: ConnectionId,
    command: ResponseCommand,
    now: Timestamp,
) -> Vec<Effect> {
    match command {
        ResponseCommand::CopyHeaders => return copy_headers(model, id, now),
        ResponseCommand::Save => return save(model, id),
        ResponseCommand::Find => model.focus_on(FocusField::FindInBody),
        _ => {}
    }
    let workspace = model.workspace_mut(id);
    let body = workspace.answer().and_then(|(call, _)| call.body.clone());
    let Some(body) = body else {
        return vec![];
    };
    let mode = workspace.response.shown_mode(&body);
    let work = |work| vec![Work::Body(id, work).into()];
    let view = &mut workspace.response;
    match command {
        ResponseCommand::CloseFind => view.find = None,
        ResponseCommand::CopyBody => return work(BodyWork::Copy(body, mode)),
        ResponseCommand::CopyHeaders | ResponseCommand::Save => {}
        ResponseCommand::CopyValue => {
            if let Some(line) = view.line {
                return work(BodyWork::CopyValue(body, line));
            }
        }
        ResponseCommand::EditFind(query) => {
            if let Some(find) = &mut view.find {
                find.query = query;
                return search(view, id, &body);
            }
        }
        ResponseCommand::Find => {
            view.tab = Some(ResponseTab::Body);
            // Bytes and pictures are searched as text, where there is one.
            if body.shown_text(mode).is_none() && body.text().is_some() {
                view.mode = Some(BodyMode::Raw);
            }
            view.find.get_or_insert_default();
        }
        ResponseCommand::FindNext => step(view, &body, 1),
        ResponseCommand::FindPrevious => step(view, &body, -1),
        ResponseCommand::FoldAll => {
            if let Some(json) = &body.json {
                view.folds.close_all(json);
            }
        }
        ResponseCommand::MarkLine(line) => view.line = Some(line),
        ResponseCommand::ShowAs(mode) => {
            view.mode = Some(mode);
            return search(view, id, &body);
        }
        ResponseCommand::ShowPhases(shows) => view.shows_phases = shows,
        ResponseCommand::ShowTab(tab) => view.tab = Some(tab),
        ResponseCommand::ToggleFold(line) => {
            if let Some(json) = &body.json {
                view.folds.toggle(json, line);
                view.line = Some(line);
            }
        }
        ResponseCommand::UnfoldAll => view.folds.open_all(),
    }
    vec![]
}

pub(super) fn learn(
    model: &mut Model,
    id: ConnectionId,
    event: BodyEvent,
    now: Timestamp,
) -> Vec<Effect> {
    match event {
        BodyEvent::Copied(what, Ok(text)) => {
            model.notify(format!("{what} copied"), now);
            return vec![WindowChange::Copy(text).into()];
        }
        BodyEvent::Copied(_, Err(failure)) => model.notify(failure.sentence, now),
        BodyEvent::Found(ticket, hits) => {
            if let Some((view, body)) = response_of(model, id, ticket) {
                found(view, body, |find| find.hits.finish(ticket.generation, hits));
            }
        }
        BodyEvent::Saved(ticket, outcome) => {
            if let Some((view, _)) = response_of(model, id, ticket) {
                view.saved.finish(ticket.generation, outcome);
            }
        }
    }
    vec![]
}

/// The answer that work was done for, if it still is there.
fn response_of(
    model: &mut Model,
    id: ConnectionId,
    ticket: BodyTicket,
) -> Option<(&mut ResponseView, Option<Arc<Body>>)> {
    model.answered(id)?.response_of(ticket.answer)
}

/// The first hit is shown as soon as there is one.
fn found(view: &mut ResponseView, body: Option<Arc<Body>>, finish: impl FnOnce(&mut Find) -> bool) {
    if let (Some(find), Some(body)) = (&mut view.find, body)
        && finish(find)
    {
        find.at = 0;
        show_hit(view, &body);
    }
}

fn search(view: &mut ResponseView, id: ConnectionId, body: &Arc<Body>) -> Vec<Effect> {
    let mode = view.shown_mode(body);
    let Some(find) = &mut view.find else {
        return vec![];
    };
    if find.query.is_empty() || body.shown_text(mode).is_none() {
        find.hits.clear();
        return vec![];
    }
    let work = BodyWork::Find {
        ticket: BodyTicket {
            answer: view.number,
            generation: find.hits.begin_again(),
        },
        body: Arc::clone(body),
        mode,
        query: find.query.clone(),
    };
    vec![Work::Body(id, work).into()]
}

/// To another hit, and from the last to the first.
fn step(view: &mut ResponseView, body: &Body, by: isize) {
    let Some(find) = &mut view.find else {
        return;
    };
    let count = find.hits.ready().map_or(0, |hits| hits.starts.len());
    if count > 0 {
        let at = find.at.checked_add_signed(by).unwrap_or(count - 1);
        find.at = if at < count { at } else { 0 };
        show_hit(view, body);
    }
}

fn show_hit(view: &mut ResponseView, body: &Body) {
    let Some(offset) = view.hit() else {
        return;
    };
    if let (BodyMode::Pretty, Some(json)) = (view.shown_mode(body), &body.json) {
        let line = json.line_of(offset);
        view.folds.reveal(json, line);
        view.line = Some(line);
    }
    view.go_to(offset);
}

fn copy_headers(model: &mut Model, id: ConnectionId, now: Timestamp) -> Vec<Effect> {
    let workspace = model.workspaces.get(&id);
    let Some((call, _)) = workspace.and_then(Workspace::answer) else {
        return vec![];
    };
    let lines = call.headers.iter();
    let lines: Vec<String> = lines
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    model.notify("Headers copied", now);
    vec![WindowChange::Copy(lines.join("\n").into()).into()]
}

fn save(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let workspace = model.workspace_mut(id);
    let Some((call, _)) = workspace.answer() else {
        return vec![];
    };
    let Some(body) = call.body.clone() else {
        return vec![];
    };
    let disposition = call
        .headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-disposition"));
    let disposition = disposition.map(|(_, value)| value.as_str());
    let name = file_name::of_answer(disposition, &call.url, body.media_type.as_deref());
    let ticket = BodyTicket {
        answer: workspace.response.number,
        generation: workspace.response.saved.begin(),
    };
    let work = BodyWork::Save { ticket, body, name };
    vec![Work::Body(id, work).into()]
}
