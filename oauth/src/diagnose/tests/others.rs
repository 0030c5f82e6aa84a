//! Other servers' words, and what the token, the clocks and the shape of the answer tell.

mod guards;
mod kinds;

use claimscope_core::json;
use expect_test::{Expect, expect};

use super::*;

fn first(request: &HttpRequest, response: &HttpResponse) -> (&'static str, Certainty) {
    let diagnosis = diagnose(&Refused::new(request, response, NOW));
    let reason = &diagnosis.reasons[0];
    (reason.code, reason.certainty)
}

#[test]
fn descriptions_of_other_servers() {
    for (description, code) in [
        // express-oauth2-jwt-bearer and jose
        ("Unexpected 'aud' value", "token.audience"),
        ("unexpected \\\"iss\\\" claim value", "token.issuer"),
        ("signature verification failed", "token.signature"),
        ("\\\"exp\\\" claim timestamp check failed", "token.expired"),
        (
            "no applicable key found in the JSON Web Key Set",
            "key.not-found",
        ),
        ("missing required \\\"aud\\\" claim", "token.no-audience"),
        // AWS
        ("the token does not have a valid audience", "token.audience"),
        ("the token has expired", "token.expired"),
        // Spring
        ("Jwt expired at 2024-02-15T10:00:00Z", "token.expired"),
        ("The iss claim is not valid", "token.issuer"),
        ("The aud claim is not valid", "token.audience"),
        (
            "An error occurred while attempting to decode the Jwt: Couldn't retrieve remote JWK set",
            "api.issuer-unreachable",
        ),
        ("Malformed token", "token.malformed"),
        // Keycloak
        ("Didn't find publicKey for specified kid", "key.not-found"),
        ("Didn't find publicKey for kid: x", "key.not-found"),
        (
            "Invalid token issuer. Expected 'http://a', but was 'http://b'",
            "token.issuer",
        ),
        // Entra
        (
            "Access token validation failure. Invalid audience.",
            "token.audience",
        ),
        (
            "CompactToken parsing failed with error code: 80049217",
            "token.malformed",
        ),
        (
            "Lifetime validation failed, the token is expired.",
            "token.expired",
        ),
    ] {
        let challenge =
            format!(r#"Bearer error="invalid_token", error_description="{description}""#);
        let request = bearer(&token(&claims()));
        // The token holds for another hour, which and reads well, which speaks against what is said.
        let certainty = match code {
            "token.expired" | "token.not-yet-valid" | "token.malformed" => Certainty::Likely,
            _ => Certainty::Certain,
        };
        let first = first(&request, &answer(401, &challenge));
        assert_eq!(first, (code, certainty), "{description}");
    }
}

#[test]
fn words_in_a_body() {
    let request = bearer(&token(&claims()));
    for (status, body, code) in [
        (401, r#"{"message":"jwt expired"}"#, "token.expired"),
        (
            401,
            r#"{"error":{"code":"InvalidAuthenticationToken","message":"Access token validation failure. Invalid audience."}}"#,
            "token.audience",
        ),
        (
            403,
            r#"{"message":"Missing Authentication Token"}"#,
            "request.path",
        ),
        (
            400,
            "400 Request Header Or Cookie Too Large",
            "token.too-large",
        ),
    ] {
        let response = HttpResponse::new(status, body);
        assert_eq!(first(&request, &response).0, code, "{body}");
    }
}

#[test]
fn insufficient_scope() {
    check(
        &bearer(&token(&claims())),
        &answer(
            403,
            r#"Bearer error="insufficient_scope", error_description="Insufficient Scope", scope="admin""#,
        ),
        expect![[r#"
            403: the token lacks a scope that the API requires
            certain scope.missing [RFC 6750 §3.1]
              - token scope = api1; API asks for admin
              - the API says: Insufficient Scope
              > ask for a token with scope admin, and allow it to this client at the issuer
        "#]],
    );
}

#[test]
fn an_answer_without_its_request() {
    let request = HttpRequest::new("GET", "");
    let heads = |status, challenge: &str| {
        let response = answer(status, challenge);
        let diagnosis = diagnose(&Refused::new(&request, &response, NOW).request_unseen());
        diagnosis.headline
    };
    assert_eq!(
        heads(401, "Bearer"),
        "401: most likely the request carries no token"
    );
    let challenge =
        r#"Bearer error="invalid_token", error_description="The audience 'api2' is invalid""#;
    assert_eq!(heads(401, challenge), "401: the token is for another API");
    let bare = HttpResponse::new(403, "");
    let diagnosis = diagnose(&Refused::new(&request, &bare, NOW).request_unseen());
    assert_eq!(diagnosis.reasons[0].code, "api.policy");
    assert_eq!(diagnosis.reasons[0].evidence.len(), 1);
}

#[test]
fn step_up() {
    let user = claims()
        .with("acr", "pwd")
        .with("auth_time", NOW.unix_seconds() - 7200);
    check(
        &bearer(&token(&user)),
        &answer(
            401,
            r#"Bearer error="insufficient_user_authentication", error_description="More recent authentication is required", acr_values="mfa", max_age="5""#,
        ),
        expect![[r#"
            401: the API wants the user to authenticate again or more strongly
            certain token.step-up [RFC 9470 §3]
              - the API says insufficient_user_authentication
              - token acr = pwd; API asks for mfa
              - token auth_time = 2 h ago; API allows 5 s
              - the API says: More recent authentication is required
              > send the user to log in again, with the acr_values, max_age or claims of the challenge
        "#]],
    );
}

#[test]
fn dpop() {
    let request = bearer(&token(&claims()));
    let nonce = r#"DPoP error="use_dpop_nonce", algs="ES256""#;
    assert_eq!(first(&request, &answer(401, nonce)).0, "dpop.nonce");
    let wanted = r#"DPoP algs="ES256 PS256""#;
    assert_eq!(first(&request, &answer(401, wanted)).0, "dpop.required");
    let bound = claims().with("cnf", Object::new().with("jkt", "x"));
    let silent = r#"Bearer error="invalid_token""#;
    assert_eq!(
        first(&bearer(&token(&bound)), &answer(401, silent)),
        ("dpop.required", Certainty::Likely)
    );
}

#[test]
fn resource_metadata_is_a_note() {
    check(
        &HttpRequest::get(API),
        &answer(
            401,
            r#"Bearer resource_metadata="https://localhost:6001/.well-known/oauth-protected-resource""#,
        ),
        expect![[r#"
            401: the request carries no token
            certain token.missing [RFC 6750 §2.1]
              - no Authorization header was sent
              > read the document at resource_metadata, ask its authorization server for a token with resource set to this server's URL, and send it
            note: the API's own metadata (RFC 9728) can be read at https://localhost:6001/.well-known/oauth-protected-resource, without a token: which authorization servers it trusts, the resource to name when asking them, and its scopes
        "#]],
    );
}

#[test]
fn resource_metadata_that_is_no_address_is_said_and_not_offered() {
    for named in ["file:///etc/passwd", "javascript:alert(1)"] {
        let challenge = format!("Bearer resource_metadata=\"{named}\"");
        let request = HttpRequest::get(API);
        let found = diagnose(&Refused::new(&request, &answer(401, &challenge), NOW));
        let notes = found.notes.join("\n");
        assert!(
            notes.contains(&format!(
                "resource_metadata is {named}, which is not followed"
            )),
            "{notes}"
        );
        assert!(!notes.contains("can be read at"), "{notes}");
        let fix = &found.reasons.first().unwrap().fix;
        assert!(
            fix.starts_with("read the document at /.well-known/oauth-protected-resource, ask"),
            "{fix}"
        );
    }
}

#[test]
fn resource_metadata_is_named_only_where_it_is_followed() {
    for (challenge, place) in [
        ("Bearer", "/.well-known/oauth-protected-resource"),
        (
            r#"Bearer resource_metadata="ftp://api.example/m""#,
            "/.well-known/oauth-protected-resource",
        ),
        (
            r#"Bearer resource_metadata="https://api.example/m""#,
            "resource_metadata",
        ),
    ] {
        let answer = answer(401, challenge).header("Mcp-Session-Id", "1");
        let answer = HttpResponse {
            body: "missing or invalid access token".into(),
            ..answer
        };
        let found = diagnose(&Refused::new(&bearer(&token(&claims())), &answer, NOW));
        let reason = found.reasons.iter().find(|it| it.code == "token.refused");
        let fix = &reason.unwrap_or_else(|| panic!("{found:?}")).fix;
        let names = format!("that the document at {place} names");
        assert!(fix.contains(&names), "{challenge}: {fix}");
    }
}

#[test]
fn resource_metadata_is_judged_as_the_url_that_it_is() {
    for (named, note) in [
        ("", "resource_metadata is empty"),
        ("HTTPS://LOCALHOST/x", "can be read at HTTPS://LOCALHOST/x"),
        ("https://u:pa55@h/x", "a name or password stands in it"),
    ] {
        let challenge = format!("Bearer resource_metadata=\"{named}\"");
        let request = HttpRequest::get(API);
        let found = diagnose(&Refused::new(&request, &answer(401, &challenge), NOW));
        let notes = found.notes.join("\n");
        assert!(notes.contains(note) && !notes.contains("pa55"), "{notes}");
    }
}

#[test]
fn clocks_that_differ() {
    let date = |text: &str| answer(401, "Bearer").header("Date", text);
    // 30 m ahead: the server calls a token with 20 m left expired.
    let soon = claims().with("exp", NOW.unix_seconds() + 1200);
    check(
        &bearer(&token(&soon)),
        &date("Thu, 15 Feb 2024 11:31:09 GMT"),
        expect![[r#"
            401: the token has expired
            certain token.expired [RFC 7519 §4.1.4]
              - token exp = 2024-02-15T11:21:09Z, in 20 m
              - it is valid by this machine's clock and expired by the server's: the clocks differ
              > set both clocks by NTP; until then, ask for a new token
            note: the server's clock is 30 m ahead of this machine's, by its Date header
        "#]],
    );
    // 10 m behind: the fresh token lies in the server's future.
    check(
        &bearer(&token(&claims())),
        &date("Thu, 15 Feb 2024 10:51:09 GMT"),
        expect![[r#"
            401: the token is not valid yet
            certain token.not-yet-valid [RFC 7519 §4.1.5]
              - token nbf = 2024-02-15T11:01:09Z, in 10 m
              > set both clocks by NTP; until then, ask for a new token
            note: the server's clock is 10 m behind this machine's, by its Date header
        "#]],
    );
}

#[test]
fn just_expired_lies_within_asp_nets_skew() {
    let just = claims()
        .with("nbf", NOW.unix_seconds() - 3610)
        .with("exp", NOW.unix_seconds() - 10);
    check(
        &bearer(&token(&just)),
        &answer(401, "Bearer"),
        expect![[r#"
            401: most likely the token has expired
            likely token.expired [RFC 7519 §4.1.4]
              - token exp = 2024-02-15T11:00:59Z, 10 s ago
              > ask for a new token
        "#]],
    );
}

#[test]
fn redirects_pages_and_failures() {
    let request = bearer(&token(&claims()));
    let to = |url: &str| HttpResponse::new(302, "").header("Location", url);
    check(
        &request,
        &to("https://login.example/Account/Login?ReturnUrl=%2Fidentity"),
        expect![[r#"
            302: the API redirects in place of answering
            certain api.redirect [RFC 9110 §15.4]
              - the API redirects to https://login.example/Account/Login?ReturnUrl=%2Fidentity
              - it leads to a login page: the API treats the caller as a browser, by a cookie or OpenID Connect scheme
              > call the final URL directly; where it is a login page, make the API answer 401 to calls without a session
        "#]],
    );
    let plain = HttpRequest::get("http://localhost:6000/identity").bearer("x.y.z");
    check(
        &plain,
        &to("https://localhost:6001/identity"),
        expect![[r#"
            302: the API redirects in place of answering
            certain api.redirect [RFC 9110 §15.4]
              - the API redirects to https://localhost:6001/identity
              - it leads from http to https of the same host; most clients drop the token on the way
              > call the final URL directly; where it is a login page, make the API answer 401 to calls without a session
        "#]],
    );
    check(
        &request,
        &HttpResponse::new(401, "<html>").header("Server", "nginx"),
        expect![[r#"
            401: perhaps something in front of the API answered, such as a proxy or a firewall
            possible api.gateway []
              - a 401 without WWW-Authenticate, which RFC 9110 requires, from nginx
              - the answer is a web page, where APIs answer with JSON or nothing
              > find out who answered: the Server and Via headers and the gateway's log tell
        "#]],
    );
    check(
        &request,
        &HttpResponse::new(500, ""),
        expect![[r#"
            500: most likely the API failed by itself
            likely api.failed [RFC 9110 §15.6]
              - the API answers 500
              > look in the API's log
        "#]],
    );
    check(
        &request,
        &HttpResponse::new(503, ""),
        expect![[r#"
        503: most likely something in front of the API answered, such as a proxy or a firewall
        likely api.gateway []
          - the answer is 503: a gateway did not reach the API
          > find out who answered: the Server and Via headers and the gateway's log tell
    "#]],
    );
    check(
        &request,
        &HttpResponse::new(404, ""),
        expect![[r#"
        404: most likely nothing answers at this path with this method
        likely request.path [RFC 9110 §15.5.5]
          - the API answers 404 to GET
          > check the URL and the method; the token was perhaps not even looked at
    "#]],
    );
    check(
        &request,
        &HttpResponse::new(400, ""),
        expect![[r#"
        400: most likely the API calls the request malformed
        likely request.invalid [RFC 6750 §3.1]
          - the API answers 400
          > send the token once, in the header alone, and check the other parameters of the request
    "#]],
    );
}

#[test]
fn the_metadatas_issuer_stands_in_for_the_apis() {
    let document = json::parse(br#"{"issuer":"https://127.0.0.1:5001"}"#)
        .value
        .unwrap();
    let (metadata, _) = Metadata::from_object(document.as_object().unwrap().clone()).unwrap();
    let request = bearer(&token(&claims()));
    let response = answer(401, r#"Bearer error="invalid_token""#);
    let refused = Refused::new(&request, &response, NOW).metadata(&metadata);
    let expected: Expect = expect![[r#"
        401: most likely the token's issuer is not, letter for letter, one that the API trusts
        likely token.issuer [RFC 7519 §4.1.1]
          - token iss = https://localhost:5001; the metadata says https://127.0.0.1:5001 (differs by localhost against 127.0.0.1: one machine, two names)
          > make the issuer that the API trusts exactly https://localhost:5001; scheme, host name, port and trailing slash all count; or get the token from the issuer that it names
        likely token.refused [RFC 6750 §3.1]
          - the API says invalid_token and no more
          > look in the API's log for the reason
    "#]];
    expected.assert_eq(&text(&diagnose(&refused)));
}

#[test]
fn keycloaks_inactive_token_is_outside_its_times() {
    let words = r#"Bearer error="invalid_token", error_description="Token is not active""#;
    let valid = first(&bearer(&token(&claims())), &answer(401, words));
    assert_eq!(valid, ("token.expired", Certainty::Likely));
    let early = claims().with("nbf", NOW.unix_seconds() + 20);
    let early = first(&bearer(&token(&early)), &answer(401, words));
    assert_eq!(early, ("token.not-yet-valid", Certainty::Likely));
}

#[test]
fn words_that_nobody_knows_and_other_schemes_are_reasons() {
    let request = bearer(&token(&claims()));
    for (challenge, evidence) in [
        (
            r#"Bearer error="invalid_token", error_description="Computer says no""#,
            "the API says: Computer says no",
        ),
        (
            r#"Basic realm="x""#,
            "the API offers only Basic here, and the token was sent as Bearer",
        ),
        (
            "Negotiate, NTLM",
            "the API offers only Negotiate, NTLM here, and the token was sent as Bearer",
        ),
    ] {
        let response = answer(401, challenge);
        let diagnosis = diagnose(&Refused::new(&request, &response, NOW));
        let code = match challenge.starts_with("Bearer") {
            true => "token.refused",
            false => "request.other-credential",
        };
        assert_eq!(diagnosis.reasons[0].code, code, "{diagnosis:?}");
        assert!(diagnosis.reasons[0].evidence.contains(&evidence.to_owned()));
    }
}

#[test]
fn the_token_server_of_a_challenge_is_named_whole() {
    let challenge = r#"Bearer realm="https://auth.shop.test/token",service="reg.shop.test",scope="repository:shop/web:pull,push""#;
    let response = answer(401, challenge).header("Docker-Distribution-Api-Version", "registry/2.0");
    for request in [
        HttpRequest::get("https://reg.shop.test/v2/"),
        bearer(&token(&claims())),
    ] {
        let response = match request.header_value("authorization") {
            Some(_) => HttpResponse {
                body:
                    br#"{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}"#
                        .to_vec(),
                ..response.clone()
            },
            None => response.clone(),
        };
        let diagnosis = diagnose(&Refused::new(&request, &response, NOW));
        let line = "the token server is https://auth.shop.test/token; service = reg.shop.test; scope = repository:shop/web:pull,push";
        let reason = &diagnosis.reasons[0];
        assert!(reason.evidence.iter().any(|it| it == line), "{diagnosis:?}");
        assert!(reason.fix.starts_with("ask the realm"), "{}", reason.fix);
    }
}

#[test]
fn what_a_product_is_known_to_compare_is_offered_where_it_says_nothing() {
    let with = |name: &str, value: &str| {
        let mut claims = claims();
        claims.set(name, value);
        bearer(&token(&claims))
    };
    let has = |request: &HttpRequest, response: &HttpResponse, code: &str| {
        let diagnosis = diagnose(&Refused::new(request, response, NOW));
        let reason = diagnosis.reasons.iter().find(|reason| reason.code == code);
        assert_eq!(
            reason.map(|it| it.certainty),
            Some(Certainty::Possible),
            "{diagnosis:?}"
        );
    };
    let gateway = answer(401, "Bearer").header("Apigw-Requestid", "x");
    has(
        &with("iss", "https://id.shop.test/"),
        &gateway,
        "token.issuer",
    );
    let run = answer(
        401,
        "Bearer error=\"invalid_token\" error_description=\"The access token could not be verified\"",
    );
    let run = run.header("Server", "Google Frontend");
    has(&with("aud", "https://shop.test"), &run, "token.audience");
}

#[test]
fn nothing_is_said_of_a_token_that_nobody_knows() {
    for challenge in [
        r#"Bearer error="invalid_token", error_description="The issuer 'x' is invalid""#,
        r#"Bearer error="invalid_token", error_description="The audience 'x' is invalid""#,
        r#"Bearer error="invalid_token", error_description="unexpected signing method""#,
        r#"Bearer error="invalid_token", error_description="The signature key was not found""#,
        r#"Bearer error="insufficient_user_authentication", acr_values="gold", max_age=5"#,
        r#"Bearer error="insufficient_scope", scope="read""#,
    ] {
        let request = HttpRequest::get("");
        let response = answer(401, challenge);
        let diagnosis = diagnose(&Refused::new(&request, &response, NOW).request_unseen());
        assert!(!diagnosis.reasons.is_empty(), "{challenge}");
        for line in diagnosis.reasons.iter().flat_map(|reason| &reason.evidence) {
            assert!(!line.starts_with("token "), "{challenge}: {line}");
        }
    }
}
