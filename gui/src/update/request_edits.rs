//! The requests of a connection: chosen, edited, added, copied, deleted and put back.

use std::ops::Range;

use claimscope_core::time::Timestamp;

use super::{compared, pasted_curl, plan, request_plan, run};
use crate::connection::ConnectionId;
use crate::effect::{Effect, WindowChange};
use crate::model::{FocusField, Model};
use crate::removed_part::{Removed, RemovedPart};
use crate::request::{RequestForm, RequestId};
use crate::request_edit::RequestEdit;
use crate::request_list::RequestList;
use crate::request_url::parts;
use crate::sensitive::Sensitive;
use crate::sizes::size_text;
use crate::tab::Tab;
use crate::without_secrets::is_written_as_url;
use crate::workspace::DeletedRequest;

/// A body that is kept as text is no longer: each frame reads it, and each save writes it.
const MOST_BODY_BYTES: usize = 4_000_000;

/// Another request: a run with the one before cannot go on.
pub(super) fn choose(model: &mut Model, id: ConnectionId, request: RequestId) -> Vec<Effect> {
    change(model, id, |requests| {
        requests.choose(request);
    })
}

pub(super) fn create(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    show(model);
    let url = model.connection().request_url();
    // Most requests of a connection go to the same API.
    let origin = parts(&url).0;
    let origin = if is_written_as_url(origin) {
        origin
    } else {
        ""
    }
    .to_owned();
    model.focus_on(FocusField::Address);
    change(model, id, |requests| requests.add(RequestForm::to(origin)))
}

/// The step that a request is edited at.
fn show(model: &mut Model) {
    if !model.is_at_inspect() {
        model.tab = Tab::Call;
    }
}

pub(super) fn duplicate(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    show(model);
    let original = model.connection().requests.chosen().clone();
    change(model, id, |requests| requests.add(original))
}

/// The order is the file's; what is chosen stays so.
pub(super) fn shift(
    model: &mut Model,
    id: ConnectionId,
    request: RequestId,
    by: isize,
) -> Vec<Effect> {
    if let Some(form) = model.form_mut(id) {
        form.requests.shift(request, by);
    }
    vec![]
}

/// It can be put back until the program ends.
pub(super) fn delete(model: &mut Model, id: ConnectionId, now: Timestamp) -> Vec<Effect> {
    if model.is_at_inspect() {
        return vec![];
    }
    let chosen = model.connection().requests.chosen();
    let (request, name) = (chosen.id, chosen.name.clone());
    let was_only = model.connection().requests.iter().len() == 1;
    let mut removed = None;
    let effects = change(model, id, |requests| removed = requests.remove(request));
    let number = model.next_deletion();
    let empty = was_only.then(|| model.connection().requests.chosen().id);
    let workspace = model.workspace_mut(id);
    workspace.other_calls.remove(&request);
    let deleted = removed.map(|(index, request)| DeletedRequest {
        request,
        index,
        empty,
        number,
    });
    workspace.deleted_requests.extend(deleted);
    model.notify(format!("“{name}” was deleted"), now);
    effects
}

/// Puts the request back that was deleted last, and shows it.
pub(super) fn restore(model: &mut Model, id: ConnectionId, now: Timestamp) -> Vec<Effect> {
    let Some(deleted) = model.workspace_mut(id).deleted_requests.pop() else {
        return vec![];
    };
    show(model);
    let DeletedRequest {
        request,
        index,
        empty,
        ..
    } = deleted;
    let effects = change(model, id, |requests| {
        requests.put_back(index, request, empty);
    });
    let name = &model.connection().requests.chosen().name;
    let said = format!("“{name}” is back");
    model.notify(said, now);
    effects
}

/// Puts a text into the body that the field for it would lay out for too long.
pub(super) fn paste_into_body(
    model: &mut Model,
    id: ConnectionId,
    text: &Sensitive,
    place: Range<usize>,
    now: Timestamp,
) -> Vec<Effect> {
    let mut body = model.connection().requests.chosen().body.clone();
    let before = body.text.expose();
    let byte = |character: usize| {
        let found = before.char_indices().nth(character);
        found.map_or(before.len(), |(at, _)| at)
    };
    let (start, end) = (byte(place.start), byte(place.end));
    let whole = [&before[..start], text.expose(), &before[end..]].concat();
    if whole.len() > MOST_BODY_BYTES {
        let (size, most) = (size_text(whole.len()), size_text(MOST_BODY_BYTES));
        let text = format!(
            "{size} would be too much for a body that is kept as text ({most}), and nothing was pasted. It can be a file"
        );
        model.notify(text, now);
        return vec![];
    }
    body.text = whole.into();
    edit(model, id, RequestEdit::Body(body))
}

pub(super) fn edit(model: &mut Model, id: ConnectionId, edit: RequestEdit) -> Vec<Effect> {
    let left_out = match edit {
        RequestEdit::Curl(command) => pasted_curl::take(model, &command),
        edit => {
            keep_removed(model, id, &edit);
            model.connection_mut().requests.chosen_mut().edit(edit);
            vec![]
        }
    };
    model.workspace_mut(id).curl_left_out = left_out;
    compared::request_changed(model, id)
}

/// What an edit takes out can be put back until the program ends.
fn keep_removed(model: &mut Model, id: ConnectionId, edit: &RequestEdit) {
    let chosen = model.connection().requests.chosen();
    let (request, what) = (chosen.id, Removed::by(chosen, edit));
    if let Some(what) = what {
        let number = model.next_deletion();
        model.workspace_mut(id).removed_parts.push(RemovedPart {
            request,
            what,
            number,
        });
    }
}

/// Puts the part of a request back that was taken out last, and shows it.
pub(super) fn restore_part(model: &mut Model, id: ConnectionId, now: Timestamp) -> Vec<Effect> {
    let Some(removed) = model.workspace_mut(id).removed_parts.pop() else {
        return vec![];
    };
    let requests = &model.connection().requests;
    let is_there = requests.iter().any(|request| request.id == removed.request);
    if !is_there {
        model.notify("The request that it was taken out of is deleted", now);
        return vec![];
    }
    show(model);
    let mut effects = choose(model, id, removed.request);
    let chosen = model.connection().requests.chosen();
    let (put_back, pane) = removed.what.put_back(chosen);
    model.request_pane = pane;
    effects.extend(edit(model, id, put_back));
    model.notify("What was taken out is back", now);
    effects
}

/// As it would be sent now, with the token in use.
pub(super) fn copy(
    model: &mut Model,
    id: ConnectionId,
    with_secrets: bool,
    now: Timestamp,
) -> Vec<Effect> {
    let mut to_send = match request_plan::request(model, id) {
        Ok(to_send) => to_send,
        Err(failure) => {
            model.notify(failure.sentence, now);
            return vec![];
        }
    };
    let has_own = to_send.request.header_value("authorization").is_some();
    if let Some(token) = plan::current_token(model, id).filter(|_| !has_own)
        && let Some(token) = token.expose_str()
    {
        let scheme = match is_bound(model, id) {
            true => "DPoP",
            false => "Bearer",
        };
        let value = format!("{scheme} {token}");
        to_send.request = to_send.request.header("Authorization", value);
    }
    let text = match to_send.request.curl_remark() {
        Some(_) => "curl command copied; each request needs a DPoP proof of its own",
        None => "curl command copied",
    };
    model.notify(text, now);
    let command = to_send.to_curl(with_secrets);
    vec![WindowChange::Copy(command.into()).into()]
}

/// Whether the token in use is bound to a key.
fn is_bound(model: &Model, id: ConnectionId) -> bool {
    let token = model.workspaces.get(&id);
    let token = token.and_then(|workspace| workspace.current_token.as_ref());
    token.is_some_and(|token| token.token_type.eq_ignore_ascii_case("DPoP"))
}

/// Changes the list; the answers go with their requests.
fn change(
    model: &mut Model,
    id: ConnectionId,
    change: impl FnOnce(&mut RequestList),
) -> Vec<Effect> {
    if model.is_at_inspect() {
        return vec![];
    }
    let requests = &mut model.connection_mut().requests;
    let before = requests.chosen().id;
    change(requests);
    let chosen = requests.chosen().id;
    if chosen == before {
        return vec![];
    }
    let effects = run::interrupt(model, id);
    let workspace = model.workspace_mut(id);
    workspace.choose_call(before, chosen);
    workspace.remedy.question = None;
    workspace.curl_left_out.clear();
    workspace.probe.outdate();
    model.question = None;
    effects
}
