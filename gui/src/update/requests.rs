//! The requests one by one: discover, token, inspect, verify, call.

use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;

use super::{grant, plan, request_plan};
use crate::about_token::AboutToken;
use crate::connection::ConnectionId;
use crate::effect::{AboutPlan, Effect, InspectPlan, Work};
use crate::file_field::FileField;
use crate::message::Ticket;
use crate::model::Model;
use crate::remedy::RemedyStep;
use crate::results::{FailureText, ResponseToken, TokenResult};
use crate::sensitive::Sensitive;
use crate::session_plan::SessionPlan;
use crate::workspace::Workspace;

/// How long before its end a token is renewed, in seconds.
pub(crate) const RENEWAL_SECONDS: i64 = 30;

pub(super) fn ticket(connection: ConnectionId, generation: u64) -> Ticket {
    Ticket {
        connection,
        generation,
    }
}

pub(super) fn discover(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let session = plan::session(model, id);
    let unusable = plan::unusable(model, id);
    let discovery = &mut model.workspace_mut(id).discovery;
    let generation = discovery.begin();
    if session.connection.issuer.is_empty() {
        discovery.finish(generation, Err(no_issuer()));
        return vec![];
    }
    if let Some(failure) = unusable {
        discovery.finish(generation, Err(failure));
        return vec![];
    }
    vec![Work::Discover(ticket(id, generation), session).into()]
}

pub(super) fn no_issuer() -> FailureText {
    FailureText::new(
        "There is no issuer yet.",
        "Type the issuer's address, such as https://login.example.com.",
    )
}

pub(super) fn request_token(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let session = plan::session(model, id);
    let unready = no_token_can_be_had(model, id);
    let workspace = model.workspace_mut(id);
    workspace.asked_as = session.clone();
    let token = &mut workspace.token;
    let generation = token.begin();
    if let Some(failure) = unready {
        token.finish(generation, Err(failure));
        return vec![];
    }
    let ticket = ticket(id, generation);
    let has_token = model.workspace_mut(id).current_token.is_some();
    // Whoever has a token and presses again wants another; until then, the one that is kept will do.
    vec![match session.keeps && !has_token {
        true => Work::FreshToken(ticket, session).into(),
        false => Work::RequestToken(ticket, session).into(),
    }]
}

/// Why no token can be had by the connection's grant, as it is filled in.
pub(super) fn no_token_can_be_had(model: &Model, id: ConnectionId) -> Option<FailureText> {
    let connection = model.connection_of(id);
    let endpoint = connection.file_values.text(FileField::TokenEndpoint);
    if connection.issuer.trim().is_empty() && endpoint.trim().is_empty() {
        return Some(FailureText::new(
            "There is no issuer yet, so the token endpoint is not known.",
            "Type the issuer's address on the Discover tab.",
        ));
    }
    offline(model, id).or_else(|| plan::unready(model, id))
}

/// A login whose code could not be exchanged is not begun.
fn offline(model: &Model, id: ConnectionId) -> Option<FailureText> {
    let is_of_no_use = model.offline && model.connection_of(id).grant.needs_person();
    is_of_no_use.then(|| {
        FailureText::new(
            "The network is switched off here, so nothing was sent.",
            "Switch it on at the top of the window.",
        )
    })
}

/// Asks the issuer about the token in use.
pub(super) fn ask_about(model: &mut Model, id: ConnectionId, about: AboutToken) -> Vec<Effect> {
    let workspace = model.workspaces.get(&id);
    let held = workspace.and_then(|workspace| workspace.current_token.clone());
    let Some(held) = held.filter(|held| about.is_possible(held)) else {
        return vec![];
    };
    let redirect_uri = model.connection_of(id).post_logout_redirect_uri.trim();
    let asks = AboutPlan {
        about,
        held,
        post_logout_redirect_uri: (!redirect_uri.is_empty()).then(|| redirect_uri.to_owned()),
    };
    let session = plan::about_token(model, id, about);
    let asked = &mut model.workspace_mut(id).about;
    let generation = asked.begin();
    match session {
        Ok(session) => vec![Work::AskAbout(ticket(id, generation), session, asks).into()],
        Err(failure) => {
            asked.finish(generation, Err(failure));
            vec![]
        }
    }
}

/// Exchanges the refresh token that came last.
pub(super) fn renew(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let Some(held) = renewable(model, id) else {
        return vec![];
    };
    let session = plan::session_of_token(model, id);
    let workspace = model.workspace_mut(id);
    workspace.asked_as = session.clone();
    let generation = workspace.token.begin();
    vec![Work::RenewToken(ticket(id, generation), session, held).into()]
}

/// The token in use, where a refresh token came with it.
fn renewable(model: &Model, id: ConnectionId) -> Option<TokenResult> {
    let token = model.workspaces.get(&id)?.current_token.clone();
    token.filter(|token| token.refresh_token.is_some())
}

/// Gets a new token without a person: by the refresh token where there is one, otherwise by the grant again.
fn renew_alone(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    if renewable(model, id).is_some() {
        renew(model, id)
    } else if model.connection_of(id).grant.needs_person() {
        vec![]
    } else {
        request_token(model, id)
    }
}

/// Asks for new tokens where a connection says so and the old one is about to end. A refusal ends the renewing.
pub(super) fn renew_due(model: &mut Model, now: Timestamp) -> Vec<Effect> {
    if model.offline {
        return vec![];
    }
    let due = renewals(model).filter(|(_, at)| *at <= now);
    let due: Vec<ConnectionId> = due.map(|(id, _)| id).collect();
    due.into_iter()
        .flat_map(|id| renew_alone(model, id))
        .collect()
}

/// Whether the last request for a token was refused or given up, so that nothing is renewed until another one is asked for
/// or the request is changed: an issuer that refuses is not asked each second.
fn renewing_ended(workspace: &Workspace) -> bool {
    workspace.token.failure().is_some() || workspace.token.is_cancelled()
}

/// Why the token in use is not renewed, though the connection says so.
pub(crate) fn not_renewed(model: &Model) -> Option<&'static str> {
    let workspace = model.workspace()?;
    let token = workspace.current_token.as_ref()?;
    if !model.connection().renews {
        None
    } else if renewing_ended(workspace) {
        Some(
            "Not renewed by itself any more: the last request was refused or given up. Another request, or a change of this one, begins it anew.",
        )
    } else if token.refresh_token.is_none() && model.connection().grant.needs_person() {
        Some(
            "Nothing renews this token by itself: it came without a refresh token, and the grant needs you.",
        )
    } else {
        None
    }
}

/// The connections that renew their tokens by themselves, and when each is to.
pub(super) fn renewals(model: &Model) -> impl Iterator<Item = (ConnectionId, Timestamp)> {
    let renewing = model.connections.iter();
    let renewing = renewing.filter(|connection| connection.renews);
    renewing.filter_map(|connection| {
        let workspace = model.workspaces.get(&connection.id)?;
        let is_running = workspace.run.as_ref().is_some_and(|run| !run.is_over());
        let can_renew = !is_running && !workspace.token.is_pending() && !renewing_ended(workspace);
        let at = renewal(workspace).filter(|_| can_renew)?;
        Some((connection.id, at))
    })
}

/// When the token in use is to be renewed. Of one that lives for a minute or less, the last half of its life is its end.
fn renewal(workspace: &Workspace) -> Option<Timestamp> {
    let token = workspace.current_token.as_ref()?;
    let end = token.expires_at?;
    let lifetime = end.unix_seconds() - token.received_at.unix_seconds();
    let margin = RENEWAL_SECONDS.min(lifetime / 2);
    (lifetime > 1).then(|| end.plus_seconds(-margin))
}

pub(super) fn edit_inspect(model: &mut Model, id: ConnectionId, text: Sensitive) -> Vec<Effect> {
    model.workspace_mut(id).inspect.edit(text);
    inspect(model, id)
}

pub(super) fn inspect(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let inspect = &mut model.workspace_mut(id).inspect;
    if inspect.text.expose().trim().is_empty() {
        inspect.report.clear();
        return vec![];
    }
    let generation = inspect.report.begin_again();
    vec![Work::Inspect(ticket(id, generation), plan::inspect(model, id)).into()]
}

/// Takes a token of the last response as the text to inspect; `false` where there is none.
pub(super) fn load_token(model: &mut Model, id: ConnectionId, which: ResponseToken) -> bool {
    let workspace = model.workspace_mut(id);
    let token = workspace.last_token().and_then(|token| token.token(which));
    let Some(text) = token.and_then(Secret::expose_str).map(Sensitive::from) else {
        return false;
    };
    workspace.inspect.load(text);
    true
}

pub(super) fn verify(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    verify_as(model, id, Work::Verify)
}

fn verify_as(
    model: &mut Model,
    id: ConnectionId,
    work: impl FnOnce(Ticket, InspectPlan, SessionPlan) -> Work,
) -> Vec<Effect> {
    let judged_as = model.judged_as(id).map_or(id, |other| other.id);
    let unusable = plan::unusable(model, judged_as);
    let inspect = &mut model.workspace_mut(id).inspect;
    // What cannot be read is said beside its field.
    if inspect.text.is_blank() || inspect.judging.moment().is_err() {
        return vec![];
    }
    if let Some(failure) = unusable {
        // Nothing is judged by less than what was filled in.
        let generation = inspect.report.begin_again();
        inspect.report.finish(generation, Err(failure));
        return vec![];
    }
    inspect.verified = true;
    let ticket = ticket(id, inspect.report.begin_again());
    let session = plan::verify(model, id);
    vec![work(ticket, plan::inspect(model, id), session).into()]
}

/// Time has passed: the same look again. Nobody asked for a request.
pub(super) fn look_again(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    match model.workspaces.get(&id) {
        Some(workspace) if workspace.inspect.verified => verify_as(model, id, Work::VerifyAgain),
        _ => inspect(model, id),
    }
}

pub(super) fn call(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let token = plan::current_token(model, id);
    let request = request_plan::request(model, id);
    let session = plan::api(model, id);
    let workspace = model.workspace_mut(id);
    workspace.remedy = RemedyStep::default();
    workspace.logs_in = false;
    workspace.found = None;
    let generation = workspace.begin_call();
    match request {
        Ok(request) => {
            vec![Work::Call(ticket(id, generation), session, request, token).into()]
        }
        Err(failure) => {
            workspace.finish_call(generation, Err(failure));
            vec![]
        }
    }
}

/// The same, with a login where the API wants one, or more than the token in use has.
pub(super) fn call_with_login(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let request = request_plan::request(model, id);
    let login = grant::api_login(model.connection_of(id));
    let session = plan::api(model, id);
    let form = model.connection_of(id);
    let sends_token = !form.sends_no_token && !form.requests.chosen().has_header("authorization");
    let workspace = model.workspace_mut(id);
    let held = workspace.current_token.clone();
    let held = held.filter(|_| sends_token);
    workspace.remedy = RemedyStep::default();
    workspace.logs_in = true;
    workspace.found = None;
    let generation = workspace.begin_call();
    match request.and_then(|request| Ok((request, login?))) {
        Ok((request, login)) => {
            let ticket = ticket(id, generation);
            vec![Work::CallWithLogin(ticket, session, request, login, held).into()]
        }
        Err(failure) => {
            workspace.finish_call(generation, Err(failure));
            vec![]
        }
    }
}

/// Gives up on every answer that is awaited.
pub(super) fn cancel(model: &mut Model, id: ConnectionId) {
    let workspace = model.workspace_mut(id);
    workspace.discovery.cancel();
    workspace.token.cancel();
    workspace.about.cancel();
    workspace.inspect.report.cancel();
    workspace.cancel_calls();
    workspace.remedy.question = None;
    workspace.probe.end();
    if id == ConnectionId::INSPECT {
        model.place.why.fetching.cancel();
    }
}
