//! A token that has five parts, or one, in the words of those who count them.

use super::logs::row;
use super::{Certain, Likely, Look, NOW, Row, assert_rows, call, described, json};
use claimscope_core::base64url;

/// Both answers in order.
fn assert_either(text: &str, first: &str, second: &str) {
    let diagnosis = Look::at(text, NOW).diagnosis;
    let reasons = diagnosis.map(|it| it.reasons).unwrap_or_default();
    let told: Vec<_> = reasons.iter().map(|it| (it.code, it.certainty)).collect();
    assert_eq!(told, [(first, Likely), (second, Likely)], "{text}");
    let words = reasons[0].evidence.join("\n");
    assert!(words.contains("five parts"), "{words}");
}

#[test]
fn three_parts_are_wanted_and_nobody_says_how_many_came() {
    for text in [
        "failed to verify ID Token: oidc: malformed jwt: go-jose/go-jose: compact JWS format must have three parts",
        "level=error msg=\"login failed\" err=\"could not verify id_token: square/go-jose: compact JWS format must have three parts\"",
        "java.text.ParseException: id_token: Unexpected number of Base64URL parts, must be three",
    ] {
        assert_either(text, "token.encrypted", "token.opaque");
    }
    for text in [
        "utils.go:130] failed to verify token: oidc: malformed jwt: square/go-jose: compact JWS format must have three parts",
        "JWSInvalid: Invalid Compact JWS",
        r#"{"error":"token contains an invalid number of segments"}"#,
        "UnexpectedValueException: Wrong number of segments",
    ] {
        assert_either(text, "token.opaque", "token.encrypted");
    }
}

#[test]
fn who_counts_the_parts_says_which() {
    let opaque = |text: &str| -> Row { row(text, "token.opaque", Likely, "audience or resource") };
    assert_rows(&[
        row(
            "com.auth0.jwt.exceptions.JWTDecodeException: The token was expected to have 3 parts, but got 5.",
            "token.encrypted",
            Likely,
            "audience or resource",
        ),
        row(
            "io.jsonwebtoken.MalformedJwtException: Compact JWSs must contain exactly 2 period characters, and compact JWEs must contain exactly 4.  Found: 4",
            "token.encrypted",
            Likely,
            "",
        ),
        opaque("JWTDecodeException: The token was expected to have 3 parts, but got 1."),
        opaque("JWT strings must contain exactly 2 period characters. Found: 0"),
        opaque("jwt.exceptions.DecodeError: Not enough segments"),
        opaque(
            "ERROR i.m.s.t.j.v.JwtTokenValidator - Cannot decrypt / verify JWT: Invalid JWT serialization: Missing dot delimiter(s)",
        ),
        opaque("Invalid serialized unsecured/JWS/JWE object: Missing part delimiters"),
        opaque(
            "Invalid JOSE Compact Serialization. Expecting either 3 or 5 parts for JWS or JWE respectively but was 1.",
        ),
        row(
            "ERR error=\"jwt.Parse: cannot proceed with JWE encrypted payload without decryption parameters\"",
            "token.encrypted",
            Likely,
            "",
        ),
        row(
            "IDX10618: Key unwrap failed using decryption Keys: '[PII is hidden]'.",
            "token.encrypted",
            Certain,
            "give",
        ),
    ]);
}

#[test]
fn the_token_in_hand_decides() {
    let header = base64url::encode(r#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#);
    let encrypted = format!("Bearer {header}.a2V5.aXY.Y2lwaGVy.dGFn");
    assert_rows(&[
        (
            call(&encrypted, &described("Invalid Compact JWS")),
            "token.encrypted",
            Certain,
            "five parts",
        ),
        (
            call(
                "Bearer 0a1b2c3d",
                &json("422 Unprocessable", r#"{"msg":"Not enough segments"}"#),
            ),
            "token.opaque",
            Likely,
            "no JWT by its shape",
        ),
    ]);
}
