//! What people pasted in public reports, made anew, with the reason that the thread came to: a row a report.

mod clouds;
mod compared;
mod lines;
mod logs;
mod members;
mod parts;
mod puzzles;
mod tls;
mod unmarked;
mod within;
mod written;

use claimscope_core::base64url;
use claimscope_core::time::Timestamp;

use crate::Look;
use crate::diagnose::Certainty::{self, Certain, Likely, Possible};

const NOW: Timestamp = Timestamp::from_unix_seconds(1_795_600_000);

/// The claims of a token that holds for an hour.
const CLAIMS: &str = r#"{"iss":"https://id.shop.test/realms/shop","sub":"7","aud":"orders","iat":1795599900,"exp":1795603500}"#;

const KEYCLOAK: &str = r#"{"iss":"https://id.shop.test/realms/shop","sub":"7","azp":"web","aud":["realm-management","account"],"typ":"Bearer","realm_access":{"roles":["buyer"]},"resource_access":{"orders":{"roles":["reader"]}},"iat":1795599900,"exp":1795603500}"#;

/// An ID token's.
const COGNITO: &str = r#"{"iss":"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a","sub":"7","aud":"1example","token_use":"id","auth_time":1795599900,"iat":1795599900,"exp":1795603500,"nonce":"n","at_hash":"x"}"#;

const RS256: &str = r#"{"alg":"RS256","kid":"k1","typ":"JWT"}"#;

/// A token whose signature nobody looks at.
fn token(header: &str, claims: &str) -> String {
    let signature = base64url::encode([7; 256]);
    let (header, claims) = (base64url::encode(header), base64url::encode(claims));
    format!("{header}.{claims}.{signature}")
}

/// A call with that value of `Authorization`, and its answer.
fn call(authorization: &str, answer: &str) -> String {
    format!(
        "GET /orders HTTP/1.1\nHost: api.shop.test\nAuthorization: {authorization}\n\nHTTP/1.1 {answer}"
    )
}

/// The same with a token of these claims.
fn called_with(claims: &str, answer: &str) -> String {
    call(&format!("Bearer {}", token(RS256, claims)), answer)
}

/// An answer of 401 by this description.
fn described(description: &str) -> String {
    format!(
        "401 Unauthorized\nWWW-Authenticate: Bearer error=\"invalid_token\", error_description=\"{description}\"\n"
    )
}

/// An answer whose body is JSON.
fn json(status: &str, body: &str) -> String {
    format!("{status}\nContent-Type: application/json\n\n{body}\n")
}

/// What was pasted, the first reason's code and certainty, and words that its sentence, its evidence or its advice has.
type Row = (String, &'static str, Certainty, &'static str);

fn assert_rows(rows: &[Row]) {
    let wrong = rows.iter().filter_map(|(text, code, certainty, words)| {
        let diagnosis = Look::at(text, NOW).diagnosis;
        let reasons = diagnosis.map(|it| it.reasons).unwrap_or_default();
        let is_right = reasons.first().is_some_and(|first| {
            let told = [
                &[first.title.to_owned(), first.fix.clone()],
                &first.evidence[..],
            ];
            let told = told.concat().join("\n");
            (first.code, first.certainty) == (*code, *certainty) && told.contains(words)
        });
        (!is_right)
            .then(|| format!("{text}\n  wanted {certainty:?} {code}, {words}\n  got {reasons:?}"))
    });
    let wrong: Vec<_> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn one_issuer_under_two_addresses_is_told_from_two_issuers() {
    let other_host = "Invalid token issuer. Expected 'http://keycloak:8080/realms/shop', but was 'https://id.shop.test/realms/shop'";
    let other_realm = "Invalid token issuer. Expected 'https://id.shop.test/realms/b2b', but was 'https://id.shop.test/realms/shop'";
    let refresh = r#"{"error":"invalid_grant","error_description":"Invalid token issuer. Expected 'http://keycloak:8080/realms/shop'"}"#;
    assert_rows(&[
        (
            called_with(CLAIMS, &described(other_host)),
            "token.issuer",
            Certain,
            "if both are one server",
        ),
        (
            called_with(CLAIMS, &described(other_realm)),
            "token.issuer",
            Certain,
            "or get the token from the issuer",
        ),
        (
            json("HTTP/1.1 400 Bad Request", refresh),
            "grant.invalid",
            Certain,
            "or the token is of another realm",
        ),
        (
            called_with(CLAIMS, &described("Unexpected 'iss' value")),
            "token.issuer",
            Certain,
            "trailing slash",
        ),
    ]);
}

#[test]
fn aspnet_says_one_thing_of_several_faults() {
    let of_kestrel = |description: &str| format!("{}Server: Kestrel\n", described(description));
    let secret = token(r#"{"alg":"HS256","typ":"JWT"}"#, CLAIMS);
    let graph = r#"{"iss":"https://sts.windows.net/11111111-2222-3333-4444-555555555555/","sub":"7","aud":"00000003-0000-0000-c000-000000000000","iat":1795599900,"exp":1795603500}"#;
    assert_rows(&[
        (
            called_with(CLAIMS, &of_kestrel("The issuer '(null)' is invalid")),
            "token.issuer",
            Likely,
            "TenantId",
        ),
        (
            call(
                &format!("Bearer {secret}"),
                &of_kestrel("The signature key was not found"),
            ),
            "token.signature",
            Likely,
            "compare the secret",
        ),
        (
            called_with(graph, &of_kestrel("The signature is invalid")),
            "token.graph",
            Certain,
            "scope of your own API",
        ),
        (
            called_with(
                CLAIMS,
                "403 Forbidden\nContent-Type: text/plain\n\nIDW10201: Neither scope or roles claim was found in the bearer token. ",
            ),
            "scope.missing",
            Certain,
            "app roles",
        ),
        (
            called_with(
                KEYCLOAK,
                &of_kestrel("The audience 'realm-management, account' is invalid"),
            ),
            "token.audience",
            Certain,
            "audience mapper",
        ),
    ]);
}

#[test]
fn a_token_that_stands_without_its_scheme_may_be_wanted_so() {
    let unauthorized = r#"{"message":"Unauthorized"}"#;
    let of_gateway = "401 Unauthorized\nx-amzn-ErrorType: UnauthorizedException";
    let (cognito, good) = (token(RS256, COGNITO), token(RS256, CLAIMS));
    assert_rows(&[
        (
            call(&cognito, &json(of_gateway, unauthorized)),
            "token.refused",
            Likely,
            "$context.authorizer.error",
        ),
        (
            call(&good, &json("401 Unauthorized", unauthorized)),
            "header.scheme",
            Likely,
            "without Bearer",
        ),
        (
            call(&good, "401 Unauthorized\nWWW-Authenticate: Bearer\n"),
            "header.scheme",
            Certain,
            "without Bearer",
        ),
    ]);
}

#[test]
fn a_nonce_for_proofs_is_no_token() {
    let nonce = "DPoP-Nonce: eyJ7S_zG.eyJH0-Z.HX4w-7v";
    let challenge = "WWW-Authenticate: DPoP error=\"use_dpop_nonce\", error_description=\"Resource server requires nonce in DPoP proof\"";
    let by_header = format!("HTTP/1.1 401 Unauthorized\n{challenge}\n{nonce}\n");
    let body = r#"{"error":"use_dpop_nonce","error_description":"Authorization server requires nonce in DPoP proof"}"#;
    let by_body = json(&format!("HTTP/1.1 400 Bad Request\n{nonce}"), body);
    for text in [nonce, &by_header, &by_body] {
        assert_eq!(Look::at(text, NOW).inspection.token, "", "{text}");
    }
    assert!(Look::at(nonce, NOW).diagnosis.is_none());
    assert_rows(&[
        (by_header, "dpop.nonce", Certain, "DPoP-Nonce header"),
        (by_body, "dpop.nonce", Likely, "DPoP-Nonce header"),
    ]);
}

/// A call with a proof for that `htu`, refused by `htu`.
fn proven(target: &str, htu: &str) -> String {
    let claims = format!(r#"{{"htm":"GET","htu":"{htu}","iat":1795599990,"jti":"1"}}"#);
    let proof = token(r#"{"alg":"ES256","typ":"dpop+jwt"}"#, &claims);
    let token = token(RS256, CLAIMS);
    let challenge = "WWW-Authenticate: DPoP error=\"invalid_dpop_proof\"";
    format!(
        "GET {target} HTTP/1.1\nHost: api.shop.test\nAuthorization: DPoP {token}\nDPoP: {proof}\n\nHTTP/1.1 401 Unauthorized\n{challenge}\n"
    )
}

#[test]
fn a_proxy_is_suspected_only_where_the_proofs_url_is_plain() {
    let row = |target: &str, htu: &str, words| (proven(target, htu), "dpop.proof", Certain, words);
    assert_rows(&[
        row(
            "https://api.shop.test/u",
            "https://api.shop.test/u",
            "X-Forwarded",
        ),
        row(
            "https://api.shop.test/u?x=1",
            "https://api.shop.test/u?x=1",
            "has a query or a fragment",
        ),
        row(
            "https://api.shop.test/u/a%40b",
            "https://api.shop.test/u/a%40b",
            "percent-encoded characters",
        ),
        row(
            "https://api.shop.test/u/a%40b",
            "https://api.shop.test/u/a@b",
            "by percent-encoding alone",
        ),
        row(
            "https://api.shop.test/u",
            "https://api.shop.test/v",
            "htu = https://api.shop.test/v; the request",
        ),
    ]);
}

#[test]
fn a_token_is_of_somebody_elses() {
    let session = r#"{"alg":"dir","enc":"A256GCM"}"#;
    let session = format!("Bearer {}..AAAA.BBBB.CCCC", base64url::encode(session));
    let mcp = "401 Unauthorized\nWWW-Authenticate: Bearer error=\"invalid_token\", error_description=\"Authentication required\", resource_metadata=\"https://mcp.shop.test/.well-known/oauth-protected-resource\"";
    let mcp_body = r#"{"error":"invalid_token","error_description":"Authentication required"}"#;
    let resource = r#"{"error":"access_denied","error_description":"Invalid token does not contain resource id (oauth2-resource)"}"#;
    let scope = "403 Forbidden\nWWW-Authenticate: Bearer realm=\"shop\", error=\"insufficient_scope\", error_description=\"Missing openid scope\"\n";
    assert_rows(&[
        (
            call(
                &session,
                &json("401 Unauthorized", r#"{"message":"jwt malformed"}"#),
            ),
            "token.encrypted",
            Likely,
            "account.access_token",
        ),
        (
            call(
                "Bearer V8xyzABCdef0123456789abcdef012345",
                &described("Invalid Compact JWS"),
            ),
            "token.opaque",
            Certain,
            "audience or resource",
        ),
        (
            called_with(CLAIMS, &json(mcp, mcp_body)),
            "token.refused",
            Likely,
            "resource set to this server's URL",
        ),
        (
            called_with(CLAIMS, &json("403 Forbidden", resource)),
            "token.audience",
            Likely,
            "oauth2-resource",
        ),
        (
            called_with(KEYCLOAK, "403 Forbidden\n\n"),
            "api.policy",
            Likely,
            "resource_access.orders.roles = reader",
        ),
        (
            called_with(CLAIMS, scope),
            "scope.missing",
            Certain,
            "the scope openid",
        ),
    ]);
}

#[test]
fn a_clients_assertion_and_a_refresh_token_are_told_apart() {
    let row = |status: &str, error: &str, code, words| {
        (
            json(&format!("HTTP/1.1 {status}"), error),
            code,
            Certain,
            words,
        )
    };
    assert_rows(&[
        row(
            "400 Bad Request",
            r#"{"error":"unauthorized_client","error_description":"Client authentication with signed JWT failed: Token is not active"}"#,
            "grant.assertion",
            "outside its times",
        ),
        row(
            "401 Unauthorized",
            r#"{"error":"invalid_client","error_description":"Token is not active"}"#,
            "grant.assertion",
            "outside its times",
        ),
        row(
            "400 Bad Request",
            r#"{"error":"unauthorized_client","error_description":"Client authentication with signed JWT failed: Token reuse detected"}"#,
            "grant.assertion",
            "a jti that is used once",
        ),
        row(
            "400 Bad Request",
            r#"{"error":"invalid_grant","error_description":"Token is not active"}"#,
            "grant.invalid",
            "refresh token has expired",
        ),
    ]);
}

#[test]
fn what_a_clients_assertion_leaves_out_is_said() {
    let claims = r#"{"iss":"web","sub":"web","jti":"1","iat":1795599990,"exp":1795600050}"#;
    let assertion = token(r#"{"alg":"ES256"}"#, claims);
    let text = format!(
        "POST /token HTTP/1.1\nHost: id.shop.test\nContent-Type: application/x-www-form-urlencoded\n\ngrant_type=client_credentials&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion={assertion}\n\nHTTP/1.1 401 Unauthorized\nContent-Type: application/json\n\n{{\"error\":\"invalid_client\"}}\n"
    );
    assert_rows(&[
        (
            text.clone(),
            "client.authentication",
            Likely,
            "client_assertion aud = absent",
        ),
        (
            text,
            "client.authentication",
            Likely,
            "client_assertion has no kid",
        ),
    ]);
}
