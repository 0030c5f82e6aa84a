//! Apple's App Store Connect and App Store Server APIs ([tokens]).
//!
//! [tokens]: https://developer.apple.com/documentation/appstoreconnectapi/generating-tokens-for-api-requests

use super::Sign::{Host, Says};
use super::facts::{Call, Remark};
use super::{Cause, Product};

/// The audience of both, whose tokens hold for a while that is bounded, in seconds.
const AUDIENCE: (&str, i64) = ("appstoreconnect-v1", 1200);

/// A token that holds for longer than they take.
pub(super) fn lifetime(call: &Call<'_>) -> Option<Remark> {
    let (audience, bound) = AUDIENCE;
    let exp = call.claim_time("exp")?;
    let start = call.claim_time("iat").unwrap_or(call.server_now);
    let seconds = exp.unix_seconds().saturating_sub(start.unix_seconds());
    (call.status == 401 && call.audiences == [audience] && seconds > bound).then(|| {
        let line = format!("the token holds for {seconds} s, and Apple takes at most {bound}");
        Remark::likely(Cause::Lifetime, line)
    })
}

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
