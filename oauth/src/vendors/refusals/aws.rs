//! Amazon's API Gateway, load balancer, AppSync and the services that want signed requests ([gateway], [HTTP API], [ALB]).
//!
//! [gateway]: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
//! [HTTP API]: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
//! [ALB]: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html

use claimscope_core::vendors::cognito;

use super::Sign::{Header, Host, Says};
use super::facts::{Call, Habit, Remark, Sight};
use super::{Cause, Product};

pub(super) const ALB: Product = Product {
    name: "AWS's load balancer",
    signs: &[Header("server", "awselb/")],
    rows: &[
        ("!401 authorization required", Cause::Gateway),
        ("!403 forbidden", Cause::Gateway),
        ("!561 auth", Cause::Gateway),
    ],
    advice: &[(
        Cause::Gateway,
        "the load balancer answered itself: its rule authenticates browsers by a session cookie and takes no bearer token, so give API paths a rule of their own, or jwt-validation",
    )],
};

/// Where API Gateway moves the challenge of what stands behind it.
pub(super) const MOVED_CHALLENGE: &str = "x-amzn-remapped-www-authenticate";

pub(super) const HABITS: &[Habit] = &[(
    Sight::IssuerWithSlash,
    "with a slash at its end, which the authorizer's issuer then needs too",
)];

/// Cognito's access token at an authorizer that may want the id token.
pub(super) fn access_token(call: &Call<'_>) -> Option<Remark> {
    let is_access = call.claim_text(cognito::KIND) == Some(cognito::ACCESS);
    let is_open = call.audiences.is_empty() && !call.is_explained;
    (call.is_of(&API_GATEWAY) && is_access && is_open).then(|| {
        let line = "token_use = access: a Cognito authorizer takes id tokens unless the method asks for scopes";
        Remark::likely(Cause::TokenType, line)
    })
}

pub(super) const API_GATEWAY: Product = Product {
    name: "AWS API Gateway",
    signs: &[
        Header("x-amzn-errortype", ""),
        Header("apigw-requestid", ""),
        Header("x-amz-apigw-id", ""),
        Host(".amazonaws.com"),
        Says("=missing authentication token"),
        Says("not a valid key=value pair"),
    ],
    rows: &[
        // It says so where no route fits, or where the method wants a signed request, token or not.
        ("?missing authentication token", Cause::Path),
        ("?missing equal-sign", Cause::Path),
        ("?invalid key=value pair", Cause::Path),
        ("?incomplete signature", Cause::Path),
        ("?authorization header requires 'credential'", Cause::Path),
        ("no method found matching route", Cause::Path),
        ("explicit deny", Cause::Policy),
        ("is not authorized to perform", Cause::Policy),
        ("is not authorized to access this resource", Cause::Policy),
        ("authorizer configuration exception", Cause::Failed),
        ("authorizer failure exception", Cause::Failed),
        ("the incoming token has expired", Cause::Expired),
        ("does not have a valid audience", Cause::Audience),
        ("does not have a valid scope", Cause::Scope),
        ("no scope * token", Cause::Scope),
        ("!?=forbidden exception", Cause::ApiKey),
        ("throttled exception", Cause::RateLimit),
        ("limit exceeded exception", Cause::RateLimit),
    ],
    advice: &[
        (
            Cause::Path,
            "check the stage, the path and the method: API Gateway answers so where it has no such route, or where the method's authorization is AWS_IAM, which takes requests signed by Signature Version 4 (SigV4) alone; the token is not the point",
        ),
        (
            Cause::Policy,
            "the authorizer read the token and denied the call: look at the policy that it returned, which is also cached for other paths",
        ),
        (
            Cause::ApiKey,
            "send the key of a usage plan as x-api-key; where none is wanted, a resource policy or AWS WAF refuses the call",
        ),
        (
            Cause::Audience,
            "add the token's aud to the authorizer's audiences; client_id counts only where the token has no aud",
        ),
        (
            Cause::Issuer,
            "make the authorizer's issuer exactly the token's iss, with or without the last slash",
        ),
        (
            Cause::TokenType,
            "a Cognito authorizer takes id tokens unless the method has scopes: send the id token, or set a scope that the access token has",
        ),
        (
            Cause::TokenRefused,
            "look in the stage's access log, with $context.authorizer.error in its format",
        ),
    ],
};

pub(super) const SERVICES: Product = Product {
    name: "AWS",
    signs: &[
        Header("www-authenticate", "AWS4-HMAC-SHA256"),
        Says("aws signature"),
        Says("x-amz-security-token"),
        Says("secret_hash"),
        Says("assumerolewithwebidentity"),
        Host("cognito-idp."),
    ],
    rows: &[
        (
            "not authorized to perform sts:assumerolewithwebidentity",
            Cause::Policy,
        ),
        ("secret_hash", Cause::ClientAuthentication),
        ("secret hash", Cause::ClientAuthentication),
        (
            "secret but secret was not received",
            Cause::ClientAuthentication,
        ),
        ("unrecognized client exception", Cause::OtherCredential),
        ("invalid client token id", Cause::OtherCredential),
        ("=signature does not match", Cause::OtherCredential),
        ("request signature we calculated", Cause::OtherCredential),
        (
            "security token included in the request is",
            Cause::OtherCredential,
        ),
        ("invalid access key id", Cause::OtherCredential),
        ("aws access key id you provided", Cause::OtherCredential),
        (
            "authorization mechanism you have provided is not supported",
            Cause::OtherCredential,
        ),
        ("only one auth mechanism allowed", Cause::OtherCredential),
        ("invalid identity token", Cause::TokenRefused),
        ("no openidconnect provider found", Cause::Issuer),
        ("incorrect token audience", Cause::Audience),
        ("invalid login token. not a cognito token", Cause::Issuer),
        ("invalid login token. couldn't verify", Cause::Signature),
        ("access token has been revoked", Cause::Revoked),
        ("access token has expired", Cause::Expired),
        (
            "=valid authorization header not provided",
            Cause::TokenMissing,
        ),
        ("access token does not contain openid scope", Cause::Scope),
    ],
    advice: &[
        (
            Cause::ClientAuthentication,
            "send SECRET_HASH, by the secret of the app client; or use an app client without a secret",
        ),
        (
            Cause::Policy,
            "compare the conditions of the role's trust policy, on sub and aud, with the token's claims: every letter counts",
        ),
        (
            Cause::OtherCredential,
            "sign the request with AWS Signature Version 4 and an access key; a bearer token is not looked at here",
        ),
    ],
};
