//! Sign: what is signed, by which key, and where the token goes.

use claimscope_core::json::{Object, Value};
use claimscope_core::time::Timestamp;
use claimscope_core::{SecretEncoding, unmasked_parts};

use super::{compared, going, inspecting};
use crate::connection::ConnectionId;
use crate::effect::{Effect, PlaceWork, Work};
use crate::inspect_place::PlaceTab;
use crate::model::Model;
use crate::results::Inspected;
use crate::sensitive::Sensitive;
use crate::sign::{self, Sign, SignCommand, SignField, SignPlan};
use crate::workspace::KeyChoice;

pub(super) fn obey(model: &mut Model, command: SignCommand, now: Timestamp) -> Vec<Effect> {
    let sign = &mut model.place.sign;
    match command {
        SignCommand::Begin => return begin(model, now),
        SignCommand::Edit(field, text) => edit(sign, field, text),
        SignCommand::InspectIt => return inspect_it(model),
        SignCommand::MakeKey => {
            let generation = sign.making.begin();
            let work = PlaceWork::MakeKey(generation, sign.algorithm);
            return vec![Work::Place(work).into()];
        }
        SignCommand::RenewTimes => {
            if let Some(claims) = sign::renewed(sign.claims.expose(), now) {
                sign.claims = claims.into();
                sign.signed.clear();
            }
        }
        SignCommand::SetAlgorithm(algorithm) => {
            sign.algorithm = algorithm;
            sign.signed.clear();
        }
        SignCommand::SetEncoding(encoding) => {
            sign.encoding = encoding;
            sign.signed.clear();
        }
        SignCommand::SetWeakKey(signs) => {
            sign.dangerous_weak_key = signs;
            sign.signed.clear();
        }
        SignCommand::Sign => return start(sign),
    }
    vec![]
}

/// Another text: the token that was signed is another's.
fn edit(sign: &mut Sign, field: SignField, text: Sensitive) {
    match field {
        SignField::Header => sign.header = text,
        SignField::Claims => sign.claims = text,
        SignField::Key => {
            sign.key = text;
            sign.public = None;
        }
    }
    sign.signed.clear();
}

pub(super) fn start(sign: &mut Sign) -> Vec<Effect> {
    let plan = SignPlan {
        header: sign.header.to_secret(),
        claims: sign.claims.to_secret(),
        algorithm: sign.algorithm,
        key: sign.key.to_secret(),
        encoding: sign.encoding,
        dangerous_weak_key: sign.dangerous_weak_key,
    };
    let generation = sign.signed.begin();
    vec![Work::Place(PlaceWork::Sign(generation, plan)).into()]
}

/// Brings the token that is inspected here: its claims as they are, and of its header what does not speak of its key.
fn begin(model: &mut Model, now: Timestamp) -> Vec<Effect> {
    let workspace = model.workspace();
    let inspected = workspace.and_then(|workspace| workspace.inspect.current_report());
    let parts = inspected.map(own_parts);
    let (header, claims) = parts.unwrap_or_default();
    take(&mut model.place.sign, header, claims, now);
    going::show(model, PlaceTab::Sign);
    vec![]
}

/// What the token has, and not what is shown of it: `•••` is not to be signed.
fn own_parts(inspected: &Inspected) -> (Option<Object>, Option<Object>) {
    unmasked_parts(&inspected.look.inspection.token)
}

fn take(sign: &mut Sign, header: Option<Object>, claims: Option<Object>, now: Timestamp) {
    if let Some(header) = header {
        sign.header = sign::header_to_sign(&header).into();
    }
    sign.claims = match claims {
        Some(claims) => Value::Object(claims).to_pretty().into(),
        None => sign::blank_claims(now).into(),
    };
    sign.signed.clear();
}

/// Whoever comes here for the first time finds something to sign.
pub(super) fn shown(model: &mut Model, now: Timestamp) {
    if !model.place.sign.claims.is_blank() {
        return;
    }
    let workspace = model.workspaces.get(&ConnectionId::INSPECT);
    let inspected = workspace.and_then(|workspace| workspace.inspect.current_report());
    let parts = inspected.map(own_parts);
    let (header, claims) = parts.unwrap_or_default();
    take(&mut model.place.sign, header, claims, now);
}

/// The token goes to Inspect, with the key that verifies it.
fn inspect_it(model: &mut Model) -> Vec<Effect> {
    let sign = &model.place.sign;
    let Some(signed) = sign.signed.ready() else {
        return vec![];
    };
    let token = Sensitive::from(signed.token.expose_str().unwrap_or_default());
    let (keys, key, encoding) = match &signed.public {
        Some(public) => (
            KeyChoice::Given,
            Sensitive::from(&*public.jwks),
            SecretEncoding::Text,
        ),
        None => secret(sign),
    };
    going::show(model, PlaceTab::Inspect);
    let id = ConnectionId::INSPECT;
    let judging = &mut model.workspace_mut(id).inspect.judging;
    judging.encoding = encoding;
    judging.judge_as = None;
    let mut effects = compared::choose_keys(model, id, keys);
    effects.extend(compared::edit_key(model, id, key));
    effects.extend(inspecting::edit(model, id, token));
    effects
}

/// The shared secret as Inspect takes it: of a JWK, its `k`.
fn secret(sign: &Sign) -> (KeyChoice, Sensitive, SecretEncoding) {
    let text = sign.key.expose().trim();
    let jwk = claimscope_core::json::parse(text.as_bytes()).value;
    let k = jwk
        .as_ref()
        .and_then(Value::as_object)
        .and_then(|jwk| jwk.get_str("k"));
    match k.filter(|_| text.starts_with('{')) {
        Some(k) => (KeyChoice::Secret, k.into(), SecretEncoding::Base64url),
        None => (KeyChoice::Secret, sign.key.clone(), sign.encoding),
    }
}

/// A key that was made is the one that signs.
pub(super) fn key_made(
    sign: &mut Sign,
    generation: u64,
    outcome: Result<sign::MadeKey, crate::results::FailureText>,
) {
    let made = outcome.as_ref().ok().cloned();
    if !sign.making.finish(generation, outcome.map(|_| ())) {
        return;
    }
    if let Some(made) = made {
        sign.key = Sensitive::from(made.private.expose_str().unwrap_or_default());
        sign.encoding = SecretEncoding::Text;
        sign.public = made.public;
        sign.signed.clear();
    }
}

pub(super) fn signed(
    sign: &mut Sign,
    generation: u64,
    outcome: Result<sign::Signed, crate::results::FailureText>,
) {
    let public = outcome
        .as_ref()
        .ok()
        .and_then(|signed| signed.public.clone());
    if sign.signed.finish(generation, outcome) && public.is_some() {
        sign.public = public;
    }
}
