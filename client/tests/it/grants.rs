//! The grants beside the login, client authentication and DPoP, as they go over the wire.

use std::sync::{Arc, Mutex};

use claimscope_client::Settings;
use claimscope_client::session::{
    AuthenticationMethod, Connection, Grant, GrantKind, News, Person, Session,
};
use claimscope_core::alg::Algorithm;
use claimscope_core::jwk::generate;
use claimscope_oauth::HttpRequest;

use crate::client_with;
use crate::issuer::{Issuer, entropy, key};
use crate::peer::{Identity, answer, json};

const TOKEN: &str = r#"{"access_token":"opaque-token","token_type":"Bearer","expires_in":600}"#;

fn error(code: &str) -> Vec<u8> {
    let body = format!(r#"{{"error":"{code}"}}"#);
    answer(
        "400 Bad Request",
        "Content-Type: application/json\r\n",
        &body,
    )
}

/// Somebody who remembers what they were told.
#[derive(Default)]
struct Listener(Mutex<Vec<String>>);

impl Person for Listener {
    fn tell(&self, news: &News) {
        let text = match news {
            News::EnterCode { user_code, .. } => format!("enter {user_code}"),
            News::Pending => "pending".to_owned(),
            _ => "other".to_owned(),
        };
        self.0.lock().unwrap().push(text);
    }

    fn open_browser(&self, _: &str) -> Option<Result<(), String>> {
        None
    }
}

fn device(issuer: &Issuer) -> Connection {
    Connection {
        grant: Grant {
            kind: GrantKind::DeviceCode { timeout: None },
            ..Grant::default()
        },
        ..issuer.connection()
    }
}

async fn with_codes(expires_in: u32) -> (Issuer, Session, Arc<Listener>) {
    let issuer = Issuer::start(&[]).await;
    let codes = format!(
        r#"{{"device_code":"dc","user_code":"ABCD","verification_uri":"https://sts.example/d","expires_in":{expires_in},"interval":0}}"#
    );
    issuer.answers("/device", json(&codes));
    let person = Arc::new(Listener::default());
    let session = issuer.session_with(device(&issuer));
    let session = session.with_person(person.clone());
    (issuer, session, person)
}

#[tokio::test]
async fn a_device_code_is_polled_until_the_user_approves() {
    let (issuer, session, person) = with_codes(600).await;
    issuer.answers_in_turn("/token", [error("authorization_pending"), json(TOKEN)]);
    let token = session.token().await.unwrap();
    assert_eq!(token.response.access_token_text(), "opaque-token");
    assert_eq!(
        token.grant_type,
        "urn:ietf:params:oauth:grant-type:device_code"
    );
    assert_eq!(*person.0.lock().unwrap(), ["enter ABCD", "pending"]);
    assert_eq!(issuer.asked("/token"), 2);
}

#[tokio::test]
async fn a_device_code_that_is_denied_or_expired_ends_the_polling() {
    let (issuer, session, _) = with_codes(600).await;
    issuer.answers("/token", error("access_denied"));
    let failure = session.token().await.unwrap_err();
    assert_eq!(failure.code(), "declined.access_denied");
    assert_eq!(issuer.asked("/token"), 1);
    let (issuer, session, _) = with_codes(1).await;
    assert_eq!(
        session.token().await.unwrap_err().code(),
        "login.device-expired"
    );
    assert_eq!(issuer.asked("/token"), 0);
}

#[tokio::test]
async fn a_device_code_is_waited_for_no_longer_than_the_user_says() {
    let (issuer, session, _) = with_codes(600).await;
    issuer.answers("/token", error("authorization_pending"));
    let mut connection = session.connection().clone();
    let timeout = Some(std::time::Duration::from_secs(2));
    connection.grant.kind = GrantKind::DeviceCode { timeout };
    let failure = session.edited(connection).token().await.unwrap_err();
    assert_eq!(failure.code(), "login.timeout");
    assert!(issuer.asked("/token") <= 1);
}

/// The body of the last token request, masked.
fn last_body(session: &Session) -> String {
    let exchanges = session.client().log().exchanges();
    let mut sent = exchanges.iter().rev();
    let sent = sent.find(|exchange| exchange.url.ends_with("/token"));
    sent.unwrap().request_body.clone()
}

#[tokio::test]
async fn a_client_with_a_key_authenticates_by_an_assertion_where_that_is_offered() {
    let issuer = Issuer::start(&[]).await;
    issuer.answers("/token", json(TOKEN));
    issuer.offers(&["private_key_jwt", "client_secret_basic"]);
    let mut connection = issuer.connection();
    connection.client.key = Some(key(Some("c1")));
    let session = issuer.session_with(connection);
    let token = session.token().await.unwrap();
    assert_eq!(token.authentication, "private_key_jwt");
    assert!(last_body(&session).contains("client_assertion=•••"));
    let codes = token
        .response
        .findings
        .iter()
        .map(|finding| finding.code.as_str());
    assert!(!codes.collect::<Vec<_>>().contains(&"client.method"));
}

#[tokio::test]
async fn a_secret_that_the_server_does_not_take_is_not_sent_without_a_word() {
    let issuer = Issuer::start(&[]).await;
    issuer.answers("/token", json(TOKEN));
    issuer.offers(&["private_key_jwt"]);
    let token = issuer.session().token().await.unwrap();
    assert_eq!(token.authentication, "client_secret_basic");
    let mut findings = token.response.findings.iter();
    let finding = findings
        .find(|finding| finding.code == "client.method")
        .unwrap();
    assert!(
        finding.message.contains("offers private_key_jwt"),
        "{}",
        finding.message
    );
    let mut connection = issuer.connection();
    connection.client.authentication = Some(AuthenticationMethod::PrivateKeyJwt);
    let failure = issuer.session_with(connection).token().await.unwrap_err();
    assert_eq!(failure.code(), "misuse.key");
}

#[tokio::test]
async fn a_client_certificate_goes_to_the_endpoint_for_it_with_the_client_id_alone() {
    let issuer = Issuer::start(&[]).await;
    let here = &issuer.url;
    let document = format!(
        r#"{{"issuer":"{here}","jwks_uri":"{here}/jwks","token_endpoint":"{here}/token",
        "token_endpoint_auth_methods_supported":["client_secret_basic","tls_client_auth"],
        "mtls_endpoint_aliases":{{"token_endpoint":"{here}/mtls/token"}}}}"#
    );
    issuer.answers("/.well-known/openid-configuration", json(&document));
    issuer.answers("/mtls/token", json(TOKEN));
    let client = client_with(Settings {
        client_certificate: Some(Identity::self_signed().client_certificate()),
        ..Settings::default()
    });
    let session = Session::new(client, issuer.connection());
    let token = session.token().await.unwrap();
    assert_eq!(token.authentication, "tls_client_auth");
    let body = last_body(&session);
    assert_eq!(body, "grant_type=client_credentials&client_id=client");
}

const DPOP_TOKEN: &str = r#"{"access_token":"bound-token","token_type":"DPoP","expires_in":600}"#;

async fn bound() -> (Issuer, Session) {
    let issuer = Issuer::start(&[]).await;
    let session = issuer.session_with(Connection {
        dpop_key: Some(generate(Algorithm::ES256, &mut entropy).unwrap()),
        ..issuer.connection()
    });
    (issuer, session)
}

fn nonce(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let headers = format!("Content-Type: application/json\r\nDPoP-Nonce: n1\r\n{headers}");
    answer(status, &headers, body)
}

#[tokio::test]
async fn a_wanted_nonce_is_sent_with_a_fresh_proof_once() {
    let (issuer, session) = bound().await;
    let wants = nonce("400 Bad Request", "", r#"{"error":"use_dpop_nonce"}"#);
    issuer.answers_in_turn("/token", [wants.clone(), json(DPOP_TOKEN)]);
    let token = session.token().await.unwrap();
    assert_eq!(token.response.token_type, "DPoP");
    assert_eq!(issuer.asked("/token"), 2);
    let head = issuer.last_head();
    assert!(
        head.to_ascii_lowercase().contains("\r\ndpop: eyj"),
        "{head}"
    );
    issuer.answers("/token", wants);
    let failure = session.token().await.unwrap_err();
    assert_eq!(failure.code(), "declined.use_dpop_nonce");
    assert_eq!(issuer.asked("/token"), 4, "it is tried twice and no more");
    let hint = failure.hint().unwrap();
    assert!(hint.contains("repeated"), "{hint}");
    issuer.answers("/token", error("use_dpop_nonce"));
    let failure = session.token().await.unwrap_err();
    let hint = failure.hint().unwrap();
    assert!(hint.contains("no nonce came"), "{hint}");
}

#[tokio::test]
async fn a_bound_token_goes_to_the_api_with_a_proof() {
    let (issuer, session) = bound().await;
    issuer.answers("/token", json(DPOP_TOKEN));
    let challenge = "WWW-Authenticate: DPoP error=\"use_dpop_nonce\"\r\n";
    issuer.answers_in_turn(
        "/api",
        [nonce("401 Unauthorized", challenge, ""), json("{}")],
    );
    let token = session.token().await.unwrap().response.access_token;
    let request = HttpRequest::get(&session.connection().api_url);
    let called = session.call(request, Some(&token)).await.unwrap();
    assert_eq!(called.response.status, 200);
    let head = issuer.last_head();
    assert!(head.contains("DPoP bound-token"), "{head}");
    assert_eq!(issuer.asked("/api"), 2);
}

#[tokio::test]
async fn a_token_that_came_unbound_is_told_of_and_sent_as_bearer() {
    let (issuer, session) = bound().await;
    issuer.answers("/token", json(TOKEN));
    issuer.answers("/api", json("{}"));
    let token = session.token().await.unwrap();
    let mut findings = token.response.findings.iter();
    assert!(findings.any(|finding| finding.code == "response.dpop"));
    let request = HttpRequest::get(&session.connection().api_url);
    let sent = session
        .call(request, Some(&token.response.access_token))
        .await;
    sent.unwrap();
    let head = issuer.last_head();
    assert!(head.contains("Bearer opaque-token"), "{head}");
    assert!(!head.to_ascii_lowercase().contains("\r\ndpop:"), "{head}");
}

#[tokio::test]
async fn a_token_of_a_type_that_cannot_be_sent_is_printed_and_not_sent() {
    for (token_type, finding) in [("mac", "response.token_type"), ("DPoP", "response.dpop")] {
        let issuer = Issuer::start(&[]).await;
        let session = issuer.session();
        let body =
            format!(r#"{{"access_token":"t","token_type":"{token_type}","expires_in":600}}"#);
        issuer.answers("/token", json(&body));
        issuer.answers("/api", json("{}"));
        let token = session.token().await.unwrap();
        let mut findings = token.response.findings.iter();
        assert!(
            findings.any(|found| found.code == finding),
            "{:?}",
            token.response.findings
        );
        let request = HttpRequest::get(&session.connection().api_url);
        let access_token = &token.response.access_token;
        let failure = session.call(request, Some(access_token)).await.unwrap_err();
        assert_eq!(failure.code(), "server.token_type");
        assert!(failure.message().contains(token_type), "{failure}");
        assert_eq!(issuer.asked("/api"), 0);
    }
}
