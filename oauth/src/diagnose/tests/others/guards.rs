//! What the project's own guards say, and words that say little.

use super::*;

/// The first reason for an answer of a guard.
fn of_guard(challenge: &str, body: &str, status: u16, request: &HttpRequest) -> &'static str {
    let mut response = HttpResponse::new(status, body).header("Content-Type", "application/json");
    response = match status {
        503 => response.header("Retry-After", "10"),
        _ => response.header("WWW-Authenticate", challenge),
    };
    let diagnosis = diagnose(&Refused::new(request, &response, NOW));
    diagnosis.reasons[0].code
}

#[test]
fn a_guard_names_the_check_by_its_code() {
    let request = bearer(&token(&claims()));
    for (code, reason) in [
        ("claim.aud", "token.audience"),
        ("claim.iss", "token.issuer"),
        ("claim.exp", "token.expired"),
        ("claim.nbf", "token.not-yet-valid"),
        ("claim.jti", "token.claim"),
        ("claim.type", "token.type"),
        ("header.typ", "token.type"),
        ("header.alg", "token.algorithm"),
        ("signature.algorithm", "token.algorithm"),
        ("signature.value", "token.signature"),
        ("key.found", "key.not-found"),
        ("key.type", "key.kind"),
        ("format.json", "token.malformed"),
        ("dpop.required", "dpop.required"),
        ("token.certificate-bound", "token.certificate-bound"),
        ("header.crit", "token.refused"),
    ] {
        let words = format!("the token fails the check {code}");
        let body =
            format!(r#"{{"error":"invalid_token","error_description":"{words}","code":"{code}"}}"#);
        let challenge = format!(r#"Bearer error="invalid_token", error_description="{words}""#);
        if code.starts_with("token.") || code.starts_with("dpop.") {
            assert_eq!(of_guard("Bearer", &body, 401, &request), reason, "{code}");
            continue;
        }
        assert_eq!(of_guard(&challenge, &body, 401, &request), reason, "{code}");
        assert_eq!(of_guard(&challenge, "", 401, &request), reason, "{code}");
    }
    let mut lacking = claims();
    lacking.remove("aud");
    let challenge =
        r#"Bearer error="invalid_token", error_description="the token fails the check claim.aud""#;
    let reason = of_guard(challenge, "", 401, &bearer(&token(&lacking)));
    assert_eq!(reason, "token.no-audience");
}

#[test]
fn an_api_without_keys_is_no_limit_of_requests() {
    let request = bearer(&token(&claims()));
    let body = r#"{"error":"temporarily_unavailable","error_description":"tokens cannot be verified at the moment","code":"keys.network"}"#;
    assert_eq!(of_guard("", body, 503, &request), "api.issuer-unreachable");
    assert_ne!(of_guard("", "", 503, &request), "api.rate-limit");
}

#[test]
fn one_word_beside_invalid_token_hides_nothing() {
    let request = bearer(&token(&claims()));
    for word in ["bad".to_owned(), "x".repeat(60_000)] {
        let challenge = format!(r#"Bearer error="invalid_token", error_description="{word}""#);
        let response = answer(401, &challenge);
        let diagnosis = diagnose(&Refused::new(&request, &response, NOW));
        assert_eq!(diagnosis.reasons[0].code, "token.refused");
        assert!(diagnosis.headline.contains(&word[..3]) && diagnosis.headline.len() < 300);
    }
}

#[test]
fn words_of_any_failed_check_leave_the_tokens_own_times_first() {
    let response = HttpResponse::new(
        401,
        r#"{"error_description":"Access token could not be verified"}"#,
    )
    .header("Content-Type", "application/json");
    let expired = claims().with("exp", NOW.unix_seconds() - 7200);
    let of = |request: &HttpRequest| {
        let diagnosis = diagnose(&Refused::new(request, &response, NOW));
        diagnosis.reasons[0].code
    };
    assert_eq!(of(&bearer(&token(&expired))), "token.expired");
    assert_eq!(of(&bearer(&token(&claims()))), "token.refused");
}
