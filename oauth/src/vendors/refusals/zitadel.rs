//! ZITADEL's own APIs ([reserved scopes]).
//!
//! [reserved scopes]: https://zitadel.com/docs/apis/openidoauth/scopes

use super::Sign::{Body, Says};
use super::{Cause, Product};

const PROJECT_SCOPE: &str = "for ZITADEL's own API, ask with the scope urn:zitadel:iam:org:project:id:zitadel:aud, which puts it into aud; for introspection, with that of the API's project";

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
