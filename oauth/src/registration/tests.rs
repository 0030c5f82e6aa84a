//! What a registration asks for, and what comes of its answer.

use super::*;

const ENDPOINT: &str = "https://as.example.com/register";
const REDIRECT: &str = "http://127.0.0.1:8400/callback";

fn request() -> RegistrationRequest {
    RegistrationRequest::new(ENDPOINT, "Claimscope", REDIRECT)
}

fn answer(status: u16, body: &str) -> HttpResponse {
    HttpResponse::new(status, body).header("Content-Type", "application/json")
}

#[test]
fn asks_as_a_native_public_client() {
    let request = request()
        .scope(&["orders".to_owned(), "read".to_owned()])
        .request()
        .unwrap();
    assert_eq!(request.method, "POST");
    assert_eq!(
        request.body.expose_str(),
        Some(
            r#"{"client_name":"Claimscope","redirect_uris":["http://127.0.0.1:8400/callback"],"grant_types":["authorization_code","refresh_token"],"response_types":["code"],"token_endpoint_auth_method":"none","application_type":"native","scope":"orders read"}"#
        )
    );
    let web = RegistrationRequest::new(ENDPOINT, "x", "https://app.example.com/cb");
    assert_eq!(web.metadata.get_str("application_type"), Some("web"));
    let of_an_app = RegistrationRequest::new(ENDPOINT, "x", "com.example.app:/cb");
    let kind = of_an_app.metadata.get_str("application_type");
    assert_eq!(kind, Some("native"));
}

#[test]
fn sends_the_initial_access_token_to_https_alone() {
    let with_token = request().initial_access_token("abc").request().unwrap();
    assert_eq!(with_token.header_value("authorization"), Some("Bearer abc"));
    let http = RegistrationRequest::new("http://as.example.com/register", "x", REDIRECT);
    assert_eq!(http.request().unwrap_err().code(), "misuse.https");
}

#[test]
fn goes_by_what_was_registered() {
    let body = r#"{"client_id":"a","client_secret":"hunter2hunter2","client_secret_expires_at":1900000000,
        "token_endpoint_auth_method":"client_secret_post","redirect_uris":["http://127.0.0.1:8400/callback"],
        "grant_types":["authorization_code"],"registration_client_uri":"https://as.example.com/register/a",
        "registration_access_token":"rat"}"#;
    let client = request().accept(&answer(201, body)).unwrap();
    assert_eq!(client.client_id, "a");
    assert_eq!(client.token_endpoint_auth_method, "client_secret_post");
    assert_eq!(
        client.client_secret_expires_at,
        Some(Timestamp::from_unix_seconds(1_900_000_000))
    );
    let messages: Vec<_> = client
        .findings
        .iter()
        .map(|finding| finding.message.as_str())
        .collect();
    assert_eq!(
        messages,
        [
            r#"grant_types was registered as ["authorization_code"], not as ["authorization_code","refresh_token"]"#,
            r#"token_endpoint_auth_method was registered as "client_secret_post", not as "none""#,
        ]
    );
    assert!(!format!("{client:?}").contains("hunter2"));
}

#[test]
fn a_secret_that_never_expires_has_no_end() {
    let body = r#"{"client_id":"a","client_secret":"s","client_secret_expires_at":0}"#;
    let client = request().accept(&answer(201, body)).unwrap();
    assert_eq!(client.client_secret_expires_at, None);
    assert_eq!(client.token_endpoint_auth_method, "client_secret_basic");
}

#[test]
fn refusals_carry_the_servers_words() {
    let body = r#"{"error":"invalid_redirect_uri","error_description":"no loopback here"}"#;
    let error = request().accept(&answer(400, body)).unwrap_err();
    assert_eq!(error.code(), "declined.invalid_redirect_uri");
    assert!(error.to_string().contains("no loopback here"), "{error}");
    let error = request().accept(&answer(201, r#"{"id":"a"}"#)).unwrap_err();
    assert_eq!(error.code(), "server.registration");
}

#[test]
fn a_client_that_was_registered_otherwise_may_be_of_no_use() {
    for (members, unfit) in [
        (
            r#""redirect_uris":["http://127.0.0.1:8400/callback"]"#,
            None,
        ),
        (r#""redirect_uris":["http://127.0.0.1/callback"]"#, None),
        (
            r#""redirect_uris":["https://evil.example/cb"]"#,
            Some("evil.example"),
        ),
        (
            r#""grant_types":["client_credentials"]"#,
            Some("client_credentials"),
        ),
        (
            r#""token_endpoint_auth_method":"private_key_jwt""#,
            Some("private_key_jwt"),
        ),
        (
            r#""token_endpoint_auth_method":"client_secret_basic""#,
            Some("client_secret_basic"),
        ),
        (
            r#""token_endpoint_auth_method":"client_secret_basic","client_secret":"hunter2hunter2""#,
            None,
        ),
        (
            r#""token_endpoint_auth_method":"voodoo","client_secret":"hunter2hunter2""#,
            Some("voodoo"),
        ),
    ] {
        let body = format!(r#"{{"client_id":"a",{members}}}"#);
        let client = request().accept(&answer(201, &body)).unwrap();
        match (client.require_login(REDIRECT), unfit) {
            (Ok(()), None) => {}
            (Err(error), Some(word)) => {
                assert_eq!(error.code(), "server.registration-unfit", "{members}");
                assert!(error.message().contains(word), "{error}");
            }
            (outcome, _) => panic!("{members}: {outcome:?}"),
        }
    }
}
