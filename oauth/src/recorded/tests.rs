//! Records in every form that people keep them in.

use super::*;

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
