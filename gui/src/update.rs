//! The one place where the model changes: a message comes in, effects go out. No egui, no clock, no I/O.

mod compare;
mod compared;
mod connections;
mod cookies;
mod dropped;
pub(crate) mod due;
mod exchange_log;
mod export;
pub(crate) mod files;
pub(crate) mod follow;
mod going;
mod grant;
mod importing;
mod inspecting;
pub(crate) mod keeping;
mod learn;
mod pasted_curl;
mod person;
mod place;
mod plan;
pub(crate) mod probe;
pub(crate) mod remedy;
pub(crate) mod remedy_edit;
mod report;
mod request_edits;
mod request_plan;
pub(crate) mod requests;
mod response;
mod road;
pub(crate) mod run;
mod sign;
mod summary;
mod why;

use claimscope_core::time::Timestamp;

use crate::connection::{ConnectionForm, ConnectionId, Field};
use crate::effect::{Effect, Switch, WindowChange, Work};
use crate::file_field::FileField;
use crate::files::FilesCommand;
use crate::message::{CallWith, Command, Message, TrustFor};
use crate::model::{Model, Palette, ZOOM_STEPS};
use crate::request_curl::is_curl;
use crate::request_edit::RequestEdit;
use crate::sizes::size_text;
use crate::tab::Tab;

/// Changes the model as the message says and returns what is to be done outside.
pub fn update(model: &mut Model, message: impl Into<Message>, now: Timestamp) -> Vec<Effect> {
    let before = model.selected;
    let mut effects = match message.into() {
        Message::Command(command) => {
            if !matches!(
                command,
                Command::Files(FilesCommand::KeepName | FilesCommand::TypeName(_))
            ) {
                files::take_name(model, now);
            }
            obey(model, command, now)
        }
        Message::Event(event) => learn::learn(model, *event, now),
    };
    files::group(model);
    if model.selected != before {
        let name = model.connection().name.clone();
        files::unfold(model, &name);
        // However it came to be selected.
        effects.extend(files::secrets_needed(model));
    }
    effects
}

/// The session in which a token is verified at the selected connection.
#[cfg(test)]
pub(crate) fn verifying_for_tests(model: &Model) -> crate::session_plan::SessionPlan {
    plan::verify(model, model.selected)
}

/// The request that the selected connection would send.
#[cfg(test)]
pub(crate) fn request_for_tests(
    model: &Model,
) -> Result<crate::request_to_send::RequestToSend, crate::results::FailureText> {
    request_plan::request(model, model.selected)
}

/// The session of the selected connection.
#[cfg(test)]
pub(crate) fn session_for_tests(model: &Model) -> crate::session_plan::SessionPlan {
    plan::session(model, model.selected)
}

fn obey(model: &mut Model, command: Command, now: Timestamp) -> Vec<Effect> {
    let id = model.selected;
    if going::leads_elsewhere(&command) {
        importing::leave(model);
        model.shows_connections = false;
    }
    match command {
        Command::AskAbout(about) => requests::ask_about(model, id, about),
        Command::Call => call(model, id, now),
        Command::CallWithLogin => run::in_place(model, id, requests::call_with_login),
        Command::Answer(answer) => answered(model, answer),
        Command::Cancel => run::cancel(model, id),
        Command::ChooseRequest(request) => request_edits::choose(model, id, request),
        Command::ClearInspect => inspecting::clear(model, id),
        Command::ClearLog => exchange_log::clear(model),
        Command::CloseCodePage => {
            model.code_page = None;
            vec![]
        }
        Command::ClosePalette => {
            model.palette = None;
            vec![]
        }
        Command::Copy(what, text) => {
            model.notify(format!("{what} copied"), now);
            vec![WindowChange::Copy(text).into()]
        }
        Command::CopyCurl {
            number,
            with_secrets,
        } => vec![
            Work::Curl {
                number,
                with_secrets,
            }
            .into(),
        ],
        Command::Cookies(command) => cookies::obey(model, id, command),
        Command::CopyRequest { with_secrets } => request_edits::copy(model, id, with_secrets, now),
        Command::CopyReport(form) => report::copy(model, form, now),
        Command::DeleteKept(rows) => keeping::delete(model, rows),
        Command::DeleteConnection => files::delete(model, id, now),
        Command::DeleteRequest => request_edits::delete(model, id, now),
        Command::DismissTrouble => {
            model.state_trouble = None;
            vec![]
        }
        Command::Discover => requests::discover(model, id),
        Command::DropFile(path) => dropped::drop_file(model, id, path),
        Command::DuplicateConnection => connections::duplicate(model),
        Command::DuplicateRequest => request_edits::duplicate(model, id),
        Command::Edit(field, text) => edit(model, id, field, text.expose()),
        Command::EditClientKey(text) => person::edit_key(model, id, &text),
        Command::EditDpopKey(text) => person::edit_dpop_key(model, id, &text),
        Command::EditInspect(text) => inspecting::edit(model, id, text),
        Command::EditKey(text) => compared::edit_key(model, id, text),
        Command::EditPalette(query) => {
            model.palette = Some(Palette { query, marked: 0 });
            vec![]
        }
        Command::EditRequest(edit) => request_edits::edit(model, id, edit),
        Command::EditPaste(text) => {
            model.workspace_mut(id).paste = text;
            vec![]
        }
        Command::Files(command) => files::obey(model, command, now),
        Command::Follow => follow::follow(model, id),
        Command::Find => {
            model.finds += 1;
            vec![]
        }
        Command::ForgetTokens => {
            let number = model.next_deletion();
            let workspace = model.workspace_mut(id);
            workspace.forgotten = Some((std::mem::take(&mut workspace.history), number));
            model.notify("Forgotten; it can be had back until the program ends", now);
            vec![]
        }
        Command::Import(command) => importing::obey(model, command),
        Command::InspectToken(which) => inspecting::load_token(model, id, which),
        Command::ListKept => keeping::list(model),
        Command::MovePalette(by) => {
            if let Some(palette) = &mut model.palette {
                palette.marked = palette.marked.saturating_add_signed(by);
            }
            vec![]
        }
        Command::NewConnection => connections::create(model),
        Command::LookAtPath(ask) => {
            model.path.ask(ask.clone());
            vec![Work::LookAtPath(ask).into()]
        }
        Command::MoveRequest(request, by) => request_edits::shift(model, id, request, by),
        Command::NewRequest => request_edits::create(model, id),
        Command::OpenBrowser(address) => vec![Work::OpenBrowser(address).into()],
        Command::OpenPalette => {
            model.palette = Some(Palette::default());
            vec![]
        }
        Command::OpenRequest(other, request) => {
            model.selected = other;
            model.tab = Tab::Call;
            let mut effects = request_edits::choose(model, other, request);
            effects.extend(files::read_again(model));
            effects
        }
        Command::PasteAnywhere(text) => place::paste(model, text),
        Command::PasteIntoBody(text, place) => {
            request_edits::paste_into_body(model, id, &text, place, now)
        }
        Command::Probe(command) => probe::obey(model, id, command, now),
        Command::Place(command) => place::obey(model, command, now),
        Command::RefusePaste(bytes) => refuse_paste(model, bytes, now),
        Command::Remedy(command) => remedy::obey(model, id, command, now),
        Command::Renew => requests::renew(model, id),
        Command::RequestToken => run::in_place(model, id, requests::request_token),
        Command::Response(command) => response::obey(model, id, command, now),
        Command::RestoreTokens => {
            let workspace = model.workspace_mut(id);
            if let Some((history, _)) = workspace.forgotten.take() {
                workspace.history.put_back(history);
            }
            vec![]
        }
        Command::RestorePart => request_edits::restore_part(model, id, now),
        Command::RestoreRequest => request_edits::restore(model, id, now),
        Command::Run(fault) => run::ask_or_start(model, id, fault),
        Command::SaveCollection => export::save(model, id, now),
        Command::SaveExchange => exchange_log::save(model),
        Command::SaveReport(form) => report::save(model, form, now),
        Command::SearchConnections(text) => {
            model.search = text;
            vec![]
        }
        Command::SelectConnection(other) => {
            model.selected = other;
            files::read_again(model)
        }
        Command::Send => send(model, id, now),
        Command::SendPaste => person::send_paste(model, id),
        Command::SetAnyAudience(any) => expect(model, |one| &mut one.any_audience, any),
        Command::SetWaiver(waiver, is_on) => {
            let mut waivers = model.connection().waivers.clone();
            match is_on {
                true => waivers.insert(waiver),
                false => waivers.remove(&waiver),
            };
            expect(model, |one| &mut one.waivers, waivers)
        }
        Command::SetAnyIssuer(any) => expect(model, |one| &mut one.any_issuer, any),
        Command::SetClientAuth(client_auth) => {
            model.connection_mut().client_auth = client_auth;
            compared::request_changed(model, id)
        }
        Command::SetGrant(grant) => person::choose(model, id, grant),
        Command::SetKeyChoice(choice) => compared::choose_keys(model, id, choice),
        Command::SetOffline(offline) => {
            model.offline = offline;
            vec![Switch::SetOffline(offline).into()]
        }
        Command::SetOpensLogOnFailure(opens) => {
            model.log.opens_on_failure = opens;
            vec![]
        }
        Command::SetProfile(profile) => expect(model, |one| &mut one.profile, profile),
        Command::SetKeeps(keeps) => keeping::choose(model, id, keeps),
        Command::SetLeavesResourceOut(leaves_out) => {
            model.connection_mut().leaves_resource_out = leaves_out;
            compared::request_changed(model, id)
        }
        Command::SetPastes(pastes) => {
            model.connection_mut().pastes = pastes;
            compared::request_changed(model, id)
        }
        Command::SetRegisters(registers) => {
            model.connection_mut().registers = registers;
            vec![]
        }
        Command::SetRenews(renews) => {
            model.connection_mut().renews = renews;
            vec![]
        }
        Command::SetSendNoToken(none) => {
            model.connection_mut().sends_no_token = none;
            vec![]
        }
        Command::SetTheme(theme) => {
            model.theme = theme;
            vec![WindowChange::SetTheme(theme).into()]
        }
        Command::ShowConnections(shows) => {
            model.shows_connections = shows;
            vec![]
        }
        Command::ShowKeys(shows) => {
            model.shows_keys = shows;
            vec![]
        }
        Command::ShowCodePage(code) => {
            model.code_page = Some(code);
            vec![]
        }
        Command::ShowExchange(number) => {
            model.log.show(number);
            vec![]
        }
        Command::ShowRequestPane(pane) => {
            going::leave(model);
            model.tab = Tab::Call;
            model.request_pane = pane;
            vec![]
        }
        Command::ShowTab(tab) => {
            going::leave(model);
            model.tab = tab;
            vec![]
        }
        Command::ShowTour(shows) => {
            model.shows_tour = shows;
            if shows {
                model.tab = Tab::Run;
            }
            vec![]
        }
        Command::TakeTextBack => inspecting::take_back(model, id),
        Command::ToggleLog => {
            model.log.toggle();
            vec![]
        }
        Command::ToggleScope(scope) => {
            let scopes = connections::with_scope_toggled(model.connection(), &scope);
            edit(model, id, Field::Scope, &scopes)
        }
        Command::TrustCertificate(certificate, length) => {
            if length == TrustFor::Connection {
                files::trust(model, id, &certificate, now);
            }
            let mut effects = vec![Switch::TrustCertificate(certificate).into()];
            // Nobody has asked for a second order: what changes data is sent by its own button alone.
            if model.tab != Tab::Call || !model.connection().requests.chosen().changes_data() {
                effects.extend(send(model, id, now));
            }
            effects
        }
        Command::Verify => requests::verify(model, id),
        Command::Zoom(by) => zoom(model, by),
    }
}

fn edit(model: &mut Model, id: ConnectionId, field: Field, text: &str) -> Vec<Effect> {
    if model.connection().field(field) == text {
        return vec![];
    }
    let name = model.connection().name.clone();
    model.connection_mut().set_field(field, text.to_owned());
    match field {
        Field::Name => {
            files::renamed(model, id, &name);
            vec![]
        }
        Field::File(FileField::TokenEndpoint) => issuer_changed(model, id),
        Field::File(field) if FileField::EXPECTED.contains(&field) => {
            compared::expectations_changed(model, id)
        }
        Field::Issuer => issuer_changed(model, id),
        Field::Audience | Field::RequiredScope => compared::expectations_changed(model, id),
        Field::JwksUrl => compared::keys_changed(model, id),
        _ => compared::request_changed(model, id),
    }
}

/// What came from the old issuer is worthless, its token and answers under way included.
fn issuer_changed(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let mut effects = run::cancel(model, id);
    effects.extend(compared::expectations_changed(model, id));
    let workspace = model.workspace_mut(id);
    workspace.discovery.clear();
    workspace.token.clear();
    workspace.about.clear();
    workspace.current_token = None;
    workspace.clock_offset_seconds = None;
    effects
}

/// Changes an expectation of the selected connection.
fn expect<T: PartialEq>(
    model: &mut Model,
    expectation: impl FnOnce(&mut ConnectionForm) -> &mut T,
    value: T,
) -> Vec<Effect> {
    let old = expectation(model.connection_mut());
    if *old == value {
        return vec![];
    }
    *old = value;
    compared::expectations_changed(model, model.selected)
}

fn answered(model: &mut Model, answer: Option<CallWith>) -> Vec<Effect> {
    match (model.question.take(), answer) {
        (Some(question), Some(with)) => {
            let uses_get = with == CallWith::Get;
            run::start(model, question.connection, question.fault, uses_get)
        }
        _ => vec![],
    }
}

fn send(model: &mut Model, id: ConnectionId, now: Timestamp) -> Vec<Effect> {
    if let Some(view) = &model.import {
        let next = view.next();
        return next.map_or_else(Vec::new, |next| importing::obey(model, next));
    }
    if model.is_at_inspect() {
        return place::send(model);
    }
    match model.tab {
        Tab::Run => run::ask_or_start(model, id, None),
        Tab::Discover => requests::discover(model, id),
        Tab::Token => run::in_place(model, id, requests::request_token),
        Tab::Inspect => requests::verify(model, id),
        Tab::Call => call(model, id, now),
        Tab::Probe => probe::start(model, id, None, now),
    }
}

/// A command that was typed in place of the URL becomes the request first: what it says is looked at before it is sent.
fn call(model: &mut Model, id: ConnectionId, now: Timestamp) -> Vec<Effect> {
    let url = model.connection().requests.chosen().url.clone();
    if !is_curl(&url) {
        return requests::call(model, id);
    }
    model.notify(
        "The curl command is the request now, and nothing was sent yet: look at it, then send it"
            .to_owned(),
        now,
    );
    request_edits::edit(model, id, RequestEdit::Curl(url.into()))
}

/// A field that lays out so much anew with each frame would hold the window up.
fn refuse_paste(model: &mut Model, bytes: usize, now: Timestamp) -> Vec<Effect> {
    let size = size_text(bytes);
    let text = format!(
        "{size} are too much for this field, and nothing was pasted. A request's body takes more, and can be a file; Inspect takes any text"
    );
    model.notify(text, now);
    vec![]
}

fn zoom(model: &mut Model, by: i8) -> Vec<Effect> {
    model.zoom_percent = match by {
        0 => 100,
        1.. => ZOOM_STEPS
            .into_iter()
            .find(|step| *step > model.zoom_percent)
            .unwrap_or(model.zoom_percent),
        _ => ZOOM_STEPS
            .into_iter()
            .rev()
            .find(|step| *step < model.zoom_percent)
            .unwrap_or(model.zoom_percent),
    };
    vec![WindowChange::Zoom(model.zoom_percent).into()]
}
