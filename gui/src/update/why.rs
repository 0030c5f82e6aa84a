//! Why 401: what was pasted of an answer, and what the API is known to expect.

use claimscope_core::time::Timestamp;

use super::plan;
use crate::connection::ConnectionId;
use crate::effect::{Effect, PlaceWork, Work};
use crate::model::Model;
use crate::results::FailureText;
use crate::sensitive::Sensitive;
use crate::why::{ExpectedByApi, PastedRefusal, WhyCommand, WhyField, WhyPlan};

pub(super) fn obey(model: &mut Model, command: WhyCommand, now: Timestamp) -> Vec<Effect> {
    match command {
        WhyCommand::Edit(field, text) => edit(&mut model.place.why, field, text),
        WhyCommand::FetchMetadata => fetch(model),
        WhyCommand::LearnFromToken => learn(model, now),
    }
}

pub(super) fn edit(why: &mut PastedRefusal, field: WhyField, text: Sensitive) -> Vec<Effect> {
    let typed = || text.expose().to_owned();
    match field {
        WhyField::Audience => why.expected.audience = typed(),
        WhyField::Issuer => why.expected.issuer = typed(),
        WhyField::Scopes => why.expected.scopes = typed(),
        WhyField::Url => why.url = typed(),
        WhyField::Answer => why.answer = text,
        WhyField::Token => why.token = text,
        WhyField::GoodToken => {
            why.good_token = text;
            return vec![];
        }
    }
    if matches!(field, WhyField::Answer | WhyField::Url) {
        why.metadata_urls = why.find_metadata_urls();
    }
    begin(why)
}

/// The token that was inspected is the one that was sent, unless another stands there.
pub(super) fn shown(model: &mut Model) -> Vec<Effect> {
    let inspected = model.inspected_text();
    let why = &mut model.place.why;
    match inspected.filter(|_| why.token.is_blank() && why.answer.is_blank()) {
        Some(text) => edit(why, WhyField::Token, text),
        None => vec![],
    }
}

pub(super) fn begin(why: &mut PastedRefusal) -> Vec<Effect> {
    if why.answer.is_blank() {
        why.diagnosis.clear();
        return vec![];
    }
    let plan = WhyPlan {
        answer: why.answer.to_secret(),
        token: why.token.to_secret(),
        url: why.url.clone(),
        expected: why.expected.clone(),
    };
    let generation = why.diagnosis.begin_again();
    vec![Work::Place(PlaceWork::Explain(generation, plan)).into()]
}

/// What a token tells that the API takes.
fn learn(model: &mut Model, now: Timestamp) -> Vec<Effect> {
    let why = &mut model.place.why;
    match ExpectedByApi::of_token(why.good_token.expose(), now) {
        Some(expected) => {
            why.expected = expected;
            why.learned_from = Some("Learned from the token that works.".to_owned());
            begin(why)
        }
        None => {
            model.notify("That text has no claims to learn from", now);
            vec![]
        }
    }
}

/// Asks the API for its metadata, at the addresses that are shown.
fn fetch(model: &mut Model) -> Vec<Effect> {
    let id = ConnectionId::INSPECT;
    let session = Box::new(plan::session(model, id));
    let why = &mut model.place.why;
    let (url, challenges) = (why.called_url(), why.challenges());
    let generation = why.fetching.begin();
    vec![
        Work::Place(PlaceWork::FetchMetadata(
            generation, session, url, challenges,
        ))
        .into(),
    ]
}

pub(super) fn fetched(
    why: &mut PastedRefusal,
    generation: u64,
    outcome: Result<(String, ExpectedByApi), FailureText>,
) -> Vec<Effect> {
    let found = outcome.as_ref().ok().cloned();
    if !why.fetching.finish(generation, outcome.map(|_| ())) {
        return vec![];
    }
    let Some((url, expected)) = found else {
        return vec![];
    };
    why.learned_from = Some(format!("Learned from the API's metadata at {url}."));
    let scopes = std::mem::take(&mut why.expected.scopes);
    why.expected = ExpectedByApi { scopes, ..expected };
    begin(why)
}
