//! Why 401: what was pasted of an answer, and what the API is known to expect.

use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;

use super::{compared, going, plan, road};
use crate::connection::{ConnectionId, Field};
use crate::effect::{Effect, PlaceWork, Work};
use crate::file_field::FileField;
use crate::inspect_place::PlaceTab;
use crate::model::Model;
use crate::results::{CallResult, FailureText};
use crate::sensitive::Sensitive;
use crate::tab::Tab;
use crate::why::{ExpectedByApi, PastedRefusal, WhyCommand, WhyField, WhyPlan};

/// So much of a body is explained.
const BODY_CHARACTERS: usize = 16_000;

pub(super) fn obey(model: &mut Model, command: WhyCommand, now: Timestamp) -> Vec<Effect> {
    match command {
        WhyCommand::Edit(field, text) => edit(&mut model.place.why, field, text),
        WhyCommand::ExplainCall => explain_call(model),
        WhyCommand::FetchMetadata => fetch(model),
        WhyCommand::Keep => keep(model, now),
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

/// The last call of the selected connection, with the token that it sent and what its connection expects.
fn explain_call(model: &mut Model) -> Vec<Effect> {
    let id = model.selected;
    let form = model.connection();
    let expect_issuer = form.field(Field::File(FileField::ExpectIssuer));
    let issuer = if expect_issuer.is_empty() {
        &form.issuer
    } else {
        expect_issuer
    };
    let expected = ExpectedByApi {
        issuer: road::text(model, issuer.trim()),
        audience: road::text(model, form.audience.trim()),
        scopes: road::text(model, form.required_scope.trim()),
    };
    let url = road::url(model, &form.request_url());
    let token = plan::current_token(model, id);
    let call = model.workspace().and_then(|one| one.call.ready());
    let why = PastedRefusal {
        answer: call.map(answer_text).unwrap_or_default().into(),
        token: token
            .as_ref()
            .and_then(Secret::expose_str)
            .unwrap_or_default()
            .into(),
        url: call.map_or(url, |call| call.url.clone()),
        expected,
        of: Some(id),
        ..PastedRefusal::default()
    };
    going::show(model, PlaceTab::Why);
    // What is under way is not for this answer.
    model.place.why.fetching.cancel();
    let why = PastedRefusal {
        metadata_urls: why.find_metadata_urls(),
        fetching: std::mem::take(&mut model.place.why.fetching),
        diagnosis: std::mem::take(&mut model.place.why.diagnosis),
        ..why
    };
    model.place.why = why;
    begin(&mut model.place.why)
}

/// An answer as it came: its status, headers and body.
fn answer_text(call: &CallResult) -> String {
    let headers = call.headers.iter();
    let headers = headers.map(|(name, value)| format!("{name}: {value}\n"));
    let body = call.body.as_ref().map(|body| body.start(BODY_CHARACTERS));
    format!(
        "HTTP/1.1 {}\n{}\n{}",
        call.status,
        headers.collect::<String>(),
        body.unwrap_or_default()
    )
}

/// What the API expects becomes what the connection expects of tokens, which is in its file.
fn keep(model: &mut Model, now: Timestamp) -> Vec<Effect> {
    let expected = model.place.why.expected.clone();
    let of = model.place.why.of;
    let Some(id) = of.filter(|id| model.connections.iter().any(|one| one.id == *id)) else {
        return vec![];
    };
    let own = road::text(model, model.connection_of(id).issuer.trim());
    // The connection's own issuer is expected without a word.
    let issuer = match expected.issuer.trim() {
        issuer if issuer == own => String::new(),
        issuer => issuer.to_owned(),
    };
    let fields = [
        (Field::File(FileField::ExpectIssuer), issuer),
        (Field::Audience, expected.audience.trim().to_owned()),
        (Field::RequiredScope, expected.scopes.trim().to_owned()),
    ];
    model.selected = id;
    model.tab = Tab::Call;
    for (field, text) in fields.into_iter().filter(|(_, text)| !text.is_empty()) {
        model.connection_mut().set_field(field, text);
    }
    let text = format!("“{}” expects this of tokens now", model.connection().name);
    model.notify(text, now);
    compared::expectations_changed(model, id)
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
