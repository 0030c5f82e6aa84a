//! Requests as they go out, and every kind of answer.

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
fn a_refused_grant_says_what_may_be_wrong_with_it() {
    let hint = |grant: TokenGrant| {
        let request = TokenRequest::new(ENDPOINT, ClientAuthentication::none("c"), grant);
        let error = request.accept(&json(400, r#"{"error":"invalid_grant"}"#));
        error.unwrap_err().hint().unwrap().to_owned()
    };
    assert!(hint(TokenGrant::refresh_token("r")).contains("refresh token has expired"));
    let code = TokenGrant::authorization_code("c", "https://a", "v");
    assert!(hint(code).contains("good once"));
    assert!(hint(TokenGrant::jwt_bearer("a")).contains("assertion"));
    let subject = TypedToken::new("t", TypedToken::ACCESS_TOKEN);
    assert!(hint(TokenGrant::token_exchange(subject, None)).contains("subject's"));
}

#[test]
fn explains_the_sentence_rather_than_the_code() {
    for (body, expected) in [
        (
            r#"{"error":"unauthorized_client","error_description":"Invalid client or Invalid client credentials"}"#,
            "Keycloak says unauthorized_client for a wrong secret",
        ),
        (
            r#"{"error":"access_denied","error_description":"Client is not authorized to access \"https://api\". You need to create a \"client-grant\""}"#,
            "authorize the application for the API",
        ),
        (
            r#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value"}"#,
            "not its Secret ID",
        ),
        (
            r#"{"error":"unauthorized_client","error_description":"AADSTS700016: Application with identifier 'x' was not found"}"#,
            "Application (client) ID",
        ),
    ] {
        let error = request().accept(&json(401, body)).unwrap_err();
        let hint = error.hint().unwrap_or_default();
        assert!(hint.contains(expected), "{hint}");
    }
}

#[test]
fn advice_names_what_this_request_shows() {
    let id = "4c8d48d1-69cd-4086-b6cb-ab26472717c6";
    let entra = client_credentials(ClientAuthentication::post("c", id));
    let body = r#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid"}"#;
    let error = entra.accept(&json(401, body)).unwrap_err();
    assert!(
        error
            .hint()
            .unwrap()
            .contains("has the form of a Secret ID"),
        "{error}"
    );
    let auth0 = request().parameter("audience", "https://api.example/");
    let body = r#"{"error":"access_denied","error_description":"Service not enabled within domain: https://api.example/"}"#;
    let error = auth0.accept(&json(403, body)).unwrap_err();
    assert!(
        error
            .hint()
            .unwrap()
            .contains("audience https://api.example/"),
        "{error}"
    );
}

#[test]
fn a_vendors_advice_is_given_on_its_own_words_alone() {
    for body in [
        r#"{"error":"invalid_client","error_description":"Client authentication failed"}"#,
        r#"{"error":"access_denied","error_description":"The user is unauthorized"}"#,
        r#"{"error":"unauthorized_client","error_description":"unknown grant type"}"#,
    ] {
        let error = request().accept(&json(400, body)).unwrap_err();
        let OauthError::Declined(declined) = &error else {
            panic!("{error}");
        };
        let general = crate::code::declined::known(&declined.error).map(|entry| entry.meaning);
        assert_eq!(Some(declined.meaning), general, "{body}");
    }
}

#[test]
fn words_that_are_no_oauth_error_are_quoted() {
    check(
        json(
            400,
            r#"{"error":{"message":"Error validating client secret.","type":"OAuthException","code":1}}"#,
        ),
        expect![
            "server.status: the token response was expected, and the server answered 400 — 1: Error validating client secret. (status 400); copy the App Secret anew from the basic settings of the app"
        ],
    );
    check(
        json(
            401,
            r#"{"errorCode":"E0000011","errorSummary":"Invalid token provided"}"#,
        ),
        expect![
            "server.status: the token response was expected, and the server answered 401 — E0000011: Invalid token provided (status 401); the server wants to know who asks; a proxy or gateway may stand in between"
        ],
    );
    check(
        json(
            403,
            r#"{"statusCode":403,"error":"Forbidden","message":"Not for you"}"#,
        ),
        expect![
            "declined.other: the server said no: it gives a code of its own — Forbidden: Not for you (status 403); look the code up in the server's documentation"
        ],
    );
    check(
        HttpResponse::new(404, "Not Found: no such tenant"),
        expect![
            "server.status: the token response was expected, and the server answered 404 — Not Found: no such tenant (status 404); nothing is at this path; check the URL"
        ],
    );
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
fn a_refused_assertion_is_spoken_of_and_held_against_the_endpoint() {
    let part = |text: &str| base64url::encode(text);
    let assertion = |claims: &str| {
        format!(
            "{}.{}.{}",
            part(r#"{"alg":"RS256"}"#),
            part(claims),
            part("signature")
        )
    };
    let endpoint = "https://test.login.example/token";
    let answer = json(
        400,
        r#"{"error":"invalid_grant","error_description":"audience is invalid"}"#,
    )
    .header("Date", "Wed, 25 Nov 2026 19:05:16 GMT");
    let refused = |authentication, grant| {
        let error = TokenRequest::new(endpoint, authentication, grant)
            .accept(&answer)
            .unwrap_err();
        (error.message(), error.hint().unwrap().to_owned())
    };
    let wrong = assertion(r#"{"aud":["login.example"],"exp":1795633000}"#);
    let (message, hint) = refused(
        ClientAuthentication::none(""),
        TokenGrant::jwt_bearer(wrong.as_str()),
    );
    assert_eq!(message, "the server said no: the assertion is not accepted");
    for part in [
        "aud is an array, [login.example]",
        "login.example has no https:// before it",
        "aud names login.example, and the token endpoint is at test.login.example",
        "expired 516 s ago",
    ] {
        assert!(hint.contains(part), "{part}: {hint}");
    }
    let client = ClientAuthentication::Assertion {
        method: AuthenticationMethod::PrivateKeyJwt,
        client_id: "c".to_owned(),
        assertion: wrong.into(),
    };
    let (message, hint) = refused(client, TokenGrant::client_credentials());
    assert_eq!(
        message,
        "the server said no: the client's assertion is not accepted"
    );
    assert!(
        hint.contains("client_assertion aud names login.example"),
        "{hint}"
    );
    // Nothing is said of user names where none was sent.
    let (message, _) = refused(
        ClientAuthentication::basic("c", "s"),
        TokenGrant::client_credentials(),
    );
    assert!(!message.contains("user name"), "{message}");
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

#[test]
fn a_refused_code_that_is_encoded_twice_is_said_to_be() {
    let hint = |code: &str, body: &str| {
        let grant = TokenGrant::authorization_code(code, "https://a", "v");
        let request = TokenRequest::new(ENDPOINT, ClientAuthentication::none("c"), grant);
        let error = request.accept(&json(400, body)).unwrap_err();
        error.hint().unwrap().to_owned()
    };
    for body in [
        r#"{"error":"invalid_grant"}"#,
        r#"{"error":"invalid_grant","error_description":"Malformed auth code."}"#,
    ] {
        assert!(hint("4%2F0Axyz", body).contains("still holds percent-encoded"));
        assert!(!hint("4/0Axyz", body).contains("still holds"));
        assert!(!hint("100%sure", body).contains("still holds"));
    }
}

#[test]
fn a_refusal_is_explained_by_its_sentence_and_by_what_was_sent() {
    let secret = ClientAuthentication::basic("client", "a+b/c=%x");
    let odd = client_credentials(secret);
    let declined = json(401, r#"{"error":"invalid_client"}"#);
    let told = |request: &TokenRequest, response: &HttpResponse| {
        request.accept(response).unwrap_err().to_string()
    };
    assert!(told(&odd, &declined).contains("§2.3.1"));
    assert!(!told(&request(), &declined).contains("§2.3.1"));
    let form = "error=bad_verification_code&error_description=The+code+is+incorrect";
    let form = told(&request(), &HttpResponse::new(200, form));
    assert!(form.contains("expired or used already"), "{form}");
    let mfa = json(
        400,
        r#"{"error":"invalid_grant","error_description":"AADSTS50076: …"}"#,
    );
    let mfa = told(&request(), &mfa);
    assert!(
        mfa.contains("parameter claims") && !mfa.contains("password"),
        "{mfa}"
    );
    for (error, description, words) in [
        ("invalid_grant", "PKCE verification failed", "code_verifier"),
        ("invalid_scope", "AADSTS28000: …", "one API"),
        ("invalid_request", "HTTPS required", "X-Forwarded-Proto"),
        (
            "unauthorized_client",
            "refresh_token is invalid",
            "log in again",
        ),
        ("invalid_client", "Token reuse detected", "jti"),
        (
            "invalid_client",
            "Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.",
            "--client-key-file",
        ),
    ] {
        let body = Object::new()
            .with("error", error)
            .with("error_description", description);
        let told = told(&request(), &json(400, &body.to_string()));
        assert!(told.contains(words), "{told}");
    }
}
