//! IdentityServer, by the names of IdentityServer4 and Duende ([API resources]).
//!
//! [API resources]: https://docs.duendesoftware.com/identityserver/fundamentals/resources/api-resources/

/// What to do about [the static audience](is_static_audience).
pub const STATIC_AUDIENCE_ADVICE: &str =
    "IdentityServer's static audience: add an ApiResource for the API that owns the scope";

/// What to do about an `aud` that is not there.
pub const NO_AUDIENCE_ADVICE: &str = "IdentityServer writes aud only where an ApiResource owns the scope: add one, or waive the audience (ASP.NET Core: ValidateAudience = false) and require the scope";

/// An `iat` that is not there.
pub const NO_IAT: &str = "no iat, as IdentityServer before 4.0 writes it";

/// A `jti` that is not there.
pub const NO_JTI: &str = "no jti, as IdentityServer before 4.0 writes it";

/// An `aud` that is not there, and was waived.
pub const WAIVED_AUDIENCE: &str =
    "waived, and absent as in IdentityServer4's tokens for scopes without an API resource";

/// What an opaque token is whose shape is [that of its reference tokens](is_reference_token).
pub const REFERENCE_TOKEN: &str = "an IdentityServer reference token by its shape";

/// Whether an opaque token has the shape of a reference token: 64 hexadecimal digits.
pub fn is_reference_token(token: &str) -> bool {
    token.len() == 64 && token.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether an audience is the one that `EmitStaticAudienceClaim` writes: the issuer with `/resources` behind it.
pub fn is_static_audience(audience: &str) -> bool {
    audience.ends_with("/resources")
}
