//! An error that came by the browser is explained by its sentence, and by what the request allowed.

use super::*;

fn told(prompt: Option<&str>, error: &str, description: &str) -> String {
    let request = AuthorizationRequest {
        prompt: prompt.map(str::to_owned),
        ..request()
    };
    let pending = started(request);
    let state = pending.state.expose_str().unwrap();
    let answer = form_urlencoded::Serializer::new(String::new())
        .append_pair("state", state)
        .append_pair("error", error)
        .append_pair("error_description", description)
        .finish();
    pending.accept(&answer).unwrap_err().to_string()
}

#[test]
fn the_sentence_of_the_server_decides() {
    for (error, description, words) in [
        (
            "access_denied",
            "AADSTS50105: Your administrator has configured",
            "assign the user",
        ),
        (
            "access_denied",
            "AADSTS65004: User declined",
            "the user declined",
        ),
        (
            "invalid_client",
            "AADSTS650053: The application asked for scope",
            "no scope of that name",
        ),
        (
            "access_denied",
            "User is not assigned to the client application.",
            "Assignments",
        ),
        (
            "access_denied",
            "Service not found: https://api.example.com",
            "audience",
        ),
        (
            "consent_required",
            "AADSTS65001: The user or administrator has not consented",
            "API permissions",
        ),
        (
            "temporarily_unavailable",
            "authentication_expired",
            "open for too long",
        ),
        (
            "invalid_request",
            "AADSTS999123: Something new",
            "error?code=999123",
        ),
        ("admin_policy_enforced", "", "API controls"),
    ] {
        let told = told(None, error, description);
        assert!(told.contains(words), "{told}");
    }
}

#[test]
fn pages_are_forbidden_only_where_the_request_said_so() {
    for error in [
        "login_required",
        "consent_required",
        "interaction_required",
        "account_selection_required",
    ] {
        let silent = told(Some("none"), error, "x");
        assert!(silent.contains("allowed no"), "{silent}");
        for prompt in [None, Some("login")] {
            let told = told(prompt, error, "x");
            assert!(
                !told.contains("allowed no") && !told.contains("prompt=none"),
                "{told}"
            );
        }
    }
}

#[test]
fn an_error_without_state_is_told_of_and_not_used() {
    let pending = started(request());
    let error = pending
        .accept("error=invalid_scope&error_description=No")
        .unwrap_err();
    assert_eq!(error.code(), "authorization.state-missing");
    assert!(error.message().contains("invalid_scope: No"), "{error}");
}
