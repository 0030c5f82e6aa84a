//! header.*: what the JOSE header says of the token ([RFC 7515 §4](https://www.rfc-editor.org/rfc/rfc7515#section-4)).

use super::{CheckOutcome, Context, Detail, NO_HEADER, Rule, shown};
use crate::alg::Algorithm;
use crate::json::Value;
use crate::jwt::Profile;
use crate::report::{CheckId, Format};

pub(super) const ALG: Rule = Rule {
    id: CheckId::HeaderAlg,
    spec: "RFC 7515 §4.1.1",
    run: alg,
};
pub(super) const TYP: Rule = Rule {
    id: CheckId::HeaderTyp,
    spec: "RFC 8725 §3.11",
    run: typ,
};
pub(super) const CRIT: Rule = Rule {
    id: CheckId::HeaderCrit,
    spec: "RFC 7515 §4.1.11",
    run: crit,
};
pub(super) const KID: Rule = Rule {
    id: CheckId::HeaderKid,
    spec: "RFC 7515 §4.1.4",
    run: kid,
};

fn alg(cx: &Context<'_>) -> CheckOutcome {
    let Some(header) = cx.header() else {
        return cx.skip(NO_HEADER);
    };
    if cx.decoded.format == Format::Jwe {
        return cx.skip("not reached: `alg` of an encrypted token names its key encryption");
    }
    // Where the text is no signed token the checks that follow have no algorithm, and the header may name one still.
    let named = || header.get_str("alg").and_then(Algorithm::from_name);
    if let Some(algorithm) = cx.algorithm.or_else(named) {
        return cx.pass(|| {
            Detail::new(format!("{algorithm} is a signature algorithm"))
                .actual(algorithm.name())
                .spec(algorithm.row().spec)
        });
    }
    CheckOutcome::fail(|| {
        no_algorithm(header.get("alg")).expected("a signature algorithm such as RS256 or ES256")
    })
}

/// What stands where a known algorithm should.
fn no_algorithm(alg: Option<&Value>) -> Detail {
    match alg {
        None => Detail::new("the header has no alg").hint("a signed token must name its algorithm"),
        Some(Value::String(name)) if name.eq_ignore_ascii_case("none") => {
            Detail::new(format!("alg {name} means that nobody signed this token"))
                .actual(name.as_str())
                .spec("RFC 8725 §3.2")
                .hint("anyone can have written it; take it from no one")
        }
        Some(Value::String(name)) => {
            let is_near = |algorithm: &Algorithm| algorithm.name().eq_ignore_ascii_case(name);
            let hint = || match Algorithm::all().find(is_near) {
                Some(algorithm) => format!("names are case-sensitive: {algorithm}"),
                None => "ask the issuer for RS256, PS256, ES256 or EdDSA".to_owned(),
            };
            Detail::new("the algorithm is none that Claimscope verifies")
                .actual(super::shorten(name))
                .hint_with(hint)
        }
        Some(other) => Detail::new(format!(
            "alg is {} where a string should be",
            other.type_text()
        ))
        .actual(shown(other)),
    }
}

/// Whether `typ` is this media type, in any case and with or without the prefix that it may leave out
/// ([RFC 7515 §4.1.9]).
///
/// [RFC 7515 §4.1.9]: https://www.rfc-editor.org/rfc/rfc7515#section-4.1.9
pub(super) fn is_media_type(typ: &str, name: &str) -> bool {
    const PREFIX: &str = "application/";
    let bare = match typ.get(..PREFIX.len()) {
        Some(start) if start.eq_ignore_ascii_case(PREFIX) => &typ[PREFIX.len()..],
        _ => typ,
    };
    bare.eq_ignore_ascii_case(name)
}

fn typ(cx: &Context<'_>) -> CheckOutcome {
    let Some(header) = cx.header() else {
        return cx.skip(NO_HEADER);
    };
    if cx.decoded.format == Format::Jwe {
        return cx.skip("not reached: the token inside says what it is");
    }
    let typ = match header.get("typ") {
        None => None,
        Some(Value::String(typ)) => Some(typ.as_str()),
        Some(other) => {
            let detail = Detail::new(said!(
                "typ is {} where a string should be",
                other.type_text()
            ));
            return CheckOutcome::fail(|| {
                detail
                    .expected("a media type such as JWT or at+jwt")
                    .actual(shown(other))
            });
        }
    };
    let Some(profile) = cx.profile() else {
        return match typ {
            Some(typ) => cx
                .pass(|| Detail::new("what the token says that it is").actual(super::shorten(typ))),
            None => cx.skip("the header has no typ"),
        };
    };
    let is = |name| typ.is_some_and(|typ| is_media_type(typ, name));
    if let Some(expected) = cx.policy.and_then(|policy| policy.typ) {
        let actual = || typ.map_or("absent".to_owned(), super::shorten);
        return match is(expected) {
            true => cx.pass(|| Detail::new("the media type that is expected").actual(actual())),
            false => CheckOutcome::fail(|| {
                Detail::new(format!("typ is {}, and {expected} is expected", actual()))
                    .expected(expected)
                    .actual(actual())
                    .hint("this token was made for another purpose")
            }),
        };
    }
    let fits = match profile {
        Profile::IdToken => typ.is_none() || is("jwt"),
        Profile::AtJwt => is("at+jwt"),
        Profile::IdentityServer4 if is("jwt") => {
            return cx.warn(|| {
                Detail::new("an access token typed JWT, as IdentityServer4 writes it before 4.0 or with AccessTokenJwtType set")
                    .expected("at+jwt")
                    .actual("JWT")
                    .hint("leave AccessTokenJwtType at at+jwt, so that an ID token cannot pass for an access token")
            });
        }
        Profile::IdentityServer4 => is("at+jwt"),
        // The further kinds have rules of their own.
        _ => typ.is_none() || is("jwt") || is("at+jwt"),
    };
    if fits {
        return cx.pass(|| {
            Detail::new("fits the profile").actual(typ.map_or("absent".to_owned(), super::shorten))
        });
    }
    CheckOutcome::fail(|| typ_mismatch(profile, typ))
}

fn typ_mismatch(profile: Profile, typ: Option<&str>) -> Detail {
    let (expected, spec, hint) = match profile {
        Profile::AtJwt => (
            "at+jwt",
            "RFC 9068 §4",
            "if the issuer does not follow RFC 9068, use the profile jwt; an ID token is not for APIs",
        ),
        Profile::IdentityServer4 => (
            "at+jwt or JWT",
            "RFC 9068 §4",
            "this is not an access token of IdentityServer4",
        ),
        Profile::IdToken => (
            "JWT or absent",
            "RFC 8725 §3.11",
            "an access token proves nothing to a client; use the ID token",
        ),
        _ => (
            "JWT, at+jwt or absent",
            "RFC 8725 §3.11",
            "this token was made for another purpose",
        ),
    };
    let actual = typ.map_or("absent".to_owned(), super::shorten);
    Detail::new(format!(
        "typ is {actual}, and the profile {profile} takes {expected}"
    ))
    .expected(expected)
    .actual(actual)
    .spec(spec)
    .hint(hint)
}

fn crit(cx: &Context<'_>) -> CheckOutcome {
    let Some(header) = cx.header() else {
        return cx.skip(NO_HEADER);
    };
    let Some(value) = header.get("crit") else {
        return match header.get("b64") {
            None | Some(Value::Bool(true)) => cx.skip("no critical extensions"),
            Some(other) => CheckOutcome::fail(|| {
                Detail::new("b64 says that the payload is not encoded, which a JWT must not do")
                    .expected("no b64, or true")
                    .actual(shown(other))
                    .spec("RFC 7797 §6")
                    .hint("readers that honour b64 see another payload than those that do not")
            }),
        };
    };
    let message = match value {
        Value::Array(names)
            if !names.is_empty() && names.iter().all(|name| name.as_str().is_some()) =>
        {
            "the token demands an extension that Claimscope does not know"
        }
        Value::Array(names) if names.is_empty() => "crit is an empty list, which is not allowed",
        _ => "crit is not a list of names",
    };
    CheckOutcome::fail(|| {
        Detail::new(message)
            .expected("no critical extension, or only ones that are understood")
            .actual(shown(value))
            .hint("whoever cannot honour an extension marked critical must refuse the token")
    })
}

fn kid(cx: &Context<'_>) -> CheckOutcome {
    let Some(header) = cx.header() else {
        return cx.skip(NO_HEADER);
    };
    match header.get("kid") {
        None => cx.skip("the header names no key"),
        Some(Value::String(kid)) if kid.is_empty() => {
            cx.pass(|| Detail::new("names a key by an empty name").actual("\"\""))
        }
        Some(Value::String(kid)) => {
            cx.pass(|| Detail::new("names a key").actual(super::shorten(kid)))
        }
        Some(other) => CheckOutcome::fail(|| {
            Detail::new(format!(
                "kid is {} where a string should be",
                other.type_text()
            ))
            .expected("a string")
            .actual(shown(other))
        }),
    }
}
