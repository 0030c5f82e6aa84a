//! What a user still has to do before a request is answered: sign in, consent, or nothing.

use claimscope_core::time::Timestamp;

use crate::config::{Config, OFFLINE_ACCESS};
use crate::store::Session;
use crate::token_server::TokenServer;

use super::error::AuthorizeError;
use super::request::AuthorizeRequest;

/// What comes next.
pub(in crate::token_server) enum Step<'a> {
    /// The user signs in, and why.
    Login(&'static str),
    /// The user says what the client may have.
    Consent,
    /// Nothing: the client gets these scopes.
    Agreed {
        session: &'a Session,
        scopes: Vec<String>,
    },
}

/// What a user said on the consent page.
pub(in crate::token_server) enum ConsentAnswer {
    Denied,
    Allowed { scopes: Vec<String>, remember: bool },
}

/// Finds the next step, in IdentityServer4's order: sign-in first, then consent.
///
/// # Errors
/// The user may not be asked and would have to be, or has refused.
pub(super) fn next<'a>(
    server: &TokenServer,
    config: &Config,
    request: &AuthorizeRequest<'_>,
    session: Option<&'a Session>,
    consent: Option<&ConsentAnswer>,
) -> Result<Step<'a>, AuthorizeError> {
    let now = server.state.clock().now();
    let session = match signed_in(config, request, session, now) {
        Ok(session) => session,
        Err(reason) if request.prompt.none => {
            let hint = "leave prompt=none out, so that the user can sign in";
            return Err(sent(request, "login_required", reason, hint));
        }
        Err(reason) => return Ok(Step::Login(reason)),
    };
    let store = server.state.store();
    let client = request.client;
    let asked = &request.granted.names;
    let known = store.consent(&client.client_id, &session.subject_id);
    let needed = needs_consent(request, known.as_deref());
    if needed && request.prompt.none {
        let hint = "leave prompt=none out, so that the user can be asked";
        let reason = "prompt=none, and the user has not consented yet";
        return Err(sent(request, "consent_required", reason, hint));
    }
    if !needed && !request.prompt.consent {
        let scopes = asked.clone();
        return Ok(Step::Agreed { session, scopes });
    }
    match consent {
        None => Ok(Step::Consent),
        Some(ConsentAnswer::Denied) => {
            let reason = "the user did not allow it";
            Err(sent(request, "access_denied", reason, ""))
        }
        Some(ConsentAnswer::Allowed { scopes, remember }) => {
            let mut agreed = asked.clone();
            agreed.retain(|scope| scopes.contains(scope));
            let refused = asked
                .iter()
                .find(|scope| config.is_required(scope) && !agreed.contains(scope));
            if refused.is_some() {
                let reason = "the user left out a scope that is Required";
                return Err(sent(request, "access_denied", reason, ""));
            }
            if client.allow_remember_consent {
                let remembered = if *remember {
                    agreed.clone()
                } else {
                    Vec::new()
                };
                store.remember_consent(&client.client_id, &session.subject_id, remembered, now);
            }
            let scopes = agreed;
            Ok(Step::Agreed { session, scopes })
        }
    }
}

/// The session, where it is good enough; else why it is not.
fn signed_in<'a>(
    config: &Config,
    request: &AuthorizeRequest<'_>,
    session: Option<&'a Session>,
    now: Timestamp,
) -> Result<&'a Session, &'static str> {
    let has_signed_in = session.is_some_and(|session| {
        let asked = request.login_asked.as_ref();
        asked.is_some_and(|asked| asked.is_answered_by(session))
    });
    if request.prompt.login && !has_signed_in {
        return Err("the request has prompt=login or select_account");
    }
    let session = session.ok_or("nobody is signed in in this browser")?;
    let is_active = config
        .users
        .iter()
        .any(|user| user.subject_id == session.subject_id && user.is_active);
    if !is_active {
        return Err("the user who is signed in is unknown or not active");
    }
    // 0 asks for a sign-in as prompt=login does, also within the second of the last one.
    let too_old = request
        .max_age_seconds
        .is_some_and(|max_age| max_age == 0 || now > session.auth_time.plus_seconds(max_age));
    if too_old && !has_signed_in {
        return Err("the sign-in is older than max_age");
    }
    Ok(session)
}

fn needs_consent(request: &AuthorizeRequest<'_>, known: Option<&[String]>) -> bool {
    let asked = &request.granted.names;
    if !request.client.require_consent || asked.is_empty() {
        return false;
    }
    let covered = known.is_some_and(|known| asked.iter().all(|scope| known.contains(scope)));
    !request.client.allow_remember_consent
        || asked.iter().any(|scope| scope == OFFLINE_ACCESS)
        || !covered
}

fn sent(
    request: &AuthorizeRequest<'_>,
    error: &'static str,
    reason: &str,
    hint: &str,
) -> AuthorizeError {
    AuthorizeError::sent(
        error,
        reason,
        hint,
        request.client,
        request.redirect.clone(),
    )
}
