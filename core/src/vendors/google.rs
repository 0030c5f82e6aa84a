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

/// Where the keys for a token of such an issuer are, and what the token is; `None` for every other issuer.
pub fn keys_advice(issuer: &str) -> Option<&'static str> {
    if issuer == IAP_ISSUER {
        Some(
            "an assertion of Identity-Aware Proxy: its keys are at https://www.gstatic.com/iap/verify/public_key-jwk",
        )
    } else if issuer.starts_with("https://session.firebase.google.com/") {
        Some(
            "a session cookie of Firebase and no ID token: its keys are at https://www.googleapis.com/identitytoolkit/v3/relyingparty/publicKeys",
        )
    } else if issuer.ends_with(".gserviceaccount.com") {
        Some(
            "a service account signed it by itself: what Firebase calls a custom token, or a token request, and no ID token of Google",
        )
    } else {
        None
    }
}
