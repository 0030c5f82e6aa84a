//! The guard before a service, with keys in hand and keys that are published.
#![expect(clippy::unwrap_used, reason = "a failed set-up fails the test")]

use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::pending;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use claimscope_core::Verified;
use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::{KeySet, SigningKey};
use claimscope_core::entropy::NoEntropy;
use claimscope_core::json::{Object, Value};
use claimscope_core::jwk::{self, Jwk};
use claimscope_core::jwt::{self, Expectations, Policy, Profile};
use claimscope_core::report::KeySource;
use claimscope_guard::{Guard, GuardMisuse, PublishedKeys, VerificationKeys};
use claimscope_oauth::HttpResponse;
use claimscope_oauth::keys::{FetchFailure, KeysSettings, RemoteKeys};
use http::{Request, Response};
use tower::{Layer, ServiceExt, service_fn};

const NOW_MS: i64 = 1_700_000_000_000;

fn entropy(bytes: &mut [u8]) -> Result<(), NoEntropy> {
    getrandom::fill(bytes).map_err(|_| NoEntropy)
}

fn key(kid: &str) -> Jwk {
    let mut key = jwk::generate(Algorithm::ES256, &mut entropy).unwrap();
    key.kid = Some(kid.to_owned());
    key
}

fn token(key: &Jwk, more: Object) -> String {
    let mut claims = Object::new()
        .with("iss", "https://sts.example")
        .with("aud", "api1")
        .with("exp", 2_000_000_000)
        .with("sub", "alice");
    for (name, value) in more.iter() {
        claims.set(name, value.clone());
    }
    let mut header = Object::new();
    header.set("kid", key.kid.as_deref().unwrap_or_default());
    let key = SigningKey::new(key, Algorithm::ES256).unwrap();
    jwt::sign(&header, &claims, &key, &mut entropy).unwrap()
}

fn policy() -> Policy {
    Expectations::of(Profile::Jwt)
        .issuer("https://sts.example")
        .audience("api1")
        .algorithms([Algorithm::ES256])
        .policy()
        .unwrap()
}

fn in_hand(key: &Jwk) -> Guard<Arc<KeySet>> {
    let keys = KeySet::from_key(key.public().unwrap(), KeySource::Key);
    Guard::new(policy(), keys).unwrap().clock(|| NOW_MS)
}

fn jwks(keys: &[&Jwk]) -> HttpResponse {
    let keys: Vec<String> = keys
        .iter()
        .map(|key| key.public().unwrap().to_json().to_string())
        .collect();
    HttpResponse::new(200, format!(r#"{{"keys":[{}]}}"#, keys.join(",")))
}

fn published() -> RemoteKeys {
    RemoteKeys::from_jwks_uri("https://sts.example/jwks", KeysSettings::default()).unwrap()
}

async fn send<K: VerificationKeys>(guard: &Guard<K>, authorization: &str) -> Response<String> {
    let service = service_fn(async |request: Request<()>| {
        let verified = request.extensions().get::<Verified>().unwrap();
        let caller = verified.claims().get_str("sub").unwrap().to_owned();
        Ok::<_, Infallible>(Response::new(caller))
    });
    let request = Request::builder()
        .uri("/orders")
        .header("Authorization", authorization)
        .body(())
        .unwrap();
    guard.layer(service).oneshot(request).await.unwrap()
}

async fn bearer<K: VerificationKeys>(guard: &Guard<K>, token: &str) -> Response<String> {
    send(guard, &format!("Bearer {token}")).await
}

#[tokio::test]
async fn keys_are_fetched_once_for_all_who_wait_and_once_more_for_a_new_key() {
    let (first, second) = (key("1"), key("2"));
    let answers = Mutex::new(VecDeque::from([jwks(&[&first]), jwks(&[&first, &second])]));
    let fetches = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&fetches);
    let fetch = move |_| {
        count.fetch_add(1, Ordering::SeqCst);
        let answer = answers.lock().unwrap().pop_front();
        async {
            tokio::task::yield_now().await;
            answer.ok_or(FetchFailure::Network)
        }
    };
    let now_ms = Arc::new(Mutex::new(NOW_MS));
    let clock = Arc::clone(&now_ms);
    let guard = Guard::with_keys(policy(), PublishedKeys::new(published(), fetch))
        .unwrap()
        .clock(move || *clock.lock().unwrap());
    let good = token(&first, Object::new());
    let asked = (0..20).map(|_| {
        let (guard, good) = (guard.clone(), good.clone());
        tokio::spawn(async move { bearer(&guard, &good).await.status() })
    });
    for answer in asked.collect::<Vec<_>>() {
        assert_eq!(answer.await.unwrap(), 200);
    }
    assert_eq!(fetches.load(Ordering::SeqCst), 1);

    // A kid that nobody knows is asked for once, when the endpoint was left alone for long enough.
    *now_ms.lock().unwrap() += 600_000;
    let newer = token(&second, Object::new());
    assert_eq!(bearer(&guard, &newer).await.status(), 200);
    assert_eq!(fetches.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn without_keys_the_answer_is_503_and_the_endpoint_is_left_alone() {
    let fetches = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&fetches);
    let fetch = move |_| {
        count.fetch_add(1, Ordering::SeqCst);
        async { Err(FetchFailure::Timeout) }
    };
    let guard = Guard::with_keys(policy(), PublishedKeys::new(published(), fetch))
        .unwrap()
        .clock(|| NOW_MS);
    for _ in 0..3 {
        let answer = bearer(&guard, &token(&key("1"), Object::new())).await;
        assert_eq!(answer.status(), 503);
        assert_eq!(answer.headers()["Retry-After"], "10");
        assert!(answer.body().contains("keys.timeout"), "{}", answer.body());
    }
    assert_eq!(fetches.load(Ordering::SeqCst), 1);
}

/// A clock that a fetch puts forward by ten seconds.
#[tokio::test]
async fn a_fetch_that_takes_its_time_is_recorded_at_its_end() {
    let now_ms = Arc::new(AtomicI64::new(NOW_MS));
    let fetches = Arc::new(AtomicUsize::new(0));
    let (slow, count) = (Arc::clone(&now_ms), Arc::clone(&fetches));
    let fetch = move |_| {
        count.fetch_add(1, Ordering::SeqCst);
        slow.fetch_add(10_000, Ordering::SeqCst);
        async { Err(FetchFailure::Timeout) }
    };
    let clock = Arc::clone(&now_ms);
    let guard = Guard::with_keys(policy(), PublishedKeys::new(published(), fetch))
        .unwrap()
        .clock(move || clock.load(Ordering::SeqCst));
    let good = token(&key("1"), Object::new());
    // Whoever comes at once after the failure finds the endpoint left alone.
    for _ in 0..3 {
        assert_eq!(bearer(&guard, &good).await.status(), 503);
    }
    assert_eq!(fetches.load(Ordering::SeqCst), 1);
    now_ms.fetch_add(600_000, Ordering::SeqCst);
    assert_eq!(bearer(&guard, &good).await.status(), 503);
    assert_eq!(fetches.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_request_that_goes_away_does_not_keep_the_keys_from_the_next() {
    let signer = key("1");
    let (first, answer) = (AtomicUsize::new(0), jwks(&[&signer]));
    let fetch = move |_| {
        let hangs = first.fetch_add(1, Ordering::SeqCst) == 0;
        let answer = answer.clone();
        async move {
            if hangs {
                pending::<()>().await;
            }
            Ok(answer)
        }
    };
    let guard = Guard::with_keys(policy(), PublishedKeys::new(published(), fetch))
        .unwrap()
        .clock(|| NOW_MS);
    let good = token(&signer, Object::new());
    {
        let mut hanging = std::pin::pin!(bearer(&guard, &good));
        let polled =
            std::future::poll_fn(|context| std::task::Poll::Ready(hanging.as_mut().poll(context)));
        assert!(polled.await.is_pending());
    }
    assert_eq!(bearer(&guard, &good).await.status(), 200);
}

#[tokio::test]
async fn a_token_that_is_bound_to_a_key_is_no_bearer_token() {
    let signer = key("1");
    let of = |member: &str| Value::from(Object::new().with(member, "x"));
    for (cnf, code) in [
        (of("jkt"), "dpop.required"),
        (of("x5t#S256"), "token.certificate-bound"),
        (of("jwk"), "token.bound"),
        (of("jwe"), "token.bound"),
        (of("kid"), "token.bound"),
        (of("jku"), "token.bound"),
        (of("another"), "token.bound"),
        (Value::from(Object::new()), "token.bound"),
        (Value::from("x"), "token.bound"),
        (Value::from(vec!["x"]), "token.bound"),
        (Value::Null, "token.bound"),
    ] {
        let bound = Object::new().with("cnf", cnf);
        let answer = bearer(&in_hand(&signer), &token(&signer, bound)).await;
        assert_eq!(answer.status(), 401);
        assert!(answer.body().contains(code), "{}", answer.body());
    }
}

#[tokio::test]
async fn whoever_runs_the_api_is_told_of_each_refusal_without_the_token() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&told);
    let signer = key("1");
    let guard = in_hand(&signer).on_refusal(move |refusal, method, uri| {
        let line = format!(
            "{} {method} {} {} {}",
            refusal.status,
            uri.path(),
            refusal.code,
            refusal.message
        );
        log.lock().unwrap().push(line);
    });
    let expired = token(&signer, Object::new().with("exp", 1_600_000_000));
    assert_eq!(bearer(&guard, &expired).await.status(), 401);
    assert_eq!(bearer(&guard, "a b").await.status(), 400);
    assert_eq!(
        bearer(&guard, &token(&signer, Object::new())).await.body(),
        "alice"
    );
    let told = told.lock().unwrap().join("\n");
    assert!(
        told.starts_with("401 GET /orders claim.exp expired"),
        "{told}"
    );
    assert!(told.contains("\n400 GET /orders request.invalid"), "{told}");
    assert!(!told.contains(&expired[..20]), "{told}");
}

#[test]
fn what_no_header_and_no_metadata_can_hold_is_told_when_the_guard_is_made() {
    let guard = || in_hand(&key("1"));
    let misuse = guard().realm("Bücher").unwrap_err();
    assert_eq!(misuse, GuardMisuse::NotPrintable("realm"));
    let expected = || {
        Expectations::of(Profile::Jwt)
            .issuer("https://sts.example")
            .audience("api1")
            .algorithms([Algorithm::ES256])
    };
    for (expectations, what) in [
        (expected().scope("bücher.read"), "scope"),
        (expected().scope("a").scope("b\nc"), "scope"),
        (expected().acr("gülden"), "acr"),
    ] {
        let keys = KeySet::from_key(key("1").public().unwrap(), KeySource::Key);
        let misuse = Guard::new(expectations.policy().unwrap(), keys).unwrap_err();
        assert_eq!(misuse, GuardMisuse::NotPrintable(what));
    }
    for url in [
        "orders",
        "https://api.example/#orders",
        "http://api.example/orders",
        "ftp://api.example/",
        "https://api.example/bücher",
    ] {
        let misuse = guard().resource(url, &Object::new()).unwrap_err();
        assert_eq!(misuse, GuardMisuse::Resource(url.to_owned()));
    }
}
