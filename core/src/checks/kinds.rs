//! The kinds of JWT that are no token for an API or a login: what each must be, and that it is none of the others.

mod claims;
mod dpop;
mod events;
mod parameters;

use super::{CheckOutcome, Context, Detail, Rule, shorten};
use crate::jwt::{Profile, TokenKind};
use crate::report::CheckId;

/// Whether a member of a kind must be there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    /// Without it the check fails.
    Required,
    /// Without it the check warns, and says why.
    Wanted(&'static str),
    /// Nothing is missed, and this says why.
    NotNeeded(&'static str),
    /// The rule of every JWT holds.
    AsEverywhere,
}

/// What a token of a kind must be.
struct Kind {
    profile: Profile,
    token_kind: TokenKind,
    /// The media type that keeps it apart from every other kind.
    typ: &'static str,
    /// Whether it may do without that media type: where it has `JWT`, or none.
    may_be_untyped: bool,
    /// Where that is said.
    typ_spec: &'static str,
    /// Where its claims are defined.
    spec: &'static str,
    exp: Need,
    iat: Need,
    jti: Need,
    /// The checks that no other kind has.
    rules: &'static [Rule],
}

const REPLAY: &str = "without a jti, or a nonce of the receiver's, it can be sent a second time";

static KINDS: [Kind; 6] = [
    Kind {
        profile: Profile::DpopProof,
        token_kind: TokenKind::DpopProof,
        typ: "dpop+jwt",
        may_be_untyped: false,
        typ_spec: "RFC 9449 §4.2",
        spec: "RFC 9449 §4.2",
        exp: Need::NotNeeded("a DPoP proof has no exp: its age counts from iat"),
        iat: Need::Required,
        jti: Need::Required,
        rules: &[dpop::HTM, dpop::HTU, dpop::ATH],
    },
    Kind {
        profile: Profile::ClientAssertion,
        token_kind: TokenKind::ClientAssertion,
        typ: "client-authentication+jwt",
        may_be_untyped: true,
        typ_spec: "RFC 8725 §3.11",
        spec: "RFC 7523 §3",
        exp: Need::AsEverywhere,
        iat: Need::AsEverywhere,
        jti: Need::Wanted(REPLAY),
        rules: &[],
    },
    Kind {
        profile: Profile::LogoutToken,
        token_kind: TokenKind::Logout,
        typ: "logout+jwt",
        may_be_untyped: true,
        typ_spec: "OpenID Connect Back-Channel Logout §2.4",
        spec: "OpenID Connect Back-Channel Logout §2.4",
        exp: Need::AsEverywhere,
        iat: Need::Required,
        jti: Need::Required,
        rules: &[events::LOGOUT],
    },
    Kind {
        profile: Profile::RequestObject,
        token_kind: TokenKind::RequestObject,
        typ: "oauth-authz-req+jwt",
        may_be_untyped: true,
        typ_spec: "RFC 9101 §10.8",
        spec: "RFC 9101 §4",
        exp: Need::Wanted("without exp it can be sent again for ever, by whoever finds it"),
        iat: Need::AsEverywhere,
        jti: Need::AsEverywhere,
        rules: &[parameters::REQUEST],
    },
    Kind {
        profile: Profile::Jarm,
        token_kind: TokenKind::Jarm,
        typ: "JWT",
        may_be_untyped: true,
        typ_spec: "RFC 8725 §3.11",
        spec: "JARM §2.1",
        exp: Need::AsEverywhere,
        iat: Need::AsEverywhere,
        jti: Need::AsEverywhere,
        rules: &[parameters::RESPONSE],
    },
    Kind {
        profile: Profile::SecurityEvent,
        token_kind: TokenKind::SecurityEvent,
        typ: "secevent+jwt",
        may_be_untyped: true,
        typ_spec: "RFC 8417 §2.3",
        spec: "RFC 8417 §2.2",
        exp: Need::NotNeeded("a security event token tells of what was, and does not expire"),
        iat: Need::Required,
        jti: Need::Required,
        rules: &[events::SECURITY],
    },
];

fn of(profile: Option<Profile>) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| Some(kind.profile) == profile)
}

/// The checks that the kind of the policy's profile has and no other.
pub(crate) fn rules(cx: &Context<'_>) -> &'static [Rule] {
    of(cx.profile()).map_or(&[], |kind| kind.rules)
}

/// Every such check, for the list of codes.
pub(crate) fn all_rules() -> impl Iterator<Item = &'static Rule> {
    KINDS.iter().flat_map(|kind| kind.rules)
}

/// What takes the place of a check that holds for every JWT, where the kind says otherwise.
pub(super) fn instead(id: CheckId, cx: &Context<'_>) -> Option<CheckOutcome> {
    let Some(kind) = of(cx.profile()) else {
        return (id == CheckId::ClaimType).then(|| other_kind(cx))?;
    };
    match id {
        CheckId::HeaderTyp => typ(cx, kind),
        CheckId::HeaderEmbeddedKey => dpop::embedded_key(cx, kind),
        CheckId::KeyIssuer => dpop::key_owner(cx, kind),
        CheckId::ClaimType => Some(is_kind(cx, kind)),
        CheckId::ClaimIss | CheckId::ClaimAud if !kind.profile.has_parties() => {
            claims::no_party(cx, kind)
        }
        CheckId::ClaimExp => claims::missing(cx, kind, "exp", kind.exp),
        CheckId::ClaimIat => claims::missing(cx, kind, "iat", kind.iat),
        CheckId::ClaimJti => claims::missing(cx, kind, "jti", kind.jti),
        CheckId::ClaimSub => claims::subject(cx, kind),
        CheckId::ClaimClientId => claims::client(cx, kind),
        CheckId::ClaimNonce => claims::nonce(cx, kind),
        _ => None,
    }
}

/// Other than text is the rule of every JWT, and so is a media type that the caller names.
fn typ(cx: &Context<'_>, kind: &Kind) -> Option<CheckOutcome> {
    let header = cx.header()?;
    if cx.policy.is_some_and(|policy| policy.typ.is_some()) {
        return None;
    }
    let typ = match header.get("typ") {
        None => None,
        Some(value) => Some(value.as_str()?),
    };
    let is = |name| typ.is_some_and(|typ| super::header::is_media_type(typ, name));
    let shown = || typ.map_or("absent".to_owned(), shorten);
    if is(kind.typ) {
        return Some(cx.pass(|| Detail::new("the media type of this kind").actual(shown())));
    }
    let is_untyped = typ.is_none() || is("JWT");
    if kind.may_be_untyped && is_untyped && kind.typ == "JWT" {
        return Some(cx.pass(|| Detail::new("fits the profile").actual(shown())));
    }
    if kind.may_be_untyped && is_untyped {
        return Some(cx.warn(|| {
            let what = kind.token_kind.text();
            Detail::new(format!("nothing in the header says that this is {what}"))
                .expected(kind.typ)
                .actual(shown())
                .spec(kind.typ_spec)
                .hint(
                    "write the media type, so that a JWT of another kind cannot pass for this one",
                )
        }));
    }
    let message = || match TokenKind::of_type(header) {
        Some((found, _)) => wrong_kind(found, kind.token_kind),
        None => format!(
            "typ is {}, and {} has {}",
            shown(),
            kind.token_kind.text(),
            kind.typ
        ),
    };
    Some(CheckOutcome::fail(|| {
        Detail::new(message())
            .expected(kind.typ)
            .actual(shown())
            .spec(kind.typ_spec)
            .hint("this token was made for another purpose")
    }))
}

fn wrong_kind(found: TokenKind, wanted: TokenKind) -> String {
    format!("this is {}, not {}", found.text(), wanted.text())
}

/// Whether header and claims say that it is of this kind, and no other.
fn is_kind(cx: &Context<'_>, kind: &Kind) -> CheckOutcome {
    let Some(claims) = cx.claims() else {
        return cx.skip(super::NO_CLAIMS);
    };
    let stated = (cx.header().and_then(TokenKind::of_type)).or_else(|| TokenKind::stated(claims));
    match stated {
        Some((found, evidence)) if found == kind.token_kind => {
            cx.pass(|| Detail::new(format!("it is {}", found.text())).actual(evidence))
        }
        Some((found, evidence)) => CheckOutcome::fail(|| {
            Detail::new(wrong_kind(found, kind.token_kind))
                .expected(kind.token_kind.text())
                .actual(evidence)
                .hint("take the one that was made for this purpose")
        }),
        // The looks alone decide nothing.
        None => match cx
            .in_words()
            .then(|| TokenKind::by_claims(claims))
            .flatten()
        {
            Some((found, evidence)) if found != kind.token_kind => cx.warn(|| {
                Detail::new(format!("it has the looks of {}", found.text()))
                    .expected(kind.token_kind.text())
                    .actual(evidence)
            }),
            _ => cx.skip("nothing says outright what kind of token this is"),
        },
    }
}

/// A token that is taken for an API's or a login's, and says in its header that it is one of these kinds.
fn other_kind(cx: &Context<'_>) -> Option<CheckOutcome> {
    cx.claims()?;
    let (found, evidence) = TokenKind::of_type(cx.header()?)?;
    // What is meant for whoever asks is told by the claims, and by the media type that the caller names.
    let is_usual = matches!(found, TokenKind::Access | TokenKind::Introspection);
    if is_usual || cx.policy.is_some_and(|policy| policy.typ.is_some()) {
        return None;
    }
    let wanted = match cx.profile() {
        None => {
            let text = found.text();
            return Some(cx.pass(|| Detail::new(format!("it is {text}")).actual(evidence)));
        }
        Some(Profile::IdToken) => "an ID token",
        Some(Profile::Jwt) => "a token for an API",
        Some(_) => "an access token",
    };
    Some(CheckOutcome::fail(|| {
        Detail::new(format!("this is {}, not {wanted}", found.text()))
            .expected(wanted)
            .actual(evidence)
            .hint("take the one that was made for this purpose, or choose the profile of this kind")
    }))
}
