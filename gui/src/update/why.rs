//! Why 401: what was pasted of an answer, and what the API is known to expect.

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
        WhyCommand::TakeBack => take_back(&mut model.place.why),
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
        // It may be another API's: no connection is known to be called.
        why.of = None;
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
    let Some(call) = model.workspace().and_then(|one| one.call.ready()) else {
        return vec![];
    };
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
    let mut why = PastedRefusal {
        answer: answer_text(call).into(),
        token: call.sent_token.clone(),
        url: call.url.clone(),
        expected,
        of: Some(id),
        ..PastedRefusal::default()
    };
    why.metadata_urls = why.find_metadata_urls();
    let mut before = std::mem::take(&mut model.place.why);
    begin_after(&mut why, &mut before);
    if before.of == Some(id) {
        why.good_token = std::mem::take(&mut before.good_token);
    }
    why.set_aside = match before.of.is_none() && !before.is_blank() {
        true => Some(Box::new(before)),
        false => before.set_aside,
    };
    going::show(model, PlaceTab::Why);
    model.place.why = why;
    begin(&mut model.place.why)
}

/// What gave way to a call comes back.
fn take_back(why: &mut PastedRefusal) -> Vec<Effect> {
    let Some(own) = why.set_aside.take() else {
        return vec![];
    };
    let mut call = std::mem::replace(why, *own);
    begin_after(why, &mut call);
    begin(why)
}

/// What is under way for the one before is not for this one, whose work has later numbers.
fn begin_after(why: &mut PastedRefusal, before: &mut PastedRefusal) {
    before.fetching.cancel();
    why.fetching = std::mem::take(&mut before.fetching);
    why.diagnosis = std::mem::take(&mut before.diagnosis);
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
    let fields = [
        (Field::File(FileField::ExpectIssuer), &expected.issuer),
        (Field::Audience, &expected.audience),
        (Field::RequiredScope, &expected.scopes),
    ];
    model.selected = id;
    model.tab = Tab::Call;
    for (field, learned) in fields {
        let learned = learned.trim();
        // Variables stay where they come to the same.
        if learned.is_empty() || comes_to(model, field, learned) {
            continue;
        }
        // The connection's own issuer is expected without a word.
        let is_own = field == Field::File(FileField::ExpectIssuer) && learned == own;
        let text = if is_own { "" } else { learned };
        model.connection_mut().set_field(field, text.to_owned());
    }
    let text = format!("“{}” expects this of tokens now", model.connection().name);
    model.notify(text, now);
    compared::expectations_changed(model, id)
}

/// Whether a field of the selected connection says this, in whichever environment.
fn comes_to(model: &Model, field: Field, text: &str) -> bool {
    let written = model.connection().field(field).trim();
    let environments = model.files.environments.all().iter();
    let named = environments.map(|one| one.name.as_str());
    road::text(model, written) == text
        || named.map(Some).any(|environment| {
            let filled = model.files.environments.fill(written, environment);
            filled.is_ok_and(|filled| filled == text)
        })
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
