//! What products say, and what the token and the request in hand make of it.

use super::*;

/// A token of this header and these claims.
fn jwt(header: Object, claims: &Object) -> String {
    let part = |object: &Object| base64url::encode(object.to_string());
    format!(
        "{}.{}.{}",
        part(&header),
        part(claims),
        base64url::encode([7; 256])
    )
}

fn rs256() -> Object {
    Object::new().with("alg", "RS256")
}

fn hour() -> i64 {
    NOW.unix_seconds() + 3600
}

fn refusing(body: &str) -> HttpResponse {
    HttpResponse::new(401, body).header("Content-Type", "application/json")
}

/// The first reason's code and what to do.
fn first(request: &HttpRequest, response: &HttpResponse) -> (&'static str, String) {
    let diagnosis = diagnose(&Refused::new(request, response, NOW));
    let reason = &diagnosis.reasons[0];
    (reason.code, reason.fix.clone())
}

#[track_caller]
fn says(request: &HttpRequest, response: &HttpResponse, code: &str, part: &str) {
    let (actual, fix) = first(request, response);
    assert_eq!(actual, code, "{fix}");
    assert!(fix.contains(part), "{fix}");
}

#[test]
fn a_key_that_was_sent_is_not_asked_for_again() {
    let request = bearer("sk_live_0123456789abcdef");
    for words in ["Invalid API key", "Incorrect API key provided: sk_live_*"] {
        let body = format!(r#"{{"error":{{"message":"{words}"}}}}"#);
        says(
            &request,
            &refusing(&body),
            "request.api-key-refused",
            "revoked",
        );
    }
    let none = refusing(r#"{"message":"No API key found in request"}"#);
    says(&bearer(&token(&claims())), &none, "request.api-key", "key");
}

#[test]
fn a_scheme_of_another_name_is_written_as_the_challenge_has_it() {
    let not_provided = r#"{"detail":"Authentication credentials were not provided."}"#;
    for scheme in ["Token", "JWT"] {
        let response = refusing(not_provided).header("WWW-Authenticate", scheme);
        let fix = format!("Authorization: {scheme}");
        says(&bearer("9944b09199"), &response, "header.scheme", &fix);
        let request = HttpRequest::get(API).header("Authorization", format!("{scheme} 9944b"));
        says(
            &request,
            &response,
            "header.not-received",
            "WSGIPassAuthorization",
        );
    }
}

#[test]
fn a_token_elsewhere_is_named() {
    let missing = refusing(r#"{"message":"Token is missing"}"#);
    let token = token(&claims());
    let request = HttpRequest::get(API).header("access_token", token.as_str());
    says(&request, &missing, "token.place", "Authorization");
    let request = HttpRequest::get(format!("{API}?access_token={token}"));
    says(&request, &missing, "token.place", "Authorization");
}

#[test]
fn a_variable_without_a_value_is_no_token_whatever_the_api_says() {
    for value in [
        "null",
        "{{token}}",
        "$TOKEN",
        "<access token>",
        "[object Object]",
    ] {
        for body in [
            r#"{"message":"jwt malformed"}"#,
            r#"{"message":"Unauthorized"}"#,
            "",
        ] {
            says(&bearer(value), &refusing(body), "token.missing", "variable");
        }
    }
}

#[test]
fn firebases_custom_and_emulated_tokens_are_told_apart() {
    let response = refusing(r#"{"message":"Firebase ID token has no \"kid\" claim."}"#);
    let custom = claims().with(
        "aud",
        claimscope_core::vendors::google::CUSTOM_TOKEN_AUDIENCE,
    );
    let request = bearer(&jwt(rs256(), &custom));
    says(&request, &response, "token.custom", "signInWithCustomToken");
    // Whoever refuses it, and however: its type is none that an API takes.
    let typ = refusing("").header(
        "WWW-Authenticate",
        r#"Bearer error="invalid_token", error_description="IDX10257: Token type validation failed""#,
    );
    says(&request, &typ, "token.custom", "signInWithCustomToken");
    says(
        &request,
        &refusing(""),
        "token.custom",
        "signInWithCustomToken",
    );
    let words = refusing(
        r#"{"message":"verifyIdToken() expects an ID token, but was given a custom token."}"#,
    );
    says(
        &bearer(&token(&claims())),
        &words,
        "token.custom",
        "signInWithCustomToken",
    );
    let request = bearer(&jwt(Object::new().with("alg", "none"), &claims()));
    says(&request, &response, "token.unsigned", "EMULATOR");
}

#[test]
fn an_opaque_token_that_zitadel_refuses_is_not_for_its_apis() {
    let body = r#"{"code":16,"message":"Errors.Token.Invalid (AUTH-7fs1e)","details":[{"@type":"type.googleapis.com/zitadel.v1.ErrorDetail"}]}"#;
    let request = bearer("VjVxyCZmRmWYqd3_F5db9Pb9mHR5fqzhn");
    says(&request, &refusing(body), "token.audience", "zitadel:aud");
    let diagnosis = diagnose(&Refused::new(&request, &refusing(body), NOW));
    let is_opaque = |reason: &crate::diagnose::Reason| reason.code == "token.opaque";
    assert!(!diagnosis.reasons.iter().any(is_opaque), "{diagnosis:?}");
}

#[test]
fn words_that_may_be_of_any_token_do_not_say_that_none_came() {
    let request = bearer(&token(&claims()));
    for words in [
        "Authentication required",
        "Please log in",
        "You must be logged in",
        "User is not authenticated",
    ] {
        let response = refusing(&format!(r#"{{"message":"{words}"}}"#));
        let diagnosis = diagnose(&Refused::new(&request, &response, NOW));
        let codes: Vec<_> = diagnosis.reasons.iter().map(|reason| reason.code).collect();
        assert_eq!(codes[0], "token.refused", "{words}");
        assert!(
            !codes.contains(&"header.not-received"),
            "{words}: {codes:?}"
        );
    }
    let lost = refusing(r#"{"message":"No authorization header"}"#);
    says(&request, &lost, "header.not-received", "proxy");
}

#[test]
fn keys_of_the_wrong_kind_are_the_apis_matter() {
    for words in [
        "key is of invalid type",
        "The specified key is an asymmetric key or x509 certificate and should not be used as an HMAC secret.",
        "Signed Claims JWSs are not supported.",
        "secretOrPublicKey must be an asymmetric key when using RS256",
    ] {
        let body = format!(r#"{{"message":"{words}"}}"#);
        says(
            &bearer(&token(&claims())),
            &refusing(&body),
            "key.kind",
            "public key",
        );
    }
}

#[test]
fn claims_of_the_wrong_type_are_the_reason() {
    let silent = answer(401, r#"Bearer error="invalid_token""#);
    let dated = claims().with("iat", "5/29/2024 10:00:52 PM");
    says(&bearer(&token(&dated)), &silent, "token.claim", "JSON type");
    let response = HttpResponse::new(422, r#"{"msg":"Subject must be a string"}"#);
    let numbered = claims().with("sub", 1);
    says(
        &bearer(&token(&numbered)),
        &response,
        "token.claim",
        "JSON type",
    );
}

#[test]
fn the_header_without_kid_and_oktas_org_server_have_no_key() {
    let response = refusing(r#"{"message":"\"kid\" empty, unable to lookup correct key"}"#);
    let request = bearer(&jwt(rs256(), &claims()));
    says(&request, &response, "key.not-found", "kid");
    let org = claims().with("iss", "https://acme.okta.com");
    let response = refusing(r#"{"error":"No matching JWK."}"#);
    says(
        &bearer(&token(&org)),
        &response,
        "key.not-found",
        "/oauth2/default",
    );
}

#[test]
fn a_gateway_that_cannot_ask_is_not_the_tokens_fault() {
    let response = answer(
        401,
        r#"Bearer realm="x", error="invalid_token", error_description="response indicates failure, status=401, body=""#,
    );
    let request = bearer(&token(&claims()));
    says(&request, &response, "api.issuer-unreachable", "client_id");
    let response = HttpResponse::new(403, r#"{"message":"Unable to get public key for issuer"}"#);
    says(&request, &response, "api.issuer-unreachable", "");
}

#[test]
fn a_proof_is_held_against_its_request() {
    let proof = Object::new()
        .with("htm", "GET")
        .with("htu", "https://other.test/")
        .with("iat", NOW.unix_seconds());
    let proof = jwt(Object::new().with("typ", "dpop+jwt"), &proof);
    let request = HttpRequest::post_form(
        "https://id.shop.test/token",
        [("grant_type", &b"authorization_code"[..])],
    )
    .header("DPoP", proof);
    let response = HttpResponse::new(
        400,
        r#"{"error":"invalid_request","error_description":"DPoP HTTP URL mismatch"}"#,
    );
    let diagnosis = diagnose(&Refused::new(&request, &response, NOW));
    let reason = &diagnosis.reasons[0];
    assert_eq!(reason.code, "dpop.proof");
    let evidence = reason.evidence.join("\n");
    assert!(
        evidence.contains("htu = https://other.test/") && evidence.contains("htm = GET"),
        "{evidence}"
    );
}

#[test]
fn a_clusters_tokens_are_read_by_its_rules() {
    let response =
        refusing(r#"{"kind":"Status","status":"Failure","message":"Unauthorized","code":401}"#);
    let account = Object::new()
        .with("iss", "https://kubernetes.default.svc")
        .with("aud", vec!["px"])
        .with("kubernetes.io", Object::new())
        .with("exp", hour());
    let token = token(&account);
    says(
        &bearer(&token),
        &response,
        "token.audience",
        "kubectl create token",
    );
    let twice = base64url::encode(&token);
    says(&bearer(&twice), &response, "token.malformed", "base64");
    let response = HttpResponse::new(
        401,
        "Unable to authenticate the request due to an error: [invalid bearer token, square/go-jose: error in cryptographic primitive]",
    );
    says(
        &bearer(&token),
        &response,
        "token.signature",
        "service-account-key-file",
    );
}

#[test]
fn an_encrypted_token_is_that_first_and_alone() {
    let header = Object::new().with("alg", "dir").with("enc", "A256GCM");
    let made =
        |header: &Object| format!("{}..AAAA.BBBB.CCCC", base64url::encode(header.to_string()));
    let response = refusing(r#"{"message":"jwt malformed"}"#);
    let token = made(&header.clone().with("iss", "https://shop.auth0.com/"));
    says(&bearer(&token), &response, "token.encrypted", "audience");
    let token = made(&header);
    says(&bearer(&token), &response, "token.encrypted", "NextAuth");
    let diagnosis = diagnose(&Refused::new(&bearer(&token), &response, NOW));
    assert_eq!(diagnosis.reasons.len(), 1, "{diagnosis:?}");
}

#[test]
fn advice_is_no_statement() {
    let apple = claims().with("aud", "appstoreconnect-v1");
    let response = refusing(
        r#"{"errors":[{"detail":"Provide a properly configured and signed bearer token, and make sure that it has not expired."}]}"#,
    );
    says(
        &bearer(&token(&apple)),
        &response,
        "token.lifetime",
        "20 minutes",
    );
    let response = refusing(r#"{"message":"Please make sure the token has not expired"}"#);
    assert_eq!(
        first(&bearer(&token(&claims())), &response).0,
        "token.refused"
    );
}

#[test]
fn a_sentence_outweighs_the_name_of_the_status() {
    let response =
        refusing(r#"{"error":{"code":"unauthorized","message":"Wids are what we look for."}}"#);
    let diagnosis = diagnose(&Refused::new(&bearer(&token(&claims())), &response, NOW));
    assert!(diagnosis.headline.contains("Wids"), "{diagnosis:?}");
}

#[test]
fn words_about_a_token_that_was_not_sent_leave_that_the_first_reason() {
    let response = refusing(r#"{"error":"token contains an invalid number of segments"}"#);
    let diagnosis = diagnose(&Refused::new(&HttpRequest::get(API), &response, NOW));
    assert_eq!(diagnosis.reasons[0].code, "token.missing");
    let response = HttpResponse::new(422, r#"{"msg":"Not enough segments"}"#);
    says(&bearer("null"), &response, "token.missing", "variable");
}

#[test]
fn kinds_of_tokens_are_no_matter_of_the_headers_typ() {
    let evidence = |words: &str| {
        let response = refusing(&Object::new().with("message", words).to_string());
        let diagnosis = diagnose(&Refused::new(&bearer(&token(&claims())), &response, NOW));
        assert_eq!(diagnosis.reasons[0].code, "token.type", "{diagnosis:?}");
        diagnosis.reasons[0].evidence.join("\n")
    };
    assert!(!evidence("Token has wrong type").contains("typ ="));
    assert!(evidence(r#"unexpected "typ" JWT header value"#).contains("typ = at+jwt"));
}

#[test]
fn what_is_stated_before_advice_is_stated() {
    let response = refusing(
        r#"{"message":"Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API."}"#,
    );
    let diagnosis = diagnose(&Refused::new(&bearer(&token(&claims())), &response, NOW));
    assert_eq!(
        diagnosis.reasons[0].certainty,
        Certainty::Certain,
        "{diagnosis:?}"
    );
}

#[test]
fn general_hints_are_rare() {
    let own = claims().with("iss", "shop");
    for body in [
        r#"{"message":"Unauthorized"}"#,
        r#"{"detail":"Given token not valid for any token type"}"#,
    ] {
        let response = refusing(body).header("WWW-Authenticate", "Bearer realm=\"api\"");
        let diagnosis = diagnose(&Refused::new(&bearer(&token(&own)), &response, NOW));
        for reason in &diagnosis.reasons {
            assert!(
                !matches!(
                    reason.code,
                    "token.type" | "api.gateway" | "token.no-audience"
                ),
                "{diagnosis:?}"
            );
        }
    }
}

#[test]
fn token_requests_are_read_by_what_was_sent() {
    let post = |url: &str, name: &str, value: &str| {
        HttpRequest::post_form(
            url,
            [
                ("grant_type", &b"authorization_code"[..]),
                (name, value.as_bytes()),
            ],
        )
    };
    let refused = |description: &str| {
        let words = Object::new()
            .with("error", "invalid_client")
            .with("error_description", description);
        HttpResponse::new(400, words.to_string())
    };
    let secret = jwt(
        rs256(),
        &claims().with("exp", NOW.unix_seconds() + 17_280_000),
    );
    let request = post(
        "https://appleid.apple.com/auth/token",
        "client_secret",
        &secret,
    );
    says(
        &request,
        &refused(""),
        "client.authentication",
        "six months",
    );
    let request = post("https://id.shop.test/token", "client_assertion", &secret);
    says(
        &request,
        &refused("who is it"),
        "client.authentication",
        "assertion's public key",
    );
    let request = post("https://id.shop.test/token", "client_id", "a");
    let hydra = "The OAuth 2.0 Client supports client authentication method 'client_secret_post', but method 'client_secret_basic' was requested.";
    says(
        &request,
        &refused(hydra),
        "client.authentication",
        "token_endpoint_auth_method",
    );
    let words = Object::new()
        .with("error", "invalid_request")
        .with("error_description", "AADSTS9002326: Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type.");
    let response = HttpResponse::new(400, words.to_string());
    says(&request, &response, "client.not-allowed", "Single-page");
}

#[test]
fn a_server_of_mcp_without_a_challenge_is_found_wanting() {
    let response =
        refusing(r#"{"jsonrpc":"2.0","error":{"code":-32001,"message":"Unauthorized"},"id":null}"#);
    let request = HttpRequest::get("https://mcp.shop.test/mcp");
    says(
        &request,
        &response,
        "token.missing",
        "oauth-protected-resource",
    );
    let diagnosis = diagnose(&Refused::new(&request, &response, NOW));
    let evidence = diagnosis.reasons[0].evidence.join("\n");
    assert!(evidence.contains("no WWW-Authenticate"), "{evidence}");
}

#[test]
fn a_proxy_before_the_api_may_keep_the_header() {
    let response = HttpResponse::new(401, "401: Unauthorized").header("Server", "nginx/1.14");
    let request = bearer(&token(&claims()));
    let diagnosis = diagnose(&Refused::new(&request, &response, NOW));
    let mut reasons = diagnosis.reasons.iter();
    // That a proxy stands there is no sign that the header was lost.
    let gateway = reasons.find(|reason| reason.code == "api.gateway").unwrap();
    assert!(gateway.fix.contains("proxy_set_header"), "{}", gateway.fix);
    let lost = |reason: &crate::diagnose::Reason| reason.code == "header.not-received";
    assert!(!diagnosis.reasons.iter().any(lost));
}
