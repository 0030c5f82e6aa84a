//! The token endpoint's golden table: request, status, headers, body, and the reason in the log.

use axum::body::Body;
use claimscope_server::config::{Client, HashedSecret, Scope, SecretHash, grant_type};
use claimscope_server::{Config, State};
use expect_test::expect;

use crate::support::{
    NOW, Reply, ask_token_server, decode, last_entry, post, quickstart, request, state,
};

/// `client:secret`, encoded.
const BASIC: &str = "Basic Y2xpZW50OnNlY3JldA==";
const CLIENT: &str = "client_id=client&client_secret=secret";
const ROPG: &str = "client_id=ropg_client&client_secret=secret";
const USER: &str = "client_id=ropg_client&client_secret=secret&grant_type=password";

/// The quickstart, and clients for the corners.
fn corners() -> State {
    let mut config = Config::quickstart();
    let client = |client_id: &str, grant: &str, scopes: &[&str]| Client {
        client_id: client_id.to_owned(),
        client_secrets: vec![HashedSecret::of("secret")],
        allowed_grant_types: vec![grant.to_owned()],
        allowed_scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        ..Client::default()
    };
    let machine = |client_id: &str, scopes: &[&str]| {
        client(client_id, grant_type::CLIENT_CREDENTIALS, scopes)
    };
    config.api_scopes.push(Scope {
        enabled: false,
        ..Scope::new("disabled")
    });
    config.clients.extend([
        machine("scopeless", &[]),
        machine("identity", &["openid", "profile"]),
        machine("undefined", &["nowhere"]),
        machine("dead", &["disabled"]),
        Client {
            allow_offline_access: true,
            ..machine("offline", &["api1"])
        },
        Client {
            enabled: false,
            ..machine("off", &["api1"])
        },
        Client {
            client_secrets: Vec::new(),
            require_client_secret: false,
            ..machine("public", &["api1"])
        },
        Client {
            client_secrets: Vec::new(),
            ..machine("secretless", &["api1"])
        },
        Client {
            access_token_lifetime_seconds: 0,
            ..machine("instant", &["api1"])
        },
        Client {
            client_secrets: vec![HashedSecret {
                hash: SecretHash::from_value("secret"),
                expiration: None,
                plain: None,
            }],
            ..machine("unhashed", &["api1"])
        },
        Client {
            client_secrets: vec![HashedSecret::of("a+b c%&=:ü")],
            ..machine("sp ecial", &["api1"])
        },
        client("online", grant_type::PASSWORD, &["api1"]),
        client("delegate", "delegation", &["api1"]),
    ]);
    state(config)
}

fn assert_error(case: &str, reply: &Reply, body: &str) {
    assert_eq!(reply.body, body, "{case}");
    assert_eq!(reply.status, 400, "{case}");
    assert_eq!(
        reply.header("cache-control"),
        Some("no-store, no-cache, max-age=0"),
        "{case}"
    );
    assert_eq!(reply.header("pragma"), Some("no-cache"), "{case}");
    assert_eq!(
        reply.header("content-type"),
        Some("application/json; charset=UTF-8"),
        "{case}"
    );
    assert_eq!(reply.header("www-authenticate"), None, "{case}");
}

#[tokio::test]
async fn a_client_gets_a_token() {
    let state = quickstart();
    let reply = post(
        &state,
        Some(BASIC),
        "grant_type=client_credentials&scope=api1",
    )
    .await;
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.header("cache-control"),
        Some("no-store, no-cache, max-age=0")
    );
    assert_eq!(reply.header("pragma"), Some("no-cache"));
    assert_eq!(
        reply.header("content-type"),
        Some("application/json; charset=UTF-8")
    );
    let token = reply.json().get_str("access_token").unwrap().to_owned();
    expect![[r#"{"access_token":"…","expires_in":3600,"token_type":"Bearer","scope":"api1"}"#]]
        .assert_eq(&reply.body.replace(&token, "…"));
}

#[tokio::test]
async fn http_faults_are_invalid_request() {
    let state = quickstart();
    for (method, content_type) in [
        ("GET", "application/x-www-form-urlencoded"),
        ("PUT", "application/x-www-form-urlencoded"),
        ("POST", "application/json"),
        ("POST", "multipart/form-data; boundary=x"),
        ("POST", ""),
    ] {
        let mut request = request(method, "/connect/token");
        request
            .headers_mut()
            .insert("Content-Type", content_type.parse().unwrap());
        *request.body_mut() = Body::from(format!("{CLIENT}&grant_type=client_credentials"));
        let reply = ask_token_server(&state, request).await;
        assert_error(content_type, &reply, r#"{"error":"invalid_request"}"#);
    }
}

#[tokio::test]
async fn client_authentication_hides_every_other_fault() {
    let state = corners();
    let long = "x".repeat(101);
    let long_secret = format!("client_id=client&client_secret={long}");
    let long_id = format!("client_id={long}&client_secret=secret");
    for (case, authorization, form) in [
        (
            "no client id anywhere",
            None,
            "grant_type=client_credentials",
        ),
        ("an empty form", None, ""),
        (
            "unknown client",
            None,
            "client_id=nobody&client_secret=secret",
        ),
        (
            "client ids compare exactly",
            None,
            "client_id=Client&client_secret=secret",
        ),
        (
            "disabled client",
            None,
            "client_id=off&client_secret=secret",
        ),
        ("wrong secret", None, "client_id=client&client_secret=wrong"),
        ("missing secret", None, "client_id=client"),
        (
            "secret of white space",
            None,
            "client_id=client&client_secret=+",
        ),
        ("secret too long", None, long_secret.as_str()),
        ("client id too long", None, long_id.as_str()),
        (
            "wrong secret and wrong grant",
            None,
            "client_id=client&client_secret=wrong&grant_type=magic",
        ),
        ("Basic that is not base64", Some("Basic !!!"), ""),
        ("Basic without colon", Some("Basic Y2xpZW50"), ""),
        ("Basic with an empty id", Some("Basic OnNlY3JldA=="), ""),
        (
            "Basic with a wrong secret hides a right form",
            Some("Basic Y2xpZW50Ondyb25n"),
            CLIENT,
        ),
        ("Basic without secret", Some("Basic Y2xpZW50Og=="), ""),
        ("another scheme", Some("Bearer Y2xpZW50OnNlY3JldA=="), ""),
        (
            "unhashed secret in the configuration",
            None,
            "client_id=unhashed&client_secret=secret",
        ),
        (
            "client without the secret that it must have",
            None,
            "client_id=secretless&client_secret=secret",
        ),
        (
            "client with a lifetime of nothing",
            None,
            "client_id=instant&client_secret=secret",
        ),
    ] {
        let form = format!("{form}&grant_type=client_credentials");
        let reply = post(&state, authorization, &form).await;
        assert_error(case, &reply, r#"{"error":"invalid_client"}"#);
    }
}

#[tokio::test]
async fn client_authentication_accepts_what_identity_server_4_accepts() {
    let state = corners();
    let grant = "grant_type=client_credentials";
    for (case, authorization, form) in [
        ("Basic", Some(BASIC), ""),
        ("Basic in any case", Some("bAsIc Y2xpZW50OnNlY3JldA=="), ""),
        (
            "Basic wins over the form",
            Some(BASIC),
            "client_id=nobody&client_secret=wrong",
        ),
        (
            "a malformed Basic leaves the form",
            Some("Basic !!!"),
            CLIENT,
        ),
        (
            "Basic without secret leaves the form",
            Some("Basic Y2xpZW50Og=="),
            CLIENT,
        ),
        ("form", None, CLIENT),
        (
            "form names in any case",
            None,
            "Client_ID=client&CLIENT_secret=secret",
        ),
        ("a public client", None, "client_id=public"),
        (
            "a public client's secret is not looked at",
            None,
            "client_id=public&client_secret=whatever",
        ),
        // sp+ecial:a%2Bb+c%25%26%3D%3A%C3%BC
        (
            "Basic is form-decoded",
            Some("Basic c3ArZWNpYWw6YSUyQmIrYyUyNSUyNiUzRCUzQSVDMyVCQw=="),
            "",
        ),
    ] {
        let reply = post(&state, authorization, &format!("{form}&{grant}")).await;
        assert_eq!(
            reply.status,
            200,
            "{case}: {}: {}",
            reply.body,
            last_entry(&state)
        );
    }
}

#[tokio::test]
async fn grants_and_scopes_fail_as_identity_server_4_fails_them() {
    const UNSUPPORTED: &str = r#"{"error":"unsupported_grant_type"}"#;
    const UNAUTHORIZED: &str = r#"{"error":"unauthorized_client"}"#;
    const SCOPE: &str = r#"{"error":"invalid_scope"}"#;
    const GRANT: &str = r#"{"error":"invalid_grant"}"#;
    const REQUEST: &str = r#"{"error":"invalid_request"}"#;
    const PASSWORD: &str =
        r#"{"error":"invalid_grant","error_description":"invalid_username_or_password"}"#;
    let state = corners();
    let long_grant = format!("grant_type={}", "x".repeat(101));
    let long_scope = format!("grant_type=client_credentials&scope={}", "api1+".repeat(61));
    let long_user = format!(
        "grant_type=password&username={}&password=alice",
        "x".repeat(101)
    );
    let other = |client: &str| {
        format!("client_id={client}&client_secret=secret&grant_type=client_credentials")
    };
    let machine = |rest: &str| format!("{CLIENT}&{rest}");
    let ropg = |rest: &str| format!("{ROPG}&{rest}");
    let user = |rest: &str| format!("{USER}&{rest}");
    let code = |rest: &str| {
        format!("client_id=interactive&client_secret=secret&grant_type=authorization_code&{rest}")
    };
    for (case, form, body) in [
        ("grant_type missing", machine(""), UNSUPPORTED),
        ("grant_type empty", machine("grant_type="), UNSUPPORTED),
        ("grant_type too long", machine(&long_grant), UNSUPPORTED),
        ("grant_type unknown", machine("grant_type=magic"), UNSUPPORTED),
        ("grant types compare exactly", machine("grant_type=Client_Credentials"), UNSUPPORTED),
        ("extension grant that the client may not use", machine("grant_type=delegation"), UNSUPPORTED),
        ("extension grant without validator", "client_id=delegate&client_secret=secret&grant_type=delegation".to_owned(), UNSUPPORTED),
        ("client_credentials not allowed", ropg("grant_type=client_credentials&scope=api1"), UNAUTHORIZED),
        ("password not allowed", machine("grant_type=password&username=alice&password=alice"), UNAUTHORIZED),
        ("authorization_code not allowed", machine("grant_type=authorization_code&code=x"), UNAUTHORIZED),
        ("device not allowed", machine("grant_type=urn:ietf:params:oauth:grant-type:device_code&device_code=x"), UNAUTHORIZED),
        ("an unknown scope", machine("grant_type=client_credentials&scope=api2"), SCOPE),
        ("scopes compare exactly", machine("grant_type=client_credentials&scope=API1"), SCOPE),
        ("one unknown scope among known ones", machine("grant_type=client_credentials&scope=api1+api2"), SCOPE),
        ("a scope that the client may not ask for", machine("grant_type=client_credentials&scope=openid"), SCOPE),
        ("a disabled scope", format!("{}&scope=disabled", other("dead")), SCOPE),
        ("a disabled scope, implied", other("dead"), SCOPE),
        ("scope too long", machine(&long_scope), SCOPE),
        ("no scope, and none allowed", other("scopeless"), SCOPE),
        ("no scope, and only identity scopes allowed", other("identity"), SCOPE),
        ("no scope, and none defined", other("undefined"), SCOPE),
        ("openid with client_credentials", format!("{}&scope=openid", other("identity")), SCOPE),
        ("offline_access with client_credentials", format!("{}&scope=api1+offline_access", other("offline")), SCOPE),
        ("offline_access not allowed", machine("grant_type=client_credentials&scope=api1+offline_access"), SCOPE),
        ("password: bad scope before bad password", user("username=alice&password=wrong&scope=nope"), SCOPE),
        ("password: offline_access not allowed", "client_id=online&client_secret=secret&grant_type=password&username=alice&password=alice&scope=offline_access".to_owned(), SCOPE),
        ("a parameter twice", machine("grant_type=client_credentials&scope=api1&scope=api1"), REQUEST),
        ("a secret twice", machine("grant_type=client_credentials&client_secret=wrong"), REQUEST),
        ("password: username missing", user("password=alice"), GRANT),
        ("password: username too long", ropg(&long_user), GRANT),
        ("password: wrong", user("username=alice&password=wrong"), PASSWORD),
        ("password: missing is empty", user("username=alice"), PASSWORD),
        ("password: passwords compare exactly", user("username=alice&password=Alice"), PASSWORD),
        ("password: unknown user", user("username=mallory&password=alice"), PASSWORD),
        ("code: missing", code(""), GRANT),
        ("code: unknown", code("code=ABC&redirect_uri=http://localhost:5002/signin-oidc"), GRANT),
        ("refresh: grant types are not looked at, token missing", machine("grant_type=refresh_token"), REQUEST),
        ("refresh: unknown token", machine("grant_type=refresh_token&refresh_token=ABC"), GRANT),
        ("device: device_code missing", "client_id=device&grant_type=urn:ietf:params:oauth:grant-type:device_code".to_owned(), REQUEST),
        ("device: unknown device_code", "client_id=device&device_code=x&grant_type=urn:ietf:params:oauth:grant-type:device_code".to_owned(), GRANT),
    ] {
        let reply = post(&state, None, &form).await;
        assert_error(case, &reply, body);
        let entry = last_entry(&state);
        assert_eq!(entry.status, Some(400), "{case}");
        assert!(entry.message.len() > 20 && entry.hint.is_some(), "{case}: {entry}");
    }
}

#[tokio::test]
async fn password_grant_needs_users_and_active_ones() {
    let mut config = Config::quickstart();
    config.users[0].is_active = false;
    let reply = post(
        &state(config),
        None,
        &format!("{USER}&username=alice&password=alice"),
    )
    .await;
    assert_error("inactive", &reply, r#"{"error":"invalid_grant"}"#);

    let mut config = Config::quickstart();
    config.users.clear();
    let state = state(config);
    let reply = post(
        &state,
        None,
        &format!("{USER}&username=alice&password=alice"),
    )
    .await;
    assert_error("no users", &reply, r#"{"error":"unsupported_grant_type"}"#);
    let reply = post(&state, None, USER).await;
    assert_error("no users, no name", &reply, r#"{"error":"invalid_grant"}"#);
}

#[tokio::test]
async fn omitted_scopes_are_all_that_the_grant_can_have() {
    let mut config = Config::quickstart();
    for name in ["write", "Read"] {
        config.api_scopes.insert(0, Scope::new(name));
    }
    for client in &mut config.clients {
        let more = ["write", "Read", "openid", "nowhere"];
        client.allowed_scopes.extend(more.map(str::to_owned));
        client.allow_offline_access = true;
    }
    let state = state(config);
    for (form, scope) in [
        (
            format!("{CLIENT}&grant_type=client_credentials"),
            "api1 Read write",
        ),
        (
            format!("{CLIENT}&grant_type=client_credentials&scope=write+api1+write"),
            "api1 write",
        ),
        (
            format!("{USER}&username=ALICE&password=alice"),
            "api1 offline_access openid profile Read write",
        ),
    ] {
        let reply = post(&state, None, &form).await;
        assert_eq!(
            reply.json().get_str("scope"),
            Some(scope),
            "{form}: {}",
            reply.body
        );
        assert_eq!(reply.json().get("id_token"), None);
    }
}

#[tokio::test]
async fn the_log_says_why_and_keeps_secrets_out() {
    let state = corners();
    let secret = "client_id=client&client_secret=hunter2&grant_type=client_credentials";
    post(&state, None, secret).await;
    post(
        &state,
        None,
        &format!("{USER}&username=alice&password=hunter2"),
    )
    .await;
    post(
        &state,
        None,
        &format!("{CLIENT}&grant_type=client_credentials&scope=ap1"),
    )
    .await;
    post(&state, Some(BASIC), "grant_type=client_credentials").await;
    let log: Vec<String> = state
        .log()
        .entries()
        .iter()
        .map(ToString::to_string)
        .collect();
    expect![[r#"
        2026-11-21T12:00:00Z token server POST /connect/token -> 400: invalid_client: the client `client` did not prove itself: the secret is wrong (client_secret_post) (compare the secret with the configuration; special characters are form-encoded in a Basic header)
        2026-11-21T12:00:00Z token server POST /connect/token -> 400: invalid_grant: the user `alice` is unknown, or the password is wrong (compare username and password with the configured users)
        2026-11-21T12:00:00Z token server POST /connect/token -> 400: invalid_scope: the scope `ap1` is not defined (did you mean `api1`?)
        2026-11-21T12:00:00Z token server POST /connect/token -> 200: a token for the client `client` with the scope `api1`"#]]
    .assert_eq(&log.join("\n"));
}

#[tokio::test]
async fn bodies_that_are_too_large_are_refused() {
    let reply = post(&quickstart(), None, &"x".repeat(2 * 1024 * 1024)).await;
    assert_eq!((reply.status, reply.body.as_str()), (413, ""));
}

#[tokio::test]
async fn answers_are_dated_by_the_playgrounds_clock() {
    let state = quickstart();
    state.clock().set_offset_seconds(-86_400);
    let reply = post(&state, Some(BASIC), "grant_type=client_credentials").await;
    assert_eq!(reply.header("date"), Some("Fri, 20 Nov 2026 12:00:00 GMT"));
    let (_, claims) = decode(reply.json().get_str("access_token").unwrap());
    assert!(
        claims.contains(&format!("\"iat\":{}", NOW - 86_400)),
        "{claims}"
    );
}
