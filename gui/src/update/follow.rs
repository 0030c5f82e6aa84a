//! A redirect of the API is followed where a person wants it, one at a time.

use claimscope_client::{Redirected, redirected};

use super::{plan, request_plan, requests};
use crate::connection::ConnectionId;
use crate::effect::{Effect, Work};
use crate::model::Model;
use crate::request_to_send::RequestToSend;

/// Where the redirect that is shown leads; `None` where none is shown, or it cannot be followed.
pub(crate) fn target(model: &Model, id: ConnectionId) -> Option<Redirected> {
    let (call, is_old) = model.workspaces.get(&id)?.answer()?;
    if is_old || !(300..400).contains(&call.status) {
        return None;
    }
    let location = |(name, value): &(String, String)| {
        name.eq_ignore_ascii_case("location").then(|| value.clone())
    };
    let location = call.headers.iter().find_map(location)?;
    let RequestToSend {
        mut request, files, ..
    } = request_plan::request(model, id).ok()?;
    request.method.clone_from(&call.method);
    let next = redirected(&request, &call.url, call.status, &location)?;
    // What is made of files is read for the request itself alone.
    let repeats = !matches!(next.request.method.as_str(), "GET" | "HEAD");
    (files.is_none() || !repeats).then_some(next)
}

/// Follows it: the token goes along to the origin that it was sent to before, and nowhere else.
pub(super) fn follow(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let Some(next) = target(model, id) else {
        return vec![];
    };
    let token = plan::current_token(model, id).filter(|_| next.is_same_origin);
    let session = plan::api(model, id);
    let workspace = model.workspace_mut(id);
    workspace.logs_in = false;
    let ticket = requests::ticket(id, workspace.begin_call());
    vec![Work::Call(ticket, session, next.request.into(), token).into()]
}
