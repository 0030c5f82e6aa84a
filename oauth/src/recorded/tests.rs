//! Records in every form that people keep them in.

use super::*;

mod answers;
mod reported;

fn read(text: &str) -> Recorded {
    Recorded::read(text).unwrap_or_else(|| panic!("{text}"))
}

fn assert_response(text: &str, status: u16, body: &str) {
    let response = read(text).response.unwrap();
    assert_eq!(response.status, status, "{text}");
    assert_eq!(
        response.header_value("WWW-Authenticate"),
        Some("Bearer error=\"x\""),
        "{text}"
    );
    assert_eq!(String::from_utf8_lossy(&response.body), body, "{text}");
}

#[test]
fn reads_http_as_text() {
    assert_response(
        "HTTP/1.1 401 Unauthorized\r\nwww-authenticate: Bearer error=\"x\"\r\n\r\n{\"a\":1}\r\n",
        401,
        "{\"a\":1}",
    );
    assert_response(
        "HTTP/1.1 100 Continue\n\nHTTP/2 403\nwww-authenticate: Bearer\n  error=\"x\"",
        403,
        "",
    );
    let both = read(
        "POST /token HTTP/1.1\nHost: id.test\nContent-Type: text/plain\n\na=b\n\nHTTP/1.1 400 Bad Request\n\n{}",
    );
    let request = both.request.unwrap();
    assert_eq!(
        (request.method.as_str(), request.url.as_str()),
        ("POST", "https://id.test/token")
    );
    assert_eq!(request.header_value("content-type"), Some("text/plain"));
    assert_eq!(request.body.expose_str(), Some("a=b"));
    assert_eq!(both.response.unwrap().status, 400);
}

#[test]
fn reads_what_curl_prints() {
    let text = "* Connected to api.test\n> GET /orders HTTP/2\n> Host: api.test\n> Authorization: Bearer x\n>\n* note\n< HTTP/2 401 \n< www-authenticate: Bearer error=\"x\"\n<\n{\"a\":1}\n* Connection left intact";
    assert_response(text, 401, "{\"a\":1}");
    let request = read(text).request.unwrap();
    assert_eq!(request.url, "https://api.test/orders");
    assert_eq!(request.header_value("authorization"), Some("Bearer x"));
}

#[test]
fn reads_a_curl_command_and_what_it_printed() {
    let head = "HTTP/2 401 \nwww-authenticate: Bearer error=\"x\"\n\n{\"a\":1}";
    let verbose = "* Connected\n> POST /orders HTTP/2\n> Host: api.test\n> User-Agent: curl/8\n>\n< HTTP/2 401 \n< www-authenticate: Bearer error=\"x\"\n<\n{\"a\":1}";
    let progress = format!("  % Total    % Received\n100  12  100  12    0\n{head}");
    for command in [
        "curl -i https://api.test/orders -H 'Authorization: Bearer x' -d a=b",
        "$ curl -i https://api.test/orders \\\n  -H 'Authorization: Bearer x' -d a=b | cat",
    ] {
        for printed in [head, &format!("\n{head}"), verbose, &progress] {
            let text = format!("{command}\n{printed}");
            assert_response(&text, 401, "{\"a\":1}");
            let recorded = read(&text);
            assert_eq!(recorded.main_part(&text), command, "{text}");
            let request = recorded.request.unwrap();
            assert_eq!(request.url, "https://api.test/orders", "{text}");
            assert_eq!(request.header_value("authorization"), Some("Bearer x"));
            assert_eq!(request.body.expose_str(), Some("a=b"), "{text}");
        }
        let text = format!("{command}\n{{\"message\":\"no\"}}");
        let recorded = read(&text);
        assert!(recorded.status_is_guessed);
        assert!(recorded.response.is_some() && recorded.request.is_some());
        assert_eq!(read(command).main_part(command), command);
    }
    let asking = "curl https://id.test/token -u shop:it -d grant_type=client_credentials\n{\"error\":\"invalid_client\"}";
    let request = read(asking).request.unwrap();
    assert_eq!(
        request.header_value("authorization"),
        Some("Basic c2hvcDppdA==")
    );
}

#[test]
fn reads_the_body_of_a_token_request_before_its_answer() {
    let form = "grant_type=authorization_code&code=abc";
    for answer in [
        "HTTP/1.1 400 Bad Request\n\n{\"error\":\"invalid_grant\"}",
        "{\"error\":\"invalid_grant\"}",
    ] {
        for gap in ["\n", "\n\n", "\r\n\r\n"] {
            let recorded = read(&format!("{form}{gap}{answer}"));
            let request = recorded.request.unwrap();
            assert_eq!(request.body.expose_str(), Some(form));
            let response = recorded.response.unwrap();
            assert_eq!(response.body, b"{\"error\":\"invalid_grant\"}");
        }
    }
}

#[test]
fn reads_json_of_every_shape() {
    for headers in [
        r#"[{"name":"WWW-Authenticate","value":"Bearer error=\"x\""}]"#,
        r#"[["WWW-Authenticate","Bearer error=\"x\""]]"#,
        r#"{"www-authenticate":"Bearer error=\"x\""}"#,
        r#"{"www-authenticate":["Bearer error=\"x\""]}"#,
    ] {
        assert_response(
            &format!(r#"{{"status":401,"headers":{headers},"body":{{"a":1}}}}"#),
            401,
            "{\"a\":1}",
        );
        assert_response(
            &format!(r#"{{"statusCode":"403","headers":{headers},"body":"no"}}"#),
            403,
            "no",
        );
        let entry = format!(
            r#"{{"request":{{"method":"GET","url":"https://api.test/"}},"response":{{"status":401,"headers":{headers},"content":{{"text":"no"}}}}}}"#
        );
        assert_response(&entry, 401, "no");
        let har = format!(
            r#"{{"log":{{"entries":[{entry},{{"response":{{"status":200,"headers":[]}}}}]}}}}"#
        );
        assert_response(&har, 401, "no");
        assert_eq!(read(&har).request.unwrap().url, "https://api.test/");
    }
    let request = r#"{"method":"POST","url":"https://id.test/token","form":{"grant_type":"client_credentials"}}"#;
    let both = read(&format!(
        "{request}\n{}",
        r#"{"status":400,"headers":[],"body":"{}"}"#
    ));
    assert_eq!(
        both.request.unwrap().body.expose_str(),
        Some("grant_type=client_credentials")
    );
    assert_eq!(both.response.unwrap().status, 400);
}

#[test]
fn leaves_what_is_no_record() {
    for text in [
        "",
        "eyJ.eyJ.x",
        "{}",
        r#"{"status":401,"error":"Unauthorized"}"#,
        r#"{"error":"invalid_grant"}"#,
        "Bearer x",
        "{",
    ] {
        assert!(Recorded::read(text).is_none(), "{text}");
    }
}

#[test]
fn writes_messages_as_text() {
    let request = HttpRequest::new("GET", "https://api.test/")
        .header("A", "b")
        .body("c");
    assert_eq!(
        request.to_text_with_secrets(),
        "GET https://api.test/ HTTP/1.1\nA: b\n\nc"
    );
    let response = HttpResponse::new(401, "c").header("A", "b");
    assert_eq!(response.to_text_with_secrets(), "HTTP/1.1 401 \nA: b\n\nc");
}

/// The code of the first reason in a text that is no whole exchange, and what speaks for it.
fn why(text: &str) -> Option<(&'static str, String)> {
    let now = claimscope_core::time::Timestamp::from_unix_seconds(1_795_600_000);
    let inspection = claimscope_core::inspect(text, now);
    let diagnosis = Recorded::of_part(text, &inspection)?.diagnosis(now)?;
    let reason = diagnosis.reasons.first()?;
    Some((reason.code, reason.evidence.join("\n")))
}

#[test]
fn lines_of_logs_challenges_and_addresses_say_why() {
    for (text, code) in [
        (
            "Microsoft.IdentityModel.Tokens.SecurityTokenInvalidAudienceException: IDX10214: Audience validation failed. Audiences: 'api1'.",
            "token.audience",
        ),
        (
            "System.InvalidOperationException: IDX20803: Unable to obtain configuration from: 'https://id.test/.well-known/openid-configuration'.",
            "api.issuer-unreachable",
        ),
        (
            "Traceback (most recent call last):\n  File \"a.py\", line 3\njwt.exceptions.InvalidSignatureError: Signature verification failed",
            "token.signature",
        ),
        (
            "WARN [org.keycloak.events] type=CODE_TO_TOKEN_ERROR, clientId=shop, error=invalid_client_credentials, grant_type=authorization_code",
            "client.authentication",
        ),
        (
            "WARN [org.keycloak.events] type=\"LOGIN_ERROR\", clientId=\"shop\", error=\"invalid_redirect_uri\"",
            "client.redirect-uri",
        ),
        (
            "AADSTS700016: Application with identifier 'a' was not found in the directory 'b'.",
            "client.authentication",
        ),
        (
            "https://login.microsoftonline.com/error?code=50011",
            "client.redirect-uri",
        ),
        (
            "https://app.test/callback?error=invalid_scope&error_description=Unknown&state=1",
            "scope.invalid",
        ),
        (
            "WWW-Authenticate: Bearer error=\"insufficient_scope\", scope=\"orders\"",
            "scope.missing",
        ),
        (
            r#"{"level":"error","msg":"token signature is invalid: crypto/rsa: verification error"}"#,
            "token.signature",
        ),
        (
            "[2026-11-26T01:00:00.000Z] \"GET /orders HTTP/1.1\" 401 UH jwt_authn_access_denied{Jwt_is_expired} - 0 14",
            "token.expired",
        ),
    ] {
        assert_eq!(why(text).map(|(code, _)| code), Some(code), "{text}");
    }
    for text in [
        "2026-11-26 ERROR [main] java.sql.SQLException: Connection refused to db:5432",
        "10.0.0.1 - - [26/Nov/2026:01:00:00 +0000] \"GET /orders HTTP/1.1\" 401 12",
        "https://app.test/callback?code=abc&state=1",
        "2026-11-26 WARN user (bob) logged in",
    ] {
        assert_eq!(why(text), None, "{text}");
    }
}

#[test]
fn the_token_in_a_line_is_evidence_and_is_not_shown() {
    // {"alg":"none"}, {"exp":1}
    let token = "eyJhbGciOiJub25lIn0.eyJleHAiOjF9.c2ln";
    let line = format!("WARN rejected {token}: TokenExpiredError: jwt expired");
    let (code, evidence) = why(&line).unwrap();
    assert_eq!(code, "token.expired");
    assert!(evidence.contains("token exp = 1970-01-01"), "{evidence}");
    assert!(!evidence.contains(token), "{evidence}");
    let line = format!("10.0.0.1 - - \"GET /x?access_token={token} HTTP/1.1\" 401 12");
    assert_eq!(why(&line).map(|(code, _)| code), Some("token.place"));
}
