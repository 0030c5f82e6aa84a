//! Google: Identity-Aware Proxy, Cloud Run and Functions, the APIs, ESPv2 and Firebase ([IAP], [Run], [APIs], [Firebase]).
//!
//! [IAP]: https://cloud.google.com/iap/docs/faq
//! [Run]: https://cloud.google.com/run/docs/troubleshooting
//! [APIs]: https://cloud.google.com/apis/design/errors
//! [Firebase]: https://firebase.google.com/docs/auth/admin/errors

use claimscope_core::vendors::google::CUSTOM_TOKEN_AUDIENCE;

use super::Sign::{Header, Host, Says};
use super::facts::{Call, Habit, Remark, Sight};
use super::{Cause, Certainty, Product};

/// Where it logs people in.
pub(super) const LOGIN_ADDRESSES: &[&str] = &["accounts.google.com"];

/// How its access tokens begin, and what they are.
pub(super) const OPAQUE: (&str, &str) = (
    "ya29.",
    "a Google access token, which only Google's APIs understand",
);

/// A custom token, whose type and key no API knows.
pub(super) fn custom_token(call: &Call<'_>) -> Option<Remark> {
    let mut audiences = call.audiences.iter();
    let is_custom = audiences.any(|audience| audience == CUSTOM_TOKEN_AUDIENCE);
    is_custom.then(|| Remark {
        cause: Cause::CustomToken,
        certainty: Certainty::Certain,
        line: "token aud ends in IdentityToolkit: a custom token, which Firebase exchanges for an id token".to_owned(),
        instead_of: &[Cause::Audience, Cause::TokenType, Cause::KeyNotFound],
    })
}

pub(super) const IAP: Product = Product {
    name: "Google's Identity-Aware Proxy",
    signs: &[
        Header("x-goog-iap-generated-response", ""),
        Says("invalid iap credentials"),
    ],
    rows: &[
        ("!empty token", Cause::TokenMissing),
        ("!jwt audience", Cause::Audience),
        ("!jwt issuer", Cause::Issuer),
        ("!unable to parse jwt", Cause::Malformed),
        ("!jwt signature is invalid", Cause::Signature),
        ("!jwt is expired", Cause::Expired),
        ("!jwt expir", Cause::Expired),
        ("invalid iap credentials", Cause::TokenRefused),
        ("!you don't have access", Cause::Policy),
        ("!your client does not have permission", Cause::Policy),
        (
            "there was a problem with your request. error code",
            Cause::Gateway,
        ),
    ],
    advice: &[
        (
            Cause::Audience,
            "ask for a Google id token whose aud is the OAuth client id of the proxy, or the resource that it names",
        ),
        (
            Cause::Policy,
            "give the caller the role IAP-secured Web App User",
        ),
        (
            Cause::Redirect,
            "send a Google id token whose aud is the OAuth client id of the proxy as Authorization or Proxy-Authorization: Bearer",
        ),
    ],
};

/// The issuer of the ID tokens that Cloud Run takes ([service to service]).
///
/// [service to service]: https://cloud.google.com/run/docs/authenticating/service-to-service
pub(super) const ISSUER: &str = "https://accounts.google.com";

/// What Cloud Run takes at an address of its own: the service's URL.
pub(super) fn run_audiences(host: &str) -> Option<Vec<String>> {
    let takes = host.ends_with(".run.app");
    takes.then(|| vec![format!("https://{host}"), format!("https://{host}/")])
}

pub(super) const RUN_HABITS: &[Habit] = &[(
    Sight::AudienceUnsaid,
    "Cloud Run takes the service's own URL",
)];

/// Behind which words Google's libraries name the audience that they expect.
pub(super) const AUDIENCE_MARKS: &[&str] = &[
    "claim. expected \"",
    "claim; expected \"",
    "expected one of ['",
];

/// Behind which words they name the audience of the token.
pub(super) const TOKEN_AUDIENCE_MARKS: &[&str] = &["but got \"", "wrong audience "];

/// API Gateway and Cloud Endpoints, whose proxy is Envoy's ([audiences]).
///
/// [audiences]: https://cloud.google.com/api-gateway/docs/authenticating-users-jwt
pub(super) const GATEWAY: Product = Product {
    name: "API Gateway of Google",
    signs: &[Host(".gateway.dev")],
    rows: &[],
    advice: &[(
        Cause::Audience,
        "name the token's aud under x-google-audiences of the API's security definition; without it, the gateway takes the name of its managed service alone",
    )],
};

pub(super) const RUN: Product = Product {
    name: "Cloud Run",
    signs: &[
        Header("server", "Google Frontend"),
        Host(".run.app"),
        Host(".cloudfunctions.net"),
    ],
    rows: &[
        (
            "the access token could not be verified",
            Cause::TokenRefused,
        ),
        ("the request was not authenticated", Cause::TokenMissing),
        (
            "does not have permission to the requested url",
            Cause::Policy,
        ),
        ("does not have permission to get url", Cause::Policy),
    ],
    advice: &[
        (
            Cause::TokenRefused,
            "send an id token that Google signed, with the service's URL as aud: gcloud auth print-identity-token --audiences=URL, or the metadata server",
        ),
        (
            Cause::Issuer,
            "send an id token that Google signed, with the service's URL as aud: gcloud auth print-identity-token --audiences=URL, or the metadata server",
        ),
        (
            Cause::Audience,
            "ask for an id token whose aud is the service's URL, or add a custom audience to the service",
        ),
        (
            Cause::Policy,
            "give the caller the role roles/run.invoker on this service",
        ),
    ],
};

pub(super) const APIS: Product = Product {
    name: "Google's APIs",
    signs: &[
        Host(".googleapis.com"),
        Header("server", "ESF"),
        Header("server", "scaffolding on HTTPServer2"),
        Header("www-authenticate", "https://accounts.google.com/"),
        Says("expected oauth 2 access token"),
        Says("google.rpc"),
        Says("token has wrong audience"),
        Says("wrong recipient, payload audience"),
    ],
    rows: &[
        ("access token type unsupported", Cause::TokenType),
        ("access token expired", Cause::Expired),
        ("access token scope insufficient", Cause::Scope),
        ("insufficient authentication scopes", Cause::Scope),
        ("!insufficient permissions", Cause::Scope),
        ("!credentials missing", Cause::TokenMissing),
        ("unregistered callers", Cause::ApiKey),
        ("api key not valid", Cause::ApiKey),
        ("api key invalid", Cause::ApiKey),
        ("api key expired", Cause::ApiKey),
        ("missing a valid api key", Cause::ApiKey),
        ("api key service blocked", Cause::ApiKey),
        ("api keys are not supported", Cause::TokenMissing),
        (
            "missing required authentication credential",
            Cause::TokenMissing,
        ),
        ("!service disabled", Cause::Policy),
        ("has not been used in project", Cause::Policy),
        ("consumer invalid", Cause::Policy),
        ("!quota exceeded", Cause::RateLimit),
        ("!rate limit exceeded", Cause::RateLimit),
        ("user rate limit", Cause::RateLimit),
        ("!billing", Cause::Policy),
        (
            "had invalid authentication credentials",
            Cause::TokenRefused,
        ),
        // ESPv2 and Cloud Endpoints.
        ("jwt validation failed: bad_format", Cause::Malformed),
        (
            "jwt validation failed: missing or invalid credentials",
            Cause::TokenMissing,
        ),
        ("jwt validation failed: issuer not allowed", Cause::Issuer),
        (
            "jwt validation failed: audience not allowed",
            Cause::Audience,
        ),
        (
            "jwt validation failed: time constraint failure",
            Cause::Expired,
        ),
        ("jwt validation failed: unable to parse", Cause::Malformed),
        ("jwt validation failed: unknown", Cause::Signature),
        // Its libraries, which verify ID tokens.
        ("token has wrong audience", Cause::Audience),
        ("wrong recipient, payload audience", Cause::Audience),
    ],
    advice: &[
        (
            Cause::Policy,
            "enable the API in the token's project, and give the caller the permission there; it takes some minutes",
        ),
        (
            Cause::TokenType,
            "send an access token: an id token, or a JWT signed by yourself for another audience, is not one",
        ),
        (
            Cause::ApiKey,
            "send a valid API key as key=… or X-goog-api-key; or an access token, where the method takes one",
        ),
        (
            Cause::Audience,
            "give the code that verifies the ID token the client_id of the very OAuth client that the login named: an app and its server often have one each",
        ),
        (
            Cause::Scope,
            "log in again with the scope that the method's documentation lists",
        ),
    ],
};

pub(super) const FIREBASE: Product = Product {
    name: "Firebase",
    signs: &[
        Says("firebase id token"),
        Says("from the same firebase project"),
        Says("custom-token-mismatch"),
        Says("invalid-custom-token"),
        Host(".firebaseio.com"),
        Host("firestore.googleapis.com"),
    ],
    rows: &[
        ("the audience in id token * does not match", Cause::Audience),
        ("firebase id token has expired", Cause::Expired),
        ("firebase id token has incorrect \"aud\"", Cause::Audience),
        ("firebase id token has incorrect \"iss\"", Cause::Issuer),
        ("?firebase id token has no \"kid\"", Cause::TokenType),
        ("was given a custom token", Cause::CustomToken),
        ("was given a legacy custom token", Cause::CustomToken),
        (
            "firebase id token has \"kid\" claim which does not correspond",
            Cause::KeyNotFound,
        ),
        (
            "firebase id token has incorrect algorithm",
            Cause::Algorithm,
        ),
        ("firebase id token has invalid signature", Cause::Signature),
        ("firebase id token has been revoked", Cause::Revoked),
        ("id token has invalid 'aud'", Cause::Audience),
        ("id token has invalid 'iss'", Cause::Issuer),
        (
            "custom token corresponds to a different audience",
            Cause::Audience,
        ),
        ("custom-token-mismatch", Cause::Audience),
        ("invalid-custom-token", Cause::TokenType),
        ("decoding firebase id token failed", Cause::Malformed),
        ("missing or insufficient permissions", Cause::Policy),
        ("auth token is expired", Cause::Expired),
        ("could not parse auth token", Cause::Malformed),
        ("!app check", Cause::OtherCredential),
    ],
    advice: &[
        (
            Cause::TokenType,
            "send the id token of a signed-in user; a custom token has first to be exchanged by signInWithCustomToken, which takes nothing else",
        ),
        (
            Cause::Audience,
            "send the ID token that Firebase made, as getIdToken() of the user gives it, and not Google's own; the project of the app, of the Admin SDK and of the service account that signs custom tokens must be one",
        ),
        (
            Cause::Unsigned,
            "the emulator's tokens are unsigned: set FIREBASE_AUTH_EMULATOR_HOST for the API, or log in at the real project",
        ),
    ],
};
