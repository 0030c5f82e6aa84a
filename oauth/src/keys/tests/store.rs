//! Keys written down and read back, in order and not.

use super::*;

/// A host that has fetched once, and what it wrote down.
fn written() -> (Host, String) {
    let mut host = Host::new();
    let answer = good(&["k1"])
        .header("ETag", "\"1\"")
        .header("Cache-Control", "max-age=900");
    host.once("k1", Ok(answer));
    let snapshot = host.remote.snapshot().unwrap();
    (host, snapshot)
}

#[test]
fn keys_go_on_where_they_were_written_down() {
    let (_, snapshot) = written();
    let mut host = Host::new();
    host.pass(800 * SECOND);
    assert_eq!(host.remote.restore(&snapshot, host.now_ms), Ok(true));
    assert_eq!(host.remote.restore(&snapshot, host.now_ms), Ok(false));
    assert_eq!(host.remote.generation(), 1);
    host.pass(99 * SECOND);
    let found = host.remote.current(host.now_ms);
    assert!(
        matches!(found, LookUp::Use { refresh: true, .. }),
        "{found:?}"
    );
    host.pass(SECOND);
    assert_eq!(
        host.once("k1", Ok(HttpResponse::new(304, ""))),
        LookUpOutcome::Found
    );
    assert_eq!(
        host.requests[0].header_value("if-none-match"),
        Some("\"1\"")
    );
    assert!(
        host.remote
            .take_events()
            .contains(&KeysEvent::Restored { age_seconds: 800 })
    );
}

#[test]
fn a_304_confirms_no_other_set_than_the_one_that_was_asked_for() {
    let (mut host, _) = written();
    let (mut newer, _) = written();
    newer.pass(900 * SECOND);
    let answer = good(&["k2"])
        .header("ETag", "\"2\"")
        .header("Cache-Control", "max-age=900");
    newer.once("k2", Ok(answer));
    let snapshot = newer.remote.snapshot().unwrap();
    host.pass(900 * SECOND);
    let fetch = host.remote.start(host.now_ms).unwrap();
    host.pass(20 * SECOND);
    assert_eq!(host.remote.restore(&snapshot, host.now_ms), Ok(true));
    let unmodified = HttpResponse::new(304, "");
    let entropy = &mut |_: &mut [u8]| Ok(());
    host.remote
        .accept(fetch.ticket, &unmodified, host.now_ms, entropy);
    host.pass(880 * SECOND);
    assert_eq!(host.once("k1", Ok(good(&["k1"]))), LookUpOutcome::Found);
    assert_eq!(
        host.requests.last().unwrap().header_value("if-none-match"),
        Some("\"2\"")
    );
}

#[test]
fn a_dead_endpoint_and_stored_keys_are_enough_to_start() {
    let (_, snapshot) = written();
    let mut host = Host::new();
    host.pass(2 * HOUR);
    host.remote.restore(&snapshot, host.now_ms).unwrap();
    assert_eq!(host.once("k1", DOWN), LookUpOutcome::Found);
    assert_eq!(host.fetches(), 1);
}

#[test]
fn what_cannot_be_relied_on_is_refused() {
    let (host, snapshot) = written();
    let replaced = |from: &str, to: &str| {
        assert!(snapshot.contains(from), "{snapshot}");
        snapshot.replace(from, to)
    };
    let bound_ms = 900 * SECOND + 4 * HOUR;
    for (text, now_ms, code) in [
        (snapshot.clone(), START + bound_ms, "keys.snapshot"),
        (snapshot.clone(), START - 11 * SECOND, "keys.snapshot"),
        (String::new(), START, "keys.snapshot"),
        (
            snapshot[..snapshot.len() - 1].to_owned(),
            START,
            "keys.snapshot",
        ),
        (
            replaced("\"version\":2", "\"version\":1"),
            START,
            "keys.snapshot",
        ),
        (
            replaced("\"version\"", "\"versions\""),
            START,
            "keys.snapshot",
        ),
        (
            replaced("sts.example", "evil.example"),
            START,
            "keys.snapshot",
        ),
        (
            replaced("\"issuer\":null", "\"issuer\":\"https://evil.example\""),
            START,
            "keys.snapshot",
        ),
        (
            replaced("\\\"kty\\\":\\\"OKP\\\"", "\\\"kty\\\":\\\"?\\\""),
            START,
            "keys.none",
        ),
        (
            replaced("{\\\"keys\\\"", "[{\\\"keys\\\""),
            START,
            "server.json",
        ),
        (" ".repeat(4 << 20), START, "keys.snapshot"),
    ] {
        let mut other = Host::new();
        let error = other.remote.restore(&text, now_ms).unwrap_err();
        assert_eq!(error.code, code, "{error}");
        assert!(other.remote.keys().is_none());
    }
    let forever = snapshot.replace("\"fresh_until\":17", "\"fresh_until\":9917");
    let mut other = Host::new();
    other.remote.restore(&forever, START).unwrap();
    other.pass(24 * HOUR);
    let found = other.remote.current(other.now_ms);
    assert!(matches!(found, LookUp::Fetch), "{found:?}");
    let mut bound =
        Host::of(RemoteKeys::from_jwks_uri_of(URL, ISSUER, KeysSettings::default()).unwrap());
    assert!(bound.remote.restore(&snapshot, host.now_ms).is_err());
}

#[test]
fn what_is_not_to_be_stored_is_not() {
    let mut host = Host::new();
    assert_eq!(host.remote.snapshot(), None);
    host.once("k1", Ok(good(&["k1"]).header("Cache-Control", "no-store")));
    assert_eq!(host.remote.snapshot(), None);
    let (mut host, _) = written();
    host.pass(24 * HOUR);
    host.remote.current(host.now_ms);
    assert_eq!(host.remote.snapshot(), None);
}

#[test]
fn an_issuer_remembers_where_its_keys_are() {
    let issuer = || Host::of(RemoteKeys::from_issuer(ISSUER, KeysSettings::default()).unwrap());
    let mut endpoint = |request: &HttpRequest| {
        Ok(if request.url == URL {
            good(&["k1"])
        } else {
            metadata(URL)
        })
    };
    let mut first = issuer();
    assert_eq!(first.verify("k1", &mut endpoint), LookUpOutcome::Found);
    let snapshot = first.remote.snapshot().unwrap();
    let mut second = issuer();
    assert_eq!(second.remote.restore(&snapshot, START), Ok(true));
    second.pass(HOUR);
    assert_eq!(second.verify("k1", &mut endpoint), LookUpOutcome::Found);
    assert_eq!(second.fetches(), 1);
    assert_eq!(second.remote.keys().unwrap().issuer(), Some(ISSUER));
    let elsewhere = snapshot.replace("https://sts.example/jwks", "http://localhost/jwks");
    assert_eq!(
        issuer().remote.restore(&elsewhere, START).unwrap_err().code,
        "server.jwks_uri"
    );
    let unbound = snapshot.replace("\"issuer\":\"https://sts.example\"", "\"issuer\":null");
    assert_eq!(
        issuer().remote.restore(&unbound, START).unwrap_err().code,
        "keys.snapshot"
    );
}
