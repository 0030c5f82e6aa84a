//! GraphQL servers, which answer 200 with errors inside ([Hasura], [Apollo]).
//!
//! [Hasura]: https://hasura.io/docs/latest/auth/authentication/jwt/
//! [Apollo]: https://www.apollographql.com/docs/apollo-server/data/errors

use super::Sign::Says;
use super::{Cause, Product};

pub(super) const HASURA: Product = Product {
    name: "Hasura",
    signs: &[
        Says("could not verify jwt"),
        Says("x-hasura-"),
        Says("query_root"),
        Says("=jwt missing role claims"),
    ],
    rows: &[
        ("jwtexpired", Cause::Expired),
        ("jwt expired", Cause::Expired),
        ("jwtnotinaudience", Cause::Audience),
        ("jwt not in audience", Cause::Audience),
        ("jwtnotinissuer", Cause::Issuer),
        ("jwt not in issuer", Cause::Issuer),
        ("jwserror jwsinvalidsignature", Cause::Signature),
        ("jwsinvalidsignature", Cause::Signature),
        ("jwtissuedatfuture", Cause::NotYetValid),
        ("jwtnotyetvalid", Cause::NotYetValid),
        ("nosuitablekeys", Cause::KeyNotFound),
        ("jwsnosignatures", Cause::Unsigned),
        ("jwt missing role claims", Cause::ClaimMissing),
        ("jwt invalid claims", Cause::ClaimMissing),
        (
            "claims key: 'https://hasura.io/jwt/claims' not found",
            Cause::ClaimMissing,
        ),
        ("your requested role is not in allowed roles", Cause::Policy),
        ("your current role is not in allowed roles", Cause::Policy),
        ("malformed authorization header", Cause::Scheme),
        ("missing authorization header", Cause::TokenMissing),
        (
            "missing 'authorization' or 'cookie' header",
            Cause::TokenMissing,
        ),
        ("invalid x-hasura-admin-secret", Cause::ApiKey),
        (
            "x-hasura-admin-secret/x-hasura-access-key required",
            Cause::ApiKey,
        ),
        ("field '*' not found in type: 'query_root'", Cause::Policy),
        ("could not verify jwt", Cause::TokenRefused),
    ],
    advice: &[
        (
            Cause::ClaimMissing,
            "make the issuer write https://hasura.io/jwt/claims with x-hasura-default-role and x-hasura-allowed-roles",
        ),
        (
            Cause::Policy,
            "ask with a role that the token's x-hasura-allowed-roles has, and give it permission for the field",
        ),
    ],
};

pub(super) const APOLLO: Product = Product {
    name: "a GraphQL server",
    signs: &[],
    rows: &[
        ("=forbidden", Cause::Policy),
        ("=auth not authenticated", Cause::TokenMissing),
        ("=auth not authorized", Cause::Policy),
        ("not authorized to access * on type", Cause::Policy),
    ],
    advice: &[],
};
