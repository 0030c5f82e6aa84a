//! Lines of logs, and what programs print where they fail.

use super::{CLAIMS, Certain, Certainty, Likely, RS256, Row, assert_rows, token};

pub(super) fn row(
    text: &str,
    code: &'static str,
    certainty: Certainty,
    words: &'static str,
) -> Row {
    (text.to_owned(), code, certainty, words)
}

#[test]
fn keycloaks_events() {
    let event = "10:22:19,903 WARN  [org.keycloak.events] (default task-147)";
    assert_rows(&[
        row(
            &format!(
                "{event} type=REFRESH_TOKEN_ERROR, realmId=shop, clientId=web, userId=null, ipAddress=10.0.0.1, error=invalid_token, grant_type=refresh_token"
            ),
            "grant.invalid",
            Certain,
            "the refresh token is not accepted",
        ),
        row(
            &format!(
                "{event} type=\"REFRESH_TOKEN_ERROR\", clientId=\"web\", error=\"invalid_token\", reason=\"Session doesn't have required client\""
            ),
            "grant.invalid",
            Certain,
            "Session doesn't have required client",
        ),
        row(
            &format!(
                "{event} type=\"REFRESH_TOKEN_ERROR\", clientId=\"web\", error=\"invalid_token\", reason=\"Invalid token issuer. Expected 'http://keycloak:8080/realms/shop'\""
            ),
            "grant.invalid",
            Certain,
            "goes by another one here",
        ),
        row(
            "AADSTS9010010: The resource parameter provided in the request doesn't match with the requested scopes.",
            "request.resource",
            Certain,
            "leave resource out",
        ),
    ]);
}

#[test]
fn microsofts_codes_of_several_meanings() {
    let key_not_found =
        "Microsoft.IdentityModel.Tokens.SecurityTokenSignatureKeyNotFoundException: ";
    let secret = token(r#"{"alg":"HS256","typ":"JWT"}"#, CLAIMS);
    let mixed = "---> System.MissingMethodException: Method not found: 'Byte[] Microsoft.IdentityModel.Tokens.Base64UrlEncoder.UnsafeDecode(System.ReadOnlyMemory`1<Char>)'.";
    assert_rows(&[
        row(
            &format!(
                "{key_not_found}IDX10500: Signature validation failed. No security keys were provided to validate the signature."
            ),
            "api.keys-not-loaded",
            Certain,
            "one version",
        ),
        row(
            &format!(
                "{key_not_found}IDX10500: Signature validation failed. Unable to resolve SecurityKeyIdentifier: 'SecurityKeyIdentifier"
            ),
            "key.not-found",
            Certain,
            "",
        ),
        row(
            &format!(
                "{key_not_found}IDX10503: Signature validation failed. Token does not have a kid. Keys tried: 'X'."
            ),
            "key.not-found",
            Likely,
            "or the token was changed",
        ),
        row(
            &format!(
                "fail: IDX10503: Signature validation failed. Token does not have a kid. Keys tried: 'X'. token: {secret}"
            ),
            "token.signature",
            Likely,
            "compare the secret",
        ),
        row(
            "Microsoft.IdentityModel.Tokens.SecurityTokenDecryptionFailedException: IDX10609: Decryption failed. No Keys tried: token: '[PII is hidden]'.",
            "token.encrypted",
            Certain,
            "TokenDecryptionKey",
        ),
        row(
            "System.ArgumentOutOfRangeException: IDX10603: The algorithm: 'HS256' requires the SecurityKey.KeySize to be greater than '128' bits. KeySize reported: '32'.",
            "key.kind",
            Certain,
            "",
        ),
        row(
            "System.ArgumentOutOfRangeException: IDX10720: Unable to create KeyedHashAlgorithm for algorithm 'HS256', the key size must be greater than: '256' bits, key has '128' bits.",
            "key.kind",
            Certain,
            "",
        ),
        row(
            &format!(
                "Microsoft.IdentityModel.Tokens.SecurityTokenMalformedException: IDX14100: JWT is not well formed, there are no dots (.).\n {mixed}"
            ),
            "api.failed",
            Likely,
            "to one version",
        ),
        row(
            &format!(
                "System.ArgumentException: IDX14101: Unable to decode the payload '[PII is hidden]' as Base64Url encoded string.\n {mixed}"
            ),
            "api.failed",
            Likely,
            "to one version",
        ),
        row(
            "System.UnauthorizedAccessException: IDW10201: Neither scope nor roles claim was found in the bearer token. Authentication scheme used: 'Bearer'.",
            "scope.missing",
            Certain,
            "app roles",
        ),
    ]);
}

#[test]
fn lines_of_proxies() {
    let of_proxy = "[2026/11/12 10:00:00] [jwt_session.go:51] Error retrieving session from token in Authorization header:";
    let of_mesh = "[2026-09-24T07:14:56.165Z] \"GET /orders HTTP/1.1\"";
    assert_rows(&[
        row(
            &format!("{of_proxy} [unable to verify bearer token, not implemented]"),
            "token.refused",
            Likely,
            "extra_jwt_issuers",
        ),
        row(
            &format!(
                "{of_proxy} [audience from claim aud with value [account] does not match with any of allowed audiences map[web:{{}}]]"
            ),
            "token.audience",
            Certain,
            "oidc_extra_audiences",
        ),
        row(
            &format!(
                "{of_mesh} 401 - jwt_authn_access_denied{{Jwt_verification_fails}} - \"-\" 0 22 0 -"
            ),
            "token.signature",
            Certain,
            "Jwt verification fails",
        ),
        row(
            &format!(
                "{of_mesh} 403 - jwt_authn_access_denied{{Audiences_in_Jwt_are_not_allowed}} - \"-\" 0 22 0 -"
            ),
            "token.audience",
            Certain,
            "RequestAuthentication",
        ),
        row(
            &format!("{of_mesh} 403 - rbac_access_denied_matched_policy[none] - \"-\" 0 19 0 -"),
            "api.policy",
            Certain,
            "AuthorizationPolicy",
        ),
        row(
            "2026-06-19T17:18:06.278950Z debug envoy jwt [external/envoy/source/authenticator.cc:245] JWT token verification completed with: Jwt issuer is not configured",
            "token.issuer",
            Likely,
            "",
        ),
        row(
            "E1126 01:00:00.000000 1 authentication.go:73] \"Unable to authenticate the request\" err=\"[invalid bearer token, oidc: authenticator not initialized]\"",
            "api.issuer-unreachable",
            Certain,
            "",
        ),
    ]);
}

#[test]
fn lines_of_opensearch() {
    let of_jwt =
        "[2026-07-20T08:00:57,870][INFO ][c.a.d.a.h.j.AbstractHTTPJwtAuthenticator] [node-0]";
    let good = token(RS256, CLAIMS);
    assert_rows(&[
        row(
            &format!(
                "{of_jwt} Extracting JWT token from abc failed\ncom.amazon.dlic.auth.http.jwt.keybyoidc.BadCredentialsException: The token has expired"
            ),
            "token.expired",
            Likely,
            "",
        ),
        row(
            &format!(
                "{of_jwt} Failed to get subject from JWT claims, check if subject_key 'email' is correct."
            ),
            "token.claim",
            Likely,
            "set subject_key",
        ),
        row(
            &format!("{of_jwt} No subject found in JWT token"),
            "token.claim",
            Certain,
            "set subject_key",
        ),
        row(
            &format!("{of_jwt} Extracting JWT token from {good} failed"),
            "token.refused",
            Likely,
            "read the exception below",
        ),
    ]);
}

#[test]
fn what_frameworks_throw() {
    let spring = "An error occurred while attempting to decode the Jwt:";
    assert_rows(&[
        row(
            &format!(
                "org.springframework.security.oauth2.jwt.JwtException: {spring} Couldn't retrieve remote JWK set: I/O error on GET request for \"http://localhost:8080/realms/shop/protocol/openid-connect/certs\": Connection refused"
            ),
            "api.issuer-unreachable",
            Certain,
            "",
        ),
        row(
            "java.lang.IllegalArgumentException: Unable to resolve the Configuration with the provided Issuer of \"http://localhost:8080/realms/shop\"",
            "api.issuer-unreachable",
            Certain,
            "",
        ),
        row(
            "java.lang.IllegalStateException: The Issuer \"https://id.shop.test/realms/shop\" provided in the configuration metadata did not match the requested issuer \"http://keycloak:8080/realms/shop\"",
            "api.issuer-unreachable",
            Certain,
            "the issuer that it names",
        ),
        row(
            "com.nimbusds.jwt.proc.BadJWTException: JWT before use time",
            "token.not-yet-valid",
            Likely,
            "",
        ),
        row(
            "org.jose4j.jwt.consumer.InvalidJwtException: JWT (claims->{}) rejected due to invalid claims or other invalid content. Additional details: [[8] Audience (aud) claim [account] doesn't contain an acceptable identifier. Expected orders as an aud value.]",
            "token.audience",
            Likely,
            "",
        ),
        row(
            "ERROR [io.qua.oid.run.OidcProvider] Verification of the token issued to client shop has failed: Issuer (iss) claim value (http://localhost:8080/realms/shop) doesn't match expected value of https://id.shop.test/realms/shop",
            "token.issuer",
            Likely,
            "",
        ),
        row(
            "jwt.exceptions.InvalidAudienceError: Audience doesn't match",
            "token.audience",
            Certain,
            "",
        ),
        row(
            "jwt.exceptions.InvalidKeyError: The specified key is an asymmetric key or x509 certificate and should not be used as an HMAC secret.",
            "key.kind",
            Likely,
            "",
        ),
        row(
            "jwt.exceptions.PyJWKClientError: Unable to find a signing key that matches: \"k1\"",
            "key.not-found",
            Likely,
            "",
        ),
        row(
            "jwt.exceptions.PyJWKClientConnectionError: Fail to fetch data from the url, err: \"HTTP Error 403: Forbidden\"",
            "api.issuer-unreachable",
            Certain,
            "",
        ),
        row(
            "level=error msg=\"failed to verify signature: fetching keys oidc: get keys failed: Get http://localhost:8080/certs: dial tcp 127.0.0.1:8080: connect: connection refused\"",
            "api.issuer-unreachable",
            Likely,
            "",
        ),
        row(
            "SigningKeyNotFoundError: Unable to find a signing key that matches 'k1'",
            "key.not-found",
            Likely,
            "",
        ),
        row(
            "JwksError: The JWKS endpoint did not contain any signing keys",
            "api.keys-not-loaded",
            Likely,
            "",
        ),
        row(
            "JsonWebTokenError: secretOrPublicKey must be an asymmetric key when using RS256",
            "key.kind",
            Likely,
            "",
        ),
        row("Error: No auth token", "token.missing", Likely, ""),
    ]);
}
