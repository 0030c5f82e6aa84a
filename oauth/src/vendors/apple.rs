//! Sign in with Apple, whose client secret is a JWT that the client signs ([secret]).
//!
//! [secret]: https://developer.apple.com/documentation/accountorganizationaldatasharing/creating-a-client-secret

/// Where its endpoints are.
pub(crate) const HOST: &str = "appleid.apple.com";

/// How long a client secret may hold: six months.
#[cfg(feature = "diagnose")]
pub(crate) const SECRET_SECONDS: i64 = 15_777_000;

/// What a client secret has to be.
pub(crate) const SECRET_ADVICE: &str = "send client_id and client_secret in the form; the secret is an ES256 JWT by the key of kid, iss the team id, sub the client_id, aud https://appleid.apple.com, exp at most six months ahead";
