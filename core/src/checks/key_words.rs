//! How the checks speak of a key.

use super::shorten;
use crate::alg::Algorithm;
use crate::crypto::Key;
use crate::report::KeySource;

/// A `kid`, in words; an empty one is a name too.
pub(super) fn kid_text(kid: &str) -> String {
    match kid {
        "" => "kid \"\"".to_owned(),
        kid => format!("kid {}", shorten(kid)),
    }
}

/// A key, in words.
pub(super) fn named(key: &Key) -> String {
    let jwk = key.jwk();
    let kid = jwk.kid.as_deref().map_or("no kid".to_owned(), kid_text);
    format!("{}, {kid}", kind(key))
}

/// Its type and curve, in words.
pub(super) fn kind(key: &Key) -> String {
    let name = key.jwk().key_type().name();
    match key.jwk().curve() {
        Some(curve) => format!("{name} key on {}", curve.name()),
        None => format!("{name} key"),
    }
}

/// A key and the algorithms that it is for, in words.
pub(super) fn named_with_algorithms(key: &Key) -> String {
    let fitting: Vec<&str> = key.jwk().algorithms().map(Algorithm::name).collect();
    match fitting[..] {
        [] => named(key),
        _ => format!("{}; fits {}", named(key), fitting.join(", ")),
    }
}

/// Where a key came from, in words.
pub(super) fn source_text(source: KeySource) -> &'static str {
    match source {
        KeySource::IssuerJwks => "the issuer's JWKS",
        KeySource::Jwks => "the given JWKS",
        KeySource::Key => "the given key",
        KeySource::Secret => "the given secret",
        KeySource::Embedded => "the token itself",
    }
}
