//! signature.*: whether the algorithm is allowed, and whether the key verifies the signature.

use super::issuer::{foreign, foreign_hint};
use super::{CheckOutcome, Choice, Context, Detail, NO_ALGORITHM, Rule, fitting, shorten};
use crate::alg::{Algorithm, Family, KeyType};
use crate::crypto::Key;
use crate::jwk::ed25519::has_small_order_r;
use crate::jwk::{Material, RSA_BITS};
use crate::jwt::Algorithms;
use crate::report::{CheckId, Format, KeySource, SignatureStatus};
use crate::vendors::entra;

pub(super) const ALGORITHM: Rule = Rule {
    id: CheckId::SignatureAlgorithm,
    spec: "RFC 8725 §3.1",
    run: algorithm,
};
pub(super) const VALUE: Rule<(SignatureStatus, CheckOutcome)> = Rule {
    id: CheckId::SignatureValue,
    spec: "RFC 7515 §5.2",
    run: value,
};

fn algorithm(cx: &Context<'_>) -> CheckOutcome {
    if cx.policy.is_some() && cx.decoded.format == Format::Jwe {
        return CheckOutcome::fail(|| encrypted(cx));
    }
    let Some(algorithm) = cx.algorithm else {
        return cx.skip(NO_ALGORITHM);
    };
    let Some(policy) = cx.policy else {
        return cx.skip("no policy says which algorithms are allowed");
    };
    match &policy.algorithms {
        // No policy is made so.
        Algorithms::Unsaid => {
            CheckOutcome::fail(|| Detail::new("nothing says which algorithms are allowed"))
        }
        Algorithms::OfKeys if cfg!(feature = "more-algorithms") && !algorithm.is_everywhere() => {
            CheckOutcome::fail(|| {
                Detail::new(format!("{algorithm} is taken only where it is allowed by name"))
                .expected("an algorithm that every build verifies")
                .actual(algorithm.name())
                .hint("name it among the allowed algorithms if this issuer is meant to use it; not every face of Claimscope, and few libraries, verify it")
            })
        }
        Algorithms::OfKeys => match cx.choice {
            Choice::One(_) => cx.pass(|| {
                Detail::new("bound by the key, as the caller asked").actual(algorithm.name())
            }),
            // What no key binds is not allowed, and the checks of the key say why there is none.
            _ => cx.skip(
                "not reached: the key says which algorithms are allowed, and there is no one key",
            ),
        },
        Algorithms::AnyOf(allowed) if allowed.contains(&algorithm) => cx.pass(|| {
            Detail::new("allowed")
                .expected(names(allowed))
                .actual(algorithm.name())
        }),
        Algorithms::AnyOf(allowed) => CheckOutcome::fail(|| {
            Detail::new(format!("{algorithm} is not among the allowed algorithms"))
                .expected(names(allowed))
                .actual(algorithm.name())
                .hint("the verifier decides the algorithm, not the token; allow it only if this issuer is meant to use it")
        }),
    }
}

/// What nobody can verify here, whatever the key.
pub(super) fn encrypted(cx: &Context<'_>) -> Detail {
    let member = |name: &str| {
        let value = cx.header().and_then(|header| header.get_str(name));
        format!("{name} {}", value.map_or("absent".to_owned(), shorten))
    };
    Detail::new("the token is encrypted, and was not decrypted")
        .expected("a signed token")
        .actual(format!("{}, {}", member("alg"), member("enc")))
        .spec("RFC 7516 §5.2")
        .hint("decrypt it elsewhere with its recipient's key and check the signed token inside, or ask the issuer for tokens that are signed alone")
}

/// No key to check with; a length that no signature has is told all the same.
fn unchecked(cx: &Context<'_>) -> CheckOutcome {
    // Where the part cannot be read, its length means nothing, and its own check has failed.
    let unreadable = [CheckId::FormatBase64url, CheckId::FormatCharset]
        .into_iter()
        .any(|id| cx.decoded.fault(id).is_some());
    let wrong = cx
        .algorithm
        .filter(|_| !unreadable)
        .filter(|algorithm| !may_be_long(cx, *algorithm));
    match (wrong, &cx.choice) {
        (Some(algorithm), _) => CheckOutcome::fail(|| impossible_length(cx, algorithm)),
        (None, Choice::NoKeys) => cx.skip("no key was given, so nothing is proved"),
        (None, _) => cx.skip("not reached: there is no one key to check with"),
    }
}

fn names(algorithms: &[Algorithm]) -> String {
    algorithms
        .iter()
        .map(|algorithm| algorithm.name())
        .collect::<Vec<_>>()
        .join(" or ")
}

fn value(cx: &Context<'_>) -> (SignatureStatus, CheckOutcome) {
    let (Some(key), Some(algorithm)) = (cx.key(), cx.algorithm) else {
        return (SignatureStatus::NotChecked, unchecked(cx));
    };
    let signing_input = &cx.token.as_bytes()[..cx.decoded.signing_input_bytes];
    let matches = match cx.computed {
        // A host's word does not make a key usable that is not.
        Some(matches) => key
            .fits(algorithm)
            .map(|()| matches && is_beyond_dispute(cx, key, algorithm)),
        None => key
            .verifier(algorithm)
            .map(|verifier| verifier.verify(signing_input, &cx.decoded.signature)),
    };
    let matches = match matches {
        Ok(matches) => matches,
        Err(error) => {
            let failure = CheckOutcome::fail(|| {
                Detail::new(format!("the key cannot be used: {error}")).actual(algorithm.name())
            });
            return (SignatureStatus::NotChecked, failure);
        }
    };
    if matches {
        let pass = cx.pass(|| {
            Detail::new(format!("{algorithm} verifies with this key")).actual(algorithm.name())
        });
        return (SignatureStatus::Valid, pass);
    }
    let failure = CheckOutcome::fail(|| mismatch(cx, key, algorithm));
    (SignatureStatus::Invalid, failure)
}

/// RSA's signature is as long as the modulus, which is refused below this.
const LEAST_RSA_BYTES: usize = *RSA_BITS.start() / 8;

/// Whether some key could have made a signature of this length.
fn may_be_long(cx: &Context<'_>, algorithm: Algorithm) -> bool {
    let length = cx.decoded.signature.len();
    match algorithm.row().signature_bytes {
        Some(bytes) => length == bytes,
        None => length >= LEAST_RSA_BYTES,
    }
}

/// What is wrong with the signature's length, whatever the key: the mark of tokens that were cut or stripped.
fn impossible_length(cx: &Context<'_>, algorithm: Algorithm) -> Detail {
    let length = cx.decoded.signature.len();
    if length == 0 {
        return Detail::new("the token has no signature")
            .expected("a signature")
            .actual("0 bytes")
            .hint("the third part was stripped; whoever sends this has no valid token");
    }
    let row = algorithm.row();
    let wanted = match row.signature_bytes {
        Some(bytes) => format!("{bytes} bytes"),
        None => format!("at least {LEAST_RSA_BYTES} bytes"),
    };
    Detail::new(format!(
        "an {algorithm} signature has {wanted}, this one {length}"
    ))
    .expected(wanted)
    .actual(format!("{length} bytes"))
    .spec(row.spec)
    .hint(match row.family {
        Family::Ecdsa(_) if is_der(&cx.decoded.signature) => {
            "this is DER; JOSE wants r and s side by side at full length"
        }
        _ => "the token was cut, or signed with another algorithm than it says",
    })
}

fn mismatch(cx: &Context<'_>, key: &Key, algorithm: Algorithm) -> Detail {
    let detail = match may_be_long(cx, algorithm) {
        true => no_match(cx, key),
        false => impossible_length(cx, algorithm),
    };
    match fitting::hint(cx) {
        Some(hint) => detail.hint(hint),
        None => detail,
    }
}

fn no_match(cx: &Context<'_>, key: &Key) -> Detail {
    if is_for_graph(cx) {
        return Detail::new(entra::GRAPH_SIGNATURE)
            .expected("a signature by this key")
            .actual("one over a nonce that was changed after signing")
            .hint_with(|| format!("{}; {}", entra::NONCE_MEANING, entra::GRAPH_ADVICE));
    }
    let is_named = cx
        .header()
        .is_some_and(|header| header.get("kid").is_some());
    let is_of_set = matches!(key.source(), KeySource::Jwks | KeySource::IssuerJwks);
    let is_nameless = is_of_set && !is_named;
    if is_nameless && foreign(cx).is_some() {
        let hint = || {
            let own = foreign_hint(cx).unwrap_or_default();
            format!("{own}; the header names no kid")
        };
        return Detail::new(
            "no key of the token's issuer was given, and the one that was tried does not verify it",
        )
        .expected("a signature by this key")
        .actual("another")
        .hint_with(hint);
    }
    let hint = || {
        if let Some(own) = foreign_hint(cx) {
            own
        } else if key.jwk().key_type() == KeyType::Oct {
            "header or payload were changed after signing, or the signer has another secret; compare both character by character".to_owned()
        } else if is_nameless {
            "the header names no kid, so that the one key that fits was tried; the token may be of another issuer, or of a kind that this issuer signs otherwise".to_owned()
        } else {
            "header or payload were changed after signing, or another key signed; compare the kid with the issuer's JWKS".to_owned()
        }
    };
    Detail::new("the signature does not match")
        .expected("a signature by this key")
        .actual("another")
        .hint_with(hint)
}

/// Whether all libraries agree on such a signature. Those that hosts have differ where Ed25519 has small orders, and where one of RSA
/// lacks its leading zeros: it has to be as long as the modulus ([RFC 8017 §8.1.2](https://www.rfc-editor.org/rfc/rfc8017#section-8.1.2)).
fn is_beyond_dispute(cx: &Context<'_>, key: &Key, algorithm: Algorithm) -> bool {
    let signature = &cx.decoded.signature;
    match key.jwk().material() {
        Material::Rsa { n, .. } => signature.len() == n.len(),
        _ => algorithm.row().family != Family::EdDsa || !has_small_order_r(signature),
    }
}

/// Microsoft's own APIs get tokens whose header has a nonce that nobody else can restore to what was signed.
fn is_for_graph(cx: &Context<'_>) -> bool {
    let (Some(header), Some(claims)) = (cx.header(), cx.claims()) else {
        return false;
    };
    entra::is_signed_for_microsoft(header, claims)
}

/// Whether these bytes are one DER sequence of a short length, as most libraries write ECDSA signatures.
fn is_der(signature: &[u8]) -> bool {
    matches!(signature, [0x30, length, rest @ ..] | [0x30, 0x81, length, rest @ ..] if usize::from(*length) == rest.len())
}
