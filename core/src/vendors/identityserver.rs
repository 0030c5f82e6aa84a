//! IdentityServer, by the names of IdentityServer4 and Duende ([API resources]).
//!
//! [API resources]: https://docs.duendesoftware.com/identityserver/fundamentals/resources/api-resources/

/// What to do about [the static audience](is_static_audience).
pub const STATIC_AUDIENCE_ADVICE: &str =
    "IdentityServer's static audience: add an ApiResource for the API that owns the scope";

/// What to do about an `aud` that is not there.
pub const NO_AUDIENCE_ADVICE: &str = "IdentityServer writes aud only where an ApiResource owns the scope: add one, or waive the audience (ASP.NET Core: ValidateAudience = false) and require the scope";

/// Whether an audience is the one that `EmitStaticAudienceClaim` writes: the issuer with `/resources` behind it.
pub fn is_static_audience(audience: &str) -> bool {
    audience.ends_with("/resources")
}
