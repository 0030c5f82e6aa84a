//! Istio: the key that stands in for an issuer's where those could not be fetched ([source]).
//!
//! [source]: https://github.com/istio/istio/blob/master/pilot/pkg/model/jwks_resolver.go

use crate::jwk::{Jwk, Material};

/// What to do where that key is all there is.
pub(crate) const PLACEHOLDER_ADVICE: &str = "the key is Istio's placeholder, whose n reads Error-Istiod…: istiod could not fetch the issuer's JWKS; open the jwksUri from istiod's pod, or give jwks inline";

pub(crate) fn is_placeholder(jwk: &Jwk) -> bool {
    matches!(jwk.material(), Material::Rsa { n, .. } if n.starts_with(b"Error-Istiod"))
}
