//! Token requests that fail are told from calls to an API, and explained as what they are.

use super::*;

const FORM: &str = "application/x-www-form-urlencoded";

fn posted(url: &str, media_type: &str, body: &str) -> HttpRequest {
    HttpRequest::new("POST", url)
        .header("Content-Type", media_type)
        .body(body.to_owned())
}

fn refused(status: u16, error: &str, description: &str) -> HttpResponse {
    let body = Object::new()
        .with("error", error)
        .with("error_description", description);
    HttpResponse::new(status, body.to_string()).header("Content-Type", "application/json")
}

fn of(request: &HttpRequest, response: &HttpResponse) -> Diagnosis {
    diagnose(&Refused::new(request, response, NOW))
}

fn first_code(diagnosis: &Diagnosis) -> &'static str {
    diagnosis.reasons[0].code
}

#[test]
fn parameters_in_json_or_in_the_url_are_named_rather_than_missed() {
    let answer = refused(400, "invalid_request", "Missing parameter: grant_type");
    let url = "https://id.shop.test/oauth2/token";
    for request in [
        posted(
            url,
            "application/json",
            r#"{"grant_type":"client_credentials","client_id":"a","client_secret":"b"}"#,
        ),
        posted(
            url,
            "text/plain",
            "grant_type=client_credentials&client_id=a",
        ),
        HttpRequest::new(
            "POST",
            format!("{url}?grant_type=client_credentials&client_id=a"),
        ),
    ] {
        let diagnosis = of(&request, &answer);
        assert_eq!(first_code(&diagnosis), "request.form", "{diagnosis:?}");
        assert_eq!(diagnosis.reasons[0].certainty, Certainty::Certain);
        assert_eq!(diagnosis.reasons.len(), 1, "{diagnosis:?}");
    }
    let unseen = HttpRequest::get("");
    let unseen = diagnose(&Refused::new(&unseen, &answer, NOW).request_unseen());
    assert_eq!(first_code(&unseen), "request.form", "{unseen:?}");
    assert_eq!(unseen.reasons[0].certainty, Certainty::Likely);
    let form = posted(url, FORM, "grant_type=authorization_code&client_id=a");
    let diagnosis = of(
        &form,
        &refused(400, "invalid_request", "Missing parameter: code"),
    );
    assert_eq!(first_code(&diagnosis), "request.parameter");
}

#[test]
fn a_code_that_was_encoded_twice_or_has_a_line_break_is_named() {
    let url = "https://oauth2.googleapis.com/token";
    for code in ["4%252F0Abc-def", "4%2F0Abc-def%0A"] {
        let body = format!("grant_type=authorization_code&code={code}&client_id=a");
        let diagnosis = of(
            &posted(url, FORM, &body),
            &refused(400, "invalid_grant", "Malformed auth code."),
        );
        assert_eq!(first_code(&diagnosis), "grant.encoding");
        assert_eq!(diagnosis.reasons[0].certainty, Certainty::Certain);
        assert!(
            !format!("{diagnosis:?}").contains("0Abc-def"),
            "{diagnosis:?}"
        );
    }
    let good = posted(
        url,
        FORM,
        "grant_type=authorization_code&code=4%2F0Abc&client_id=a",
    );
    assert_eq!(
        first_code(&of(&good, &refused(400, "invalid_grant", "Bad Request"))),
        "grant.invalid"
    );
}

#[test]
fn a_secrets_id_in_place_of_its_value_is_named_and_not_shown() {
    let id = "0f8b2a4e-1111-4222-8333-444455556666";
    let body = format!("grant_type=client_credentials&client_id=a&client_secret={id}");
    let request = posted(
        "https://login.microsoftonline.com/t/oauth2/v2.0/token",
        FORM,
        &body,
    );
    let answer = refused(
        401,
        "invalid_client",
        "AADSTS7000215: Invalid client secret provided.",
    );
    let diagnosis = of(&request, &answer);
    assert_eq!(first_code(&diagnosis), "client.authentication");
    let evidence = diagnosis.reasons[0].evidence.join("\n");
    assert!(
        evidence.contains("form of a GUID") && !evidence.contains(id),
        "{evidence}"
    );
    assert!(
        diagnosis.reasons[0].fix.contains("Value"),
        "{}",
        diagnosis.reasons[0].fix
    );
    assert!(diagnosis.server_words[0].contains("AADSTS7000215"));
}

#[test]
fn the_claims_of_an_assertion_are_held_against_the_endpoint() {
    let claims = Object::new()
        .with("iss", "consumer")
        .with("aud", vec!["login.salesforce.com"])
        .with("exp", NOW.unix_seconds() + 100);
    let body = format!(
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={}",
        token(&claims)
    );
    let request = posted(
        "https://test.salesforce.com/services/oauth2/token",
        FORM,
        &body,
    );
    let diagnosis = of(
        &request,
        &refused(400, "invalid_grant", "audience is invalid"),
    );
    assert_eq!(first_code(&diagnosis), "grant.assertion");
    let evidence = diagnosis.reasons[0].evidence.join("\n");
    assert!(
        evidence.contains("is an array") && evidence.contains("no https://"),
        "{evidence}"
    );
    let line = "aud names login.salesforce.com, and the token endpoint is at test.salesforce.com";
    assert!(evidence.contains(line), "{evidence}");
    let consent = refused(400, "invalid_grant", "user hasn't approved this consumer");
    let diagnosis = of(&request, &consent);
    assert_eq!(first_code(&diagnosis), "grant.consent");
    assert!(!diagnosis.reasons[0].evidence.join("").contains("array"));
}

#[test]
fn each_error_has_its_reason() {
    let request = posted(
        "https://id.shop.test/connect/token",
        FORM,
        "grant_type=client_credentials&client_id=a",
    );
    for (status, error, description, code) in [
        (400, "invalid_client", "", "client.authentication"),
        (
            400,
            "unauthorized_client",
            "Invalid client secret",
            "client.authentication",
        ),
        (
            400,
            "unauthorized_client",
            "Client not enabled to retrieve service account",
            "client.not-allowed",
        ),
        (
            403,
            "access_denied",
            "Client is not authorized to access \"urn:x\". You need to create a \"client-grant\"",
            "client.not-allowed",
        ),
        (
            403,
            "access_denied",
            "Service not found: urn:x",
            "request.resource",
        ),
        (400, "invalid_target", "", "request.resource"),
        (400, "invalid_scope", "", "scope.invalid"),
        (400, "unsupported_grant_type", "", "grant.unsupported"),
        (400, "invalid_grant", "", "grant.invalid"),
        (
            400,
            "invalid_grant",
            "AADSTS65001: The user or administrator has not consented",
            "grant.consent",
        ),
        (
            200,
            "bad_verification_code",
            "The code passed is incorrect or expired.",
            "grant.invalid",
        ),
        (
            200,
            "incorrect_client_credentials",
            "",
            "client.authentication",
        ),
        (400, "authorization_pending", "", "grant.pending"),
        (400, "use_dpop_nonce", "", "dpop.nonce"),
        (429, "slow_down", "", "api.rate-limit"),
    ] {
        let answer = refused(status, error, description);
        let diagnosis = of(&request, &answer);
        assert_eq!(first_code(&diagnosis), code, "{error}: {description}");
        // The answer alone is recognised too, where no API gives such an error.
        let pasted = HttpRequest::new("GET", "");
        let pasted = diagnose(&Refused::new(&pasted, &answer, NOW).request_unseen());
        let is_ambiguous = matches!(error, "use_dpop_nonce" | "slow_down");
        assert!(
            is_ambiguous || first_code(&pasted) == code,
            "{error}: {pasted:?}"
        );
    }
}

#[test]
fn an_api_that_speaks_of_tokens_is_no_token_endpoint() {
    let request = bearer(&token(&claims()));
    let answer = refused(401, "invalid_grant", "");
    let diagnosis = of(&request, &answer);
    assert!(
        !first_code(&diagnosis).starts_with("grant."),
        "{diagnosis:?}"
    );
    let answer = HttpResponse::new(404, "<html>").header("Content-Type", "text/html");
    let request = posted(
        "https://id.shop.test/token",
        FORM,
        "grant_type=client_credentials",
    );
    assert_eq!(first_code(&of(&request, &answer)), "request.path");
    let answer = HttpResponse::new(502, "");
    assert_eq!(first_code(&of(&request, &answer)), "api.gateway");
}

#[test]
fn the_api_that_was_asked_for_is_named_where_it_is_not_granted() {
    let request = posted(
        "https://id.shop.test/oauth/token",
        FORM,
        "grant_type=client_credentials&client_id=a&audience=urn%3Ashop%3Aorders&scope=read",
    );
    for (error, description) in [
        ("access_denied", "Service not found"),
        ("access_denied", "Client has not been granted scopes: read"),
        ("invalid_target", ""),
        ("unauthorized_client", ""),
    ] {
        let diagnosis = of(&request, &refused(403, error, description));
        let evidence = diagnosis.reasons[0].evidence.join("\n");
        assert!(
            evidence.contains("audience = urn:shop:orders"),
            "{evidence}"
        );
        assert!(evidence.contains("scope = read"), "{evidence}");
    }
}
