//! What stands in an answer beside its reason gives none: names, addresses, what was sent and comes back.

use super::*;

fn of(response: HttpResponse) -> Diagnosis {
    let request = bearer(&token(&claims()));
    diagnose(&Refused::new(&request, &response, NOW))
}

fn codes(diagnosis: &Diagnosis) -> Vec<&'static str> {
    diagnosis.reasons.iter().map(|reason| reason.code).collect()
}

fn json(status: u16, body: &str) -> HttpResponse {
    HttpResponse::new(status, body).header("Content-Type", "application/json")
}

#[test]
fn names_addresses_and_echoes_are_no_reason() {
    for (status, body, wrong) in [
        (
            401,
            r#"{"message":"Unauthorized","headers":{"user-agent":"claimscope/0.1.0"}}"#,
            "scope.missing",
        ),
        (
            401,
            r#"{"message":"Unauthorized","host":"issuer-gateway.internal"}"#,
            "token.issuer",
        ),
        (
            401,
            r#"{"message":"Unauthorized, see https://docs/errors/expired"}"#,
            "token.expired",
        ),
        (
            403,
            r#"{"message":"Forbidden","docs":"https://docs/scopes"}"#,
            "scope.missing",
        ),
        (
            401,
            r#"{"message":"The token was not expired"}"#,
            "token.expired",
        ),
        (
            401,
            r#"{"message":"The token isn't expired"}"#,
            "token.expired",
        ),
        (401, r#"{"error":"telescope says no"}"#, "scope.missing"),
    ] {
        let diagnosis = of(json(status, body));
        assert!(!codes(&diagnosis).contains(&wrong), "{body}: {diagnosis:?}");
    }
}

#[test]
fn what_says_errors_counts_before_all_else() {
    for (body, code) in [
        (
            r#"{"docs":"https://docs/errors/expired","message":"Bad audience"}"#,
            "token.audience",
        ),
        (
            r#"{"note":"a token may be expired here","errors":[{"message":"Bad audience"}]}"#,
            "token.audience",
        ),
        (r#"{"note":"your token has expired"}"#, "token.expired"),
        (r#"{"errors":{"token":["expired"]}}"#, "token.expired"),
        (
            r#"{"message":"The token is not expired; its audience is invalid"}"#,
            "token.audience",
        ),
    ] {
        let diagnosis = of(json(401, body));
        assert_eq!(diagnosis.reasons[0].code, code, "{body}: {diagnosis:?}");
    }
}

#[test]
fn the_challenge_counts_before_the_body() {
    let challenge = r#"Bearer error="invalid_token", error_description="The token expired""#;
    for body in [
        r#"{"service":"telescope","message":"expired"}"#,
        r#"{"message":"insufficient scope"}"#,
    ] {
        let diagnosis = of(json(401, body).header("WWW-Authenticate", challenge));
        assert_eq!(diagnosis.reasons[0].code, "token.expired", "{diagnosis:?}");
        assert!(
            !codes(&diagnosis).contains(&"scope.missing"),
            "{diagnosis:?}"
        );
    }
}

#[test]
fn challenges_that_contradict_each_other_are_both_named_and_none_is_certain() {
    let response = answer(401, "Bearer error=invalid_token")
        .header("WWW-Authenticate", r#"Bearer error="insufficient_scope""#);
    let diagnosis = of(response);
    let reasons = &diagnosis.reasons;
    assert!(
        reasons
            .iter()
            .all(|reason| reason.certainty < Certainty::Certain),
        "{diagnosis:?}"
    );
    for code in ["scope.missing", "token.refused"] {
        assert!(codes(&diagnosis).contains(&code), "{diagnosis:?}");
    }
    let evidence = &reasons[0].evidence;
    assert!(
        evidence
            .iter()
            .any(|line| line.contains("insufficient_scope, invalid_token")
                || line.contains("insufficient_scope") && line.contains("invalid_token")),
        "{evidence:?}"
    );
}
