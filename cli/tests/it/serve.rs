//! `serve`: the playground as a process of its own.

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Stdio};

use serde_json::Value;

use crate::run::{binary, run, run_with};

/// A `claimscope serve --json`, ended when dropped.
struct Serve {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    start: Value,
}

impl Serve {
    fn start(more: &[&str]) -> Self {
        let mut arguments = vec!["serve", "--json", "--port", "0", "--api-port", "0"];
        arguments.extend(more);
        Self::of(binary(&arguments).stdout(Stdio::piped()).spawn().unwrap())
    }

    fn of(mut child: Child) -> Self {
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let start = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        Self {
            child,
            lines,
            start,
        }
    }

    fn next(&mut self) -> Value {
        serde_json::from_str(&self.lines.next().unwrap().unwrap()).unwrap()
    }
}

impl Drop for Serve {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_quickstart_works_against_it_and_every_refusal_has_its_reason() {
    let mut serve = Serve::start(&[]);
    let issuer = serve.start["issuer"].as_str().unwrap().to_owned();
    let api = format!("{}/identity", serve.start["api"].as_str().unwrap());
    let mut arguments = vec!["token", "--issuer", &issuer, "--client-id", "client"];
    arguments.extend(["--client-secret-env", "S", "--scope", "api1"]);
    let token = run_with(&arguments, b"", &[("S", "secret")])
        .exits(0)
        .stdout;
    let verify = ["verify", "-", "--issuer", &issuer, "--audience", "api1"];
    run_with(&verify, token.as_bytes(), &[]).exits(0);
    run_with(&["call", &api, "--token", "-"], token.as_bytes(), &[]).exits(0);
    run_with(&arguments, b"", &[("S", "wrong")]).exits(1);
    let refusal = std::iter::repeat_with(|| serve.next())
        .find(|entry| entry["status"] == 400)
        .unwrap();
    assert_eq!(refusal["request"], "POST /connect/token");
    assert!(
        refusal["message"]
            .as_str()
            .unwrap()
            .contains("secret is wrong"),
        "{refusal}"
    );
}

/// What `serve` prints at the start, and the process itself.
fn banner(more: &[&str]) -> (String, Child) {
    let mut child = binary(&[&["serve", "--port", "0", "--api-port", "0"], more].concat())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
    let text: Vec<_> = lines
        .map(Result::unwrap)
        .take_while(|line| line != "Requests")
        .collect();
    (text.join("\n"), child)
}

fn end(mut child: Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// The one word of the text that starts so.
fn word<'a>(text: &'a str, start: &str) -> &'a str {
    text.split_whitespace()
        .find(|word| word.starts_with(start))
        .unwrap_or_else(|| panic!("{start} is not in {text}"))
}

#[test]
fn says_what_runs_where_with_commands_to_try() {
    let (text, child) = banner(&["--https"]);
    end(child);
    for part in [
        "Token server  https://localhost:",
        "/identity",
        "claimscope verify",
        "--trust-fingerprint ",
        "SHA-256",
    ] {
        assert!(text.contains(part), "{part:?} is not in {text}");
    }
}

#[test]
fn a_configuration_file_is_read_and_judged() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("appsettings.json");
    let config = r#"{"IdentityServer": {
        "ApiScopes": [{"Name": "orders"}],
        "Clients": [{"ClientId": "shop", "AllowedGrantTypes": ["ClientCredentials"], "AllowedScopes": ["orders"],
            "ClientSecrets": [{"Value": "K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unols="}]}]}}"#;
    std::fs::write(&file, config).unwrap();
    let serve = Serve::start(&["--config", file.to_str().unwrap()]);
    let findings = serve.start["findings"].as_array().unwrap();
    assert!(
        findings
            .iter()
            .any(|finding| finding.as_str().unwrap().contains("client_credentials")),
        "{findings:?}"
    );
    std::fs::write(&file, "no JSON").unwrap();
    run(&["serve", "--config", file.to_str().unwrap()]).exits(2);
    run(&["serve", "--config", "/no/such/file"]).exits(2);
}

const FOREIGN: &str = r#"{"IdentityServer": {
    "IssuerUri": "https://login.example.com",
    "ApiScopes": [{"Name": "orders"}],
    "Clients": [{"ClientId": "the shop", "AllowedGrantTypes": ["client_credentials"], "AllowedScopes": ["orders"],
        "ClientSecrets": [{"Value": "K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unols="}]}]}}"#;

#[test]
fn under_an_issuer_of_another_name_every_command_asks_this_machine() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("appsettings.json");
    std::fs::write(&file, FOREIGN).unwrap();
    let (text, child) = banner(&["--config", file.to_str().unwrap()]);
    assert!(text.contains("Token server  http://localhost:"), "{text}");
    assert!(
        text.contains("Issuer        https://login.example.com"),
        "{text}"
    );
    let line = text.lines().find(|line| line.contains("claimscope token"));
    let endpoint = word(line.unwrap(), "http");
    assert!(line.unwrap().contains("--client-id 'the shop'"), "{text}");
    let arguments = [
        "token",
        "--token-endpoint",
        endpoint,
        "--client-id",
        "the shop",
    ];
    let arguments = [&arguments[..], &["--client-secret-env", "S"]].concat();
    let token = run_with(&arguments, b"", &[("S", "secret")])
        .exits(0)
        .stdout;
    let line = text.lines().find(|line| line.contains("claimscope verify"));
    let jwks = word(line.unwrap(), "http://localhost:");
    let expected = ["--issuer", "https://login.example.com", "--no-audience"];
    run_with(
        &[&["verify", "-", "--jwks", jwks][..], &expected].concat(),
        token.as_bytes(),
        &[],
    )
    .exits(0);
    end(child);
}

#[test]
fn json_says_where_the_token_server_listens() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("appsettings.json");
    std::fs::write(&file, FOREIGN).unwrap();
    let serve = Serve::start(&["--config", file.to_str().unwrap()]);
    assert_eq!(serve.start["issuer"], "https://login.example.com");
    let base = serve.start["token_server"].as_str().unwrap();
    assert!(base.starts_with("http://localhost:"), "{base}");
    let quickstart = Serve::start(&[]);
    assert_eq!(quickstart.start["issuer"], quickstart.start["token_server"]);
}

#[test]
fn a_port_that_is_taken_is_said_to_be() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    run(&["serve", "--port", &port, "--api-port", "0"])
        .exits(3)
        .says("--port");
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_in_order() {
    for signal in ["-INT", "-TERM"] {
        let mut serve = Serve::start(&[]);
        let id = serve.child.id().to_string();
        let hung: Vec<_> = ["token_server", "api"]
            .map(|name| hangs(&serve, name))
            .into();
        let begin = std::time::Instant::now();
        assert!(
            std::process::Command::new("kill")
                .args([signal, &id])
                .status()
                .unwrap()
                .success()
        );
        assert_eq!(serve.child.wait().unwrap().code(), Some(0));
        let took = begin.elapsed();
        assert!(
            took.as_secs() < 10,
            "clients that hang held it up for {took:?}"
        );
        drop(hung);
    }
}

/// A client that promises a body and sends none.
#[cfg(unix)]
fn hangs(serve: &Serve, name: &str) -> std::net::TcpStream {
    use std::io::Write;
    let base = serve.start[name].as_str().unwrap();
    let address = base.replace("http://localhost", "127.0.0.1");
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    let head = "POST /connect/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

#[test]
#[cfg(unix)]
fn idle_connections_and_few_open_files_keep_nobody_out() {
    let program = env!("CARGO_BIN_EXE_claimscope");
    let script = "ulimit -n 64; exec \"$0\" serve --json --port 0 --api-port 0";
    let child = std::process::Command::new("sh")
        .args(["-c", script, program])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut serve = Serve::of(child);
    let address = |name: &str| {
        let base = serve.start[name].as_str().unwrap();
        base.replace("http://localhost", "127.0.0.1")
    };
    let (token_server, api) = (address("token_server"), address("api"));
    let idle: Vec<_> = (0..120)
        .map(|_| std::net::TcpStream::connect(&token_server).unwrap())
        .collect();
    let (begin, before) = (std::time::Instant::now(), cpu_seconds(serve.child.id()));
    for base in [&token_server, &api] {
        let url = format!("http://{base}/");
        let answer = run(&["call", &url, "--json", "--timeout", "10s"]);
        assert_eq!(answer.json()["status"], 404, "{}", answer.stderr);
    }
    let spent = cpu_seconds(serve.child.id()) - before;
    assert!(
        spent <= 0.1 + begin.elapsed().as_secs_f64() / 2.0,
        "it spins"
    );
    drop(idle);
    serve.next();
}

/// The processor time that a process has taken; 0 where the system does not tell.
#[cfg(unix)]
fn cpu_seconds(process: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields: Vec<_> = stat.rsplit(')').next().unwrap().split(' ').collect();
    let ticks = |at: usize| fields.get(at).and_then(|text| text.parse::<f64>().ok());
    (ticks(12).unwrap_or(0.0) + ticks(13).unwrap_or(0.0)) / 100.0
}
