//! Slack, which answers 200 with `ok: false` ([errors]).
//!
//! [errors]: https://api.slack.com/methods/auth.test#errors

use super::Sign::{Header, Host};
use super::{Cause, Product};

/// How its own tokens begin.
pub(super) const TOKEN_PREFIXES: &[&str] = &["xoxb-", "xoxp-"];

pub(super) const SLACK: Product = Product {
    name: "Slack",
    signs: &[Host("slack.com"), Header("x-slack-req-id", "")],
    rows: &[
        ("=not authed", Cause::TokenMissing),
        ("=invalid auth", Cause::TokenRefused),
        ("=token expired", Cause::Expired),
        ("=token revoked", Cause::Revoked),
        ("=account inactive", Cause::Revoked),
        ("=missing scope", Cause::Scope),
        ("=not allowed token type", Cause::TokenType),
        ("!=no permission", Cause::Policy),
        ("=ekm access denied", Cause::Policy),
        ("!=access denied", Cause::Policy),
        ("=team access not granted", Cause::Policy),
        ("=org login required", Cause::Policy),
        ("=ratelimited", Cause::RateLimit),
        ("=two factor setup required", Cause::StepUp),
    ],
    advice: &[
        (
            Cause::Scope,
            "add the scope that needed names to the app, and install it again",
        ),
        (
            Cause::TokenType,
            "send a token of the kind that the method takes: xoxb- for bots, xoxp- for users",
        ),
    ],
};
