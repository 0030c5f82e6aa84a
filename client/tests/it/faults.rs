//! Runs of the five steps: what is broken on purpose is noticed, or it is the headline that it was not.

use std::sync::atomic::{AtomicBool, Ordering};

use claimscope_client::session::{
    AuthenticationMethod, Breakage, Connection, Fault, FaultTarget, ForeignServers,
    PlaygroundControl, Run, RunOutcome, Session, SignedToken, Step,
};
use claimscope_core::json::{Value, parse};
use claimscope_core::secret::Secret;
use claimscope_oauth::{HttpRequest, Metadata};

use crate::issuer::{Issuer, claims, key, signed};
use crate::peer::{answer, json};

/// An issuer whose token endpoint gives this token to everybody, and an API that takes everything.
async fn careless() -> (Issuer, Session) {
    let key = key(Some("k1"));
    let issuer = Issuer::start(&[&key]).await;
    let token = signed(&key, &claims(&issuer.url));
    let body = format!(r#"{{"access_token":"{token}","token_type":"Bearer","expires_in":600}}"#);
    issuer.answers("/token", json(&body));
    issuer.answers("/api", json("[]"));
    let session = issuer.session();
    (issuer, session)
}

async fn outcome(session: &Session, fault: Option<&str>) -> RunOutcome {
    let request = HttpRequest::get(&session.connection().api_url);
    let fault = fault.map(|name| Fault::from_name(name).unwrap());
    let mut run = Run::new(session, request, fault);
    run.finish(&ForeignServers).await.unwrap()
}

#[tokio::test]
async fn a_run_without_a_fault_goes_well() {
    let (issuer, session) = careless().await;
    assert_eq!(outcome(&session, None).await, RunOutcome::WentWell);
    assert!(issuer.last_head().contains("authorization: Bearer "));
    issuer.answers("/api", answer("500 Internal Server Error", "", ""));
    assert_eq!(
        outcome(&session, None).await,
        RunOutcome::WentWrong(Step::Call)
    );
    issuer.calls_itself("https://sts.example");
    assert_eq!(
        outcome(&session, None).await,
        RunOutcome::WentWrong(Step::Discover)
    );
}

#[tokio::test]
async fn a_run_that_knows_the_token_endpoint_and_no_issuer_begins_with_the_token() {
    let (issuer, session) = careless().await;
    let connection = Connection {
        issuer: String::new(),
        token_endpoint: Some(format!("{}/token", issuer.url)),
        ..session.connection().clone()
    };
    let session = session.edited(connection);
    let request = HttpRequest::get(&session.connection().api_url);
    let mut run = Run::new(&session, request, Fault::from_name("no-token"));
    run.finish(&ForeignServers).await.unwrap();
    let steps: Vec<Step> = run.done().iter().map(|done| done.step()).collect();
    assert_eq!(
        steps,
        [Step::Token, Step::Inspect, Step::Verify, Step::Call]
    );
    assert!(matches!(run.outcome(), RunOutcome::NotNoticed { .. }));
}

#[tokio::test]
async fn what_was_not_noticed_is_the_headline() {
    let (_issuer, session) = careless().await;
    for (name, headline) in [
        (
            "tampered",
            "Not noticed: the API accepted a token that was changed after signing",
        ),
        (
            "no-token",
            "Not noticed: the API answered a call that carried no token",
        ),
        (
            "wrong-secret",
            "Not noticed: the issuer gave a token for a wrong client secret",
        ),
        (
            "wrong-scope",
            "Not noticed: the issuer granted a scope that was made up",
        ),
        (
            "wrong-client",
            "Not noticed: the issuer gave a token to a client that it cannot know",
        ),
    ] {
        let headline = headline.to_owned();
        assert_eq!(
            outcome(&session, Some(name)).await,
            RunOutcome::NotNoticed { headline }
        );
    }
}

#[tokio::test]
async fn what_was_refused_was_noticed() {
    let (issuer, session) = careless().await;
    issuer.answers(
        "/api",
        answer("401 Unauthorized", "WWW-Authenticate: Bearer\r\n", ""),
    );
    for name in ["tampered", "no-token"] {
        assert_eq!(
            outcome(&session, Some(name)).await,
            RunOutcome::Noticed,
            "{name}"
        );
    }
    let error = r#"{"error":"invalid_client"}"#;
    issuer.answers(
        "/token",
        answer(
            "401 Unauthorized",
            "Content-Type: application/json\r\n",
            error,
        ),
    );
    for name in ["wrong-client", "wrong-secret"] {
        assert_eq!(
            outcome(&session, Some(name)).await,
            RunOutcome::Noticed,
            "{name}"
        );
    }
}

#[tokio::test]
async fn what_was_refused_for_another_reason_was_not_noticed() {
    let (issuer, session) = careless().await;
    let json = "Content-Type: application/json\r\n";
    for (error, name) in [
        ("invalid_scope", "wrong-secret"),
        ("unsupported_grant_type", "wrong-client"),
        ("invalid_client", "wrong-scope"),
    ] {
        let error = format!(r#"{{"error":"{error}"}}"#);
        issuer.answers("/token", answer("400 Bad Request", json, &error));
        let outcome = outcome(&session, Some(name)).await;
        assert!(
            matches!(outcome, RunOutcome::Unclear { .. }),
            "{name}: {outcome:?}"
        );
    }
    for status in ["304 Not Modified", "407 Proxy Authentication Required"] {
        issuer.answers("/api", answer(status, "", ""));
        let outcome = outcome(&session, Some("tampered")).await;
        assert!(
            matches!(outcome, RunOutcome::Unclear { .. }),
            "{status}: {outcome:?}"
        );
    }
}

#[tokio::test]
async fn a_server_that_fails_by_itself_has_noticed_nothing() {
    let (issuer, session) = careless().await;
    issuer.answers("/api", answer("500 Internal Server Error", "", ""));
    issuer.answers("/token", answer("503 Service Unavailable", "", ""));
    for name in ["tampered", "wrong-secret"] {
        let outcome = outcome(&session, Some(name)).await;
        assert!(
            matches!(outcome, RunOutcome::Unclear { .. }),
            "{name}: {outcome:?}"
        );
    }
}

#[tokio::test]
async fn a_scope_that_was_not_granted_was_noticed() {
    let (issuer, session) = careless().await;
    issuer.answers(
        "/token",
        json(r#"{"access_token":"a","token_type":"Bearer","scope":"api1"}"#),
    );
    assert_eq!(
        outcome(&session, Some("wrong-scope")).await,
        RunOutcome::Noticed
    );
}

#[tokio::test]
async fn the_real_token_is_not_sent_where_a_fault_stands_in_for_it() {
    let (issuer, session) = careless().await;
    outcome(&session, Some("no-token")).await;
    assert!(!issuer.last_head().contains("authorization"));
    outcome(&session, Some("tampered")).await;
    let real = session.token().await.unwrap().response.access_token;
    let head = issuer.last_head();
    assert!(!head.contains(real.expose_str().unwrap()), "{head}");
}

/// A playground of which only the signing key is there.
struct Stub {
    token: &'static str,
    is_broken: AtomicBool,
}

impl PlaygroundControl for Stub {
    async fn break_servers(&self, _: Breakage) -> Result<(), String> {
        self.is_broken.store(true, Ordering::SeqCst);
        Ok(())
    }

    async fn mend_servers(&self) -> Result<(), String> {
        self.is_broken.store(false, Ordering::SeqCst);
        Ok(())
    }

    fn sign(&self, _: SignedToken) -> Result<Secret, String> {
        Ok(Secret::from(self.token))
    }
}

#[tokio::test]
async fn the_playground_signs_breaks_and_is_mended() {
    let (issuer, session) = careless().await;
    let stub = Stub {
        token: "made.to.order",
        is_broken: AtomicBool::new(false),
    };
    for name in ["expired", "api-down", "another-scope"] {
        let request = HttpRequest::get(&session.connection().api_url);
        let mut run = Run::new(&session, request, Fault::from_name(name));
        let outcome = run.finish(&stub).await.unwrap();
        // Nothing was really broken, and the API takes everything.
        assert!(
            matches!(outcome, RunOutcome::NotNoticed { .. }),
            "{name}: {outcome:?}"
        );
        assert!(!stub.is_broken.load(Ordering::SeqCst));
        let signed = issuer.last_head().contains("Bearer made.to.order");
        assert_eq!(signed, name == "expired");
    }
}

#[tokio::test]
async fn faults_of_the_playground_are_refused_elsewhere() {
    let (_issuer, session) = careless().await;
    let request = HttpRequest::get(&session.connection().api_url);
    let mut run = Run::new(&session, request, Fault::from_name("api-down"));
    assert!(run.finish(&ForeignServers).await.is_err());
    assert_eq!(
        possible(session.connection(), None),
        [
            "wrong-client",
            "wrong-secret",
            "wrong-scope",
            "no-token",
            "tampered"
        ]
    );
}

fn possible(connection: &Connection, metadata: Option<&Metadata>) -> Vec<&'static str> {
    let target = FaultTarget {
        connection,
        metadata,
        has_certificate: false,
        has_playground: false,
    };
    let possible = Fault::ALL.iter().filter(|fault| fault.is_possible(&target));
    possible.map(|fault| fault.name).collect()
}

#[tokio::test]
async fn a_wrong_secret_is_tried_only_where_a_secret_would_be_sent() {
    let (_issuer, session) = careless().await;
    let mut connection = session.connection().clone();
    let sends_secret = |connection: &Connection, metadata: Option<&Metadata>| {
        possible(connection, metadata).contains(&"wrong-secret")
    };
    let metadata = |methods: &str| {
        let document = format!(
            r#"{{"issuer":"https://sts.example","token_endpoint_auth_methods_supported":{methods}}}"#
        );
        let Some(Value::Object(document)) = parse(document.as_bytes()).value else {
            panic!("it is JSON");
        };
        Metadata::from_object(document).unwrap().0
    };
    assert!(sends_secret(&connection, None));
    connection.client.key = Some(key(None));
    // A key goes before a secret, unless the metadata takes the secret alone.
    assert!(!sends_secret(&connection, None));
    let both = metadata(r#"["client_secret_basic","private_key_jwt"]"#);
    assert!(!sends_secret(&connection, Some(&both)));
    let basic = metadata(r#"["client_secret_basic"]"#);
    assert!(sends_secret(&connection, Some(&basic)));
    connection.client.authentication = Some(AuthenticationMethod::PrivateKeyJwt);
    assert!(!sends_secret(&connection, Some(&basic)));
}
