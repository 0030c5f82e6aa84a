//! key.*: which key of the set the token asks for, and what that key's word is worth.

use super::issuer::foreign_hint;
use super::key_words::{kid_text, kind, named, named_with_algorithms, source_text};
use super::{CheckOutcome, Context, Detail, NO_ALGORITHM, Rule, fitting, shorten};
use crate::alg::Algorithm;
use crate::crypto::{Key, KeyMismatch, KeySet, Selected};
use crate::jwk::{SkippedKey, Weakness, WeaknessSeverity};
use crate::report::{CheckId, Format};
use crate::vendors::{istio, keys_advice, other_keys_advice};

pub(super) const FOUND: Rule = Rule {
    id: CheckId::KeyFound,
    spec: "RFC 7515 §6",
    run: found,
};
pub(super) const AMBIGUOUS: Rule = Rule {
    id: CheckId::KeyAmbiguous,
    spec: "RFC 7515 §6",
    run: ambiguous,
};
pub(super) const TYPE: Rule = Rule {
    id: CheckId::KeyType,
    spec: "RFC 8725 §3.1",
    run: key_type,
};
pub(super) const USE: Rule = Rule {
    id: CheckId::KeyUse,
    spec: "RFC 7517 §4.2",
    run: key_use,
};
pub(super) const STRENGTH: Rule = Rule {
    id: CheckId::KeyStrength,
    spec: "RFC 7518 §3",
    run: strength,
};
/// What came of looking for the key.
pub(crate) enum Choice<'a> {
    /// No keys were given.
    NoKeys,
    /// The header does not say enough to look for one.
    NotReached,
    /// This key fits, and no other.
    One(&'a Key),
    /// This many keys fit.
    Many(usize),
    /// No key fits. Where one has the right name all the same, the one that comes nearest and why not.
    None(Option<(&'a Key, KeyMismatch)>),
}

impl<'a> Choice<'a> {
    /// Looks for the key that `kid` and `algorithm` ask for.
    pub(crate) fn make(
        keys: Option<&'a KeySet>,
        kid: Option<&str>,
        algorithm: Option<Algorithm>,
    ) -> Self {
        let Some(keys) = keys else {
            return Self::NoKeys;
        };
        let Some(algorithm) = algorithm else {
            return Self::NotReached;
        };
        match keys.select(kid, algorithm) {
            Selected::One(key) => Self::One(key),
            Selected::Many(count) => Self::Many(count),
            Selected::None => {
                let named = |(key, mismatch): (&'a Key, Option<KeyMismatch>)| match mismatch {
                    Some(KeyMismatch::Kid) | None => None,
                    Some(mismatch) => Some((key, mismatch)),
                };
                let mismatched = keys.trace(kid, algorithm).into_iter().filter_map(named);
                Self::None(mismatched.max_by_key(|(_, mismatch)| *mismatch))
            }
        }
    }
}

/// What the token asks for, in words.
fn wanted(cx: &Context<'_>) -> String {
    let kid = cx
        .header()
        .and_then(|header| header.get_str("kid"))
        .map(kid_text);
    let algorithm = cx
        .algorithm
        .map(|algorithm| format!("a key for {algorithm}"));
    [algorithm, kid]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

pub(super) fn unreached(cx: &Context<'_>) -> Option<CheckOutcome> {
    match cx.choice {
        Choice::NoKeys => Some(cx.skip("no key was given")),
        Choice::NotReached => Some(cx.skip(NO_ALGORITHM)),
        _ => None,
    }
}

fn found(cx: &Context<'_>) -> CheckOutcome {
    if cx.keys.is_some() && cx.decoded.format == Format::Jwe {
        return CheckOutcome::fail(|| super::signature::encrypted(cx));
    }
    if let Some(skipped) = unreached(cx) {
        return skipped;
    }
    let keys = cx.keys.map(KeySet::keys).unwrap_or_default();
    match cx.choice {
        Choice::One(key) => cx.pass(|| {
            Detail::new(format!(
                "found: {}, from {}",
                named(key),
                source_text(key.source())
            ))
            .expected(wanted(cx))
        }),
        Choice::Many(_) => cx.pass(|| Detail::new("more than one key fits").expected(wanted(cx))),
        Choice::None(Some((key, _))) => cx.pass(|| {
            Detail::new(format!("a key that may be meant: {}", named(key))).expected(wanted(cx))
        }),
        _ if damaged(cx).is_some() || keys.is_empty() => CheckOutcome::fail(|| unreadable(cx)),
        _ => CheckOutcome::fail(|| not_among(cx, keys)),
    }
}

/// Keys there are, and none that the token could mean.
fn not_among(cx: &Context<'_>, keys: &[Key]) -> Detail {
    let fits = |key: &&Key| {
        let row = cx.algorithm.map(Algorithm::row);
        row.is_some_and(|row| {
            row.key_type == key.jwk().key_type() && row.curve == key.jwk().curve()
        })
    };
    if let (Some(algorithm), false) = (cx.algorithm, keys.iter().any(|key| fits(&key))) {
        return of_another_kind(cx, algorithm, keys);
    }
    let known: Vec<String> = keys
        .iter()
        .take(8)
        .map(|key| match key.jwk().kid.as_deref() {
            Some("") => "\"\"".to_owned(),
            Some(kid) => kid.to_owned(),
            None => "no kid".to_owned(),
        })
        .collect();
    let hint = || {
        if let Some(fitting) = fitting::hint(cx) {
            fitting
        } else if let Some(foreign) = foreign_hint(cx) {
            foreign
        } else if keys.iter().any(|key| istio::is_placeholder(key.jwk())) {
            istio::PLACEHOLDER_ADVICE.to_owned()
        } else if keys.iter().any(|key| key.jwk().kid.is_none()) {
            "a key without kid fits no token that names one; give it as the one key to use"
                .to_owned()
        } else if let Some(advice) = cx.claims().and_then(other_keys_advice) {
            advice.to_owned()
        } else if let Some(advice) = provider(cx) {
            format!("the issuer may have changed its keys; {advice}")
        } else {
            "the issuer may have changed its keys (fetch the JWKS again), may keep this application's keys apart, or is not the one that signed".to_owned()
        }
    };
    Detail::new("no trusted key has the name that the token asks for")
        .expected(wanted(cx))
        .actual(shorten(&known.join(", ")))
        .hint_with(hint)
}

/// Keys that could not verify the token's algorithm, whatever their names.
fn of_another_kind(cx: &Context<'_>, algorithm: Algorithm, keys: &[Key]) -> Detail {
    let mut kinds: Vec<String> = Vec::new();
    for kind in keys.iter().map(kind) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    let hint = || {
        if algorithm.is_symmetric() {
            SYMMETRIC_HINT.to_owned()
        } else {
            foreign_hint(cx).or_else(|| provider(cx).map(str::to_owned)).unwrap_or_else(|| {
            format!("this set can verify no {algorithm}; the token comes from another issuer, or its keys are published elsewhere")
        })
        }
    };
    Detail::new(format!(
        "no trusted key is of the kind that {algorithm} needs"
    ))
    .expected(wanted(cx))
    .actual(shorten(&kinds.join(", ")))
    .hint_with(hint)
}

/// Where the provider that issued the token keeps keys apart.
fn provider(cx: &Context<'_>) -> Option<&'static str> {
    keys_advice(cx.claims()?)
}

/// What verifies a token that no published key does.
const SYMMETRIC_HINT: &str = "the token is signed with a shared secret, and no published key can verify it: give the secret, which for an ID token is the client secret, or have the issuer sign with a key pair";

/// The key that the token asks for by name, where it is in the set and could not be read.
fn damaged<'a>(cx: &Context<'a>) -> Option<&'a SkippedKey> {
    let kid = cx.header()?.get_str("kid")?;
    let mut skipped = cx.keys?.skipped().iter();
    skipped.find(|key| key.kid.as_deref() == Some(kid))
}

fn unreadable(cx: &Context<'_>) -> Detail {
    let skipped = cx.keys.map_or(0, |keys| keys.skipped().len());
    let detail = match damaged(cx) {
        Some(key) => Detail::new("the key that the token asks for cannot be used")
            .actual(shorten(&key.reason.to_string())),
        None if skipped > 0 => {
            let reasons = cx.keys.into_iter().flat_map(KeySet::skipped);
            let mut reasons: Vec<_> = reasons.map(|key| key.reason.to_string()).collect();
            reasons.dedup();
            Detail::new("no key of the set can be used").actual(shorten(&reasons.join("; ")))
        }
        None => Detail::new("the key set is empty").actual("no keys"),
    };
    let is_symmetric = cx.algorithm.is_some_and(Algorithm::is_symmetric);
    detail.expected(wanted(cx)).hint(if is_symmetric {
        SYMMETRIC_HINT
    } else {
        "look at what the issuer's jwks_uri answers; keys that are damaged or of unknown type are passed over"
    })
}

fn ambiguous(cx: &Context<'_>) -> CheckOutcome {
    if let Some(skipped) = unreached(cx) {
        return skipped;
    }
    match cx.choice {
        Choice::Many(count) => CheckOutcome::fail(|| {
            Detail::new(format!("{count} keys fit the token, and nothing says which one is meant"))
                .expected("one key")
                .actual(format!("{count} keys"))
                .hint_with(|| fitting::hint(cx).unwrap_or_else(|| "give each key a kid of its own and have the issuer write it into the header, or give the one key".to_owned()))
        }),
        Choice::One(_) => cx.pass(|| Detail::new("only one key fits")),
        _ => cx.skip("not reached: no key fits"),
    }
}

fn key_type(cx: &Context<'_>) -> CheckOutcome {
    if let Some(skipped) = unreached(cx) {
        return skipped;
    }
    let Some(algorithm) = cx.algorithm else {
        return cx.skip(NO_ALGORITHM);
    };
    let row = algorithm.row();
    let expected = || match row.curve {
        Some(curve) => format!("an {} key on {}", row.key_type.name(), curve.name()),
        None => format!("an {} key", row.key_type.name()),
    };
    match cx.choice {
        Choice::None(Some((key, KeyMismatch::Type | KeyMismatch::Curve))) => {
            let hint = || {
                if let Some(fitting) = fitting::hint(cx) {
                    fitting
                } else if algorithm.is_symmetric() {
                    "the token is signed with a shared secret, and a public key must never serve as one (the classic confusion attack); give the secret itself".to_owned()
                } else {
                    foreign_hint(cx).unwrap_or_else(|| {
                        "a key knows its algorithms; token and key do not belong together"
                            .to_owned()
                    })
                }
            };
            CheckOutcome::fail(|| {
                Detail::new(format!("{algorithm} cannot be checked with this key"))
                    .expected(expected())
                    .actual(named_with_algorithms(key))
                    .hint_with(hint)
            })
        }
        Choice::One(key) => cx.pass(|| {
            Detail::new("the key's type fits the algorithm")
                .expected(expected())
                .actual(named(key))
        }),
        _ => cx.skip("not reached: no key was chosen"),
    }
}

fn key_use(cx: &Context<'_>) -> CheckOutcome {
    if let Some(skipped) = unreached(cx) {
        return skipped;
    }
    match cx.choice {
        Choice::None(Some((
            key,
            mismatch @ (KeyMismatch::Algorithm | KeyMismatch::Use | KeyMismatch::KeyOps),
        ))) => CheckOutcome::fail(|| {
            let (actual, spec) = purpose(cx, key, mismatch);
            let algorithm = cx.algorithm.map_or("this algorithm", Algorithm::name);
            Detail::new("the key is meant for something else")
                    .expected(format!("a key for verifying {algorithm}"))
                    .actual(shorten(&actual))
                    .spec(spec)
                    .hint("each key serves one algorithm and one purpose; the issuer must publish a key for this one")
        }),
        Choice::One(_) => cx.pass(|| Detail::new("the key may verify with this algorithm")),
        Choice::None(
            Some((_, KeyMismatch::Kid | KeyMismatch::Type | KeyMismatch::Curve)) | None,
        )
        | Choice::Many(_)
        | Choice::NoKeys
        | Choice::NotReached => cx.skip("not reached: no key was chosen"),
    }
}

/// What the key is for, and where that is said.
fn purpose(cx: &Context<'_>, key: &Key, mismatch: KeyMismatch) -> (String, &'static str) {
    let jwk = key.jwk();
    let meant_for = cx.algorithm.and_then(|algorithm| jwk.meant_for(algorithm));
    match mismatch {
        KeyMismatch::Algorithm if jwk.alg.is_none() => (
            format!("a key for {}", meant_for.unwrap_or_default()),
            "RFC 4055 §1.2",
        ),
        KeyMismatch::Algorithm => (
            format!("alg {}", meant_for.unwrap_or_default()),
            "RFC 7517 §4.4",
        ),
        KeyMismatch::Use if jwk.key_use.as_deref().is_none_or(|name| name == "sig") => (
            "a certificate whose keyUsage is not for signatures".to_owned(),
            "RFC 5280 §4.2.1.3",
        ),
        KeyMismatch::Use => (
            format!("use {}", jwk.key_use.as_deref().unwrap_or_default()),
            "RFC 7517 §4.2",
        ),
        KeyMismatch::KeyOps | KeyMismatch::Kid | KeyMismatch::Type | KeyMismatch::Curve => (
            format!(
                "key_ops {}",
                jwk.key_ops.as_deref().unwrap_or_default().join(" ")
            ),
            "RFC 7517 §4.3",
        ),
    }
}

fn strength(cx: &Context<'_>) -> CheckOutcome {
    if let Some(skipped) = unreached(cx) {
        return skipped;
    }
    let (Some(key), Some(algorithm)) = (cx.key(), cx.algorithm) else {
        return cx.skip("not reached: no key was chosen");
    };
    let weaknesses = key.weaknesses(algorithm);
    let tolerated = cx.policy.is_some_and(|policy| policy.allow_weak_keys);
    let fatal = |weakness: &&Weakness| weakness.severity == WeaknessSeverity::Fatal;
    if let Some(weakness) = weaknesses.iter().find(fatal) {
        let detail = || weak(key, weakness).expected("a strong key");
        return if tolerated {
            cx.warn(detail)
        } else {
            CheckOutcome::fail(|| {
                detail().hint("whoever can work out this key can sign any token; make a new one")
            })
        };
    }
    if let Some(message) = key.jwk().limits().outside_validity(cx.now) {
        return cx.warn(|| {
            Detail::new(message)
                .actual(named(key))
                .spec("RFC 5280 §4.1.2.5")
                .hint("the key still verifies; ask its owner whether it is still in use")
        });
    }
    match weaknesses.first() {
        Some(weakness) => cx.warn(|| weak(key, weakness)),
        None => cx
            .pass(|| Detail::new("no known weakness").actual(format!("{} bits", key.jwk().bits()))),
    }
}

fn weak(key: &Key, weakness: &Weakness) -> Detail {
    Detail::new(weakness.message.clone())
        .actual(named(key))
        .spec(weakness.spec)
}
