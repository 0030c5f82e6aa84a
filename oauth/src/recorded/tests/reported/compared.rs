//! What APIs say of the values that they compare, where they have none, hide them, or name the token's own.

use super::logs::row;
use super::{Certain, Likely, RS256, assert_rows, call, called_with, described, json, token};

const IDX10214: &str = "Microsoft.IdentityModel.Tokens.SecurityTokenInvalidAudienceException: IDX10214: Audience validation failed. Audiences:";

fn compared(actual: &str, expected: &str, several: &str) -> String {
    format!(
        "{IDX10214} '{actual}'. Did not match: validationParameters.ValidAudience: '{expected}' or validationParameters.ValidAudiences: '{several}'."
    )
}

#[test]
fn a_token_for_graph_is_told_from_graphs_answer() {
    let refused = "The audience '00000003-0000-0000-c000-000000000000' is invalid";
    let of_graph = "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", client_id=\"00000003-0000-0000-c000-000000000000\"\nContent-Type: application/json\n\n{\"error\":{\"code\":\"InvalidAuthenticationToken\",\"message\":\"Access token validation failure. Invalid audience.\"}}\n";
    assert_rows(&[
        row(
            &format!("HTTP/1.1 {}", described(refused)),
            "token.graph",
            Certain,
            "ask for a scope of your own API",
        ),
        row(of_graph, "token.audience", Certain, "a token for Graph"),
    ]);
}

#[test]
fn an_api_without_a_setting_is_told_from_a_token_for_another() {
    let express = "UnauthorizedError: jwt audience invalid. expected: undefined";
    assert_rows(&[
        row(
            "Microsoft.IdentityModel.Tokens.SecurityTokenInvalidAudienceException: IDX10208: Unable to validate audience. validationParameters.ValidAudience is null or whitespace and validationParameters.ValidAudiences is null.",
            "api.setting",
            Certain,
            "ValidAudience",
        ),
        row(
            "Microsoft.IdentityModel.Tokens.SecurityTokenInvalidIssuerException: IDX10204: Unable to validate issuer. validationParameters.ValidIssuer is null or whitespace AND validationParameters.ValidIssuers is null or empty.",
            "api.setting",
            Certain,
            "ValidIssuer",
        ),
        row(
            &compared("orders", "null", "null"),
            "api.setting",
            Certain,
            "ValidAudience",
        ),
        row(
            "IDX10205: Issuer validation failed. Issuer: 'https://id.shop.test'. Did not match: validationParameters.ValidIssuer: 'null' or validationParameters.ValidIssuers: 'null'.",
            "api.setting",
            Certain,
            "ValidIssuer",
        ),
        row(express, "api.setting", Likely, "audience"),
        row(
            &format!("{express}\nBearer {}", token(RS256, r#"{"aud":"orders"}"#)),
            "api.setting",
            Likely,
            "audience",
        ),
        row(
            "    raise InvalidAudienceError(\"Invalid audience\")\njwt.exceptions.InvalidAudienceError: Invalid audience",
            "api.setting",
            Likely,
            "audience=",
        ),
        row(
            "jwt.exceptions.InvalidAudienceError: Audience doesn't match",
            "token.audience",
            Certain,
            "",
        ),
    ]);
}

#[test]
fn a_value_that_is_hidden_or_absent_is_no_audience() {
    let hidden = compared("System.String", "System.String", "System.String");
    let masked = compared("[PII is hidden]", "[PII is hidden]", "null");
    assert_rows(&[
        row(&hidden, "token.audience", Certain, "ShowPII"),
        row(&masked, "token.audience", Certain, "ShowPII"),
        row(
            &compared("empty", "orders", "null"),
            "token.no-audience",
            Certain,
            "",
        ),
        row(
            &compared("orders ", "orders", "null"),
            "token.audience",
            Certain,
            "differs only by white space",
        ),
        row(
            &compared("stock", "orders", "null"),
            "token.audience",
            Certain,
            "token aud = stock; the API says that it expects orders",
        ),
    ]);
}

#[test]
fn a_claim_is_there_and_is_not_what_is_compared() {
    let payload = "Microsoft.IdentityModel.Tokens.SecurityTokenMalformedException: IDX14100: JWT is not well formed, there are no dots (.).\nThe token needs to be in JWS or JWE Compact Serialization Format. (JWS): 'EncodedHeader.EndcodedPayload.EncodedSignature'. (JWE): 'EncodedProtectedHeader.EncodedEncryptedKey.EncodedInitializationVector.EncodedCiphertext.EncodedAuthenticationTag'.";
    let kong = json(
        "401 Unauthorized",
        r#"{"message":"No credentials found for given 'sub'"}"#,
    );
    assert_rows(&[
        row(
            r#"{"message":"No credentials found for given 'sub'"}"#,
            "key.not-found",
            Likely,
            "exactly the value",
        ),
        (
            called_with(r#"{"sub":"7"}"#, &kong),
            "key.not-found",
            Likely,
            "exactly the value",
        ),
        row(
            r#"{"message":"No credentials found for given 'iss'"}"#,
            "token.issuer",
            Certain,
            "exactly the token's iss",
        ),
        row(
            r#"{"msg":"Subject must be a string"}"#,
            "token.claim",
            Certain,
            "JSON type",
        ),
        row(
            &format!(
                "{payload}\n ---> System.ArgumentException: IDX14101: Unable to decode the payload '[PII is hidden]' as Base64Url encoded string."
            ),
            "token.claim",
            Likely,
            "JSON type",
        ),
        row(payload, "token.malformed", Likely, "Bearer Bearer"),
        row(
            "IDX10503: Signature validation failed. Token does not have a kid. Keys tried: 'System.Text.StringBuilder'.",
            "key.not-found",
            Likely,
            "another encoding",
        ),
    ]);
}

#[test]
fn another_credential_was_sent_or_wanted() {
    let signed = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261126/eu-west-1/execute-api/aws4_request, SignedHeaders=host;x-amz-date, Signature=abc";
    let gateway = "401 Unauthorized\nx-amzn-ErrorType: UnauthorizedException\nContent-Type: application/json\n\n{\"message\":\"Unauthorized\"}\n";
    assert_rows(&[
        (
            call(signed, gateway),
            "header.scheme",
            Likely,
            "the scheme sent is AWS4-HMAC-SHA256",
        ),
        row(
            r#"{"message":"'abc' not a valid key=value pair (missing equal-sign) in Authorization header: 'Bearer abc'."}"#,
            "request.path",
            Likely,
            "AWS_IAM",
        ),
        row(
            r#"{"error":"unauthorized_client","error_description":"UNKNOWN_CLIENT: Client was not identified by any client authenticator"}"#,
            "client.authentication",
            Likely,
            "",
        ),
        row(
            r#"{"error":"invalid_grant","error_description":"AADSTS500133: Assertion is not within its valid time range. Ensure that the access token is not expired before using it for user assertion, or request a new token.","error_codes":[500133]}"#,
            "grant.assertion",
            Certain,
            "a fresh one",
        ),
        row(
            "Caused by: com.nimbusds.jose.RemoteKeySourceException: Missing required \"keys\" member\nCaused by: org.springframework.security.oauth2.jwt.JwtException: An error occurred while attempting to decode the Jwt: Malformed Jwk set",
            "api.issuer-unreachable",
            Certain,
            "jwk-set-uri",
        ),
    ]);
}
