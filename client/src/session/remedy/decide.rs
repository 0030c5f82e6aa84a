//! From the first reason of a refusal, and what there is to act with, to the one thing that is done.

use claimscope_oauth::ApiNaming;
use claimscope_oauth::diagnose::Cause;

use super::shortfall::names_an_api;
use super::{Connection, GrantKind, Remedy, RemedyEdit, RemedyMeans, RemedyToken, Shortfall};

/// What is left of a scope where an API is named by a scope of its own: these are the user's, or the client's.
const OF_NO_API: [&str; 4] = ["openid", "profile", "email", "offline_access"];

/// What can be done about a refusal, by its first reason; `None` where nothing can be carried out, or it was done already.
pub fn remedy(shortfall: &Shortfall, means: &RemedyMeans<'_>) -> Option<Remedy> {
    let cause = shortfall.cause?;
    if means.has_own_authorization {
        let helps = shortfall.takes_tokens && is_about_token(cause);
        let edit = Some(RemedyEdit::LeaveAuthorizationOut);
        return helps.then(|| with(cause, edit, usable(means)?)).flatten();
    }
    match cause {
        // One that was sent and not found is not found a second time.
        Cause::TokenMissing if !shortfall.was_sent => {
            let edit = (!means.sends_token).then_some(RemedyEdit::SendToken);
            with(cause, edit, usable(means)?)
        }
        Cause::Expired => with(cause, None, newest(means)?),
        Cause::Revoked | Cause::StepUp if shortfall.claims.is_some() => {
            let claims = shortfall.claims.clone().filter(|text| is_line(text))?;
            asked_anew(cause, RemedyEdit::Parameter("claims", claims), means)
        }
        Cause::Revoked => with(cause, None, granted(means)?),
        Cause::StepUp if shortfall.wants_login => logged_in(cause, means),
        Cause::Scope => scope(shortfall, means),
        Cause::DpopRequired => asked_anew(cause, RemedyEdit::BindTokens, means),
        _ if names_an_api(cause) => audience(cause, shortfall, means),
        _ => None,
    }
}

fn with(cause: Cause, edit: Option<RemedyEdit>, token: RemedyToken) -> Option<Remedy> {
    Some(Remedy {
        cause,
        edit,
        token,
        choice: None,
    })
}

/// Whether the reason lies in what the request carries in its own `Authorization`, so that another token may do.
fn is_about_token(cause: Cause) -> bool {
    names_an_api(cause)
        || matches!(
            cause,
            Cause::TokenMissing
                | Cause::Scheme
                | Cause::Malformed
                | Cause::Encrypted
                | Cause::IdToken
                | Cause::RefreshToken
                | Cause::CustomToken
                | Cause::Expired
                | Cause::NotYetValid
                | Cause::NoExpiry
                | Cause::Lifetime
                | Cause::Issuer
                | Cause::Signature
                | Cause::Unsigned
                | Cause::KeyNotFound
                | Cause::TokenType
                | Cause::Algorithm
                | Cause::Revoked
                | Cause::TokenRefused
                | Cause::Scope
        )
}

/// The token in hand while it holds, or a new one.
fn usable(means: &RemedyMeans<'_>) -> Option<RemedyToken> {
    match means.held {
        Some(held) if !held.has_ended => Some(RemedyToken::Held),
        _ => newest(means),
    }
}

fn newest(means: &RemedyMeans<'_>) -> Option<RemedyToken> {
    match means.held {
        Some(held) if held.can_refresh => Some(RemedyToken::Refreshed),
        _ => granted(means),
    }
}

fn granted(means: &RemedyMeans<'_>) -> Option<RemedyToken> {
    means.can_ask.then_some(RemedyToken::Granted)
}

fn logged_in(cause: Cause, means: &RemedyMeans<'_>) -> Option<Remedy> {
    let can = means.can_log_in && means.held.is_some();
    can.then(|| with(cause, None, RemedyToken::LoggedIn))
        .flatten()
}

/// Another token by the same grant, asked for otherwise. Where it is asked for so already, only a token from before is
/// replaced. A refresh cannot widen a grant ([RFC 6749 §6](https://www.rfc-editor.org/rfc/rfc6749#section-6)).
fn asked_anew(cause: Cause, edit: RemedyEdit, means: &RemedyMeans<'_>) -> Option<Remedy> {
    if !can_widen(means.connection) {
        return None;
    }
    let is_filled_in = is_in(&edit, means.connection, means.binds_tokens);
    let has_now = means.held.filter(|_| is_filled_in);
    match has_now.is_some_and(|held| is_in(&edit, held.asked_as, held.was_bound)) {
        true => None,
        false => with(cause, Some(edit).filter(|_| !is_filled_in), granted(means)?),
    }
}

fn can_widen(connection: &Connection) -> bool {
    match &connection.grant.kind {
        GrantKind::Request(grant) => grant.grant_type() != "refresh_token",
        _ => true,
    }
}

/// Whether tokens are asked for so.
fn is_in(edit: &RemedyEdit, connection: &Connection, binds_tokens: bool) -> bool {
    let grant = &connection.grant;
    match edit {
        RemedyEdit::AddScopes(scopes) => {
            let asked: Vec<&str> = grant.scope.split_whitespace().collect();
            scopes.iter().all(|scope| asked.contains(&scope.as_str()))
        }
        RemedyEdit::BindTokens => binds_tokens,
        RemedyEdit::Parameter(name, value) => grant
            .parameters
            .iter()
            .any(|(known, text)| known == name && text.expose_str() == Some(value)),
        RemedyEdit::ReplaceScope(scope) => grant.scope.trim() == scope,
        RemedyEdit::Resource(resource) => grant.resource.as_ref() == Some(resource),
        RemedyEdit::LeaveAuthorizationOut | RemedyEdit::SendToken => false,
    }
}

fn scope(shortfall: &Shortfall, means: &RemedyMeans<'_>) -> Option<Remedy> {
    let cause = Cause::Scope;
    let asked: Vec<&str> = means.connection.grant.scope.split_whitespace().collect();
    if shortfall.scopes.is_empty() || !shortfall.scopes.iter().all(|scope| is_plain(scope)) {
        return None;
    }
    if !(means.can_ask && can_widen(means.connection)) {
        let can = shortfall.asks_for_more;
        return can.then(|| logged_in(cause, means)).flatten();
    }
    let is_new = |scope: &&String| !asked.contains(&scope.as_str());
    let new: Vec<String> = shortfall.scopes.iter().filter(is_new).cloned().collect();
    let wanted = match new.is_empty() {
        true => shortfall.scopes.clone(),
        false => new,
    };
    asked_anew(cause, RemedyEdit::AddScopes(wanted), means)
}

fn audience(cause: Cause, shortfall: &Shortfall, means: &RemedyMeans<'_>) -> Option<Remedy> {
    let offered = shortfall.audience_scopes.first();
    let expected = offered.or(shortfall.audiences.first())?;
    if !is_plain(expected) {
        return None;
    }
    let (edit, choice) = match ApiNaming::at(&means.connection.issuer) {
        ApiNaming::Parameter(name) => (
            RemedyEdit::Parameter(name, expected.clone()),
            "Of scope, resource and this parameter, it is the one by which the issuer's provider has APIs named.",
        ),
        ApiNaming::ScopeEnding(ending) => (
            RemedyEdit::ReplaceScope(only_scope(means.connection, &format!("{expected}{ending}"))),
            "Of scope and resource, it takes the scope, by which the issuer's provider has APIs named.",
        ),
        _ if offered.is_some() => (
            RemedyEdit::AddScopes(vec![expected.clone()]),
            "Of scope and resource, it takes the scope, which the issuer offers under the API's very name.",
        ),
        _ if is_absolute(expected) => (
            RemedyEdit::Resource(expected.clone()),
            "Of scope and resource, it takes the resource (RFC 8707): no scope of the API's name is known.",
        ),
        _ => return None,
    };
    let remedy = asked_anew(cause, edit, means)?;
    let choice = remedy.edit.is_some().then_some(choice);
    Some(Remedy { choice, ..remedy })
}

/// The one scope of an API, beside those that are no API's.
fn only_scope(connection: &Connection, scope: &str) -> String {
    let kept = connection.grant.scope.split_whitespace();
    let kept = kept.filter(|word| OF_NO_API.contains(word));
    kept.chain([scope]).collect::<Vec<_>>().join(" ")
}

/// Whether an API's text can be put into a form: not where a line would end in it, or where it would be filled in as a
/// variable.
fn is_line(text: &str) -> bool {
    !text.is_empty() && !text.contains("{{") && !text.contains(char::is_control)
}

/// The same of a word, in which there is no white space.
fn is_plain(text: &str) -> bool {
    is_line(text) && !text.contains(char::is_whitespace)
}

/// Whether it may be a `resource` ([RFC 8707 §2](https://www.rfc-editor.org/rfc/rfc8707#section-2)).
fn is_absolute(text: &str) -> bool {
    let is_uri = text.split_once(':').is_some_and(|(scheme, rest)| {
        let is_scheme = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.bytes().all(is_scheme)
            && !rest.is_empty()
    });
    is_uri && !text.contains('#')
}
