//! `probe`: the table, the summary, the files, and who is asked.

use std::fs;

use claimscope_server::Options;
use serde_json::Value;

use crate::playground::OwnPlayground;
#[cfg(unix)]
use crate::run::binary;
use crate::run::{Run, run, run_with};
use crate::tiny::{Reply, Tiny};

/// Probes the playground's API as the quickstart's client, quickly.
fn probe(playground: &OwnPlayground, more: &[&str]) -> Run {
    let (url, issuer) = (playground.identity(), playground.issuer());
    let mut arguments = vec!["probe", &url, "--issuer", &issuer, "--client-id", "client"];
    arguments.extend([
        "--client-secret-env",
        "S",
        "--scope",
        "api1",
        "--rate",
        "1000",
    ]);
    arguments.extend(more);
    run_with(&arguments, b"", &[("S", "secret")])
}

#[test]
fn two_reports_are_not_written_to_one_file() {
    let options = [
        "probe",
        "http://localhost:1/",
        "--junit",
        "r",
        "--sarif",
        "r",
    ];
    let refused = run(&options).exits(2);
    assert!(refused.stderr.contains("two reports"), "{}", refused.stderr);
}

#[test]
fn the_playground_has_no_gap_and_the_summary_says_what_was_judged() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("tempkey.jwk");
    let playground = OwnPlayground::with(Options::any_port().key_file(&key));
    let probed = probe(&playground, &["--signing-key", key.to_str().unwrap()]).exits(0);
    assert!(
        probed.has_line(&[
            "probe.alg-none",
            "alg none",
            "401",
            "401 invalid_token",
            "✓ refused"
        ]),
        "{}",
        probed.stdout
    );
    assert!(probed.has_line(&["probe.scheme-lower-case", "taken", "200", "✓ taken"]));
    assert!(probed.has_line(&["probe.scope-missing", "403", "403", "✓ refused"]));
    assert!(probed.has_line(&["· not judged", "second connection"]));
    let last = probed.stdout.lines().last().unwrap().to_owned();
    assert!(
        last.contains("refused as they must be, 4 taken as they must be, no gap, 4 not judged"),
        "{last}"
    );
    probed.says("A token that the probe asked for was revoked");
}

#[test]
fn without_a_key_what_cannot_be_judged_says_why() {
    let playground = OwnPlayground::open();
    let probed = probe(&playground, &[]).exits(0);
    assert!(
        probed.has_line(&["probe.expired", "·", "not judged"]),
        "{}",
        probed.stdout
    );
    probed.prints("it needs a signing key that the API trusts");
}

#[test]
fn the_files_hold_the_report() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (junit, sarif, markdown) = (file("a.xml"), file("a.sarif"), file("a.md"));
    let playground = OwnPlayground::open();
    let more = [
        "--junit",
        &junit,
        "--sarif",
        &sarif,
        "--markdown",
        &markdown,
        "--json",
    ];
    let report = probe(&playground, &more).exits(0).json();
    let cases = report["results"].as_array().unwrap().len();
    let junit = fs::read_to_string(junit).unwrap();
    assert_eq!(junit.matches("<testcase ").count(), cases);
    let sarif: Value = serde_json::from_slice(&fs::read(sarif).unwrap()).unwrap();
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), cases);
    assert!(fs::read_to_string(markdown).unwrap().contains("no gap"));
}

#[test]
fn a_file_that_cannot_be_written_is_named_after_the_report() {
    let playground = OwnPlayground::open();
    let probed = probe(&playground, &["--junit", "no-such-folder/a.xml"]).exits(2);
    probed
        .prints("no gap")
        .says("no-such-folder/a.xml cannot be written");
}

#[test]
fn a_token_that_the_api_refuses_is_explained_and_nothing_else_is_sent() {
    let playground = OwnPlayground::open();
    let expired = playground.mint(claimscope_server::Mint::default().expired());
    let (url, issuer) = (playground.identity(), playground.issuer());
    let arguments = [
        "probe",
        &url,
        "--token",
        "-",
        "--issuer",
        &issuer,
        "--audience",
        "api1",
    ];
    let probed = run_with(&arguments, expired.as_bytes(), &[]).exits(1);
    probed
        .prints("the token has expired")
        .prints("39 not judged");
}

#[test]
fn what_cannot_be_meant_is_bad_usage_and_a_caches_answer_is_no_refusal() {
    let tiny = Tiny::replying(|_, _| Reply {
        headers: vec!["Age: 5".to_owned()],
        ..Reply::text("200 OK", "")
    });
    let given =
        |more: [&str; 2]| run(&[&["probe", tiny.origin(), "--token", "abc"][..], &more].concat());
    given(["--listener", "http://a"])
        .exits(2)
        .says("nothing can listen as http://a");
    given(["--other-scope", "openid"]).exits(2).says("who asks");
    assert_eq!(tiny.count("GET"), 0);
    given(["--rate", "1000"])
        .exits(3)
        .prints("a cache answered");
}

#[test]
fn a_method_that_is_none_is_refused_before_anything_is_sent() {
    let tiny = Tiny::replying(|_, _| Reply::text("200 OK", ""));
    let arguments = ["--token", "abc", "--yes", "--methods", "POST,PO ST"];
    run(&[&["probe", tiny.origin()][..], &arguments].concat())
        .exits(2)
        .says("is no method");
    assert_eq!(tiny.count("GET"), 0);
}

#[test]
fn another_machine_is_not_probed_without_a_word() {
    let probed = run(&["probe", "https://api.example/orders", "--token", "abc"]).exits(2);
    let probed = probed.says("this probe needs somebody to agree to it");
    probed.says("https://api.example").says("--yes");
    let deleting = [
        "probe",
        "http://127.0.0.1:9/x",
        "--token",
        "abc",
        "-X",
        "DELETE",
        "--json",
    ];
    let failure = run(&deleting).exits(2).json();
    let message = failure["error"]["message"].as_str().unwrap();
    assert!(message.contains("DELETE may change something"), "{message}");
}

#[test]
fn an_api_that_is_not_there_is_a_network_failure() {
    run(&["probe", "http://127.0.0.1:9/x", "--token", "abc"])
        .exits(3)
        .prints("Ended early: no answer came to the good token");
}

#[test]
fn a_probe_that_ends_early_without_a_gap_is_no_gap() {
    let playground = OwnPlayground::open();
    probe(&playground, &["--max-requests", "3"])
        .exits(3)
        .prints("Ended early: no more than 3 requests were to be sent")
        .prints("no gap");
}

#[test]
fn the_exchanges_are_shown_masked() {
    let playground = OwnPlayground::open();
    let token = playground.token();
    let url = playground.identity();
    let arguments = ["probe", &url, "--token", "-", "-v", "--rate", "1000"];
    let probed = run_with(&arguments, token.as_bytes(), &[]).exits(0);
    let probed = probed.says("Authorization: Bearer •••");
    let signature = token.rsplit('.').next().unwrap();
    probed
        .hides(signature)
        .hides(token.split('.').nth(1).unwrap());
}

#[test]
fn each_case_is_explained() {
    for code in ["probe.alg-none", "probe.no-token", "probe.good-token-again"] {
        run(&["explain", code]).exits(0).prints("what to do");
    }
}

#[test]
fn options_of_a_token_request_have_no_use_beside_a_token() {
    let arguments = [
        "probe",
        "http://127.0.0.1:9/",
        "--token",
        "abc",
        "--resource",
        "https://a.example",
    ];
    run(&arguments)
        .exits(2)
        .says("--resource says how a token is asked for");
    run(&["probe", "http://127.0.0.1:9/"])
        .exits(2)
        .says("--issuer URL is missing");
}

/// The signals by which a terminal ends a program, or ends itself.
#[cfg(unix)]
#[test]
fn a_signal_ends_the_probe_and_its_token_is_revoked() {
    let playground = OwnPlayground::open();
    let issuer = playground.issuer();
    for signal in ["-INT", "-TERM", "-HUP"] {
        let api = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", api.local_addr().unwrap());
        let client = ["--client-id", "client", "--client-secret-env", "S"];
        let child = binary(&["probe", &url, "--issuer", &issuer, "--scope", "api1"])
            .args(client)
            .env("S", "secret")
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        // The good token has come, and no answer goes back.
        let request = api.accept().unwrap();
        let mut kill = std::process::Command::new("kill");
        let kill = kill.args([signal, &child.id().to_string()]);
        assert!(kill.status().unwrap().success());
        let ended: Run = child.wait_with_output().unwrap().into();
        ended
            .exits(3)
            .says("A token that the probe asked for was revoked");
        drop(request);
    }
}
