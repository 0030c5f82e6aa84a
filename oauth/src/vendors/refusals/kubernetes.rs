//! The API server of Kubernetes ([authentication]).
//!
//! [authentication]: https://kubernetes.io/docs/reference/access-authn-authz/authentication/

use super::Sign::{Body, Header, Says};
use super::{Cause, Product};

pub(super) const KUBERNETES: Product = Product {
    name: "Kubernetes",
    signs: &[
        Header("x-kubernetes-pf-flowschema-uid", ""),
        Body(r#""kind":"Status""#),
        Says("cannot * resource * in api group"),
        Says("system:anonymous"),
        Says("unable to authenticate the request due to an error"),
    ],
    rows: &[
        ("user \"system:anonymous\" cannot", Cause::TokenMissing),
        ("is forbidden: user", Cause::Policy),
        ("cannot * resource * in api group", Cause::Policy),
        ("error in cryptographic primitive", Cause::Signature),
        ("verification error", Cause::Signature),
        ("invalid for the target audiences", Cause::Audience),
        ("!has been deleted", Cause::Revoked),
        (
            "oidc: authenticator not initialized",
            Cause::IssuerUnreachable,
        ),
        ("invalid bearer token", Cause::TokenRefused),
        ("email not verified", Cause::ClaimMissing),
        ("service account token has expired", Cause::Expired),
        ("token has been invalidated", Cause::Revoked),
    ],
    advice: &[
        (
            Cause::Signature,
            "get a new service account token: another key signed this one than the API server's --service-account-key-file, as after a new CA or in another cluster",
        ),
        (
            Cause::Audience,
            "take a token whose aud is the API server's: kubectl create token without --audience, or a projected volume without audience",
        ),
        (
            Cause::Policy,
            "bind a role to the user or one of its groups: kubectl auth can-i --list --as=USER shows what there is",
        ),
        (
            Cause::ClaimMissing,
            "let the provider verify the address, or let the API server take another claim than email as user name (--oidc-username-claim)",
        ),
        (
            Cause::TokenRefused,
            "look in the API server's log: --oidc-issuer-url, --oidc-client-id and the claims of user and groups must fit the token",
        ),
    ],
};
