//! claim.sub, claim.client_id, claim.azp, claim.jti, claim.nonce: who and what the token speaks of.

use super::{CheckOutcome, Context, Detail, NO_CLAIMS, Rule, shorten, shown};
use crate::json::{Object, Value};
use crate::jwt::Profile;
use crate::report::CheckId;
use crate::vendors::identityserver;

const RFC_9068: &str = "RFC 9068 §2.2";
const OIDC: &str = "OpenID Connect Core §2";

pub(super) const SUB: Rule = Rule {
    id: CheckId::ClaimSub,
    spec: "RFC 7519 §4.1.2",
    run: sub,
};
pub(super) const CLIENT_ID: Rule = Rule {
    id: CheckId::ClaimClientId,
    spec: "RFC 8693 §4.3",
    run: client_id,
};
pub(super) const AZP: Rule = Rule {
    id: CheckId::ClaimAzp,
    spec: "OpenID Connect Core §3.1.3.7",
    run: azp,
};
pub(super) const JTI: Rule = Rule {
    id: CheckId::ClaimJti,
    spec: "RFC 7519 §4.1.7",
    run: jti,
};
pub(super) const NONCE: Rule = Rule {
    id: CheckId::ClaimNonce,
    spec: "OpenID Connect Core §3.1.3.7",
    run: nonce,
};

/// A claim that must be text where it is there.
enum Text<'a> {
    Absent,
    Malformed(&'a Value),
    Is(&'a str),
}

fn text<'a>(claims: &'a Object, name: &str) -> Text<'a> {
    match claims.get(name) {
        None => Text::Absent,
        Some(Value::String(text)) => Text::Is(text),
        Some(other) => Text::Malformed(other),
    }
}

/// A value that is no string where one should be.
pub(super) fn malformed(name: &str, value: &Value) -> CheckOutcome {
    CheckOutcome::fail(|| {
        let found = value.type_text();
        Detail::new(format!("{name} is {found} where a string should be"))
            .expected("a string")
            .actual(shown(value))
    })
}

fn required(profile: Profile, name: &str, spec: &'static str, hint: &str) -> CheckOutcome {
    CheckOutcome::fail(|| {
        Detail::new(format!("the profile {profile} requires {name}"))
            .expected(name)
            .actual("absent")
            .spec(spec)
            .hint(hint)
    })
}

fn sub(cx: &Context<'_>) -> CheckOutcome {
    let Some(claims) = cx.claims() else {
        return cx.skip(NO_CLAIMS);
    };
    match (text(claims, "sub"), cx.profile()) {
        (Text::Is(subject), _) => cx.pass(|| Detail::new("whom the token speaks of").actual(shorten(subject))),
        (Text::Malformed(value), _) => malformed("sub", value),
        (Text::Absent, Some(profile @ Profile::AtJwt)) => required(
            profile,
            "sub",
            RFC_9068,
            "IdentityServer4 leaves sub out of client-credentials tokens: use the profile identityserver4 for those",
        ),
        (Text::Absent, Some(profile @ Profile::IdToken)) => required(profile, "sub", OIDC, "this may be an access token"),
        (Text::Absent, Some(Profile::IdentityServer4)) => cx.warn(|| {
            Detail::new("absent, as in every IdentityServer4 token without a user; the client_id names the caller")
                .expected("sub, or a token of a client alone")
                .actual("absent")
                .spec(RFC_9068)
                .hint("do not read this token as a person; RFC 9068 would put the client_id into sub")
        }),
        (Text::Absent, _) => cx.skip("the token has no sub"),
    }
}

fn client_id(cx: &Context<'_>) -> CheckOutcome {
    let Some(claims) = cx.claims() else {
        return cx.skip(NO_CLAIMS);
    };
    // An ID token names its client in aud and azp.
    if cx.profile() == Some(Profile::IdToken) {
        return cx.skip("an ID token names its client in aud and azp");
    }
    let expected = cx.policy.and_then(|policy| policy.client_id.as_deref());
    match (text(claims, "client_id"), expected) {
        (Text::Is(client), Some(expected)) if client != expected => CheckOutcome::fail(|| {
            Detail::new("the token was issued to another client")
                .expected(expected)
                .actual(shorten(client))
        }),
        (Text::Is(client), _) => {
            cx.pass(|| Detail::new("the client that asked for the token").actual(shorten(client)))
        }
        (Text::Malformed(value), _) => malformed("client_id", value),
        (Text::Absent, expected) => match cx.profile() {
            Some(profile @ (Profile::AtJwt | Profile::IdentityServer4)) => required(
                profile,
                "client_id",
                RFC_9068,
                "this may be an ID token, or a token of another kind of server",
            ),
            _ => match expected {
                Some(expected) => CheckOutcome::fail(|| {
                    Detail::new("the token names no client")
                        .expected(expected)
                        .actual("absent")
                }),
                None => cx.skip("the token has no client_id"),
            },
        },
    }
}

fn azp(cx: &Context<'_>) -> CheckOutcome {
    let Some(claims) = cx.claims() else {
        return cx.skip(NO_CLAIMS);
    };
    let policy = cx
        .policy
        .filter(|policy| policy.profile == Profile::IdToken);
    let expected = policy.and_then(|policy| policy.client_id.as_deref());
    let audiences: &[Value] = match claims.get("aud") {
        Some(Value::Array(audiences)) => audiences,
        Some(audience) => std::slice::from_ref(audience),
        None => &[],
    };
    let is_audience = |client: &str| audiences.iter().any(|aud| aud.as_str() == Some(client));
    let another = || Detail::new("the token was issued to another client");
    match (text(claims, "azp"), expected) {
        (Text::Is(party), Some(expected)) if party != expected => {
            CheckOutcome::fail(|| another().expected(expected).actual(shorten(party)))
        }
        (Text::Is(party), None)
            if audiences.len() > 1 && policy.is_some_and(|policy| !policy.may_be_for(party)) =>
        {
            CheckOutcome::fail(|| {
                another()
                    .expected("the client that the audience names")
                    .actual(shorten(party))
                    .hint(
                        "the token was made for another client, which named this one beside itself",
                    )
            })
        }
        (Text::Is(party), _) => {
            cx.pass(|| Detail::new("the party that the token was issued to").actual(shorten(party)))
        }
        (Text::Malformed(value), _) => malformed("azp", value),
        (Text::Absent, _) if policy.is_some() && audiences.len() > 1 => CheckOutcome::fail(|| {
            Detail::new("with several audiences an ID token must say which client it was issued to")
                .expected("azp")
                .actual("absent")
        }),
        (Text::Absent, Some(expected)) if !is_audience(expected) => CheckOutcome::fail(|| {
            another()
                .expected(expected)
                .actual(claims.get("aud").map_or("absent".to_owned(), shown))
                .hint("without azp, aud names the client of an ID token")
        }),
        (Text::Absent, _) => cx.skip("the token has no azp"),
    }
}

fn jti(cx: &Context<'_>) -> CheckOutcome {
    let Some(claims) = cx.claims() else {
        return cx.skip(NO_CLAIMS);
    };
    match (text(claims, "jti"), cx.profile()) {
        (Text::Is(id), _) => cx.pass(|| Detail::new("the token's own id").actual(shorten(id))),
        (Text::Malformed(value), _) => malformed("jti", value),
        (Text::Absent, Some(profile @ Profile::AtJwt)) => required(
            profile,
            "jti",
            RFC_9068,
            "ask the issuer to give each token an id",
        ),
        (Text::Absent, Some(Profile::IdentityServer4)) => cx.warn(|| {
            Detail::new(identityserver::NO_JTI)
                .expected("jti")
                .actual("absent")
        }),
        (Text::Absent, _) => cx.skip("the token has no jti"),
    }
}

fn nonce(cx: &Context<'_>) -> CheckOutcome {
    let Some(claims) = cx.claims() else {
        return cx.skip(NO_CLAIMS);
    };
    let expected = cx.policy.and_then(|policy| policy.nonce.as_deref());
    match (text(claims, "nonce"), expected) {
        (Text::Malformed(value), _) => malformed("nonce", value),
        (Text::Is(nonce), Some(expected)) if nonce == expected => {
            cx.pass(|| Detail::new("the nonce of this login"))
        }
        (Text::Is(_), Some(_)) => CheckOutcome::fail(|| {
            Detail::new("the nonce of another login")
                .expected("the nonce that was sent")
                .actual("another")
                .hint("the token may be replayed; start the login again")
        }),
        (Text::Absent, Some(_)) => CheckOutcome::fail(|| {
            Detail::new("no nonce, although one was sent")
                .expected("the nonce that was sent")
                .actual("absent")
        }),
        (Text::Is(_), None) => cx.skip("no expected nonce was given"),
        (Text::Absent, None) => cx.skip("the token has no nonce"),
    }
}
