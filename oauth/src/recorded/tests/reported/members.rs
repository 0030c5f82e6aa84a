//! Errors with members beside the sentence, in arrays and behind marks, and words that were taken for others.

use super::*;

/// The codes of all texts whose first reason is another one, with what it is.
fn assert_codes(rows: &[(&str, &str)]) {
    let wrong = rows.iter().filter_map(|(text, code)| {
        let diagnosis = Look::at(text, NOW).diagnosis;
        let reasons = diagnosis.map(|it| it.reasons).unwrap_or_default();
        let first = reasons.first().map_or("", |first| first.code);
        (first != *code).then(|| format!("{text}\n  wanted {code}, got {reasons:?}"))
    });
    let wrong: Vec<_> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn members_beside_the_sentence_and_arrays_hide_nothing() {
    assert_codes(&[
        (
            r#"{"message":"Invalid API key","hint":"Double check it."}"#,
            "request.api-key",
        ),
        (
            r#"{"message":"jwt expired","requestId":"a-1"}"#,
            "token.expired",
        ),
        (
            r#"{"detail":"Given token not valid for any token type","code":"token_not_valid","messages":[{"token_class":"AccessToken","token_type":"access","message":"Token is expired"}]}"#,
            "token.expired",
        ),
        (
            r#"{"detail":"Token has expired","path":"/orders"}"#,
            "token.expired",
        ),
        (
            r#"[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]"#,
            "token.expired",
        ),
        (
            r#"["invalid bearer token", "oidc: verify token: oidc: token is expired (Token Expiry: 2026-11-25)"]"#,
            "token.expired",
        ),
        (
            r#"{"detail":"Signature verification failed"}%"#,
            "token.signature",
        ),
        // Documents that tell of no error.
        (
            r#"{"id":7,"message":"the key of your room is at the desk"}"#,
            "",
        ),
        (r#"{"message":"Welcome","path":"/"}"#, ""),
        (r#"["orders read", "orders write"]"#, ""),
        (r#"[{"name":"scope"}]"#, ""),
    ]);
}

#[test]
fn words_are_not_taken_for_others() {
    assert_codes(&[
        (
            "{\"@t\":\"2026-11-25T20:00:00Z\",\"@x\":\"Microsoft.IdentityModel.Tokens.SecurityTokenExpiredException: IDX10223: Lifetime validation failed. The token is expired.\"}\n{\"@t\":\"2026-11-25T20:00:00Z\",\"@mt\":\"Bearer was not authenticated.\"}",
            "token.expired",
        ),
        (r#"{"message":"Bearer was not authenticated."}"#, ""),
        (
            "audience claim found in JWT but no audiences bound to the role",
            "api.setting",
        ),
        (
            r"Tymon\JWTAuth\Exceptions\TokenExpiredException: Token has expired at /app/vendor/tymon/jwt-auth/src/Claims/Expiration.php:40",
            "token.expired",
        ),
        (
            "[invalid bearer token, oidc: verify token: failed to verify signature: failed to verify id token signature]",
            "token.signature",
        ),
        (
            "oidc: verify token: failed to verify signature: fetching keys oidc: get keys failed: 404 Not Found",
            "api.issuer-unreachable",
        ),
        (
            r#"{"code":403,"error_code":"bad_jwt","msg":"invalid JWT: unable to parse or verify signature, token is expired by 1h"}"#,
            "token.expired",
        ),
        (
            r#"{"code":403,"error_code":"bad_jwt","msg":"invalid JWT: unable to parse or verify signature, token signature is invalid"}"#,
            "token.signature",
        ),
        (
            "invalid JWT: unable to parse or verify signature, signing method HS256 is invalid",
            "token.algorithm",
        ),
        (
            r#"{"message":"No credentials found for given 'sub'"}"#,
            "key.not-found",
        ),
        (
            "jwt.exceptions.PyJWKError: Unable to find a algorithm for key: {'alg': 'RS256', 'kid': 'a'}",
            "token.algorithm",
        ),
        (
            r#"{"error":"The supplied auth credential is incorrect, malformed or has expired. [ The audience in ID Token [x] does not match the expected audience y. ]"}"#,
            "token.audience",
        ),
        (r#"{"message":"Invalid or expired token"}"#, "token.refused"),
        (
            r#"{"message":"Issued at is in the Future"}"#,
            "token.not-yet-valid",
        ),
    ]);
}

#[test]
fn logins_and_assertions_say_why() {
    assert_codes(&[
        (
            "Login Failed: Unable to find a valid CSRF token. Please try again.",
            "client.login-lost",
        ),
        ("Invalid state parameter", "client.login-lost"),
        (
            "Invalid state returned from oAuth provider",
            "client.login-lost",
        ),
        ("state missing from the response", "client.login-lost"),
        (
            r#"unexpected "iss" (issuer) response parameter value"#,
            "client.login-lost",
        ),
        (
            "nonce mismatch, expected abc, got: undefined",
            "token.claim",
        ),
        ("ID token did not contain a nonce claim", "token.claim"),
        (
            "nonce mismatch, expected abc, got: xyz",
            "client.login-lost",
        ),
        (
            "AADSTS700212: No matching federated identity record found for presented assertion audience 'x'.",
            "client.authentication",
        ),
        (
            "AADSTS70021: No matching federated identity record found for presented assertion.",
            "client.authentication",
        ),
    ]);
    let lacking = "[invalid_id_token] Missing (required) ID Token in Token Response for Client Registration: gateway";
    let diagnosis = Look::at(lacking, NOW).diagnosis.unwrap();
    assert!(
        diagnosis.headline.contains("has no id_token"),
        "{}",
        diagnosis.headline
    );
}
