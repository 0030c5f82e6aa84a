//! The exchange log: what was sent, and when its panel unfolds.

use crate::effect::{Effect, Switch};
use crate::model::{KEPT_EXCHANGES, Model};
use crate::results::ExchangeRow;
use crate::workspace::Workspace;

/// A request stands in the log from its leaving on, and is replaced by itself when it has ended.
pub(super) fn take(model: &mut Model, exchanges: Vec<ExchangeRow>) {
    if model.log.opens_on_failure && is_failure_news(model, &exchanges) {
        model.log.is_called_up = true;
    }
    for exchange in exchanges {
        model.sent = model.sent.max(exchange.number);
        let number = exchange.number;
        match model
            .exchanges
            .binary_search_by_key(&number, |kept| kept.number)
        {
            Ok(at) => model.exchanges[at] = exchange,
            Err(at) => model.exchanges.insert(at, exchange),
        }
    }
    let surplus = model.exchanges.len().saturating_sub(KEPT_EXCHANGES);
    model.exchanges.drain(..surplus);
}

/// A probe is made of requests that are to be refused.
fn is_failure_news(model: &Model, exchanges: &[ExchangeRow]) -> bool {
    let mut workspaces = model.workspaces.values();
    let probes = workspaces.any(|workspace| workspace.probe.found.is_pending());
    !probes && exchanges.iter().any(ExchangeRow::has_failed)
}

/// Empties the log, and gives the memory of bodies back.
pub(super) fn clear(model: &mut Model) -> Vec<Effect> {
    model.exchanges.clear();
    model.log.shown = None;
    model
        .workspaces
        .values_mut()
        .for_each(Workspace::forget_bodies);
    vec![Switch::ClearLog.into()]
}
