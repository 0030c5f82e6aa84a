//! What is weak about a key: what no verifier should accept, and what its owner should know.

mod roca;
mod rsa;
mod secret;
mod set;

use super::{Jwk, Material};
use crate::alg::{Algorithm, Family, Hash, KeyType};

pub use secret::published_secrets;
pub(crate) use set::set_weaknesses;

/// One thing that is weak about a key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Weakness {
    /// One sentence for a person, lower case, no full stop. Never a part of the key.
    pub message: String,
    /// Where the rule stands.
    pub spec: &'static str,
    /// How bad it is.
    pub severity: WeaknessSeverity,
}

/// How bad a weakness is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WeaknessSeverity {
    /// A signature by this key proves nothing, or may not: refused unless weak keys are allowed.
    Fatal,
    /// Worth knowing.
    Advice,
}

impl Jwk {
    /// What is weak about this key, whatever it is used for.
    pub fn weaknesses(&self) -> Vec<Weakness> {
        let mut found = match self.material() {
            Material::Oct(secret) => secret::weaknesses(secret.expose()),
            Material::Rsa {
                n,
                e,
                leading_zeros,
                ..
            } => rsa::weaknesses(n, e, *leading_zeros),
            Material::Ec { .. } | Material::Okp { .. } => Vec::new(),
            #[cfg(feature = "more-algorithms")]
            Material::Ed448 { .. } | Material::Akp { .. } => Vec::new(),
        };
        let x5c = self.limits().x5c_problem();
        found.extend(x5c.map(|problem| advice(problem, "RFC 7517 §4.7")));
        found
    }

    /// What is weak about this key when it is used with `algorithm`.
    pub fn weaknesses_for(&self, algorithm: Algorithm) -> Vec<Weakness> {
        let mut found = self.weaknesses();
        let bytes = self.bits() / 8;
        let needed = match algorithm.row().family {
            Family::Hmac(hash) => hash.output_bytes(),
            _ => 0,
        };
        // Below the shortest hash the key's own weaknesses say it already.
        let too_short_here = (Hash::Sha256.output_bytes()..needed).contains(&bytes);
        if self.key_type() == KeyType::Oct && too_short_here {
            let message = said!("the secret has {bytes} bytes, and {algorithm} needs {needed}");
            found.push(fatal(message, "RFC 7518 §3.2"));
        }
        found
    }
}

fn fatal(message: impl Into<String>, spec: &'static str) -> Weakness {
    Weakness {
        message: said!("{}", message.into()),
        spec,
        severity: WeaknessSeverity::Fatal,
    }
}

fn advice(message: impl Into<String>, spec: &'static str) -> Weakness {
    Weakness {
        severity: WeaknessSeverity::Advice,
        ..fatal(message, spec)
    }
}
