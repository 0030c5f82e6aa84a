//! When there is something to do although nothing happens.

use claimscope_core::time::Timestamp;

use super::{files, requests};
use crate::model::Model;

/// How often a window looks whose requests are under way: they enter the log as they leave.
const BUSY_SECONDS: u64 = 1;

/// How long an edit waits for those after it before it is written.
const WRITING_SECONDS: u64 = 1;

/// In how many seconds; `None` where only the person or an answer brings something to do.
pub(crate) fn next(model: &Model, now: Timestamp) -> Option<u64> {
    let busy = model.is_anything_under_way().then_some(BUSY_SECONDS);
    let notice = model.notice.as_ref().map(|notice| notice.until);
    let changes = model.workspace().and_then(|workspace| {
        let inspected = workspace.inspect.current_report()?;
        inspected.report().summary.next_change
    });
    let moments = notice.into_iter().chain(changes);
    let moments = moments.chain(requests::renewals(model).map(|(_, at)| at));
    let undo = model.files.deleted.iter().map(|deleted| deleted.until);
    let moments = moments.chain(undo).chain(files::next_try(model));
    let to_come = moments.filter(|at| *at > now);
    let seconds = to_come.map(|at| at.unix_seconds().abs_diff(now.unix_seconds()));
    let unwritten = files::is_due(model).then_some(WRITING_SECONDS);
    busy.into_iter().chain(unwritten).chain(seconds).min()
}
