//! The claims that a kind must have, may lack, or must not have.

use super::super::{CheckOutcome, Context, Detail, shorten, shown};
use super::{Kind, Need};
use crate::json::{Object, Value};
use crate::jwt::{Profile, TokenKind};

/// What is said of a claim that is not there; nothing of one that is, or where no claims can be read.
pub(super) fn missing(
    cx: &Context<'_>,
    kind: &Kind,
    name: &str,
    need: Need,
) -> Option<CheckOutcome> {
    if cx.claims()?.get(name).is_some() {
        return None;
    }
    let text = kind.token_kind.text();
    match need {
        Need::AsEverywhere => None,
        Need::NotNeeded(why) => Some(cx.skip(why)),
        Need::Required => Some(CheckOutcome::fail(|| absent(kind, name))),
        Need::Wanted(why) => Some(cx.warn(|| {
            Detail::new(format!("{text} should have {name}"))
                .expected(name)
                .actual("absent")
                .spec(kind.spec)
                .hint(why)
        })),
    }
}

/// A proof for a request names neither issuer nor audience, unless somebody expects one all the same.
pub(super) fn no_party(cx: &Context<'_>, kind: &Kind) -> Option<CheckOutcome> {
    let policy = cx.policy?;
    let is_expected = [&policy.issuer, &policy.audience]
        .iter()
        .any(|party| !party.values().is_empty());
    let text = kind.token_kind.text();
    (!is_expected)
        .then(|| cx.skip_with(|| Detail::new(format!("{text} names neither issuer nor audience"))))
}

pub(super) fn absent(kind: &Kind, name: &str) -> Detail {
    Detail::new(format!("{} must have {name}", kind.token_kind.text()))
        .expected(name)
        .actual("absent")
        .spec(kind.spec)
}

/// Whom it speaks of: a client of itself, a logout of a user or a session, and a request object of nobody.
pub(super) fn subject(cx: &Context<'_>, kind: &Kind) -> Option<CheckOutcome> {
    let claims = cx.claims()?;
    match kind.profile {
        Profile::ClientAssertion => own_name(cx, kind, claims),
        Profile::LogoutToken if claims.get("sub").is_none() => Some(session(cx, kind, claims)),
        Profile::RequestObject => {
            let subject = claims.get_str("sub")?;
            let is_client =
                [claims.get_str("iss"), claims.get_str("client_id")].contains(&Some(subject));
            is_client.then(|| {
                cx.warn(|| {
                    Detail::new("the client is named in sub, so that the request may pass for its client assertion")
                        .expected("no sub")
                        .actual(shorten(subject))
                        .spec("RFC 9101 §10.8")
                        .hint("leave sub out of request objects")
                })
            })
        }
        _ => None,
    }
}

/// A client that authenticates is issuer and subject in one.
fn own_name(cx: &Context<'_>, kind: &Kind, claims: &Object) -> Option<CheckOutcome> {
    let Some(subject) = claims.get("sub") else {
        return Some(CheckOutcome::fail(|| absent(kind, "sub")));
    };
    // What is no text fails as in every JWT.
    let subject = subject.as_str()?;
    let expected = cx.policy.and_then(|policy| policy.client_id.as_deref());
    if let Some(expected) = expected.filter(|expected| *expected != subject) {
        return Some(CheckOutcome::fail(|| {
            Detail::new("the assertion is of another client")
                .expected(expected)
                .actual(shorten(subject))
                .spec(kind.spec)
        }));
    }
    Some(match claims.get("iss") {
        Some(Value::String(issuer)) if issuer == subject => cx.pass(|| {
            Detail::new("the client, which is issuer and subject in one").actual(shorten(subject))
        }),
        issuer => CheckOutcome::fail(|| {
            Detail::new("sub and iss of a client assertion must both be the client")
                .expected(shorten(subject))
                .actual(issuer.map_or("absent".to_owned(), shown))
                .spec(kind.spec)
                .hint("write the client_id into iss and sub")
        }),
    })
}

fn session(cx: &Context<'_>, kind: &Kind, claims: &Object) -> CheckOutcome {
    match claims.get("sid") {
        Some(Value::String(sid)) => cx.pass(|| {
            Detail::new("no user is named, and sid names the session").actual(shorten(sid))
        }),
        sid => CheckOutcome::fail(|| {
            Detail::new("a logout token must name a user in sub, a session in sid, or both")
                .expected("sub or sid")
                .actual(sid.map_or("absent".to_owned(), shown))
                .spec(kind.spec)
        }),
    }
}

/// Who asks: a request object must name its client, as the request around it does.
pub(super) fn client(cx: &Context<'_>, kind: &Kind) -> Option<CheckOutcome> {
    let claims = cx.claims()?;
    match kind.profile {
        Profile::RequestObject => {}
        Profile::ClientAssertion | Profile::Jarm | Profile::LogoutToken => {
            return Some(cx.skip("a token of this kind names its client in other claims"));
        }
        _ => return None,
    }
    let Some(client) = claims.get("client_id") else {
        return Some(CheckOutcome::fail(|| absent(kind, "client_id")));
    };
    // What is no text, or not the expected client, fails as in every JWT.
    let client = client.as_str()?;
    let issuer = claims.get_str("iss")?;
    (issuer != client).then(|| {
        CheckOutcome::fail(|| {
            Detail::new("iss and client_id of a request object must both be the client")
                .expected(shorten(client))
                .actual(shorten(issuer))
                .spec("RFC 9101 §5")
        })
    })
}

/// A logout token has no nonce, so that it never passes for an ID token.
pub(super) fn nonce(cx: &Context<'_>, kind: &Kind) -> Option<CheckOutcome> {
    let nonce = cx.claims()?.get("nonce");
    match (kind.token_kind, nonce) {
        (TokenKind::Logout, Some(nonce)) => Some(CheckOutcome::fail(|| {
            Detail::new("a logout token must not have a nonce: an ID token could pass for it")
                .expected("no nonce")
                .actual(shown(nonce))
                .spec(kind.spec)
                .hint("this may be an ID token")
        })),
        (TokenKind::Logout, None) => {
            Some(cx.pass(|| Detail::new("no nonce, as it must be").spec(kind.spec)))
        }
        _ => None,
    }
}
