//! Rich authorization requests (RFC 9396): where they are sent, and what is said of what was granted.

use claimscope_client::session::{AuthorizationDetails, Connection, GrantKind, Session};
use claimscope_client::{ExchangeState, SessionError};

use crate::issuer::Issuer;
use crate::login::{Asked, codes, connection, log_in, right};
use crate::peer::{answer, json};

const DETAILS: &str = r#"[{"type":"payment","amount":"1.50"}]"#;
const ENCODED: &str = "%5B%7B%22type%22%3A%22payment%22%2C%22amount%22%3A%221.50%22%7D%5D";
const DIFFERS: &str = "response.authorization_details";

fn token(more: &str) -> Vec<u8> {
    json(&format!(
        r#"{{"access_token":"opaque-token","token_type":"Bearer","expires_in":600{more}}}"#
    ))
}

fn asking(mut connection: Connection) -> Connection {
    connection.grant.authorization_details = Some(AuthorizationDetails::parse(DETAILS).unwrap());
    connection
}

/// The body of the last request to the token endpoint.
fn asked_with(session: &Session) -> String {
    let exchanges = session.client().log().exchanges();
    let mut asked = exchanges.iter().rev();
    let asked = asked.find(|one| one.url.ends_with("/token")).unwrap();
    assert!(!matches!(asked.outcome, ExchangeState::Pending));
    asked.request_body.clone()
}

#[tokio::test]
async fn details_go_with_a_token_request_that_asks_no_user_and_what_was_granted_is_compared() {
    let issuer = Issuer::start(&[]).await;
    let session = issuer.session_with(asking(issuer.connection()));
    let granted = |details: &str| token(&format!(r#","authorization_details":{details}"#));
    for (answer, expected) in [
        (granted(DETAILS), false),
        (granted(r#"[{"type":"payment","amount":"9.99"}]"#), true),
        (granted("[]"), true),
        (granted(r#""payment""#), true),
        (token(""), true),
    ] {
        issuer.answers("/token", answer);
        let token = session.token().await.unwrap();
        assert_eq!(
            codes(&token).contains(&DIFFERS),
            expected,
            "{:?}",
            token.response
        );
        assert!(asked_with(&session).contains(&format!("authorization_details={ENCODED}")));
    }
}

#[tokio::test]
async fn details_go_with_the_authorization_request_and_not_with_the_code() {
    let issuer = Issuer::start(&[]).await;
    issuer.answers(
        "/token",
        token(&format!(r#","authorization_details":{DETAILS}"#)),
    );
    let session = issuer.session_with(asking(connection(&issuer, 20_000)));
    let answer = |asked: &Asked| {
        assert_eq!(asked["authorization_details"], ENCODED);
        right(asked)
    };
    let token = log_in(session.clone(), answer).await.0.unwrap();
    assert!(!codes(&token).contains(&DIFFERS));
    assert!(!asked_with(&session).contains("authorization_details"));
}

#[tokio::test]
async fn details_go_with_the_request_for_a_device_code() {
    let issuer = Issuer::start(&[]).await;
    let mut connection = asking(issuer.connection());
    connection.grant.kind = GrantKind::DeviceCode { timeout: None };
    let refusal = r#"{"error":"invalid_authorization_details"}"#;
    let headers = "Content-Type: application/json\r\n";
    issuer.answers("/device", answer("400 Bad Request", headers, refusal));
    let session = issuer.session_with(connection);
    let session = session.with_person(std::sync::Arc::new(Nobody));
    let failure: SessionError = session.token().await.unwrap_err();
    assert_eq!(failure.code(), "declined.invalid_authorization_details");
    assert!(
        failure
            .hint()
            .unwrap_or_default()
            .contains("authorization_details_types_supported")
    );
    let exchanges = session.client().log().exchanges();
    assert!(exchanges.last().unwrap().request_body.contains(ENCODED));
}

/// Somebody who is never asked.
struct Nobody;

impl claimscope_client::session::Person for Nobody {
    fn tell(&self, _: &claimscope_client::session::News) {}

    fn open_browser(&self, _: &str) -> Option<Result<(), String>> {
        None
    }
}
