//! What each kind of answer comes to, and what goes out.

use super::*;

#[test]
fn an_answer_that_is_no_good_set_is_a_failure_and_replaces_nothing() {
    let other = |status: u16, body: &str| Ok(HttpResponse::new(status, body));
    let too_many = Object::new()
        .with("keys", vec![Object::new(); 1_001])
        .to_string();
    let secret =
        r#"{"keys":[{"kty":"oct","kid":"k1","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]}"#;
    let encrypting = Object::new().with("keys", vec![key("k1").with("use", "enc")]);
    let unknown = r#"{"keys":[{"kty":"AKP","kid":"k1","alg":"ML-DSA-44","pub":"AA"}]}"#;
    for (answer, code) in [
        (
            other(302, "").map(|answer| answer.header("Location", "https://evil.example/")),
            "server.redirect",
        ),
        (other(304, ""), "server.status"),
        (other(404, ""), "server.status"),
        (other(500, &set(&["k2"])), "server.status"),
        (other(200, ""), "server.empty"),
        (other(200, "<!DOCTYPE html><p>Sign in"), "server.html"),
        (other(200, "{\"keys\":[}"), "server.json"),
        (other(200, "{\"keys\":{}}"), "server.jwks"),
        (other(200, "[1]"), "server.jwks"),
        (other(200, "{\"keys\":[]}"), "keys.none"),
        (other(200, &too_many), "server.jwks"),
        (other(200, &" ".repeat(1_048_577)), "server.too-large"),
        (other(200, secret), "keys.none"),
        (other(200, unknown), "keys.none"),
        (other(200, &encrypting.to_string()), "keys.none"),
        (Err(FetchFailure::Timeout), "keys.timeout"),
        (Err(FetchFailure::Network), "keys.network"),
        (Err(FetchFailure::TooLarge), "server.too-large"),
        (Err(FetchFailure::Redirect), "server.redirect"),
    ] {
        let mut cold = Host::new();
        assert_eq!(cold.once("k1", answer.clone()), LookUpOutcome::Failed(code));
        let mut host = Host::new();
        assert_eq!(host.once("k1", Ok(good(&["k1"]))), LookUpOutcome::Found);
        host.pass(HOUR);
        assert_eq!(host.once("k1", answer), LookUpOutcome::Found, "{code}");
        assert_eq!((host.fetches(), host.remote.generation()), (2, 1), "{code}");
        host.pass(SECOND);
        host.once("k1", Ok(good(&["k2"])));
        assert_eq!(
            host.once("k2", DOWN),
            LookUpOutcome::Found,
            "{code}: it recovers"
        );
    }
}

#[test]
fn what_everyone_can_sign_with_is_passed_over() {
    let mut entropy = |bytes: &mut [u8]| {
        bytes.fill(9);
        Ok(())
    };
    let private = generate(Algorithm::ES256, &mut entropy)
        .unwrap()
        .to_json_with_private();
    let private = private.with("kid", "p");
    let alone = Object::new().with("keys", vec![private.clone()]);
    let mut host = Host::new();
    host.once("p", Ok(HttpResponse::new(200, alone.to_string())));
    let LookUp::Fail(error) = host.remote.current(host.now_ms) else {
        panic!("there are keys");
    };
    assert!(error.message.contains("everyone can sign with it"));
    let body = Object::new().with("keys", vec![private, key("k1")]);
    let mut host = Host::new();
    let answer = Ok(HttpResponse::new(200, body.to_string()));
    assert_eq!(host.once("k1", answer.clone()), LookUpOutcome::Found);
    assert_eq!(host.once("p", answer), LookUpOutcome::NoSuchKey);
    let keys = host.remote.keys().unwrap();
    assert_eq!((keys.keys().len(), keys.skipped().len()), (1, 1));
    assert_eq!(host.remote.snapshot(), None);
}

#[test]
fn the_generation_changes_exactly_when_the_set_does() {
    let with = |text: &str| Ok(HttpResponse::new(200, text));
    let (a, b) = (key("a"), key("b"));
    let mut host = Host::new();
    for (answer, generation) in [
        (with(&set(&["a", "b"])), 1),
        (with(&set(&["a", "b"])), 1),
        (with(&format!(" {{ \"keys\": [{b},\n{a}] }}")), 1),
        (DOWN, 1),
        (with("{}"), 1),
        (with(&set(&["a"])), 2),
        (with(&set(&["a", "c"])), 3),
        (
            with(&format!(
                "{{\"keys\":[{a},{{\"kty\":\"new\",\"kid\":\"c\"}}]}}"
            )),
            4,
        ),
        (with(&set(&["a", "b"])), 5),
    ] {
        host.pass(HOUR / 2);
        host.once("a", answer);
        assert_eq!(host.remote.generation(), generation);
    }
}

#[test]
fn an_etag_is_sent_back_and_304_confirms_the_keys() {
    let mut host = Host::new();
    let first = good(&["k1"])
        .header("ETag", "W/\"1\"")
        .header("Cache-Control", "max-age=60");
    assert_eq!(host.once("k1", Ok(first)), LookUpOutcome::Found);
    assert_eq!(host.requests[0].header_value("if-none-match"), None);
    for _ in 0..3 {
        host.pass(60 * SECOND);
        assert_eq!(
            host.once("k1", Ok(HttpResponse::new(304, ""))),
            LookUpOutcome::Found
        );
        let sent = host.requests.last().unwrap();
        assert_eq!(sent.header_value("If-None-Match"), Some("W/\"1\""));
    }
    assert_eq!((host.fetches(), host.remote.generation()), (4, 1));
    assert!(host.remote.take_events().contains(&KeysEvent::Fetched {
        keys: 1,
        skipped: 0,
        not_modified: true,
        changed: false,
        fresh_seconds: 60,
    }));
    // Confirmed keys are as good as new, past any bound.
    host.pass(24 * HOUR);
    assert_eq!(
        host.once("k1", Ok(HttpResponse::new(304, ""))),
        LookUpOutcome::Found
    );
}

#[test]
fn an_etag_that_no_request_can_carry_is_not_sent() {
    for etag in [
        "",
        "1",
        "\"a b\"",
        "\"a\"b\"",
        "\"é\"",
        "\"\r\nX: y\"",
        &format!("\"{}\"", "a".repeat(300)),
    ] {
        let mut host = Host::new();
        host.once("k1", Ok(good(&["k1"]).header("ETag", etag)));
        host.pass(HOUR);
        assert_eq!(host.once("k1", Ok(good(&["k1"]))), LookUpOutcome::Found);
        assert_eq!(
            host.requests[1].header_value("If-None-Match"),
            None,
            "{etag:?}"
        );
    }
}

#[test]
fn an_issuer_is_asked_for_its_metadata_once() {
    let mut host = Host::of(RemoteKeys::from_issuer(ISSUER, KeysSettings::default()).unwrap());
    let mut endpoint = |request: &HttpRequest| match request.url.as_str() {
        URL => Ok(good(&["k1"])),
        "https://sts.example/.well-known/oauth-authorization-server" => Ok(metadata(URL)),
        _ => Ok(HttpResponse::new(404, "")),
    };
    assert_eq!(host.verify("k1", &mut endpoint), LookUpOutcome::Found);
    assert_eq!(host.fetches(), 3);
    let keys = host.remote.keys().unwrap();
    assert_eq!(keys.issuer(), Some(ISSUER));
    host.pass(HOUR);
    assert_eq!(host.verify("k1", &mut endpoint), LookUpOutcome::Found);
    assert_eq!(host.fetches(), 4);
}

#[test]
fn the_metadata_is_asked_again_where_its_address_is_no_good_any_more() {
    const MOVED: &str = "https://sts.example/keys";
    let mut host = Host::of(RemoteKeys::from_issuer(ISSUER, KeysSettings::default()).unwrap());
    assert_eq!(
        host.verify("k1", &mut |request| Ok(if request.url == URL {
            good(&["k1"])
        } else {
            metadata(URL)
        })),
        LookUpOutcome::Found
    );
    host.pass(HOUR);
    host.requests.clear();
    let mut moved = |request: &HttpRequest| {
        Ok(match request.url.as_str() {
            URL => HttpResponse::new(404, ""),
            MOVED => good(&["k2"]),
            _ => metadata(MOVED),
        })
    };
    assert_eq!(host.verify("k1", &mut |_| DOWN), LookUpOutcome::Found);
    host.pass(SECOND);
    assert_eq!(host.verify("k1", &mut moved), LookUpOutcome::Found);
    host.pass(2 * SECOND);
    assert_eq!(host.verify("k1", &mut moved), LookUpOutcome::Found);
    assert_eq!(host.verify("k2", &mut moved), LookUpOutcome::Found);
    let urls: Vec<&str> = host
        .requests
        .iter()
        .map(|request| request.url.as_str())
        .collect();
    let well_known = "https://sts.example/.well-known/openid-configuration";
    assert_eq!(urls, [URL, URL, well_known, MOVED]);
}

#[test]
fn metadata_that_cannot_be_trusted_leads_nowhere() {
    let other = Object::new()
        .with("issuer", "https://evil.example")
        .with("jwks_uri", URL);
    let ill = HttpResponse::new(503, "");
    for (answer, code, requests) in [
        (
            HttpResponse::new(200, other.to_string()),
            "server.issuer",
            1,
        ),
        (metadata("http://sts.example/jwks"), "server.jwks_uri", 1),
        (metadata("http://localhost:8080/jwks"), "server.jwks_uri", 1),
        (metadata("https://127.0.0.1/jwks"), "server.jwks_uri", 1),
        (metadata("file:///etc/passwd"), "server.jwks_uri", 1),
        (HttpResponse::new(404, ""), "server.status", 2),
        (ill, "server.status", 1),
    ] {
        let mut host = Host::of(RemoteKeys::from_issuer(ISSUER, KeysSettings::default()).unwrap());
        for _ in 0..50 {
            assert_eq!(
                host.once("k1", Ok(answer.clone())),
                LookUpOutcome::Failed(code)
            );
        }
        assert_eq!(host.fetches(), requests, "{code}");
    }
}

#[test]
fn addresses_are_judged_before_anything_is_sent() {
    let settings = KeysSettings::default;
    let code =
        |result: Result<RemoteKeys, KeysError>| result.err().map(|error| error.code.as_str());
    assert_eq!(
        code(RemoteKeys::from_jwks_uri(
            "http://sts.example/jwks",
            settings()
        )),
        Some("misuse.https")
    );
    assert_eq!(
        code(RemoteKeys::from_jwks_uri("jwks", settings())),
        Some("misuse.jwks_uri")
    );
    assert_eq!(
        code(RemoteKeys::from_jwks_uri(
            "http://localhost:5001/jwks",
            settings()
        )),
        None
    );
    assert_eq!(
        code(RemoteKeys::from_issuer("http://sts.example", settings())),
        Some("misuse.https")
    );
    assert_eq!(
        code(RemoteKeys::from_issuer("sts.example", settings())),
        Some("misuse.issuer")
    );
    let bound = RemoteKeys::from_jwks_uri_of(URL, ISSUER, settings()).unwrap();
    let mut host = Host::of(bound);
    assert_eq!(host.once("k1", Ok(good(&["k1"]))), LookUpOutcome::Found);
    assert_eq!(host.remote.keys().unwrap().issuer(), Some(ISSUER));
}

#[test]
fn events_tell_the_story() {
    let mut host = Host::new();
    host.once("k1", Ok(good(&["k1"])));
    host.pass(HOUR);
    for _ in 0..3 {
        host.once("k1", Ok(HttpResponse::new(503, "")));
    }
    let events = serde_json::to_string(&host.remote.take_events()).unwrap();
    let expected = [
        r#"{"type":"started","url":"https://sts.example/jwks"}"#,
        r#"{"type":"fetched","keys":1,"skipped":0,"not_modified":false,"changed":true,"fresh_seconds":600}"#,
        r#"{"type":"started","url":"https://sts.example/jwks"}"#,
        r#"{"type":"failed","code":"server.status","message":"the key set was expected, and the server answered 503","retry_at_ms":1700003601000}"#,
        r#"{"type":"served-stale","age_seconds":3600}"#,
    ];
    assert_eq!(events, format!("[{}]", expected.join(",")));
    for number in 0..1_000 {
        host.once(&format!("x{number}"), DOWN);
    }
    assert_eq!(host.remote.take_events().len(), 100);
}
