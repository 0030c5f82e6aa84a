//! key.issuer: whether the key is the token's issuer's own, by what its set and the key itself say.

use super::issuer::matches;
use super::key::unreached;
use super::key_words::source_text;
use super::{CheckOutcome, Context, Detail, Rule, shorten};
use crate::crypto::KeySet;
use crate::difference_hint;
use crate::report::{CheckId, KeySource};
use crate::vendors::entra::{self, Version};

pub(super) const ISSUER: Rule = Rule {
    id: CheckId::KeyIssuer,
    spec: "RFC 8725 §3.8",
    run,
};

fn run(cx: &Context<'_>) -> CheckOutcome {
    if let Some(skipped) = unreached(cx) {
        return skipped;
    }
    let Some(key) = cx.key() else {
        return cx.skip("not reached: no key was chosen");
    };
    if key.source() == KeySource::Embedded {
        return cx.warn(|| {
            Detail::new("the key came inside the token, so its signature proves nothing")
                .expected("a key from the issuer")
                .actual("a key from the token")
                .spec("RFC 8725 §3.10")
                .hint("anyone can sign with a key of their own; get the key from the issuer")
        });
    }
    let names = cx.keys.map(KeySet::issuers).unwrap_or_default();
    let stated = key.jwk().issuer.as_deref();
    let Some(owner) = names.first().map(String::as_str).or(stated) else {
        return cx.skip_with(|| {
            Detail::new(format!(
                "the key comes from {}, which binds it to no issuer",
                source_text(key.source())
            ))
        });
    };
    let Some((claims, actual)) = cx
        .claims()
        .and_then(|claims| Some((claims, claims.get_str("iss")?)))
    else {
        return cx.skip("the token does not name its issuer");
    };
    let is_one = |owner: &str| matches(owner, actual, claims);
    let of_set = names.is_empty() || names.iter().any(|name| is_one(name));
    let stranger = if of_set {
        stated.filter(|stated| !is_one(stated))
    } else {
        Some(owner)
    };
    let Some(stranger) = stranger else {
        return cx.pass(|| {
            Detail::new("the key is the issuer's own")
                .expected(shorten(owner))
                .actual(shorten(actual))
        });
    };
    let is_entra_v1 = || {
        entra::version(actual) == Some(Version::One)
            && entra::version(stranger) == Some(Version::Two)
    };
    let hint = || match difference_hint(stranger, actual) {
        Some(difference) => format!("{difference}; the two must be written exactly alike"),
        None if is_entra_v1() => format!(
            "a version 1 token and the keys of the version 2 endpoint: {}",
            entra::VERSION_ADVICE
        ),
        None => "a key of one issuer must not vouch for another".to_owned(),
    };
    CheckOutcome::fail(|| {
        Detail::new("the key belongs to another issuer")
            .expected(shorten(stranger))
            .actual(shorten(actual))
            .hint_with(hint)
    })
}
