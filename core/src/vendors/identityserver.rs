//! IdentityServer, by the names of IdentityServer4 and Duende ([API resources]).
//!
//! [API resources]: https://docs.duendesoftware.com/identityserver/fundamentals/resources/api-resources/

/// Whether an audience is the one that `EmitStaticAudienceClaim` writes: the issuer with `/resources` behind it.
pub fn is_static_audience(audience: &str) -> bool {
    audience.ends_with("/resources")
}
