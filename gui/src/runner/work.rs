//! The requests one by one: a session sends each, and what it gives back is put as the views show it.

mod form;

use std::time::Instant;

use claimscope_client::SessionError;
use claimscope_client::session::{ApiLogin, Session};
use claimscope_core::report::Verdict;
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_core::{FoundToken, PastedAs};
use claimscope_oauth::{HttpRequest, Look};

use super::{convert, off_thread};
use crate::decrypting;
use crate::effect::InspectPlan;
use crate::request_to_send::RequestToSend;
use crate::results::{CallResult, DiscoveryResult, Encrypted, FailureText, Inspected, TokenResult};

pub(super) async fn discover(session: &Session) -> Result<DiscoveryResult, FailureText> {
    let start = Instant::now();
    let found = session.discover().await.map_err(convert::failure)?;
    Ok(convert::discovery(found, start.elapsed()))
}

pub(super) async fn token(session: &Session) -> Result<TokenResult, FailureText> {
    let obtained = session.token().await;
    obtained.map(convert::token).map_err(convert::failure)
}

/// Exchanges the refresh token that came with a token.
pub(super) async fn renew(
    session: &Session,
    held: &TokenResult,
) -> Result<TokenResult, FailureText> {
    let Some(held) = &held.obtained else {
        return Err(FailureText::new(
            "No refresh token came with this token.",
            "Get a new one.",
        ));
    };
    let obtained = session.refresh(held).await;
    obtained.map(convert::token).map_err(convert::failure)
}

/// A look without keys.
pub(super) fn look(plan: &InspectPlan, now: Timestamp) -> Inspected {
    let text = plan.text.expose_str().unwrap_or_default();
    let at = plan.at.unwrap_or_else(|| Look::moment(text, now));
    let look = Look::at(text, at);
    let subject = Subject::of(&look, plan);
    let inspected = match subject.token() {
        Some(token) => convert::inspected(token, Look::at(token, at), at),
        None => convert::inspected(text, look.clone(), at),
    };
    subject.told(plan, look, inspected)
}

/// What is looked at of a text.
struct Subject {
    /// The token that was chosen, where it is not the first.
    chosen: Option<String>,
    /// What became of it, where it is encrypted.
    encrypted: Option<Encrypted>,
}

impl Subject {
    fn of(look: &Look, plan: &InspectPlan) -> Self {
        let chosen = chosen(look, plan.chosen);
        let token = chosen.as_deref().unwrap_or(&look.inspection.token);
        Self {
            encrypted: decrypting::open(token, &plan.decryption),
            chosen,
        }
    }

    /// The one that is judged, where that is not what the text is taken for by itself.
    fn token(&self) -> Option<&str> {
        self.nested().or(self.chosen.as_deref())
    }

    fn nested(&self) -> Option<&str> {
        match &self.encrypted {
            Some(Encrypted::Opened(opened)) => opened.nested.as_ref()?.expose_str(),
            _ => None,
        }
    }

    /// What was found of it, with the text that it is of.
    fn told(self, plan: &InspectPlan, look: Look, inspected: Inspected) -> Inspected {
        let text = plan.text.expose_str().unwrap_or_default();
        let inspected = match (self.nested(), &self.chosen) {
            (Some(_), _) => convert::unsealed(look, inspected),
            (None, Some(_)) => convert::within(text, look, inspected),
            (None, None) => inspected,
        };
        Inspected {
            text_revision: plan.revision,
            encrypted: self.encrypted,
            ..inspected
        }
    }
}

/// The token that is to be looked at, where it is not the first.
fn chosen(look: &Look, chosen: Option<usize>) -> Option<String> {
    let chosen = chosen.filter(|chosen| *chosen > 0)?;
    let token = look.inspection.tokens.get(chosen)?;
    Some(token.token.clone())
}

/// Verifies with what keys there are; `again` fetches none.
pub(super) async fn verify(session: &Session, plan: &InspectPlan, again: bool) -> Inspected {
    let text = plan.text.expose_str().unwrap_or_default();
    let at = plan.at.unwrap_or_else(super::now);
    let look = Look::at(text, at);
    let subject = Subject::of(&look, plan);
    let token = subject.token().unwrap_or(text);
    let session = match form::session(session, text, &subject, at) {
        Ok(session) => session,
        Err(failure) => {
            let inspected = convert::not_verified(token, failure, at);
            return subject.told(plan, look, inspected);
        }
    };
    let keys = Keys { again, at: plan.at };
    let others = signatures(&look);
    if others.is_empty() {
        let inspected = keys.verify(&session, token, at).await;
        return subject.told(plan, look, inspected);
    }
    let mut all = Vec::new();
    for (index, found) in others.iter().enumerate() {
        // The text itself stands for its first token.
        let token = if index == 0 { text } else { &found.token };
        all.push(keys.verify(&session, token, at).await);
    }
    let holds = |one: &Inspected| one.report().verdict == Verdict::Accepted;
    let shown = match plan.chosen {
        // Nobody chose: one that holds is enough.
        None => all.iter().position(holds).unwrap_or_default(),
        Some(chosen) => chosen.min(all.len() - 1),
    };
    let judged = others.iter().zip(&all).enumerate();
    let judged = judged.map(|(index, (found, one))| {
        convert::signature(found.name.as_deref(), one, index == shown)
    });
    let signatures = judged.collect();
    let subject = Subject {
        chosen: (shown > 0).then(|| others[shown].token.clone()),
        ..subject
    };
    let inspected = subject.told(plan, look, all.swap_remove(shown));
    Inspected {
        signatures,
        ..inspected
    }
}

/// Every signature of a JWS as JSON that has several.
fn signatures(look: &Look) -> Vec<FoundToken> {
    let inspection = &look.inspection;
    match (inspection.pasted_as, inspection.tokens.len()) {
        (PastedAs::JwsJson, 2..) => inspection.tokens.clone(),
        _ => vec![],
    }
}

/// With which keys, and as of when.
struct Keys {
    /// Those in hand alone.
    again: bool,
    at: Option<Timestamp>,
}

impl Keys {
    async fn verify(&self, session: &Session, token: &str, at: Timestamp) -> Inspected {
        let verification = match self.again {
            true => session.verify_again(token, self.at),
            false => session.verify(token, self.at).await,
        };
        match verification {
            Ok(verification) => convert::verified(token, verification),
            Err(failure) => convert::not_verified(token, convert::failure(failure), at),
        }
    }
}

/// The request with what is made of files.
pub(super) async fn whole(request: RequestToSend) -> Result<HttpRequest, FailureText> {
    match request.files {
        None => Ok(request.request),
        Some(_) => off_thread(move || request.read()).await,
    }
}

pub(super) async fn call(
    session: &Session,
    request: RequestToSend,
    token: Option<Secret>,
) -> Result<CallResult, FailureText> {
    let request = whole(request).await?;
    let sent = request.clone();
    let called = session.call(request, token.as_ref()).await;
    if let Err(error) = &called
        && error.what_came().is_some()
    {
        let error = error.clone();
        let beginning = move || {
            let beginning = convert::beginning(&sent, &error);
            beginning.ok_or_else(|| convert::failure(error))
        };
        return off_thread(beginning).await;
    }
    shown(called, convert::call).await
}

/// A large body takes a while to be read, in which the runtime goes on with other work.
async fn shown<T: Send + 'static>(
    called: Result<T, SessionError>,
    convert: fn(T) -> CallResult,
) -> Result<CallResult, FailureText> {
    let called = called.map_err(convert::failure)?;
    off_thread(move || Ok(convert(called))).await
}

pub(super) async fn call_with_login(
    session: &Session,
    request: RequestToSend,
    login: &ApiLogin,
    held: Option<&TokenResult>,
) -> Result<CallResult, FailureText> {
    let request = whole(request).await?;
    let called = match held.and_then(|held| held.obtained.as_ref()) {
        Some(held) => session.call_again_with_login(request, held, login).await,
        None => session.call_with_login(request, login).await,
    };
    shown(called, convert::called_with_login).await
}

/// What was called, with why its answer was explained without the connection's keys, where it was.
pub(super) fn without_keys(mut called: CallResult, lack: Option<FailureText>) -> CallResult {
    if let (Some(diagnosis), Some(lack)) = (&mut called.diagnosis, lack) {
        diagnosis.notes.push(format!(
            "the signature was not checked, as the connection's keys could not be had: {}",
            lack.sentence.trim_end_matches('.')
        ));
    }
    called
}
