//! Our client's grants against our own playground: through a session, through the binary, and with a real browser.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::sync::Arc;

use claimscope_client::session::{
    AuthenticationMethod, Connection, Grant, GrantForm, GrantKind, Login, OauthClient, Session,
};
use claimscope_client::{HttpClient, Settings};
use claimscope_core::alg::Algorithm;
use claimscope_core::jwk::{Jwk, generate};
use claimscope_core::report::Verdict;
use claimscope_core::secret::Secret;
use claimscope_oauth::HttpRequest;
use claimscope_tests::entropy;
use claimscope_tests::peer::Peer;
use claimscope_tests::person::Played;
use claimscope_tests::playground;
use claimscope_tests::program::claimscope;
use claimscope_tests::user::UserAtBrowser;

fn session(playground: &Peer, client: &str, kind: GrantKind) -> Session {
    let connection = Connection {
        issuer: playground.said("issuer").to_owned(),
        client: OauthClient {
            id: client.to_owned(),
            secret: (client != "device").then(|| Secret::from("secret")),
            ..OauthClient::default()
        },
        grant: Grant {
            kind,
            scope: "openid profile api1 offline_access".to_owned(),
            ..Grant::default()
        },
        ..Connection::default()
    };
    let person = Played::new("alice", "alice").types_codes_into("UserCode");
    let client = HttpClient::new(Settings::default()).unwrap();
    Session::new(client, connection).with_person(Arc::new(person))
}

/// A redirect URI on a port that is free now.
fn redirect_uri() -> String {
    let port = playground::free_port().unwrap();
    format!("http://127.0.0.1:{port}/callback")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_typed_on_another_device() {
    let playground = playground::serve().unwrap();
    let session = session(
        &playground,
        "device",
        GrantKind::DeviceCode { timeout: None },
    );
    let token = session.token().await.unwrap();
    let report = token.id_token.unwrap().inspection.report;
    assert_eq!(report.verdict, Verdict::Accepted);
    let user = session.userinfo(&token.response.access_token, None).await;
    assert!(user.unwrap().claims.get_str("sub").is_some());
}

/// A playground whose client `interactive` has this redirect URI registered.
fn serve_with(redirect_uri: &str) -> (tempfile::TempDir, Peer) {
    let settings = format!(
        r#"{{"IdentityServer":{{
        "IdentityResources":[{{"Name":"openid","UserClaims":["sub"]}},{{"Name":"profile","UserClaims":["name"]}}],
        "ApiScopes":[{{"Name":"api1"}}],
        "Clients":[{{"ClientId":"interactive","ClientSecrets":["secret"],"AllowedGrantTypes":["authorization_code"],
        "RequireConsent":true,"AllowOfflineAccess":true,"RedirectUris":["{redirect_uri}"],
        "AllowedScopes":["openid","profile","api1"]}}],
        "Users":[{{"SubjectId":"1","Username":"alice","Password":"alice"}}]}}}}"#
    );
    playground::serve_with(&settings.parse().unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_with_consent_gives_tokens_that_are_refreshed_and_revoked() {
    let redirect_uri = redirect_uri();
    let (_folder, playground) = serve_with(&redirect_uri);
    let login = Login {
        redirect_uri,
        max_age_seconds: Some(60),
        ..Login::default()
    };
    let kind = GrantKind::AuthorizationCode(login);
    let session = session(&playground, "interactive", kind);
    let token = session.token().await.unwrap();
    let report = &token.id_token.as_ref().unwrap().inspection.report;
    assert_eq!(report.verdict, Verdict::Accepted);
    assert_eq!(report.claims.as_ref().unwrap().get_str("sub"), Some("1"));
    let user = session
        .userinfo(&token.response.access_token, Some("1"))
        .await;
    user.unwrap();
    let renewed = session.refresh(&token).await.unwrap();
    let refresh_token = renewed.response.refresh_token.clone().unwrap();
    let findings = session.revoke(&refresh_token, Some("refresh_token")).await;
    findings.unwrap();
    let failure = session.refresh(&renewed).await.unwrap_err();
    assert_eq!(failure.code(), "declined.invalid_grant");
}

/// A playground with everything beyond IdentityServer4 switched on, and a client for it that has this key.
fn serve_beyond(redirect_uri: &str, key: &Jwk) -> (tempfile::TempDir, Peer) {
    let jwk = key.public().unwrap().to_json().to_string();
    let settings = serde_json::json!({
        "IdentityServer": {
            "Playground": {
                "AuthorizationResponseIss": true, "PrivateKeyJwt": true, "ClientSecretJwt": true, "DPoP": true,
                "DPoPNonces": true, "PushedAuthorizationRequests": true, "RequirePushedAuthorizationRequests": true,
                "TokenExchange": true, "JwtBearer": true
            },
            "IdentityResources": [{"Name": "openid", "UserClaims": ["sub"]}],
            "ApiScopes": [{"Name": "api1"}],
            "ApiResources": [{"Name": "api1", "Scopes": ["api1"]}],
            "Clients": [
                {"ClientId": "signed", "ClientSecrets": [{"Type": "JWK", "Value": jwk}], "RequireConsent": false,
                 "AllowedGrantTypes": ["authorization_code", "client_credentials",
                    "urn:ietf:params:oauth:grant-type:token-exchange"],
                 "AllowOfflineAccess": true, "RedirectUris": [redirect_uri], "AllowedScopes": ["openid", "api1"]},
                {"ClientId": "shared", "ClientSecrets": ["a secret of more than thirty-two bytes"],
                 "AllowedGrantTypes": ["client_credentials"], "AllowedScopes": ["api1"]}
            ],
            "Users": [{"SubjectId": "1", "Username": "alice", "Password": "alice"}]
        }
    });
    playground::serve_with(&settings).unwrap()
}

fn signed(playground: &Peer, key: &Jwk, kind: GrantKind) -> Session {
    let session = session(playground, "signed", kind);
    let mut connection = session.connection().clone();
    connection.client.secret = None;
    connection.client.key = Some(key.clone());
    session.edited(connection)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_client_pushes_its_request_and_binds_its_tokens() {
    let key = generate(Algorithm::ES256, &mut entropy).unwrap();
    let redirect_uri = redirect_uri();
    let (_folder, playground) = serve_beyond(&redirect_uri, &key);
    let login = Login {
        redirect_uri,
        ..Login::default()
    };
    let session = signed(&playground, &key, GrantKind::AuthorizationCode(login));
    let mut connection = session.connection().clone();
    connection.dpop_key = Some(generate(Algorithm::ES256, &mut entropy).unwrap());
    connection.grant.scope = "openid api1 offline_access".to_owned();
    let session = session.edited(connection);
    let token = session.token().await.unwrap();
    assert_eq!(token.authentication, "private_key_jwt");
    assert_eq!(token.response.token_type, "DPoP");
    let report = &token.id_token.as_ref().unwrap().inspection.report;
    assert_eq!(report.verdict, Verdict::Accepted);
    let renewed = session.refresh(&token).await.unwrap();
    let access_token = &renewed.response.access_token;
    session.userinfo(access_token, Some("1")).await.unwrap();
    let api = format!("{}/identity", playground.said("api"));
    let called = session
        .call(HttpRequest::get(api), Some(access_token))
        .await;
    assert_eq!(called.unwrap().response.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_exchanged_by_a_client_with_a_key_and_a_secret_signs_too() {
    let key = generate(Algorithm::ES256, &mut entropy).unwrap();
    let (_folder, playground) = serve_beyond("http://127.0.0.1:1/callback", &key);
    let machine = signed(&playground, &key, GrantKind::ClientCredentials);
    let with_scope = |session: Session, scope: &str| {
        let mut connection = session.connection().clone();
        connection.grant.scope = scope.to_owned();
        session.edited(connection)
    };
    let subject = with_scope(machine, "api1").token().await.unwrap();
    let subject = subject.response.access_token;
    let form = GrantForm::of_name("token_exchange").unwrap();
    let kind = form.grant(|field| (field.name == "subject-token").then(|| subject.clone()));
    let exchange = with_scope(signed(&playground, &key, kind.unwrap()), "api1");
    let exchanged = exchange.token().await.unwrap();
    assert!(exchanged.grant_type.ends_with("token-exchange"));
    let shared = session(&playground, "shared", GrantKind::ClientCredentials);
    let mut connection = shared.connection().clone();
    connection.client.secret = Some(Secret::from("a secret of more than thirty-two bytes"));
    connection.client.authentication = Some(AuthenticationMethod::SecretJwt);
    let shared = with_scope(shared.edited(connection), "api1");
    assert_eq!(
        shared.token().await.unwrap().authentication,
        "client_secret_jwt"
    );
}

/// Starts `claimscope token` for a login, and gives the address that it prints with the child.
fn token_of_a_login(
    issuer: &str,
    redirect_uri: &str,
    more: &[&str],
) -> (String, std::process::Child) {
    let mut command = claimscope(&["token", "--issuer", issuer]).unwrap();
    command
        .args(["--client-id", "interactive", "--client-secret-env", "S"])
        .args(["--grant", "authorization_code", "--no-browser"])
        .args([
            "--redirect-uri",
            redirect_uri,
            "--scope",
            "openid api1",
            "--json",
        ])
        .args(more)
        .env("S", "secret")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let is_address = |line: &String| line.trim_start().starts_with("http");
    let url = lines
        .by_ref()
        .map_while(Result::ok)
        .find(is_address)
        .unwrap();
    std::thread::spawn(move || lines.for_each(drop));
    (url.trim().to_owned(), child)
}

fn said(child: std::process::Child) -> serde_json::Value {
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_terminal_waits_for_the_browser_and_prints_the_tokens() {
    let redirect_uri = redirect_uri();
    let (_folder, playground) = serve_with(&redirect_uri);
    let (url, child) = token_of_a_login(playground.said("issuer"), &redirect_uri, &[]);
    let mut user = UserAtBrowser::new("alice", "alice").unwrap();
    let address = user.browse(&url, &redirect_uri).await.unwrap();
    let page = user.visit(&address).await.unwrap();
    assert!(String::from_utf8_lossy(&page.body).contains("You can close this tab"));
    let response = said(child);
    assert!(response["access_token"].is_string() && response["id_token"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_terminal_takes_the_address_that_the_browser_ended_on() {
    use std::io::Write;
    let redirect_uri = "https://staging.example/signin-oidc";
    let (_folder, playground) = serve_with(redirect_uri);
    let (url, mut child) = token_of_a_login(playground.said("issuer"), redirect_uri, &["--paste"]);
    let mut user = UserAtBrowser::new("alice", "alice").unwrap();
    let address = user.browse(&url, redirect_uri).await.unwrap();
    let mut stdin = child.stdin.take().unwrap();
    writeln!(stdin, "{address}").unwrap();
    drop(stdin);
    assert!(said(child)["access_token"].is_string());
}

/// Chromium and its driver, where both are here.
fn chromedriver() -> Option<(std::process::Child, String)> {
    let name = std::env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".to_owned());
    let mut child = std::process::Command::new(name)
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let lines = BufReader::new(child.stdout.take()?).lines();
    let mut lines = lines.map_while(Result::ok);
    let line = lines.find(|line| line.contains("started successfully on port"))?;
    std::thread::spawn(move || lines.for_each(drop));
    let port = line.trim_end_matches('.').rsplit(' ').next()?.to_owned();
    Some((child, format!("http://127.0.0.1:{port}")))
}

/// One command of WebDriver.
async fn webdriver(client: &HttpClient, url: &str, body: serde_json::Value) -> serde_json::Value {
    let request = HttpRequest::new("POST", url)
        .header("Content-Type", "application/json")
        .body(body.to_string());
    let response = client.send(&request).await.unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(response.status, 200, "{url}: {answer}");
    answer["value"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_browser_logs_in_and_consents() {
    let Some((mut driver, origin)) = chromedriver() else {
        claimscope_tests::left_out("there is no chromedriver");
        return;
    };
    let redirect_uri = redirect_uri();
    let (_folder, playground) = serve_with(&redirect_uri);
    let (url, child) = token_of_a_login(playground.said("issuer"), &redirect_uri, &[]);
    let client = HttpClient::new(Settings::default()).unwrap();
    let options = serde_json::json!({"capabilities": {"alwaysMatch": {"goog:chromeOptions":
        {"args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]}}}});
    let started = webdriver(&client, &format!("{origin}/session"), options).await;
    let session = format!(
        "{origin}/session/{}",
        started["sessionId"].as_str().unwrap()
    );
    webdriver(
        &client,
        &format!("{session}/url"),
        serde_json::json!({ "url": url }),
    )
    .await;
    // Fills the form as the user does: name, password, then yes. The page after a click is waited for.
    let login = "document.querySelector('[name=Username]').value='alice';\
        document.querySelector('[name=Password]').value='alice';\
        document.querySelector('button[value=login]').click()";
    let consent = "document.querySelector('button[value=yes]').click()";
    for script in [login, consent] {
        let waited = format!(
            "const done = arguments[0]; const go = () => {{ try {{ {script}; done(true) }} \
             catch {{ setTimeout(go, 50) }} }}; go()"
        );
        let body = serde_json::json!({"script": waited, "args": []});
        webdriver(&client, &format!("{session}/execute/async"), body).await;
    }
    let response = said(child);
    assert!(response["access_token"].is_string());
    // Ends the browser too.
    let end = HttpRequest::new("DELETE", &session);
    assert_eq!(client.send(&end).await.unwrap().status, 200);
    driver.kill().unwrap();
    driver.wait().unwrap();
}
