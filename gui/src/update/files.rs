//! Connections and their files: what a person wants of the folder, and what the runner tells of it.

mod entries;
mod environment_table;
mod environments;
mod order;
mod parking;
mod read;
mod save;
mod secrets;
mod undo;

use std::path::PathBuf;

use claimscope_client::HostCertificate;
use claimscope_client::workspace::SavedConnection;
use claimscope_core::time::Timestamp;

use super::compared;
use crate::connection::{ConnectionForm, ConnectionId};
use crate::effect::{Effect, Switch, Work};
use crate::file_field::FileField;
use crate::file_form::form_of;
use crate::files::{Beside, FileText, FilesCommand, FolderEvent, FolderWork, Theirs};
use crate::model::Model;
use crate::request::{BodyForm, RequestForm};
use crate::request_file::UnsavedPart;
use crate::results::FailureText;
use crate::workspace::OwnKeys;

pub(crate) use entries::{forget_left, note_imported};
pub(crate) use environment_table::why_no_name;
pub(crate) use order::take_name;
pub(super) use order::{group, renamed, unfold};
pub(super) use save::free_name;
pub(super) use save::try_again;
pub(crate) use save::{due, is_due, next_try};
pub(super) use secrets::{needed as secrets_needed, needed_of as secrets_needed_of, read_again};
pub(super) use undo::delete;
pub(crate) use undo::{forget_deleted, forget_ended};

pub(super) fn work(work: FolderWork) -> Effect {
    Work::Folder(work).into()
}

/// Opens a folder once everything here is written; the connections of the one before go when it was read.
pub(crate) fn open(model: &mut Model, path: PathBuf) -> Vec<Effect> {
    if model.files.is_open && model.files.folder.as_ref() == Some(&path) {
        let mut effects = due(model);
        effects.push(work(FolderWork::Open(path)));
        return effects;
    }
    model.files.refusal = None;
    model.files.opening = Some(path);
    go_on_opening(model)
}

/// Opens the folder that is to be opened, unless something is still to be written or cannot be.
fn go_on_opening(model: &mut Model) -> Vec<Effect> {
    let Some(path) = model.files.opening.clone() else {
        return vec![];
    };
    let effects = due(model);
    // Of a folder that is gone nothing can be written: its edits stay in the state until it is opened again.
    let is_there = model.files.trouble.is_none();
    if let Some(name) = save::unwritable(model).filter(|_| is_there) {
        model.files.opening = None;
        model.files.refusal = Some(FailureText::new(
            format!("“{name}” has changes that are in no file yet, so the folder stays as it is."),
            "Correct the connection, answer the question there or delete it, and open the other folder then.",
        ));
        return effects;
    }
    if model.files.of.values().any(|file| file.saving.is_some()) {
        return effects;
    }
    model.files.opening = None;
    vec![work(FolderWork::Open(path))]
}

pub(super) fn obey(model: &mut Model, command: FilesCommand, now: Timestamp) -> Vec<Effect> {
    let id = model.selected;
    match command {
        FilesCommand::ChooseEnvironment(name) => choose(model, name),
        FilesCommand::CloseEnvironments => {
            close_environments(model, now);
            vec![]
        }
        FilesCommand::DiscardEnvironments => {
            model.files.environments_edit = None;
            vec![]
        }
        FilesCommand::DismissRefusal => {
            model.files.refusal = None;
            vec![]
        }
        FilesCommand::CloseFolderField => {
            model.files.folder_field = None;
            vec![]
        }
        FilesCommand::EditEnvironments(text) => {
            model.files.show_environments().set_text(text);
            vec![]
        }
        FilesCommand::EditEnvironmentTable(edit) => {
            environment_table::edit(model, edit);
            vec![]
        }
        FilesCommand::EditFolderField(path) => {
            model.files.folder_field = Some(path);
            vec![]
        }
        FilesCommand::ForgetSecret(member) => {
            model.connection_mut().places.remove(&member);
            compared::request_changed(model, id)
        }
        FilesCommand::KeepMine => keep_mine(model, id),
        FilesCommand::Move(id, by) => {
            order::shift(model, id, by);
            vec![]
        }
        FilesCommand::MoveToFolder(id, folder) => {
            order::move_to(model, id, &folder);
            vec![]
        }
        FilesCommand::Drop {
            dragged,
            at,
            is_behind,
        } => {
            order::drop_at(model, dragged, at, is_behind);
            vec![]
        }
        FilesCommand::Fold(folder, is_folded) => {
            match is_folded {
                true => model.files.folded.insert(folder),
                false => model.files.folded.remove(&folder),
            };
            vec![]
        }
        FilesCommand::OpenFolder(path) => {
            model.files.folder_field = None;
            open(model, path)
        }
        FilesCommand::Rename => {
            model.renames += 1;
            vec![]
        }
        FilesCommand::KeepName => {
            model.naming = None;
            vec![]
        }
        FilesCommand::TakeName => vec![],
        FilesCommand::TypeName(name) => {
            model.naming = Some((id, name));
            vec![]
        }
        FilesCommand::KeepMyEnvironments => {
            let text = model.files.environments_text.clone();
            model.files.show_environments().made_on = text;
            save_environments(model)
        }
        FilesCommand::SaveEnvironments => save_environments(model),
        FilesCommand::ShowEnvironments => {
            model.files.show_environments();
            vec![]
        }
        FilesCommand::TakeTheirs => take_theirs(model, id),
        FilesCommand::TakeTheirEnvironments => {
            model.files.environments_edit = None;
            model.files.show_environments();
            vec![]
        }
        FilesCommand::UndoDelete => undo::undo(model, now),
    }
}

/// What was typed stays, in sight or not.
fn close_environments(model: &mut Model, now: Timestamp) {
    let Some(edit) = &mut model.files.environments_edit else {
        return;
    };
    edit.is_shown = false;
    if !edit.is_typed() {
        model.files.environments_edit = None;
        return;
    }
    let text = "The edits of the environments are kept as a draft, and are not saved yet";
    model.notify(text, now);
}

fn save_environments(model: &mut Model) -> Vec<Effect> {
    let Some(edit) = &mut model.files.environments_edit else {
        return vec![];
    };
    if !edit.is_typed() {
        model.files.environments_edit = None;
        return vec![];
    }
    let refused = environment_table::take_names(edit).err();
    model.files.refusal = refused.or_else(|| environment_table::lacking(edit));
    if model.files.refusal.is_some() {
        return vec![];
    }
    edit.saving = Some(edit.text.clone());
    let (text, made_on) = (edit.text.clone(), edit.made_on.clone());
    vec![work(FolderWork::SaveEnvironments(text, Some(made_on)))]
}

pub(super) fn learn(model: &mut Model, event: FolderEvent, now: Timestamp) -> Vec<Effect> {
    match event {
        FolderEvent::KeychainWaits(waits) => {
            model.files.keychain_waits = waits;
            vec![]
        }
        FolderEvent::PutBack(name, outcome) => undo::put_back(model, name, outcome, now),
        FolderEvent::Read(folder) => {
            let had_none = model.files.is_open && model.files.environment_in_use().is_none();
            let is_same = model.files.folder.as_ref() == Some(&folder.path);
            let effects = read::folder(model, *folder);
            let in_use = model.files.environment_in_use();
            if let Some(name) = in_use.filter(|_| had_none && is_same) {
                let text = format!(
                    "The environment {name} is in use from now on: requests take its values"
                );
                model.notify(text, now);
            }
            effects
        }
        FolderEvent::Refused(failure) => {
            model.files.refusal = Some(failure);
            vec![]
        }
        FolderEvent::Removed(name, outcome) => undo::removed(model, &name, outcome, now),
        FolderEvent::Saved(id, attempt, outcome) => {
            save::written(model, id, attempt, *outcome, now);
            go_on_opening(model)
        }
        FolderEvent::SecretsForgotten(entries) => {
            entries::forgotten(model, &entries);
            vec![]
        }
        FolderEvent::SecretsKept(id, kept) => {
            entries::kept_late(model, id, kept);
            vec![]
        }
        FolderEvent::SecretsRead(read) => secrets::read(model, read),
        FolderEvent::Trouble(failure) => {
            model.files.trouble = Some(failure);
            vec![]
        }
    }
}

/// Takes another environment.
fn choose(model: &mut Model, name: Option<String>) -> Vec<Effect> {
    if model.files.environment == name {
        return vec![];
    }
    let mut effects = environments::change(model, |model| model.files.environment = name);
    effects.extend(secrets_needed(model));
    effects
}

/// What was changed elsewhere becomes what the edits are made on, so that they are written over it.
fn keep_mine(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    if let Some(file) = model.files.of.get_mut(&id) {
        match file.theirs.take() {
            Some(Theirs::Changed(theirs)) => file.stored = Some(*theirs),
            Some(Theirs::Removed) => file.stored = None,
            None => return vec![],
        }
        file.refused = None;
        file.trouble = None;
    }
    due(model)
}

fn take_theirs(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let theirs = model
        .files
        .of
        .get_mut(&id)
        .and_then(|file| file.theirs.take());
    match theirs {
        Some(Theirs::Changed(theirs)) => {
            forget_bodies_held(model, id, &theirs);
            read::take(model, id, *theirs)
        }
        Some(Theirs::Removed) => parking::gone(model, id),
        None => vec![],
    }
}

/// A body that was typed gives way to the one that the file has. Where it has none, what stays in memory is all there is.
fn forget_bodies_held(model: &mut Model, id: ConnectionId, theirs: &FileText) {
    let Ok(theirs) = &theirs.saved else {
        return;
    };
    let form = model.form_mut(id);
    for request in form.into_iter().flat_map(|form| form.requests.iter_mut()) {
        let mut held = theirs.requests.iter();
        if held.any(|one| one.name == request.name && one.body.is_some()) {
            request.body = BodyForm::default();
        }
    }
}

/// Reads the fields of a connection from its file, and gives up what was compared with the old ones.
pub(super) fn put_form(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let Some(file) = model.files.of.get(&id) else {
        return vec![];
    };
    let Some(stored) = &file.stored else {
        return vec![];
    };
    let (name, base) = (stored.name.clone(), file.base());
    let mut form = form_of(&base, id, &name);
    let Some(old) = model.form_mut(id) else {
        return vec![];
    };
    Beside::of(old, &base).put_choices(&mut form);
    let leaves_out = keep_what_no_file_holds(old, &mut form, &base);
    let is_other_issuer = old.issuer != form.issuer;
    let keys = |form: &ConnectionForm| {
        let (choice, text) = OwnKeys::default().at(form);
        (choice, text, form.file_keys.clone(), form.jwks_url.clone())
    };
    let keys_changed = keys(old) != keys(&form);
    old.clone_from(&form);
    if let Some(file) = model.files.of.get_mut(&id) {
        file.written = Some(form);
        file.leaves_out = leaves_out;
        file.refused = None;
        file.trouble = None;
        file.theirs = None;
    }
    let mut effects = match is_other_issuer {
        true => super::issuer_changed(model, id),
        false => compared::expectations_changed(model, id),
    };
    if keys_changed {
        model.workspace_mut(id).inspect.own_keys = OwnKeys::default();
        effects.extend(compared::keys_changed(model, id));
    }
    effects
}

/// Secrets that were typed and stay in memory, what no file has a member for, and what it may not hold as it is: whether there
/// is any of that.
fn keep_what_no_file_holds(
    old: &ConnectionForm,
    form: &mut ConnectionForm,
    base: &SavedConnection,
) -> bool {
    let is_same = |member: &str| old.places.get(member) == form.places.get(member);
    if is_same(crate::secret_member::CLIENT_SECRET) {
        form.client_secret = old.client_secret.clone();
    }
    if is_same(crate::secret_member::CLIENT_KEY) {
        form.client_key = old.client_key.clone();
    }
    if is_same(crate::secret_member::DPOP_KEY) {
        form.dpop_key = old.dpop_key.clone();
    }
    for field in crate::grant::GrantField::all().filter(|field| field.form().is_secret) {
        if is_same(&crate::secret_member::member_of(field)) {
            form.values.set(field, old.values.text(field).to_owned());
        }
    }
    if is_same(crate::secret_member::API_SECRET) {
        form.api_secret = old.api_secret.clone();
    }
    let typed = |name: &str| {
        let member = format!("parameters.{name}");
        let typed = old.secret_of(&member);
        (is_same(&member) && !typed.is_empty()).then_some(typed)
    };
    form.parameters = crate::pairs::with_typed(form.parameters.expose(), &typed);
    let mut leaves_out = false;
    let saved = std::mem::take(&mut form.requests);
    let requests = saved.iter().zip(&base.requests).map(|(new, saved)| {
        let known = old.requests.iter().find(|known| known.name == new.name);
        let is_same = |known: &&RequestForm| {
            let (over, unsaved) = known.to_saved_over(saved);
            let is_same = over == *saved;
            leaves_out |= is_same && unsaved.iter().any(UnsavedPart::is_in_state);
            is_same
        };
        let mut kept = known.filter(is_same).unwrap_or(new).clone();
        if let Some(known) = known {
            known.put_in_memory(&mut kept, saved);
        }
        kept
    });
    let requests = requests.collect();
    form.requests = old.requests.clone();
    form.requests.replace(requests);
    leaves_out
}

/// Writes a certificate that a person trusts into the connection's file, where it is trusted at its host.
pub(super) fn trust(
    model: &mut Model,
    id: ConnectionId,
    certificate: &HostCertificate,
    now: Timestamp,
) {
    if model.files.of(id).is_none() {
        let text = "This connection has no file: the certificate is trusted until the program ends";
        model.notify(text.to_owned(), now);
        return;
    }
    let field = FileField::TrustFingerprint;
    let line = format!("{}={}", certificate.host(), certificate.fingerprint());
    if let Some(form) = model.form_mut(id) {
        let mut lines: Vec<&str> = form.file_values.lines(field).collect();
        if !lines.contains(&line.as_str()) {
            lines.push(&line);
        }
        let text = lines.join("\n");
        form.file_values.set(field, text);
    }
}

/// Looks for kept tokens of connections that came with the folder.
fn look_for_kept(model: &mut Model, ids: &[ConnectionId]) -> Vec<Effect> {
    let keeps = |model: &Model, id: ConnectionId| model.connection_of(id).keeps;
    let ids: Vec<_> = ids
        .iter()
        .filter(|id| keeps(model, **id))
        .copied()
        .collect();
    ids.into_iter()
        .flat_map(|id| super::keeping::look(model, id))
        .collect()
}

/// Ends what is under way of a connection that is gone.
fn cancel(id: ConnectionId) -> Effect {
    Switch::Cancel(id).into()
}
