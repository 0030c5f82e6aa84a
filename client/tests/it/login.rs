//! The authorization code grant against issuers that do it right, and against each that misbehaves.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use claimscope_client::SessionError;
use claimscope_client::session::{
    Connection, Grant, GrantKind, Login, News, ObtainedToken, Person, Session,
};
use claimscope_core::json::Object;
use claimscope_core::jwk::Jwk;
use claimscope_core::jwt::TokenHash;
use claimscope_core::report::{CheckId, Status, Verdict};
use claimscope_core::secret::Secret;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::issuer::{Issuer, START_MS, key, signed};
use crate::peer::{answer, json};

const TOKEN: &str = "opaque-token-1234567890";

/// The parameters of an authorization request.
pub(crate) type Asked = BTreeMap<String, String>;

/// A browser whose user logs in at once; `answer` makes the query that it ends on.
struct Browser<F> {
    answer: F,
    news: Mutex<Vec<String>>,
}

impl<F: Fn(&Asked) -> String + Send + Sync> Person for Browser<F> {
    fn tell(&self, news: &News) {
        let text = match news {
            News::LogIn {
                redirect_uri, url, ..
            } => format!("log in: {redirect_uri} at {url}"),
            News::Refused(error) => error.code().as_str().to_owned(),
            _ => "answered".to_owned(),
        };
        self.news.lock().unwrap().push(text);
    }

    fn open_browser(&self, url: &str) -> Option<Result<(), String>> {
        let (_, query) = url.split_once('?').unwrap();
        let pairs = query.split('&').map(|pair| {
            let (name, value) = pair.split_once('=').unwrap();
            (name.to_owned(), value.to_owned())
        });
        let asked: Asked = pairs.collect();
        let redirect_uri = asked["redirect_uri"]
            .replace("%3A", ":")
            .replace("%2F", "/");
        let (_, rest) = redirect_uri.split_once("://").unwrap();
        let (authority, path) = rest.split_once('/').unwrap();
        let request = format!(
            "GET /{path}?{} HTTP/1.1\r\nHost: {authority}\r\n\r\n",
            (self.answer)(&asked)
        );
        let authority = authority.to_owned();
        tokio::spawn(async move {
            let mut stream = TcpStream::connect(authority).await.unwrap();
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut page = String::new();
            stream.read_to_string(&mut page).await.unwrap();
        });
        Some(Ok(()))
    }
}

pub(crate) fn right(asked: &Asked) -> String {
    format!("code=abc&state={}", asked["state"])
}

/// The claims of an ID token that answers this request.
fn id_claims(issuer: &str, asked: &Asked) -> Object {
    Object::new()
        .with("iss", issuer)
        .with("aud", "client")
        .with("sub", "alice")
        .with("nonce", asked["nonce"].as_str())
        .with("at_hash", at_hash(TOKEN))
        .with("iat", START_MS / 1_000)
        .with("exp", START_MS / 1_000 + 300)
}

/// What an ID token of ES256 carries for an access token.
fn at_hash(token: &str) -> String {
    let expected = TokenHash::of(token.as_bytes());
    format!("{expected:?}")
        .split('"')
        .nth(1)
        .unwrap()
        .to_owned()
}

fn token_answer(id_token: &str) -> Vec<u8> {
    answer(
        "200 OK",
        "Content-Type: application/json\r\nCache-Control: no-store\r\n",
        &format!(
            r#"{{"access_token":"{TOKEN}","token_type":"Bearer","expires_in":600,"id_token":"{id_token}"}}"#
        ),
    )
}

pub(crate) fn connection(issuer: &Issuer, timeout_ms: u64) -> Connection {
    let login = Login {
        redirect_uri: "http://127.0.0.1:0/callback".to_owned(),
        timeout: Duration::from_millis(timeout_ms),
        max_age_seconds: None,
        ..Login::default()
    };
    Connection {
        grant: Grant {
            kind: GrantKind::AuthorizationCode(login),
            scope: "openid api1".to_owned(),
            ..Grant::default()
        },
        ..issuer.connection()
    }
}

pub(crate) async fn log_in(
    session: Session,
    answer: impl Fn(&Asked) -> String + Send + Sync + 'static,
) -> (Result<ObtainedToken, SessionError>, Vec<String>) {
    let browser = Arc::new(Browser {
        answer,
        news: Mutex::default(),
    });
    let session = session.with_person(browser.clone());
    let outcome = session.token().await;
    let news = browser.news.lock().unwrap().clone();
    (outcome, news)
}

/// Logs in at an issuer whose ID token has the claims that `change` leaves.
async fn with_id_token(
    key: &Jwk,
    change: impl Fn(Object) -> Object + Send + Sync + 'static,
) -> (Arc<Issuer>, Result<ObtainedToken, SessionError>) {
    let issuer = Arc::new(Issuer::start(&[key]).await);
    let (here, key) = (Arc::clone(&issuer), key.clone());
    let answer = move |asked: &Asked| {
        let claims = change(id_claims(&here.url, asked));
        here.answers("/token", token_answer(&signed(&key, &claims)));
        right(asked)
    };
    let session = issuer.session_with(connection(&issuer, 20_000));
    let (outcome, _) = log_in(session, answer).await;
    (issuer, outcome)
}

/// Logs in at an issuer whose redirect ends on this query, and gives the code of the failure.
async fn refused(
    timeout_ms: u64,
    answer: impl Fn(&Asked) -> String + Send + Sync + 'static,
) -> String {
    let issuer = Issuer::start(&[]).await;
    let session = issuer.session_with(connection(&issuer, timeout_ms));
    let (outcome, _) = log_in(session, answer).await;
    assert_eq!(issuer.asked("/token"), 0, "no code is sent anywhere");
    outcome.unwrap_err().code().as_str().to_owned()
}

#[tokio::test]
async fn a_login_ends_in_tokens_and_a_verified_id_token() {
    let key = key(Some("k1"));
    let (issuer, outcome) = with_id_token(&key, |claims| claims).await;
    let token = outcome.unwrap();
    assert_eq!(token.response.access_token_text(), TOKEN);
    assert_eq!(token.grant_type, "authorization_code");
    assert!(
        token.response.findings.is_empty(),
        "{:?}",
        token.response.findings
    );
    let report = token.id_token.unwrap().inspection.report;
    assert_eq!(report.verdict, Verdict::Accepted);
    for check in [CheckId::ClaimNonce, CheckId::ClaimAtHash, CheckId::ClaimAud] {
        assert_eq!(report.check(check).unwrap().status, Status::Pass, "{check}");
    }
    assert_eq!(issuer.asked("/token"), 1);
}

#[tokio::test]
async fn scopes_that_the_user_did_not_grant_are_told_of() {
    let granted = async |scope: &str| {
        let issuer = Issuer::start(&[]).await;
        let body = format!(
            r#"{{"access_token":"a","token_type":"Bearer","expires_in":600,"scope":"{scope}"}}"#
        );
        issuer.answers("/token", json(&body));
        let session = issuer.session_with(connection(&issuer, 20_000));
        let token = log_in(session, right).await.0.unwrap();
        codes(&token).contains(&"response.scope")
    };
    assert!(granted("openid").await);
    assert!(!granted("api1").await, "openid is about the user");
}

#[tokio::test]
async fn a_login_without_an_id_token_is_told_of_and_a_refresh_without_one_is_not() {
    let issuer = Issuer::start(&[]).await;
    let body = r#"{"access_token":"a","token_type":"Bearer","expires_in":600,"refresh_token":"r"}"#;
    issuer.answers("/token", json(body));
    let session = issuer.session_with(connection(&issuer, 20_000));
    let token = log_in(session.clone(), right).await.0.unwrap();
    assert!(codes(&token).contains(&"response.id-token"));
    let renewed = session.refresh(&token).await.unwrap();
    assert!(!codes(&renewed).contains(&"response.id-token"));
}

/// A person whose clipboard held the address of another login, while the browser goes on to the right one.
struct Pastes {
    browser: Browser<fn(&Asked) -> String>,
    pasted: Mutex<Option<&'static str>>,
}

impl Person for Pastes {
    fn tell(&self, news: &News) {
        self.browser.tell(news);
    }

    fn open_browser(&self, _: &str) -> Option<Result<(), String>> {
        None
    }

    fn pasted(&self) -> Pin<Box<dyn Future<Output = Option<Secret>> + Send + '_>> {
        let pasted = self.pasted.lock().unwrap().take();
        match pasted {
            Some(text) => Box::pin(async move { Some(Secret::from(text)) }),
            // The wrong one was looked at: now the browser comes back.
            None => {
                let address = self.browser.news.lock().unwrap()[0].clone();
                let (_, url) = address.split_once(" at ").unwrap();
                let _ = self.browser.open_browser(url);
                Box::pin(std::future::pending())
            }
        }
    }
}

#[tokio::test]
async fn a_wrong_paste_ends_no_login_that_is_listened_for() {
    let issuer = Issuer::start(&[]).await;
    let body = r#"{"access_token":"a","token_type":"Bearer","expires_in":600}"#;
    issuer.answers("/token", json(body));
    let person = Arc::new(Pastes {
        browser: Browser {
            answer: right,
            news: Mutex::default(),
        },
        pasted: Mutex::new(Some("http://127.0.0.1/callback?code=x&state=another")),
    });
    let session = issuer.session_with(connection(&issuer, 20_000));
    let token = session.with_person(person.clone()).token().await.unwrap();
    assert_eq!(token.response.access_token_text(), "a");
    let news = person.browser.news.lock().unwrap().clone();
    assert!(news[1].starts_with("authorization."), "{news:?}");
}

#[tokio::test]
async fn refuses_a_wrong_state() {
    let code = refused(300, |_| "code=abc&state=another".to_owned()).await;
    assert_eq!(code, "login.timeout", "anybody can send another state");
    let issuer = Issuer::start(&[]).await;
    let session = issuer.session_with(connection(&issuer, 300));
    let (_, news) = log_in(session, |_| "code=abc&state=x".to_owned()).await;
    assert_eq!(news[1], "authorization.state-mismatch");
}

/// A web page that sends this many answers of its own making.
struct Noise(usize, Mutex<Vec<String>>);

impl Person for Noise {
    fn tell(&self, news: &News) {
        if let News::Refused(error) = news {
            let mut told = self.1.lock().unwrap();
            told.push(error.code().as_str().to_owned());
        }
    }

    fn open_browser(&self, url: &str) -> Option<Result<(), String>> {
        let (_, rest) = url.split_once("127.0.0.1%3A").unwrap();
        let authority = format!("127.0.0.1:{}", rest.split('%').next().unwrap());
        let count = self.0;
        tokio::spawn(async move {
            let request = format!("GET /callback?state=zz HTTP/1.1\r\nHost: {authority}\r\n\r\n");
            for _ in 0..count {
                let mut stream = TcpStream::connect(&authority).await.unwrap();
                stream.write_all(request.as_bytes()).await.unwrap();
                drop(stream.read_to_end(&mut Vec::new()).await);
            }
        });
        None
    }
}

#[tokio::test]
async fn a_page_that_makes_answers_up_is_told_of_a_few_times_and_changes_no_end() {
    let issuer = Issuer::start(&[]).await;
    let session = issuer.session_with(connection(&issuer, 3_000));
    let noise = Arc::new(Noise(30, Mutex::default()));
    let failure = session.with_person(noise.clone()).token().await;
    let failure = failure.unwrap_err();
    assert_eq!(failure.code(), "login.timeout");
    assert!(failure.message().contains("30 that were not of this login"));
    let told = noise.1.lock().unwrap();
    assert_eq!(*told, ["authorization.state-mismatch"; 3]);
}

#[tokio::test]
async fn refuses_a_missing_state() {
    let code = refused(300, |_| "code=abc".to_owned()).await;
    assert_eq!(code, "login.timeout");
    let issuer = Issuer::start(&[]).await;
    let session = issuer.session_with(connection(&issuer, 300));
    let (_, news) = log_in(session, |_| "code=abc".to_owned()).await;
    assert_eq!(news[1], "authorization.state-missing");
}

#[tokio::test]
async fn refuses_a_wrong_iss() {
    let answer = |asked: &Asked| format!("{}&iss=https://evil.example", right(asked));
    assert_eq!(refused(20_000, answer).await, "authorization.iss-mismatch");
}

#[tokio::test]
async fn refuses_a_parameter_that_comes_twice() {
    let answer = |asked: &Asked| format!("code=other&{}", right(asked));
    let code = refused(20_000, answer).await;
    assert_eq!(code, "authorization.duplicate-parameter");
}

#[tokio::test]
async fn a_user_who_refuses_is_told_of() {
    let answer = |asked: &Asked| format!("error=access_denied&state={}", asked["state"]);
    assert_eq!(refused(20_000, answer).await, "declined.access_denied");
}

#[tokio::test]
async fn a_browser_that_never_comes_back_ends_in_a_time_out() {
    let answer = |_: &Asked| String::new();
    assert_eq!(refused(200, answer).await, "login.timeout");
    let issuer = Issuer::start(&[]).await;
    let session = issuer.session_with(connection(&issuer, 100));
    let failure = session.with_person(Arc::new(Nobody)).token().await;
    assert_eq!(failure.unwrap_err().code(), "login.timeout");
}

/// Somebody who does nothing.
struct Nobody;

impl Person for Nobody {
    fn tell(&self, _: &News) {}

    fn open_browser(&self, _: &str) -> Option<Result<(), String>> {
        None
    }
}

#[tokio::test]
async fn without_a_person_there_is_no_login() {
    let issuer = Issuer::start(&[]).await;
    let session = issuer.session_with(connection(&issuer, 100));
    assert_eq!(session.token().await.unwrap_err().code(), "login.nobody");
}

#[tokio::test]
async fn refuses_a_wrong_nonce() {
    let (_, outcome) = with_id_token(&key(Some("k1")), |claims| claims.with("nonce", "x")).await;
    assert_rejected(outcome, "claim.nonce");
}

#[tokio::test]
async fn refuses_an_at_hash_of_another_access_token() {
    let change = |claims: Object| claims.with("at_hash", at_hash("another"));
    let (_, outcome) = with_id_token(&key(Some("k1")), change).await;
    assert_rejected(outcome, "claim.at_hash");
}

#[tokio::test]
async fn reports_a_missing_at_hash() {
    let change = |mut claims: Object| {
        claims.remove("at_hash");
        claims
    };
    let (_, outcome) = with_id_token(&key(Some("k1")), change).await;
    let report = outcome.unwrap().id_token.unwrap().inspection.report;
    let check = report.check(CheckId::ClaimAtHash).unwrap();
    assert_eq!(check.status, Status::Warn);
    assert_eq!(report.verdict, Verdict::Accepted);
}

#[tokio::test]
async fn refuses_an_id_token_of_another_issuer() {
    let change = |claims: Object| claims.with("iss", "https://other.example");
    let (_, outcome) = with_id_token(&key(Some("k1")), change).await;
    assert_rejected(outcome, "key.issuer");
}

#[tokio::test]
async fn refuses_an_id_token_for_another_client() {
    let change = |claims: Object| claims.with("aud", "other");
    let (_, outcome) = with_id_token(&key(Some("k1")), change).await;
    assert_rejected(outcome, "claim.aud");
}

#[tokio::test]
async fn refuses_an_id_token_without_a_signature() {
    let issuer = Arc::new(Issuer::start(&[&key(Some("k1"))]).await);
    let here = Arc::clone(&issuer);
    let answer = move |asked: &Asked| {
        let encode = |text: String| claimscope_core::base64url::encode(text);
        let header = encode(r#"{"alg":"none"}"#.to_owned());
        let claims = encode(id_claims(&here.url, asked).to_string());
        here.answers("/token", token_answer(&format!("{header}.{claims}.")));
        right(asked)
    };
    let session = issuer.session_with(connection(&issuer, 20_000));
    assert_rejected(log_in(session, answer).await.0, "header.alg");
}

#[tokio::test]
async fn refuses_metadata_that_mixes_up_the_issuer() {
    let issuer = Issuer::start(&[]).await;
    issuer.calls_itself("https://other.example");
    let session = issuer.session_with(connection(&issuer, 300));
    let (outcome, news) = log_in(session, right).await;
    assert_eq!(outcome.unwrap_err().code(), "server.issuer");
    assert!(news.is_empty(), "nobody is sent there: {news:?}");
}

#[track_caller]
fn assert_rejected(outcome: Result<ObtainedToken, SessionError>, check: &str) {
    let failure = outcome.unwrap_err();
    assert_eq!(failure.code(), "login.id-token", "{failure}");
    assert!(failure.message().contains(check), "{failure}");
    assert!(!failure.to_string().contains(TOKEN), "{failure}");
}

/// Logs in where the token endpoint gives these bytes.
async fn with_answer(bytes: Vec<u8>) -> Result<ObtainedToken, SessionError> {
    let issuer = Issuer::start(&[]).await;
    issuer.answers("/token", bytes);
    let session = issuer.session_with(connection(&issuer, 20_000));
    log_in(session, right).await.0
}

pub(crate) fn codes(token: &ObtainedToken) -> Vec<&'static str> {
    let findings = token.response.findings.iter();
    findings.map(|finding| finding.code.as_str()).collect()
}

#[tokio::test]
async fn reports_token_type_mac() {
    let body = r#"{"access_token":"a","token_type":"mac","expires_in":600}"#;
    let token = with_answer(json(body)).await.unwrap();
    assert!(codes(&token).contains(&"response.token_type"));
}

#[tokio::test]
async fn reports_expires_in_as_text() {
    let body = r#"{"access_token":"a","token_type":"Bearer","expires_in":"600"}"#;
    let token = with_answer(json(body)).await.unwrap();
    assert!(codes(&token).contains(&"response.type"));
    assert_eq!(token.response.expires_in_seconds, Some(600));
}

#[tokio::test]
async fn refuses_an_html_error() {
    let page = |status: &str| answer(status, "Content-Type: text/html\r\n", "<html>sorry</html>");
    let code = with_answer(page("500 Internal Server Error")).await;
    assert_eq!(code.unwrap_err().code(), "server.status");
    let code = with_answer(page("200 OK")).await.unwrap_err();
    assert_eq!(code.code(), "server.html");
}

#[tokio::test]
async fn the_token_request_has_code_redirect_uri_and_verifier_and_masks_them() {
    let issuer = Issuer::start(&[]).await;
    let session = issuer.session_with(connection(&issuer, 20_000));
    let client = session.client().clone();
    drop(log_in(session, right).await);
    let exchanges = client.log().exchanges();
    let mut sent = exchanges.iter();
    let sent = sent.find(|exchange| exchange.url.ends_with("/token"));
    let body = &sent.unwrap().request_body;
    assert!(body.contains("grant_type=authorization_code"), "{body}");
    assert!(body.contains("&code=•••&"), "{body}");
    assert!(body.ends_with("&code_verifier=•••"), "{body}");
    assert!(
        body.contains("redirect_uri=http%3A%2F%2F127.0.0.1%3A"),
        "{body}"
    );
}
