//! Words of a refusal that stand alone: no status, no header and no mark of a log tells whose they are.

use super::logs::row;
use super::{Certain, Likely, Look, NOW, RS256, assert_rows, call, json, token};

#[test]
fn a_sentence_that_is_known_is_a_refusals() {
    assert_rows(&[
        row("Invalid audience", "token.audience", Likely, ""),
        row(
            "unexpected signing method: HS256",
            "token.algorithm",
            Likely,
            "",
        ),
        row(
            "Error: secretOrPublicKey must be an asymmetric key when using RS256",
            "key.kind",
            Likely,
            "",
        ),
        row(
            "token signature is invalid: key is of invalid type: RSA verify expects *rsa.PublicKey",
            "key.kind",
            Likely,
            "",
        ),
        row(
            "NotAuthorizedException: Refresh Token has been revoked",
            "grant.invalid",
            Likely,
            "log in again",
        ),
        row(
            "WWW-Authenticate: Bearer error=\"invalid_token\", error_description=\"Invalid or expired access token\"",
            "token.refused",
            Likely,
            "",
        ),
        row(
            "io.quarkus.oidc: Token verification has failed: Unable to process JOSE object (cause: org.jose4j.lang.UnresolvableKeyException: JWK with kid 'abc' is not available)",
            "key.not-found",
            Likely,
            "",
        ),
        row(
            "UnexpectedValueException: \"kid\" invalid, unable to lookup correct key",
            "key.not-found",
            Likely,
            "",
        ),
        row(
            "IncorrectClaimException: The Claim 'aud' value doesn't contain the required audience.",
            "token.audience",
            Likely,
            "",
        ),
        row(
            "{\"error\":\"invalid_token\",\"error_description\":\"The access token could not be decrypted\"}",
            "token.encrypted",
            Likely,
            "",
        ),
        row(
            "{\"timestamp\":\"2026-11-27T10:00:00.000+00:00\",\"status\":403,\"error\":\"Forbidden\",\"path\":\"/api\"}",
            "api.policy",
            Likely,
            "",
        ),
        row(
            "{\"Message\":\"User is not authorized to access this resource with an explicit deny\"}",
            "api.policy",
            Likely,
            "",
        ),
        row(
            "DPoP proof is missing required 'ath' claim",
            "dpop.proof",
            Likely,
            "ath",
        ),
        row(
            "{\"message\":\"Unauthenticated.\",\"status_code\":401}",
            "token.refused",
            Likely,
            "",
        ),
        row(
            "2026-11-26 10:00:24.776 DEBUG [gateway,,] 1 --- [or-http-epoll-1] o.s.s.oauth2.jwt.JwtClaimValidator       : The iss claim is not valid",
            "token.issuer",
            Likely,
            "",
        ),
        row(
            "E1126 10:00:00.000000       1 authentication.go:75] \"Unable to authenticate the request\" err=\"[invalid bearer token, oidc: email not verified]\"",
            "token.claim",
            Certain,
            "verify the address",
        ),
        row(
            "E1126 10:00:00.000000       1 authentication.go:75] \"Unable to authenticate the request\" err=\"[invalid bearer token, oidc: parse username claims \\\"email\\\": claim not present]\"",
            "token.claim",
            Certain,
            "--oidc-username-claim",
        ),
        row(
            "Unable to authenticate the request due to an error: [invalid bearer token, oidc: verify token: oidc: id token issued by a different provider, expected \"https://a\" got \"https://b\"]",
            "token.issuer",
            Certain,
            "",
        ),
        row(
            "E1126 10:00:00.000000       1 authentication.go:75] \"Unable to authenticate the request\" err=\"[invalid bearer token, oidc: verify token: oidc: expected audience \\\"a\\\" got [\\\"b\\\"]]\"",
            "token.audience",
            Certain,
            "",
        ),
        row(
            "Error while resolving signing key for kid \"abc\": unable to verify the first certificate",
            "api.issuer-unreachable",
            Likely,
            "",
        ),
        row(
            "error: You must be logged in to the server (the server has asked for the client to provide credentials)",
            "token.refused",
            Likely,
            "API server's log",
        ),
        row(
            "User \"system:anonymous\" cannot list nodes at the cluster scope. (get nodes)",
            "token.missing",
            Likely,
            "",
        ),
        row(
            "Jwks doesn't have key to match kid or alg from Jwt.",
            "key.not-found",
            Certain,
            "",
        ),
        row(
            "2026-11-26T10:00:24.302199Z     debug   envoy jwt       origins-0: JWT token verification completed with: Jwt is missing",
            "token.missing",
            Likely,
            "",
        ),
        row(
            "OAuth \"invalid_dpop_proof\" error: DPoP htu mismatch",
            "dpop.proof",
            Likely,
            "",
        ),
        row(
            "invalid session token: failed to verify signature: failed to verify id token signature",
            "token.signature",
            Likely,
            "",
        ),
        row(
            "The token could not be parsed from the request",
            "token.missing",
            Likely,
            "",
        ),
        row(
            "Token used before issued",
            "token.not-yet-valid",
            Likely,
            "",
        ),
        row(
            "ID token has invalid 'aud' (audience) claim; expected \"shop-b\" but got \"shop-a\"; make sure the ID token comes from the same Firebase project as the credential used to authenticate this SDK",
            "token.audience",
            Certain,
            "",
        ),
        row(
            r#"{"errorMessage":"Unauthorized JsonWebTokenError: invalid signature"}"#,
            "token.signature",
            Likely,
            "",
        ),
    ]);
}

#[test]
fn a_line_in_brackets_is_a_logs_and_no_json() {
    assert_rows(&[
        row(
            "[oauthproxy.go:889] Error creating session during OAuth2 callback: audience from claim aud with value [test] does not match with any of allowed audiences map[web:{}]",
            "token.audience",
            Certain,
            "oidc_extra_audiences",
        ),
        row(
            "[9ccb41e3-ca85-4872-be1c-0485f506ece5] JWT::ExpiredSignature (Signature has expired)",
            "token.expired",
            Likely,
            "",
        ),
    ]);
}

#[test]
fn prose_that_refuses_nothing_is_not_explained() {
    for text in [
        "Hello there, this is what I sent you last week",
        "Our meeting about tokens is on Monday",
        "The release notes are in the folder",
    ] {
        assert_eq!(Look::at(text, NOW).diagnosis, None, "{text}");
    }
}

/// A call of a realm's userinfo endpoint.
fn userinfo(claims: &str, answer: &str) -> String {
    call(&format!("Bearer {}", token(RS256, claims)), answer).replace(
        "/orders",
        "https://api.shop.test/realms/shop/protocol/openid-connect/userinfo",
    )
}

#[test]
fn keycloaks_userinfo_says_little() {
    let refused = json(
        "401 Unauthorized",
        r#"{"error":"invalid_token","error_description":"Token verification failed"}"#,
    );
    assert_rows(&[
        (
            userinfo(r#"{"scope":"profile email"}"#, "403 Forbidden\n\n"),
            "scope.missing",
            Likely,
            "openid",
        ),
        (
            userinfo(
                r#"{"iss":"https://keycloak:8080/realms/shop","scope":"openid"}"#,
                &refused,
            ),
            "token.issuer",
            Likely,
            "one public address",
        ),
        row(
            "2026-11-26 10:00:02,996 WARN  [org.keycloak.events] (executor-thread-7) type=USER_INFO_REQUEST_ERROR, realmId=shop, clientId=null, userId=null, ipAddress=10.0.0.1, error=access_denied, auth_method=validate_access_token",
            "scope.missing",
            Certain,
            "openid",
        ),
    ]);
}

#[test]
fn who_refused_before_the_api_did() {
    assert_rows(&[
        row(
            "[2026/11/18 20:42:45] [oauthproxy.go:901] Error redeeming code during OAuth2 callback: email in id_token (a@shop.test) isn't verified",
            "api.policy",
            Certain,
            "",
        ),
        row(
            "[2026/11/09 13:41:37] [oauthproxy.go:730] Error creating session during OAuth2 callback: neither the id_token nor the profileURL set an email",
            "token.claim",
            Certain,
            "",
        ),
        row(
            "[2026/11/07 04:23:48] [main.go:59] ERROR: Failed to initialise OAuth2 Proxy: error initialising provider: could not create provider data: failed to discover OIDC configuration: unexpected status \"404\": 404 page not found",
            "api.issuer-unreachable",
            Likely,
            "",
        ),
        row(
            "oidc: issuer did not match the issuer returned by provider, expected \"http://keycloak:8080/realms/a\" got \"https://id.shop.test/realms/a\"",
            "api.issuer-unreachable",
            Likely,
            "the issuer that it names",
        ),
        row(
            "HTTP/1.1 401 Unauthorized\nServer: Microsoft-IIS/10.0\nWWW-Authenticate: Bearer realm=\"shop.azurewebsites.net\" authorization_uri=\"https://login.windows.net/t/oauth2/authorize\" resource_id=\"c\"\nContent-Type: text/html\n\nYou do not have permission to view this directory or page.\n",
            "token.refused",
            Likely,
            "before the app",
        ),
        row(
            "Error while resolving signing key for kid \"k1\"",
            "key.not-found",
            Likely,
            "",
        ),
        row(
            "java.lang.IllegalArgumentException: A signing key must be specified if the specified JWT is digitally signed.",
            "api.keys-not-loaded",
            Likely,
            "",
        ),
        row(
            "Error: Could not assume role with OIDC: Not authorized to perform sts:AssumeRoleWithWebIdentity",
            "api.policy",
            Certain,
            "trust policy",
        ),
    ]);
}
