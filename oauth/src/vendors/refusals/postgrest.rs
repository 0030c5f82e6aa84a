//! PostgREST and Supabase ([errors], [Supabase's auth]).
//!
//! [errors]: https://docs.postgrest.org/en/stable/references/errors.html
//! [Supabase's auth]: https://supabase.com/docs/guides/auth/debugging/error-codes

use claimscope_core::vendors::supabase;

use super::Sign::{Header, Host, Says};
use super::{Cause, Product};

/// Where its codes are documented.
#[cfg(feature = "pages")]
pub(in crate::vendors) const CODES: &str =
    "https://docs.postgrest.org/en/stable/references/errors.html";

#[cfg(feature = "pages")]
crate::vendors::table::named_codes! {
    "PGRST300" => KeysNotLoaded,
        "PostgREST has no key to check a JWT with",
        "set jwt-secret (PGRST_JWT_SECRET)";
    "PGRST301" => TokenRefused,
        "the JWT cannot be read, or its signature does not hold, as the message beside it says",
        "send a JWT that the key in jwt-secret signed; a key of Supabase such as sb_secret_… is none";
    "PGRST302" => TokenMissing,
        "no Authorization: Bearer came, and there is no role for anonymous calls",
        "send a JWT, or set db-anon-role";
    "PGRST303" => TokenRefused,
        "a claim of the JWT does not hold, such as exp, nbf, iat or aud, as the message beside it says",
        "get a new JWT, and compare jwt-aud with its aud";
}

/// What to do about a key that is no JWT ([API keys]).
///
/// [API keys]: https://supabase.com/docs/guides/api/api-keys
const NO_JWT: &str = "a key of Supabase that begins with sb_publishable_ or sb_secret_ is no JWT: send it in the header apikey alone, and let newer client libraries and functions do so; Authorization: Bearer takes the access_token of a user; otherwise ask the issuer for a JWT";

pub(in crate::vendors) const POSTGREST: Product = Product {
    name: "PostgREST",
    signs: &[
        Header("server", "postgrest"),
        Says("pgrst3"),
        Says("=42501"),
    ],
    rows: &[
        ("jwsinvalidsignature", Cause::Signature),
        ("jws invalid signature", Cause::Signature),
        ("jwt expired", Cause::Expired),
        ("jwt not in audience", Cause::Audience),
        ("jwtnotinaudience", Cause::Audience),
        ("jwt not yet valid", Cause::NotYetValid),
        ("jwt issued at future", Cause::NotYetValid),
        ("jwt cryptographic operation failed", Cause::Signature),
        ("jwsnosignatures", Cause::Unsigned),
        ("no suitable key", Cause::KeyNotFound),
        (
            "none of the keys was able to decode the jwt",
            Cause::KeyNotFound,
        ),
        ("empty jwt is sent", Cause::TokenMissing),
        ("expected 3 parts in jwt", Cause::Malformed),
        ("anonymous access is disabled", Cause::TokenMissing),
        ("pgrst302", Cause::TokenMissing),
        ("server lacks jwt secret", Cause::KeysNotLoaded),
        ("parsing claims failed", Cause::ClaimMissing),
        ("permission denied to set role", Cause::Policy),
        ("role \"*\" does not exist", Cause::ClaimMissing),
        ("permission denied for", Cause::Policy),
        ("=42501", Cause::Policy),
        ("row-level security", Cause::Policy),
        ("pgrst300", Cause::KeysNotLoaded),
    ],
    advice: &[
        (
            Cause::KeysNotLoaded,
            "set jwt-secret (PGRST_JWT_SECRET): the secret for HS, the issuer's JWKS for RS and ES",
        ),
        (Cause::Opaque, NO_JWT),
        (
            Cause::Policy,
            "grant the right to the database role of the token (its role claim), or add a row policy for it",
        ),
        (
            Cause::Signature,
            "make jwt-secret the key of the token's issuer: its JWKS for RS and ES, which Supabase takes by Third-Party Auth, the secret for HS; a base64 secret wants jwt-secret-is-base64",
        ),
        (
            Cause::KeyNotFound,
            "make jwt-secret the key, or the key set, of the token's issuer",
        ),
    ],
};

/// What a token is whose `role` is one of a project's own keys.
pub(super) fn key_of_role(role: &str) -> Option<&'static str> {
    supabase::is_api_key_role(role)
        .then_some("it is a project's API key in the form of a JWT, and no user's token")
}

pub(super) const SUPABASE: Product = Product {
    name: "Supabase",
    signs: &[
        Host(".supabase.co"),
        Header("sb-gateway-version", ""),
        Header("sb-project-ref", ""),
        Says("bad_jwt"),
        Says("=bad jwt"),
        Says("`apikey` request header"),
    ],
    rows: &[
        ("missing sub claim", Cause::ClaimMissing),
        ("or verify signature, token * expired", Cause::Expired),
        ("or verify signature, signing method", Cause::Algorithm),
        ("or verify signature, token signature", Cause::Signature),
        ("no api key found in request", Cause::ApiKey),
        ("no `apikey` request header", Cause::ApiKey),
        ("!token is expired", Cause::Expired),
        ("!signature is invalid", Cause::Signature),
        (
            "token contains an invalid number of segments",
            Cause::Malformed,
        ),
        ("this endpoint requires a bearer token", Cause::TokenMissing),
        (
            "session from session_id claim in jwt does not exist",
            Cause::Revoked,
        ),
        ("!session not found", Cause::Revoked),
        ("user from sub claim in jwt does not exist", Cause::Revoked),
        ("!user not found", Cause::Revoked),
        ("aal2", Cause::StepUp),
        ("insufficient aal", Cause::StepUp),
        ("over request rate limit", Cause::RateLimit),
    ],
    advice: &[
        (Cause::Opaque, NO_JWT),
        (
            Cause::ClaimMissing,
            "send the access_token of the user's session: the anon key has no sub, and goes into the header apikey",
        ),
        (
            Cause::ApiKey,
            "send the project's anon or publishable key as apikey, beside the user's token as Authorization: Bearer",
        ),
    ],
};
