//! What a server that counts the parts of a token says of one that is not in hand.

use super::{Cause, Certainty};

/// How libraries say that they want three parts, or that too few came.
const COUNTING: &[&str] = &[
    "base64url parts",
    "compact jws format",
    "dot delimiter",
    "either 3 or 5 parts",
    "enough segments",
    "expected 3 parts",
    "have 3 parts",
    "invalid compact jws",
    "number of parts",
    "number of segments",
    "part delimiter",
    "period characters",
    "second delimiter",
];

/// Of these none is said of five parts.
const FEW: &[&str] = &["delimiter", "enough segments"];

/// Before the number that came.
const BEFORE: &[&str] = &["got ", "found: ", "but was "];

/// What speaks for either, where nobody says how many parts came.
pub(super) const EITHER: &str =
    "a token of five parts is encrypted, and one without dots is opaque; a signed JWT has three";

/// The kinds of token of which one came, the likelier first; empty where the sentence does not count parts.
pub(super) fn kinds(small: &str) -> &'static [(Cause, Certainty)] {
    const OPAQUE: (Cause, Certainty) = (Cause::Opaque, Certainty::Likely);
    const ENCRYPTED: (Cause, Certainty) = (Cause::Encrypted, Certainty::Likely);
    let has = |words: &[&str]| words.iter().any(|word| small.contains(word));
    if !has(COUNTING) {
        return &[];
    }
    match came(small) {
        Some(5) => &[ENCRYPTED],
        Some(0 | 1) => &[OPAQUE],
        Some(_) => &[],
        None if has(FEW) => &[OPAQUE],
        // It is the issuer's settings of a client that encrypt ID tokens.
        None if has(&["id token", "id_token"]) => &[ENCRYPTED, OPAQUE],
        None => &[OPAQUE, ENCRYPTED],
    }
}

/// How many parts came, where the sentence says so.
fn came(small: &str) -> Option<usize> {
    let (_, rest) = BEFORE.iter().find_map(|word| small.rsplit_once(word))?;
    let digits = rest.split(|letter: char| !letter.is_ascii_digit()).next()?;
    let number: usize = digits.parse().ok()?;
    Some(number + usize::from(small.contains("period")))
}
