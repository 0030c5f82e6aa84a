//! Requests as they go out, and every kind of answer.

mod refused;

use super::*;
use crate::AuthenticationMethod;
use claimscope_core::base64url;
use claimscope_core::json::Object;
use expect_test::{Expect, expect};

const ENDPOINT: &str = "https://localhost:5001/connect/token";

fn client_credentials(authentication: ClientAuthentication) -> TokenRequest {
    TokenRequest::new(ENDPOINT, authentication, TokenGrant::client_credentials())
}

fn request() -> TokenRequest {
    client_credentials(ClientAuthentication::basic("client", "secret")).scope("api1")
}

fn json(status: u16, body: &str) -> HttpResponse {
    HttpResponse::new(status, body)
        .header("Content-Type", "application/json; charset=UTF-8")
        .header("Cache-Control", "no-store, no-cache, max-age=0")
}

fn check(response: HttpResponse, expected: Expect) {
    let text = match request().accept(&response) {
        Ok(token) => {
            let findings: Vec<_> = token
                .findings
                .iter()
                .map(|finding| finding.message.as_str())
                .collect();
            format!(
                "{} {:?} {:?} {findings:?}",
                token.token_type, token.expires_in_seconds, token.scope
            )
        }
        Err(error) => format!("{}: {error}", error.code()),
    };
    expected.assert_eq(&text);
}

#[test]
fn basic_puts_the_client_in_the_header_alone() {
    let request = request().request().unwrap();
    assert_eq!(
        request.body.expose_str(),
        Some("grant_type=client_credentials&scope=api1")
    );
    assert_eq!(
        request.header_value("authorization"),
        Some("Basic Y2xpZW50OnNlY3JldA==")
    );
}

#[test]
fn post_and_none_put_it_in_the_form() {
    let post = ClientAuthentication::post("client", "s ü");
    let request = TokenRequest::new(ENDPOINT, post, TokenGrant::password("alice", "a&b"))
        .scope(" api1  openid ")
        .resource("https://api.example/");
    let request = request.request().unwrap();
    assert_eq!(
        request.body.expose_str(),
        Some(
            "grant_type=password&client_id=client&client_secret=s+%C3%BC&scope=api1+openid\
             &username=alice&password=a%26b&resource=https%3A%2F%2Fapi.example%2F"
        )
    );
    assert_eq!(request.header_value("authorization"), None);
    let public = client_credentials(ClientAuthentication::none("spa"));
    assert_eq!(
        public.scope("").request().unwrap().body.expose_str(),
        Some("grant_type=client_credentials&client_id=spa")
    );
}

#[test]
fn secrets_stay_off_plain_http() {
    let over_http = |url: &str| {
        let authentication = ClientAuthentication::basic("client", "secret");
        TokenRequest::new(url, authentication, TokenGrant::client_credentials())
    };
    let error = over_http("http://sts.example/token").request().unwrap_err();
    assert_eq!(error.code(), "misuse.https");
    assert!(over_http("http://localhost:5001/token").request().is_ok());
    assert!(
        over_http("http://sts.example/token")
            .dangerous_request_over_http()
            .is_ok()
    );
}

#[test]
fn reads_identityservers_answer() {
    check(
        json(
            200,
            r#"{"access_token":"ey.J.x","expires_in":3600,"token_type":"Bearer","scope":"api1"}"#,
        ),
        expect![[r#"Bearer Some(3600) Some("api1") []"#]],
    );
}

#[test]
fn notes_what_deviates() {
    check(
        HttpResponse::new(
            200,
            r#"{"access_token":"x","expires_in":"3600","token_type":"MAC","scope":["a","b"],"refresh_token":"r"}"#,
        )
        .header("Content-Type", "text/plain"),
        expect![[r#"MAC Some(3600) Some("a b") ["the token response is JSON but says that it is text/plain", "scope is an array where a string should be", "expires_in is a string where a number should be", "token_type is \"MAC\"; Bearer and DPoP are known here", "the answer lacks Cache-Control: no-store, so a cache may keep the token", "not every scope was granted: api1 is missing", "a refresh token came with client_credentials, where none should be given"]"#]],
    );
    check(
        json(
            200,
            r#"{"access_token":"x","expires_in":-1,"token_type":"bearer"}"#,
        ),
        expect![[r#"bearer None None ["expires_in is no number of seconds, and is left out"]"#]],
    );
    check(
        json(
            200,
            r#"{"access_token":"x","expires_in":9e18,"token_type":"bearer"}"#,
        ),
        expect![[
            r#"bearer None None ["expires_in is more than a hundred years, and is left out"]"#
        ]],
    );
    check(
        json(200, r#"{"access_token":"x","token_type":"bearer"}"#),
        expect![[r#"bearer None None ["the server does not say when the token expires"]"#]],
    );
}

#[test]
fn shows_the_servers_own_words() {
    check(
        json(400, r#"{"error":"invalid_client"}"#),
        expect![
            "declined.invalid_client: the server said no: the client is unknown, or its secret or way of authenticating is not accepted — invalid_client (status 400); check client_id and client_secret; the secret went by client_secret_basic; some servers take client_secret_post alone; the status is 400 where RFC 6749 asks for 401, which some servers do, and is no fault of the request"
        ],
    );
    check(
        json(
            400,
            r#"{"error":"invalid_scope","error_description":"no\u001b[31m such\nscope","error_uri":"https://h/e"}"#,
        ),
        expect![
            r"declined.invalid_scope: the server said no: a scope is unknown, malformed, or not allowed to this client with this grant — invalid_scope: no\u{1b}[31m such scope (status 400), see https://h/e; this request asked for api1; ask only for scopes that the server defines and allows this client; client_credentials takes no openid, profile or offline_access"
        ],
    );
    check(
        json(400, r#"{"error":"AADSTS7000215","error_description":"x"}"#),
        expect![
            "declined.other: the server said no: the client secret is wrong — AADSTS7000215: x (status 400); send the secret's Value, which is shown once when it is made, not its Secret ID; and see that it belongs to this application"
        ],
    );
}

#[test]
fn invalid_client_by_401_carries_its_challenge() {
    let response = json(401, r#"{"error":"invalid_client"}"#)
        .header("WWW-Authenticate", r#"Basic realm="sts""#);
    let OauthError::Declined(declined) = request().accept(&response).unwrap_err() else {
        panic!("declined");
    };
    assert!(declined.challenges[0].is("basic"));
    let bare = json(401, r#"{"error":"invalid_client"}"#);
    let error = request().accept(&bare).unwrap_err().to_string();
    assert!(error.contains("without WWW-Authenticate"), "{error}");
}

#[test]
fn an_error_with_status_200_is_an_error() {
    check(
        json(200, r#"{"error":"invalid_grant"}"#),
        expect![
            "declined.invalid_grant: the server said no: the client's credentials are not accepted for this grant — invalid_grant (status 200); check the user's credentials, or start again for a new code"
        ],
    );
}

#[test]
fn says_what_came_instead() {
    check(
        HttpResponse::new(200, "<html>").header("Content-Type", "text/html"),
        expect![
            "server.html: the token response is a web page, not JSON (Content-Type text/html), at https://localhost:5001/connect/token; the URL leads to a page for people, perhaps a login or an error page; check its path"
        ],
    );
    check(
        HttpResponse::new(302, "").header("Location", "/login"),
        expect![
            "server.redirect: the token response was expected, and the server redirects to /login (status 302); redirects are not followed, so that no secret goes astray; if the target is right, use it directly"
        ],
    );
    check(
        json(200, r#"{"token_type":"Bearer"}"#),
        expect![
            "server.token-response: the token response's access_token is missing; it must be a string; check that this URL is the token endpoint"
        ],
    );
    check(
        HttpResponse::new(503, "<html>"),
        expect![
            "server.status: the token response was expected, and the server answered 503 with a web page; the server failed by itself; look in its log"
        ],
    );
}

#[test]
fn json_under_another_label_is_read() {
    let response = HttpResponse::new(200, r#"{"access_token":"a","token_type":"Bearer"}"#)
        .header("Content-Type", "text/html");
    let token = request().accept(&response).unwrap();
    let labelled = token
        .findings
        .iter()
        .find(|finding| finding.message.contains("text/html"));
    assert!(labelled.is_some(), "{:?}", token.findings);
}

#[test]
fn an_exchange_says_what_kind_of_token_it_gave() {
    let subject = TypedToken::new("s", "urn:ietf:params:oauth:token-type:access_token");
    let exchange = TokenGrant::token_exchange(subject, None);
    let request = TokenRequest::new(ENDPOINT, ClientAuthentication::none("c"), exchange);
    let codes = |kind: &str| {
        let body = format!(r#"{{"access_token":"a","token_type":"N_A","expires_in":60{kind}}}"#);
        let token = request.accept(&json(200, &body)).unwrap();
        let findings = token.findings.iter();
        findings
            .map(|finding| finding.code.as_str())
            .collect::<Vec<_>>()
    };
    let kind = r#","issued_token_type":"urn:ietf:params:oauth:token-type:jwt""#;
    assert!(codes(kind).is_empty(), "{:?}", codes(kind));
    assert_eq!(codes(""), ["response.token_type"]);
}

#[test]
fn tokens_do_not_print() {
    let response = json(200, r#"{"access_token":"hunter2","token_type":"Bearer"}"#);
    let token = request().accept(&response).unwrap();
    assert!(!format!("{token:?}").contains("hunter2"));
    assert_eq!(token.access_token_text(), "hunter2");
}

#[test]
fn secrets_that_the_server_repeats_are_masked() {
    let post = ClientAuthentication::post("client", "hunter2-long");
    let request = TokenRequest::new(ENDPOINT, post, TokenGrant::password("alice", "pa55 word"));
    let response = json(
        400,
        r#"{"error":"bad hunter2-long","error_description":"hunter2-long and pa55 word are wrong for alice"}"#,
    )
    .header("WWW-Authenticate", r#"Basic realm="hunter2-long""#);
    let error = request.accept(&response).unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(
        !shown.contains("hunter2") && !shown.contains("pa55"),
        "{shown}"
    );
    assert!(shown.contains("••• and ••• are wrong for alice"), "{shown}");
    let redirect = HttpResponse::new(302, "").header("Location", "https://h/x/hunter2-long");
    let error = request.accept(&redirect).unwrap_err().to_string();
    assert!(!error.contains("hunter2"), "{error}");
}

#[test]
fn parameters_that_are_secret_by_their_value_are_masked_in_answers() {
    let mut secrets = SentCredentials::default();
    secrets.add(b"t3n-4nt");
    let client = ClientAuthentication::none("client");
    let request = client_credentials(client)
        .parameter("tenant", "t3n-4nt")
        .secrets(&secrets);
    let response = json(
        400,
        r#"{"error":"invalid_request","error_description":"bad tenant t3n-4nt"}"#,
    );
    let error = request.accept(&response).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("t3n-4nt"), "{error}");
    assert!(error.to_string().contains("bad tenant •••"), "{error}");
    let shown = format!("{:?}", request.request().unwrap().masked_body());
    assert!(!shown.contains("t3n-4nt"), "{shown}");
}

#[test]
fn says_how_long_to_wait() {
    check(
        json(429, r#"{"error":"too_many_requests"}"#).header("Retry-After", "30"),
        expect![
            "declined.other: the server said no: it gives a code of its own — too_many_requests (status 429); too many requests; the server asks to wait 30 s before the next one (Retry-After)"
        ],
    );
    check(
        HttpResponse::new(503, "").header("Retry-After", "300"),
        expect![
            "server.status: the token response was expected, and the server answered 503; the server is too busy or down for now; the server asks to wait 5 m before the next one (Retry-After)"
        ],
    );
    check(
        HttpResponse::new(429, ""),
        expect![
            "server.status: the token response was expected, and the server answered 429; too many requests; wait and try again"
        ],
    );
}

#[test]
fn a_token_that_no_header_can_carry_is_refused() {
    for (character, shown) in [
        ("\\u001b[2J", "control character U+001B"),
        ("\\n", "control character U+000A"),
        ("\\u202e", "invisible character U+202E"),
        ("ä", "'ä'"),
    ] {
        let body = format!(r#"{{"access_token":"abc{character}","token_type":"Bearer"}}"#);
        let error = request().accept(&json(200, &body)).unwrap_err();
        assert_eq!(error.code(), "server.token-response");
        assert!(error.message().contains(shown), "{error}");
    }
}

#[test]
fn credentials_that_the_server_repeats_in_another_form_are_masked() {
    let authentication = ClientAuthentication::basic("client", "s3cr3t&with-a-length");
    let request = client_credentials(authentication);
    let authorization = request.request().unwrap();
    let basic = authorization
        .header_value("authorization")
        .unwrap()
        .to_owned();
    for echo in [
        basic.clone(),
        basic.trim_start_matches("Basic ")[10..].to_owned(),
        "s3cr3t%26with-a-length".to_owned(),
        "s3cr3t%2526with-a-length".to_owned(),
        "s3cr3t&amp;with-a-length".to_owned(),
    ] {
        let answers = [
            json(
                400,
                &format!(r#"{{"error":"invalid_client","error_description":"auth {echo}"}}"#),
            ),
            json(400, &format!(r#"{{"error":"auth {echo}"}}"#)),
            json(400, &format!(r#"{{"message":"auth {echo}"}}"#)),
            HttpResponse::new(500, format!("auth {echo}")),
            HttpResponse::new(500, format!("<title>auth {echo}</title>")),
        ];
        for answer in answers {
            let text = request.accept(&answer).unwrap_err().to_string();
            assert!(!text.contains(&echo[echo.len() - 10..]), "{text}");
            assert!(text.contains("auth "), "{text}");
        }
    }
}

#[test]
fn a_path_that_a_server_no_longer_has_is_told() {
    let words = r#"{"error":"RESTEASY003210: Could not find resource for full path: http://h/auth/realms/x"}"#;
    let error = request().accept(&HttpResponse::new(404, words));
    assert!(error.is_err_and(|error| error.to_string().contains("no /auth")));
}

#[test]
fn an_assertion_alone_names_no_client() {
    let request = TokenRequest::new(
        ENDPOINT,
        ClientAuthentication::none(""),
        TokenGrant::jwt_bearer("a.b.c"),
    );
    let body = request.request().unwrap().body;
    assert!(!body.expose_str().unwrap().contains("client_id"));
}
