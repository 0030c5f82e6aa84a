//! Apple's App Store Connect and App Store Server APIs ([tokens]).
//!
//! [tokens]: https://developer.apple.com/documentation/appstoreconnectapi/generating-tokens-for-api-requests

use super::Sign::{Host, Says};
use super::{Cause, Product};

/// The audience of both, whose tokens hold for a while that is bounded, in seconds.
pub(crate) const AUDIENCE: (&str, i64) = ("appstoreconnect-v1", 1200);

pub(super) const APPLE: Product = Product {
    name: "Apple",
    signs: &[
        Host("api.appstoreconnect.apple.com"),
        Host(".itunes.apple.com"),
        Says("provide a properly configured and signed bearer token"),
    ],
    rows: &[(
        "provide a properly configured and signed bearer token",
        Cause::TokenRefused,
    )],
    advice: &[
        (
            Cause::Lifetime,
            "let exp lie at most 20 minutes ahead of iat",
        ),
        (
            Cause::TokenRefused,
            "check kid, iss (the issuer id), aud appstoreconnect-v1 and ES256, by the API key's own .p8 file",
        ),
    ],
};
