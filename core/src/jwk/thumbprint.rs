//! Thumbprints: one name for one public key, whatever else its JWK says ([RFC 7638], [RFC 8037 §2]).
//!
//! [RFC 7638]: https://www.rfc-editor.org/rfc/rfc7638
//! [RFC 8037 §2]: https://www.rfc-editor.org/rfc/rfc8037#section-2

use sha2::{Digest, Sha256};

use super::{Jwk, Material};
use crate::base64url;

impl Jwk {
    /// The SHA-256 thumbprint in base64url. A shared secret has none: a hash of it would help to guess it.
    pub fn thumbprint(&self) -> Option<String> {
        let encode = |bytes: &[u8]| base64url::encode(bytes);
        let required = match self.material() {
            Material::Oct(_) => return None,
            Material::Rsa { n, e, .. } => {
                format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, encode(e), encode(n))
            }
            Material::Ec { curve, x, y, .. } => format!(
                r#"{{"crv":"{}","kty":"EC","x":"{}","y":"{}"}}"#,
                curve.name(),
                encode(x),
                encode(y)
            ),
            Material::Okp { x, .. } => {
                format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, encode(x))
            }
            #[cfg(feature = "more-algorithms")]
            Material::Ed448 { x, .. } => {
                format!(r#"{{"crv":"Ed448","kty":"OKP","x":"{}"}}"#, encode(x))
            }
            #[cfg(feature = "more-algorithms")]
            Material::Akp { set, public, .. } => format!(
                r#"{{"alg":"{}","kty":"AKP","pub":"{}"}}"#,
                set.name(),
                encode(public)
            ),
        };
        Some(base64url::encode(Sha256::digest(required)))
    }
}
