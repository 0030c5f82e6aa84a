//! Services whose credential is a key of their own: Stripe, OpenAI, Twilio, Discord, Algolia, SendGrid.

use super::Sign::{Header, Host, Says};
use super::{Cause, Product};

/// How Stripe's keys begin.
pub(super) const TOKEN_PREFIXES: &[&str] = &["sk_", "pk_"];

pub(super) const SERVICES: Product = Product {
    name: "the service",
    signs: &[
        Host("api.stripe.com"),
        Host("api.openai.com"),
        Host("api.twilio.com"),
        Host("discord.com"),
        Host(".algolia.net"),
        Host("api.sendgrid.com"),
        Header("stripe-version", ""),
        Header("twilio-request-id", ""),
        Says("twilio.com/docs/errors"),
    ],
    rows: &[
        ("invalid api key provided", Cause::ApiKey),
        ("incorrect api key provided", Cause::ApiKey),
        ("you did not provide an api key", Cause::ApiKey),
        ("expired api key provided", Cause::ApiKey),
        ("invalid application-id or api key", Cause::ApiKey),
        ("your request had no * api key", Cause::ApiKey),
        (
            "provided authorization grant is invalid, expired, or revoked",
            Cause::TokenRefused,
        ),
        ("you are being rate limited", Cause::RateLimit),
        ("!missing access", Cause::Policy),
        ("!missing permissions", Cause::Policy),
        ("!=authenticate", Cause::OtherCredential),
        (
            "authentication error - invalid username",
            Cause::OtherCredential,
        ),
    ],
    advice: &[],
};
