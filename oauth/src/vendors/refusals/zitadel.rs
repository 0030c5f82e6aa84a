//! ZITADEL's own APIs ([reserved scopes]).
//!
//! [reserved scopes]: https://zitadel.com/docs/apis/openidoauth/scopes

use claimscope_core::report::Format;

use super::Sign::{Body, Says};
use super::facts::{Call, Remark};
use super::{Cause, Product};

const PROJECT_SCOPE: &str = "for ZITADEL's own API, ask with the scope urn:zitadel:iam:org:project:id:zitadel:aud, which puts it into aud; for introspection, with that of the API's project";

/// It takes opaque tokens of its own, and refuses one that is not for it in the words that it has for every other fault.
pub(super) fn opaque_token(call: &Call<'_>) -> Option<Remark> {
    let is_opaque = call.format == Some(Format::Opaque);
    (call.is_of(&ZITADEL) && call.is_token_refused && is_opaque).then(|| {
        let line = "the token is opaque, which ZITADEL takes where its own project is among the token's audiences; it says the same of one that has ended";
        Remark {
            instead_of: &[Cause::Opaque],
            ..Remark::likely(Cause::Audience, line)
        }
    })
}

pub(super) const ZITADEL: Product = Product {
    name: "ZITADEL",
    signs: &[
        Body("googleapis.com/zitadel."),
        Says("errors.token.invalid"),
        Says("invalid audience (app-"),
    ],
    rows: &[
        ("errors.token.invalid", Cause::TokenRefused),
        ("invalid audience (app-", Cause::Audience),
        ("auth header missing", Cause::TokenMissing),
        ("no matching permissions found", Cause::Policy),
    ],
    advice: &[
        (Cause::TokenRefused, PROJECT_SCOPE),
        (Cause::Audience, PROJECT_SCOPE),
    ],
};
