//! Cloudflare: Access, challenge pages and the firewall ([Access], [challenges], [1xxx errors]).
//!
//! [Access]: https://developers.cloudflare.com/cloudflare-one/identity/service-tokens/
//! [challenges]: https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/
//! [1xxx errors]: https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/

use super::Sign::Header;
use super::{Cause, Product};

/// The header that comes with a challenge page, and what it tells.
pub(super) const CHALLENGED: (&str, &str) = (
    "cf-mitigated",
    "the answer has cf-mitigated: Cloudflare wants a browser to prove itself",
);

/// The header that says whether the answer came out of its cache ([cache responses]).
///
/// [cache responses]: https://developers.cloudflare.com/cache/concepts/cache-responses/
#[cfg(feature = "probe")]
pub(super) const CACHE_HEADER: &str = "cf-cache-status";

/// What stands in the addresses of Access's login pages.
pub(super) const LOGIN_ADDRESSES: &[&str] = &["/access/login"];

pub(super) const CLOUDFLARE: Product = Product {
    name: "Cloudflare",
    signs: &[
        Header("server", "cloudflare"),
        Header("cf-ray", ""),
        Header("cf-mitigated", ""),
        Header("location", "cloudflareaccess.com"),
        Header("www-authenticate", "Cloudflare-Access"),
    ],
    rows: &[
        ("sorry, you have been blocked", Cause::Gateway),
        ("!just a moment", Cause::Gateway),
        ("!attention required", Cause::Gateway),
        ("!error 10", Cause::Gateway),
        ("!error code: 10", Cause::Gateway),
        ("enable javascript and cookies to continue", Cause::Gateway),
        ("you are being rate limited", Cause::RateLimit),
        ("that account does not have access", Cause::Policy),
        ("sign in ・ cloudflare access", Cause::Gateway),
        ("!authentication error", Cause::TokenRefused),
    ],
    advice: &[
        (
            Cause::Redirect,
            "send a service token as CF-Access-Client-Id and CF-Access-Client-Secret, and add a Service Auth policy to the application; Access does not look at Authorization",
        ),
        (
            Cause::Gateway,
            "Cloudflare answered, not the API: skip the challenge or the firewall rule for API paths; its event log has the Ray ID",
        ),
    ],
};
