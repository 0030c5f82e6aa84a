//! Authorization requests word by word, and every answer that is refused.

mod refused;
mod said;
mod signed_answers;

use super::*;
use claimscope_core::entropy::NoEntropy;
use claimscope_core::secret::Secret;

const ISSUER: &str = "https://sts.example";
const REDIRECT: &str = "http://127.0.0.1:8400/callback";

fn request() -> AuthorizationRequest {
    AuthorizationRequest {
        authorization_endpoint: format!("{ISSUER}/authorize"),
        client_id: "interactive".to_owned(),
        redirect_uri: REDIRECT.to_owned(),
        scope: " openid  api1 ".to_owned(),
        issuer: Some(ISSUER.to_owned()),
        ..AuthorizationRequest::default()
    }
}

/// Begins a login with the same bytes each time, other ones for each value.
fn started(request: AuthorizationRequest) -> PendingAuthorization {
    let mut byte = 0;
    let mut entropy = move |bytes: &mut [u8]| {
        byte += 1;
        bytes.fill(byte);
        Ok(())
    };
    let now = Timestamp::from_unix_seconds(1_700_000_000);
    request.start(now, &mut entropy).unwrap()
}

fn pending() -> PendingAuthorization {
    started(request())
}

fn state() -> String {
    let pending = pending();
    pending.state.expose_str().unwrap().to_owned()
}

#[track_caller]
fn refused(pending: &PendingAuthorization, answer: &str) -> &'static str {
    let error = pending.accept(answer).unwrap_err();
    error.code().as_str()
}

#[track_caller]
fn code(answer: &str) -> String {
    let read = pending().accept(answer).unwrap();
    read.code.expose_str().unwrap().to_owned()
}

#[test]
fn the_request_has_state_nonce_and_challenge_whoever_asks() {
    let url = pending().url();
    let (endpoint, query) = url.split_once('?').unwrap();
    assert_eq!(endpoint, "https://sts.example/authorize");
    let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    let names: Vec<_> = pairs.iter().map(|(name, _)| name.as_ref()).collect();
    assert_eq!(
        names,
        [
            "response_type",
            "client_id",
            "redirect_uri",
            "scope",
            "state",
            "nonce",
            "code_challenge",
            "code_challenge_method"
        ]
    );
    let value = |wanted: &str| {
        let (_, value) = pairs.iter().find(|(name, _)| name == wanted).unwrap();
        value.clone().into_owned()
    };
    assert_eq!(value("scope"), "openid api1");
    assert_eq!(value("redirect_uri"), REDIRECT);
    assert_eq!(value("code_challenge_method"), "S256");
    assert!(value("state").len() == 43 && value("nonce").len() == 43);
    assert_ne!(value("state"), value("nonce"));
    assert!(!url.contains(pending().verifier()));
}

#[test]
fn the_challenge_is_the_rfcs_example() {
    // RFC 7636, appendix B.
    let octets = [
        116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37,
        77, 105, 214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121,
    ];
    let mut entropy = |bytes: &mut [u8]| {
        bytes.copy_from_slice(&octets);
        Ok(())
    };
    let pending = request().start(Timestamp::default(), &mut entropy).unwrap();
    assert_eq!(
        pending.verifier(),
        "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    );
    let expected = "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&";
    assert!(pending.url().contains(expected));
}

#[test]
fn everything_that_is_asked_for_is_sent() {
    let request = AuthorizationRequest {
        authorization_endpoint: format!("{ISSUER}/authorize?tenant=a"),
        resources: vec!["https://api.example/".to_owned(), "urn:b".to_owned()],
        prompt: Some("login".to_owned()),
        max_age_seconds: Some(60),
        acr_values: Some("mfa".to_owned()),
        login_hint: Some("alice@example.com".to_owned()),
        response_mode: Some("form_post".to_owned()),
        parameters: vec![("audience".to_owned(), "a b".to_owned())],
        ..request()
    };
    let url = started(request).url();
    assert!(url.starts_with("https://sts.example/authorize?tenant=a&response_type=code&"));
    assert!(
        url.ends_with(
            "&resource=https%3A%2F%2Fapi.example%2F&resource=urn%3Ab&prompt=login&max_age=60\
             &acr_values=mfa&login_hint=alice%40example.com&response_mode=form_post&audience=a+b"
        ),
        "{url}"
    );
}

#[test]
fn a_request_that_cannot_be_meant_is_refused() {
    let refused = |request: AuthorizationRequest| {
        let mut entropy = |_: &mut [u8]| Ok(());
        let error = request.start(Timestamp::default(), &mut entropy);
        error.unwrap_err().code().as_str()
    };
    let endpoint = |endpoint: &str| AuthorizationRequest {
        authorization_endpoint: endpoint.to_owned(),
        ..request()
    };
    assert_eq!(
        refused(endpoint("/authorize")),
        "misuse.authorization_endpoint"
    );
    assert_eq!(
        refused(endpoint("https://h/a#b")),
        "misuse.authorization_endpoint"
    );
    assert_eq!(refused(endpoint("http://sts.example/a")), "misuse.https");
    for redirect_uri in ["", "/callback", "http://h/cb#x", "http://h/c b", "1a:b"] {
        let redirect_uri = redirect_uri.to_owned();
        let request = AuthorizationRequest {
            redirect_uri,
            ..request()
        };
        assert_eq!(refused(request), "misuse.redirect_uri");
    }
    for name in [
        "state",
        "nonce",
        "code_challenge",
        "redirect_uri",
        "request",
    ] {
        let parameters = vec![(name.to_owned(), "x".to_owned())];
        let request = AuthorizationRequest {
            parameters,
            ..request()
        };
        assert_eq!(refused(request), "misuse.options", "{name}");
    }
    let mut broken = |_: &mut [u8]| Err(NoEntropy);
    let error = request().start(Timestamp::default(), &mut broken);
    assert_eq!(error.unwrap_err().code(), "misuse.no-entropy");
}

#[test]
fn an_answer_is_read_in_every_form_in_which_people_have_it() {
    let state = state();
    for answer in [
        format!("{REDIRECT}?code=abc&state={state}"),
        format!("  \"{REDIRECT}?state={state}&code=abc&session_state=x\"\n"),
        format!("{REDIRECT}#code=abc&state={state}"),
        format!("HTTP://127.0.0.1:8400/callback?code=abc&state={state}#_=_"),
        format!("127.0.0.1:8400/callback?code=abc&state={state}"),
        format!("/callback?code=abc&state={state}"),
        format!("?code=abc&state={state}"),
        format!("#code=abc&state={state}"),
        format!("code=abc&state={state}"),
        format!("code=a%62c&state={state}&iss=https%3A%2F%2Fsts.example"),
        "abc".to_owned(),
    ] {
        assert_eq!(code(&answer), "abc", "{answer}");
    }
    assert_eq!(code("4/0Ab=-_~x=="), "4/0Ab=-_~x==");
}

#[test]
fn other_redirect_uris_than_loopback_are_read_too() {
    let with = |redirect_uri: &str| {
        started(AuthorizationRequest {
            redirect_uri: redirect_uri.to_owned(),
            ..request()
        })
    };
    let state = state();
    for redirect_uri in [
        "com.example.app:/oauth",
        "myapp://callback",
        "https://oauth.pstmn.io/v1/callback",
        "https://app.example",
    ] {
        let answer = format!("{redirect_uri}?code=abc&state={state}");
        assert!(with(redirect_uri).accept(&answer).is_ok(), "{answer}");
    }
    let root = format!("https://app.example/?code=abc&state={state}");
    assert!(with("https://app.example").accept(&root).is_ok());
    let other = format!("com.example.other:/oauth?code=abc&state={state}");
    let code = refused(&with("com.example.app:/oauth"), &other);
    assert_eq!(code, "authorization.other-redirect");
}

#[test]
fn a_bare_code_says_what_was_not_checked() {
    let read = pending().accept("abc").unwrap();
    assert_eq!(read.findings[0].code, "authorization.state-unchecked");
    let whole = pending().accept(&format!("?code=abc&state={}", state()));
    assert!(whole.unwrap().findings.is_empty());
}

#[test]
fn a_bare_code_from_an_address_is_decoded_once_and_that_is_said() {
    for (given, code, is_decoded) in [
        ("4%2F0Ab_c-d", "4/0Ab_c-d", true),
        ("a%2Bb+c%3D", "a+b+c=", true),
        ("4%252F0Ab", "4%2F0Ab", true),
        ("4/0Ab_c-d", "4/0Ab_c-d", false),
        // These are no encoded characters, or not of a code.
        ("100%sure", "100%sure", false),
        ("a%2Fb%zz", "a%2Fb%zz", false),
        ("a%00b", "a%00b", false),
    ] {
        let read = pending().accept(given).unwrap();
        assert_eq!(read.code.expose_str(), Some(code));
        let mut findings = read.findings.iter();
        let is_said = findings.any(|finding| finding.code == "authorization.code-decoded");
        assert_eq!(is_said, is_decoded, "{given}");
    }
}

#[test]
fn an_error_is_the_servers_own() {
    let answer = format!(
        "?error=access_denied&error_description=The+user%1b+said+no&state={}",
        state()
    );
    let error = pending().accept(&answer).unwrap_err();
    assert_eq!(error.code(), "declined.access_denied");
    assert_eq!(error.status(), None);
    let words = error.server_words().unwrap();
    assert!(words.starts_with("access_denied: The user"), "{words}");
    assert!(
        !words.contains('\u{1b}') && !words.contains("status"),
        "{words}"
    );
}

#[test]
fn the_token_request_repeats_redirect_uri_and_verifier() {
    let pending = pending();
    let grant = pending.grant(&Secret::from("abc"));
    let parameters: Vec<_> = grant.parameters().collect();
    assert_eq!(parameters[0], ("code", &b"abc"[..]));
    assert_eq!(parameters[1], ("redirect_uri", REDIRECT.as_bytes()));
    assert_eq!(
        parameters[2],
        ("code_verifier", pending.verifier().as_bytes())
    );
}

#[test]
fn nothing_of_a_login_prints() {
    let pending = pending();
    let text = format!("{pending:?}{:?}", pending.accept("abc4567890"));
    for secret in [&state(), pending.verifier(), "abc4567890"] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[test]
fn metadata_says_whose_answer_it_must_be() {
    let metadata = |text: &str| {
        let value = claimscope_core::json::parse(text.as_bytes()).value.unwrap();
        let (metadata, _) = Metadata::from_object(value.as_object().unwrap().clone()).unwrap();
        metadata
    };
    let full = metadata(
        r#"{"issuer":"https://sts.example","authorization_endpoint":"https://sts.example/authorize",
        "authorization_response_iss_parameter_supported":true,"response_types_supported":["code"],
        "code_challenge_methods_supported":["plain","S256"]}"#,
    );
    let request = AuthorizationRequest::of(&full, "c", REDIRECT);
    assert_eq!(request.issuer.as_deref(), Some(ISSUER));
    assert!(request.requires_iss);
    assert!(request.findings(&full).is_empty());
    let bare = metadata(r#"{"issuer":"https://sts.example","response_types_supported":["token"]}"#);
    let request = AuthorizationRequest::of(&bare, "c", REDIRECT);
    assert!(!request.requires_iss);
    let findings = request.findings(&bare);
    let codes: Vec<_> = findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect();
    assert_eq!(
        codes,
        [
            "authorization.pkce-unannounced",
            "authorization.response_type"
        ]
    );
}

#[test]
fn a_pushed_request_leaves_its_name_alone_to_the_browser() {
    use crate::{ClientAuthentication, HttpResponse};
    let pending = pending();
    let basic = ClientAuthentication::basic("interactive", "secret");
    let request = pending
        .push("https://sts.example/par", &pending.parameters(), &basic)
        .unwrap();
    let body = request.body.expose_str().unwrap();
    assert!(
        body.starts_with("client_id=interactive&response_type=code&redirect_uri="),
        "{body}"
    );
    assert_eq!(body.matches("client_id").count(), 1, "{body}");
    assert!(body.contains("&code_challenge_method=S256"), "{body}");
    let answer = HttpResponse::new(201, r#"{"request_uri":"urn:x:1","expires_in":60}"#);
    let (url, findings) = pending.pushed_url(&request, &answer).unwrap();
    assert_eq!(findings[0].code, "json.media-type");
    assert_eq!(findings.len(), 1);
    for (expires_in, found) in [
        ("", "missing"),
        (r#","expires_in":-5"#, "no positive"),
        (r#","expires_in":"soon""#, "no positive"),
    ] {
        let body = format!(r#"{{"request_uri":"urn:x:1"{expires_in}}}"#);
        let answer = HttpResponse::new(200, body).header("Content-Type", "application/json");
        let (_, findings) = pending.pushed_url(&request, &answer).unwrap();
        assert_eq!(findings[0].code, "authorization.pushed-status");
        assert_eq!(findings[1].code, "response.expires_in");
        assert!(findings[1].message.contains(found), "{expires_in}");
    }
    assert_eq!(
        url,
        "https://sts.example/authorize?client_id=interactive&request_uri=urn%3Ax%3A1"
    );
    let code = |response| {
        let error = pending.pushed_url(&request, &response).unwrap_err();
        error.code().as_str()
    };
    assert_eq!(code(HttpResponse::new(201, "{}")), "server.pushed-response");
    let refused = HttpResponse::new(400, r#"{"error":"invalid_request"}"#);
    assert_eq!(code(refused), "declined.invalid_request");
}

#[test]
fn a_signed_request_has_every_parameter_inside() {
    use claimscope_core::alg::Algorithm;
    use claimscope_core::base64url;
    use claimscope_core::json;
    use claimscope_core::jwk::generate;
    let mut entropy = |bytes: &mut [u8]| {
        bytes.fill(9);
        Ok(())
    };
    let key = generate(Algorithm::ES256, &mut entropy).unwrap();
    let pending = started(AuthorizationRequest {
        resources: vec!["urn:a".to_owned(), "urn:b".to_owned()],
        max_age_seconds: Some(60),
        ..request()
    });
    let metadata = |algorithms: &str| {
        let text = format!(
            r#"{{"issuer":"{ISSUER}","request_object_signing_alg_values_supported":{algorithms}}}"#
        );
        let value = json::parse(text.as_bytes()).value.unwrap();
        Metadata::from_object(value.as_object().unwrap().clone())
            .unwrap()
            .0
    };
    let now = Timestamp::from_unix_seconds(1_700_000_000);
    let both = metadata(r#"["RS256","ES256"]"#);
    let signed = pending
        .signed_parameters(&key, &both, now, &mut entropy)
        .unwrap();
    assert_eq!(
        signed[0],
        ("client_id".to_owned(), "interactive".to_owned())
    );
    let (name, object) = &signed[1];
    assert_eq!(name, "request");
    let part = |index: usize| {
        let bytes = base64url::decode(object.split('.').nth(index).unwrap()).unwrap();
        json::parse(&bytes)
            .value
            .unwrap()
            .as_object()
            .unwrap()
            .clone()
    };
    assert_eq!(part(0).get_str("typ"), Some("oauth-authz-req+jwt"));
    let claims = part(1);
    assert_eq!(claims.get_str("iss"), Some("interactive"));
    assert_eq!(claims.get_str("aud"), Some(ISSUER));
    assert_eq!(claims.get_str("state"), Some(state().as_str()));
    assert_eq!(claims.get("max_age").unwrap().to_string(), "60");
    assert_eq!(
        claims.get("resource").unwrap().to_string(),
        r#"["urn:a","urn:b"]"#
    );
    assert!(
        pending
            .url_with(&signed)
            .contains("?client_id=interactive&request=eyJ")
    );
    let other = metadata(r#"["RS256"]"#);
    let error = pending
        .signed_parameters(&key, &other, now, &mut entropy)
        .unwrap_err();
    assert_eq!(error.code(), "misuse.key");
}

#[test]
fn an_endpoint_that_brings_a_parameter_of_ours_is_refused() {
    let started = |endpoint: &str| {
        let request = AuthorizationRequest {
            authorization_endpoint: format!("{ISSUER}/authorize{endpoint}"),
            parameters: vec![("audience".to_owned(), "a".to_owned())],
            ..request()
        };
        let mut entropy = |_: &mut [u8]| Ok(());
        request.start(Timestamp::default(), &mut entropy)
    };
    for query in [
        "?state=attacker",
        "?a=b&response_type=token",
        "?Client_Id=x",
        "?redirect%5Furi=https://evil.example",
    ] {
        let error = started(query).unwrap_err();
        assert_eq!(error.code(), "misuse.authorization_endpoint", "{query}");
    }
    let by_hand = started("?audience=b").unwrap_err();
    assert_eq!(by_hand.code(), "misuse.options");
    assert!(started("?p=policy&tenant=a").is_ok());
}

#[test]
fn a_token_beside_the_code_is_told_of_and_not_used() {
    let answer = format!("code=abc&access_token=x&state={}", state());
    let read = pending().accept(&answer).unwrap();
    assert_eq!(read.code.expose(), b"abc");
    assert_eq!(read.findings[0].code, "authorization.token-in-answer");
}

#[test]
fn a_promise_of_iss_that_is_no_boolean_is_told_of() {
    let text = r#"{"issuer":"https://sts.example","code_challenge_methods_supported":["S256"],
        "authorization_response_iss_parameter_supported":"true"}"#;
    let value = claimscope_core::json::parse(text.as_bytes()).value.unwrap();
    let (metadata, _) = Metadata::from_object(value.as_object().unwrap().clone()).unwrap();
    let findings = AuthorizationRequest::default().findings(&metadata);
    assert_eq!(findings[0].code, "authorization.iss-promise");
}
