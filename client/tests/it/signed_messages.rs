//! What an issuer says in a signed JWT: the answer of a login (JARM) and an introspection response (RFC 9701), those that hold
//! and each that does not.

use std::sync::Arc;

use claimscope_client::SessionError;
use claimscope_client::session::{GrantKind, Login, ObtainedToken, SignedIntrospection};
use claimscope_core::base64url;
use claimscope_core::json::{Object, parse_strict};
use claimscope_core::jwk::Jwk;
use claimscope_core::secret::Secret;

use crate::issuer::{Issuer, START_MS, key, signed, signed_as};
use crate::login::{Asked, connection, log_in, right};
use crate::peer::{answer, json};

const NOW: i64 = START_MS / 1_000;
const TOKEN: &str = r#"{"access_token":"opaque-token","token_type":"Bearer","expires_in":600}"#;

/// Logs in where a signed answer is asked for, at an issuer that publishes the key; `answer` makes the browser's query of
/// the claims that a right answer has.
async fn signed_login(
    published: &Jwk,
    answer: impl Fn(Object, &Asked) -> String + Send + Sync + 'static,
) -> (Arc<Issuer>, Result<ObtainedToken, SessionError>) {
    let issuer = Arc::new(Issuer::start(&[published]).await);
    issuer.answers("/token", json(TOKEN));
    let mut connection = connection(&issuer, 20_000);
    connection.grant.scope = "api1".to_owned();
    if let GrantKind::AuthorizationCode(login) = connection.grant.kind {
        connection.grant.kind = GrantKind::AuthorizationCode(Login {
            response_mode: Some("query.jwt".to_owned()),
            ..login
        });
    }
    let here = issuer.url.clone();
    let answer = move |asked: &Asked| {
        let claims = Object::new()
            .with("iss", here.as_str())
            .with("aud", "client")
            .with("exp", NOW + 120)
            .with("code", "abc")
            .with("state", asked["state"].as_str());
        answer(claims, asked)
    };
    let outcome = log_in(issuer.session_with(connection), answer).await.0;
    (issuer, outcome)
}

/// The code of the failure where the answer is signed with the published key, and its claims are those that `change` leaves.
async fn refused(change: impl Fn(Object) -> Object + Send + Sync + 'static) -> (String, String) {
    let key = key(Some("k1"));
    let signer = key.clone();
    refused_with(&key, move |claims, _| {
        format!("response={}", signed(&signer, &change(claims)))
    })
    .await
}

async fn refused_with(
    published: &Jwk,
    answer: impl Fn(Object, &Asked) -> String + Send + Sync + 'static,
) -> (String, String) {
    let (issuer, outcome) = signed_login(published, answer).await;
    assert_eq!(issuer.asked("/token"), 0, "no code is sent anywhere");
    let failure = outcome.unwrap_err();
    (failure.code().as_str().to_owned(), failure.to_string())
}

#[track_caller]
fn assert_does_not_hold((code, text): (String, String), check: &str) {
    assert_eq!(code, "authorization.response-jwt", "{text}");
    assert!(text.contains(check), "{text}");
}

#[tokio::test]
async fn a_signed_answer_is_verified_and_its_code_exchanged() {
    let key = key(Some("k1"));
    let signer = key.clone();
    let answer = move |claims, _: &Asked| format!("response={}", signed(&signer, &claims));
    let (issuer, outcome) = signed_login(&key, answer).await;
    assert_eq!(
        outcome.unwrap().response.access_token_text(),
        "opaque-token"
    );
    assert_eq!(issuer.asked("/jwks"), 1);
}

#[tokio::test]
async fn refuses_a_plain_answer_where_a_signed_one_was_asked_for() {
    let (code, _) = refused_with(&key(Some("k1")), |_, asked| right(asked)).await;
    assert_eq!(code, "authorization.response-plain");
}

#[tokio::test]
async fn refuses_a_signed_answer_of_a_stranger_s_key() {
    let stranger = key(Some("k1"));
    let answer = move |claims, _: &Asked| format!("response={}", signed(&stranger, &claims));
    assert_does_not_hold(refused_with(&key(Some("k1")), answer).await, "signature");
}

#[tokio::test]
async fn refuses_a_signed_answer_without_a_signature() {
    let answer = |claims: Object, _: &Asked| {
        let header = base64url::encode(r#"{"alg":"none"}"#);
        format!(
            "response={header}.{}.",
            base64url::encode(claims.to_string())
        )
    };
    assert_does_not_hold(refused_with(&key(Some("k1")), answer).await, "header.alg");
}

#[tokio::test]
async fn refuses_a_signed_answer_of_another_issuer() {
    let other = refused(|claims| claims.with("iss", "https://evil.example")).await;
    assert_does_not_hold(other, "issuer");
}

#[tokio::test]
async fn refuses_a_signed_answer_for_another_client() {
    let other = refused(|claims| claims.with("aud", "other")).await;
    assert_does_not_hold(other, "claim.aud");
}

#[tokio::test]
async fn refuses_a_signed_answer_that_has_expired_or_never_does() {
    let expired = refused(|claims| claims.with("exp", NOW - 1)).await;
    assert_does_not_hold(expired, "claim.exp");
    let endless = refused(|mut claims| {
        claims.remove("exp");
        claims
    });
    assert_does_not_hold(endless.await, "claim.exp");
}

#[tokio::test]
async fn a_signed_no_is_told_as_the_server_says_it() {
    let (code, text) = refused(|mut claims| {
        claims.remove("code");
        claims.with("error", "access_denied")
    })
    .await;
    assert_eq!(code, "declined.access_denied", "{text}");
}

/// Introspects where a signed answer is asked for, at an issuer that publishes the key and answers so.
async fn introspected(
    published: &Jwk,
    media_type: &str,
    body: impl FnOnce(&Issuer) -> String,
) -> Result<SignedIntrospection, SessionError> {
    let issuer = Issuer::start(&[published]).await;
    let headers = format!("Content-Type: {media_type}\r\n");
    issuer.answers("/introspect", answer("200 OK", &headers, &body(&issuer)));
    let session = issuer.session();
    let introspected = session
        .introspect_signed(&Secret::from("a-token"), None)
        .await;
    let head = issuer.last_head().to_ascii_lowercase();
    let asks = "\r\naccept: application/token-introspection+jwt\r\n";
    assert!(issuer.asked("/jwks") > 0 || head.contains(asks), "{head}");
    introspected
}

const JWT: &str = "application/token-introspection+jwt";

fn typ(typ: &str) -> Object {
    Object::new().with("typ", typ)
}

fn response(issuer: &Issuer) -> Object {
    let inside = parse_strict(br#"{"active":true,"scope":"api1"}"#).unwrap();
    Object::new()
        .with("iss", issuer.url.as_str())
        .with("aud", "client")
        .with("iat", NOW)
        .with("token_introspection", inside)
}

#[tokio::test]
async fn a_signed_introspection_response_is_verified_and_what_it_says_is_told() {
    let key = key(Some("k1"));
    let body = |issuer: &Issuer| signed_as(&key, typ("token-introspection+jwt"), &response(issuer));
    let signed = introspected(&key, JWT, body).await.unwrap();
    assert!(signed.introspection.is_active);
    assert_eq!(signed.introspection.members.get_str("scope"), Some("api1"));
    assert!(!format!("{signed:?}").contains("eyJ"));
}

#[tokio::test]
async fn an_introspection_response_of_another_issuers_token_is_told() {
    for (iss, codes) in [("https://other.example", &["response.iss"][..]), ("", &[])] {
        let issuer = Issuer::start(&[&key(Some("k1"))]).await;
        let iss = if iss.is_empty() {
            issuer.url.as_str()
        } else {
            iss
        };
        let body = format!(r#"{{"active":true,"iss":"{iss}"}}"#);
        let json = "Content-Type: application/json\r\n";
        issuer.answers("/introspect", answer("200 OK", json, &body));
        let session = issuer.session();
        let plain = session
            .introspect(&Secret::from("a-token"), None)
            .await
            .unwrap();
        let found: Vec<&str> = plain.findings.iter().map(|one| one.code.as_str()).collect();
        assert_eq!(found, codes, "{:?}", plain.findings);
    }
}

#[tokio::test]
async fn refuses_a_plain_introspection_response_where_a_signed_one_was_asked_for() {
    let body = |_: &Issuer| r#"{"active":true}"#.to_owned();
    let plain = introspected(&key(Some("k1")), "application/json", body).await;
    assert_eq!(plain.unwrap_err().code(), "server.introspection-jwt");
}

#[tokio::test]
async fn refuses_a_signed_introspection_response_that_does_not_hold() {
    let (own, stranger) = (key(Some("k1")), key(Some("k1")));
    let right = "token-introspection+jwt";
    type Change = fn(Object) -> Object;
    let cases: [(&Jwk, &str, Change, &str); 7] = [
        (&stranger, right, |claims| claims, "signature"),
        (&own, "at+jwt", |claims| claims, "header.typ"),
        (&own, "JWT", |claims| claims, "header.typ"),
        (
            &own,
            right,
            |claims| claims.with("iss", "https://evil.example"),
            "issuer",
        ),
        (
            &own,
            right,
            |claims| claims.with("aud", "other"),
            "claim.aud",
        ),
        (
            &own,
            right,
            |claims| claims.with("iat", NOW + 3_600),
            "claim.iat",
        ),
        (
            &own,
            right,
            |mut claims| {
                claims.remove("iat");
                claims
            },
            "iat",
        ),
    ];
    for (signer, media_type, change, check) in cases {
        let body = |issuer: &Issuer| signed_as(signer, typ(media_type), &change(response(issuer)));
        let failure = introspected(&own, JWT, body).await.unwrap_err();
        assert_eq!(failure.code(), "server.introspection-jwt", "{failure}");
        assert!(failure.message().contains(check), "{check}: {failure}");
    }
    let body = |issuer: &Issuer| {
        let claims = response(issuer).with("token_introspection", "yes");
        signed_as(&own, typ(right), &claims)
    };
    let failure = introspected(&own, JWT, body).await.unwrap_err();
    assert_eq!(failure.code(), "server.introspection-jwt");
}
