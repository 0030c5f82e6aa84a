//! Signed answers (JARM): whose they are, and what is refused in their place.

use super::*;
use claimscope_core::base64url;
use claimscope_core::json::Object;

fn asks_for(mode: &str) -> PendingAuthorization {
    started(AuthorizationRequest {
        response_mode: Some(mode.to_owned()),
        ..request()
    })
}

fn claims() -> Object {
    let state = state();
    Object::new()
        .with("iss", ISSUER)
        .with("aud", "interactive")
        .with("code", "abc")
        .with("state", state)
}

fn jwt(claims: &Object) -> String {
    let part = |text: &str| base64url::encode(text);
    format!(
        "{}.{}.c2ln",
        part(r#"{"alg":"ES256"}"#),
        part(&claims.to_string())
    )
}

#[test]
fn a_signed_answer_is_known_in_every_form_and_counts_by_its_claims() {
    let text = jwt(&claims());
    for mode in ["jwt", "query.jwt", "fragment.jwt", "form_post.jwt"] {
        let pending = asks_for(mode);
        for answer in [
            format!("{REDIRECT}?response={text}"),
            format!("{REDIRECT}#response={text}"),
            format!("response={text}"),
            format!(" {text}\n"),
        ] {
            let signed = pending.signed_answer(&answer).unwrap().unwrap();
            assert_eq!(signed.expose_str(), Some(&*text), "{mode}: {answer}");
        }
        assert!(pending.is_answer(&format!("?response={text}")));
        assert_eq!(
            pending.accept_claims(&claims()).unwrap().code.expose(),
            b"abc"
        );
    }
    assert!(!asks_for("form_post").request().wants_signed_answer());
}

#[test]
fn a_signed_answer_is_never_taken_unverified() {
    for pending in [pending(), asks_for("jwt")] {
        let answer = format!("response={}", jwt(&claims()));
        assert_eq!(refused(&pending, &answer), "authorization.response-jwt");
        let other = claims().with("state", "another");
        let answer = format!("response={}", jwt(&other));
        assert_eq!(refused(&pending, &answer), "authorization.state-mismatch");
        assert!(!pending.is_answer(&answer));
        assert_eq!(
            refused(&pending, "response=x.y.z"),
            "authorization.state-missing"
        );
    }
}

#[test]
fn a_plain_answer_in_place_of_a_signed_one_is_refused() {
    let pending = asks_for("query.jwt");
    let state = state();
    let plain = "authorization.response-plain";
    assert_eq!(refused(&pending, &format!("code=abc&state={state}")), plain);
    assert_eq!(refused(&pending, "abc"), plain);
    let answer = format!("error=access_denied&state={state}");
    let error = pending.accept(&answer).unwrap_err();
    assert_eq!(error.code(), plain);
    assert!(
        error.to_string().contains("it says access_denied"),
        "{error}"
    );
    let stranger = "code=abc&state=another";
    assert_eq!(refused(&pending, stranger), "authorization.state-mismatch");
    assert!(pending.signed_answer("code=abc").unwrap().is_none());
}

#[test]
fn what_a_signed_answer_says_is_held_against_the_login() {
    let pending = asks_for("jwt");
    let code = |claims: Object| pending.accept_claims(&claims).unwrap_err().code();
    assert_eq!(
        code(claims().with("state", "x")),
        "authorization.state-mismatch"
    );
    let mut without = claims();
    without.remove("state");
    assert_eq!(code(without), "authorization.state-missing");
    let mut empty = claims();
    empty.remove("code");
    assert_eq!(code(empty.clone()), "authorization.code-missing");
    assert_eq!(
        code(empty.with("error", "access_denied")),
        "declined.access_denied"
    );
    let other = claims().with("iss", "https://evil.example");
    assert_eq!(code(other), "authorization.iss-mismatch");
}

#[test]
fn a_response_beside_a_code_is_anothers_where_no_signed_answer_was_asked_for() {
    let answer = format!("code=abc&state={}&response=x", state());
    assert!(pending().signed_answer(&answer).unwrap().is_none());
    assert_eq!(code(&answer), "abc");
}

#[test]
fn a_mode_that_the_metadata_does_not_list_is_told_of() {
    let document = Object::new()
        .with("issuer", ISSUER)
        .with("code_challenge_methods_supported", vec!["S256"])
        .with("response_modes_supported", vec!["query", "jwt"]);
    let (metadata, _) = Metadata::from_object(document).unwrap();
    let codes = |mode: &str| {
        let findings = asks_for(mode).request().findings(&metadata);
        findings
            .iter()
            .map(|finding| finding.code.as_str())
            .collect::<Vec<_>>()
    };
    assert!(codes("jwt").is_empty());
    assert_eq!(codes("form_post.jwt"), ["authorization.response_mode"]);
}
