//! `keygen`: a private JWK on standard output.

use claimscope_core::jwk::Jwk;

use crate::run::{Run, binary, run};

#[test]
fn makes_a_key_for_every_algorithm() {
    for row in claimscope_core::alg::ROWS {
        let run = run(&["keygen", row.name]).exits(0);
        let jwk = Jwk::parse(run.stdout.as_bytes()).unwrap();
        assert!(jwk.is_private(), "{}", row.name);
        assert_eq!(jwk.algorithms().collect::<Vec<_>>(), [row.algorithm]);
        assert!(jwk.kid.is_some());
        // Its private part stands on standard output alone.
        let member = match run.json()["kty"].as_str() {
            Some("oct") => "k",
            Some("AKP") => "priv",
            _ => "d",
        };
        let secret = run.json()[member].as_str().unwrap().to_owned();
        assert!(!run.stderr.contains(&secret), "{}", run.stderr);
    }
}

#[test]
fn json_is_the_pair() {
    let pair = run(&["keygen", "ES256", "--json"]).exits(0);
    assert_eq!(pair.stderr, "");
    let pair = pair.json();
    assert!(pair["private"]["d"].is_string() && pair["public"]["d"].is_null());
    assert_eq!(pair["private"]["x"], pair["public"]["x"]);
    let secret = run(&["keygen", "HS256", "--json"]).exits(0).json();
    assert!(secret["private"]["k"].is_string() && secret["public"].is_null());
}

#[test]
fn an_unknown_algorithm_is_bad_usage() {
    run(&["keygen", "none"]).exits(2).says("RS256");
    run(&["keygen", "rs256"]).exits(2);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_no_success() {
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = binary(&["keygen", "ES256"]).stdout(full).output().unwrap();
    Run::from(output)
        .exits(2)
        .says("standard output cannot be written");
}
