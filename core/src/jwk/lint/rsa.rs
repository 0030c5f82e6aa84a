//! RSA keys that can be broken, or that only cost time.

use super::{Weakness, advice, fatal, roca};
use crate::jwk::{RSA_BITS, bit_length};

/// What is weak about the modulus `n` and the exponent `e`.
pub(super) fn weaknesses(n: &[u8], e: &[u8], leading_zeros: bool) -> Vec<Weakness> {
    let mut found = modulus_weaknesses(n);
    found.extend(exponent_weakness(e));
    if roca::has_fingerprint(n) {
        let message = "the RSA key was made by a faulty chip (ROCA) and can be broken";
        found.push(fatal(message, "CVE-2017-15361"));
    }
    if leading_zeros {
        let message = "n or e begins with zero bytes, which some libraries refuse";
        found.push(advice(message, "RFC 7518 §6.3.1"));
    }
    found
}

fn modulus_weaknesses(n: &[u8]) -> Vec<Weakness> {
    let bits = bit_length(n);
    let mut found = Vec::new();
    if bits < *RSA_BITS.start() {
        let message = said!("the RSA key has {bits} bits, and 2048 is the least that is safe");
        found.push(fatal(message, "RFC 7518 §3.3"));
    }
    if bits > *RSA_BITS.end() {
        let message = said!("the RSA key has {bits} bits; more than 8192 are not accepted");
        found.push(fatal(message, "RFC 7518 §3.3"));
    }
    if is_even(n) {
        found.push(fatal("the RSA modulus is even", "RFC 8017 §3.1"));
    }
    found
}

fn exponent_weakness(e: &[u8]) -> Option<Weakness> {
    const SPEC: &str = "RFC 8017 §3.1";
    if e == [1] || is_even(e) {
        let message = "the RSA exponent is 1 or even, so that anyone can sign or nobody";
        Some(fatal(message, SPEC))
    } else if bit_length(e) > 33 {
        let message = "the RSA exponent has more than 33 bits, which only slows the verifier";
        Some(fatal(message, SPEC))
    } else if bit_length(e) < 17 {
        let message = "the RSA exponent is below 65537, which is the customary least";
        Some(advice(message, "NIST SP 800-56B §6.2"))
    } else {
        None
    }
}

fn is_even(number: &[u8]) -> bool {
    number.last().is_some_and(|last| last & 1 == 0)
}
