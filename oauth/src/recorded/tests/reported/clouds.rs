//! Kubernetes, Google and Firebase, PyJWT, PostgREST and Supabase: whose audience, whose algorithm, whose key.

use super::logs::row;
use super::{Certain, Likely, assert_rows, call, json};

#[test]
fn kubernetes_wants_the_id_token_of_its_client() {
    let of_server = "E0805 15:16:00.243462       1 authentication.go:73] \"Unable to authenticate the request\" err=\"[invalid bearer token, oidc: verify token: oidc: expected audience";
    let missing = format!("{of_server} \\\"kube\\\" got []]\"");
    let other = format!("{of_server} \\\"kube\\\" got [\\\"headlamp\\\"]]\"");
    assert_rows(&[
        row(&missing, "token.no-audience", Certain, "id_token"),
        row(
            "OIDC provider initialized, readiness check returned error: oidc: verify token: oidc: expected audience \"kube\" got []",
            "token.no-audience",
            Certain,
            "--oidc-client-id",
        ),
        row(
            &other,
            "token.audience",
            Certain,
            "token aud = headlamp; the API says that it expects kube",
        ),
        row(&other, "token.audience", Certain, "--oidc-client-id"),
        row(
            "failed to verify ID token: oidc: expected audience \"web\" got []",
            "token.no-audience",
            Likely,
            "",
        ),
    ]);
}

#[test]
fn firebase_takes_the_id_token_that_it_made_itself() {
    let custom =
        "https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit";
    assert_rows(&[
        row(
            &format!(
                "ValueError: Firebase ID token has incorrect \"aud\" (audience) claim. Expected \"shop\" but got \"{custom}\". Make sure the ID token comes from the same Firebase project as the service account used to authenticate this SDK."
            ),
            "token.custom",
            Certain,
            "signInWithCustomToken",
        ),
        row(
            &format!(
                "Error #01: invalid token: ID token has invalid 'aud' (audience) claim; expected \"shop\" but got \"{custom}\"; make sure the ID token comes from the same Firebase project"
            ),
            "token.custom",
            Certain,
            "signInWithCustomToken",
        ),
        row(
            "Error: verifyIdToken() expects an ID token, but was given a custom token.",
            "token.custom",
            Likely,
            "signInWithCustomToken",
        ),
        row(
            "ID token has invalid 'aud' (audience) claim; expected \"shop\" but got \"4394-a.apps.googleusercontent.com\"; make sure the ID token comes from the same Firebase project",
            "token.audience",
            Certain,
            "getIdToken()",
        ),
        row(
            "FirebaseError: Firebase: The custom token corresponds to a different audience. (auth/custom-token-mismatch).",
            "token.audience",
            Certain,
            "service account",
        ),
    ]);
}

#[test]
fn googles_audiences_are_not_one() {
    let gateway = "GET /orders HTTP/1.1\nHost: shop-1a2b.ew.gateway.dev\nAuthorization: Bearer 0a.1b.2c\n\nHTTP/1.1 403 Forbidden\nServer: Google Frontend\nContent-Type: application/json\n\n{\"code\":403,\"message\":\"Audiences in Jwt are not allowed\"}\n";
    assert_rows(&[
        row(gateway, "token.audience", Certain, "x-google-audiences"),
        row(
            "ValueError: Token has wrong audience 1234.apps.googleusercontent.com, expected one of ['5678.apps.googleusercontent.com']",
            "token.audience",
            Certain,
            "token aud = 1234.apps.googleusercontent.com; the API says that it expects 5678.apps.googleusercontent.com",
        ),
        row(
            "Error: Wrong recipient, payload audience != requiredAudience",
            "token.audience",
            Certain,
            "OAuth client",
        ),
    ]);
}

#[test]
fn pyjwts_algorithms_are_named_in_code() {
    assert_rows(&[
        row(
            "  File \"jwt/api_jws.py\", line 301, in _verify_signature\njwt.exceptions.InvalidAlgorithmError: The specified alg value is not allowed",
            "token.algorithm",
            Certain,
            "algorithms=",
        ),
        row(
            "How to resolve: The specified alg value is not allowed when decoding an HS256 token?",
            "token.algorithm",
            Likely,
            "",
        ),
        row(
            "NotImplementedError: Algorithm 'RS256' could not be found. Do you have cryptography installed?",
            "token.algorithm",
            Certain,
            "cryptography",
        ),
    ]);
}

#[test]
fn keys_of_supabase_are_no_jwts() {
    let three = |code: &str| {
        format!("{{'message': 'Expected 3 parts in JWT; got 1', 'code': '{code}', 'hint': None}}")
    };
    let secret = "Bearer sb_secret_0a1b2c3d4e5f";
    let bad = r#"{"code":403,"error_code":"bad_jwt","msg":"invalid JWT: unable to parse or verify signature, token is malformed: token contains an invalid number of segments"}"#;
    assert_rows(&[
        row(&three("PGRST301"), "token.opaque", Likely, "sb_secret_"),
        (
            call(
                secret,
                &json(
                    "401 Unauthorized",
                    r#"{"code":"PGRST301","details":null,"hint":null,"message":"Expected 3 parts in JWT; got 1"}"#,
                ),
            ),
            "token.opaque",
            Certain,
            "header apikey",
        ),
        (
            call(secret, &json("403 Forbidden", bad)),
            "token.opaque",
            Certain,
            "header apikey",
        ),
        row(bad, "token.opaque", Likely, "header apikey"),
        row(
            r#"{"code":"PGRST300","details":null,"hint":null,"message":"Server lacks JWT secret"}"#,
            "api.keys-not-loaded",
            Certain,
            "jwt-secret",
        ),
        row(
            r#"{"code":"PGRST303","details":null,"hint":null,"message":"JWT expired"}"#,
            "token.expired",
            Certain,
            "",
        ),
        row(
            r#"{"code":"PGRST302","details":null,"hint":null,"message":"Anonymous access is disabled"}"#,
            "token.missing",
            Likely,
            "",
        ),
        row(
            r#"{"code":"PGRST303","details":null,"hint":null,"message":"Parsing claims failed: the JWT 'exp' claim must be a number"}"#,
            "token.claim",
            Certain,
            "",
        ),
    ]);
}
