//! Answers that are not used, and why.

use super::*;

#[test]
fn refuses_a_wrong_state() {
    let answer = "?code=abc&state=another";
    assert_eq!(refused(&pending(), answer), "authorization.state-mismatch");
    let error = "?error=access_denied&state=another";
    assert_eq!(refused(&pending(), error), "authorization.state-mismatch");
    assert!(!pending().is_answer(answer));
    assert!(pending().is_answer(&format!("/callback?state={}&error=x", state())));
}

#[test]
fn refuses_a_missing_state() {
    assert_eq!(
        refused(&pending(), "?code=abc"),
        "authorization.state-missing"
    );
}

#[test]
fn refuses_a_wrong_iss_and_shows_nothing_of_it() {
    let answer = format!(
        "?error=access_denied&error_description=call+this+number&state={}&iss=https://evil.example",
        state()
    );
    let error = pending().accept(&answer).unwrap_err();
    assert_eq!(error.code(), "authorization.iss-mismatch");
    assert!(!error.to_string().contains("number"), "{error}");
    for other in ["https://sts.example/", "https://STS.example", ""] {
        let answer = format!("?code=abc&state={}&iss={other}", state());
        assert_eq!(refused(&pending(), &answer), "authorization.iss-mismatch");
    }
}

#[test]
fn refuses_a_missing_iss_where_the_metadata_promises_it() {
    let pending = started(AuthorizationRequest {
        requires_iss: true,
        ..request()
    });
    let answer = format!("?code=abc&state={}", state());
    assert_eq!(refused(&pending, &answer), "authorization.iss-missing");
    let complete = format!("{answer}&iss={ISSUER}");
    assert!(pending.accept(&complete).is_ok());
}

#[test]
fn refuses_what_comes_twice() {
    for twice in [
        "code=abc&code=abd",
        "code=abc&iss=a&iss=b",
        "code=a&state=x",
    ] {
        let answer = format!("?{twice}&state={}", state());
        let code = refused(&pending(), &answer);
        assert_eq!(code, "authorization.duplicate-parameter", "{answer}");
    }
    let both = format!("{REDIRECT}?code=abc&state={}#code=abc", state());
    assert_eq!(
        refused(&pending(), &both),
        "authorization.duplicate-parameter"
    );
}

#[test]
fn refuses_an_answer_to_another_redirect_uri() {
    for address in [
        "http://127.0.0.1:8401/callback",
        "http://localhost:8400/callback",
        "https://127.0.0.1:8400/callback",
        "http://127.0.0.1:8400/Callback",
        "http://127.0.0.1:8400/callback/",
        "/other",
    ] {
        let answer = format!("{address}?code=abc&state={}", state());
        let code = refused(&pending(), &answer);
        assert_eq!(code, "authorization.other-redirect", "{address}");
    }
}

#[test]
fn refuses_what_holds_no_code() {
    let with_state = |rest: &str| format!("?{rest}&state={}", state());
    let code = |answer: &str| refused(&pending(), answer);
    assert_eq!(code(&with_state("a=b")), "authorization.code-missing");
    assert_eq!(code(&with_state("code=")), "authorization.code-missing");
    let token = with_state("access_token=a&token_type=bearer");
    assert_eq!(code(&token), "authorization.token-in-answer");
    for text in ["", "  ", "no code here"] {
        assert_eq!(code(text), "authorization.unreadable", "{text:?}");
    }
    assert_eq!(code(REDIRECT), "authorization.state-missing");
}
