//! Golden answers: the rows of ASP.NET Core's JwtBearer first, then everybody else's.

mod aspnet;
mod beside;
mod doubts;
mod exchange;
mod others;
mod products;

use expect_test::Expect;

use super::*;
use claimscope_core::base64url;
use claimscope_core::json::Object;

/// 2024-02-15T11:01:09Z
const NOW: Timestamp = Timestamp::from_unix_seconds(1_707_994_869);
const API: &str = "https://localhost:6001/identity";

/// The claims of the quickstart's token, valid for an hour.
fn claims() -> Object {
    let now = NOW.unix_seconds();
    Object::new()
        .with("iss", "https://localhost:5001")
        .with("nbf", now)
        .with("exp", now + 3600)
        .with("aud", "api1")
        .with("client_id", "client")
        .with("scope", vec!["api1"])
}

/// A token whose signature nobody looks at.
fn token(claims: &Object) -> String {
    let header = Object::new()
        .with("alg", "RS256")
        .with("kid", "K1")
        .with("typ", "at+jwt");
    let part = |object: &Object| base64url::encode(object.to_string());
    format!(
        "{}.{}.{}",
        part(&header),
        part(claims),
        base64url::encode([7; 256])
    )
}

fn bearer(token: &str) -> HttpRequest {
    HttpRequest::get(API).bearer(token)
}

fn answer(status: u16, challenge: &str) -> HttpResponse {
    let response = HttpResponse::new(status, "");
    match challenge {
        "" => response,
        value => response.header("WWW-Authenticate", value),
    }
}

fn text(diagnosis: &Diagnosis) -> String {
    let mut text = format!("{}\n", diagnosis.headline);
    for reason in &diagnosis.reasons {
        let certainty = reason.certainty.word();
        text.push_str(&format!("{certainty} {} [{}]\n", reason.code, reason.spec));
        for line in &reason.evidence {
            text.push_str(&format!("  - {line}\n"));
        }
        text.push_str(&format!("  > {}\n", reason.fix));
    }
    for note in &diagnosis.notes {
        text.push_str(&format!("note: {note}\n"));
    }
    text
}

fn check(request: &HttpRequest, response: &HttpResponse, expected: Expect) {
    check_for(request, response, &ApiKnowledge::default(), expected);
}

fn check_for(request: &HttpRequest, response: &HttpResponse, api: &ApiKnowledge, expected: Expect) {
    let refused = Refused::new(request, response, NOW).api(api);
    expected.assert_eq(&text(&diagnose(&refused)));
}

#[test]
fn codes_are_unique_and_fixes_are_there() {
    let request = bearer(&token(&claims()));
    let response = answer(401, "Bearer");
    let refused = Refused::new(&request, &response, NOW);
    let case = Case::new(&refused, false);
    for (index, cause) in Cause::ALL.iter().enumerate() {
        let same = |other: &Cause| other.code() == cause.code();
        assert_eq!(Cause::ALL.iter().position(same), Some(index), "{cause:?}");
        let mut found = FoundCauses::default();
        found.add(*cause, Certainty::Possible, "");
        let reasons = reason::rank(&case, found);
        assert!(!reasons[0].fix.is_empty(), "{cause:?}");
    }
}

#[test]
fn every_code_is_documented() {
    for cause in Cause::ALL {
        assert_eq!(Cause::of_code(cause.code()), Some(*cause));
        let (area, name) = cause.code().split_once('.').unwrap();
        assert!(!area.is_empty() && !name.is_empty(), "{cause:?}");
        assert!(cause.meaning().ends_with('.'), "{cause:?}");
        for text in [cause.title(), cause.remedy()] {
            assert!(!text.is_empty() && !text.ends_with('.'), "{cause:?}");
        }
    }
    assert_eq!(Cause::of_code("token.unheard-of"), None);
}

#[test]
fn yes_needs_no_reason() {
    let response = HttpResponse::new(200, "[]");
    let request = HttpRequest::get(API);
    let diagnosis = diagnose(&Refused::new(&request, &response, NOW));
    assert_eq!(diagnosis.headline, "200: the API said yes");
    assert!(diagnosis.reasons.is_empty());
}

#[test]
fn shows_no_credential_that_the_server_repeats() {
    let request = HttpRequest::get(API).bearer("opq-7f31c0a9e2d84b56");
    let response = HttpResponse::new(401, "unknown token opq-7f31c0a9e2d84b56");
    let everything = format!("{:?}", diagnose(&Refused::new(&request, &response, NOW)));
    assert!(!everything.contains("7f31c0a9"), "{everything}");
}

#[test]
fn shows_no_token() {
    let token = token(&claims());
    for header in [
        token.clone(),
        format!("Baerer {token}"),
        format!("{token} x"),
    ] {
        let request = HttpRequest::get(API).header("Authorization", header);
        let response = answer(401, "Bearer").header("Content-Type", "text/plain");
        let response = HttpResponse {
            body: format!("bad token {token}").into_bytes(),
            ..response
        };
        let diagnosis = diagnose(&Refused::new(&request, &response, NOW));
        let everything = format!("{diagnosis:?}");
        assert!(!everything.contains(&token), "{everything}");
        assert!(!everything.contains("eyJhbGci"), "{everything}");
    }
}

#[test]
fn nothing_of_a_header_shows_what_was_sent() {
    let secret = "t3n-4nt-8a3f";
    let mut request = bearer(&token(&claims()));
    request.secrets.add(secret.as_bytes());
    let claims = base64url::encode(format!(r#"{{"access_token":{{"{secret}":null}}}}"#));
    for challenge in [
        format!(r#"Bearer error="insufficient_scope", scope="a {secret}""#),
        format!(r#"Bearer realm="{secret}", resource_metadata="https://h/{secret}""#),
        format!(r#"Bearer error="insufficient_claims", claims="{claims}""#),
        format!(r#"Bearer error="{secret}", authorization_uri="https://h/{secret}""#),
        format!(r#"{secret} realm="x""#),
        format!(r#"Bearer error="insufficient_user_authentication", acr_values="{secret}""#),
    ] {
        for status in [401, 403] {
            let response = answer(status, &challenge)
                .header("Server", secret)
                .header("Retry-After", secret);
            hides(&request, &response, secret);
        }
    }
    // What is cut off in its midst is masked before.
    let location = format!("https://h/{}/{secret}/x", "a".repeat(102));
    for location in [location, format!("/{secret}?tenant={secret}#{secret}")] {
        let response = HttpResponse::new(302, "").header("Location", location);
        hides(&request, &response, secret);
    }
    for status in [401, 429, 503] {
        let response = answer(status, "")
            .header("Server", secret)
            .header("Retry-After", secret);
        hides(&request, &response, secret);
    }
}

fn hides(request: &HttpRequest, response: &HttpResponse, secret: &str) {
    let diagnosis = diagnose(&Refused::new(request, response, NOW));
    let shown = format!("{diagnosis:?}");
    assert!(!shown.contains(&secret[..6]), "{response:?}: {shown}");
    let encoded = &base64url::encode(secret)[..8];
    assert!(!shown.contains(encoded), "{response:?}: {shown}");
}
