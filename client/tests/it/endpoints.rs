//! Endpoints of an issuer's metadata that cannot be used: the issuer's fault, and said before a person is asked for anything.

use claimscope_client::SessionError;
use claimscope_client::session::{Connection, Grant, GrantKind};

use crate::issuer::Issuer;
use crate::login::{connection, log_in, right};
use crate::peer::json;

/// An issuer whose metadata has this address under this name.
async fn naming(name: &str, address: &str) -> Issuer {
    let issuer = Issuer::start(&[]).await;
    let here = &issuer.url;
    let mut document = claimscope_core::json::Object::new()
        .with("issuer", here.as_str())
        .with("token_endpoint", format!("{here}/token").as_str())
        .with(
            "authorization_endpoint",
            format!("{here}/authorize").as_str(),
        );
    document.set(name, address);
    let document = claimscope_core::json::Value::from(document).to_string();
    issuer.answers("/.well-known/openid-configuration", json(&document));
    issuer
}

#[track_caller]
fn is_of_the_issuer(failure: &SessionError, code: &str, name: &str) {
    assert_eq!(failure.code(), code, "{failure}");
    let named = format!("the issuer's {name} cannot be used");
    assert!(failure.message().starts_with(&named), "{failure}");
}

#[tokio::test]
async fn a_login_begins_at_no_address_that_cannot_be_used() {
    const NAME: &str = "authorization_endpoint";
    for address in [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://sts.example/authorize",
        "https://sts.example/authorize?state=theirs",
    ] {
        let issuer = naming(NAME, address).await;
        let session = issuer.session_with(connection(&issuer, 20_000));
        let (outcome, news) = log_in(session, right).await;
        is_of_the_issuer(&outcome.unwrap_err(), "server.authorization_endpoint", NAME);
        assert!(news.is_empty(), "{news:?}");
    }
}

#[tokio::test]
async fn nobody_logs_in_where_the_code_could_not_be_exchanged() {
    const NAME: &str = "token_endpoint";
    for address in ["/token", "http://sts.example/token"] {
        let issuer = naming(NAME, address).await;
        let session = issuer.session_with(connection(&issuer, 20_000));
        let (outcome, news) = log_in(session, right).await;
        is_of_the_issuer(&outcome.unwrap_err(), "server.token_endpoint", NAME);
        assert!(news.is_empty(), "{news:?}");
    }
}

#[tokio::test]
async fn a_device_asks_for_no_codes_at_an_address_that_cannot_be_used() {
    const NAME: &str = "device_authorization_endpoint";
    let issuer = naming(NAME, "http://sts.example/device").await;
    let session = issuer.session_with(Connection {
        grant: Grant {
            kind: GrantKind::DeviceCode { timeout: None },
            ..Grant::default()
        },
        ..issuer.connection()
    });
    let (outcome, _) = log_in(session, right).await;
    is_of_the_issuer(&outcome.unwrap_err(), "server.endpoint", NAME);
}

#[tokio::test]
async fn nobody_is_sent_to_log_out_at_an_address_that_cannot_be_used() {
    const NAME: &str = "end_session_endpoint";
    for address in [
        "javascript:alert(1)",
        "https://sts.example/logout?id_token_hint=theirs",
    ] {
        let issuer = naming(NAME, address).await;
        let hint = claimscope_core::secret::Secret::from("a.b.c");
        let url = issuer.session().end_session_url(Some(&hint), None).await;
        is_of_the_issuer(&url.unwrap_err(), "server.endpoint", NAME);
    }
}
