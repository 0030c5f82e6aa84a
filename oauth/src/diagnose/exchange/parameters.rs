//! The parameters of a token request, and where they stand.

use super::{Cause, Certainty, FoundCauses, Refused, shown_text};
use claimscope_core::json::{self, Value};

/// The parameters of a token request, and where they stand.
pub(super) struct Parameters {
    pub(super) pairs: Vec<(String, String)>,
    pub(super) place: Where,
}

#[derive(PartialEq, Eq)]
pub(super) enum Where {
    Form,
    Json,
    Query,
}

impl Parameters {
    pub(super) fn of(refused: &Refused<'_>) -> Self {
        let body = refused.request.body.expose();
        if let Some(Value::Object(members)) = json::parse(body).value {
            let pairs = members.iter();
            let pairs = pairs
                .filter_map(|(name, value)| Some((name.to_owned(), value.as_str()?.to_owned())));
            return Self {
                pairs: pairs.collect(),
                place: Where::Json,
            };
        }
        let form = |bytes: &[u8]| {
            form_urlencoded::parse(bytes)
                .into_owned()
                .collect::<Vec<_>>()
        };
        let pairs = form(body);
        if pairs.iter().any(|(_, value)| !value.is_empty()) {
            return Self {
                pairs,
                place: Where::Form,
            };
        }
        let query = refused
            .request
            .url
            .split_once('?')
            .map_or("", |(_, query)| query);
        Self {
            pairs: form(query.as_bytes()),
            place: Where::Query,
        }
    }

    pub(super) fn value(&self, name: &str) -> Option<&str> {
        let mut pairs = self.pairs.iter();
        pairs
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Which API and which scopes the request asks for, where the server grants them not.
pub(super) fn asked_for(parameters: &Parameters, found: &mut FoundCauses) {
    let causes = [Cause::Target, Cause::ClientNotAllowed, Cause::ScopeInvalid];
    let Some(cause) = causes.into_iter().find(|cause| found.has(*cause)) else {
        return;
    };
    for name in ["audience", "resource", "scope"] {
        if let Some(value) = parameters.value(name) {
            let line = format!("the request asks for {name} = {}", shown_text(value));
            found.add(cause, Certainty::Likely, line);
        }
    }
}
