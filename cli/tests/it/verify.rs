//! `verify`: the verdict, its exit code, and where keys come from.

mod input;

use claimscope_server::{Mint, Server};
use std::process::Stdio;

use crate::playground::OwnPlayground;
use crate::run::{Run, binary, run, run_with};
use crate::tiny::{Reply, Tiny};

/// `claimscope verify -` against the stage's issuer.
fn verify(stage: &OwnPlayground, token: &str, more: &[&str]) -> Run {
    let issuer = stage.issuer();
    let mut arguments = vec!["verify", "-", "--issuer", &issuer];
    arguments.extend(more);
    run_with(&arguments, format!("{token}\n").as_bytes(), &[])
}

#[test]
fn a_token_piped_from_token_to_verify_is_accepted() {
    let stage = OwnPlayground::open();
    let issuer = stage.issuer();
    let mut arguments = vec!["token", "--issuer", &issuer, "--client-id", "client"];
    arguments.extend(["--client-secret-env", "S", "--scope", "api1"]);
    // Both run at once, so that the token is younger than the process that verifies it.
    let mut token = binary(&arguments)
        .env("S", "secret")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = binary(&["verify", "-", "--issuer", &issuer, "--audience", "api1"])
        .stdin(token.stdout.take().unwrap())
        .output()
        .unwrap();
    assert!(token.wait().unwrap().success());
    let run = Run::from(output).exits(0);
    assert!(
        run.stdout
            .starts_with("✓ accepted  signed with a key of the issuer; "),
        "{}",
        run.stdout
    );
    assert!(run.has_line(&["Profile", "jwt"]), "{}", run.stdout);
    let signature = ["Signature", "✓ valid", "RS256 by the issuer's key"];
    assert!(run.has_line(&signature), "{}", run.stdout);
    run.prints("--profile identityserver4").hides("eyJ");
}

#[test]
fn the_issuer_may_be_given_by_its_document() {
    let stage = OwnPlayground::open();
    let url = format!("{}/.well-known/openid-configuration", stage.issuer());
    let token = stage.token();
    run(&["verify", &token, "--issuer", &url, "--audience", "api1"]).exits(0);
}

#[test]
fn a_wrong_audience_is_rejected_by_name() {
    let stage = OwnPlayground::open();
    let run = verify(&stage, &stage.token(), &["--audience", "api2"]).exits(1);
    assert!(
        run.stdout.starts_with("✗ rejected  claim.aud: "),
        "{}",
        run.stdout
    );
    for line in [
        ["✗ fail", "claim.aud"],
        ["expected", "api2"],
        ["actual", "api1"],
        ["Claims", "not as expected"],
    ] {
        assert!(run.has_line(&line), "{line:?} in {}", run.stdout);
    }
}

#[test]
fn the_report_goes_to_a_file_as_markdown() {
    let stage = OwnPlayground::open();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.md");
    let path = file.to_str().unwrap();
    verify(
        &stage,
        &stage.token(),
        &["--audience", "api2", "--markdown", path],
    )
    .exits(1)
    .prints("claim.aud");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("| claim.aud | **failed** |"), "{text}");
    assert!(!text.contains("eyJ"), "{text}");
}

#[test]
fn json_is_the_report_and_nothing_else() {
    let stage = OwnPlayground::open();
    let report = verify(&stage, &stage.token(), &["--audience", "api2", "--json"])
        .exits(1)
        .json();
    assert_eq!(report["verdict"], "rejected");
    assert_eq!(report["format"], "jws");
    assert_eq!(report["profile"], "jwt");
    assert_eq!(report["signature"]["status"], "valid");
    assert_eq!(report["signature"]["key"]["source"], "issuer-jwks");
    assert_eq!(report["claims"]["client_id"], "client");
    let checks = report["checks"].as_array().unwrap();
    let aud = checks
        .iter()
        .find(|check| check["id"] == "claim.aud")
        .unwrap();
    assert_eq!(
        (&aud["status"], &aud["expected"], &aud["actual"]),
        (&"fail".into(), &"api2".into(), &"api1".into())
    );
    assert_eq!(aud["spec"], "RFC 7519 §4.1.3");
}

#[test]
fn each_profile_is_checked_by_its_name() {
    let stage = OwnPlayground::open();
    let token = stage.token();
    let with = |profile: &str| {
        verify(
            &stage,
            &token,
            &["--audience", "api1", "--profile", profile, "--json"],
        )
    };
    assert_eq!(
        with("identityserver4").exits(0).json()["profile"],
        "identityserver4"
    );
    // Without a user IdentityServer4 writes no sub, which RFC 9068 asks for.
    assert_eq!(with("at+jwt").exits(1).json()["profile"], "at+jwt");
    with("id-token").exits(1);
    with("saml").exits(2).says("identityserver4");
}

#[test]
fn spoilt_tokens_are_rejected_by_the_check_that_fits() {
    let stage = OwnPlayground::open();
    let spoilt = [
        (Mint::default().expired(), "claim.exp"),
        (Mint::default().not_yet_valid(), "claim.nbf"),
        (Mint::default().tampered(), "signature.value"),
        (Mint::default().issuer("https://elsewhere"), "claim.iss"),
        (Mint::default().foreign_key(), "key.found"),
        (Mint::default().unsigned(), "header.alg"),
    ];
    for (mint, id) in spoilt {
        let token = stage.mint(mint);
        let run = verify(&stage, &token, &["--audience", "api1"]).exits(1);
        assert!(run.has_line(&["✗ fail", id]), "{id} in {}", run.stdout);
        run.hides(&token);
    }
}

/// RFC 7515 appendix A.1, whose secret is public; it expired in 2011.
const HS256: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\
eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.\
dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

#[test]
fn times_are_judged_as_of_the_moment_given() {
    let key = r#"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}"#;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key.jwk");
    std::fs::write(&file, key).unwrap();
    let common = [
        "verify",
        HS256,
        "--issuer",
        "joe",
        "--no-audience",
        "--key",
        file.to_str().unwrap(),
    ];
    let at = |more: &[&str]| {
        let arguments: Vec<_> = common.iter().copied().chain(more.iter().copied()).collect();
        run(&arguments)
    };
    at(&["--at", "1300819379"])
        .exits(0)
        .prints("waived: audience");
    at(&["--at", "2011-03-22T18:42:59Z"]).exits(0);
    at(&["--at", "1300819380"]).exits(1).prints("claim.exp");
    at(&["--at", "1300819380", "--leeway", "30s"]).exits(0);
    at(&["--at", "1300819410", "--leeway", "30s"]).exits(1);
    at(&["--at", "1300819379000"]).exits(2).says("milliseconds");
    at(&["--leeway", "11m"]).exits(2);
    at(&["--at", "1300819379", "--alg", "RS256"])
        .exits(1)
        .prints("signature.algorithm");
}

#[test]
fn nothing_is_expected_in_silence() {
    let stage = OwnPlayground::open();
    let (issuer, token) = (stage.issuer(), stage.token());
    let jwks = stage.jwks();
    run(&["verify", &token])
        .exits(2)
        .says("--issuer")
        .hides(&token);
    run(&["verify", &token, "--issuer", &issuer])
        .exits(2)
        .says("--no-audience");
    run(&["verify", &token, "--jwks", &jwks, "--audience", "api1"])
        .exits(2)
        .says("--no-issuer");
    run(&["verify", &token, "--no-issuer", "--no-audience"])
        .exits(2)
        .says("no key");
    run(&[
        "verify",
        &token,
        "--issuer",
        &issuer,
        "--no-issuer",
        "--no-audience",
    ])
    .exits(2);
    run(&[
        "verify",
        &token,
        "--jwks",
        &jwks,
        "--no-issuer",
        "--no-audience",
    ])
    .exits(0)
    .prints("waived: issuer, audience");
}

#[test]
fn an_issuer_that_does_not_answer_is_a_network_failure() {
    let stage = OwnPlayground::open();
    let token = stage.token();
    stage.stop(Server::Token);
    verify(&stage, &token, &["--audience", "api1"])
        .exits(3)
        .says("nothing listens on")
        .hides(&token);
}

#[test]
fn all_that_is_missing_is_named_at_once() {
    run(&["verify", HS256])
        .exits(2)
        .says("no key")
        .says("no issuer")
        .says("no audience");
    let id_token = ["--issuer", "https://a.example", "--profile", "id-token"];
    run(&[&["verify", HS256][..], &id_token].concat())
        .exits(2)
        .says("--audience CLIENT_ID");
}

#[test]
fn a_leeway_is_a_short_span() {
    let common = ["verify", HS256, "--no-issuer", "--no-audience", "--leeway"];
    let with = |leeway| run(&[&common[..], &[leeway]].concat()).exits(2);
    with("-5s").says("cannot be negative");
    with("10000d").says("seconds, minutes or hours");
    run(&["verify", "--help"]).prints("600s at most");
}

#[test]
fn failures_stand_first_among_the_checks() {
    let stage = OwnPlayground::open();
    let token = stage.mint(Mint::default().expired());
    let run = verify(&stage, &token, &["--audience", "api1"]).exits(1);
    let (_, checks) = run.stdout.split_once("Checks\n").unwrap();
    assert!(
        checks.trim_start().starts_with("✗ fail  claim.exp"),
        "{checks}"
    );
}

#[test]
fn an_expectation_that_says_nothing_is_refused() {
    let stage = OwnPlayground::open();
    let token = stage.token();
    let complete = ["--audience", "api1"];
    verify(&stage, &token, &complete).exits(0);
    let options = [
        "--audience",
        "--scope",
        "--client-id",
        "--nonce",
        "--require-claim",
        "--profile",
        "--alg",
        "--max-age",
        "--leeway",
        "--at",
        "--jwks",
        "--key",
        "--secret-env",
        "--secret-file",
    ];
    for option in options {
        for odd in ["", " ", "\t", "api1\n"] {
            let given = [&complete[..], &[option, odd]].concat();
            let run = verify(&stage, &token, &given).exits(2);
            assert_eq!(run.stdout, "", "{option} {odd:?}");
        }
    }
    for odd in ["", " ", "\t"] {
        run(&["verify", &token, "--issuer", odd, "--no-audience"]).exits(2);
        let jwks = ["--jwks", &stage.jwks(), "--issuer", odd];
        run(&[&["verify", &token, "--no-audience"][..], &jwks].concat()).exits(2);
    }
    for odd in ["api1  api2", "api1\tapi2"] {
        verify(&stage, &token, &[&complete[..], &["--scope", odd]].concat()).exits(2);
    }
}

#[test]
fn a_report_fits_a_narrow_terminal() {
    let stage = OwnPlayground::open();
    let (issuer, token) = (stage.issuer(), stage.mint(Mint::default().expired()));
    let arguments = ["verify", &token, "--issuer", &issuer, "--audience", "api1"];
    for columns in [40, 60, 100] {
        let run = run_with(&arguments, b"", &[("COLUMNS", &columns.to_string())]).exits(1);
        for line in run.stdout.lines() {
            // A word such as a URL or a key's name stays whole.
            let last = line.split(' ').next_back().unwrap_or_default();
            assert!(
                last.len() > 20 || line.chars().count() <= columns,
                "{columns}: {line}"
            );
        }
    }
}

#[test]
fn an_encrypted_token_is_called_encrypted_and_not_malformed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    std::fs::write(&file, "a secret of thirty-two bytes, at least").unwrap();
    let header = r#"{"alg":"dir","enc":"A128GCM"}"#;
    let header = claimscope_core::base64url::encode(header);
    let token = format!("{header}..AAAAAAAAAAAAAAAA.AAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA");
    run(&["inspect", &token])
        .prints("encrypted")
        .prints("without decrypting it");
    let secret = ["--secret-file", file.to_str().unwrap()];
    let verify = ["verify", &token, "--no-issuer", "--no-audience"];
    let verified = run(&[&verify[..], &secret].concat()).exits(1);
    assert!(verified.stdout.contains("was not decrypted"));
    assert!(
        !verified.stdout.contains("malformed"),
        "{}",
        verified.stdout
    );
}

#[test]
fn a_token_that_no_published_key_can_verify_is_rejected_whatever_the_set_holds() {
    let keys_found = "key.found: the key set is empty";
    let arguments = ["verify", HS256, "--no-issuer", "--no-audience", "--jwks"];
    for set in [
        "{}",
        r#"{"keys":[]}"#,
        r#"{"issuer":"https://id.test","token_endpoint":"https://id.test/t"}"#,
    ] {
        run_with(&[&arguments[..], &["-"]].concat(), set.as_bytes(), &[])
            .exits(1)
            .prints(keys_found)
            .prints("the token is signed with a shared secret");
    }
    run_with(&[&arguments[..], &["-"]].concat(), b"{}", &[]).prints("a JWK set has \"keys\"");
    let tiny = Tiny::open(|origin, path| match path {
        "/.well-known/openid-configuration" => Some(serde_json::json!({
            "issuer": origin,
            "jwks_uri": format!("{origin}/jwks"),
        })),
        "/jwks" => Some(serde_json::json!({})),
        _ => None,
    });
    let url = format!("{}/jwks", tiny.origin());
    run(&[&arguments[..], &[url.as_str()]].concat())
        .exits(1)
        .prints(keys_found);
    let by_issuer = ["verify", HS256, "--issuer", tiny.origin(), "--no-audience"];
    run(&by_issuer)
        .exits(1)
        .prints(keys_found)
        .prints("a JWK set has \"keys\"");
    // For a token that a published key could verify, that there is none is no fault of the token.
    let token = OwnPlayground::open().token();
    run(&[
        "verify",
        &token,
        "--no-issuer",
        "--no-audience",
        "--jwks",
        &url,
    ])
    .exits(3);
}

#[test]
fn a_set_that_cannot_be_read_is_unreadable_input_or_a_server_s_failure() {
    let arguments = ["verify", "--no-issuer", "--no-audience", "--jwks"];
    let token = OwnPlayground::open().token();
    for text in ["", "no JSON", "<!DOCTYPE html><p>Sign in", "{\"keys\":["] {
        let tiny = Tiny::replying(move |_, _| Reply::text("200 OK", text));
        for token in [HS256, &token] {
            let of_file = [&arguments[..], &["-", token]].concat();
            run_with(&of_file, text.as_bytes(), &[]).exits(2);
            let url = format!("{}/jwks", tiny.origin());
            run(&[&arguments[..], &[&url, token]].concat()).exits(3);
        }
    }
    for token in [HS256, &token] {
        run(&[&arguments[..], &["/no/such/file", token]].concat())
            .exits(2)
            .says("check the name");
        run(&[&arguments[..], &["/", token]].concat())
            .exits(2)
            .says("it is a folder");
    }
}

#[test]
fn a_token_without_expiry_is_rejected_and_the_waiver_named() {
    // {"alg":"HS256"} and {"iat":1700000000}
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJpYXQiOjE3MDAwMDAwMDB9.AAAA";
    let arguments = [
        "verify",
        token,
        "--no-issuer",
        "--no-audience",
        "--secret-env",
        "S",
    ];
    let secret = [("S", "a secret of more than thirty-two bytes")];
    let waiver = "--allow-missing-expiry takes tokens that never expire";
    run_with(&arguments, b"", &secret).exits(1).prints(waiver);
    let waived = [&arguments[..], &["--allow-missing-expiry"]].concat();
    run_with(&waived, b"", &secret).exits(1).hides(waiver);
}

#[test]
fn an_issuer_that_does_not_answer_says_nothing_of_a_shared_secret() {
    let nobody = crate::tiny::nobody();
    let run = run(&["verify", HS256, "--issuer", &nobody, "--no-audience"]).exits(3);
    assert!(!run.stdout.contains("rejected"), "{}", run.stdout);
}
