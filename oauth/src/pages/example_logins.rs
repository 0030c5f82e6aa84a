//! Examples of what is checked of a login's ID token, of DPoP proofs, logout tokens and request objects.

use claimscope_core::report::CheckId as Id;

use super::example::{CheckExample as Of, ID, LOGOUT, PROOF, REQUEST, TokenExample as Token};
use super::twist::{Beside, Twist};

pub(super) const EXAMPLES: &[Of] = &[
    Of::of(
        Id::ClaimNonce,
        Token::payload(
            r#"{"nonce":"of-another-login"}"#,
            "the nonce of another login",
        ),
        Token::good("the nonce of this login"),
    )
    .with(&ID),
    Of::of(
        Id::ClaimAtHash,
        Token::payload(
            r#"{"at_hash":"kSvsCq3hutEBcZ2-LoL_9A"}"#,
            "the access token is not the one that the token was issued with",
        ),
        Token::payload(
            r#"{"at_hash":"YiHPD2T9DaX5B837XJXtow"}"#,
            "the access token is the one that the token was issued with",
        ),
    )
    .with(&ID)
    .beside(Beside::AccessToken),
    Of::of(
        Id::ClaimCHash,
        Token::payload(
            r#"{"c_hash":"YiHPD2T9DaX5B837XJXtow"}"#,
            "the code is not the one that the token was issued with",
        ),
        Token::payload(
            r#"{"c_hash":"kSvsCq3hutEBcZ2-LoL_9A"}"#,
            "the code is the one that the token was issued with",
        ),
    )
    .with(&ID)
    .beside(Beside::Code),
    Of::of(
        Id::ClaimAuthTime,
        Token::payload(
            r#"{"auth_time":1699990000}"#,
            "the user logged in too long ago",
        ),
        Token::payload(
            r#"{"auth_time":1699999800}"#,
            "the user logged in recently enough",
        ),
    )
    .with(&ID)
    .expecting(r#"{"max_auth_age_seconds":3600}"#),
    Of::of(
        Id::ClaimAcr,
        Token::payload(
            r#"{"acr":"pwd"}"#,
            "the user logged in another way than was asked for",
        ),
        Token::payload(
            r#"{"acr":"mfa"}"#,
            "one of the authentication contexts that were asked for",
        ),
    )
    .with(&ID)
    .expecting(r#"{"acr_values":["mfa"]}"#),
    Of::of(
        Id::ClaimHtm,
        Token::payload(
            r#"{"htm":"POST"}"#,
            "the proof is for a request of another method",
        ),
        Token::good("the method of the request"),
    )
    .with(&PROOF)
    .beside(Beside::Request),
    Of::of(
        Id::ClaimHtu,
        Token::payload(
            r#"{"htu":"http://api.internal:8080/orders"}"#,
            "the proof is for another URL",
        ),
        Token::good("the URL of the request"),
    )
    .with(&PROOF)
    .beside(Beside::Request),
    Of::of(
        Id::ClaimAth,
        Token::payload(
            r#"{"ath":"JWtgXOFNH0Mxrj2TYbRfRnPTW2zBcSzOTbUe8-WuGgE"}"#,
            "the proof goes with another access token",
        ),
        Token::payload(
            r#"{"ath":"YiHPD2T9DaX5B837XJXto32BKkT6ZcpVAT6si9f5KiY"}"#,
            "the access token that the proof goes with",
        ),
    )
    .with(&PROOF)
    .beside(Beside::RequestWithToken),
    Of::of(
        Id::ClaimEvents,
        Token::payload(r#"{"events":{}}"#, "events does not tell of a logout"),
        Token::good("it tells of a logout"),
    )
    .with(&LOGOUT),
    Of::of(
        Id::ClaimParameters,
        Token {
            payload: r#"{"request_uri":"https://app.example/request"}"#,
            ..Token::twisted(
                Twist::KeysOfFile,
                "a request object must not hold request_uri",
            )
        },
        Token::twisted(Twist::KeysOfFile, "what it asks for"),
    )
    .with(&REQUEST),
];
