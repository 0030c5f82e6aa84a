//! The edit of a form by which a remedy begins, and its undoing. It goes the way of an edit by hand.

use claimscope_client::session::RemedyEdit;

use super::{edit, request_edits};
use crate::connection::{ConnectionId, Field};
use crate::effect::Effect;
use crate::grant::GrantField;
use crate::model::Model;
use crate::remedy::EditedByRemedy;
use crate::request::TableForm;
use crate::request_edit::RequestEdit;

/// What was edited: as it was, and as it is.
type Edited = Option<(EditedByRemedy, EditedByRemedy)>;

/// Edits the form; gives what was edited, as it was and as it is.
pub(super) fn apply(
    model: &mut Model,
    id: ConnectionId,
    wanted: &RemedyEdit,
) -> (Edited, Vec<Effect>) {
    let before = part(model, id, wanted);
    let after = edited(&before, wanted);
    let effects = write(model, id, after.clone());
    (Some((before, after)), effects)
}

/// Puts back what a remedy edited, unless it was edited again since.
pub(super) fn undo(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    if !can_undo(model, id) {
        return vec![];
    }
    let done = model.workspace_mut(id).remedy.done.as_mut();
    match done.and_then(|done| done.edited.take()) {
        Some((before, _)) => write(model, id, before),
        None => vec![],
    }
}

/// Whether what a remedy edited stands as it left it.
pub(crate) fn can_undo(model: &Model, id: ConnectionId) -> bool {
    let workspace = model.workspaces.get(&id);
    let done = workspace.and_then(|workspace| workspace.remedy.done.as_ref());
    let edited = done.and_then(|done| done.edited.as_ref());
    edited.is_some_and(|(_, after)| same_part(model, id, after) == *after)
}

/// The part of the form that is edited, with what is in it.
fn part(model: &Model, id: ConnectionId, wanted: &RemedyEdit) -> EditedByRemedy {
    let form = model.connection_of(id);
    match wanted {
        RemedyEdit::AddScopes(_) | RemedyEdit::ReplaceScope(_) => {
            EditedByRemedy::Scope(form.scope.clone())
        }
        RemedyEdit::BindTokens => {
            EditedByRemedy::Dpop(form.values.text(GrantField::DPOP).to_owned())
        }
        RemedyEdit::LeaveAuthorizationOut => {
            let request = form.requests.chosen();
            EditedByRemedy::Headers(request.id, request.headers.clone())
        }
        RemedyEdit::Parameter(..) => EditedByRemedy::Parameters(form.parameters.clone()),
        RemedyEdit::Resource(_) => {
            EditedByRemedy::Resource(form.resource.clone(), form.leaves_resource_out)
        }
        RemedyEdit::SendToken => EditedByRemedy::SendsNoToken(form.sends_no_token),
    }
}

/// The same part as it is now.
fn same_part(model: &Model, id: ConnectionId, one: &EditedByRemedy) -> EditedByRemedy {
    let form = model.connection_of(id);
    match one {
        EditedByRemedy::Dpop(_) => {
            EditedByRemedy::Dpop(form.values.text(GrantField::DPOP).to_owned())
        }
        EditedByRemedy::Headers(request, _) => {
            let mut requests = form.requests.iter();
            let found = requests.find(|one| one.id == *request);
            let headers = found.map(|found| found.headers.clone());
            // Another one is chosen: an edit would be of that.
            let is_chosen = form.requests.chosen().id == *request;
            let headers = headers.filter(|_| is_chosen);
            EditedByRemedy::Headers(*request, headers.unwrap_or_default())
        }
        EditedByRemedy::Parameters(_) => EditedByRemedy::Parameters(form.parameters.clone()),
        EditedByRemedy::Resource(..) => {
            EditedByRemedy::Resource(form.resource.clone(), form.leaves_resource_out)
        }
        EditedByRemedy::Scope(_) => EditedByRemedy::Scope(form.scope.clone()),
        EditedByRemedy::SendsNoToken(_) => EditedByRemedy::SendsNoToken(form.sends_no_token),
    }
}

/// The part as the remedy wants it.
fn edited(before: &EditedByRemedy, wanted: &RemedyEdit) -> EditedByRemedy {
    match (before, wanted) {
        (EditedByRemedy::Scope(scope), RemedyEdit::AddScopes(added)) => {
            let words = scope.split_whitespace();
            let words = words.chain(added.iter().map(String::as_str));
            EditedByRemedy::Scope(words.collect::<Vec<_>>().join(" "))
        }
        (_, RemedyEdit::ReplaceScope(scope)) => EditedByRemedy::Scope(scope.clone()),
        (_, RemedyEdit::BindTokens) => EditedByRemedy::Dpop("yes".to_owned()),
        (_, RemedyEdit::Resource(resource)) => EditedByRemedy::Resource(resource.clone(), false),
        (_, RemedyEdit::SendToken) => EditedByRemedy::SendsNoToken(false),
        (EditedByRemedy::Parameters(lines), RemedyEdit::Parameter(name, value)) => {
            let is_other = |line: &&str| {
                let known = line.split_once('=').map_or("", |(known, _)| known.trim());
                known != *name
            };
            let mut kept: Vec<&str> = lines.expose().lines().filter(is_other).collect();
            let line = format!("{name}={value}");
            kept.push(&line);
            EditedByRemedy::Parameters(kept.join("\n").into())
        }
        (EditedByRemedy::Headers(request, table), _) => {
            EditedByRemedy::Headers(*request, without_authorization(table))
        }
        (before, _) => before.clone(),
    }
}

/// The table with every row of that name switched off.
fn without_authorization(table: &TableForm) -> TableForm {
    let mut rows = table.read(':');
    for row in &mut rows {
        row.is_on &= !row.name.trim().eq_ignore_ascii_case("authorization");
    }
    let mut without = TableForm { rows, text: None };
    if table.text.is_some() {
        without.begin_text(':');
    }
    without
}

fn write(model: &mut Model, id: ConnectionId, part: EditedByRemedy) -> Vec<Effect> {
    match part {
        EditedByRemedy::Dpop(text) => edit(model, id, Field::Grant(GrantField::DPOP), &text),
        EditedByRemedy::Headers(_, table) => {
            request_edits::edit(model, id, RequestEdit::Headers(table))
        }
        EditedByRemedy::Parameters(lines) => edit(model, id, Field::Parameters, lines.expose()),
        EditedByRemedy::Resource(resource, leaves_out) => {
            model.connection_mut().leaves_resource_out = leaves_out;
            edit(model, id, Field::Resource, &resource)
        }
        EditedByRemedy::Scope(scope) => edit(model, id, Field::Scope, &scope),
        EditedByRemedy::SendsNoToken(none) => {
            model.connection_mut().sends_no_token = none;
            vec![]
        }
    }
}
