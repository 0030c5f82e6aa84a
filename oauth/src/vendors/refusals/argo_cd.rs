//! Argo CD, which tries a token for each of its audiences and tells why each refused it ([sessions]).
//!
//! [sessions]: https://github.com/argoproj/argo-cd/blob/master/util/oidc/provider.go

use super::Sign::Says;
use super::{Cause, Product};

pub(super) const ARGO_CD: Product = Product {
    name: "Argo CD",
    signs: &[
        Says("token verification failed for all audiences"),
        Says("invalid session: failed to verify the token"),
        // The clients of the Dex beside it.
        Says("expected audience \"argo-cd"),
        Says("expected audience \\\"argo-cd"),
    ],
    rows: &[
        // For an audience that the token has, what is checked after the audience is the reason.
        (
            "for all audiences * fetching keys",
            Cause::IssuerUnreachable,
        ),
        (
            "for all audiences * failed to verify signature",
            Cause::Signature,
        ),
        ("for all audiences * token is expired", Cause::Expired),
        (
            "for all audiences * issued by a different provider",
            Cause::Issuer,
        ),
        (
            "for all audiences * expected audience * got []",
            Cause::AudienceMissing,
        ),
        ("for all audiences * expected audience", Cause::Audience),
        // Old versions tell of the audience alone that was tried last.
        ("!?expected audience", Cause::Audience),
        (
            "invalid session: failed to verify the token",
            Cause::TokenRefused,
        ),
    ],
    advice: &[
        (
            Cause::Audience,
            "log in again, on the command line by argocd login --sso; or add the token's aud to allowedAudiences of oidc.config in argocd-cm, which has clientID and cliClientID unless set",
        ),
        (
            Cause::TokenRefused,
            "look in argocd-server's log: it says for each audience why it refused the token",
        ),
    ],
};
