//! Google: the issuers beside accounts.google.com, whose keys are published elsewhere ([IAP], [session cookies],
//! [custom tokens], [service accounts]).
//!
//! [IAP]: https://cloud.google.com/iap/docs/signed-headers-howto
//! [session cookies]: https://firebase.google.com/docs/auth/admin/manage-cookies
//! [custom tokens]: https://firebase.google.com/docs/auth/admin/create-custom-tokens
//! [service accounts]: https://developers.google.com/identity/protocols/oauth2/service-account

/// The file that holds the key of a service account.
pub const SERVICE_ACCOUNT_KEY: &str = "a service account key of Google";

/// The issuer of the assertions of Identity-Aware Proxy.
pub const IAP_ISSUER: &str = "https://cloud.google.com/iap";

/// The audience of a custom token, which Firebase and Identity Platform exchange for an ID token ([custom tokens]).
///
/// [custom tokens]: https://firebase.google.com/docs/auth/admin/create-custom-tokens
pub const CUSTOM_TOKEN_AUDIENCE: &str =
    "https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit";

/// The audiences of a token request that a service account signs.
const TOKEN_ENDPOINTS: [&str; 3] = [
    "https://oauth2.googleapis.com/token",
    "https://www.googleapis.com/oauth2/v4/token",
    "https://accounts.google.com/o/oauth2/token",
];

/// Where the keys for a token of such an issuer are, and what the token is; `None` for every other issuer. `audience` is
/// the token's, where it has one alone.
pub fn keys_advice(issuer: &str, audience: Option<&str>) -> Option<&'static str> {
    if issuer == IAP_ISSUER {
        Some(
            "an assertion of Identity-Aware Proxy: its keys are at https://www.gstatic.com/iap/verify/public_key-jwk",
        )
    } else if issuer.starts_with("https://session.firebase.google.com/") {
        Some(
            "a session cookie of Firebase and no ID token: its keys are at https://www.googleapis.com/identitytoolkit/v3/relyingparty/publicKeys",
        )
    } else if issuer.ends_with(".gserviceaccount.com") {
        Some(match audience {
            Some(CUSTOM_TOKEN_AUDIENCE) => {
                "a service account signed it: a custom token, which signInWithCustomToken exchanges for an ID token"
            }
            Some(endpoint) if TOKEN_ENDPOINTS.contains(&endpoint) => {
                "a service account signed it: the assertion of a token request, which goes to the token endpoint"
            }
            _ => "a JWT that the service account signed itself, and no ID token of Google",
        })
    } else {
        None
    }
}
