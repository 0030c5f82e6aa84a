//! Examples of the claims of access tokens.

use claimscope_core::report::CheckId as Id;

use super::example::{CheckExample as Of, ID, TokenExample as Token};
use super::twist::{Beside, Twist};

pub(super) const EXAMPLES: &[Of] = &[
    Of::of(
        Id::ClaimType,
        Token::payload(
            r#"{"token_use":"id"}"#,
            "this is an ID token, not an access token",
        ),
        Token::payload(r#"{"token_use":"access"}"#, "it is an access token"),
    ),
    Of::of(
        Id::ClaimIss,
        Token {
            payload: r#"{"iss":"https://issuer.example/"}"#,
            ..Token::twisted(Twist::KeysOfFile, "another issuer than expected")
        },
        Token::twisted(Twist::KeysOfFile, "the expected issuer"),
    ),
    Of::of(
        Id::ClaimAud,
        Token::payload(
            r#"{"aud":"https://other.example"}"#,
            "the token is for somebody else",
        ),
        Token::good("the token is for this audience"),
    ),
    Of::of(
        Id::ClaimExp,
        Token::payload(r#"{"iat":1699992800,"exp":1699996400}"#, "expired 1 h ago"),
        Token::good("expires in 58 m 20 s"),
    ),
    Of::of(
        Id::ClaimNbf,
        Token::payload(r#"{"nbf":1700000060}"#, "not valid for another 1 m"),
        Token::payload(r#"{"nbf":1699999900}"#, "already valid"),
    ),
    Of::of(
        Id::ClaimIat,
        Token::payload(r#"{"iat":1700000060}"#, "issued 1 m in the future"),
        Token::good("issued 1 m 40 s ago"),
    ),
    Of::of(
        Id::ClaimAge,
        Token::payload(
            r#"{"iat":1699990000}"#,
            "issued 2 h 46 m ago, which is too long",
        ),
        Token::good("young enough"),
    )
    .expecting(r#"{"max_age_seconds":3600}"#),
    Of::of(
        Id::ClaimSub,
        Token::payload(r#"{"sub":null}"#, "the profile at+jwt requires sub"),
        Token::good("whom the token speaks of"),
    ),
    Of::of(
        Id::ClaimClientId,
        Token::payload(
            r#"{"client_id":"other"}"#,
            "the token was issued to another client",
        ),
        Token::good("the client that asked for the token"),
    )
    .expecting(r#"{"client_id":"app"}"#),
    Of::of(
        Id::ClaimAzp,
        Token::payload(
            r#"{"aud":["app","other"],"azp":"other"}"#,
            "the token was issued to another client",
        ),
        Token::payload(
            r#"{"aud":["app","other"],"azp":"app"}"#,
            "the party that the token was issued to",
        ),
    )
    .with(&ID)
    .expecting(r#"{"client_id":"app"}"#),
    Of::of(
        Id::ClaimJti,
        Token::payload(r#"{"jti":null}"#, "the profile at+jwt requires jti"),
        Token::good("the token's own id"),
    ),
    Of::of(
        Id::ClaimScope,
        Token::payload(
            r#"{"scope":"orders.read"}"#,
            "the token lacks the scope orders.write",
        ),
        Token::payload(
            r#"{"scope":"orders.read orders.write"}"#,
            "what the token allows",
        ),
    )
    .expecting(r#"{"scopes":["orders.write"]}"#),
    Of::of(
        Id::ClaimRequired,
        Token::good("the token lacks tenant"),
        Token::payload(r#"{"tenant":"t1"}"#, "every required claim is there"),
    )
    .expecting(r#"{"required_claims":["tenant"]}"#),
    Of::of(
        Id::ClaimValueType,
        Token::payload(
            r#"{"email_verified":"true"}"#,
            "email_verified is a string, where OpenID Connect Core §5.1 has a boolean",
        ),
        Token::payload(
            r#"{"email_verified":true}"#,
            "the claims have the types of their specifications",
        ),
    )
    .with(&ID),
    Of::of(
        Id::ClaimSchema,
        Token::payload(
            r#"{"role":"guest"}"#,
            "the claims are not what the schema takes: role",
        ),
        Token::payload(
            r#"{"role":"reader"}"#,
            "the claims are what the schema takes",
        ),
    )
    .beside(Beside::Schema),
];
