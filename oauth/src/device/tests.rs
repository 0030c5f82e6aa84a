//! Codes as servers write them, and when to ask again.

use super::*;
use claimscope_core::json;
use claimscope_core::time::Timestamp;

const ENDPOINT_URL: &str = "https://sts.example/device";

fn request() -> DeviceAuthorizationRequest {
    DeviceAuthorizationRequest::new(ENDPOINT_URL, ClientAuthentication::none("tv")).scope("a  b")
}

fn answer(status: u16, body: &str) -> HttpResponse {
    HttpResponse::new(status, body).header("Content-Type", "application/json")
}

fn codes(more: &str) -> DeviceAuthorization {
    let body = format!(
        r#"{{"device_code":"dc-1234567890","user_code":"ABCD-EFGH","verification_uri":"https://sts.example/d"{more}}}"#
    );
    request().accept(&answer(200, &body)).unwrap()
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix_seconds(seconds)
}

/// Takes an error response, and says whether it goes on.
fn poll(polling: &mut DevicePolling, status: u16, body: &str) -> Polled {
    let response = answer(status, body);
    let error = body::refused(&response, "the token response", "");
    polling.after(&error, &response)
}

#[test]
fn the_request_names_the_client_in_the_form() {
    let form = |authentication| {
        let request = DeviceAuthorizationRequest::new(ENDPOINT_URL, authentication);
        let request = request
            .scope("a")
            .parameter("resource", "urn:b")
            .request()
            .unwrap();
        request.body.expose_str().unwrap().to_owned()
    };
    let public = form(ClientAuthentication::none("tv"));
    assert_eq!(public, "client_id=tv&scope=a&resource=urn%3Ab");
    let basic = form(ClientAuthentication::basic("tv", "s"));
    assert_eq!(basic, "client_id=tv&scope=a&resource=urn%3Ab");
    let far = DeviceAuthorizationRequest::new("http://h/d", ClientAuthentication::none("tv"));
    assert_eq!(far.request().unwrap_err().code(), "misuse.https");
}

#[test]
fn parameters_that_are_secret_by_their_value_are_masked_in_answers() {
    let mut secrets = SentCredentials::default();
    secrets.add(b"t3n-4nt");
    let request = request().parameter("tenant", "t3n-4nt").secrets(&secrets);
    let body = r#"{"error":"invalid_request","error_description":"bad tenant t3n-4nt"}"#;
    let error = request.accept(&answer(400, body)).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("t3n-4nt"), "{error}");
    assert!(error.to_string().contains("bad tenant •••"), "{error}");
}

#[test]
fn reads_the_codes_and_what_is_left_out() {
    let full = codes(
        r#","verification_uri_complete":"https://sts.example/d?c=1","expires_in":900,"interval":7"#,
    );
    assert_eq!((full.expires_in_seconds, full.interval_seconds), (900, 7));
    assert!(full.findings.is_empty());
    assert!(!format!("{full:?}").contains("dc-1234567890"));
    let bare = codes("");
    assert_eq!((bare.expires_in_seconds, bare.interval_seconds), (300, 5));
    assert_eq!(bare.findings[0].code, "response.expires_in");
    assert!(bare.findings[0].message.contains("missing"));
    let negative = codes(r#","expires_in":-1"#);
    assert!(negative.findings[0].message.contains("no number"));
    let text = codes(r#","expires_in":"1800","interval":"3""#);
    assert_eq!((text.expires_in_seconds, text.interval_seconds), (1800, 3));
}

#[test]
fn an_address_that_is_no_page_is_never_opened() {
    for hostile in [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "smb://evil.example/share",
        "ms-msdt:/id",
        "http://evil.example/d",
        "/usr/bin/true",
        r"https://sts.example/\u001b[2J",
        r"https://sts.example/\u202emoc",
    ] {
        let complete = format!(r#","verification_uri_complete":"{hostile}""#);
        let codes = codes(&complete);
        assert_eq!(codes.verification_uri_complete, None, "{hostile}");
        let found: Vec<_> = codes.findings.iter().map(|one| one.code.as_str()).collect();
        assert!(found.contains(&"response.address"), "{found:?}");
        let instead = format!(r#","verification_url":"x","verification_uri":"{hostile}""#);
        let body = format!(r#"{{"device_code":"dc-1234567890","user_code":"ABCD"{instead}}}"#);
        let error = request().accept(&answer(200, &body));
        assert_eq!(
            error.unwrap_err().code(),
            "server.device-response",
            "{hostile}"
        );
    }
}

#[test]
fn a_user_code_is_what_a_person_types() {
    let code = |code: &str| {
        let body = format!(
            r#"{{"device_code":"d","user_code":"{code}","verification_uri":"https://sts.example/d","expires_in":1}}"#
        );
        request().accept(&answer(200, &body))
    };
    let hostile = code(r"AB\u001b[2J\nCD\u202e").unwrap().user_code;
    assert_eq!(hostile, r"AB\u{1b}[2J CD\u{202e}");
    let endless = code(&"A".repeat(400_000)).unwrap_err();
    assert_eq!(endless.code(), "server.device-response");
    assert!(endless.to_string().len() < 300, "{endless}");
}

#[test]
fn takes_the_older_name_of_the_verification_uri() {
    let body = r#"{"device_code":"d","user_code":"U","verification_url":"https://www.google.com/device","expires_in":1}"#;
    let codes = request().accept(&answer(200, body)).unwrap();
    assert_eq!(codes.verification_uri, "https://www.google.com/device");
    assert_eq!(codes.findings.len(), 1);
}

#[test]
fn refuses_an_answer_without_codes() {
    let code = |response| request().accept(&response).unwrap_err().code().as_str();
    assert_eq!(
        code(answer(200, r#"{"device_code":"d"}"#)),
        "server.device-response"
    );
    assert_eq!(
        code(answer(400, r#"{"error":"unauthorized_client"}"#)),
        "declined.unauthorized_client"
    );
    assert_eq!(code(HttpResponse::new(200, "<html>")), "server.html");
}

#[test]
fn pending_waits_the_interval_until_the_codes_expire() {
    let mut polling = DevicePolling::new(&codes(r#","expires_in":20"#), at(0));
    assert_eq!(polling.wait_seconds(at(0)), Some(5));
    let pending = r#"{"error":"authorization_pending"}"#;
    assert_eq!(poll(&mut polling, 400, pending), Polled::Pending);
    assert_eq!(polling.wait_seconds(at(14)), Some(5));
    assert_eq!(polling.wait_seconds(at(15)), None);
    assert_eq!(polling.expires_at(), at(20));
}

#[test]
fn slow_down_adds_five_seconds_for_good() {
    let mut polling = DevicePolling::new(&codes(""), at(0));
    let slow = r#"{"error":"slow_down"}"#;
    assert_eq!(poll(&mut polling, 400, slow), Polled::Pending);
    assert_eq!(polling.wait_seconds(at(0)), Some(10));
    poll(&mut polling, 400, r#"{"error":"authorization_pending"}"#);
    assert_eq!(polling.wait_seconds(at(0)), Some(10));
    // GitHub says no with 200, and names the new interval.
    poll(&mut polling, 200, r#"{"error":"slow_down","interval":30}"#);
    assert_eq!(polling.wait_seconds(at(0)), Some(30));
    poll(&mut polling, 200, r#"{"error":"slow_down","interval":1}"#);
    assert_eq!(polling.wait_seconds(at(0)), Some(35));
}

#[test]
fn a_denial_or_an_expiry_is_the_end() {
    for error in [
        "access_denied",
        "expired_token",
        "authorization_declined",
        "invalid_grant",
    ] {
        let mut polling = DevicePolling::new(&codes(""), at(0));
        let body = json::Object::new().with("error", error).to_string();
        assert_eq!(poll(&mut polling, 400, &body), Polled::Over, "{error}");
    }
    let mut polling = DevicePolling::new(&codes(""), at(0));
    assert_eq!(poll(&mut polling, 404, "nothing"), Polled::Over);
}

#[test]
fn time_outs_and_sick_servers_are_asked_less_often() {
    let mut polling = DevicePolling::new(&codes(""), at(0));
    polling.after_timeout();
    assert_eq!(polling.wait_seconds(at(0)), Some(10));
    assert_eq!(poll(&mut polling, 503, "busy"), Polled::Pending);
    assert_eq!(polling.wait_seconds(at(0)), Some(20));
    for _ in 0..5 {
        polling.after_timeout();
    }
    assert_eq!(polling.wait_seconds(at(0)), Some(60));
}

#[test]
fn polling_ends_within_a_day_whatever_the_server_says() {
    let polling = DevicePolling::new(&codes(r#","expires_in":1e300"#), at(0));
    assert_eq!(polling.expires_at(), at(86_400));
}
