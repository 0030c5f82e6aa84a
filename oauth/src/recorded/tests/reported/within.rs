//! Answers on one line: a status before the body, JSON in a string of JSON, what was tried for each of several audiences.

use super::logs::row;
use super::{Certain, Likely, Possible, assert_rows, called_with, described};

#[test]
fn a_status_stands_before_the_body() {
    assert_rows(&[
        row(
            r#"401 {"message":"Unauthorized"}"#,
            "token.refused",
            Likely,
            "",
        ),
        row(
            r#"401 {"message":"Invalid token"}"#,
            "token.refused",
            Likely,
            "",
        ),
        row(
            r#"401 Unauthorized {"message":"jwt expired"}"#,
            "token.expired",
            Likely,
            "the API says: jwt expired",
        ),
        row(
            r#"HTTP 403: {"message":"Forbidden"}"#,
            "api.policy",
            Likely,
            "",
        ),
        row(
            r#"Status: 401, body: {"error":"invalid_token","error_description":"The access token expired"}"#,
            "token.expired",
            Likely,
            "",
        ),
        row(
            r#"Error POSTing to endpoint (HTTP 401): {"error":"invalid_token","error_description":"Invalid audience"}"#,
            "token.audience",
            Likely,
            "",
        ),
        row(
            r#"StatusCodeError: 401 - "{\"message\":\"jwt malformed\"}""#,
            "token.malformed",
            Likely,
            "",
        ),
        row(
            r#"HTTP 400 Bad Request {"error":"invalid_grant"}"#,
            "grant.invalid",
            Likely,
            "",
        ),
        row(
            "Error: SSE error: Non-200 status code (401)",
            "token.refused",
            Likely,
            "authorization servers",
        ),
    ]);
}

#[test]
fn json_in_a_string_is_an_answer() {
    assert_rows(&[
        row(
            r#"2026-11-27 ERROR upstream replied: "{\"error\":\"invalid_token\"}""#,
            "token.refused",
            Likely,
            "",
        ),
        row(
            r#"2026-11-27 ERROR upstream replied: "{\"error\":\"invalid_token\",\"error_description\":\"The access token expired\"}""#,
            "token.expired",
            Likely,
            "the API says: The access token expired",
        ),
        row(
            r#"{"log":"{\"error\":\"invalid_token\",\"error_description\":\"The access token expired\"}"}"#,
            "token.expired",
            Likely,
            "",
        ),
        row(
            r#"body="{\"error\":\"invalid_grant\",\"error_description\":\"Token has been expired or revoked.\"}""#,
            "grant.invalid",
            Certain,
            "invalid_grant: Token has been expired or revoked.",
        ),
        row(
            r#"level=error msg="{\\\"error\\\":\\\"invalid_client\\\"}""#,
            "client.authentication",
            Likely,
            "",
        ),
    ]);
}

#[test]
fn invalid_or_expired_says_neither() {
    assert_rows(&[
        row("Token is invalid or expired", "token.expired", Possible, ""),
        row(
            "HTTP/1.1 401 Unauthorized\nContent-Type: application/json\n\n{\"detail\":\"Token is invalid or expired\"}",
            "token.refused",
            Likely,
            "",
        ),
    ]);
}

#[test]
fn a_list_of_causes_says_none_of_them() {
    let definition =
        "The access token provided is expired, revoked, malformed, or invalid for other reasons.";
    for text in [
        definition,
        "The access token is invalid or has expired",
        "The access token is invalid, expired or revoked",
        "The incoming token has expired or is invalid",
        "Token invalid/expired",
        "The token is expired, not yet valid, or has an invalid signature",
    ] {
        let challenge = format!(
            "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer error=\"invalid_token\", error_description=\"{text}\"\n"
        );
        assert_rows(&[row(&challenge, "token.refused", Likely, text)]);
    }
    let expired = r#"{"iss":"https://id.shop.test","aud":"orders","exp":1795590000}"#;
    assert_rows(&[
        (
            called_with(expired, &described(definition)),
            "token.expired",
            Certain,
            "exp",
        ),
        row(
            r#"401 {"msg":"Missing or expired token"}"#,
            "token.expired",
            Likely,
            "",
        ),
    ]);
}

#[test]
fn argo_cd_tells_of_each_audience() {
    let all = "token verification failed for all audiences: ";
    assert_rows(&[
        row(
            &format!(
                r#"time="2026-11-27T10:00:00Z" level=warning msg="Failed to verify token: failed to verify token: {all}error for aud \"argo-cd\": oidc: expected audience \"argo-cd\" got [\"argo-workflows\"], error for aud \"argo-cd-cli\": oidc: expected audience \"argo-cd-cli\" got [\"argo-workflows\"]""#
            ),
            "token.audience",
            Certain,
            "token aud = argo-workflows; the API says that it expects argo-cd, argo-cd-cli",
        ),
        row(
            &format!(
                "{all}error for aud \"argo-cd\": oidc: expected audience \"argo-cd\" got [\"argo-cd-cli\"], error for aud \"argo-cd-cli\": failed to verify signature: failed to verify id token signature"
            ),
            "token.signature",
            Certain,
            "",
        ),
        row(
            &format!(
                "{all}error for aud \"argo-cd\": oidc: expected audience \"argo-cd\" got [\"argo-cd-cli\"], error for aud \"argo-cd-cli\": oidc: token is expired (Token Expiry: 2026-11-20 10:00:00 +0000 UTC)"
            ),
            "token.expired",
            Certain,
            "",
        ),
        row(
            "Failed to verify token: oidc: expected audience \"argo-cd-cli\" got [\"argo-cd\"]",
            "token.audience",
            Likely,
            "allowedAudiences",
        ),
    ]);
}
