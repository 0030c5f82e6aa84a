//! The exchange log: what was sent, and when its panel unfolds.

use crate::effect::{Effect, Switch, Work};
use crate::model::{KEPT_EXCHANGES, Model};
use crate::results::ExchangeRow;
use crate::save_text::TextFile;
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
    let deleted = model.files.deleted.iter_mut();
    let deleted = deleted.map(|one| &mut *one.workspace);
    let all = model.workspaces.values_mut().chain(deleted);
    all.for_each(Workspace::forget_bodies);
    vec![Switch::ClearLog.into()]
}

/// The exchange that is shown goes to the folder for downloads as a whole, secrets masked.
pub(super) fn save(model: &Model) -> Vec<Effect> {
    let Some(exchange) = model.shown_exchange() else {
        return vec![];
    };
    let file = TextFile {
        folder: String::new(),
        name: format!("claimscope-exchange-{}", exchange.number),
        extension: "txt",
        text: format!("{}\n\n{}\n", exchange.request_text, exchange.response_text),
    };
    vec![Work::SaveText(file, String::new()).into()]
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use claimscope_core::time::Timestamp;
    use claimscope_oauth::HttpResponse;

    use super::*;
    use crate::body::Body;
    use crate::connection::{ConnectionForm, ConnectionId};
    use crate::results::CallResult;

    #[test]
    fn what_was_deleted_keeps_no_bodies_once_the_log_is_cleared_and_one_at_most_before() {
        let mut model = Model::new(Default::default());
        let body = Arc::new(Body::read(HttpResponse::new(200, "[]")));
        for id in [ConnectionId(7), ConnectionId(8)] {
            let form = ConnectionForm {
                id,
                ..ConnectionForm::default()
            };
            model.connections.push(form);
            let answer = CallResult {
                body: Some(Arc::clone(&body)),
                ..CallResult::default()
            };
            model.workspace_mut(id).call.put(Ok(answer));
        }
        let now = Timestamp::from_unix_seconds(1);
        for (id, kept) in [(ConnectionId(7), 2), (ConnectionId(8), 1)] {
            super::super::files::delete(&mut model, id, now);
            assert_eq!(Arc::strong_count(&body), kept + 1);
        }
        clear(&mut model);
        assert_eq!(Arc::strong_count(&body), 1);
        assert_eq!(model.files.deleted.len(), 2);
    }
}
