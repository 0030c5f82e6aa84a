//! The hashes by which an ID token names what came with it: `at_hash` and `c_hash` ([OpenID Connect Core §3.3.2.11]).
//!
//! [OpenID Connect Core §3.3.2.11]: https://openid.net/specs/openid-connect-core-1_0.html#HybridIDToken

use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::alg::{Algorithm, Hash};
use crate::base64url;

/// An access token or a code as an ID token names it: the left half of its hash, in base64url. Which hash that is follows
/// from the ID token's algorithm, so that all are kept. The value itself cannot be got back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenHash {
    sha256: String,
    sha384: String,
    sha512: String,
}

impl TokenHash {
    /// The hashes of this access token or code.
    pub fn of(value: &[u8]) -> Self {
        let half = |hash: &[u8]| base64url::encode(&hash[..hash.len() / 2]);
        Self {
            sha256: half(&Sha256::digest(value)),
            sha384: half(&Sha384::digest(value)),
            sha512: half(&Sha512::digest(value)),
        }
    }

    /// What an ID token of this algorithm carries. Ed25519 has SHA-512 inside.
    pub(crate) fn under(&self, algorithm: Algorithm) -> &str {
        match algorithm.row().hash {
            Some(Hash::Sha256) => &self.sha256,
            Some(Hash::Sha384) => &self.sha384,
            Some(Hash::Sha512) | None => &self.sha512,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_example_of_openid_connect() {
        // OpenID Connect Core §A.3 and §A.4: c_hash and at_hash of the examples.
        let code = TokenHash::of(b"Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk");
        assert_eq!(code.under(Algorithm::RS256), "LDktKdoQak3Pk0cnXxCltA");
        let token = TokenHash::of(b"jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y");
        assert_eq!(token.under(Algorithm::RS256), "77QmUPtjPfzWtF2AnpK9RQ");
        assert_eq!(token.under(Algorithm::ES384).len(), 32);
        assert_eq!(token.under(Algorithm::EdDSA).len(), 43);
    }
}
