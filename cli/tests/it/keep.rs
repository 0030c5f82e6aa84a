//! `--keep`: tokens for the next run, with a real keychain, and what is said where there is none.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Child, Stdio};
use std::sync::mpsc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use claimscope_server::{Config, Options};

use crate::keychain::Home;
use crate::playground::OwnPlayground;
use crate::run::{Run, binary, run};

/// The quickstart, where `alice` gets tokens that hold so long, with refresh tokens that are good once.
fn playground(lifetime_seconds: i64) -> OwnPlayground {
    let mut config = Config::quickstart();
    for client in &mut config.clients {
        client.access_token_lifetime_seconds = lifetime_seconds;
    }
    OwnPlayground::with(Options::any_port().config(config))
}

/// `claimscope` in that home, running.
fn start(home: &Home, arguments: &[&str]) -> Child {
    let mut command = binary(arguments);
    command.envs(home.environment());
    command.envs([("S", "secret"), ("P", "alice")]);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn end(child: Child) -> Run {
    child.wait_with_output().unwrap().into()
}

fn as_alice<'a>(issuer: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let client = ["token", "--issuer", issuer, "--client-id", "ropg_client"];
    let secrets = ["--client-secret-env", "S", "--password-env", "P"];
    let grant = ["--grant", "password", "--username", "alice"];
    let scope = ["--scope", "api1", "--scope", "offline_access"];
    [&client[..], &secrets, &grant, &scope, more].concat()
}

fn count(playground: &OwnPlayground, request: &str, words: &str) -> usize {
    let entries = playground.running().log().entries();
    let is_it = |entry: &&claimscope_server::LogEntry| {
        entry.request.contains(request) && entry.message.contains(words)
    };
    entries.iter().filter(is_it).count()
}

/// Asks what is kept until the one token has ended.
fn wait_until_it_has_ended(home: &Home) {
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let end = || {
        let rows = end(start(home, &["kept", "--json"])).exits(0).json();
        rows[0]["expires_at"].as_u64().unwrap()
    };
    while now().as_secs() < end() {}
}

#[test]
fn the_next_run_takes_the_kept_token() {
    let Some(home) = Home::with_keychain() else {
        return;
    };
    let playground = playground(3600);
    let issuer = playground.issuer();
    let keeps = as_alice(&issuer, &["--keep"]);
    let first = end(start(&home, &keeps)).exits(0);
    let first = first.says("The token is kept for the next run with --keep");
    let second = end(start(&home, &keeps))
        .exits(0)
        .says("was taken; it holds for another");
    assert_eq!(first.stdout, second.stdout);
    let asked = count(&playground, "/connect/token", "");
    assert_eq!(asked, 1);

    let whole = end(start(&home, &as_alice(&issuer, &["--keep", "--json"])))
        .exits(0)
        .json();
    assert!(whole["expires_in"].as_u64().unwrap() <= 3600);
    assert_eq!(whole["access_token"], first.stdout.trim());
    let refresh_token = whole["refresh_token"].as_str().unwrap();

    // Without --keep nothing that is kept is used, and nothing is said of it.
    let other = end(start(&home, &as_alice(&issuer, &[]))).exits(0);
    assert_ne!(other.stdout, first.stdout);
    assert_eq!(other.stderr, "");
    // Another scope is another token.
    end(start(
        &home,
        &as_alice(&issuer, &["--scope", "openid", "--keep"]),
    ))
    .exits(0)
    .says("is kept for the next run");

    let signature = first.stdout.trim().rsplit('.').next().unwrap();
    let files = home.files();
    assert!(
        files
            .iter()
            .filter(|(name, _)| name.ends_with(".row"))
            .count()
            == 2
    );
    for (name, bytes) in files {
        let text = String::from_utf8_lossy(&bytes);
        for secret in [
            signature,
            refresh_token,
            first.stdout.trim(),
            "alice",
            &issuer,
        ] {
            assert!(!text.contains(secret), "{secret} is in {name}");
        }
    }
}

#[test]
fn a_refresh_token_is_spent_by_one_process_alone() {
    let Some(home) = Home::with_keychain() else {
        return;
    };
    let playground = playground(2);
    let issuer = playground.issuer();
    let keeps = as_alice(&issuer, &["--keep"]);
    let first = end(start(&home, &keeps)).exits(0).stdout;
    wait_until_it_has_ended(&home);
    let racing: Vec<_> = (0..4).map(|_| start(&home, &keeps)).collect();
    let ended: Vec<_> = racing
        .into_iter()
        .map(|child| end(child).exits(0))
        .collect();
    for run in &ended {
        assert_ne!(run.stdout, first);
        assert_eq!(run.stdout, ended[0].stdout, "{}", run.stderr);
    }
    let renewed = ended
        .iter()
        .filter(|run| run.stderr.contains("was renewed with its refresh token"));
    assert_eq!(renewed.count(), 1);
    assert_eq!(count(&playground, "/connect/token", ""), 2);
}

#[test]
fn a_holder_that_was_killed_holds_nothing() {
    let Some(home) = Home::with_keychain() else {
        return;
    };
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}/token", listener.local_addr().unwrap());
    let (came, first) = mpsc::channel();
    std::thread::spawn(move || {
        let mut open = Vec::new();
        for mut stream in listener.incoming().flatten() {
            let mut bytes = [0; 4096];
            let _ = stream.read(&mut bytes);
            if open.is_empty() {
                // It gets no answer, and keeps the lock for as long as it lives.
                open.push(stream);
                came.send(()).unwrap();
                continue;
            }
            let body = r#"{"access_token":"opaque","token_type":"Bearer","expires_in":600}"#;
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n";
            let answer = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    let keeps = [
        "token",
        "--token-endpoint",
        &endpoint,
        "--client-id",
        "c",
        "--keep",
    ];
    let mut hung = start(&home, &keeps);
    first.recv_timeout(Duration::from_secs(30)).unwrap();
    // Whoever comes meanwhile waits so long, says so, and sends nothing.
    end(start(&home, &[&keeps[..], &["--timeout", "1s"]].concat()))
        .exits(2)
        .says("Another process is asking for this token")
        .says("one refresh token must not be sent twice");
    hung.kill().unwrap();
    hung.wait().unwrap();
    let run = end(start(&home, &keeps)).exits(0);
    assert_eq!(run.stdout.trim(), "opaque");
}

#[test]
fn what_is_kept_is_listed_without_the_token_and_deleted() {
    let Some(home) = Home::with_keychain() else {
        return;
    };
    let playground = playground(3600);
    let issuer = playground.issuer();
    end(start(&home, &["kept"]))
        .exits(0)
        .prints("Nothing is kept.");
    let token = end(start(&home, &as_alice(&issuer, &["--keep"])))
        .exits(0)
        .stdout;
    end(start(
        &home,
        &as_alice(&issuer, &["--scope", "openid", "--keep"]),
    ))
    .exits(0);
    end(start(&home, &["kept"]))
        .exits(0)
        .prints("token by password")
        .prints("client_id ropg_client")
        .prints("renewed with its refresh token")
        .hides(token.trim());
    let rows = end(start(&home, &["kept", "--json"])).exits(0).json();
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0]["issuer"], issuer);
    let id = rows[0]["id"].as_str().unwrap();
    end(start(&home, &["kept", "--delete", "00000000"]))
        .exits(2)
        .says("nothing is kept as 00000000");
    end(start(&home, &["kept", "--delete", id]))
        .exits(0)
        .prints("Deleted here: 1.");
    end(start(&home, &["kept", "--delete-all", "--json"]))
        .exits(0)
        .prints(r#""deleted": 1"#);
    end(start(&home, &as_alice(&issuer, &["--keep"])))
        .exits(0)
        .says("is kept for the next run");
}

#[test]
fn without_a_keychain_the_token_comes_and_it_is_said_that_it_is_not_kept() {
    let playground = playground(3600);
    let issuer = playground.issuer();
    let homes = [
        Some(Home::bare()),
        Home::with_bus(),
        Home::with_new_keychain(),
        Home::with_locked_keychain(),
    ];
    for home in homes.iter().flatten() {
        for _ in 0..2 {
            let run = end(start(home, &as_alice(&issuer, &["--keep"]))).exits(0);
            assert_eq!(run.stdout.trim().split('.').count(), 3);
            run.says("note: the token is not kept: the system's keychain cannot be used")
                .says("Secret Service");
        }
        assert!(home.files().iter().all(|(name, _)| !name.ends_with(".row")));
        end(start(home, &["kept"])).exits(2).says("keychain");
        end(start(home, &["kept", "--delete-all"]))
            .exits(0)
            .prints("Deleted here: 0.");
    }
}

#[test]
fn keep_without_a_token_to_ask_for_is_refused() {
    run(&["call", "http://localhost:1/", "--keep"])
        .exits(2)
        .says("--client-id");
    run(&["call", "http://localhost:1/", "--keep", "--token", "a"])
        .exits(2)
        .says("--keep");
}

#[test]
fn a_kept_token_is_asked_about_revoked_and_forgotten() {
    let Some(home) = Home::with_keychain() else {
        return;
    };
    let playground = playground(3600);
    let issuer = playground.issuer();
    let openid = ["--scope", "openid", "--keep"];
    let about = |command: &'static str, more: &[&str]| {
        let all = as_alice(&issuer, &openid);
        let arguments = [&[command], &all[1..], more].concat();
        end(start(&home, &arguments))
    };
    about("revoke", &[])
        .exits(2)
        .says("nothing is kept that these options find");
    assert_eq!(count(&playground, "/connect/token", ""), 0);
    end(start(&home, &as_alice(&issuer, &openid))).exits(0);
    let user = about("userinfo", &["--json"]).exits(0);
    let user = user.says("The kept token of");
    assert!(user.json()["sub"].is_string());
    about("introspect", &[]).says("The kept token of");
    assert_eq!(count(&playground, "/connect/token", ""), 1);
    about("revoke", &[]).exits(0);
    assert_eq!(count(&playground, "/connect/revocation", ""), 2);
    end(start(&home, &["kept"]))
        .exits(0)
        .prints("Nothing is kept.");
    about("revoke", &["--token-type-hint", "refresh_token"]).exits(2);
}
