//! What is said of a refusal, and on what grounds.

use super::*;

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
