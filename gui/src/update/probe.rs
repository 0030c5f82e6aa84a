//! The step Probe: asked about, begun, followed, ended, and its report handed out.

use claimscope_client::session::ProbeOptions;
use claimscope_core::time::Timestamp;
use claimscope_oauth::HttpRequest;

use super::{files, plan, request_plan, requests, run};
use crate::client_key::ClientKey;
use crate::connection::ConnectionId;
use crate::effect::{Effect, WindowChange, Work};
use crate::message::Ticket;
use crate::model::Model;
use crate::probe::{
    OtherToken, ProbeCommand, ProbeEvent, ProbeFormat, ProbePlan, ProbeQuestion, SigningKeyChoice,
};
use crate::probe_with::ProbeField;
use crate::request_to_send::RequestToSend;
use crate::results::{FailureText, TokenResult};
use crate::save_text::TextFile;
use crate::sensitive::Sensitive;
use crate::tab::Tab;

/// A token that ends within this time is not probed with: a probe takes some seconds.
const LEAST_LIFE_SECONDS: i64 = 60;

/// Does what the person wants of the step.
pub(super) fn obey(
    model: &mut Model,
    id: ConnectionId,
    command: ProbeCommand,
    now: Timestamp,
) -> Vec<Effect> {
    let step = &mut model.workspace_mut(id).probe;
    match command {
        ProbeCommand::Answer(is_agreed) => {
            return match step.question.take() {
                Some(question) if is_agreed => start(model, id, Some(&question), now),
                _ => vec![],
            };
        }
        ProbeCommand::Choose(case) => step.chosen = case,
        ProbeCommand::Copy(format) => return copy(model, id, format, now),
        ProbeCommand::EditFolder(folder) => step.folder = folder,
        ProbeCommand::EditWith(field, text) => {
            step.with.set(field, text);
            step.outdate();
        }
        ProbeCommand::EditSigningKey(text) => return edit_signing_key(model, id, &text),
        ProbeCommand::Save(format) => return save(model, id, format),
        ProbeCommand::SetFilter(filter) => step.filter = filter,
        ProbeCommand::SetOther(other) => {
            step.other = other;
            step.outdate();
            return other.map_or_else(Vec::new, |other| files::secrets_needed_of(model, other));
        }
        ProbeCommand::Start => return start(model, id, None, now),
    }
    vec![]
}

/// A private key that the API trusts, pasted or dropped.
pub(super) fn edit_signing_key(
    model: &mut Model,
    id: ConnectionId,
    text: &Sensitive,
) -> Vec<Effect> {
    let step = &mut model.workspace_mut(id).probe;
    step.signing_key = ClientKey::from(text.expose());
    step.outdate();
    vec![]
}

/// Begins a probe, or asks first: what was agreed to was one request, and another is asked about anew.
pub(super) fn start(
    model: &mut Model,
    id: ConnectionId,
    agreed: Option<&ProbeQuestion>,
    now: Timestamp,
) -> Vec<Effect> {
    model.tab = Tab::Probe;
    if !model.can_send() {
        return vec![];
    }
    let request = match request_plan::request(model, id) {
        Ok(RequestToSend { files: Some(_), .. }) => {
            return refuse(model, id, made_of_files());
        }
        Ok(to_send) => without_credentials(to_send.request),
        Err(failure) => return refuse(model, id, failure),
    };
    let with = model.workspace_mut(id).probe.with.clone();
    let mut options = ProbeOptions::new(request);
    if let Err(failure) = with.apply(&mut options) {
        return refuse(model, id, failure);
    }
    let question = options.question();
    let question = question.map(|text| ProbeQuestion {
        text,
        method: options.request.method.clone(),
        url: options.request.url.clone(),
    });
    if question.is_some() && question.as_ref() != agreed {
        model.workspace_mut(id).probe.question = question;
        return vec![];
    }
    options.is_agreed = agreed.is_some();
    match planned(model, id, options, now) {
        Ok(plan) => begin(model, id, plan),
        Err(failure) => refuse(model, id, failure),
    }
}

/// The request that would be probed, as it would be sent; `None` where it cannot be.
pub(crate) fn request_to_probe(model: &Model, id: ConnectionId) -> Option<HttpRequest> {
    let to_send = request_plan::request(model, id).ok()?;
    Some(without_credentials(to_send.request))
}

/// The body would be read anew for each case.
fn made_of_files() -> FailureText {
    FailureText::new(
        "The request's body is made of files, and the probe sends none, so nothing was sent.",
        "Choose a request whose body is a text or a form, or has none.",
    )
}

/// A request may have a credential of its own, in whose place those of the probe go.
fn without_credentials(mut request: HttpRequest) -> HttpRequest {
    let is_other = |name: &str| !name.eq_ignore_ascii_case("authorization");
    request.headers.retain(|(name, _)| is_other(name));
    request
}

fn planned(
    model: &mut Model,
    id: ConnectionId,
    options: ProbeOptions,
    now: Timestamp,
) -> Result<ProbePlan, FailureText> {
    let held = token_in_use(model, id, now);
    let with = model.workspace_mut(id).probe.with.clone();
    let asks_anyway = !with.text(ProbeField::OtherScope).trim().is_empty();
    if (held.is_none() || asks_anyway)
        && let Some(failure) = requests::no_token_can_be_had(model, id)
    {
        return Err(failure);
    }
    Ok(ProbePlan {
        // The number is given when it begins.
        ticket: requests::ticket(id, 0),
        session: plan::api(model, id),
        request: options.request,
        token: held.as_ref().map(|held| held.access_token.clone()),
        id_token: held.and_then(|held| Some(held.id_token?.text)),
        signing_key: signing_key(model, id)?,
        other: other_token(model, id, now)?,
        with,
        is_agreed: options.is_agreed,
    })
}

fn begin(model: &mut Model, id: ConnectionId, plan: ProbePlan) -> Vec<Effect> {
    let step = &mut model.workspace_mut(id).probe;
    step.question = None;
    step.so_far.clear();
    step.under_way = None;
    step.is_stopping = false;
    step.is_outdated = false;
    step.chosen = None;
    step.saved = None;
    let ticket = requests::ticket(id, step.found.begin());
    vec![Work::Probe(Box::new(ProbePlan { ticket, ..plan })).into()]
}

fn refuse(model: &mut Model, id: ConnectionId, failure: FailureText) -> Vec<Effect> {
    let step = &mut model.workspace_mut(id).probe;
    let generation = step.found.begin();
    step.found.finish(generation, Err(failure));
    vec![]
}

/// The token in use, where it holds for long enough, as far as that is known.
pub(crate) fn token_in_use(model: &Model, id: ConnectionId, now: Timestamp) -> Option<TokenResult> {
    let token = model.workspaces.get(&id)?.current_token.clone()?;
    let needed = now.plus_seconds(LEAST_LIFE_SECONDS);
    token
        .expires_at
        .is_none_or(|end| end > needed)
        .then_some(token)
}

/// Whether the playground's own key signs for this connection: the API trusts it, and the person gave no other.
pub(crate) fn uses_playground_key(model: &Model, id: ConnectionId) -> bool {
    let workspace = model.workspaces.get(&id);
    let gives_none = workspace.is_none_or(|workspace| workspace.probe.signing_key.is_empty());
    gives_none && run::is_at_playground(model, id)
}

fn signing_key(model: &Model, id: ConnectionId) -> Result<SigningKeyChoice, FailureText> {
    if uses_playground_key(model, id) {
        return Ok(SigningKeyChoice::Playground);
    }
    let workspace = model.workspaces.get(&id);
    let given = workspace.map(|workspace| workspace.probe.signing_key.jwk());
    match given.transpose() {
        Ok(Some(Some(key))) => Ok(SigningKeyChoice::Given(Box::new(key))),
        Ok(_) => Ok(SigningKeyChoice::None),
        Err(why) => Err(FailureText::new(
            "The signing key cannot be used, so nothing was sent.",
            "Give a private key as JWK or PEM, or empty its field.",
        )
        .with_words(why)),
    }
}

fn other_token(
    model: &Model,
    id: ConnectionId,
    now: Timestamp,
) -> Result<Option<OtherToken>, FailureText> {
    let step = model.workspaces.get(&id).map(|workspace| &workspace.probe);
    let Some(other) = step.and_then(|step| step.other) else {
        return Ok(None);
    };
    if !model.connections.iter().any(|one| one.id == other) {
        return Ok(None);
    }
    if step.is_some_and(|step| !step.with.text(ProbeField::OtherToken).trim().is_empty()) {
        return Err(FailureText::new(
            format!(
                "“{}” is filled in, and a connection that is to give one is chosen, so nothing was sent.",
                ProbeField::OtherToken.title()
            ),
            "Empty the field, or choose no connection.",
        ));
    }
    if let Some(held) = token_in_use(model, other, now) {
        return Ok(Some(OtherToken::InUse(held.access_token)));
    }
    let connection = model.connection_of(other);
    if connection.grant.needs_person() {
        return Err(FailureText::new(
            format!(
                "{} has no token that holds, so nothing was sent.",
                connection.name
            ),
            "Log in there first: its token is what this address must stay closed to.",
        ));
    }
    match requests::no_token_can_be_had(model, other) {
        Some(failure) => Err(failure),
        None => Ok(Some(OtherToken::AskedFor(
            other,
            Box::new(plan::session(model, other)),
        ))),
    }
}

/// What is told of a probe; of an older one, nothing is taken.
pub(super) fn told(model: &mut Model, ticket: Ticket, event: ProbeEvent, now: Timestamp) {
    let Some(workspace) = model.answered(ticket.connection) else {
        return;
    };
    let step = &mut workspace.probe;
    match event {
        ProbeEvent::Advanced(under_way, over) => {
            if step.found.awaits(ticket.generation) {
                step.under_way = Some(under_way);
                step.so_far.extend(over);
            }
        }
        ProbeEvent::Ended(outcome) => {
            if step.found.finish(ticket.generation, *outcome) {
                step.under_way = None;
                step.is_stopping = false;
                step.so_far.clear();
            }
        }
        ProbeEvent::Saved(outcome) => {
            let text = outcome.as_ref().ok();
            let text = text.map(|path| format!("Saved as {}", path.display()));
            step.saved = Some(outcome);
            if let Some(text) = text {
                model.notify(text, now);
            }
        }
    }
}

fn copy(model: &mut Model, id: ConnectionId, format: ProbeFormat, now: Timestamp) -> Vec<Effect> {
    let Some(text) = report_as(model, id, format) else {
        return vec![];
    };
    model.notify(format!("Report copied as {}", format.title()), now);
    vec![WindowChange::Copy(text.into()).into()]
}

fn save(model: &mut Model, id: ConnectionId, format: ProbeFormat) -> Vec<Effect> {
    let Some(text) = report_as(model, id, format) else {
        return vec![];
    };
    let step = &mut model.workspace_mut(id).probe;
    step.saved = None;
    let file = TextFile {
        folder: step.folder.trim().to_owned(),
        name: "claimscope-probe".to_owned(),
        extension: format.extension(),
        text,
    };
    let ticket = requests::ticket(id, step.found.generation());
    vec![Work::SaveProbe(ticket, file).into()]
}

fn report_as(model: &Model, id: ConnectionId, format: ProbeFormat) -> Option<String> {
    let found = model.workspaces.get(&id)?.probe.found.ready()?;
    Some(format.text(&found.report))
}
