//! Cookies: kept where the person asks for it, shown, and forgotten.

use claimscope_client::KeptCookie;

use crate::connection::ConnectionId;
use crate::cookies::CookieCommand;
use crate::effect::{Effect, Switch};
use crate::model::Model;

pub(super) fn obey(model: &mut Model, id: ConnectionId, command: CookieCommand) -> Vec<Effect> {
    let cookies = &mut model.workspace_mut(id).cookies;
    if let CookieCommand::Keep(keep) = command {
        cookies.are_kept = keep;
        if keep {
            return vec![];
        }
    }
    cookies.kept.clear();
    vec![Switch::ForgetCookies(id).into()]
}

/// What is kept after a call; of a call that ended after they were given up, nothing is.
pub(super) fn kept(model: &mut Model, id: ConnectionId, kept: Vec<KeptCookie>) {
    if let Some(workspace) = model.answered(id)
        && workspace.cookies.are_kept
    {
        workspace.cookies.kept = kept;
    }
}
