//! Firewalls and content networks that answer with a page of their own: Akamai, Imperva, F5, AWS WAF, Azure Front Door, Sucuri.

use super::Sign::{Header, Says};
use super::{Cause, Product};

pub(super) const FIREWALLS: Product = Product {
    name: "a firewall",
    signs: &[
        Header("server", "AkamaiGHost"),
        Header("x-iinfo", ""),
        Header("x-sucuri-id", ""),
        Header("server", "Microsoft-Azure-Application-Gateway"),
        Header("x-amzn-waf-action", ""),
        Header("server", "BigIP"),
        Header("server", "CloudFront"),
        Says("incapsula incident id"),
        Says("the requested url was rejected"),
    ],
    rows: &[
        ("!you don't have permission to access \"", Cause::Gateway),
        ("!access denied", Cause::Gateway),
        ("incapsula incident id", Cause::Gateway),
        ("the requested url was rejected", Cause::Gateway),
        ("!support id", Cause::Gateway),
        ("azure web application firewall", Cause::Gateway),
        ("sucuri website firewall", Cause::Gateway),
        ("the request could not be satisfied", Cause::Gateway),
        ("!request blocked", Cause::Gateway),
        ("!web application firewall", Cause::Gateway),
        ("microsoft-azure-application-gateway", Cause::Gateway),
    ],
    advice: &[(
        Cause::Gateway,
        "a firewall answered, not the API: find the event by the reference in the page, and allow the call there",
    )],
};
