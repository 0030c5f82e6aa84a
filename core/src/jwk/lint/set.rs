//! What a key's place in a set says about it.

use super::{Weakness, advice, fatal};
use crate::alg::KeyType;
use crate::jwk::{Jwk, JwkSet};
use crate::report::KeySource;

/// What the place in a set adds, key by key.
pub(crate) fn set_weaknesses(set: &JwkSet, source: KeySource) -> Vec<Vec<Weakness>> {
    // Each is compared with each: there are a thousand at the most.
    let uses = |kid: &str| {
        let kids = set.keys.iter().filter_map(|key| key.kid.as_deref());
        kids.filter(|other| *other == kid).count()
    };
    let symmetric = |key: &Jwk| key.key_type() == KeyType::Oct;
    let mixed = set.keys.iter().any(symmetric) && !set.keys.iter().all(symmetric);
    let of_key = |key: &Jwk| {
        let repeated = key.kid.as_deref().filter(|kid| uses(kid) > 1);
        let repeated =
            repeated.map(|_| advice("another key of the set has the same kid", "RFC 7517 §4.5"));
        exposure(key, source, mixed)
            .into_iter()
            .chain(repeated)
            .collect()
    };
    set.keys.iter().map(of_key).collect()
}

/// A key that signs, where only public keys belong. A shared secret among public keys invites taking one for the other.
fn exposure(key: &Jwk, source: KeySource, mixed: bool) -> Option<Weakness> {
    const SPEC: &str = "RFC 7517 §9.2";
    let symmetric = key.key_type() == KeyType::Oct;
    let kind = if symmetric {
        "shared secret"
    } else {
        "private key"
    };
    match source {
        _ if !key.is_private() => None,
        KeySource::IssuerJwks => Some(fatal(
            said!("the issuer publishes this {kind}, so that everyone can sign with it"),
            SPEC,
        )),
        KeySource::Jwks if symmetric && mixed => Some(fatal(
            "the set holds this shared secret beside public keys, where it may have been published with them",
            SPEC,
        )),
        KeySource::Jwks => Some(advice(
            said!("the set holds this {kind}; whoever has the set can sign with it"),
            SPEC,
        )),
        KeySource::Key | KeySource::Secret | KeySource::Embedded => None,
    }
}
