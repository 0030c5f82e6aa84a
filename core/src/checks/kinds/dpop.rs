//! A DPoP proof: its key, the request that it is for, and the access token that it goes with ([RFC 9449 §4.3]).
//!
//! [RFC 9449 §4.3]: https://www.rfc-editor.org/rfc/rfc9449#section-4.3

use super::super::{CheckOutcome, Context, Detail, NO_CLAIMS, Rule, shorten, shown};
use super::Kind;
use crate::base64url;
use crate::json::Value;
use crate::jwk::Jwk;
use crate::jwt::Profile;
use crate::report::{CheckId, KeySource};
use crate::url::Url;

const SPEC: &str = "RFC 9449 §4.3";
const NO_REQUEST: &str = "no request was given to compare it with";

pub(super) const HTM: Rule = Rule {
    id: CheckId::ClaimHtm,
    spec: SPEC,
    run: |cx| text(cx, "htm", method),
};
pub(super) const HTU: Rule = Rule {
    id: CheckId::ClaimHtu,
    spec: SPEC,
    run: |cx| text(cx, "htu", url),
};
pub(super) const ATH: Rule = Rule {
    id: CheckId::ClaimAth,
    spec: SPEC,
    run: ath,
};

/// The key whose possession the proof shows stands in the proof itself.
pub(super) fn embedded_key(cx: &Context<'_>, kind: &Kind) -> Option<CheckOutcome> {
    if kind.profile != Profile::DpopProof {
        return None;
    }
    let fail = |message: &str, actual: &dyn ToString| {
        Some(CheckOutcome::fail(|| {
            let detail = Detail::new(message).expected("a public key in jwk");
            detail.actual(actual.to_string()).spec("RFC 9449 §4.2")
        }))
    };
    let Some(value) = cx.header()?.get("jwk") else {
        return fail("a DPoP proof must carry its public key", &"absent");
    };
    match Jwk::from_json(value) {
        Err(error) => fail("the key in the proof cannot be read", &error),
        Ok(key) if key.is_private() => fail(
            "the proof carries a private key or a shared secret, which everyone who saw it has now",
            &"a private key",
        ),
        Ok(key) => {
            let own = key.thumbprint().unwrap_or_default();
            Some(other_key(cx, &own).unwrap_or_else(|| binding(cx, &own)))
        }
    }
}

/// A proof is verified with the key in it; one that is given says which that must be.
fn other_key(cx: &Context<'_>, own: &str) -> Option<CheckOutcome> {
    let given = cx.key()?.report().thumbprint.as_deref()?;
    (given != own).then(|| {
        CheckOutcome::fail(|| {
            Detail::new("the key in the proof is another one than the key given")
                .expected(given)
                .actual(own)
                .spec(SPEC)
        })
    })
}

/// Whose the key is that came with the proof: the proof alone shows no more than that its sender has it.
pub(super) fn key_owner(cx: &Context<'_>, kind: &Kind) -> Option<CheckOutcome> {
    let key = cx.key()?;
    if kind.profile != Profile::DpopProof || key.source() != KeySource::Embedded {
        return None;
    }
    let request = cx.policy.and_then(|policy| policy.proof_for.as_ref());
    let is_with_token = request.is_some_and(|request| matches!(request.bound_to, Some(Some(_))));
    Some(cx.warn(|| match is_with_token {
        true => {
            Detail::new("the access token beside the proof was not verified here, so that what it says of the key shows nothing of whose the key is")
                .expected("the key that cnf.jkt of a verified access token names, given as the key")
                .actual("the key in the proof, and an access token that nobody verified")
                .spec(SPEC)
                .hint("verify the access token by itself, then give the key that it is bound to")
        }
        false => Detail::new(
            "whoever made the proof has the key in it; whose key that is, the proof does not say",
        )
        .expected("the key that is given")
        .actual("the key in the proof alone")
        .spec(SPEC)
        .hint("give the key that is expected"),
    }))
}

/// Whether the access token that goes with the proof is bound to the proof's key, where that token is given.
fn binding(cx: &Context<'_>, thumbprint: &str) -> CheckOutcome {
    let request = cx.policy.and_then(|policy| policy.proof_for.as_ref());
    let bound_to = request.and_then(|request| request.bound_to.as_ref());
    let pass = |message: &str| {
        cx.pass(|| {
            Detail::new(message)
                .actual(thumbprint)
                .spec("RFC 9449 §4.2")
        })
    };
    match bound_to {
        None => pass(
            "the key whose possession the proof shows; cnf.jkt of the access token must name it",
        ),
        Some(Some(jkt)) if jkt == thumbprint => pass("the key that the access token is bound to"),
        Some(jkt) => CheckOutcome::fail(|| {
            Detail::new("the access token is not bound to the key of this proof")
                .expected(jkt.as_deref().map_or("cnf.jkt in the access token".to_owned(), shorten))
                .actual(thumbprint)
                .spec(SPEC)
                .hint("use the token with the key that it was issued for, or get a new one with this key")
        }),
    }
}

fn text(
    cx: &Context<'_>,
    name: &str,
    check: fn(&Context<'_>, &str) -> CheckOutcome,
) -> CheckOutcome {
    let Some(claims) = cx.claims() else {
        return cx.skip(NO_CLAIMS);
    };
    match claims.get(name) {
        Some(Value::String(text)) => check(cx, text),
        other => CheckOutcome::fail(|| {
            Detail::new(format!("a DPoP proof must have {name}, a string"))
                .expected("a string")
                .actual(other.map_or("absent".to_owned(), shown))
                .spec("RFC 9449 §4.2")
        }),
    }
}

fn method(cx: &Context<'_>, method: &str) -> CheckOutcome {
    let expected = cx.policy.and_then(|policy| policy.proof_for.as_ref());
    let Some(expected) = expected.map(|request| &*request.method) else {
        return cx.skip_with(|| Detail::new(NO_REQUEST).actual(shorten(method)));
    };
    match method == expected {
        true => cx.pass(|| Detail::new("the method of the request").actual(expected)),
        false => CheckOutcome::fail(|| {
            Detail::new("the proof is for a request of another method")
                .expected(expected)
                .actual(shorten(method))
                .hint("make a proof for each request")
        }),
    }
}

fn url(cx: &Context<'_>, htu: &str) -> CheckOutcome {
    let odd = |message: &str| Detail::new(message).actual(shorten(htu));
    let url = match Url::parse(htu) {
        Ok(url) => url,
        Err(error) => {
            return CheckOutcome::fail(|| {
                odd("htu is not the URL of a request").expected(error.to_string())
            });
        }
    };
    let expected = cx.policy.and_then(|policy| policy.proof_for.as_ref());
    let expected = expected.map(|request| &request.url);
    if let Some(expected) = expected
        && !is_same(&url, expected)
    {
        return CheckOutcome::fail(|| {
            odd("the proof is for another URL")
                .expected(shorten(expected.as_str()))
                .hint("where a proxy stands before the API, compare with the URL that the client sees")
        });
    }
    if url.query().is_some() || url.fragment().is_some() {
        return cx.warn(|| {
            odd("htu has a query or a fragment, which it should be without")
                .expected("the URL up to its path")
                .spec("RFC 9449 §4.2")
                .hint("some servers refuse such a proof")
        });
    }
    match expected {
        Some(_) => cx.pass(|| odd("the URL of the request")),
        None => cx.skip_with(|| odd(NO_REQUEST)),
    }
}

/// The same request, its query and fragment left out of account; an empty path is `/` ([RFC 3986 §6.2.3]).
///
/// [RFC 3986 §6.2.3]: https://www.rfc-editor.org/rfc/rfc3986#section-6.2.3
fn is_same(one: &Url, other: &Url) -> bool {
    let path = |url: &Url| match url.path() {
        "" => "/".to_owned(),
        path => path.to_owned(),
    };
    one.scheme().eq_ignore_ascii_case(other.scheme())
        && one.host().eq_ignore_ascii_case(other.host())
        && one.port_or_default() == other.port_or_default()
        && path(one) == path(other)
}

/// The hash of the access token, where one goes with the proof.
fn ath(cx: &Context<'_>) -> CheckOutcome {
    let Some(claims) = cx.claims() else {
        return cx.skip(NO_CLAIMS);
    };
    let expected = cx.policy.and_then(|policy| policy.proof_for.as_ref());
    let expected = expected.and_then(|request| request.token_hash.as_deref());
    let wrong = |message: &str, actual: &dyn Fn() -> String| {
        CheckOutcome::fail(|| {
            let expected = expected.unwrap_or("the SHA-256 of an access token in base64url");
            Detail::new(message).expected(expected).actual(actual())
        })
    };
    match (claims.get("ath"), expected) {
        (None, None) => cx.skip("no ath: the proof goes with no access token"),
        (None, Some(_)) => wrong(
            "the proof is bound to no access token, and one goes with it",
            &|| "absent".to_owned(),
        ),
        (Some(Value::String(ath)), Some(expected)) if ath != expected => {
            wrong("the proof goes with another access token", &|| shorten(ath))
        }
        (Some(Value::String(ath)), _) if is_sha256(ath) => {
            cx.pass(|| Detail::new("the access token that the proof goes with").actual(ath))
        }
        (Some(other), _) => wrong("ath is not the hash of an access token", &|| shown(other)),
    }
}

fn is_sha256(text: &str) -> bool {
    base64url::decode(text).is_ok_and(|bytes| bytes.len() == 32)
}
