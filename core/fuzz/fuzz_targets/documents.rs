//! What servers answer with: metadata, key sets, token responses, errors and challenges, in any bytes.
#![no_main]

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::KeySet;
use claimscope_core::jwk::{Jwk, JwkSet};
use claimscope_core::report::KeySource;
use claimscope_oauth::{Discovery, HttpResponse, challenge};
use libfuzzer_sys::fuzz_target;

/// Whatever the first candidate is answered with, discovery ends after a bounded number of requests.
fn discover(response: &HttpResponse) {
    let mut discovery =
        Discovery::new("https://issuer.example/tenant").expect("the issuer is a URL");
    for _ in 0..8 {
        if discovery.request().is_none() {
            return;
        }
        if !matches!(discovery.accept(response), Ok(None)) {
            return;
        }
    }
    panic!("discovery does not end");
}

/// A set that was read can be searched, and its public form can be read again.
fn keys(bytes: &[u8]) {
    let _ = Jwk::parse(bytes);
    let Ok(set) = JwkSet::parse(bytes) else {
        return;
    };
    let public = set.to_json().to_string();
    let again = JwkSet::parse(public.as_bytes()).expect("what we write we can read");
    assert!(again.keys.iter().all(|key| !key.is_private()));
    let keys = KeySet::from_jwks(set, KeySource::Jwks);
    for algorithm in Algorithm::all() {
        for (key, mismatch) in keys.trace(None, algorithm) {
            if mismatch.is_none()
                && let Ok(matches) = key.verify(algorithm, b"message", b"no signature")
            {
                assert!(!matches);
            }
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let response = HttpResponse::new(200, data).header("content-type", "application/json");
    discover(&response);
    keys(data);
    if let Ok(text) = std::str::from_utf8(data) {
        challenge::parse([text]);
    }
});
