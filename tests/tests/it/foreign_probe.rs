//! `claimscope probe` against express APIs with one fault planted in each, and against the playground's API, which has none.

use std::fs;
use std::path::PathBuf;
use std::process::Output;

use claimscope_server::config::Extension;
use claimscope_server::{Config, Options, Playground, Running};
use claimscope_tests::left_out;
use claimscope_tests::peer::{self, Peer};
use claimscope_tests::program::claimscope;
use serde_json::{Value, json};
use tempfile::TempDir;

/// A playground with its signing key in a file, and what the probe writes.
struct Scene {
    playground: Running,
    folder: TempDir,
}

/// What a probe came to.
struct Probed {
    output: Output,
    report: Value,
}

impl Scene {
    async fn new() -> Self {
        Self::with(Config::quickstart()).await
    }

    async fn with(config: Config) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = Options::any_port().config(config);
        let options = options.key_file(folder.path().join("tempkey.jwk"));
        let playground = Playground::start(options).await.unwrap();
        Self { playground, folder }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn planted(&self, fault: &str) -> Peer {
        let mut command = peer::node("planted.mjs");
        command.args([fault, &*self.playground.issuer(), "api1"]);
        Peer::start(command).unwrap()
    }

    async fn probe(&self, url: String, more: &[&str]) -> Probed {
        let mut command = claimscope(&["probe", &url, "--json", "--rate", "1000"]).unwrap();
        command
            .args(["--issuer", &*self.playground.issuer()])
            .args(["--scope", "api1", "--required-scope", "api1"])
            .args(["--client-id", "client", "--client-secret-env", "S"])
            .env("S", "secret")
            .args(more);
        for (option, name) in [
            ("--signing-key", "tempkey.jwk"),
            ("--junit", "junit.xml"),
            ("--sarif", "probe.sarif"),
            ("--markdown", "probe.md"),
        ] {
            command.arg(option).arg(self.file(name));
        }
        let output = tokio::task::spawn_blocking(move || command.output().unwrap());
        let output = output.await.unwrap();
        let report = serde_json::from_slice(&output.stdout).unwrap_or_default();
        Probed { output, report }
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).unwrap()
    }
}

impl Probed {
    fn codes(&self, verdict: &str) -> Vec<&str> {
        let results = self.report["results"].as_array().unwrap();
        let results = results.iter().filter(|one| one["verdict"] == verdict);
        results.map(|one| one["id"].as_str().unwrap()).collect()
    }

    fn said(&self) -> String {
        format!(
            "{}\n{:#}",
            String::from_utf8_lossy(&self.output.stderr),
            self.report
        )
    }
}

/// What cannot be judged with one connection, a token that is bound to no key, and one method.
const OUT_OF_REACH: [&str; 4] = [
    "probe.other-token",
    "probe.bound-as-bearer",
    "probe.proof-other-key",
    "probe.method-open",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_playgrounds_api_has_no_gap() {
    let scene = Scene::new().await;
    for path in ["/identity", "/weatherforecast"] {
        let url = format!("{}{path}", scene.playground.api());
        let probed = scene.probe(url, &[]).await;
        assert_eq!(probed.codes("gap"), [""; 0], "{}", probed.said());
        assert_eq!(probed.codes("deviation"), [""; 0], "{}", probed.said());
        assert_eq!(
            probed.codes("not-judged"),
            OUT_OF_REACH,
            "{}",
            probed.said()
        );
        assert_eq!(probed.output.status.code(), Some(0), "{}", probed.said());
    }
    scene.playground.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bound_token_goes_with_proofs_and_is_refused_without() {
    for extensions in [
        &[Extension::DPoP][..],
        &[Extension::DPoP, Extension::DPoPNonces],
    ] {
        let mut config = Config::quickstart();
        for extension in extensions {
            config.extensions.switch_on(*extension);
        }
        let scene = Scene::with(config).await;
        let url = format!("{}/identity", scene.playground.api());
        let probed = scene.probe(url, &["--dpop"]).await;
        assert_eq!(probed.codes("gap"), [""; 0], "{}", probed.said());
        let passed = probed.codes("pass");
        for code in [
            "probe.good-token",
            "probe.bound-as-bearer",
            "probe.proof-other-key",
        ] {
            assert!(passed.contains(&code), "{code}: {}", probed.said());
        }
        assert_eq!(probed.output.status.code(), Some(0), "{}", probed.said());
        scene.playground.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_planted_in_an_express_api_is_named_and_no_other() {
    if let Some(reason) = peer::missing_node() {
        left_out(reason);
        return;
    }
    let scene = Scene::new().await;
    for (fault, gap) in [
        ("audience", "probe.audience-other"),
        ("expiry", "probe.expired"),
        ("alg-none", "probe.alg-none"),
        ("key-confusion", "probe.key-confusion"),
        ("jku", "probe.jku"),
        ("id-token", "probe.id-token"),
        ("scope", "probe.scope-missing"),
        ("jwk", "probe.jwk-embedded"),
        ("x5c", "probe.x5c-embedded"),
        ("weak-secret", "probe.weak-secret"),
        ("crit", "probe.crit-unknown"),
        ("audience-near", "probe.audience-near"),
        ("issuer-near", "probe.issuer-near"),
    ] {
        let api = scene.planted(fault);
        let probed = scene.probe(format!("{}/orders", api.origin()), &[]).await;
        assert_eq!(probed.codes("gap"), [gap], "{fault}: {}", probed.said());
        assert_eq!(probed.codes("deviation"), [""; 0], "{fault}");
        // Who takes every name takes near ones, too.
        let explained = (fault == "audience").then_some("probe.audience-near");
        let not_judged: Vec<&str> = explained.into_iter().chain(OUT_OF_REACH).collect();
        assert_eq!(
            probed.codes("not-judged"),
            not_judged,
            "{fault}: {}",
            probed.said()
        );
        assert_eq!(
            probed.output.status.code(),
            Some(1),
            "{fault}: {}",
            probed.said()
        );
        check_reports(&scene, gap, not_judged.len());
    }
    scene.playground.shutdown().await;
}

/// What other programs read in the files: one failure, and that it is this one.
fn check_reports(scene: &Scene, gap: &str, not_judged: usize) {
    let question = json!({ "junit": scene.text("junit.xml"), "sarif": scene.text("probe.sarif") });
    let read = peer::ask(peer::node("reports.mjs"), &question).unwrap();
    let (junit, sarif) = (&read["junit"], &read["sarif"]);
    assert_eq!(junit["failed"], json!([gap]), "{read:#}");
    assert_eq!(
        (&junit["failures"], &junit["tests"]),
        (&json!(1), &junit["cases"]),
        "{read:#}"
    );
    assert_eq!(junit["skipped"], json!(not_judged), "{read:#}");
    assert_eq!(sarif["errors"], json!([]), "{read:#}");
    assert_eq!(sarif["failed"], json!([gap]), "{read:#}");
    assert_eq!(sarif["results"], junit["cases"], "{read:#}");
    assert!(scene.text("probe.md").contains(&format!("`{gap}`")));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_express_api_that_checks_everything_has_no_gap() {
    if let Some(reason) = peer::missing_node() {
        left_out(reason);
        return;
    }
    let scene = Scene::new().await;
    let api = scene.planted("none");
    let probed = scene.probe(format!("{}/orders", api.origin()), &[]).await;
    assert_eq!(probed.codes("gap"), [""; 0], "{}", probed.said());
    assert_eq!(probed.output.status.code(), Some(0), "{}", probed.said());
    scene.playground.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_method_that_needs_no_token_is_a_gap_where_it_is_asked_for() {
    if let Some(reason) = peer::missing_node() {
        left_out(reason);
        return;
    }
    let scene = Scene::new().await;
    let asked = ["--methods", "DELETE,put", "--yes"];
    for (fault, gaps) in [("none", &[][..]), ("method", &["probe.method-open"])] {
        let api = scene.planted(fault);
        let url = format!("{}/orders", api.origin());
        let probed = scene.probe(url, &asked).await;
        assert_eq!(probed.codes("gap"), gaps, "{}", probed.said());
        let out_of_reach = OUT_OF_REACH.split_last().unwrap().1;
        assert_eq!(probed.codes("not-judged"), out_of_reach);
        let code = i32::from(!gaps.is_empty());
        assert_eq!(probed.output.status.code(), Some(code));
    }
    scene.playground.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_that_fails_on_wrong_tokens_or_repeats_them_is_told_of() {
    if let Some(reason) = peer::missing_node() {
        left_out(reason);
        return;
    }
    let scene = Scene::new().await;
    for (fault, note, code) in [
        ("crash", "neither refused nor taken (500)", 3),
        ("echo", "repeat the token that was sent", 0),
    ] {
        let api = scene.planted(fault);
        let probed = scene.probe(format!("{}/orders", api.origin()), &[]).await;
        assert_eq!(probed.codes("gap"), [""; 0], "{}", probed.said());
        assert!(
            probed.report["notes"].to_string().contains(note),
            "{}",
            probed.said()
        );
        assert_eq!(probed.output.status.code(), Some(code), "{}", probed.said());
        let has_error = scene.text("junit.xml").contains("<error ");
        assert_eq!(has_error, code == 3, "{fault}");
    }
    scene.playground.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_api_has_one_gap_and_nothing_else_is_judged() {
    if let Some(reason) = peer::missing_node() {
        left_out(reason);
        return;
    }
    let scene = Scene::new().await;
    let api = scene.planted("open");
    let probed = scene.probe(format!("{}/orders", api.origin()), &[]).await;
    assert_eq!(probed.codes("gap"), ["probe.no-token"], "{}", probed.said());
    assert_eq!(probed.report["requests"], 2);
    assert_eq!(probed.output.status.code(), Some(1));
    scene.playground.shutdown().await;
}
