//! Sign in with Apple, whose client secret is a JWT that the client signs ([secret]).
//!
//! [secret]: https://developer.apple.com/documentation/accountorganizationaldatasharing/creating-a-client-secret

use super::table::SignedSecrets;

/// They hold for six months at most.
pub(super) const SECRETS: SignedSecrets = SignedSecrets {
    host: "appleid.apple.com",
    #[cfg(feature = "diagnose")]
    at_most: (15_777_000, "Apple takes at most 15777000"),
    advice: "send client_id and client_secret in the form; the secret is an ES256 JWT by the key of kid, iss the team id, sub the client_id, aud https://appleid.apple.com, exp at most six months ahead",
};
