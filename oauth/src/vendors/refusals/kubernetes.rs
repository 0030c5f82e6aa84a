//! The API server of Kubernetes ([authentication]).
//!
//! [authentication]: https://kubernetes.io/docs/reference/access-authn-authz/authentication/

use claimscope_core::json::Value;

use super::Sign::{Body, Header, Says};
use super::facts::{Call, Remark};
use super::{Cause, Product};
use crate::diagnose::line::shown_list;

/// What to do about a token that was copied out of a Secret as it is stored.
pub(super) const BASE64_ADVICE: &str =
    "decode it from base64 once: kubectl get secret shows data so";

/// A service account's token for another than the API server, whose audience is by default its issuer.
pub(super) fn service_account(call: &Call<'_>) -> Option<Remark> {
    call.claims?.get("kubernetes.io")?;
    let issuer = call.claim_text("iss").unwrap_or_default();
    let is_for_it = |audience: &String| audience == issuer || audience.contains("kubernetes");
    let is_for_another = !call.audiences.is_empty() && !call.audiences.iter().any(is_for_it);
    (call.status == 401 && call.is_of(&KUBERNETES) && is_for_another).then(|| {
        let line = format!(
            "token aud = {}; the API server takes its --api-audiences, which is its issuer unless set",
            shown_list(&call.audiences)
        );
        Remark::likely(Cause::Audience, line)
    })
}

/// An address that nobody has verified, which is no user name.
pub(super) fn unverified_email(call: &Call<'_>) -> Option<Remark> {
    let is_verified = call.claims?.get("email_verified").and_then(Value::as_bool);
    (call.status == 401 && call.is_of(&KUBERNETES) && is_verified == Some(false)).then(|| {
        let line = "token email_verified = false: an API server that takes the email as user name refuses it";
        Remark::likely(Cause::ClaimMissing, line)
    })
}

pub(super) const KUBERNETES: Product = Product {
    name: "Kubernetes",
    signs: &[
        Header("x-kubernetes-pf-flowschema-uid", ""),
        Body(r#""kind":"Status""#),
        Says("cannot * resource * in api group"),
        Says("system:anonymous"),
        Says("unable to authenticate the request"),
        Says("oidc: verify token"),
        Says("oidc: email not verified"),
        Says("oidc: parse"),
        Says("you must be logged in to the server"),
    ],
    rows: &[
        ("user \"system:anonymous\" cannot", Cause::TokenMissing),
        // The issuer's certificate, where its metadata or keys are fetched.
        (
            "fetch provider config * x509: certificate",
            Cause::IssuerUnreachable,
        ),
        (
            "fetching keys * x509: certificate",
            Cause::IssuerUnreachable,
        ),
        (
            "openid-configuration * x509: certificate",
            Cause::IssuerUnreachable,
        ),
        // Of a client that brings a certificate and no token.
        ("!x509: certificate", Cause::OtherCredential),
        ("!verifying certificate", Cause::OtherCredential),
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
        ("email not verified", Cause::ClaimMissing),
        ("oidc: parse", Cause::ClaimMissing),
        (
            "failed to verify signature: fetching keys",
            Cause::IssuerUnreachable,
        ),
        // Of several audiences that are tried, the token's own comes to its signature.
        ("failed to verify signature", Cause::Signature),
        ("oidc: expected audience * got []", Cause::AudienceMissing),
        ("oidc: expected audience", Cause::Audience),
        (
            "oidc: id token issued by a different provider",
            Cause::Issuer,
        ),
        ("token is expired", Cause::Expired),
        ("invalid bearer token", Cause::TokenRefused),
        ("you must be logged in to the server", Cause::TokenRefused),
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
            "take a token whose aud is the API server's: of an OIDC provider the id_token of the client --oidc-client-id, or one that names it in aud beside its own client (at Dex by trustedPeers and the scope audience:server:client_id:ID), and in an AuthenticationConfiguration one of issuer.audiences; of a service account, kubectl create token without --audience, or a projected volume without audience",
        ),
        (
            Cause::AudienceMissing,
            "send the id_token, whose aud is its client: an access token may have no aud, as Cognito's and Keycloak's; or let the issuer write --oidc-client-id into aud",
        ),
        (
            Cause::Policy,
            "bind a role to the user or one of its groups: kubectl auth can-i --list --as=USER shows what there is",
        ),
        (
            Cause::OtherCredential,
            "renew the client certificate of the kubeconfig, or take one of this cluster's own authority (--client-ca-file); it is no token that is refused",
        ),
        (
            Cause::ClaimMissing,
            "let the provider write the claim, and verify the address where it is email, or let the API server take another claim as user name (--oidc-username-claim)",
        ),
        (
            Cause::TokenRefused,
            "look in the API server's log: --oidc-issuer-url, --oidc-client-id and the claims of user and groups must fit the token",
        ),
    ],
};
